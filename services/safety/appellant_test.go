package safety

import (
	"context"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestAppealByRefusedSignIn: whoever has shown accounts that the account is theirs reads what fell on it, and appeals; what fell on
// somebody else is not there for them; when accounts is away they are told to try again.
func TestAppealByRefusedSignIn(t *testing.T) {
	w := sqliteWorld(t)
	ctx := t.Context()
	proofOf := func(who string) string { return "wml_" + strings.Repeat("p", 60) + who }
	w.run(func(ctx context.Context) error {
		return bus.Answer(ctx, w.buses["accounts"], "accounts", "appellant",
			func(_ context.Context, q wire.AppellantQuestion) (wire.AppellantAnswer, error) {
				for _, who := range []string{"bo", "cy"} {
					if q.Code == proofOf(who) {
						return wire.AppellantAnswer{Account: who}, w.gone()
					}
				}
				return wire.AppellantAnswer{}, fault.New(fault.NotFound, "accounts.no_appellant", "Nobody's.")
			})
	})
	w.soon("accounts answers", func() bool {
		_, err := w.s.appellant(ctx, proofOf("bo"))
		return err == nil
	})
	r, err := w.as("ada").Report(ctx, api.NewReport{About: "person", Person: "bo", Kind: "harassment", Words: "x"})
	w.must(err)
	_, err = w.mod("mo").OpenCase(ctx, r.ID, "decide")
	w.must(err)
	_, err = w.mod("mo").DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "removal", Words: "what it is about"})
	w.must(err)
	id := said[wire.OutcomeGiven](w)[0].Outcome
	nobody := w.as("")
	for _, code := range []string{"", proofOf("cy"), proofOf("dee"), strings.Repeat("a", 26)} {
		if _, err := nobody.Outcome(ctx, id, client.OutcomeCode(code)); !fault.Has(err, fault.NotFound) {
			t.Errorf("%q: %v", code, err)
		}
	}
	w.turnAway(true)
	if _, err := nobody.Outcome(ctx, id, client.OutcomeCode(proofOf("bo"))); !fault.Has(err, fault.Unavailable) {
		t.Error(err)
	}
	w.turnAway(false)
	o, err := nobody.Outcome(ctx, id, client.OutcomeCode(proofOf("bo")))
	w.must(err)
	if o.Measure != "removal" || o.Words == "" {
		t.Errorf("%+v", o)
	}
	o, err = nobody.Appeal(ctx, id, "please look again", client.OutcomeCode(proofOf("bo")))
	w.must(err)
	if o.Appealed == nil {
		t.Errorf("%+v", o)
	}
}
