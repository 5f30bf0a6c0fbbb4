package event

import (
	"context"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Order makes codes to print. Organisers. The same order gives the same codes: they derive from the room's secret and the order, and lie
// nowhere. Conflict "event.too_many_badges".
func (s *Service) Order(ctx context.Context, id, order string, in api.BadgeOrder) (api.Badges, error) {
	x, err := s.organised(ctx, id)
	if err != nil {
		return api.Badges{}, err
	}
	k, err := s.c.key(ctx)
	if err != nil {
		return api.Badges{}, err
	}
	codes, docs := make([]string, in.Count), make([]*store.Doc[Badge], in.Count)
	ids := make([]string, in.Count)
	for i := range in.Count {
		code := k.code(id, order, i)
		codes[i], ids[i] = printed(code), k.id(code)
		docs[i] = &store.Doc[Badge]{ID: ids[i], Body: Badge{Event: id, As: in.As, Made: s.d.Now()}}
	}
	made := 0
	for part := range slices.Chunk(ids, 500) { // asked for again after a lost answer
		there, err := s.c.badges.GetMany(ctx, part)
		if err != nil {
			return api.Badges{}, err
		}
		made += len(there)
	}
	if made < in.Count {
		n, err := s.c.badges.Count(ctx, store.Where(byEvent, store.Eq, id))
		if err != nil {
			return api.Badges{}, err
		}
		if int(n)+in.Count-made > maxBadges {
			return api.Badges{}, fault.Newf(fault.Conflict, "event.too_many_badges", "An event has at most %d badges.", maxBadges)
		}
		if _, err := s.c.events.Update(ctx, id, func(d *store.Doc[Event]) error {
			d.Emit(s.moved(ctx, id, x.Body.Org, x.Body.Programme, "badges"))
			return nil
		}); err != nil {
			return api.Badges{}, absent(err)
		}
		for _, d := range docs {
			if _, err := s.c.badges.Insert(ctx, d.ID, d.Body, nil); err != nil && !fault.Coded(err, "store.exists") {
				return api.Badges{}, err
			}
		}
	}
	return api.Badges{Codes: codes}, nil
}

// badge finds what a code is on, within the pace of guesses. Invalid "/code"; TooMany "event.pace".
func (s *Service) badge(ctx context.Context, k *Key, typed string) (*store.Doc[Badge], error) {
	code, ok := clean(typed, codeSigns)
	if !ok {
		return nil, fault.InvalidFields(fault.Field{Pointer: "/code", Code: "mistyped"})
	}
	address := httpserver.AddressFrom(ctx)
	if wait := s.pace.may(address, s.d.Now()); wait > 0 {
		return nil, tooFast(wait)
	}
	d, err := s.c.badges.Get(ctx, k.id(code))
	if fault.Absent(err) {
		s.pace.wrong(address, s.d.Now())
		return nil, fault.InvalidFields(fault.Field{Pointer: "/code", Code: "no_badge"})
	}
	return d, err
}

func tooFast(wait time.Duration) error {
	return fault.New(fault.TooMany, "event.pace", "Too many wrong codes were tried. Wait a little, or go to the helpdesk.").After(wait)
}

// Arrive lets somebody in who has a badge: who is signed in as themself, anybody else with a new account, whose link is answered. A badge is
// good once; the same request with the same key gets the same answer. Errors: Invalid "/code"; TooMany "event.pace"; Conflict
// "event.badge_used", "event.over", "event.full", "account.unconfirmed".
func (s *Service) Arrive(ctx context.Context, in api.Arrival) (api.Arrived, error) {
	var none api.Arrived
	k, err := s.c.key(ctx)
	if err != nil {
		return none, err
	}
	b, err := s.badge(ctx, k, in.Code)
	if err != nil {
		return none, err
	}
	e, err := s.c.events.Get(ctx, b.Body.Event)
	if err != nil {
		return none, absent(err)
	}
	p, key, now := auth.From(ctx), httpserver.KeyFrom(ctx), s.d.Now()
	if !p.SignedIn() && key.Hash == "" {
		return none, fault.InvalidFields(fault.Field{Pointer: "/code", Code: "required"})
	}
	if p.SignedIn() {
		if err := s.d.Confirmed(ctx, p.ID); err != nil {
			return none, err
		}
	}
	if e.Body.Stage == Over {
		return none, errOver
	}
	if err := s.room(ctx, e.ID, p.ID); err != nil {
		return none, err
	}
	if b, err = s.claim(ctx, b.ID, p, key, now); err != nil {
		return none, err
	}
	out := api.Arrived{Event: e.ID, As: b.Body.As}
	person := p.ID
	if !p.SignedIn() {
		got, err := s.d.Arrival(ctx, wire.ArrivalQuestion{Key: k.arrival(b.ID), Locale: in.Locale})
		if err != nil {
			if fault.Has(err, fault.Invalid) && !b.Body.known() { // it may be mended: the badge is not used up
				s.unclaim(ctx, b.ID, key)
			}
			return none, err
		}
		person, out.Token = got.Account, got.Token
		ctx = auth.With(ctx, auth.Principal{ID: person})
	}
	if _, err := s.c.badges.Update(ctx, b.ID, func(d *store.Doc[Badge]) error {
		if d.Body.Person == person {
			return store.Unchanged
		}
		d.Body.Person = person
		return nil
	}); err != nil {
		return none, err
	}
	if err := s.attend(ctx, e, b, person, now); err != nil {
		return none, err
	}
	if err := s.alive(ctx, e.ID, person, true, p.SignedIn()); err != nil {
		return none, err
	}
	s.pace.right(httpserver.AddressFrom(ctx), now)
	if p.SignedIn() {
		s.d.Applications.Admitted(ctx, e.ID, person, b.Body.As)
	}
	return out, nil
}

// known says that the holder of a used badge is known: their account was made.
func (b *Badge) known() bool { return b.Person != "" }

// room refuses somebody new where the event is full.
func (s *Service) room(ctx context.Context, id, person string) error {
	n, err := s.c.attendees.Count(ctx, store.Where(byEvent, store.Eq, id))
	if err == nil && n >= maxAttendees {
		err = fault.Newf(fault.Conflict, "event.full", "An event has at most %d people.", maxAttendees)
	}
	return err
}

// claim uses a badge up, for this request alone.
func (s *Service) claim(ctx context.Context, id string, p auth.Principal, key httpserver.Key, now time.Time) (*store.Doc[Badge], error) {
	d, err := s.c.badges.Update(ctx, id, func(d *store.Doc[Badge]) error {
		if !d.Body.Used.IsZero() {
			op, mine := d.Op(key.Hash)
			switch {
			case mine && key.Hash != "" && op.Body == key.Body:
				return store.Unchanged
			case p.SignedIn() && d.Body.Person == p.ID:
				return store.Unchanged
			}
			if wait := s.pace.again(id, now); wait > 0 {
				return tooFast(wait)
			}
			return fault.New(fault.Conflict, "event.badge_used", "This badge was used already. Go to the helpdesk: there you get another one.")
		}
		d.Body.Used = now
		if p.SignedIn() {
			d.Body.Person = p.ID
		}
		if key.Hash != "" {
			d.Record(store.Op{Key: key.Hash, Body: key.Body, Status: 200, ID: d.Body.Event, At: now})
		}
		return nil
	})
	return d, absent(err)
}

func (s *Service) unclaim(ctx context.Context, id string, key httpserver.Key) {
	_, err := s.c.badges.Update(context.WithoutCancel(ctx), id, func(d *store.Doc[Badge]) error {
		if _, mine := d.Op(key.Hash); !mine || d.Body.known() {
			return store.Unchanged
		}
		d.Body.Used = time.Time{}
		return nil
	})
	if err != nil {
		s.d.Log.WarnContext(ctx, "a badge stays used although nobody arrived", "err", err)
	}
}

// attend makes somebody an attendee, and a participant of the cohort. Who comes back is here again.
func (s *Service) attend(ctx context.Context, e *store.Doc[Event], b *store.Doc[Badge], person string, now time.Time) error {
	d, err := s.c.attendees.Upsert(ctx, AttendeeID(e.ID, person), func(d *store.Doc[Attendee]) error {
		a := &d.Body
		if a.Event != "" {
			if a.Here() {
				return store.Unchanged
			}
			a.Gone, a.GoneBy, a.Mended = time.Time{}, "", false
			return nil
		}
		a.Event, a.Org, a.Programme, a.Person, a.As = e.ID, e.Body.Org, e.Body.Programme, person, b.Body.As
		a.Arrived, a.Group = now, b.Body.Group
		if a.As == Mentor {
			a.Places = 1
		}
		return nil
	})
	if err != nil {
		if fault.Has(err, fault.Gone) {
			err = errClosed
		}
		return err
	}
	c, err := s.d.Cohorts.Read(ctx, e.ID)
	if err != nil {
		return err
	}
	return s.d.Applications.Arrive(ctx, c, person, d.Body.As)
}
