package dp

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
)

func seeded(seed uint64) Source { return rand.New(rand.NewPCG(seed, 5)).Uint64 }

// TestLaplaceIsTheDistribution compares many draws with the probabilities, bin by bin, and with mutants of the scale.
func TestLaplaceIsTheDistribution(t *testing.T) {
	const draws = 60000
	for _, c := range []struct{ s, t uint64 }{{1, 1}, {1, 3}, {5, 2}, {500, 2000}, {4000, 2000}} {
		bins := map[int64]int{}
		src := seeded(c.s*100 + c.t)
		for range draws {
			bins[src.laplace(c.s, c.t)]++
		}
		distance := func(rate float64) float64 {
			q := math.Exp(-rate)
			sum := 0.0
			for x := int64(-40); x <= 40; x++ {
				want := draws * (1 - q) / (1 + q) * math.Pow(q, math.Abs(float64(x)))
				if want < 20 {
					continue
				}
				d := float64(bins[x]) - want
				sum += d * d / want
			}
			return sum
		}
		rate := float64(c.s) / float64(c.t)
		if d := distance(rate); d > 140 { // at most 81 bins; this is beyond five standard deviations
			t.Errorf("%d/%d: chi square %.0f", c.s, c.t, d)
		}
		if d := distance(rate * 1.15); d < 140 {
			t.Errorf("%d/%d: another scale fits as well, so this test sees nothing", c.s, c.t)
		}
	}
}

func TestBernoulliExp(t *testing.T) {
	src := seeded(4)
	for _, c := range []struct{ a, b uint64 }{{0, 1}, {1, 1}, {1, 2}, {3, 7}} {
		n := 0
		for range 40000 {
			if src.bernoulliExp(c.a, c.b) {
				n++
			}
		}
		want := math.Exp(-float64(c.a) / float64(c.b))
		if got := float64(n) / 40000; math.Abs(got-want) > .015 {
			t.Errorf("exp(-%d/%d) is %.4f, drawn %.4f", c.a, c.b, want, got)
		}
	}
	for _, n := range []uint64{1, 2, 3, 1 << 63, 1<<63 + 1} {
		if x := src.below(n); x >= n {
			t.Errorf("%d is not below %d", x, n)
		}
	}
}

func TestOnePersonIsInOneRow(t *testing.T) {
	for _, chosen := range [][]string{nil, {"a"}, {"a", "b"}, {"a", "b", "c"}, {"unknown"}} {
		x := NewTable("t", []string{"a", "b", "c"}, []string{""}, true)
		x.Add(0, chosen...)
		sum := 0
		for _, r := range x.Counts {
			sum += r[0]
		}
		if sum != 1 {
			t.Errorf("%v counts %d times", chosen, sum)
		}
	}
}

func TestMargin(t *testing.T) {
	for _, e := range []int{50, 500, 1000, 4000} {
		m := Margin(e)
		src, out := seeded(uint64(e)), 0
		for range 20000 {
			if x := src.laplace(uint64(e), 2000); x > int64(m) || x < -int64(m) {
				out++
			}
		}
		if out > 1150 || m < 1 {
			t.Errorf("epsilon %d: %d of 20000 are beyond %d", e, out, m)
		}
	}
	if Margin(250) <= Margin(500) {
		t.Error("less epsilon must mean more noise")
	}
}

func TestLedgerFailsClosed(t *testing.T) {
	l := Ledger{Budget: Budget}
	if err := l.Spend("a", 5000); err != nil {
		t.Fatal(err)
	}
	if err := l.Spend("a", 1000); !fault.Coded(err, "participation.spent") {
		t.Fatalf("the same report drew twice: %v", err)
	}
	if err := l.Spend("b", 3001); !fault.Coded(err, "participation.budget") {
		t.Fatalf("more than there is: %v", err)
	}
	if err := l.Spend("b", 3000); err != nil || l.Left() != 0 {
		t.Fatal(err, l.Left())
	}
	for _, bad := range []Ledger{{}, {Budget: -1}, {Budget: 1 << 40}, {Budget: Budget, Spent: []Spent{{"x", -5000}}}, {Budget: 100, Spent: []Spent{{"x", 200}}}} {
		if err := bad.Spend("y", 1); !fault.Coded(err, "participation.budget") {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func TestReleaseRefusesNonsense(t *testing.T) {
	x := NewTable("t", []string{"a"}, []string{""}, false)
	for _, epsilon := range []int{0, -5} {
		if _, err := Release(x, epsilon, Secure); err == nil {
			t.Errorf("%d was taken", epsilon)
		}
	}
	if out, err := Release(x, 500, Secure); err != nil || len(out) != 2 {
		t.Fatal(out, err)
	}
}
