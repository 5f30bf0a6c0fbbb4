package stipend

import (
	"context"
	"strconv"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestKeptGoesOnBeyondOnePage: what is due to somebody, each once with its name.
func TestKeptGoesOnBeyondOnePage(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		s, err := New(t.Context(), Deps{DB: open(), Now: testkit.NewClock().Now,
			Partner: func(context.Context, string) (string, string, error) { return "", "", nil }})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			id := "s" + strconv.Itoa(i)
			_, err := s.c.stipends.Insert(t.Context(), id, Stipend{StipendBody: api.StipendBody{Person: "ada"}}, nil)
			if err == nil {
				_, err = s.c.names.Insert(t.Context(), id, Name{Person: "ada", Name: "name of " + id}, nil)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		var out api.ProgramsExport
		pages := testkit.Pages(t, 2, s.Kept(t.Context(), "ada", &out)...)
		seen := map[string]int{}
		for _, x := range out.Stipends {
			seen[x.LegalName]++
		}
		if len(seen) != 3 || len(out.Stipends) != 3 || pages != 2 {
			t.Errorf("%v in %d pages", seen, pages)
		}
	})
}
