package rounds

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/verify"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting/castingtest"
	"pgregory.net/rapid"
)

// tied is a cohort with few levels of scores, as criteria make them: many answers have the greatest total.
func tied(r *rand.Rand, newcomers, mentors, places, levels int) *assign.Problem {
	p := &assign.Problem{Start: []int32{0}}
	for range mentors {
		p.Capacity = append(p.Capacity, int32(places))
	}
	for range newcomers {
		for j := range mentors {
			if r.IntN(4) > 0 {
				p.Mentor, p.Score = append(p.Mentor, int32(j)), append(p.Score, int64(1+r.IntN(levels))*1000)
			}
		}
		p.Start = append(p.Start, int32(len(p.Mentor)))
	}
	return p
}

// TestRightWithTies: whatever was pinned and forbidden, and whichever way the answer was come by, an answer that its certificate proves and
// that has the total and the people of one that is solved anew is right; one of another total is not.
func TestRightWithTies(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		size := rapid.SampledFrom([][3]int{{140, 50, 3}, {60, 20, 3}, {30, 10, 2}}).Draw(t, "size")
		p := tied(r, size[0], size[1], size[2], 12)
		l := &loaded{problem: p}
		s := Settled{}
		for range rapid.IntRange(1, 4).Draw(t, "edits") {
			x := assign.Pair{Newcomer: int32(r.IntN(size[0])), Mentor: int32(r.IntN(size[1]))}
			if !slices.ContainsFunc(s.Pinned, func(y assign.Pair) bool { return y.Newcomer == x.Newcomer || y.Mentor == x.Mentor }) &&
				!slices.Contains(s.Forbidden, x) {
				if r.IntN(3) > 0 {
					s.Pinned = append(s.Pinned, x)
				} else {
					s.Forbidden = append(s.Forbidden, x)
				}
			}
			slices.SortFunc(s.Pinned, byRow)
			slices.SortFunc(s.Forbidden, byRow)
			q := s.of(p)
			a, err := l.fit(&s, assign.Options{})
			if err != nil {
				t.Fatal(err)
			}
			again, err := solveFor(q, assign.Fit, assign.Options{})
			if err != nil {
				t.Fatal(err)
			}
			a.Settled = s
			if what := proof(p, &a.Answer); what != "" {
				t.Fatal(what)
			}
			c := compared(&a.Answer, &again.Answer, solver)
			if !c.Same {
				t.Fatalf("told to be wrong: %d of %d people against %d of %d", a.Certificate.Total, a.Certificate.People,
					again.Certificate.Total, again.Certificate.People)
			}
			worse := a.Answer
			worse.Certificate.Total--
			if compared(&worse, &again.Answer, solver).Same || verify.Check(q, nil, &worse.Certificate) == nil {
				t.Fatal("a lesser total is right")
			}
		}
	})
}

// TestCheckWithTies: the same by the service, with the round of 140 newcomers and 50 mentors that the example has.
func TestCheckWithTies(t *testing.T) {
	each(t, castingtest.Crowd(2, 1, 1), func(h *house) {
		h.drafted("r1")
		for seed := range uint64(8) {
			p := tied(rand.New(rand.NewPCG(seed, 2)), 140, 50, 3, 12)
			chunks, err := h.s.put(t.Context(), pack("r1", kindProblem, packProblem(p)))
			h.must(err)
			groups, err := packGroups(&casting.Groups{})
			h.must(err)
			g, err := h.s.put(t.Context(), pack("r1", kindGroups, groups))
			h.must(err)
			_, err = h.s.c.rounds.Update(t.Context(), "r1", func(d *store.Doc[Round]) error {
				d.Body.Input.Problem, d.Body.Input.Groups, d.Body.Input.Why, d.Body.Input.Wishes, d.Body.Plain = chunks, g, nil, nil, nil
				d.Body.Input.Newcomers, d.Body.Input.Mentors, d.Body.Answers = 140, 50, nil
				d.Body.Settled = Settled{Pinned: []assign.Pair{{Newcomer: 3, Mentor: int32(seed)}}}
				d.Body.Edits++
				return nil
			})
			h.must(err)
			h.rereads("r1")
			_, err = h.s.Solve(olga, "r1", 0, []assign.Objective{assign.Fit}, "")
			h.must(err)
			h.idle("r1")
			_, err = h.s.Check(olga, "r1")
			h.must(err)
			d := h.idle("r1")
			if c := d.Body.Answers[assign.Fit].Checked; c == nil || !c.Proved || !c.Same {
				h.Errorf("seed %d: a right answer is told to be wrong: %+v", seed, c)
			}
		}
	})
}

// TestAnEarlierSolverMayBreakTiesOtherwise: what another version settled otherwise among equally good answers is no fault; a lesser total is.
func TestAnEarlierSolverMayBreakTiesOtherwise(t *testing.T) {
	t.Parallel()
	answer := func(total int64, people int, of ...int32) *Answer {
		return &Answer{Of: of, Certificate: assign.Certificate{Total: total, People: people}}
	}
	now := answer(7, 2, 0, 1)
	for _, x := range []struct {
		was         *Answer
		by          string
		same, pairs bool
	}{
		{answer(7, 2, 0, 1), solver, true, true},
		{answer(7, 2, 1, 0), solver, true, false},
		{answer(7, 1, 0, -1), "", true, false},
		{answer(7, 1, 0, -1), solver, false, false},
		{answer(6, 2, 0, 1), "", false, true},
	} {
		if c := compared(x.was, now, x.by); c.Same != x.same || c.Pairs != x.pairs {
			t.Errorf("%+v by %q: %+v", x.was, x.by, c)
		}
	}
}

// TestSolverIsNamed: where another of several equally good answers comes out, solver needs another name, and this test another sum.
func TestSolverIsNamed(t *testing.T) {
	t.Parallel()
	sum := sha256.New()
	for seed := range uint64(6) {
		p := tied(rand.New(rand.NewPCG(seed, 3)), 90, 30, 2, 5)
		for _, o := range Objectives {
			a, err := solveFor(p, o, assign.Options{})
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(sum, o, a.Of)
		}
	}
	if got := solver + " " + hex.EncodeToString(sum.Sum(nil)[:8]); got != "2026-11-23 45f709977a9976f8" {
		t.Errorf("%s: if pairs come out otherwise than by the solver of this name, give it another one", got)
	}
}
