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

// TestRows: what bounds a score is no less than it, and the score is that of all; whatever the index has come to in between.
func TestRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mentors := genMentors(t, 12)
		x := indexOf(mentors)
		if rapid.Bool().Draw(t, "changed") {
			x.Apply(Change{Mentors: genMentors(t, 3), RemoveMentors: []string{"m1"}})
		}
		n, s := genPerson(t, "newcomer"), genScope(t, []string{"m0", "m1"})
		want, ids := map[string]int64{}, []string{"nobody"}
		x.EachMentor(&n, &s, func(id string, score int64, limit Limit) {
			if ids = append(ids, id); limit == None {
				want[id] = score
			}
		})
		a := x.Rows(ids).Ask(&n, &s)
		defer a.Done()
		most := make([]int64, len(ids))
		a.Most(most)
		for k, id := range ids {
			score, ok := want[id]
			if !ok {
				score = -1
			}
			if most[k] < score {
				t.Fatalf("%s has %d, bounded by %d", id, score, most[k])
			}
			least := rapid.SampledFrom([]int64{0, score - 1, score, score + 1, Million}).Draw(t, "least")
			if score < least {
				score = -1
			}
			if got := a.Score(k, least); got != score {
				t.Fatalf("%s: %d of at least %d, and it has %d", id, got, least, score)
			}
		}
	})
}
