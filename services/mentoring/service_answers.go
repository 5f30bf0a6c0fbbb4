package mentoring

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"os"
	"slices"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Secret is the key that the tokens of mails are signed with where no key file is given; one document, made once.
type Secret struct {
	Key string `json:"key"`
}

// answerKey is the key that the tokens of mails are signed with: of the key file, so that whoever has a copy of the store answers for
// nobody. Without a file it lies in the store; of several replicas that make it at once, one wins. With a file an old one there goes.
func (c collections) answerKey(ctx context.Context, keyFile string) ([]byte, error) {
	const id = "answers"
	if keyFile != "" {
		text, err := os.ReadFile(keyFile)
		if err != nil {
			return nil, fmt.Errorf("mentoring: key file: %w", err)
		}
		key, err := run.ReadKey(string(text))
		if err != nil {
			return nil, fmt.Errorf("mentoring: %w", err)
		}
		if err := c.secrets.Drop(ctx, id); err != nil && !fault.Has(err, fault.NotFound) {
			return nil, err
		}
		return run.DeriveKey(key, "waymark mentoring answers"), nil
	}
	fresh := make([]byte, 32)
	_, _ = rand.Read(fresh) // it never fails
	_, err := c.secrets.Insert(ctx, id, Secret{Key: base64.RawURLEncoding.EncodeToString(fresh)}, nil)
	if err != nil && !fault.Coded(err, "store.exists") {
		return nil, err
	}
	d, err := c.secrets.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return base64.RawURLEncoding.DecodeString(d.Body.Key)
}

// AnswerToken is the token with which the asked mentor answers from their mail. For notifications alone, while it sends that mail.
// NotFound where it is not their turn.
func (s *Service) AnswerToken(ctx context.Context, q wire.AnswerTokenQuestion) (wire.AnswerTokenAnswer, error) {
	if !store.ValidID(q.Match) || !store.ValidID(q.Mentor) {
		return wire.AnswerTokenAnswer{}, errAbsent
	}
	d, err := s.c.matches.Get(ctx, q.Match)
	if fault.Absent(err) || err == nil && !d.Body.acceptable(q.Mentor) {
		return wire.AnswerTokenAnswer{}, errAbsent
	}
	if err != nil {
		return wire.AnswerTokenAnswer{}, err
	}
	a, err := s.m.accounts.Get(ctx, q.Mentor)
	if err != nil {
		return wire.AnswerTokenAnswer{}, err
	}
	t := turn{Match: d.ID, Mentor: q.Mentor, Asked: d.Body.offer(q.Mentor).Asked, Proofs: a.Proofs}
	return wire.AnswerTokenAnswer{Token: t.sign(s.key)}, nil
}

// AnswerTurn is whose turn a token is, while it waits for the answer. For profiles alone, which tells whoever has the token what the mentor
// may see of who asks. NotFound "answer.unknown".
func (s *Service) AnswerTurn(ctx context.Context, q wire.AnswerTurnQuestion) (wire.AnswerTurnAnswer, error) {
	d, t, err := s.turnOf(ctx, q.Token)
	if err == nil && !d.Body.acceptable(t.Mentor) {
		err = errAnswerToken
	}
	if err != nil {
		return wire.AnswerTurnAnswer{}, err
	}
	return wire.AnswerTurnAnswer{Newcomer: d.Body.Newcomer, Mentor: t.Mentor}, nil
}

// turnOf reads the match that a token opens. NotFound "answer.unknown" for every other one, while the account is suspended, and once
// another password or address was chosen, or all sessions were ended: whoever reads the mailbox of before answers nothing any more. A
// token that nobody signed is refused before anything is read, and the gateway counts by address; so no further limit is needed.
func (s *Service) turnOf(ctx context.Context, token string) (*store.Doc[Match], turn, error) {
	t, err := readTurn(s.key, token)
	if err != nil {
		return nil, t, err
	}
	a, err := s.m.accounts.Get(ctx, t.Mentor)
	if fault.Has(err, fault.NotFound) || err == nil && (a.Suspended || a.Proofs != t.Proofs) {
		return nil, t, errAnswerToken
	}
	if err != nil {
		return nil, t, err
	}
	d, err := s.c.matches.Get(ctx, t.Match)
	if fault.Absent(err) || err == nil && !d.Body.has(t) || err == nil && d.Body.longOver(t, s.d.Now()) {
		return nil, t, errAnswerToken
	}
	return d, t, err
}

// LookAtAnswer says where a request stands with the mentor whose token this is. Whoever has the token may call. NotFound
// "answer.unknown".
func (s *Service) LookAtAnswer(ctx context.Context, token string) (*store.Doc[Match], turn, error) {
	return s.turnOf(ctx, token)
}

// AnswerByToken is the yes, or the "not this time", of the mentor whose token this is: as if they were signed in. A repeat is answered as
// it is. Whoever has the token may call. Errors: NotFound "answer.unknown"; Invalid; and those of Accept and Decline.
func (s *Service) AnswerByToken(ctx context.Context, token string, accept bool, reason string) (*store.Doc[Match], turn, error) {
	d, t, err := s.turnOf(ctx, token)
	if err != nil {
		return nil, t, err
	}
	ctx = auth.With(ctx, auth.Principal{ID: t.Mentor})
	if accept {
		d, err = s.Accept(ctx, d.ID, 0)
	} else {
		d, err = s.Decline(ctx, d.ID, reason, 0, Key{})
	}
	return d, t, err
}

// reasonable refuses a reason that is not one of the ready-made ones.
func reasonable(reason string) error {
	if reason == "" || slices.Contains(declineReasons, reason) {
		return nil
	}
	return fault.InvalidFields(fault.Field{Pointer: "/reason", Code: "not_one_of"})
}
