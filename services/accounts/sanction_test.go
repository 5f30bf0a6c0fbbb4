package accounts

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestSanctionsInAnyOrder: whatever order and however often the facts come, who is kept out, and until when, is the same.
func TestSanctionsInAnyOrder(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	week, month := now.Add(7*24*time.Hour), now.Add(30*24*time.Hour)
	said := []Sanction{
		{Outcome: "a", Round: 1, Out: true, Until: month}, {Outcome: "a", Round: 2}, // appealed with success
		{Outcome: "b", Round: 1, Out: true, Until: week}, {Outcome: "c", Round: 1},
	}
	rapid.Check(t, func(t *rapid.T) {
		var a Account
		order := append(rapid.Permutation(said).Draw(t, "order"), rapid.SliceOfN(rapid.SampledFrom(said), 0, 5).Draw(t, "again")...)
		for _, x := range order {
			a.sanction(x, now)
		}
		if a.Suspended == nil || !a.Suspended.Until.Equal(week) || a.Suspended.By != "safety b" {
			t.Fatalf("%+v", a.Suspended)
		}
		a.liftSanctions(now)
		for _, x := range order {
			if a.sanction(x, now); a.Suspended != nil {
				t.Fatalf("kept out again by what was overruled: %+v", a.Suspended)
			}
		}
		if a.sanction(Sanction{Outcome: "b", Round: 2, Out: true}, now); a.Suspended == nil {
			t.Fatal("what safety decides anew does not count")
		}
	})
}

// TestStandingOfTwo: whatever staff and safety do, in whatever order, and whenever the clock looks: out is exactly who one of both
// keeps out, for as long as the longer one, and neither takes away what the other gave.
func TestStandingOfTwo(t *testing.T) {
	start := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		var a Account
		now, end := start, time.Time{}
		staff := func() bool { return end != start && (end.IsZero() || end.After(now)) }
		end = start // none
		cases := map[string]Sanction{}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			until := time.Time{}
			if hours := rapid.IntRange(0, 5).Draw(t, "hours"); hours > 0 {
				until = now.Add(time.Duration(hours) * time.Hour)
			}
			switch rapid.SampledFrom([]string{"suspend", "restore", "decide", "appeal", "overrule", "later"}).Draw(t, "what") {
			case "suspend":
				end = until
				a.ByStaff = &Suspension{At: now, By: "mo", Reason: "spam", Until: until}
				a.hold(now)
			case "restore":
				end = start
				a.ByStaff = nil
				a.hold(now)
			case "decide":
				id := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "case")
				if _, ok := cases[id]; !ok {
					cases[id] = Sanction{Outcome: id, Round: 1, Out: true, Until: until}
				}
				a.sanction(Sanction{Outcome: id, Round: 1, Out: true, Until: until}, now)
			case "appeal":
				id := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "case")
				cases[id] = Sanction{Outcome: id, Round: 2}
				a.sanction(cases[id], now)
			case "overrule":
				for id, x := range cases {
					x.Out = false
					cases[id] = x
				}
				a.liftSanctions(now)
			case "later":
				now = now.Add(time.Duration(rapid.IntRange(1, 4).Draw(t, "on")) * time.Hour)
				a.hold(now)
			}
			out, longest := staff(), end
			for _, x := range cases {
				if x.Out && (x.Until.IsZero() || x.Until.After(now)) {
					if !out || longest.Before(x.Until) && !longest.IsZero() || x.Until.IsZero() {
						longest = x.Until
					}
					out = true
				}
			}
			if (a.Suspended != nil) != out || out && !a.Suspended.Until.Equal(longest) {
				t.Fatalf("out %v until %v, but %+v", out, longest, a.Suspended)
			}
		}
	})
}

// TestSanctionsAreBounded: a removal is not forgotten because there were many cases since.
func TestSanctionsAreBounded(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	var a Account
	a.sanction(Sanction{Outcome: "removed", Round: 1, Out: true}, now)
	for i := range 3 * maxSanctions {
		x := Sanction{Outcome: fmt.Sprint("case ", i), Round: 1, Out: i%2 == 0, Until: now.Add(time.Duration(i+1) * time.Hour)}
		a.sanction(x, now)
	}
	if len(a.Sanctions) != maxSanctions || a.Suspended == nil || !a.Suspended.Until.IsZero() {
		t.Fatalf("%d sanctions, %+v", len(a.Sanctions), a.Suspended)
	}
}

// TestOldAccountsAreLifted: what schema 1 knew of a suspension is known as before.
func TestOldAccountsAreLifted(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	for body, by := range map[string]string{
		`{"address":"a@example.org"}`:                                           "",
		`{"suspended":{"at":"2026-11-01T00:00:00Z","by":"mo","reason":"spam"}}`: "mo",
		`{"suspended":{"by":"safety x","reason":"conduct"},"sanctions":[{"outcome":"x","round":1,"out":true}],"address":"a@example.org"}`: "safety x",
	} {
		raw, err := upcastAccount(1, []byte(body))
		var a Account
		if err = errors.Join(err, json.Unmarshal(raw, &a)); err != nil {
			t.Fatal(err)
		}
		for range 2 { // as it was, and once it is worked out anew
			if (a.Suspended == nil) != (by == "") || by != "" && a.Suspended.By != by || (a.ByStaff != nil) != (by == "mo") {
				t.Fatalf("%s: %+v %+v", body, a.Suspended, a.ByStaff)
			}
			a.hold(now)
		}
	}
}

// TestStaffAndSafety: at the doors. A moderator changes nothing of a decision, an administrator overrules it with a reason, and a fact
// says so; a won appeal leaves what staff gave.
func TestStaffAndSafety(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ida, idaIn := w.admin("ida@example.org")
		_, in := w.person("mo@example.org")
		must2(t)(ida.SetRoles(ctx, in.Account, []string{moderator}))
		next, err := w.c.Refresh(ctx, in.RefreshToken)
		must(t, err)
		mo := w.with(next.AccessToken)
		_, bo := w.person("bo@example.org")
		decide := func(x wire.OutcomeGiven) {
			t.Helper()
			x.Person = bo.Account
			data, err := json.Marshal(x)
			must(t, err)
			must(t, w.s.outcomeGiven(ctx, bus.Message{Envelope: wire.Envelope{Type: "waymark.evt.safety.outcome_given.v1", Data: data}}))
		}
		decide(wire.OutcomeGiven{Outcome: "first", Round: 1, Measure: "removal"})
		_, err = mo.Restore(ctx, bo.Account)
		want(t, err, fault.Conflict, "accounts.decided")
		until := w.clock.Now().Add(time.Hour)
		got, err := mo.Suspend(ctx, bo.Account, api.SuspensionRequest{Reason: "spam", Until: &until})
		must(t, err)
		if got.Suspended == nil || got.Suspended.Until != nil {
			t.Fatalf("a short suspension shortens a removal: %+v", got.Suspended)
		}
		if got, err = mo.Restore(ctx, bo.Account); err != nil || got.Suspended == nil {
			t.Fatal("a moderator undid a decision", got, err)
		}
		must2(t)(mo.Suspend(ctx, bo.Account, api.SuspensionRequest{Reason: "spam", Until: &until}))
		w.clock.Advance(2 * time.Hour)
		must(t, w.s.Tick(ctx))
		for who, token := range map[**client.Client]string{&mo: next.RefreshToken, &ida: idaIn.RefreshToken} {
			again, err := w.c.Refresh(ctx, token)
			must(t, err)
			*who = w.with(again.AccessToken)
		}
		_, err = w.signIn("bo@example.org", goodPassword)
		want(t, err, fault.Forbidden, "accounts.suspended")
		until = w.clock.Now().Add(30 * 24 * time.Hour)
		must2(t)(mo.Suspend(ctx, bo.Account, api.SuspensionRequest{Reason: "spam", Until: &until}))
		decide(wire.OutcomeGiven{Outcome: "first", Round: 2, Measure: "none"})
		if got, err = mo.AccountOf(ctx, bo.Account); err != nil || got.Suspended == nil || got.Suspended.Reason != "spam" {
			t.Fatal("an appeal lifts what staff gave", got, err)
		}
		decide(wire.OutcomeGiven{Outcome: "second", Round: 1, Measure: "removal"})
		_, err = mo.LiftSanctions(ctx, bo.Account, api.SanctionsLifting{Reason: "mistake"})
		want(t, err, fault.Forbidden, "")
		_, err = ida.LiftSanctions(ctx, bo.Account, api.SanctionsLifting{})
		want(t, err, fault.Invalid, "")
		if got, err = ida.LiftSanctions(ctx, bo.Account, api.SanctionsLifting{Reason: "wrong_person"}); err != nil || got.Suspended == nil {
			t.Fatal("overruling lifts what staff gave", got, err)
		}
		if got, err = mo.Restore(ctx, bo.Account); err != nil || got.Suspended != nil {
			t.Fatal(got, err)
		}
		must2(t)(w.signIn("bo@example.org", goodPassword))
		w.drained()
		w.eventually("the fact with its reason", func() bool { return w.seen(`"reason":"wrong_person"`, "account_restored") == 1 })
	})
}
