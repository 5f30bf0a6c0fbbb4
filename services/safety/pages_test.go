package safety

import (
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestPagesTellNothing: pages are full although cases between are not to be seen, each comes once, and what lies hidden behind the
// last leaves no next page.
func TestPagesTellNothing(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open(), testkit.NewClock())
		ctx := t.Context()
		w.match("m1", "cy", "mo", "ended") // mo has to do with cy
		w.s.people, w.s.cfg.PerDay = httpserver.NewPaces(1, 1000), 1000
		var want []string
		for n := range 23 {
			about := "cy"
			if slices.Contains([]int{0, 3, 4, 5, 9, 10, 11, 12, 13, 17}, n) { // the last ones are about cy
				about = "bo"
			}
			r, err := w.as("ada").Report(ctx, api.NewReport{About: "person", Person: about, Kind: "spam"})
			w.must(err)
			if about == "bo" {
				want = append(want, r.ID)
			}
			w.clock.Advance(1e6)
		}
		for limit := 1; limit <= 8; limit++ {
			var got []string
			for after, first := "", true; first || after != ""; first = false {
				docs, next, err := w.s.Cases(auth.With(ctx, auth.Principal{ID: "mo", Roles: []string{"moderator"}}), byOpen, limit, after)
				w.must(err)
				if len(docs) > limit || next != "" && len(docs) < limit || len(docs) == 0 {
					t.Fatalf("a page of %d, %d asked for, next %v", len(docs), limit, next != "")
				}
				for _, d := range docs {
					got = append(got, d.ID)
				}
				after = next
			}
			if !slices.Equal(got, want) {
				t.Fatalf("by %d: %d cases, want %d", limit, len(got), len(want))
			}
		}
		if got := w.seenBy(w.mod("mo")); !slices.Equal(got, want) {
			t.Fatalf("over HTTP: %d", len(got))
		}
		n, err := client.Do[api.CaseCounts](ctx, w.mod("mo"), "GET", "/api/v1/cases/counts", nil, nil)
		w.must(err)
		if n.Received != len(want) {
			t.Fatalf("%+v", n)
		}
	})
}
