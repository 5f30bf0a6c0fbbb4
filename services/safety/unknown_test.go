package safety

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
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
	testkit.Heard(t, w.s.m.accounts, "left", v)
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

// TestLeftReadsLikeBlocked: who reports somebody that has left, that has blocked them, or that never was, reads the same of each, at once
// and later; and contact is stopped with each alike, so that their own list of blocks tells no more.
func TestLeftReadsLikeBlocked(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open(), testkit.NewClock())
		ctx := t.Context()
		testkit.Heard(t, w.s.m.accounts, "left", w.publish("accounts", "state.accounts.account", "left", nil))
		var receipts []api.ReportReceipt
		var reports []api.Report
		for n, p := range []string{"bo", "left", "nobody-at-all"} {
			r, err := w.as("ada").Report(ctx, api.NewReport{About: "person", Person: p, Kind: "spam"})
			w.must(err)
			if len(w.stopped) != n+1 || w.stopped[n].Other != p {
				t.Fatalf("%s: contact was not stopped: %+v", p, w.stopped)
			}
			own, err := w.as("ada").OwnReport(ctx, r.ID)
			w.must(err)
			r.ID, own.ID = "", ""
			receipts, reports = append(receipts, *r), append(reports, *own)
		}
		for n := range receipts {
			if receipts[n] != receipts[0] || receipts[n].Contact != "stopped" {
				t.Errorf("receipts tell them apart: %+v", receipts)
			}
			if !cmp.Equal(reports[n], reports[0]) {
				t.Errorf("reports tell them apart: %s", cmp.Diff(reports[0], reports[n]))
			}
		}
	})
}

// TestDescribingSomebodyLeavesRoomForWords: who it is has room of its own beside the words; of other reports the limit is as it was.
func TestDescribingSomebodyLeavesRoomForWords(t *testing.T) {
	w := sqliteWorld(t)
	long := strings.Repeat("好", 600) + "\n\n" + strings.Repeat("a", MaxWords)
	_, err := w.as("ada").Report(t.Context(), api.NewReport{About: "somebody", Kind: "spam", Words: long})
	w.must(err)
	for _, n := range []api.NewReport{
		{About: "somebody", Kind: "spam", Words: strings.Repeat("ж", (MaxWords+MaxWho)/2+1)},
		{About: "person", Person: "bo", Kind: "spam", Words: strings.Repeat("a", MaxWords+1)},
	} {
		if _, err := w.as("ada").Report(t.Context(), n); !fault.Has(err, fault.Invalid) {
			t.Errorf("%s with %d bytes: %v", n.About, len(n.Words), err)
		}
	}
}
