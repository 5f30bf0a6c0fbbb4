package mentoring

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/mentoring/waiting"
)

// Bounds of one round of offers.
const (
	scanPage  = 200 // mentors who are looked at, for who waits for anybody,
	scanPages = 10  // so often
	triesMost = 20  // mentors who are tried for one entry
)

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
	mentors, err := s.named(ctx, line)
	keep(err)
	r := &round{named: mentors, vacant: map[string][]*store.Doc[Standing]{}}
	for _, x := range line {
		if ctx.Err() != nil {
			break
		}
		keep(s.serve(ctx, x, r))
	}
	return errors.Join(append(errs, ctx.Err())...)
}

// round is what one round of offers has read: the standings of mentors who are named, and, once they were needed, mentors of a programme
// with a place free, by chance another order each time.
type round struct {
	named  map[string]*store.Doc[Standing]
	vacant map[string][]*store.Doc[Standing]
}

// inLine is one entry of the line, with its person's standing as it was read.
type inLine struct {
	d     *store.Doc[Standing]
	entry waiting.Entry
}

// line is who waits, in the order in which they are served: the first of all.
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

// named reads the standings of all mentors whom the line names, in bulk.
func (s *Service) named(ctx context.Context, line []inLine) (map[string]*store.Doc[Standing], error) {
	seen, ids := map[string]bool{}, []string{}
	for _, x := range line {
		for _, m := range append(slices.Clone(x.entry.Mentors), x.entry.Offer.Mentor) {
			if m != "" && !seen[m] {
				seen[m] = true
				ids = append(ids, m)
			}
		}
	}
	all := map[string]*store.Doc[Standing]{}
	for some := range slices.Chunk(ids, store.MaxLimit) {
		got, err := s.c.standings.GetMany(ctx, some)
		if err != nil {
			return all, err
		}
		for id, d := range got {
			all[id] = d
		}
	}
	return all, nil
}

// anybody are mentors of a programme who may have a place free, for who waits for anybody. They are looked for once in a round, some of
// them in each: the next round goes on where this one stopped.
func (s *Service) anybody(ctx context.Context, r *round, programme string) ([]*store.Doc[Standing], error) {
	if vacant, looked := r.vacant[programme]; looked {
		return vacant, nil
	}
	now := s.d.Now()
	var vacant []*store.Doc[Standing]
	from, _ := s.scanned.Load(programme)
	last, _ := from.(string)
	wrapped := last == ""
	for range scanPages {
		ids, err := s.mentorIDs(ctx, programme, last, scanPage)
		if err != nil {
			return nil, err
		}
		standings, err := s.c.standings.GetMany(ctx, ids)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			d := standings[id]
			if d == nil { // they have never had to do with anything here
				d = &store.Doc[Standing]{ID: id, Body: Standing{Person: id}}
			}
			if taken, _ := d.Body.taken("", ""); !d.Body.Closed && !d.Body.paused(now) && (!d.Body.CapacitySet || taken+len(d.Body.Turns) < d.Body.Capacity) {
				vacant = append(vacant, d)
			}
			last = id
		}
		if len(ids) < scanPage {
			if last = ""; wrapped {
				break
			}
			wrapped = true
		}
	}
	s.scanned.Store(programme, last)
	rand.Shuffle(len(vacant), func(i, j int) { vacant[i], vacant[j] = vacant[j], vacant[i] })
	r.vacant[programme] = vacant
	return vacant, nil
}

// mirroredMentorIDs are the next who mentor after somebody, by their ids: in a programme its members, else everybody.
func (s *Service) mirroredMentorIDs(ctx context.Context, programme, after string, limit int) (ids []string, err error) {
	if programme != wire.AlwaysOpen {
		first := store.Where("who", store.Gt, memberKey(programme, after))
		found, _, err := s.m.members.Find(ctx, store.Query{
			Where: []store.Cond{store.Where("programme", store.Eq, programme), first}, Sort: []store.Order{{Index: "who"}}, Limit: limit,
		})
		for _, m := range found {
			ids = append(ids, m.Person)
		}
		return ids, err
	}
	found, _, err := s.m.persons.Find(ctx, store.Query{
		Where: []store.Cond{store.Where("mentor", store.Gt, after)}, Sort: []store.Order{{Index: "mentor"}}, Limit: limit,
	})
	for _, p := range found {
		ids = append(ids, p.Person)
	}
	return ids, err
}

// serve lets the clocks of an entry fire and offers it a place, if there is one.
func (s *Service) serve(ctx context.Context, x inLine, r *round) error {
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
	for _, m := range e.Mentors {
		d := r.named[m]
		if d == nil {
			d = &store.Doc[Standing]{ID: m, Body: Standing{Person: m}}
		}
		if _, given, err := s.tryOffer(ctx, x, d, pr); err != nil || given {
			return err
		}
	}
	if !e.Anybody {
		return nil
	}
	vacant, err := s.anybody(ctx, r, pr.ID)
	if err != nil {
		return err
	}
	tries := 0
	for i, d := range vacant {
		tried, given, err := s.tryOffer(ctx, x, d, pr)
		if given { // the next in line begins with somebody else
			r.vacant[pr.ID] = slices.Delete(vacant, i, i+1)
		}
		if err != nil || given {
			return err
		}
		if tried {
			if tries++; tries >= triesMost {
				return nil
			}
		}
	}
	return nil
}

// tryOffer offers a place of the mentor, if there is one, and this newcomer could ask them. tried says that more than the standing was
// looked at.
func (s *Service) tryOffer(ctx context.Context, x inLine, mentor *store.Doc[Standing], pr programme) (tried, given bool, err error) {
	p, e, m := x.d.ID, &x.entry, &mentor.Body
	if mentor.ID == p || !e.Wants(mentor.ID) || m.blocked(p) || x.d.Body.blocked(mentor.ID) || x.d.Body.restsWholly(mentor.ID, s.d.Now()) ||
		!m.vacant(pr.ID, pr.Rules, s.d.Now()) {
		return false, false, nil
	}
	if err := s.eligible(ctx, pr, p, []string{mentor.ID}, nil); err != nil {
		if fault.Has(err, fault.Invalid) || fault.Has(err, fault.Conflict) {
			return true, false, nil
		}
		return true, false, err
	}
	given, err = s.offerPlace(ctx, x, mentor.ID, pr)
	return true, given, err
}

// offerPlace is an offer: the mentor's turn first, then the newcomer's entry. What is left of one that stopped in between settleTurns
// takes out.
func (s *Service) offerPlace(ctx context.Context, x inLine, mentor string, pr programme) (bool, error) {
	now, given := s.d.Now(), false
	t := waiting.Turn{Newcomer: x.d.ID, Programme: pr.ID, At: now, Until: now.Add(seconds(pr.Rules.WaitClock))}
	_, err := s.upsert(ctx, "waiting.offer", mentor, func(st *Standing) error {
		err := st.offerTurn(t, x.entry.Joined, pr.Rules, now)
		given = err == nil
		return err
	})
	if err != nil || !given {
		return false, gone(err, nil)
	}
	taken := false
	_, err = s.upsert(ctx, "waiting.take", t.Newcomer, func(st *Standing) error {
		err := st.takeOffer(pr.ID, mentor, t.Until, now)
		taken = err == nil
		return err
	})
	if err == nil && taken {
		return true, nil
	}
	_, back := s.upsert(ctx, "waiting.turn", mentor, func(st *Standing) error { return st.dropTurn(t) })
	return false, errors.Join(gone(err, nil), gone(back, nil))
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
