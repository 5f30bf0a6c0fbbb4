package solve

import (
	"math/rand/v2"
	"testing"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// TestWorkIsBounded: where scores are nearly the same and great, prices have far to go in small steps. No cohort may take much longer than
// others of its size for that, however its seats are spread.
func TestWorkIsBounded(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	worst := int64(0)
	for round := range 3000 {
		base, spread := int64(1)<<r.IntN(38), int64(1)<<r.IntN(20)
		p := &assign.Problem{Start: []int32{0}}
		var of [][]int32 // mentors of each part: nobody has a pair across
		for range 1 + r.IntN(4) {
			var part []int32
			for range 1 + r.IntN(6) {
				part = append(part, int32(len(p.Capacity)))
				p.Capacity = append(p.Capacity, int32(r.IntN(4)))
			}
			of = append(of, part)
		}
		for _, part := range of {
			for range r.IntN(12) {
				for _, j := range part {
					if r.IntN(4) > 0 {
						p.Mentor, p.Score = append(p.Mentor, j), append(p.Score, base+r.Int64N(spread))
					}
				}
				p.Start = append(p.Start, int32(len(p.Mentor)))
			}
		}
		g, _, err := newGraph(p, 0)
		if err != nil {
			t.Fatal(err)
		}
		const most = 4000
		w := &watch{bounded: true, left: int64(g.pairs()+100) * most, told: 100}
		before := w.left
		if _, err := maximise(g, 0, w); err != nil {
			t.Fatalf("round %d: %v after %d looks at %d pairs", round, err, before-w.left, g.pairs())
		}
		worst = max(worst, (before-w.left)/int64(g.pairs()+100))
	}
	t.Logf("at most %d looks at a pair", worst)
}
