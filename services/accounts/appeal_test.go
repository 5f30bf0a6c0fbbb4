package accounts

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestKeptOutAndNoMail: whom a decision keeps out gets, at a sign-in that would have worked, what they need to read it and appeal; nobody
// else does, it opens nothing else, it ends, and it is in no log.
func TestKeptOutAndNoMail(t *testing.T) {
	clock := testkit.NewClock()
	w := newWorld(t, testkit.SQLite(t, clock.Now).Engine, Config{})
	ctx := t.Context()
	_, in := w.person("bo@example.org")
	must2(t)(w.c.RequestLink(ctx, "sign_in", "bo@example.org"))
	link := w.mailed(in.Account, SignIn)
	data, err := json.Marshal(wire.OutcomeGiven{Outcome: "o-1", Person: in.Account, Round: 1, Measure: "removal"})
	must(t, err)
	must(t, w.s.outcomeGiven(ctx, bus.Message{Envelope: wire.Envelope{Type: "waymark.evt.safety.outcome_given.v1", Data: data}}))

	_, err = w.signIn("bo@example.org", "not-the-password-9")
	want(t, err, fault.Unauthenticated, "accounts.sign_in")
	if len(fault.As(err).Fields) > 0 {
		t.Error("a wrong password shows the way", err)
	}
	code := ""
	_, byPassword := w.signIn("bo@example.org", goodPassword)
	_, byLink := w.c.UseSignInLink(ctx, api.UseSignInLink{Token: link})
	for _, err := range []error{byPassword, byLink} {
		want(t, err, fault.Forbidden, "accounts.suspended")
		wantField(t, err, "", "can_appeal")
		params := fault.As(err).Fields[0].Params
		if params["outcome"] != "o-1" {
			t.Errorf("%v", params)
		}
		code, _ = params["code"].(string)
		if a, err := w.s.appellantOf(ctx, wire.AppellantQuestion{Code: code}); err != nil || a.Account != in.Account {
			t.Errorf("%+v %v", a, err)
		}
	}
	if _, err := w.c.UseSignInLink(ctx, api.UseSignInLink{Token: code}); err == nil {
		t.Error("the code signs in")
	}
	if strings.Contains(w.log.String(), code) {
		t.Error("the code is in the log")
	}
	for _, bad := range []string{"", "wml_", link, code[:len(code)-2], code + "x"} {
		if _, err := w.s.appellantOf(ctx, wire.AppellantQuestion{Code: bad}); !fault.Has(err, fault.NotFound) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	w.clock.Advance(3 * time.Hour)
	if _, err := w.s.appellantOf(ctx, wire.AppellantQuestion{Code: code}); !fault.Has(err, fault.NotFound) {
		t.Error("it works for ever:", err)
	}
}

// TestKeptOutByStaff: what a moderator gave by hand has no decision to appeal.
func TestKeptOutByStaff(t *testing.T) {
	clock := testkit.NewClock()
	w := newWorld(t, testkit.SQLite(t, clock.Now).Engine, Config{})
	ida, _ := w.admin("ida@example.org")
	_, in := w.person("bo@example.org")
	must2(t)(ida.Suspend(t.Context(), in.Account, api.SuspensionRequest{Reason: "spam"}))
	_, err := w.signIn("bo@example.org", goodPassword)
	want(t, err, fault.Forbidden, "accounts.suspended")
	if len(fault.As(err).Fields) > 0 {
		t.Error(err)
	}
}
