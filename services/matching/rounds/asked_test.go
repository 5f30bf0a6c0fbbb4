package rounds

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
)

// inputOf are what programs answers about a cohort with such criteria and people, page by page.
func inputOf(t testing.TB, c *casting.Cast, cohort string, asked casting.Asked) map[string]wire.RoundInputAnswer {
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
