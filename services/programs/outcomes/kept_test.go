package outcomes

import (
	"strconv"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestKeptGoesOnBeyondOnePage: what somebody answered of several cohorts, each once.
func TestKeptGoesOnBeyondOnePage(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		s, err := New(t.Context(), Deps{DB: open(), Now: testkit.NewClock().Now})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			x := Still{Cohort: "c" + strconv.Itoa(i), Person: "ada", Said: []Said{{Months: 3, Still: true}}}
			if _, err := s.c.stills.Insert(t.Context(), "a"+strconv.Itoa(i), x, nil); err != nil {
				t.Fatal(err)
			}
		}
		var out api.ProgramsExport
		pages := testkit.Pages(t, 2, s.Kept(t.Context(), "ada", &out)...)
		seen := map[string]bool{}
		for _, x := range out.Still {
			seen[x.Cohort] = true
		}
		if len(out.Still) != 3 || len(seen) != 3 || pages != 2 {
			t.Errorf("%+v in %d pages", out.Still, pages)
		}
	})
}
