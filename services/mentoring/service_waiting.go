package mentoring

import (
	"context"
	"errors"
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
	freedMost = 200 // mentors whose place became free last, who are offered to who waits for anybody
)

var errNobodyNamed = fault.InvalidFields(fault.Field{Pointer: "/mentors", Code: "required"})

// WaitFor waits for mentors of a programme, or changes for whom; the place in the line stays. Anybody who could ask them. Errors: Invalid,
// "mentor.unavailable" for whoever cannot be asked, "programme.absent"; Conflict "account.unconfirmed", "request.has_mentorship",
// "waiting.too_many", "waiting.line_full".
func (s *Service) WaitFor(ctx context.Context, programme string, mentors []string, anybody bool) (waitingDoc, error) {
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
		n, err := s.c.standings.Count(ctx, store.Where("waits", store.Eq, waitsForMentor(m)))
		if err != nil {
			return waitingDoc{}, err
		}
		if n >= waiting.LineMost {
			return waitingDoc{}, waiting.ErrLine
		}
	}
	first, err := s.orphaned(ctx, p, programme)
	if err != nil {
		return waitingDoc{}, err
	}
	join := func(st *Standing) error {
		if st.Closed {
			return errLeft
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
		page, err := s.c.standings.Find(ctx, store.Query{Where: []store.Cond{store.Where("waits", store.Eq, line)}, Limit: aheadMost})
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

// StopWaiting leaves the list of a programme; nothing of it is left. Who is not in it changes nothing.
func (s *Service) StopWaiting(ctx context.Context, programme string) error {
	return s.leaveLine(ctx, "waiting.leave", programme, func(st *Standing) error { return st.Waiting.Leave(programme) })
}

// SkipPlace lets the place that is offered go to the next in line; the caller keeps theirs, and is not offered this mentor again. Errors:
// NotFound "waiting.absent", also where they waited for nobody else; Conflict "waiting.no_offer".
func (s *Service) SkipPlace(ctx context.Context, programme string) (waitingDoc, error) {
	if err := s.leaveLine(ctx, "waiting.skip", programme, func(st *Standing) error { return st.Waiting.Skip(programme) }); err != nil {
		return waitingDoc{}, err
	}
	d, err := s.OwnStanding(ctx)
	if err != nil {
		return waitingDoc{}, err
	}
	return s.waitingOf(ctx, d, programme)
}

// leaveLine is a change after which a place may be offered to somebody else.
func (s *Service) leaveLine(ctx context.Context, point, programme string, fn func(st *Standing) error) error {
	p := auth.From(ctx).ID
	offered := ""
	_, err := s.upsert(ctx, point, p, func(st *Standing) error {
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
			if coming := e != nil && e.Offer.Mentor == "" && now.Before(t.At.Add(spared)) && e.Wants(d.ID, d.Body.FreedAt); held || coming {
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

// tickWaiting lets what is over end, and offers the places that are free, in the order that is stated.
func (s *Service) tickWaiting(ctx context.Context) error {
	var errs []error
	keep := func(err error) {
		if err != nil && len(errs) < 10 {
			errs = append(errs, err)
		}
	}
	keep(s.c.standings.Each(ctx, turningStandings(), func(d *store.Doc[Standing]) error {
		keep(s.settleTurns(ctx, d))
		return nil
	}))
	line, err := s.line(ctx)
	keep(err)
	if len(line) == 0 {
		return errors.Join(errs...)
	}
	freed, err := s.freed(ctx, line)
	keep(err)
	for _, x := range line {
		if ctx.Err() != nil {
			break
		}
		keep(s.serve(ctx, x, freed))
	}
	return errors.Join(append(errs, ctx.Err())...)
}

// inLine is one entry of the line, with its person's standing as it was read.
type inLine struct {
	d     *store.Doc[Standing]
	entry waiting.Entry
}

// line is everybody who waits, in the order in which they are served.
func (s *Service) line(ctx context.Context) ([]inLine, error) {
	var line []inLine
	err := s.c.standings.Each(ctx, waitingStandings(), func(d *store.Doc[Standing]) error {
		for _, e := range d.Body.Waiting {
			line = append(line, inLine{d, e})
		}
		if len(line) >= maxDue {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	slices.SortStableFunc(line, func(a, b inLine) int {
		switch {
		case a.entry.Before(&b.entry):
			return -1
		case b.entry.Before(&a.entry):
			return 1
		}
		return 0
	})
	return line, err
}

// freed are the mentors whose place became free last, the longest ago first, if anybody waits for anybody.
func (s *Service) freed(ctx context.Context, line []inLine) ([]string, error) {
	since := time.Time{}
	for _, x := range line {
		if e := &x.entry; e.Anybody && (since.IsZero() || e.Joined.Before(since)) {
			since = e.Joined
		}
	}
	if since.IsZero() {
		return nil, nil
	}
	page, err := s.c.standings.Find(ctx, freedStandings(store.At(since), freedMost))
	if err != nil {
		return nil, err
	}
	var out []string
	for _, d := range page.Docs {
		out = append(out, d.ID)
	}
	return out, nil
}

// serve lets the clocks of an entry fire and offers it a place, if there is one.
func (s *Service) serve(ctx context.Context, x inLine, freed []string) error {
	now, e, p := s.d.Now(), &x.entry, x.d.ID
	if e.Due(now) {
		_, err := s.upsert(ctx, "waiting.clock", p, func(st *Standing) error { return st.tellWaiting(st.Waiting.Tick(s.d.Now())) })
		return gone(err, nil)
	}
	if has, err := s.hasMentor(ctx, &x.d.Body, e.Programme); err != nil || has {
		if err != nil {
			return err
		}
		_, err = s.upsert(ctx, "waiting.found", p, func(st *Standing) error {
			return st.tellWaiting(st.Waiting.End(e.Programme, waiting.Found))
		})
		return gone(err, nil)
	}
	if x.d.Body.asking(e.Programme) {
		return nil
	}
	pr, err := s.orDefaults(ctx, e.Programme)
	if err != nil {
		return err
	}
	if e.Offer.Mentor != "" {
		return s.keepOffer(ctx, x, pr)
	}
	for _, m := range slices.Concat(e.Mentors, freed) {
		if m == p {
			continue
		}
		d, err := s.standing(ctx, m)
		if err != nil {
			return err
		}
		if d == nil { // they have never had to do with anything here
			d = &store.Doc[Standing]{ID: m, Body: Standing{Person: m}}
		}
		if !e.Wants(m, d.Body.FreedAt) || d.Body.blocked(p) || x.d.Body.blocked(m) || !d.Body.vacant(e.Programme, pr.Rules, now) {
			continue
		}
		if err := s.eligible(ctx, pr, p, []string{m}, nil); err != nil {
			if fault.Has(err, fault.Invalid) || fault.Has(err, fault.Conflict) {
				continue
			}
			return err
		}
		return s.offerPlace(ctx, x, d, pr)
	}
	return nil
}

// offerPlace is an offer: the mentor's turn first, then the newcomer's entry. What is left of one that stopped in between settleTurns
// takes out.
func (s *Service) offerPlace(ctx context.Context, x inLine, mentor *store.Doc[Standing], pr programme) error {
	now, given := s.d.Now(), false
	t := waiting.Turn{Newcomer: x.d.ID, Programme: pr.ID, At: now, Until: now.Add(seconds(pr.Rules.WaitClock))}
	_, err := s.upsert(ctx, "waiting.offer", mentor.ID, func(st *Standing) error {
		err := st.offerTurn(t, x.entry.Joined, pr.Rules, now)
		given = err == nil
		return err
	})
	if err != nil || !given {
		return gone(err, nil)
	}
	taken := false
	_, err = s.upsert(ctx, "waiting.take", t.Newcomer, func(st *Standing) error {
		err := st.takeOffer(pr.ID, mentor.ID, mentor.Body.FreedAt, t.Until)
		taken = err == nil
		return err
	})
	if err == nil && taken {
		return nil
	}
	_, back := s.upsert(ctx, "waiting.turn", mentor.ID, func(st *Standing) error { return st.dropTurn(t) })
	return errors.Join(gone(err, nil), gone(back, nil))
}

// keepOffer takes an offer back whose place is gone: the mentor paused, took somebody else, or left, or the turn is not there.
func (s *Service) keepOffer(ctx context.Context, x inLine, pr programme) error {
	o := x.entry.Offer
	d, err := s.standing(ctx, o.Mentor)
	if err != nil {
		return err
	}
	if d != nil && turns(&d.Body, x.d.ID, &x.entry) && !d.Body.paused(s.d.Now()) && !d.Body.full(pr.ID, "", pr.Rules) {
		return nil
	}
	_, err = s.upsert(ctx, "waiting.gone", x.d.ID, func(st *Standing) error {
		if e := st.Waiting.Find(pr.ID); e == nil || e.Offer != o {
			return errKept
		}
		return st.tellWaiting(st.Waiting.Drop(pr.ID, o.Mentor, false))
	})
	if err := gone(err, nil); err != nil || d == nil {
		return err
	}
	_, err = s.upsert(ctx, "waiting.turn", o.Mentor, func(st *Standing) error {
		if t := st.turn(x.d.ID, pr.ID); t != nil && t.Until.Equal(o.Until) {
			return st.dropTurn(*t)
		}
		return errKept
	})
	return gone(err, nil)
}

// hasMentor says whether the newcomer has a live mentorship in the programme.
func (s *Service) hasMentor(ctx context.Context, st *Standing, programme string) (bool, error) {
	for _, e := range st.Entries {
		if e.Newcomer != st.Person || e.Programme != programme {
			continue
		}
		m, err := s.c.matches.Get(ctx, e.Match)
		if err != nil && !fault.Has(err, fault.NotFound) {
			return false, err
		}
		if err == nil && m.Body.liveFor(st.Person) {
			return true, nil
		}
	}
	return false, nil
}

// eraseWaiting takes a person who left out of the entries that name them; who waits for nobody else waits no more.
func (s *Service) eraseWaiting(ctx context.Context, person string) error {
	q := store.Query{Where: []store.Cond{store.Where("waits", store.Eq, waitsForMentor(person))}, Limit: 100}
	return s.c.standings.Each(ctx, q, func(d *store.Doc[Standing]) error {
		_, err := s.upsert(ctx, "waiting.erase", d.ID, func(st *Standing) error { return st.forgetMentor(person) })
		return gone(err, nil)
	})
}
