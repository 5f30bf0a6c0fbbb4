package safety

import (
	"strconv"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
)

// TestTheExportGoesOnBeyondOnePage: one's own reports, and what was decided about one and about one's projects, each once.
func TestTheExportGoesOnBeyondOnePage(t *testing.T) {
	w := sqliteWorld(t)
	ctx := auth.With(t.Context(), auth.Principal{ID: "ada"})
	for i := range 3 {
		n := strconv.Itoa(i)
		at := w.clock.Now().Add(time.Duration(i) * time.Second)
		for id, c := range map[string]Case{
			"reported-" + n: {Reporter: "ada", Created: at},
			"person-" + n:   {Person: "ada", Outcome: "p" + n, Created: at, Decisions: []Decision{{At: at}}},
		} {
			_, err := w.s.c.cases.Insert(ctx, id, c, nil)
			w.must(err)
		}
	}
	seen, pages := map[string]int{}, 0
	for cursor := ""; pages == 0 || cursor != ""; pages++ {
		x, next, err := w.s.Export(ctx, 2, cursor)
		w.must(err)
		for _, r := range x.Reports {
			seen[r.ID]++
		}
		for _, o := range x.Outcomes {
			seen[o.ID]++
		}
		if n := len(x.Reports) + len(x.Outcomes); n > 2 {
			t.Fatalf("%d in a page of 2", n)
		}
		cursor = next
	}
	if len(seen) != 6 || pages < 3 {
		t.Errorf("%v in %d pages", seen, pages)
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s %d times", id, n)
		}
	}
}
