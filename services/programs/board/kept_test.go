package board

import (
	"strconv"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestKeptGoesOnBeyondOnePage: what somebody posted, and where they would like to help, each once.
func TestKeptGoesOnBeyondOnePage(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		s, err := New(t.Context(), Deps{DB: open(), Now: testkit.NewClock().Now})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			n := strconv.Itoa(i)
			_, err := s.c.entries.Insert(t.Context(), "e"+n, Entry{By: "ada", State: Offered}, nil)
			if err == nil {
				_, err = s.c.helpers.Insert(t.Context(), helperID("o"+n, "ada"), Helper{Entry: "o" + n, Person: "ada", State: Willing}, nil)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		var out api.ProgramsExport
		pages := testkit.Pages(t, 2, s.Kept(t.Context(), "ada", &out)...)
		seen := map[string]int{}
		for _, x := range out.Board {
			seen[x.As+x.Entry]++
		}
		if len(seen) != 6 || len(out.Board) != 6 || pages < 3 {
			t.Errorf("%v in %d pages", seen, pages)
		}
	})
}
