package matching

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// The mentor of a live mentorship hears who could go on, best first: with a place free, to be found by both, parted by no block from either;
// nothing but what stands on those mentors' own pages is told, and nobody else hears anything.
func TestSuccessors(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	nia := newcomer("nia", "go", "secretcraft")
	nia.Goals, nia.Style, nia.Interests, nia.Causes = []string{"change_field"}, []string{"gentle"}, []string{"maps"}, []string{"health"}
	best, other := mentor("best", "go", "secretcraft"), mentor("other", "rust")
	best.Goals, best.Style, best.Interests, best.Causes = nia.Goals, nia.Style, nia.Interests, nia.Causes
	none := func(id string) wire.StandingState { s := standing(id); s.Taken = s.Capacity; return s }
	hers, mine, away, hidden := standing("hers"), standing("mine"), standing("away"), mentor("hidden", "go")
	hers.Blocked, mine.Blocked, away.PausedUntil, hidden.FoundBy = []string{"nia"}, []string{"mo"}, w.clock.Now().Add(time.Hour), "nobody"
	apart := mentor("apart", "go") // found by those of a programme: the newcomer is in it, the mentor is not
	apart.FoundBy = "programme"
	live := asks("q1", "open", "nia", "mo", w.clock.Now())
	live.Status, live.Mentor = "active", "mo"
	open := asks("q2", "open", "nia", "asked", w.clock.Now())
	w.says(nia, mentor("mo", "go"), standing("mo"), best, standing("best"), other, standing("other"), mentor("full", "go"), none("full"),
		mentor("hers", "go"), hers, mentor("mine", "go"), mine, mentor("away", "go"), away, hidden, standing("hidden"), apart, standing("apart"),
		mentor("asked", "go"), standing("asked"), newcomer("eve", "go"), live, open,
		wire.ProgrammeState{Programme: "spring", Org: "club", Open: true}, wire.MemberState{Programme: "spring", Person: "apart", Mentor: true, Approved: true},
		wire.MemberState{Programme: "spring", Person: "nia", Newcomer: true})
	w.run()
	got, err := w.as("mo").Successors(t.Context(), "q1", w.seen())
	if err != nil {
		t.Fatal(err)
	}
	var ids, codes []string
	for _, x := range got.Items {
		ids = append(ids, x.Person)
	}
	if !slices.Equal(ids, []string{"best", "other"}) {
		t.Fatalf("could go on: %v", ids)
	}
	for _, r := range got.Items[0].Reasons {
		if codes = append(codes, r.Code); r.Credit != 0 {
			t.Errorf("a score is told: %+v", r)
		}
	}
	if len(codes) == 0 || slices.ContainsFunc(codes, func(c string) bool { return !slices.Contains(toldOfSuccessors, c) }) {
		t.Errorf("reasons: %v", codes)
	}
	text, _ := json.Marshal(got)
	for _, private := range []string{"u-", "maps", "goals", "style", "hours", "gap", "score", "nia"} {
		if strings.Contains(string(text), private) {
			t.Errorf("%s is told: %s", private, text)
		}
	}
	for _, x := range [][2]string{{"nia", "q1"}, {"eve", "q1"}, {"asked", "q2"}, {"mo", "q2"}, {"mo", "absent"}} {
		if _, err := w.as(x[0]).Successors(t.Context(), x[1]); !fault.Has(err, fault.NotFound) {
			t.Errorf("%s asks for %s: %v", x[0], x[1], err)
		}
	}
	live.Status = "ended"
	w.says(live)
	if _, err := w.as("mo").Successors(t.Context(), "q1", w.seen()); !fault.Has(err, fault.NotFound) {
		t.Errorf("after the end: %v", err)
	}
}
