package rounds

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting/castingtest"
)

// BenchmarkDraft is from profiles to a solved and stored draft of the greatest fit, on both stores:
//
//	go test ./services/matching/rounds -run xxx -bench Draft -benchtime 3x
//	WAYMARK_BENCH_NEWCOMERS=100000 go test ./services/matching/rounds -run xxx -bench Draft/sqlite -benchtime 1x -timeout 20m
//	WAYMARK_BENCH_CRITERIA=1 go test ./services/matching/rounds -run xxx -bench Draft -benchtime 3x
//
// There are four newcomers for a mentor with four places; cpu-s is processor time of the whole process.
func BenchmarkDraft(b *testing.B) {
	newcomers := 6000
	if n, err := strconv.Atoi(os.Getenv("WAYMARK_BENCH_NEWCOMERS")); err == nil {
		newcomers = n
	}
	cast, in := castingtest.Crowd(newcomers, newcomers/4, 4), map[string]wire.RoundInputAnswer{}
	cohort := ""
	if os.Getenv("WAYMARK_BENCH_CRITERIA") != "" {
		cohort, in = "c1", inputOf(b, cast, "c1", castingtest.Answers(cast, 5, true))
	}
	benchStores(b, func(b *testing.B, open func() *store.DB) {
		h := newHouse(b, open(), testkit.NewClock(), cast)
		h.input = in
		h.start()
		b.ResetTimer()
		before := cpu()
		for i := range b.N {
			id := fmt.Sprintf("r%d", i)
			if _, err := h.s.Create(olga, id, "spring", cohort, []assign.Objective{assign.Fit}, "", store.Op{}); err != nil {
				b.Fatal(err)
			}
			d := h.idle(id)
			if a := d.Body.Answers[assign.Fit]; d.Body.Failed != nil || a == nil || a.Figures.Matched < newcomers*9/10 {
				b.Fatalf("%+v %+v", d.Body.Failed, d.Body.Answers)
			}
			b.StopTimer()
			after := cpu()
			b.ReportMetric((after - before).Seconds(), "cpu-s/round")
			b.ReportMetric(float64(d.Body.Input.Pairs), "pairs")
			b.ReportMetric(float64(d.Body.Input.Inexact), "inexact")
			b.ReportMetric(float64(d.Body.Answers[assign.Fit].Figures.Matched), "matched")
			h.must(h.s.Discard(olga, id, 0))
			before = cpu()
			b.StartTimer()
		}
	})
}

func benchStores(b *testing.B, run func(b *testing.B, open func() *store.DB)) {
	for _, x := range []struct {
		name string
		open func(testing.TB, func() time.Time) *store.DB
	}{{"sqlite", testkit.SQLite}, {"mongo", testkit.Mongo}} {
		b.Run(x.name, func(b *testing.B) {
			run(b, func() *store.DB { return x.open(b, testkit.NewClock().Now) })
		})
	}
}

// cpu is processor time of this process.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
