package safety

import (
	"slices"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestMaintainersUnknown: as long as nobody knows who maintains a project, no moderator sees a case about it or hears of it, but an
// administrator does; then all moderators but those who do. However long that takes.
func TestMaintainersUnknown(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	w.turnAway(true)
	r, err := w.as("ada").Report(ctx, api.NewReport{About: "project", Project: "project", Kind: "unsafe"})
	w.must(err)
	for _, m := range []string{"mo", "mia"} {
		if _, err := w.mod(m).Case(ctx, r.ID); !fault.Has(err, fault.NotFound) {
			t.Errorf("%s sees it: %v", m, err)
		}
	}
	if _, err := w.as("adm", "administrator").Case(ctx, r.ID); err != nil {
		t.Error("the administrator does not", err)
	}
	w.clock.Advance(2 * copyTried)
	w.must(w.s.Tick(ctx))
	for _, x := range said[wire.CaseWaits](w) {
		if x.Moderator != "adm" {
			t.Errorf("told: %+v", x)
		}
	}
	w.turnAway(false)
	w.must(w.s.Tick(ctx))
	if _, err := w.mod("mo").Case(ctx, r.ID); err != nil {
		t.Error(err)
	}
	if _, err := w.mod("mia").Case(ctx, r.ID); !fault.Has(err, fault.NotFound) {
		t.Error("the maintainer sees it", err)
	}
	told := map[string]bool{}
	for _, x := range said[wire.CaseWaits](w) {
		told[x.Moderator] = true
	}
	if !told["mo"] || !told["max"] || told["mia"] {
		t.Error("told:", told)
	}
}

// TestProjectRuled: a removal is told, once, by a name that says nothing of the case; a case without consequence tells nobody.
func TestProjectRuled(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	for measure, want := range map[string]int{"none": 0, "removal": 1} {
		r, err := w.as("ada").Report(ctx, api.NewReport{About: "project", Project: "project", Kind: "unsafe"})
		w.must(err)
		_, err = w.mod("mo").OpenCase(ctx, r.ID, "decide")
		w.must(err)
		_, err = w.mod("mo").DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: measure, Words: "why"})
		w.must(err)
		told := 0
		for _, x := range said[wire.ProjectRuled](w) {
			if x.Measure != measure || x.Project != "project" || x.Round != 1 || x.Ruling == "" || strings.Contains(x.Ruling, r.ID) {
				t.Errorf("%+v", x)
			}
			told++
		}
		if told != want {
			t.Errorf("%s is told %d times", measure, told)
		}
		w.mu.Lock()
		w.facts = nil
		w.mu.Unlock()
	}
}

// TestMaintainersAppeal: who maintains a project hears of its removal, reads it and appeals, one for all; who decided first does not decide
// again; with the second decision it is in the catalogue again. Nobody else finds it, and who appealed alone exports their words.
func TestMaintainersAppeal(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	r, err := w.as("ada").Report(ctx, api.NewReport{About: "project", Project: "project", Kind: "unsafe"})
	w.must(err)
	_, err = w.mod("mo").OpenCase(ctx, r.ID, "decide")
	w.must(err)
	if _, err := w.mod("mo").DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "removal"}); err == nil || fault.As(err).Fields[0].Pointer != "/words" {
		t.Fatalf("without a word for the maintainers: %v", err)
	}
	_, err = w.mod("mo").DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "removal", Words: "It asks for keys"})
	w.must(err)
	told := said[wire.ProjectDecided](w)
	if len(told) != 1 || told[0].Person != "mia" || told[0].Project != "project" || told[0].Round != 1 ||
		!told[0].AppealUntil.Equal(w.clock.Now().Add(appealWithin)) {
		t.Fatalf("told: %+v", told)
	}
	if x := said[wire.OutcomeGiven](w); len(x) != 0 {
		t.Fatalf("accounts would act on %+v", x)
	}
	id := told[0].Outcome
	for _, who := range []string{"ada", "bo", ""} {
		if _, err := w.as(who).Outcome(ctx, id); !fault.Has(err, fault.NotFound) {
			t.Errorf("%q reads it: %v", who, err)
		}
	}
	if _, err := w.s.AppealCode(ctx, wire.AppealCodeQuestion{Outcome: id, Person: "mia"}); !fault.Has(err, fault.NotFound) {
		t.Errorf("a code for a project: %v", err)
	}
	o, err := w.as("mia").Outcome(ctx, id)
	w.must(err)
	if o.Project != "project" || o.Words != "It asks for keys" || o.AppealUntil == nil || o.Final || o.Independent {
		t.Fatalf("%+v", o)
	}
	if o, err = w.as("mia").Appeal(ctx, id, "CANARY not any more"); err != nil || o.Appealed == nil || o.AppealUntil != nil {
		t.Fatalf("%+v %v", o, err)
	}
	if x := said[wire.OutcomeAppealed](w); len(x) != 1 || x[0].Person != "mia" || x[0].Outcome != id {
		t.Errorf("%+v", x)
	}
	if _, err := w.mod("mo").DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "none"}); !fault.Coded(err, "case.same_moderator") {
		t.Errorf("the first decides again: %v", err)
	}
	_, err = w.mod("max").OpenCase(ctx, r.ID, "appeal")
	w.must(err)
	_, err = w.mod("max").DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "none"})
	w.must(err)
	if told = said[wire.ProjectDecided](w); len(told) != 2 || told[1].Measure != "none" || told[1].Round != 2 || !told[1].AppealUntil.IsZero() {
		t.Errorf("told: %+v", told)
	}
	ruled := said[wire.ProjectRuled](w)
	if len(ruled) != 2 || ruled[1].Measure != "none" || ruled[1].Round != 2 {
		t.Errorf("ruled: %+v", ruled)
	}
	if x, err := w.as("mia").ExportSafety(ctx); err != nil || len(x.Outcomes) != 1 || x.Outcomes[0].Appeal != "CANARY not any more" {
		t.Errorf("%+v %v", x, err)
	}
	// Who leaves after it is over takes their words along.
	w.must(w.s.forget(ctx, "mia"))
	d, err := w.s.c.cases.Get(ctx, r.ID)
	w.must(err)
	if d.Body.part("appeal") != nil || d.Body.AppealedBy != "" || len(d.Body.Maintainers) != 0 || d.Body.part("decision-1") == nil {
		t.Errorf("left: %+v", d.Body)
	}
}

// TestNobodyForTheAppeal: where who decided is the only one who could, the appeal waits: whoever appealed, whoever decided and the operator
// are told so; once somebody else is made a moderator they are told, and decide it.
func TestNobodyForTheAppeal(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	for _, m := range []string{"mo", "mia", "max"} {
		w.staff(m)
	}
	adm := w.as("adm", "administrator")
	r, err := w.as("ada").Report(ctx, aboutBo())
	w.must(err)
	_, err = adm.OpenCase(ctx, r.ID, "decide")
	w.must(err)
	_, err = adm.DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "warning", Words: "Do not write at night"})
	w.must(err)
	given := said[wire.OutcomeGiven](w)[0]
	if !given.AppealUntil.Equal(w.clock.Now().Add(appealWithin)) {
		t.Errorf("until when: %+v", given)
	}
	o, err := w.as("bo").Appeal(ctx, given.Outcome, "I did not")
	w.must(err)
	if !o.Independent {
		t.Errorf("the appellant is not told: %+v", o)
	}
	alone := func() (n int) {
		for _, x := range said[wire.CaseWaits](w) {
			if x.Stage == "alone" {
				if n++; x.Moderator != "adm" {
					t.Errorf("told: %+v", x)
				}
			}
		}
		return n
	}
	if n := alone(); n != 1 {
		t.Errorf("who decided is told %d times", n)
	}
	c, err := adm.Case(ctx, r.ID)
	w.must(err)
	if !c.Independent || slices.Contains(c.Can, "decide") {
		t.Errorf("%+v", c)
	}
	w.must(w.s.Tick(ctx))
	if notes := w.s.Notes(); len(notes) != 1 || !strings.Contains(notes[0], "appeal") {
		t.Errorf("the operator reads %q", notes)
	}
	w.clock.Advance(decideReminded)
	w.must(w.s.Tick(ctx))
	if n := alone(); n != 2 {
		t.Errorf("after three days: told %d times", n)
	}
	w.staff("max", "moderator")
	w.must(w.s.Tick(ctx))
	if o, err = w.as("bo").Outcome(ctx, given.Outcome); err != nil || o.Independent || len(w.s.Notes()) != 0 {
		t.Errorf("%+v %v %q", o, err, w.s.Notes())
	}
	_, err = w.mod("max").OpenCase(ctx, r.ID, "appeal")
	w.must(err)
	_, err = w.mod("max").DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "none"})
	w.must(err)
}
