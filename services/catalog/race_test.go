package catalog

import (
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/catalog/source"
)

// TestAllAtOnce: imports, wishes, marks and two clocks at the same time; once it is quiet, one scan later everything fits.
func TestAllAtOnce(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		w.chunk = 2
		w.load("orchard", orchard, today.AddDate(0, 0, -20))
		mod := as("mod", auth.Moderator)
		apple := source.ID(appleURL)
		tolerable := func(err error) bool {
			return err == nil || fault.Coded(err, "store.contended") || fault.Coded(err, "catalog.already_closed") || fault.Coded(err, "catalog.mark_was_wrong")
		}
		var wg sync.WaitGroup
		for n := range 4 {
			wg.Go(func() {
				r := rand.New(rand.NewPCG(7, uint64(n)))
				for k := range 15 {
					var err error
					switch (n + r.IntN(3)) % 4 {
					case 0:
						_, _, err = w.Import(w.admin, ImportRequest{Source: "orchard", AsOf: today.AddDate(0, 0, k-18), Content: []byte(orchard)})
					case 1:
						_, err = w.Wish(mod, apple, Wish{Paused: ptr(r.IntN(2) == 0), Skills: &[][]string{{"go"}, {"rust"}}[r.IntN(2)]}, 0)
					case 2:
						_, err = w.Mark(as("p"+itoa(n)), source.ID(appleURL+"/issues/1"), "taken")
						if err == nil {
							_, err = w.Check(mod, source.ID(appleURL+"/issues/1"), r.IntN(2) == 0)
						}
					case 3:
						err = w.Tick(w.ctx)
					}
					if !tolerable(err) {
						t.Errorf("%d: %v", n, err)
					}
				}
			})
		}
		wg.Wait()
		for range 3 {
			if err := w.Tick(w.ctx); err != nil {
				t.Fatal(err)
			}
		}
		fits(t, w)
	})
}

// fits checks that every issue follows its project, and every count.
func fits(t *testing.T, w *world) {
	t.Helper()
	shown := map[string]int{}
	err := w.c.issues.Each(w.ctx, store.Query{}, func(d *store.Doc[Issue]) error {
		p, err := w.c.projects.Get(w.ctx, d.Body.Project)
		if err != nil {
			return err
		}
		want := d.Body
		want.Show(&p.Body, w.tax)
		if fingerprint(want) != fingerprint(d.Body) {
			t.Errorf("the issue does not follow its project:\n%s\n%s", fingerprint(d.Body), fingerprint(want))
		}
		if d.Body.Shown() {
			shown[d.Body.Project]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = w.c.projects.Each(w.ctx, store.Query{}, func(d *store.Doc[Project]) error {
		if d.Body.Sweep || d.Body.OpenIssues != shown[d.ID] {
			t.Errorf("%s: %d issues counted, %d are shown, sweep %v", d.Body.URL, d.Body.OpenIssues, shown[d.ID], d.Body.Sweep)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
