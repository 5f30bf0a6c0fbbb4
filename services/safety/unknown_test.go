package safety

import (
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestUnknownIsNotGone: who is not in the mirror of accounts (yet) is not forgotten, and contact stops; who is known to have left is.
func TestUnknownIsNotGone(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	r, err := w.as("newcomer").Report(ctx, aboutBo())
	w.must(err)
	if own, err := w.as("newcomer").OwnReport(ctx, r.ID); err != nil || own.Contact != "stopped" {
		t.Fatalf("%+v %v", own, err)
	}
	r, err = w.as("ada").Report(ctx, api.NewReport{About: "person", Person: "fresh", Kind: "spam"})
	w.must(err)
	want := []wire.StopContactQuestion{{Case: w.stopped[0].Case, Person: "newcomer", Other: "bo"}, {Case: r.ID, Person: "ada", Other: "fresh"}}
	if len(w.stopped) != 2 || w.stopped[0] != want[0] || w.stopped[1] != want[1] {
		t.Fatalf("%+v", w.stopped)
	}
	if c, err := w.mod("mo").Case(ctx, r.ID); err != nil || c.Person != "fresh" || c.PersonLeft {
		t.Fatalf("%+v %v", c, err)
	}
	v := w.publish("accounts", "state.accounts.account", "left", nil)
	w.s.m.accounts.Wait(ctx, "left", v)
	r, err = w.as("ada").Report(ctx, api.NewReport{About: "person", Person: "left", Kind: "spam"})
	w.must(err)
	if c, err := w.mod("mo").Case(ctx, r.ID); err != nil || c.Person != "" || !c.PersonLeft {
		t.Fatalf("%+v %v", c, err)
	}
}

// TestReportingTellsNoAccounts: signed out, a report about somebody with an account and one about nobody answer alike.
func TestReportingTellsNoAccounts(t *testing.T) {
	w := sqliteWorld(t)
	var shown []api.ReportReceipt
	for _, p := range []string{"dee", "nobody-at-all"} {
		r, err := w.as("").Report(t.Context(), api.NewReport{About: "person", Person: p, Kind: "spam"})
		w.must(err)
		r.ID, r.Code = "", ""
		shown = append(shown, *r)
	}
	if shown[0] != shown[1] {
		t.Fatalf("%+v", shown)
	}
}
