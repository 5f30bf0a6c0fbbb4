package accounts

import (
	"testing"
	"time"

	"pgregory.net/rapid"
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
		a.liftSanctions()
		a.Suspended = nil
		for _, x := range order {
			if a.sanction(x, now); a.Suspended != nil {
				t.Fatalf("kept out again by what a moderator has lifted: %+v", a.Suspended)
			}
		}
	})
}

// TestSanctionBesideModerators: what a moderator gave by hand stays where it is longer, and is not lifted by an appeal.
func TestSanctionBesideModerators(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	a := Account{Suspended: &Suspension{At: now, By: "somebody", Reason: "spam"}}
	a.sanction(Sanction{Outcome: "a", Round: 1, Out: true, Until: now.Add(time.Hour)}, now)
	a.sanction(Sanction{Outcome: "a", Round: 2}, now)
	if a.Suspended == nil || a.Suspended.By != "somebody" {
		t.Fatalf("%+v", a.Suspended)
	}
	a = Account{}
	a.sanction(Sanction{Outcome: "a", Round: 1, Out: true}, now)
	if a.Suspended == nil || !a.Suspended.Until.IsZero() {
		t.Fatalf("removed for good: %+v", a.Suspended)
	}
	if a.sanction(Sanction{Outcome: "b", Round: 1, Out: true, Until: now.Add(time.Hour)}, now); !a.Suspended.Until.IsZero() {
		t.Fatalf("a shorter one takes its place: %+v", a.Suspended)
	}
	if a.sanction(Sanction{Outcome: "a", Round: 2}, now); a.Suspended == nil || a.Suspended.By != "safety b" {
		t.Fatalf("what is left counts: %+v", a.Suspended)
	}
}
