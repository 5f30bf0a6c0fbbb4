package rank

import (
	"slices"
	"testing"
)

// What comes from earlier work says so, in codes of its own; what somebody said themselves goes before it, and a skill that work shows counts
// by its share.
func TestEarlierWorkSaysSo(t *testing.T) {
	x := NewIndex(testTaxonomy, testNow)
	x.Apply(Change{Issues: []Issue{
		{ID: "rust", Project: "a", Skills: []Skill{{"rust", 0}}, Topics: []string{"maps"}, Kind: Code},
		{ID: "both", Project: "a", Skills: []Skill{{"rust", 0}, {"go", 0}}, Topics: []string{"maps", "games"}, Kind: Code},
		{ID: "docs", Project: "a", Kind: Documentation},
		{ID: "near", Project: "a", Skills: []Skill{{"javascript", 0}}, Topics: []string{"music"}, Kind: Code},
	}})
	says := func(p *Person, issue string) map[string][]string {
		t.Helper()
		r, ok := x.ExplainIssue(p, &Scope{Now: testNow}, issue)
		if !ok || r.Credits.Sum() != r.Score {
			t.Fatalf("%s: %+v", issue, r)
		}
		out := map[string][]string{}
		for _, why := range r.Reasons {
			out[why.Code] = append(slices.Clone(why.Words), why.From...)
		}
		if r.Gap != nil {
			out[r.Gap.Code] = r.Gap.Words
		}
		return out
	}
	p := &Person{Have: []Skill{{"go", 3}}, Interests: []string{"games"}, About: []string{"maps", "games"},
		Shown: []Shown{{"rust", 3, 60}, {"documentation", 3, 40}, {"react", 3, 100}, {"go", 5, 10}}}
	for _, want := range []struct {
		issue, code string
		words       []string
	}{
		{"rust", UsesDone, []string{"rust"}}, {"rust", AboutDone, []string{"maps"}},
		{"both", UsesKnown, []string{"go"}}, {"both", SharedInterests, []string{"games"}},
		{"docs", KindDone, []string{Documentation}}, {"near", NearDone, []string{"javascript", "react"}},
		{"near", OtherInterests, nil},
	} {
		if got, ok := says(p, want.issue)[want.code]; !ok || !slices.Equal(got, want.words) {
			t.Errorf("%s: %v, wanted %s %v", want.issue, says(p, want.issue), want.code, want.words)
		}
	}
	p.Interests = nil
	got := says(p, "near")
	if _, told := got[OtherInterests]; told {
		t.Errorf("who named no interest is told of other interests: %v", got)
	}
	score := func(share int) (of int64) {
		p := &Person{Shown: []Shown{{"rust", 3, share}}}
		x.ScoreIssues(p, &Scope{Now: testNow}, []string{"nowhere", "rust"}, func(_ string, _ bool, score int64) { of = score })
		return of
	}
	for share := 2; share <= 100; share++ {
		if score(share) < score(share-1) {
			t.Errorf("a share of %d scores %d, of %d %d", share, score(share), share-1, score(share-1))
		}
	}
	said := &Person{Have: []Skill{{"rust", 3}}}
	x.ScoreIssues(said, &Scope{Now: testNow}, []string{"rust"}, func(_ string, _ bool, s int64) {
		if s != score(100) || score(20) >= s {
			t.Errorf("said %d, shown in full %d, by a fifth %d", s, score(100), score(20))
		}
	})
}
