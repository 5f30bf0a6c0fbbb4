package casting_test

import (
	"cmp"
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/cohort"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting/castingtest"
)

// TestAskedBest: with criteria the list of a newcomer is the one that scoring everybody gives wherever it is said to be exact, whatever our
// own score weighs beside; with enough to look at it always is, and with little it is the best of what was looked at, never of nobody.
func TestAskedBest(t *testing.T) {
	t.Parallel()
	const keep = 20
	for _, x := range []struct {
		profile, first, most int
		required             bool
	}{{5, 400, 400, false}, {5, 60, 90, true}, {100, 40, 30, false}, {0, 25, 25, true}, {0, 25, 400, false}, {1, 10, 15, true}, {30, 1, 400, true}} {
		cast := castingtest.Crowd(60, 300, 2)
		for j := range cast.Mentors {
			cast.Mentors[j].Places = j % 4 // some have none
		}
		cast.Mentors[7].ID = cast.Newcomers[3].ID // one person on both sides
		s, unread := casting.New(cast, castingtest.Answers(cast, x.profile, x.required), skill.Shipped())
		if unread != 0 {
			t.Fatalf("%d answers are not read", unread)
		}
		capacity := make([]int32, len(cast.Mentors))
		for j := range capacity {
			capacity[j] = int32(cast.Mentors[j].Places)
		}
		best := s.BestAsked(capacity, x.first, x.most)
		exactly := 0
		for i := range cast.Newcomers {
			self := int32(-1)
			if i == 3 {
				self = 7
			}
			got, exact := best(i, self, keep)
			row := make([]int64, len(capacity))
			s.Row(i, row)
			var want []casting.Scored
			for j, v := range row {
				if v >= 0 && capacity[j] > 0 && int32(j) != self {
					want = append(want, casting.Scored{Mentor: int32(j), Score: v})
				}
			}
			order := func(a, b casting.Scored) int {
				return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(cohort.Scatter(i, int(a.Mentor)), cohort.Scatter(i, int(b.Mentor))))
			}
			slices.SortFunc(want, order)
			slices.SortFunc(got, order)
			want = want[:min(len(want), keep)]
			if exact {
				exactly++
				if !slices.Equal(got, want) {
					t.Fatalf("%+v, newcomer %d: %v, not %v", x, i, got, want)
				}
				continue
			}
			for _, e := range got {
				if e.Score != row[e.Mentor] || capacity[e.Mentor] == 0 || e.Mentor == self {
					t.Fatalf("%+v, newcomer %d: %+v", x, i, e)
				}
			}
			if len(got) == 0 && len(want) > 0 {
				t.Fatalf("%+v, newcomer %d: nobody of %d", x, i, len(want))
			}
		}
		if x.most == 400 && exactly != len(cast.Newcomers) {
			t.Errorf("%+v: %d of %d lists are exact, though everybody could be looked at", x, exactly, len(cast.Newcomers))
		}
		if x.most == 15 && exactly == len(cast.Newcomers) {
			t.Errorf("%+v: nothing was left out, the test shows nothing", x)
		}
	}
}

// TestCandidates: the fast way looks at the same scores as looking at all pairs, at as many mentors of each newcomer as there can be, and
// leaves no mentor with a place without newcomers; who came back from a round lately, and oneself, is in neither.
func TestCandidates(t *testing.T) {
	t.Parallel()
	cast := castingtest.Crowd(150, 120, 2)
	cast.Newcomers[3].Back = []string{cast.Mentors[5].ID, cast.Mentors[6].ID}
	cast.Newcomers[4].ID = cast.Mentors[7].ID
	cast.Mentors[8].Places = 0
	s, _ := casting.New(cast, casting.Asked{}, skill.Shipped())
	capacity, self := make([]int32, len(cast.Mentors)), map[int32]int32{4: 7}
	for j := range capacity {
		capacity[j] = int32(cast.Mentors[j].Places)
	}
	p, ok := s.Best(capacity, self, nil)
	if !ok || p.Check() != nil {
		t.Fatal(p.Check())
	}
	degree, row := make([]int, len(capacity)), make([]int64, len(capacity))
	for i := range cast.Newcomers {
		s.Row(i, row)
		possible := 0
		for j, v := range row {
			if v >= 0 && !(i == 4 && j == 7) {
				possible++
			}
		}
		if got := int(p.Start[i+1] - p.Start[i]); got < min(casting.Keep, possible) {
			t.Errorf("newcomer %d has %d candidates of %d", i, got, possible)
		}
		for k := p.Start[i]; k < p.Start[i+1]; k++ {
			j := p.Mentor[k]
			if degree[j]++; p.Score[k] != row[j] || i == 3 && (j == 5 || j == 6) || i == 4 && j == 7 || j == 8 {
				t.Errorf("newcomer %d, mentor %d: %d, all pairs say %d", i, j, p.Score[k], row[j])
			}
		}
	}
	for j, n := range degree {
		if n < 4 && j != 8 {
			t.Errorf("mentor %d is looked at by %d newcomers", j, n)
		}
	}
	if _, ok := s.Best(capacity, self, closed()); ok {
		t.Error("it was not stopped")
	}
}

func closed() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}
