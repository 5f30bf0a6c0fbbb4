package rank

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestEachMentor: every mentor once, with the score and the limit of their explanation; asked for alone too.
func TestEachMentor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mentors := genMentors(t, 6)
		x := indexOf(mentors)
		n, s := genPerson(t, "newcomer"), genScope(t, []string{"m0", "m1"})
		seen := map[string]bool{}
		one := x.MentorScores(&n, &s)
		x.EachMentor(&n, &s, func(id string, score int64, limit Limit) {
			want, ok := x.ExplainMentor(&n, &s, id)
			if limit != None {
				want.Score = 0
			}
			if !ok || seen[id] || score != want.Score || limit != want.Limit {
				t.Fatalf("%s: %d %q, explained %d %q", id, score, limit, want.Score, want.Limit)
			}
			seen[id] = true
			if v, l, known := one(id); v != score || l != limit || !known {
				t.Fatalf("%s: %d %q of all, %d %q alone", id, score, limit, v, l)
			}
		})
		if _, _, known := one("nobody"); known {
			t.Fatal("somebody who is not there is scored")
		}
		if all, _, _ := x.Size(); len(seen) != all {
			t.Fatalf("%d of %d mentors", len(seen), all)
		}
	})
}

// TestHighestMentors: the highest scores of all, whether anything is shared or not.
func TestHighestMentors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := indexOf(genMentors(t, 12))
		n, s, k := genPerson(t, "newcomer"), genScope(t, []string{"m0", "m1"}), rapid.IntRange(0, 8).Draw(t, "k")
		var want, got []scored
		x.EachMentor(&n, &s, func(id string, score int64, limit Limit) {
			if limit == None {
				want = append(want, scored{score: score, id: id})
			}
		})
		slices.SortFunc(want, better)
		x.HighestMentors(&n, &s, k, func(id string, score int64) { got = append(got, scored{score: score, id: id}) })
		if want = want[:min(k, len(want))]; !slices.Equal(got, want) {
			t.Fatalf("%v, not %v", got, want)
		}
	})
}
