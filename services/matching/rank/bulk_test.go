package rank_test

import (
	"testing"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/rank"
	"github.com/waymark-dev/waymark/services/matching/rank/worlds"
)

// Of many rows that fill an empty index at once the last of each id counts, as of few.
func TestTheLastOfManyCounts(t *testing.T) {
	w := worlds.New(31)
	mentors, issues := w.Mentors(700), w.Issues(700, false)
	mentors[600].ID, issues[600].ID = mentors[7].ID, issues[7].ID
	mentors[600].Capacity, issues[600].Kind = 0, rank.Design
	mentors[600].Places = nil
	many, few := rank.NewIndex(skill.Shipped(), worlds.Now), rank.NewIndex(skill.Shipped(), worlds.Now)
	many.Apply(rank.Change{Mentors: mentors, Issues: issues})
	for i := 0; i < len(mentors); i += 100 {
		few.Apply(rank.Change{Mentors: mentors[i : i+100], Issues: issues[i : i+100]})
	}
	few.Settle()
	for name, x := range map[string]*rank.Index{"many": many, "few": few} {
		if m, _, it := x.Size(); m != 699 || it != 699 {
			t.Errorf("%s: %d mentors and %d issues", name, m, it)
		}
	}
	for _, n := range w.Newcomers(4) {
		m, _ := many.ExplainMentor(&n, &scopes[0], mentors[7].ID)
		if m.Limit != rank.Paused {
			t.Errorf("a mentor without a place is %q", m.Limit)
		}
		a, _ := many.ExplainIssue(&n, &scopes[0], issues[7].ID)
		b, _ := few.ExplainIssue(&n, &scopes[0], issues[7].ID)
		if a.Score != b.Score {
			t.Errorf("an issue scores %d of many, %d of few", a.Score, b.Score)
		}
	}
	exact(t, many, w.Newcomers(7))
}
