package matching

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// asks is an open request whose turn a mentor has.
func asks(id, programme, newcomer, mentor string, created time.Time) wire.MatchState {
	return wire.MatchState{Match: id, Programme: programme, Newcomer: newcomer, Status: "open", Created: created,
		Offers: []wire.OfferState{{Mentor: mentor, State: "asked"}}}
}

// Whoever asked a mentor has reasons, each in the programme of the request and by its weights: however many others allow offers, whether they
// allow any, and whether the programme still takes requests. Nobody else is in the answer.
func TestAskers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var states []wire.State
	for i := range 60 { // they fit better than all who ask
		n := newcomer(fmt.Sprintf("offers%02d", i), "go")
		n.Offers, n.Causes, n.Interests = true, []string{"health"}, []string{"maps"}
		states = append(states, n)
	}
	mo := mentor("mo", "go")
	mo.Causes, mo.Interests = []string{"health"}, []string{"maps"}
	cohort, plain, hidden, blocked, waits, info := newcomer("cohort", "go"), newcomer("plain", "rust"), newcomer("hidden", "go"),
		newcomer("blocked", "go"), newcomer("waits", "go"), newcomer("info", "go")
	hidden.FoundBy, hidden.Newcomer = "nobody", false // who asked is known to the mentor, whatever they said of lists since
	plain.Have, plain.Causes = []wire.SkillLevel{{Skill: "go", Level: 3}}, []string{"health"}
	plain.Want = nil
	st := standing("mo")
	st.Blocked = []string{"blocked"}
	at := w.clock.Now()
	later := asks("q-waits", "open", "waits", "x", at)
	later.Offers = append(later.Offers, wire.OfferState{Mentor: "mo", State: "waiting"})
	clarifies := asks("q-info", "open", "info", "mo", at.Add(5*time.Minute))
	clarifies.Status = "needs_info"
	proposed := asks("q-paired", "spring", "paired", "mo", at.Add(6*time.Minute)) // by a published round
	proposed.Status = "proposed"
	over := asks("q-over", "open", "waits", "mo", at)
	over.Status = "withdrawn"
	states = append(states, mo, st, standing("x"), mentor("x", "go"), cohort, plain, hidden, blocked, waits, info,
		wire.ProgrammeState{Programme: "spring", Org: "club", Open: false, Rules: wire.Rules{Version: 3, Weights: map[string]int{"causes": 90}}},
		wire.MemberState{Programme: "spring", Person: "mo", Mentor: true, Approved: true},
		wire.MemberState{Programme: "spring", Person: "cohort", Newcomer: true},
		asks("q-cohort", "spring", "cohort", "mo", at.Add(time.Minute)), asks("q-plain", "open", "plain", "mo", at.Add(2*time.Minute)),
		asks("q-hidden", "open", "hidden", "mo", at.Add(3*time.Minute)), asks("q-blocked", "open", "blocked", "mo", at.Add(4*time.Minute)),
		newcomer("paired", "go"), proposed, later, clarifies, over, asks("q-other", "open", "waits", "x", at),
	)
	w.says(states...)
	w.run()
	got, err := w.as("mo").Askers(t.Context(), nil, w.seen())
	if err != nil {
		t.Fatal(err)
	}
	var requests []string
	for _, a := range got.Items {
		requests = append(requests, a.Request)
		if len(a.Reasons) == 0 || a.Person != strings.TrimPrefix(a.Request, "q-") || a.Fits != "" || a.Limit != "" || a.Score != nil || a.Credits != nil {
			t.Errorf("%+v", a)
		}
	}
	if !slices.Equal(requests, []string{"q-cohort", "q-plain", "q-hidden", "q-info", "q-paired"}) {
		t.Fatalf("explained %v", requests)
	}
	if c := got.Items[0]; c.Programme != "spring" || c.Weights != "v2+spring@3" {
		t.Errorf("the cohort's asker: %+v", c)
	}
	if p := got.Items[1]; p.Programme != "open" || p.Weights != "v2" {
		t.Errorf("the open programme's asker: %+v", p)
	}
	// Exactly those that are named, of the caller's own.
	some, err := w.as("mo").Askers(t.Context(), []string{"q-plain", "q-other", "q-blocked", "q-waits", "nothing"})
	if err != nil || len(some.Items) != 1 || some.Items[0].Request != "q-plain" {
		t.Errorf("%+v, %v", some, err)
	}
	// The reasons are those of the list: nothing more of the newcomer than rank tells a mentor.
	text, _ := json.Marshal(got)
	for _, private := range []string{"offers", "nobody", "goals\"", "hours\"", "zone"} {
		if strings.Contains(string(text), private) {
			t.Errorf("%s is told: %s", private, text)
		}
	}
	// Nobody asks these: there is nothing to explain to them.
	for _, who := range []string{"plain", "stranger"} {
		if got, err := w.as(who).Askers(t.Context(), nil); err != nil || len(got.Items) != 0 {
			t.Errorf("%s: %+v, %v", who, got, err)
		}
	}
	if _, err := w.as("").Askers(t.Context(), nil); !fault.Has(err, fault.Unauthenticated) {
		t.Errorf("signed out: %v", err)
	}
	if _, err := w.as("mo").Askers(t.Context(), slices.Repeat([]string{"q"}, 51)); !fault.Has(err, fault.Invalid) {
		t.Errorf("51 requests: %v", err)
	}
	// What is answered, and whoever a block parts since, is gone.
	done := asks("q-plain", "open", "plain", "mo", at)
	done.Status = "withdrawn"
	w.says(done, wire.StandingState{Person: "cohort", Blocked: []string{"mo"}})
	if got, err = w.as("mo").Askers(t.Context(), nil, w.seen()); err != nil || len(got.Items) != 3 {
		t.Errorf("%+v, %v", got, err)
	}
}

// The answer is bounded: the oldest first, as many as one answer has.
func TestAskersAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	states := []wire.State{mentor("mo", "go")}
	for i := range maxLimit + 5 {
		who := fmt.Sprintf("n%02d", i)
		states = append(states, newcomer(who, "go"), asks("q"+who, "open", who, "mo", w.clock.Now().Add(-time.Duration(i)*time.Minute)))
	}
	w.says(states...)
	w.run()
	got, err := w.as("mo").Askers(t.Context(), nil, w.seen())
	if err != nil || len(got.Items) != maxLimit || got.Items[0].Request != fmt.Sprintf("qn%02d", maxLimit+4) {
		t.Fatalf("%d, %v", len(got.Items), err)
	}
}
