package attention

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/services/matching/rank"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestLedger(t *testing.T) {
	l := NewLedger()
	l.Shown("a", []string{"x", "y"}, noon)
	if x, y := l.Attention("", "x", noon), l.Attention("", "y", noon); x != 341_417 || y != 170_708 {
		t.Fatal(x, y)
	}
	l.Shown("a", []string{"x", "y"}, noon.Add(time.Hour)) // the same viewer, the same day
	l.Shown("a", []string{"x"}, noon.Add(20*time.Hour))   // and the next
	l.Shown("", []string{"x"}, noon)
	if x := l.Attention("", "x", noon); x != 341_417 {
		t.Error("somebody who asks twice counts twice:", x)
	}
	if x := l.Attention("a", "x", noon.Add(time.Hour)); x > 1 {
		t.Error("what somebody saw themselves counts for them:", x)
	}
	if x := l.Attention("b", "x", noon); x != 341_417 {
		t.Error(x)
	}
	if x := l.Attention("", "x", noon.Add(48*time.Hour)); x != 170_708 {
		t.Error("after two days half should be left:", x)
	}
	if x := l.Attention("", "x", noon.AddDate(9, 0, 0)); x != 0 {
		t.Error(x)
	}
	l.Shown("a", []string{"x"}, noon.Add(72*time.Hour)) // another day
	if x := l.Attention("", "x", noon.Add(72*time.Hour)); x < 450_000 || x > 470_000 {
		t.Error(x)
	}
	l.Shown("b", []string{"z"}, noon.AddDate(0, 1, 0))
	if len(l.by) != 1 {
		t.Error("what wore off is kept:", len(l.by))
	}
}

func TestLedgerIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT RUN: -short, 600,000 entries")
	}
	l := NewLedger()
	ids, left := make([]string, viewerMost), Left{}
	for i := range 6000 {
		for j := range ids {
			ids[j] = fmt.Sprint(i, "-", j)
		}
		out := l.Shown(fmt.Sprint(i), ids, noon)
		left.Room, left.Viewer = left.Room+out.Room, left.Viewer+out.Viewer
	}
	if len(l.by) > mostIDs || len(l.seen[0]) > mostViews || left.Room == 0 || left.Viewer > 0 {
		t.Error(len(l.by), len(l.seen[0]), left)
	}
}

// TestOneViewer: one account alone, however it asks, costs somebody no more than one place at the top of a list of ten does, and fills nothing.
func TestOneViewer(t *testing.T) {
	l := NewLedger()
	for hour := range 24 * 60 {
		now := noon.Add(time.Duration(hour) * time.Hour)
		l.Shown("a", []string{"victim"}, now) // as with limit=1
		l.Shown("a", []string{"victim", "other"}, now)
		if got := l.Attention("", "victim", now); got > 2*341_417 { // what wore off, for ever: a half and a half of it and so on
			t.Fatal("after", hour, "hours", got)
		}
		if p := Percent(l.Attention("b", "victim", now), rank.Free); p > 4 {
			t.Fatal("after", hour, "hours a free seat costs", p)
		}
	}
	l = NewLedger()
	left := Left{}
	for i := range 10_000 {
		out := l.Shown("a", []string{fmt.Sprint("victim-", i)}, noon)
		left.Room, left.Viewer = left.Room+out.Room, left.Viewer+out.Viewer
	}
	sum := int64(0)
	for i := range 10_000 {
		sum += l.Attention("", fmt.Sprint("victim-", i), noon)
	}
	if sum > viewerGive || sum < viewerGive-Million || left.Viewer < 9_900 || left.Room != 0 {
		t.Error("one viewer in a day gave", sum, "left out", left)
	}
	l.Shown("b", []string{"victim-9999"}, noon) // somebody else is not kept out
	if l.Attention("", "victim-9999", noon) == 0 {
		t.Error("one viewer kept another out")
	}
	l.Shown("a", []string{"victim-9998"}, noon.Add(24*time.Hour)) // and tomorrow is another day
	if l.Attention("", "victim-9998", noon.Add(24*time.Hour)) == 0 {
		t.Error("a day is for ever")
	}
}

// TestBestIsThatOfPricingEverybody compares with the plain way on made-up lists.
func TestBestIsThatOfPricingEverybody(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for range 300 {
		all := make([]rank.Result, r.IntN(200))
		percent := map[string]int64{}
		for i := range all {
			all[i] = rank.Result{ID: fmt.Sprint(i), Score: int64(r.IntN(50)) * 10_000, Less: r.IntN(4) == 0}
			all[i].Credits[rank.Skills] = all[i].Score
			percent[all[i].ID] = Percent(int64(r.IntN(12*Million)), []rank.Band{rank.Free, rank.Busy}[r.IntN(2)])
		}
		slices.SortFunc(all, better)
		want := slices.Clone(all)
		for i := range want {
			Charge(&want[i], percent[want[i].ID])
		}
		slices.SortFunc(want, better)
		k, asked := r.IntN(20), 0
		got := Best(k, func(n int) []rank.Result { asked++; return slices.Clone(all[:min(n, len(all))]) },
			func(r *rank.Result) int64 { return percent[r.ID] })
		want = want[:min(k, len(want))]
		if !slices.EqualFunc(got, want, func(a, b rank.Result) bool { return a.ID == b.ID && a.Score == b.Score }) {
			t.Fatal("pricing some gives another list than pricing all")
		}
		for _, x := range got {
			if x.Credits.Sum() != x.Score {
				t.Fatal("credits do not add up")
			}
		}
	}
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		tenths int64
		load   rank.Band
		want   int64
	}{{0, rank.Busy, 0}, {2, rank.Busy, 0}, {3, rank.Busy, 4}, {3, rank.Free, 0}, {10, rank.NobodyYet, 20}, {10, rank.NewHere, 10}, {1000, rank.Free, 50}} {
		if got := Percent(c.tenths*Million/10, c.load); got != c.want {
			t.Errorf("%d tenths of a list, %s: %d %%, want %d", c.tenths, c.load, got, c.want)
		}
	}
}
