package safety

import (
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/safety/audit"
)

// TestAudit: what moderators do in a case and what staff does elsewhere is in the audit, once; administrators read the second, not the
// first; who leaves is not named any more; a change by hand is found and told to the operator.
func TestAudit(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	r, err := w.as("ada").Report(ctx, api.NewReport{About: "person", Person: "bo", Kind: "spam", Words: "x"})
	w.must(err)
	_, err = w.mod("mo").OpenCase(ctx, r.ID, "decide")
	w.must(err)
	_, err = w.mod("mo").DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "none"})
	w.must(err)
	w.actor = "mo"
	w.publish("accounts", "evt.accounts.account_looked_up", "mo", wire.AccountLookedUp{Staff: "mo", Account: "bo"})
	w.actor = ""
	w.must(w.s.Drain(ctx))
	adm := w.as("adm", "administrator")
	list := func() (out []api.AuditEntry) {
		for e, err := range adm.Audit(ctx) {
			w.must(err)
			out = append(out, e)
		}
		return out
	}
	w.soon("the audit has all of it", func() bool { // acknowledged, looked_at, case_opened, decided, closed or not; and the look, which comes by itself
		r, err := w.s.audit.Verify(ctx)
		w.must(err)
		return r.Entries >= 5 && len(list()) >= 1
	})
	state, err := adm.AuditState(ctx, "")
	w.must(err)
	if !state.Whole || len(state.Head) != 64 || len(state.Notes) != 0 {
		t.Errorf("%+v", state)
	}
	if all := list(); len(all) != 1 || all[0].What != "accounts.account_looked_up" || all[0].Who != "mo" || all[0].About != "bo" {
		t.Errorf("%+v", all)
	}
	if _, err := w.mod("mo").AuditState(ctx, ""); !fault.Has(err, fault.Forbidden) && !fault.Has(err, fault.NotFound) {
		t.Error("a moderator reads it", err)
	}
	known, err := adm.AuditState(ctx, state.Head)
	w.must(err)
	strange, err := adm.AuditState(ctx, strings.Repeat("0", 64))
	w.must(err)
	if known.HeadKnown == nil || !*known.HeadKnown || strange.HeadKnown == nil || *strange.HeadKnown || state.HeadKnown != nil {
		t.Errorf("%+v %+v %+v", known, strange, state)
	}
	w.leave("bo")
	w.soon("bo is forgotten", func() bool { all := list(); return len(all) == 1 && all[0].About == "" && all[0].Who == "mo" })

	c, err := store.Open(ctx, w.db, store.Spec[audit.Entry]{
		Name: "safety_audit", Schema: 1, Indexes: []store.Index{{Name: "seq"}, {Name: "fact"}, {Name: "hash"}, {Name: "shown"}},
		Keys: func(_ string, e *audit.Entry) store.Keys {
			return store.Keys{"seq": e.Seq, "fact": e.Fact, "hash": e.Hash, "shown": e.Seq}
		},
	})
	w.must(err)
	_, err = c.Update(ctx, "0000000000000002", func(d *store.Doc[audit.Entry]) error { d.Body.Detail = "nothing"; return nil })
	w.must(err)
	state, err = adm.AuditState(ctx, "")
	w.must(err)
	if state.Whole || state.Broken == "" || len(state.Notes) != 1 {
		t.Errorf("%+v", state)
	}
}
