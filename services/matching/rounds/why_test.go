package rounds

import (
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/criteria"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting/castingtest"
)

// TestWhy: with a cohort's criteria a draft says of every pair what speaks for it and what is missing, and of whoever has nobody what makes
// everybody impossible; it says the same once it is read from what is stored, and nothing of what was asked for in confidence.
func TestWhy(t *testing.T) {
	cast := castingtest.Crowd(30, 10, 3)
	asked := castingtest.Answers(cast, 5, true)
	for j := range cast.Mentors { // the first newcomer is of an organisation that all mentors are of, too
		asked.Mentors[cast.Mentors[j].ID]["organisation"] = "North"
	}
	asked.Newcomers[cast.Newcomers[0].ID]["organisation"] = "north"
	cast.Newcomers[1].Languages = cast.Newcomers[1].Languages[:0]
	cast.Newcomers[1].Languages = append(cast.Newcomers[1].Languages, cast.Newcomers[2].Languages[1])
	cast.Newcomers[1].Languages[0].Language = "is"
	each(t, cast, func(h *house) {
		h.input = inputOf(h, cast, "c1", asked)
		for id, named := range map[string]assign.Objective{"r1": "", "r2": assign.Stable} {
			objectives, want := Objectives, assign.Fit
			if named != "" {
				objectives, want = []assign.Objective{named}, named
			}
			if _, err := h.s.Create(olga, id, "spring", "c1", objectives, "", store.Op{}); err != nil {
				h.Fatal(err)
			}
			h.idle(id)
			if usual, err := h.s.Objective(olga, id, ""); err != nil || usual != want {
				h.Errorf("%s: %q is the usual one, %v", id, usual, err)
			}
		}
		if _, err := h.s.Objective(as("eve"), "r1", ""); !fault.Coded(err, "round.absent") {
			h.Errorf("somebody else: %v", err)
		}
		for range 2 {
			rows, _, err := h.s.Pairs(olga, "r1", assign.Fit, showAll, 0, 100)
			h.must(err)
			for _, x := range rows {
				if x.Newcomer == cast.Newcomers[0].ID && (len(x.Limits) == 0 || x.Limits[0] != casting.BecauseCriteria) {
					h.Errorf("%+v", x)
				}
				if x.Newcomer == cast.Newcomers[1].ID && !slices.Equal(x.Limits, []string{"no_common_language"}) {
					h.Errorf("%+v", x)
				}
				if x.Mentor == "" {
					continue
				}
				n, m := asked.Newcomers[x.Newcomer], asked.Mentors[x.Mentor]
				want := map[string]bool{}
				if n["profession"] != "" && m["profession"] != "" {
					want["profession"] = n["profession"] == m["profession"]
				}
				for _, said := range x.Said {
					if said.Rule == criteria.Asked || said.Name == "organisation" {
						h.Errorf("%+v is said", said)
					}
					if good, ok := want[said.Name]; ok && good != said.For {
						h.Errorf("row %d: %+v", x.Row, said)
					}
					delete(want, said.Name)
				}
				if len(want) > 0 || len(x.Said) < 2 {
					h.Errorf("row %d: %+v, %v is not said", x.Row, x.Said, want)
				}
			}
			h.stop() // another process, which remembers nothing
			h.start()
		}
	})
}
