package rank

import (
	"testing"

	"pgregory.net/rapid"
)

// TestEachMentor: every mentor once, with the score and the limit of their explanation.
func TestEachMentor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mentors := genMentors(t, 6)
		x := indexOf(mentors)
		n, s := genPerson(t, "newcomer"), genScope(t, []string{"m0", "m1"})
		seen := map[string]bool{}
		x.EachMentor(&n, &s, func(id string, score int64, limit Limit) {
			want, ok := x.ExplainMentor(&n, &s, id)
			if limit != None {
				want.Score = 0
			}
			if !ok || seen[id] || score != want.Score || limit != want.Limit {
				t.Fatalf("%s: %d %q, explained %d %q", id, score, limit, want.Score, want.Limit)
			}
			seen[id] = true
		})
		if all, _, _ := x.Size(); len(seen) != all {
			t.Fatalf("%d of %d mentors", len(seen), all)
		}
	})
}
