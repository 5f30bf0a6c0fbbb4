package matching

import (
	"fmt"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/telemetry"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// A running service compares what it answers with scoring everybody, and says where the two differ, but not of whom.
func TestServiceChecksItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	nia := newcomer("nia", "go")
	nia.Causes = []string{"health"}
	rules := wire.DefaultRules()
	rules.Weights, rules.LooksFor = map[string]int{"price": 0, "criteria": 60}, []wire.LookedFor{{Kind: "cause", ID: "education", Weight: 3}}
	w.says(nia, wire.ProgrammeState{Programme: "spring", Org: "club", Open: true, Rules: rules},
		wire.MemberState{Programme: "spring", Person: "nia", Newcomer: true},
		wire.MatchState{Match: "m1", Programme: "spring", Newcomer: "nia", Status: "open", Issue: "issue-000007",
			Offers: []wire.OfferState{{Mentor: "mentor-000003", State: "asked"}}})
	w.run()
	fillPicture(w.s, 300, 400)
	w.s.live.mu.Lock()
	for i := range 300 {
		m := wire.MemberState{Programme: "spring", Person: fmt.Sprintf("mentor-%06d", i), Mentor: true, Approved: true}
		w.s.live.picture.member("spring-"+m.Person, &m)
	}
	w.s.live.changes++
	w.s.live.stir()
	w.s.live.mu.Unlock()
	if err := w.s.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	own, filters, found := 0, 0, 0
	for turn := range 24 {
		q, ok := w.s.somebody(turn)
		if !ok || q.person.ID != "nia" || !slices.Contains(q.mentors.Taken, "mentor-000003") || !slices.Contains(q.issues.Taken, "issue-000007") {
			t.Fatalf("turn %d asks %+v", turn, q)
		}
		if q.mentors.Programme == "spring" {
			own++
			if q.mentors.Weights.Version != "spring@1" || len(q.mentors.Weights.Criteria) != 1 || q.issues.Weights.ByName["price"] != 0 {
				t.Errorf("weights %+v", q.mentors.Weights)
			}
			found += len(w.s.live.index.Load().CheckMentors(&q.person, &q.mentors, sampled).Index)
		}
		if !reflect.DeepEqual(q.issues.Filter, rank.Filter{}) {
			filters++
		}
	}
	if own != 12 || filters != 12 || found == 0 {
		t.Errorf("of 24 turns %d in a programme, %d by a filter; %d mentors found", own, filters, found)
	}
	compared := 0
	for range 24 {
		n, err := w.s.check()
		if err != nil {
			t.Fatal(err)
		}
		compared += n
	}
	if compared == 0 {
		t.Error("nothing was compared")
	}
	page := httptest.NewRecorder()
	telemetry.Handler(w.figures).ServeHTTP(page, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{
		`waymark_self_check_exact{service="matching",what="issues"} 1`, `waymark_self_checks_total{result="same",service="matching",what="mentors"} `,
	} {
		if !strings.Contains(page.Body.String(), want) {
			t.Error("the figures lack", want)
		}
	}
	err := differs("mentors", rank.Checked{Index: []string{"ada-1", "bo-2"}, Naive: []string{"ada-1", "cy-3"}})
	if err == nil || !strings.Contains(err.Error(), "place 2") || strings.Contains(err.Error(), "-2") {
		t.Errorf("said %v", err)
	}
}
