package suitability

import "testing"

func TestSay(t *testing.T) {
	for _, c := range []struct {
		f    Facts
		want Verdict
	}{
		{Facts{}, Unknown}, {Facts{Comments: 9}, Unknown}, {Facts{Stars: -5, Comments: -1}, Unknown}, // nobody knows
		{Facts{Stars: 50}, LessOften}, {Facts{Stars: 900, Comments: 4}, LessOften},
		{Facts{Stars: 6000}, Unknown}, {Facts{Stars: 2000, Comments: 2}, Unknown}, // near the middle
		{Facts{Stars: 6000, Comments: 2}, MoreOften}, {Facts{Stars: 1 << 30}, MoreOften}, {Facts{Stars: 20_000, Comments: 1 << 30}, MoreOften},
	} {
		if got := Say(c.f); got != c.want {
			t.Errorf("%+v: %d, want %d", c.f, got, c.want)
		}
	}
}

// TestTable: shares are shares, and more stars never make an issue less likely to be finished.
func TestTable(t *testing.T) {
	for s := range shares {
		for c, x := range shares[s] {
			if x <= 0 || x >= Million {
				t.Errorf("%d %d: %d", s, c, x)
			}
			if s > 0 && x < shares[s-1][c] {
				t.Errorf("%d %d: falls with stars", s, c)
			}
		}
	}
}
