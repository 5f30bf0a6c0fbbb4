package rounds

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting/castingtest"
)

// TestCameBack: a pair that came back from a published round is not drafted again for a while, for whatever reason it came back; it can be
// pinned. Who is in a round reads so once it is published, and not before.
func TestCameBack(t *testing.T) {
	each(t, castingtest.Crowd(30, 12, 3), func(h *house) {
		d := h.drafted("r1")
		rows, _, err := h.s.Pairs(olga, "r1", assign.Fit, showAll, 0, 100)
		h.must(err)
		x := rows[slices.IndexFunc(rows, func(x Row) bool { return x.Mentor != "" })]
		h.refuse = refuses(x)
		for _, status := range []Status{Draft, Published} {
			if status == Published {
				_, err = h.s.Publish(olga, "r1", d.Version, assign.Fit, 7)
				h.must(err)
				h.idle("r1")
			}
			for _, who := range []string{x.Newcomer, x.Mentor} {
				mine, _, err := h.s.Export(as(who), 100, "")
				if err != nil || (len(mine.Rounds) == 1) != (status == Published) {
					h.Errorf("%s, %s: %+v %v", status, who, mine, err)
				}
			}
		}
		for _, later := range []time.Duration{0, backFor - time.Minute, 2 * time.Minute} {
			h.clock.Advance(later)
			id := "after-" + later.String()
			if _, err := h.s.Create(olga, id, "spring", "", []assign.Objective{assign.Fit}, "", store.Op{}); err != nil {
				h.Fatal(err)
			}
			d = h.idle(id)
			again, _, err := h.s.Pairs(olga, id, assign.Fit, showAll, 0, 100)
			h.must(err)
			row := again[slices.IndexFunc(again, func(y Row) bool { return y.Newcomer == x.Newcomer })].Row
			_, _, list, err := h.s.Candidates(olga, id, row)
			h.must(err)
			listed := slices.ContainsFunc(list, func(c Candidate) bool { return c.Mentor == x.Mentor })
			if want := later == 2*time.Minute; listed != want || len(list) == 0 {
				h.Errorf("after %s the pair is listed: %v", later, listed)
			}
			all, _, err := h.s.Mentors(olga, id, showAll, 0, 100)
			h.must(err)
			at := all[slices.IndexFunc(all, func(c Candidate) bool { return c.Mentor == x.Mentor })].Row
			w, err := h.s.Worth(olga, id, assign.Pair{Newcomer: int32(row), Mentor: int32(at)})
			if err != nil || (w.Limit == casting.BecauseBack) == listed || !listed && w.Listed {
				h.Errorf("after %s the pair is worth %+v, %v", later, w, err)
			}
			if _, err := h.s.Fix(olga, id, d.Version, assign.Pair{Newcomer: int32(row), Mentor: int32(at)}, asPinned); err != nil {
				h.Errorf("pinned: %v", err)
			}
			h.must(h.s.Discard(olga, id, 0))
		}
	})
}

// TestCameBackFromWhatIsAway: a published round of which something is damaged keeps nobody from drafting another.
func TestCameBackFromWhatIsAway(t *testing.T) {
	each(t, castingtest.Crowd(30, 12, 3), func(h *house) {
		for id, damage := range map[string]func(a *Answered){
			"r1": func(a *Answered) { h.must(h.db.RemoveChunk(context.Background(), a.Chunks[0])) },
			"r2": func(a *Answered) { a.Chunks = append(a.Chunks, a.Chunks[0]) },
		} {
			d := h.drafted(id)
			rows, _, err := h.s.Pairs(olga, id, assign.Fit, showAll, 0, 100)
			h.must(err)
			h.refuse = refuses(rows[slices.IndexFunc(rows, func(x Row) bool { return x.Mentor != "" })])
			_, err = h.s.Publish(olga, id, d.Version, assign.Fit, 7)
			h.must(err)
			h.idle(id)
			_, err = h.s.c.rounds.Update(context.Background(), id, func(d *store.Doc[Round]) error { damage(d.Body.Answers[assign.Fit]); return nil })
			h.must(err)
		}
		h.drafted("r3")
	})
}

// TestOneself: who is a newcomer and a mentor is never their own candidate, and cannot be pinned to themself.
func TestOneself(t *testing.T) {
	cast := castingtest.Crowd(20, 8, 3)
	cast.Mentors[2].ID = cast.Newcomers[4].ID
	both := cast.Mentors[2].ID
	each(t, cast, func(h *house) {
		h.drafted("r1")
		rows, _, err := h.s.Pairs(olga, "r1", assign.Fit, showAll, 0, 100)
		h.must(err)
		all, _, err := h.s.Mentors(olga, "r1", showAll, 0, 100)
		h.must(err)
		row := slices.IndexFunc(rows, func(x Row) bool { return x.Newcomer == both })
		mentor := slices.IndexFunc(all, func(c Candidate) bool { return c.Mentor == both })
		_, _, list, err := h.s.Candidates(olga, "r1", row)
		h.must(err)
		if slices.ContainsFunc(list, func(c Candidate) bool { return c.Mentor == both }) || len(list) == 0 {
			h.Errorf("%+v", list)
		}
		self := assign.Pair{Newcomer: int32(row), Mentor: int32(mentor)}
		if _, err := h.s.Fix(olga, "r1", 0, self, asPinned); !fault.Coded(err, "round.self") {
			h.Errorf("pinned to oneself: %v", err)
		}
		other := assign.Pair{Newcomer: self.Newcomer, Mentor: (self.Mentor + 1) % 8}
		if _, err := h.s.Fix(olga, "r1", 0, other, asPinned); err != nil {
			h.Errorf("pinned to somebody else: %v", err)
		}
	})
}

// TestNotKnownYet: before it is known who organises what, nobody is told that there is no such round or programme.
func TestNotKnownYet(t *testing.T) {
	each(t, castingtest.Crowd(20, 8, 3), func(h *house) {
		h.drafted("r1")
		h.ready = fault.New(fault.Unavailable, "matching.catching_up", "in a moment")
		eve := as("eve")
		for _, id := range []string{"r1", "r2"} {
			if _, _, err := h.s.Get(eve, id); !fault.Has(err, fault.Unavailable) {
				h.Errorf("%s: %v", id, err)
			}
		}
		_, created := h.s.Create(eve, "r3", "spring", "", Objectives, "", store.Op{})
		_, listed := h.s.List(eve, "spring", 10, "")
		for what, err := range map[string]error{"drafted": created, "listed": listed} {
			if !fault.Has(err, fault.Unavailable) {
				h.Errorf("%s: %v", what, err)
			}
		}
		if _, _, err := h.s.Get(olga, "r1"); err != nil {
			h.Errorf("whoever is known to organise waits: %v", err)
		}
	})
}
