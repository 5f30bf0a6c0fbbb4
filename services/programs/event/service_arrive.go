package event

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// Order makes codes to print. Organisers. The same order gives the same codes: they derive from the room's secret and the order, and lie
// nowhere. Conflict "event.too_many_badges"; "idempotency.reused" where the key was that of another order.
func (s *Service) Order(ctx context.Context, id, order string, in api.BadgeOrder) (api.Badges, error) {
	x, err := s.organised(ctx, id)
	if err != nil {
		return api.Badges{}, err
	}
	k, err := s.c.key(ctx)
	if err != nil {
		return api.Badges{}, err
	}
	codes, ids := make([]string, in.Count), make([]string, in.Count)
	for i := range in.Count {
		code := k.code(id, order, i)
		codes[i], ids[i] = printed(code), k.id(code)
	}
	made := map[string]*store.Doc[Badge]{}
	for part := range slices.Chunk(ids, 500) { // asked for again after a lost answer
		there, err := s.c.badges.GetMany(ctx, part)
		if err != nil {
			return api.Badges{}, err
		}
		maps.Copy(made, there)
	}
	for _, b := range made {
		if !b.Body.of(in) {
			return api.Badges{}, fault.KeyReused
		}
	}
	if len(made) == in.Count {
		return api.Badges{Codes: codes}, nil
	}
	free, err := s.limits.Take(ctx, id+"_badges", ids[0], orderTag(in.Count-len(made), ids[0]), func(ctx context.Context, others store.Held) error {
		n, err := s.c.badges.Count(ctx, store.Where(byEvent, store.Eq, id))
		if err == nil && int(n)+in.Count-len(made)+ordered(others) > maxBadges {
			err = fault.Newf(fault.Conflict, "event.too_many_badges", "An event has at most %d badges.", maxBadges)
		}
		return err
	})
	defer free()
	if err != nil {
		return api.Badges{}, err
	}
	if _, err := s.c.events.Update(ctx, id, func(d *store.Doc[Event]) error {
		d.Emit(s.moved(ctx, id, x.Body.Org, x.Body.Programme, "badges"))
		return nil
	}); err != nil {
		return api.Badges{}, refusal.Absent(err, errAbsent)
	}
	for _, badge := range ids {
		if made[badge] != nil {
			continue
		}
		_, err := s.c.badges.Insert(ctx, badge, Badge{Event: id, As: in.As, Made: s.d.Now(), Ordered: in.Count}, nil)
		if fault.Coded(err, "store.exists") {
			var there *store.Doc[Badge]
			if there, err = s.c.badges.Get(ctx, badge); err == nil && !there.Body.of(in) {
				err = fault.KeyReused // two orders at once under one key
			}
		}
		if err != nil {
			return api.Badges{}, err
		}
	}
	return api.Badges{Codes: codes}, nil
}

// of says whether a badge may be one of an order.
func (b *Badge) of(in api.BadgeOrder) bool {
	return b.As == in.As && (b.Ordered == 0 || b.Ordered == in.Count)
}

// orderTag marks a hold with how many badges are about to be made; ordered adds such marks up.
func orderTag(n int, first string) string { return itoa(n) + " " + first }

func ordered(others store.Held) (n int) {
	for _, tag := range others.Tags() {
		count, _, _ := strings.Cut(tag, " ")
		one, _ := strconv.Atoi(count)
		n += one
	}
	return n
}

// badge finds what a code is on. Invalid "/code"; TooMany "event.pace" once too many were on none.
func (s *Service) badge(ctx context.Context, k *Key, typed string) (*store.Doc[Badge], error) {
	code, ok := clean(typed, codeSigns)
	if !ok {
		return nil, fault.InvalidFields(fault.Field{Pointer: "/code", Code: "mistyped"})
	}
	d, err := s.c.badges.Get(ctx, k.id(code))
	if !fault.Absent(err) {
		return d, err
	}
	if err := s.wrong(ctx); err != nil {
		return nil, err
	}
	return nil, fault.InvalidFields(fault.Field{Pointer: "/code", Code: "no_badge"})
}

// Arrive lets somebody in who has a badge: who is signed in as themself, anybody else with a new account, whose link is answered. A badge is
// good once; the same request with the same key gets the same answer, and who attends uses none up. Errors: Invalid "/code"; TooMany "event.pace"; Conflict
// "event.badge_used", "event.over", "event.full", "application.not_taken", "account.unconfirmed".
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
		return none, refusal.Absent(err, errAbsent)
	}
	p, key, now := auth.From(ctx), httpserver.KeyFrom(ctx), s.d.Now()
	if !p.SignedIn() && key.Hash == "" {
		return none, fault.InvalidFields(fault.Field{Pointer: "/code", Code: "required"})
	}
	if p.SignedIn() {
		if err := s.d.Confirmed(ctx, p.ID); err != nil {
			return none, err
		}
		if err := s.d.Applications.MayArrive(ctx, e.ID, p.ID, b.Body.As); err != nil {
			return none, err
		}
	}
	if b.Body.ReplacedBy != "" && !answeredTo(b, key) {
		return none, errBadgeGone
	}
	if !claimed(b, p, key) { // a lost answer comes again, whatever became of the event
		free, err := s.lets(ctx, e, b, p.ID)
		defer free()
		if err != nil {
			return none, err
		}
	}
	if here, err := s.attending(ctx, e.ID, p.ID); err != nil {
		return none, err
	} else if here != nil && !b.Body.brings(&here.Body) { // whoever is here needs no badge: it stays good for the one it was meant for
		if err := s.attend(ctx, e, b, p.ID, now); err != nil {
			return none, err
		}
		return api.Arrived{Event: e.ID, As: here.Body.As}, s.alive(ctx, e.ID, p.ID, true, true)
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
	if p.SignedIn() {
		s.d.Applications.Admitted(ctx, e.ID, person, b.Body.As)
	}
	return out, nil
}

// attending is somebody who attends an event; nil: nobody of that id does. person is "" signed out.
func (s *Service) attending(ctx context.Context, event, person string) (*store.Doc[Attendee], error) {
	if person == "" {
		return nil, nil
	}
	d, err := s.c.attendees.Get(ctx, AttendeeID(event, person))
	if err != nil {
		return nil, fault.UnlessAbsent(err)
	}
	return d, nil
}

// brings says whether the badge would put somebody who attends together with the friends that it was made for.
func (b *Badge) brings(a *Attendee) bool {
	return b.Group != "" && a.Group == "" && a.Said.IsZero() && a.As == Newcomer
}

// known says that the holder of a used badge is known: their account was made.
func (b *Badge) known() bool { return b.Person != "" }

// claimed says that a badge was used by this very request, or by who asks.
func claimed(b *store.Doc[Badge], p auth.Principal, key httpserver.Key) bool {
	if b.Body.Used.IsZero() {
		return false
	}
	return answeredTo(b, key) || p.SignedIn() && b.Body.Person == p.ID
}

// answeredTo says that this very request used the badge: it comes again.
func answeredTo(b *store.Doc[Badge], key httpserver.Key) bool {
	op, mine := b.Op(key.Hash)
	return mine && key.Hash != "" && op.Body == key.Body
}

// lets refuses somebody who comes to an event that is over, or full. person is "" signed out. Who attends already has their place. free must
// be called once they attend, or do not.
func (s *Service) lets(ctx context.Context, e *store.Doc[Event], b *store.Doc[Badge], person string) (free func(), err error) {
	free = func() {}
	if e.Body.Stage == Over {
		return free, errOver
	}
	if here, err := s.attending(ctx, e.ID, person); here != nil || err != nil {
		return free, err
	}
	full := fault.Newf(fault.Conflict, "event.full", "An event has at most %d people.", s.d.Most)
	here := store.Where(byEvent, store.Eq, e.ID)
	n, err := s.c.attendees.Count(ctx, here)
	if err != nil || int(n)+atOnce < s.d.Most {
		return free, err
	}
	return s.limits.Take(ctx, e.ID, b.ID, b.ID, func(ctx context.Context, others store.Held) error {
		coming, err := s.coming(ctx, e.ID, others.Tags())
		if err != nil {
			return err
		}
		n, err := s.c.attendees.Count(ctx, here)
		switch {
		case err != nil:
			return err
		case int(n) >= s.d.Most:
			return full
		case int(n)+coming >= s.d.Most: // the last places are being taken this moment, or were held by a request that died
			return fault.New(fault.Unavailable, "store.contended", "The last places are being taken. Try again in a moment.").After(time.Second)
		}
		return nil
	})
}

// coming is how many of those who are let in with these badges do not attend yet. It is asked before who attends is counted: who comes in
// between counts twice, never not at all.
func (s *Service) coming(ctx context.Context, event string, badges []string) (int, error) {
	n := 0
	for part := range slices.Chunk(badges, 500) {
		docs, err := s.c.badges.GetMany(ctx, part)
		if err != nil {
			return 0, err
		}
		var ids []string
		for _, d := range docs {
			if d.Body.known() {
				ids = append(ids, AttendeeID(event, d.Body.Person))
			}
		}
		there, err := s.c.attendees.GetMany(ctx, ids)
		if err != nil {
			return 0, err
		}
		n += len(part) - len(there)
	}
	return n, nil
}

// claim uses a badge up, for this request alone.
func (s *Service) claim(ctx context.Context, id string, p auth.Principal, key httpserver.Key, now time.Time) (*store.Doc[Badge], error) {
	d, err := s.c.badges.Update(ctx, id, func(d *store.Doc[Badge]) error {
		if d.Body.ReplacedBy != "" && !answeredTo(d, key) { // while this request was on its way
			return errBadgeGone
		}
		if claimed(d, p, key) {
			return store.Unchanged
		}
		if !d.Body.Used.IsZero() {
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
	return d, refusal.Absent(err, errAbsent)
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
		a.Arrived = now
		if a.As == Mentor {
			a.Places = 1
		}
		return nil
	})
	if err != nil {
		if fault.Has(err, fault.Gone) {
			err = refusal.Closed
		}
		return err
	}
	if b.Body.brings(&d.Body) { // friends named the badge
		if err := s.brought(ctx, e.ID, person, b.Body.Group, e.Body.Most); err != nil {
			return err
		}
	}
	c, err := s.d.Cohorts.Read(ctx, e.ID)
	if err != nil {
		return err
	}
	return s.d.Applications.Arrive(ctx, c, person, d.Body.As)
}
