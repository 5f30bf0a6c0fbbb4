package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/store"
)

// Bench measures the typed collection with 1, 8 and 64 callers on 20,000 documents of 1 kB: operations per second, and the
// time of one at the median and the 99th percentile.
func Bench(b *testing.B, open func(b testing.TB) store.Engine) {
	const documents = 20000
	w := &world{engine: open(b), ctx: b.Context()}
	w.db = store.New(w.engine, time.Now, nil)
	c, err := store.Open(w.ctx, w.db, spec("bench_thing"))
	ok(b, err)
	note := strings.Repeat("x", 900)
	for start := 0; start < documents; start += store.MaxLimit {
		docs := make([]*store.Doc[thing], store.MaxLimit)
		for i := range docs {
			n := start + i
			docs[i] = &store.Doc[thing]{ID: fmt.Sprintf("doc%06d", n), Body: thing{Name: "n" + itoa(n), Group: "g" + itoa(n%100), N: n, Note: note}}
		}
		ok(b, errors.Join(c.Bulk(w.ctx, docs)...))
	}
	pick := func(i int64) string { return fmt.Sprintf("doc%06d", i*7919%documents) }
	for _, op := range []struct {
		name string
		do   func(i int64) error
	}{
		{"update", func(i int64) error {
			_, err := c.Update(w.ctx, pick(i), func(d *store.Doc[thing]) error { d.Body.Flag = !d.Body.Flag; return nil })
			return err
		}},
		{"insert", func(i int64) error {
			_, err := c.Insert(w.ctx, fmt.Sprintf("new-%d-%d", time.Now().UnixNano(), i), thing{N: int(i), Note: note}, nil)
			return err
		}},
		{"get", func(i int64) error { _, err := c.Get(w.ctx, pick(i)); return err }},
		{"find20", func(i int64) error {
			_, err := c.Find(w.ctx, store.Query{
				Where: []store.Cond{store.Where("n", store.Ge, i*7919%documents)}, Sort: []store.Order{{Index: "n"}}, Limit: 20,
			})
			return err
		}},
	} {
		for _, callers := range []int{1, 8, 64} {
			b.Run(fmt.Sprintf("%s/callers=%d", op.name, callers), func(b *testing.B) { measure(b, callers, op.do) })
		}
	}
}

func measure(b *testing.B, callers int, do func(i int64) error) {
	times := make([]time.Duration, b.N)
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	start := time.Now()
	for range callers {
		wg.Go(func() {
			for {
				i := next.Add(1) - 1
				if i >= int64(b.N) {
					return
				}
				begun := time.Now()
				if err := do(i); err != nil {
					b.Error(err)
					return
				}
				times[i] = time.Since(begun)
			}
		})
	}
	wg.Wait()
	took := time.Since(start)
	b.StopTimer()
	slices.Sort(times)
	at := func(p float64) float64 { return float64(times[int(p*float64(len(times)-1))].Microseconds()) / 1000 }
	b.ReportMetric(float64(b.N)/took.Seconds(), "ops/s")
	b.ReportMetric(at(.5), "p50-ms")
	b.ReportMetric(at(.99), "p99-ms")
}
