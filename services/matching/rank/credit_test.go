package rank

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestLog2(t *testing.T) {
	for _, c := range [][2]uint64{{1, 1}, {2, 1}, {3, 1}, {10_001, 1}, {10_001, 37}, {1_000_001, 999_999}, {1 << 30, 1}, {7, 5}} {
		want := math.Log2(float64(c[0])/float64(c[1])) * 1000
		if got := float64(log2(c[0], c[1])); math.Abs(got-want) > 2 {
			t.Errorf("log2(%d/%d) = %v, want %v", c[0], c[1], got, want)
		}
	}
}

func TestRarityFalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 1_000_000).Draw(t, "n")
		have := rapid.IntRange(-1, n+2).Draw(t, "have")
		r, next := rarity(have, n), rarity(have+1, n)
		if r < 1000 || r > 8000 || next > r && have >= 0 {
			t.Fatalf("rarity(%d, %d) = %d, of one more %d", have, n, r, next)
		}
	})
}

// The credits add up to the score, whatever the parts; equal directions give twice the same; nothing is negative but the price.
func TestCreditsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var x, y [nParts]int64
		var a, b int64
		for p := range Price {
			x[p] = rapid.Int64Range(0, Million/int64(Price)).Draw(t, "x")
			y[p] = rapid.Int64Range(0, Million/int64(Price)).Draw(t, "y")
			a, b = a+x[p], b+y[p]
		}
		load, percent := rapid.Int64Range(0, Million).Draw(t, "load"), rapid.Int64Range(0, 100).Draw(t, "percent")
		c, score := join(x, y, a, b, load, percent)
		if c.Sum() != score || score < 0 || score > Million || score != harmonic(a, b, load, percent) {
			t.Fatalf("credits %v add up to %d, the score is %d", c, c.Sum(), score)
		}
		for p := range Price {
			if c[p] < 0 || c[p] > max(x[p], y[p])*2+1 {
				t.Fatalf("part %v has credit %d of %d and %d", p, c[p], x[p], y[p])
			}
		}
		if back, same := join(y, x, b, a, load, percent); same != score || back != c {
			t.Fatalf("turned round: %v, %v", back, c)
		}
		if c2, more := join(x, y, a, b, min(load+1000, Million), percent); more > score || c2[Price] > c[Price] {
			t.Fatalf("more load, better score: %d, %d", score, more)
		}
	})
}
