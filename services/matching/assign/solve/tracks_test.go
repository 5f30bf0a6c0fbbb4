package solve

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/brute"
	"github.com/waymark-dev/waymark/services/matching/assign/verify"
)

// TestFares: with fares for every single person off a quota, or a few, or with none at all, the same total, proved; and the same are
// impossible.
func TestFares(t *testing.T) {
	used, impossible := 0, 0
	same := func(t interface{ Fatalf(string, ...any) }, p *assign.Problem) {
		var want *assign.Result
		for _, near := range []int32{assign.MaxPeople, 3, 0} {
			r, err := fitWith(p, near, newWatch(assign.Options{}))
			if err != nil && err != assign.ErrInfeasible {
				t.Fatalf("near %d: %v", near, err)
			}
			if near == assign.MaxPeople {
				want = r
			}
			switch {
			case (r == nil) != (want == nil):
				t.Fatalf("near %d: possible: %v, and without fares %v", near, r != nil, want != nil)
			case r == nil:
				impossible++
				continue
			case r.Total != want.Total:
				t.Fatalf("near %d: %d, not %d", near, r.Total, want.Total)
			}
			if err := verify.Check(p, r.Pairs, &r.Certificate); err != nil {
				t.Fatalf("near %d: %v", near, err)
			}
			used++
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		p := brute.Cohort(t, 6, true)
		if len(p.Quotas) > 0 {
			p.Places = nil
			same(t, p)
		}
	})
	r := rand.New(rand.NewPCG(41, 42))
	each(t, func(t *testing.T, p *assign.Problem) {
		for range 4 {
			q, n := *p, p.Newcomers()
			tracks := 1 + r.IntN(4)
			q.Quotas, q.Track = nil, make([]int32, n)
			for range tracks {
				low := r.Int32N(int32(n/tracks + 1))
				q.Quotas = append(q.Quotas, assign.Quota{AtLeast: low * r.Int32N(2), AtMost: low + r.Int32N(20)})
			}
			for i := range q.Track {
				q.Track[i] = r.Int32N(int32(tracks+1)) - 1
			}
			same(t, &q)
		}
	})
	if !testing.Short() && (used == 0 || impossible == 0) {
		t.Errorf("%d possible, %d not: the test tells little", used, impossible)
	}
}
