package rounds

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting/castingtest"
	"pgregory.net/rapid"
)

// TestLeaving: who takes no part any more has nobody, whoever has fewer places has no more newcomers than those, and the answers, mended or not,
// are proved and come out again.
func TestLeaving(t *testing.T) {
	each(t, castingtest.Crowd(40, 12, 3), func(h *house) {
		d := h.drafted("r1")
		rows, _, err := h.s.Pairs(olga, "r1", assign.Fit, showAll, 0, 100)
		h.must(err)
		gone := rows[slices.IndexFunc(rows, func(x Row) bool { return x.Mentor != "" })]
		row, mentor := int32(gone.Row), int32(gone.MentorRow)
		d, err = h.s.Fix(olga, "r1", d.Version, assign.Pair{Newcomer: row, Mentor: mentor}, asPinned)
		h.must(err)
		if _, err := h.s.LeaveOut(olga, "r1", d.Version-1, row, true); !fault.Has(err, fault.Stale) {
			h.Errorf("an older page: %v", err)
		}
		if _, err := h.s.Places(olga, "r1", 0, mentor, 0); !fault.Coded(err, "round.pins_exceed_places") {
			h.Errorf("fewer places than pins: %v", err)
		}
		for _, n := range []int32{-1, 4} {
			if _, err := h.s.Places(olga, "r1", 0, mentor, n); !fault.Has(err, fault.Invalid) {
				h.Errorf("%d places of three: %v", n, err)
			}
		}
		for _, bad := range []int32{-1, 40} {
			if _, err := h.s.LeaveOut(olga, "r1", 0, bad, true); !fault.Has(err, fault.Invalid) {
				h.Errorf("row %d: %v", bad, err)
			}
		}
		if _, err := h.s.LeaveOut(as("eve"), "r1", 0, row, true); !fault.Coded(err, "round.absent") {
			h.Errorf("somebody else: %v", err)
		}
		for range 2 { // once from the start, once mended
			d, err = h.s.LeaveOut(olga, "r1", 0, row, true)
			h.must(err)
			if len(d.Body.Pinned) != 0 && d.Body.Pinned[0].Newcomer == row {
				h.Errorf("still pinned: %+v", d.Body.Pinned)
			}
			if again, err := h.s.LeaveOut(olga, "r1", d.Version, row, true); err != nil || again.Version != d.Version {
				h.Errorf("the same again: %v", err)
			}
			d, err = h.s.Places(olga, "r1", d.Version, 2, 1)
			h.must(err)
			_, err = h.s.Places(olga, "r1", d.Version, 3, 0)
			h.must(err)
			d = h.checked("r1")
			for _, o := range Objectives {
				rows, _, err := h.s.Pairs(olga, "r1", o, showAll, 0, 100)
				h.must(err)
				taken := map[int]int{}
				for _, x := range rows {
					taken[x.MentorRow]++
				}
				if x := rows[row]; x.MentorRow >= 0 || x.Alone != "left_out" || x.Envious || taken[2] > 1 || taken[3] > 0 {
					h.Errorf("%s: %+v, %v", o, x, taken)
				}
				if a := d.Body.Answers[o]; a.Checked == nil || !a.Checked.Proved || !a.Checked.Same {
					h.Errorf("%s: %+v", o, a.Checked)
				}
			}
			_, _, list, err := h.s.Candidates(olga, "r1", int(row+1))
			h.must(err)
			for _, c := range list {
				if want := map[int]int{2: 1, 3: 0}; c.Most != 3 || c.Row == 2 && c.Places != want[2] || c.Row == 3 && c.Places != 0 {
					h.Errorf("%+v", c)
				}
			}
			settledRows, _, err := h.s.Pairs(olga, "r1", assign.Fit, showSettled, 0, 100)
			h.must(err)
			if !slices.ContainsFunc(settledRows, func(x Row) bool { return x.Row == int(row) && x.Left }) {
				h.Errorf("left out, and not among those settled: %+v", settledRows)
			}
			seats, next, err := h.s.Mentors(olga, "r1", showSettled, 0, 1)
			h.must(err)
			if len(seats) != 1 || seats[0].Row != 2 || seats[0].Places != 1 || seats[0].Most != 3 || next != 3 {
				h.Errorf("%+v, then %d", seats, next)
			}
			if seats, next, err = h.s.Mentors(olga, "r1", showSettled, next, 1); err != nil || len(seats) != 1 || seats[0].Row != 3 || next != -1 {
				h.Errorf("%+v, then %d: %v", seats, next, err)
			}
			d, err = h.s.LeaveOut(olga, "r1", 0, row, false)
			h.must(err)
			d, err = h.s.Places(olga, "r1", d.Version, 2, 3)
			h.must(err)
			d, err = h.s.Places(olga, "r1", d.Version, 3, 3)
			h.must(err)
			if !d.Body.nothing() {
				h.Errorf("%+v", d.Body.Settled)
			}
			_, err = h.s.Solve(olga, "r1", d.Version, Objectives, "")
			h.must(err)
			d = h.idle("r1")
			if d.Body.Answers[assign.Fit].Figures.Total < 1 {
				h.Errorf("%+v", d.Body.Answers[assign.Fit])
			}
		}
	})
}

// TestSettledIsKept: whatever is changed in whatever order, what is settled fits together, and a draft that is brought there has the total and the
// people of solving anew.
func TestSettledIsKept(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 4))
		p := tied(r, 12, 5, 3, 4)
		l, s := &loaded{problem: p}, Settled{}
		for range rapid.IntRange(1, 30).Draw(t, "changes") {
			var next Settled
			var err error
			i, j := int32(r.IntN(12)), int32(r.IntN(5))
			switch r.IntN(3) {
			case 0:
				next, err = s.fix(assign.Pair{Newcomer: i, Mentor: j}, []string{asPinned, asForbidden, asFree}[r.IntN(3)], 3)
			case 1:
				next, err = s.leave(i, r.IntN(2) == 0)
			default:
				next, err = s.give(j, int32(r.IntN(4)), 3)
			}
			if err != nil {
				continue
			}
			s = next
			q := s.of(p)
			if err := q.Check(); err != nil {
				t.Fatal(err)
			}
			a, err := l.fit(&s, assign.Options{})
			if err != nil {
				t.Fatalf("%+v: %v", s, err)
			}
			again, err := solveFor(q, assign.Fit, assign.Options{})
			if err != nil {
				t.Fatalf("%+v: %v", s, err)
			}
			if a.Settled = s; proof(p, &a.Answer) != "" || !compared(&a.Answer, &again.Answer, solver).Same {
				t.Fatalf("%+v: %s, %+v against %+v", s, proof(p, &a.Answer), a.Certificate, again.Certificate)
			}
		}
	})
}

// TestSide: an organiser chooses whose best stable answer it is; the answer is stale until it is solved again, and can be checked.
func TestSide(t *testing.T) {
	each(t, castingtest.Crowd(60, 20, 2), func(h *house) {
		d := h.drafted("r1")
		if a := d.Body.Answers[assign.Stable]; a.Side != "" {
			h.Errorf("%q", a.Side)
		}
		_, err := h.s.Solve(olga, "r1", d.Version, []assign.Objective{assign.Fit}, assign.MentorSide)
		h.must(err)
		d = h.idle("r1")
		if !d.Body.stale(assign.Stable, d.Body.Answers[assign.Stable]) || d.Body.stale(assign.Fit, d.Body.Answers[assign.Fit]) {
			h.Error("not stale, or too much")
		}
		if _, err := h.s.Publish(olga, "r1", d.Version, assign.Stable, 7); !fault.Coded(err, "round.edited") {
			h.Errorf("published for the other side: %v", err)
		}
		d = h.checked("r1")
		a := d.Body.Answers[assign.Stable]
		if a.Side != assign.MentorSide || !a.Checked.Proved || !a.Checked.Same || !a.Checked.Pairs {
			h.Errorf("%q %+v", a.Side, a.Checked)
		}
		_, answer, _, err := h.s.Certificate(olga, "r1", assign.Stable)
		h.must(err)
		if answer.Certificate.Stable.Side != assign.MentorSide {
			h.Errorf("%+v", answer.Certificate.Stable)
		}
	})
}
