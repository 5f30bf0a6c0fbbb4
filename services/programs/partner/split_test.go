package partner

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// from are n people of one side and place who gave as much each.
func from(n, each int, belongs, where, place string) []Gave {
	return slices.Repeat([]Gave{{N: each, Belongs: belongs, Where: where, Place: place}}, n)
}

func told(parts []api.PartnerPart, by string) (out string) {
	for _, p := range parts {
		if p.By == by {
			out += p.Is + p.Place + strconv.Itoa(p.Value) + " "
		}
	}
	return out
}

// TestSplit: what is told of a kind is told of all sides, or of none; small places are told together, with others where that is too few.
func TestSplit(t *testing.T) {
	inside := from(12, 2, "internal", "remote", "")
	for name, c := range map[string]struct {
		all             []Gave
		belongs, places string
	}{
		"two sides, two places":         {slices.Concat(inside, from(10, 3, "external", "venue", "Hall")), "internal25 external30 ", "remote25 venueHall30 "},
		"nine outside":                  {slices.Concat(inside, from(9, 3, "external", "venue", "Hall")), "", ""},
		"nobody outside reads the same": {inside, "", ""},
		"nobody was asked":              {slices.Concat(from(12, 2, "", "remote", ""), from(12, 2, "", "region", "North")), "", "remote25 regionNorth25 "},
		"a few were not asked":          {slices.Concat(inside, from(10, 3, "external", "remote", ""), from(3, 3, "", "remote", "")), "", ""},
		"one gave most of the outside":  {slices.Concat(inside, from(9, 1, "external", "remote", ""), from(1, 20, "external", "remote", "")), "", ""},
		"small places together": {slices.Concat(inside, from(6, 2, "internal", "venue", "A"),
			from(5, 2, "internal", "venue", "B")), "", "remote25 elsewhere20 "},
		"a small place takes the smallest of the others with it": {slices.Concat(from(20, 2, "internal", "remote", ""), from(12, 2, "internal", "venue", "A"),
			from(3, 2, "internal", "venue", "B")), "", "remote40 elsewhere30 "},
		"and where nothing is left, nothing is told": {slices.Concat(inside, from(3, 2, "internal", "venue", "B")), "", ""},
	} {
		got := Split(c.all, 1, 1000, quiet)
		if told(got, "belongs") != c.belongs || told(got, "place") != c.places {
			t.Errorf("%s: %q, %q", name, told(got, "belongs"), told(got, "place"))
		}
	}
}

// TestSplitHidesTheFew: whatever people give and whatever the noise is, sides are told all together, each of enough people of whom nobody gave
// more than a quarter; and nothing is said where there are not two.
func TestSplitHidesTheFew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := []string{"", "A", "B", "C"}
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Gave {
			g := Gave{N: rapid.IntRange(0, 30).Draw(t, "n"), Belongs: rapid.SampledFrom([]string{"", "internal", "external"}).Draw(t, "belongs")}
			if g.Place = rapid.SampledFrom(places).Draw(t, "place"); g.Place != "" {
				g.Where = "venue"
			}
			return g
		}), 0, 120).Draw(t, "all")
		draws := rapid.SliceOfN(rapid.IntRange(-6, 6), 1, 20).Draw(t, "noise")
		i := 0
		parts := Split(all, 1, 10_000, func(int) int { i++; return draws[i%len(draws)] })
		people, given := map[string]int{}, map[string][]int{}
		for _, g := range all {
			if g.N > 0 {
				people[g.Belongs]++
				given[g.Belongs] = append(given[g.Belongs], g.N)
			}
		}
		n := 0
		for _, p := range parts {
			if p.Value < behind || p.Value%base != 0 {
				t.Fatalf("%+v", p)
			}
			if p.By != "belongs" {
				continue
			}
			n++
			side := p.Is
			if side == unsaid {
				side = ""
			}
			if _, ok := Protect(given[side], 1); !ok || slices.Max(given[side])*quarters > sum(given[side]) {
				t.Fatalf("%+v of %v", p, given[side])
			}
		}
		if n != 0 && n != len(people) || n == 1 {
			t.Fatalf("%d sides of %d are told", n, len(people))
		}
	})
}

func sum(list []int) (n int) {
	for _, x := range list {
		n += x
	}
	return n
}

// TestSplitRulesNothingOut: whatever is printed with somebody on one side can be printed with them on the other: no hours, and no difference to
// the figure, say for certain where they came from.
func TestSplitRulesNothingOut(t *testing.T) {
	inside, outside, one := from(15, 2, "internal", "remote", ""), from(15, 2, "external", "remote", ""), from(1, 4, "internal", "remote", "")
	other := from(1, 4, "external", "remote", "")
	with := func(who []Gave, larger, smaller int) string {
		i := 0
		draws := []int{0, 0, larger, smaller, 0} // of how many are on each side, then of what they gave, then of the one place
		return told(Split(slices.Concat(inside, outside, who), 1, 64, func(int) int {
			i++
			return draws[(i-1)%len(draws)]
		}), "belongs")
	}
	if a, b := with(one, 0, 0), with(other, -4, 4); a == "" || a != b {
		t.Errorf("%q, %q", a, b)
	}
	if !slices.ContainsFunc([]int{-1, -2, -3}, func(n int) bool { // and with nine or ten behind a side, either is told or not
		hidden := Split(slices.Concat(inside, from(10, 3, "external", "remote", "")), 1, 1000, func(e int) int {
			if e == epsilonCount {
				return n
			}
			return 0
		})
		return told(hidden, "belongs") == ""
	}) {
		t.Error("ten are told for certain")
	}
}

// TestFiguresSayFromWhere: made once with the figure, never again, and in the table; somebody of whom nothing is known is on no side's account.
func TestFiguresSayFromWhere(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		clock, ctx := testkit.NewClock(), is(t.Context(), "org")
		s, err := New(t.Context(), Deps{DB: open(), Now: clock.Now, Noise: quiet,
			Sees:      func(context.Context, string) (cohort.Seen, error) { return cohort.Seen{Organiser: true}, nil },
			Names:     func(context.Context, string, string) (string, string, error) { return "Org", "Programme", nil },
			Confirmed: func(context.Context, string) error { return nil },
			Closed:    func(context.Context, string) (bool, error) { return false, nil },
			Mentors:   func(context.Context, string, string) (bool, error) { return true, nil },
			From: func(_ context.Context, _, person, as string) (string, string, string, error) {
				if as != "mentor" {
					t.Errorf("as %s", as)
				}
				if strings.HasPrefix(person, "in") {
					return cohort.Internal, cohort.Remote, "", nil
				}
				return cohort.External, cohort.Region, "North", nil
			}})
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(err)
		_, err = s.Make(ctx, "p", "x", api.PartnerBody{Name: "Example Labs"}, store.Op{Key: "k"})
		must(err)
		for i := range 22 {
			person := "in" + strconv.Itoa(i)
			if i%2 == 0 {
				person = "out" + strconv.Itoa(i)
			}
			_, err := s.Name(ctx, "p", person)
			must(err)
			must(s.Held(ctx, "x", wire.SessionMarked{
				Session: "s" + strconv.Itoa(i), How: "held", Mentor: person, Starts: clock.Now().Add(time.Hour), Minutes: 120,
			}))
		}
		d, err := s.c.partners.Get(ctx, "p")
		must(err)
		clock.Advance(d.Body.DueAt.Sub(clock.Now()))
		for range 2 {
			must(s.Tick(ctx))
		}
		r, err := s.Report(ctx, "p")
		must(err)
		if len(r.Periods) != 1 || r.Periods[0].Value != 45 {
			t.Fatalf("%+v", r.Periods)
		}
		if parts := r.Periods[0].Parts; told(parts, "belongs") != "internal20 external20 " || told(parts, "place") != "remote20 regionNorth20 " {
			t.Errorf("%+v", parts)
		}
		for _, want := range []string{"mentor_hours by belongs,external,", "mentor_hours by place,region North,", ",20,about"} {
			if table := string(CSV(r)); !strings.Contains(table, want) {
				t.Errorf("%s is not in %s", want, table)
			}
		}
	})
}
