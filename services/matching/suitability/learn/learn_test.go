package main

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestFitIsCalibrated: what was made with known shares comes back, and the check on other projects says so.
func TestFitIsCalibrated(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	made := func(stars int) float64 { return 1 / (1 + math.Exp(2-0.9*(float64(stars)-2.5))) }
	var all []sample
	for i := range 600 {
		s := sample{stars: 1 + r.IntN(4), comments: r.IntN(4), fold: uint32(i % folds)}
		s.new = r.Float64() < made(s.stars)
		all = append(all, s)
	}
	m := fit(all)
	for stars := 1; stars <= 4; stars++ {
		if got := m.share(stars, 0); math.Abs(got-made(stars)) > 0.1 {
			t.Errorf("stars %d: %.3f, made with %.3f", stars, got, made(stars))
		}
	}
	var b strings.Builder
	check(&b, all)
	if !strings.Contains(b.String(), "| more often |") || !strings.Contains(b.String(), "| less often |") {
		t.Error(b.String())
	}
}
