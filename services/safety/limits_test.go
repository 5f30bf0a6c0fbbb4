package safety

import (
	"fmt"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestInvalidReportsCountNothing: what cannot be reported does not use up a person's day.
func TestInvalidReportsCountNothing(t *testing.T) {
	w := sqliteWorld(t)
	for range 20 {
		_, err := w.as("ada").Report(t.Context(), api.NewReport{About: "project", Project: "absent", Kind: "spam"})
		if !fault.Has(err, fault.Invalid) {
			t.Fatal(err)
		}
	}
	if _, err := w.as("ada").Report(t.Context(), aboutBo()); err != nil {
		t.Fatal(err)
	}
}

// TestNetworks: an address, a wide network and all together have their budgets, what is known is bounded, and whoever is signed in
// needs none of that.
func TestNetworks(t *testing.T) {
	now := began
	d := newDoors(2)
	count := func(address func(int) string) (in int) {
		for n := range 100 {
			if _, err := d.enter(address(n), now); err == nil {
				in++
			} else if !fault.Coded(err, "report.network") {
				t.Fatal(err)
			}
		}
		return in
	}
	if n := count(func(int) string { return "192.0.2.1" }); n != 2 {
		t.Error("an address:", n)
	}
	if n := count(func(n int) string { return fmt.Sprintf("2001:db8:1:%x::1", n) }); n != 2*wideTimes {
		t.Error("a wide network:", n)
	}
	d = newDoors(2)
	single, many, refused := 0, 0, 0
	for n := range allPerHour + 5 {
		switch together, err := d.enter(fmt.Sprintf("198.%d.%d.1", n/250, n%250), now); {
		case fault.Coded(err, "report.crowd"):
			refused++
		case err != nil:
			t.Fatal(err)
		case together:
			many++
		default:
			single++
		}
	}
	if single != singlePerHour || many != allPerHour-singlePerHour || refused != 5 {
		t.Errorf("%d told one by one, %d together, %d refused", single, many, refused)
	}
}

// TestManyAreToldTogether: of very many reports without signing in all are there, and one is told; so with their reminders.
func TestManyAreToldTogether(t *testing.T) {
	w := sqliteWorld(t)
	w.s.doors.single.SetBurstAt(w.clock.Now(), 0)
	for range 4 {
		_, err := w.as("").Report(t.Context(), aboutBo())
		w.must(err)
	}
	told := func(stage string) (n int) {
		for _, x := range said[wire.CaseWaits](w) {
			if x.Stage == stage && x.Moderator == "mo" {
				n++
			}
		}
		return n
	}
	n, err := w.mod("mo").CaseCounts(t.Context())
	w.must(err)
	if n.Received != 4 || told("new") != 1 {
		t.Fatalf("%+v, %d told", n, told("new"))
	}
	w.clock.Advance(urgentAfter)
	w.must(w.s.Tick(t.Context()))
	if told("urgent") != 1 {
		t.Fatal(told("urgent"))
	}
}
