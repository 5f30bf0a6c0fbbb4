package running

import (
	"strconv"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestKeptGoesOnBeyondOnePage: what somebody said and showed, in their own runs and in others', and their certificates, each once, however
// small the pages are.
func TestKeptGoesOnBeyondOnePage(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		s, err := New(t.Context(), Deps{DB: open()})
		if err != nil {
			t.Fatal(err)
		}
		const runs = 3
		for i := range runs {
			n := strconv.Itoa(i)
			for id, r := range map[string]Run{
				"own-" + n: {Cohort: "c" + n, Person: "ada", Goals: []api.CohortGoal{{Text: "goal " + n}},
					CheckIns: []CheckIn{{By: "ada", Number: 1}, {By: "else", Number: 1}}},
				"of-" + n: {Cohort: "d" + n, Person: "else", CheckIns: []CheckIn{{By: "ada", Number: 2}}, Evidence: []Shown{{By: "ada", What: "shown " + n}}},
			} {
				if _, err := s.c.runs.Insert(t.Context(), id, r, nil); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := s.c.certificates.Insert(t.Context(), "x"+n, Certificate{Person: "ada", Programme: "programme " + n}, nil); err != nil {
				t.Fatal(err)
			}
		}
		var out api.ProgramsExport
		if pages := testkit.Pages(t, 2, s.Kept(t.Context(), "ada", &out)...); pages < 5 {
			t.Errorf("%d pages", pages)
		}
		seen := map[string]int{}
		for _, c := range out.CheckIns {
			seen[c.Cohort]++
		}
		for _, e := range out.Evidence {
			seen[e.What]++
		}
		for _, c := range out.Certificates {
			seen[c.Programme]++
		}
		if len(seen) != 5*runs {
			t.Errorf("%v", seen)
		}
		for what, n := range seen {
			if n != 1 {
				t.Errorf("%q %d times", what, n)
			}
		}
	})
}
