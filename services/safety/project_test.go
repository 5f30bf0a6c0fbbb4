package safety

import (
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
		_, err = w.mod("mo").DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: measure})
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
