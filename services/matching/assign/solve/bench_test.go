package solve

import (
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// instance is the file that WAYMARK_INSTANCE names, else a cohort of 6,000 and 1,500 made here.
func instance(b *testing.B) *assign.Problem {
	name := os.Getenv("WAYMARK_INSTANCE")
	if name == "" {
		r := rand.New(rand.NewPCG(1, 1))
		return cohort(r, 6000, 1500, 50, 0.75, func() int64 { return r.Int64N(1_000_000) })
	}
	f, err := os.Open(name)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	p, err := assign.ReadInstance(f)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

func BenchmarkFit(b *testing.B) {
	p := instance(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Solve(p, assign.Fit, assign.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRepair makes changes of all kinds by chance and tells how long a repair takes by the clock, every one of them, whatever else the machine
// did meanwhile, and how many pairs it looks at. What was solved again is told apart, and counted in.
func BenchmarkRepair(b *testing.B) {
	r := rand.New(rand.NewPCG(2, 2))
	d, err := Open(instance(b), assign.Options{})
	if err != nil {
		b.Fatal(err)
	}
	var took, looked []float64
	solved, moved := 0, 0
	for b.Loop() {
		began := time.Now()
		repair, err := change(d, r.IntN)
		if err == nil && (repair.Solved || len(repair.Moved) > 0) {
			took = append(took, float64(time.Since(began).Nanoseconds())/1e3)
			looked = append(looked, float64(d.work-d.b.watch.left))
			moved += len(repair.Moved)
			if repair.Solved {
				solved++
			}
		}
	}
	if len(took) == 0 {
		return
	}
	at := func(list []float64, share float64) float64 {
		slices.Sort(list)
		return list[int(share*float64(len(list)-1))]
	}
	b.ReportMetric(at(took, .5), "p50-µs")
	b.ReportMetric(at(took, .99), "p99-µs")
	b.ReportMetric(at(took, 1), "greatest-µs")
	b.ReportMetric(float64(len(took)), "moved-somebody")
	b.ReportMetric(at(looked, .99), "p99-pairs")
	b.ReportMetric(float64(moved)/float64(len(took)), "moved/change")
	b.ReportMetric(float64(solved), "solved-again")
}
