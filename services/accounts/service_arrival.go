package accounts

import (
	"context"
	"crypto/sha256"

	"github.com/google/uuid"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/accounts/credential"
)

// Somebody who arrives at an event with a badge and nothing else gets an account without an address. Until they give one, whoever has the
// session is the person: nothing else could show it. So such an account can be closed, and given an address, without proof.

func (s *Service) answerArrivals(ctx context.Context) error {
	return bus.Answer(ctx, s.d.Bus, "accounts", "arrival", s.arrivalFor)
}

// arrivalFor makes the account, or finds it, and mints its link. For programs alone. Invalid "/token" once the link was used or is over.
func (s *Service) arrivalFor(ctx context.Context, q wire.ArrivalQuestion) (wire.ArrivalAnswer, error) {
	if q.Key == "" || len(q.Key) > 100 {
		return wire.ArrivalAnswer{}, fault.InvalidFields(fault.Field{Pointer: "/key", Code: "required"})
	}
	locale, err := s.locale(q.Locale)
	if err != nil {
		return wire.ArrivalAnswer{}, err
	}
	sum := sha256.Sum256([]byte("arrival " + q.Key))
	id, now := uuid.UUID(sum[:16]).String(), s.d.Now()
	a := Account{Locale: locale, Created: now, Links: map[Purpose]Link{
		Arrival: {Nonce: credential.Nonce(), Born: now, Expires: now.Add(lives[Arrival])},
	}}
	d, err := s.c.accounts.Insert(as(ctx, id), id, a, func(d *store.Doc[Account]) {
		d.Emit(s.fact(as(ctx, id), wire.AccountOpened{Account: id}))
	})
	if fault.Coded(err, "store.exists") {
		d, err = s.c.accounts.Get(ctx, id)
	}
	if fault.Absent(err) || err == nil && !d.Body.Links[Arrival].pending(now) {
		return wire.ArrivalAnswer{}, badLink()
	}
	if err != nil {
		return wire.ArrivalAnswer{}, err
	}
	token, err := s.keys.LinkToken(string(Arrival), id, d.Body.Links[Arrival].Nonce)
	return wire.ArrivalAnswer{Account: id, Token: token}, err
}

// UseArrival signs in who arrived by a badge. As UseLink, without a password: there is no address that would go with it.
func (s *Service) UseArrival(ctx context.Context, in api.UseArrival) (api.SignedIn, error) {
	return s.follow(ctx, use{
		purpose: Arrival, token: in.Token, label: in.Label, agreement: agreement{in.Conduct, in.Adult},
	})
}
