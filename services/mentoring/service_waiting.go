package mentoring

import (
	"context"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/mentoring/waiting"
)

// waitingDoc is an entry as its person sees it: how many are before them, and how long people waited for these mentors.
type waitingDoc struct {
	waiting.Entry
	Ahead int
	Waits []int64 // seconds
}

const (
	aheadMost = 200 // entries that are looked at to say how many are before somebody
)

var errNobodyNamed = fault.InvalidFields(fault.Field{Pointer: "/mentors", Code: "required"})

// WaitFor waits for mentors of a programme, or changes for whom; the place in the line stays. Anybody who could ask them. Errors: Invalid,
// "mentor.unavailable" for whoever cannot be asked, "programme.absent"; Conflict "account.unconfirmed", "request.has_mentorship",
// "waiting.too_many", "waiting.line_full"; Stale "waiting.changed" where the entry is not the one with the tag want (0 is any).
func (s *Service) WaitFor(ctx context.Context, programme string, mentors []string, anybody bool, want int64) (waitingDoc, error) {
	p := auth.From(ctx).ID
	if len(mentors) > 0 {
		if err := (NewRequest{Mentors: mentors, Message: "-"}).validate(p); err != nil {
			return waitingDoc{}, err
		}
	} else if !anybody {
		return waitingDoc{}, errNobodyNamed
	}
	for i, m := range mentors {
		if !store.ValidID(m) {
			return waitingDoc{}, errNoMentor(i)
		}
	}
	if !store.ValidID(programme) {
		return waitingDoc{}, errNoProgramme
	}
	pr, err := s.programme(ctx, programme)
	if err != nil {
		return waitingDoc{}, err
	}
	parted, err := s.parted(ctx, p, mentors)
	if err != nil {
		return waitingDoc{}, err
	}
	if err := s.eligible(ctx, pr, p, mentors, parted); err != nil {
		return waitingDoc{}, err
	}
	own, err := s.OwnStanding(ctx)
	if err != nil {
		return waitingDoc{}, err
	}
	for _, m := range mentors {
		if e := own.Body.Waiting.Find(programme); e != nil && slices.Contains(e.Mentors, m) {
			continue
		}
		drop, err := s.c.lining.Take(ctx, m, p, "", func(ctx context.Context, others store.Held) error {
			return store.Room(ctx, s.c.standings, others, waiting.LineMost, waiting.ErrLine, store.Where("waits", store.Eq, waitsForMentor(m)))
		})
		if err != nil {
			return waitingDoc{}, gone(err, errNoMentor(slices.Index(mentors, m)))
		}
		defer drop()
	}
	first, err := s.orphaned(ctx, p, programme)
	if err != nil {
		return waitingDoc{}, err
	}
	join := func(st *Standing) error {
		if st.Closed {
			return errLeft
		}
		if err := expect(st, programme, want); err != nil {
			return err
		}
		if st.claims(programme, "") {
			return errHasOne
		}
		return st.tellWaiting(nil, st.Waiting.Join(programme, mentors, anybody, first, s.d.Now()))
	}
	d, err := s.upsert(ctx, "waiting.join", p, join)
	if fault.Coded(err, errHasOne.Code) { // a mentorship that has ended may still hold its claim
		if freed, settled := s.settle(ctx, p, "", gentle); settled == nil && freed > 0 {
			d, err = s.upsert(ctx, "waiting.join", p, join)
		}
	}
	if err != nil {
		return waitingDoc{}, gone(err, errLeft)
	}
	return s.waitingOf(ctx, d, programme)
}

// orphaned says whether a mentor of this newcomer left, or could not go on, in the programme not long ago.
func (s *Service) orphaned(ctx context.Context, p, programme string) (bool, error) {
	page, err := s.c.matches.Find(ctx, newestFirst(20, "", store.Where("newcomer", store.Eq, p)))
	if err != nil {
		return false, err
	}
	from := s.d.Now().Add(-orphanFirst)
	return slices.ContainsFunc(page.Docs, func(d *store.Doc[Match]) bool {
		return d.Body.Programme == programme && d.Body.Orphaned.After(from)
	}), nil
}

// Waiting are the caller's entries.
func (s *Service) Waiting(ctx context.Context) ([]waitingDoc, error) {
	d, err := s.OwnStanding(ctx)
	if err != nil {
		return nil, err
	}
	out := []waitingDoc{}
	for _, e := range d.Body.Waiting {
		x, err := s.waitingOf(ctx, d, e.Programme)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// waitingOf shows one entry. An offer is shown while the mentor's standing has its turn.
func (s *Service) waitingOf(ctx context.Context, d *store.Doc[Standing], programme string) (waitingDoc, error) {
	e := d.Body.Waiting.Find(programme)
	if e == nil {
		return waitingDoc{}, waiting.ErrAbsent
	}
	out := waitingDoc{Entry: *e, Ahead: -1}
	ids := slices.Clone(e.Mentors)
	if e.Offer.Mentor != "" {
		ids = append(ids, e.Offer.Mentor)
	}
	mentors, err := s.c.standings.GetMany(ctx, ids)
	if err != nil {
		return out, err
	}
	if m := mentors[e.Offer.Mentor]; m == nil || !turns(&m.Body, d.ID, e) {
		out.Offer = waiting.Offer{}
	}
	var lines []string
	for _, m := range e.Mentors {
		lines = append(lines, waitsForMentor(m))
		if st := mentors[m]; st != nil {
			out.Waits = append(out.Waits, st.Body.Waits...)
		}
	}
	if e.Anybody {
		lines = append(lines, waitsIn(programme))
	}
	for _, line := range lines {
		page, err := s.c.standings.Find(ctx, waitingIn(line, aheadMost))
		if err != nil {
			return out, err
		}
		n := 0
		for _, x := range page.Docs {
			if x.ID != d.ID && slices.ContainsFunc(x.Body.Waiting, func(o waiting.Entry) bool {
				return o.Before(e) && (o.Anybody && line == waitsIn(o.Programme) || slices.ContainsFunc(o.Mentors, func(m string) bool {
					return line == waitsForMentor(m)
				}))
			}) {
				n++
			}
		}
		if out.Ahead < 0 || n < out.Ahead {
			out.Ahead = n
		}
	}
	out.Ahead = max(0, out.Ahead)
	return out, nil
}

// turns says whether the mentor's standing agrees with what is offered to an entry.
func turns(mentor *Standing, newcomer string, e *waiting.Entry) bool {
	t := mentor.turn(newcomer, e.Programme)
	return t != nil && t.Until.Equal(e.Offer.Until)
}

var errEntryChanged = fault.New(fault.Stale, "waiting.changed",
	"What you wait for has changed since you read it, perhaps in another window. Look at it again.")

// entryTag is the version of an entry for its person: what they wished and what is offered.
func entryTag(e *waiting.Entry) int64 {
	return tagOf(struct {
		Programme string
		Mentors   []string
		Anybody   bool
		Joined    time.Time
		Offer     waiting.Offer
	}{e.Programme, e.Mentors, e.Anybody, e.Joined, e.Offer})
}

// expect refuses where the entry is not the one that was read; want 0 is any.
func expect(st *Standing, programme string, want int64) error {
	if want == 0 {
		return nil
	}
	if e := st.Waiting.Find(programme); e == nil || entryTag(e) != want {
		return errEntryChanged
	}
	return nil
}

// StopWaiting leaves the list of a programme; nothing of it is left. Who is not in it changes nothing. Stale "waiting.changed".
func (s *Service) StopWaiting(ctx context.Context, programme string, want int64) error {
	return s.leaveLine(ctx, "waiting.leave", programme, want, func(st *Standing) error { return st.Waiting.Leave(programme) })
}

// SkipPlace lets the place that is offered go to the next in line; the caller keeps theirs, and is not offered this mentor again. Errors:
// NotFound "waiting.absent", also where they waited for nobody else; Conflict "waiting.no_offer"; Stale "waiting.changed".
func (s *Service) SkipPlace(ctx context.Context, programme string, want int64) (waitingDoc, error) {
	if err := s.leaveLine(ctx, "waiting.skip", programme, want, func(st *Standing) error { return st.Waiting.Skip(programme) }); err != nil {
		return waitingDoc{}, err
	}
	d, err := s.OwnStanding(ctx)
	if err != nil {
		return waitingDoc{}, err
	}
	return s.waitingOf(ctx, d, programme)
}

// leaveLine is a change after which a place may be offered to somebody else.
func (s *Service) leaveLine(ctx context.Context, point, programme string, want int64, fn func(st *Standing) error) error {
	p := auth.From(ctx).ID
	offered := ""
	_, err := s.upsert(ctx, point, p, func(st *Standing) error {
		if err := expect(st, programme, want); err != nil {
			return err
		}
		if e := st.Waiting.Find(programme); e != nil {
			offered = e.Offer.Mentor
		}
		return st.tellWaiting(nil, fn(st))
	})
	if err != nil || offered == "" {
		return gone(err, errLeft)
	}
	ctx, done := aftermath(ctx)
	defer done()
	if d, err := s.standing(ctx, offered); err == nil && d != nil {
		if err := s.settleTurns(ctx, d); err != nil {
			s.d.Log.WarnContext(ctx, "settling turns is left to the clock", "err", err)
		}
	}
	return nil
}

// settleTurns takes out of a mentor's standing the turns that nobody has any more. One that is just being given stays.
func (s *Service) settleTurns(ctx context.Context, d *store.Doc[Standing]) error {
	now := s.d.Now()
	for _, t := range d.Body.Turns {
		x, err := s.standing(ctx, t.Newcomer)
		if err != nil {
			return err
		}
		if x != nil {
			e := x.Body.Waiting.Find(t.Programme)
			held := e != nil && e.Offer.Mentor == d.ID && e.Offer.Until.Equal(t.Until) && t.Until.After(now)
			if coming := e != nil && e.Offer.Mentor == "" && now.Before(t.At.Add(spared)) && e.Wants(d.ID); held || coming {
				continue
			}
		}
		if _, err := s.upsert(ctx, "waiting.turn", d.ID, func(st *Standing) error { return st.dropTurn(t) }); err != nil {
			if err := gone(err, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// eraseWaiting takes a person who left out of the entries that name them; who waits for nobody else waits no more.
func (s *Service) eraseWaiting(ctx context.Context, person string) error {
	q := store.Query{Where: []store.Cond{store.Where("waits", store.Eq, mentions(person))}, Limit: 100}
	return s.c.standings.Each(ctx, q, func(d *store.Doc[Standing]) error {
		_, err := s.upsert(ctx, "waiting.erase", d.ID, func(st *Standing) error { return st.forgetMentor(person) })
		return gone(err, nil)
	})
}
