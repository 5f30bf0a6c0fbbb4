package rounds

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/cohort"
	"github.com/waymark-dev/waymark/services/matching/criteria"
)

// answers are made-up answers of a cast to five criteria, one of each rule.
func answers(c *Cast, profile int, required bool) Asked {
	r := rand.New(rand.NewPCG(3, 4))
	grades := []string{"AO", "EO", "HEO", "SEO", "G7"}
	topics := []string{"docs", "web", "maps", "health", "music", "sport", "games", "law"}
	set := &criteria.Set{Profile: profile, Criteria: []criteria.Criterion{
		{Name: "profession", Rule: criteria.Same, Weight: 4},
		{Name: "organisation", Rule: criteria.Different, Weight: 1, Required: required},
		{Name: "grade", Rule: criteria.Ahead, Order: grades, Best: []int{1, 2}, Weight: 3},
		{Name: "topics", Rule: criteria.Overlap, Separator: ";", Weight: 2},
		{Name: "wish", Mentor: "offer", Rule: criteria.Asked, Weight: 2, When: &criteria.When{Newcomer: "asks", Is: []string{"yes"}}},
	}}
	one := func() map[string]string {
		out := map[string]string{
			"profession": fmt.Sprintf("p%d", r.IntN(12)), "organisation": fmt.Sprintf("o%d", r.IntN(6)), "grade": grades[r.IntN(len(grades))],
			"topics": topics[r.IntN(8)] + ";" + topics[r.IntN(8)], "wish": "w" + fmt.Sprint(r.IntN(3)), "offer": "w" + fmt.Sprint(r.IntN(3)),
			"asks": []string{"yes", "no"}[r.IntN(2)],
		}
		if r.IntN(10) == 0 {
			delete(out, "profession")
		}
		return out
	}
	out := Asked{Set: set, Sum: "sum", Newcomers: map[string]map[string]string{}, Mentors: map[string]map[string]string{}}
	for i := range c.Newcomers {
		out.Newcomers[c.Newcomers[i].ID] = one()
	}
	for j := range c.Mentors {
		out.Mentors[c.Mentors[j].ID] = one()
	}
	return out
}

// TestAskedBest: with criteria the list of a newcomer is the one that scoring everybody gives wherever it is said to be exact, whatever our
// own score weighs beside; with enough to look at it always is, and with little it is the best of what was looked at, never of nobody.
func TestAskedBest(t *testing.T) {
	t.Parallel()
	const keep = 20
	for _, x := range []struct {
		profile, first, most int
		required             bool
	}{{5, 400, 400, false}, {5, 60, 90, true}, {100, 40, 30, false}, {0, 25, 25, true}, {0, 25, 400, false}, {1, 10, 15, true}, {30, 1, 400, true}} {
		cast := crowd(60, 300, 2)
		for j := range cast.Mentors {
			cast.Mentors[j].Places = j % 4 // some have none
		}
		cast.Mentors[7].ID = cast.Newcomers[3].ID // one person on both sides
		s, unread := newScoring(cast, answers(cast, x.profile, x.required), skill.Shipped())
		if unread != 0 {
			t.Fatalf("%d answers are not read", unread)
		}
		capacity := make([]int32, len(cast.Mentors))
		for j := range capacity {
			capacity[j] = int32(cast.Mentors[j].Places)
		}
		a := newAsking(s, capacity)
		a.first, a.most = x.first, x.most
		exactly := 0
		for i := range cast.Newcomers {
			self := int32(-1)
			if i == 3 {
				self = 7
			}
			got, exact := a.best(i, self, keep)
			row := make([]int64, len(capacity))
			s.rowScores(i, row)
			var want []edge
			for j, v := range row {
				if v >= 0 && capacity[j] > 0 && int32(j) != self {
					want = append(want, edge{int32(i), int32(j), v})
				}
			}
			order := func(a, b edge) int {
				return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(cohort.Scatter(i, int(a.mentor)), cohort.Scatter(i, int(b.mentor))))
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
				if e.score != row[e.mentor] || capacity[e.mentor] == 0 || e.mentor == self {
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

// inputOf are what programs answers about a cohort with such criteria and people, page by page.
func inputOf(t testing.TB, c *Cast, cohort string, asked Asked) map[string]wire.RoundInputAnswer {
	t.Helper()
	set, err := json.Marshal(asked.Set)
	if err != nil {
		t.Fatal(err)
	}
	var people []wire.RoundParticipant
	for i := range c.Newcomers {
		id := c.Newcomers[i].ID
		people = append(people, wire.RoundParticipant{Person: id, As: "newcomer", Columns: asked.Newcomers[id]})
	}
	for j := range c.Mentors {
		id := c.Mentors[j].ID
		people = append(people, wire.RoundParticipant{Person: id, As: "mentor", Columns: asked.Mentors[id]})
	}
	out, after := map[string]wire.RoundInputAnswer{}, ""
	for from := 0; from < len(people); from += 100 {
		a := wire.RoundInputAnswer{Known: true, Programme: "spring", Criteria: string(set), People: people[from:min(from+100, len(people))]}
		if from+100 < len(people) {
			a.Next = strconv.Itoa(from + 100)
		}
		out[cohort+after], after = a, a.Next
	}
	return out
}
