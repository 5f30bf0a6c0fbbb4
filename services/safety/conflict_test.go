package safety

import (
	"slices"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestConflicts: who may see a case that "reporter" made about "reported", or about a project.
func TestConflicts(t *testing.T) {
	with := func(people ...string) Ties {
		t := newTies()
		for _, p := range people {
			t.With[p], t.Own[p] = true, true
		}
		return t
	}
	project := &Case{About: AboutProject, Project: "pr", Reporter: "reporter", Maintainers: []string{"claims"}}
	person := &Case{About: AboutPerson, Person: "reported", Reporter: "reporter", Barred: []string{"was"}, Declared: []string{"says"}}
	oneSided := newTies() // the other one blocked them, or asked them in vain
	for _, p := range []string{"reporter", "reported"} {
		oneSided.With[p], oneSided.Blocks[p] = true, true
	}
	about := &Case{About: AboutPerson, Person: "reported"} // signed out
	maintains := newTies()
	maintains.Maintains["pr"] = true
	for name, x := range map[string]struct {
		c    *Case
		who  string
		t    Ties
		want bool
	}{
		"nobody":                     {person, "", Ties{}, true},
		"whoever reported":           {person, "reporter", Ties{}, true},
		"whoever was reported":       {person, "reported", Ties{}, true},
		"had to do with the one":     {person, "m", with("reporter"), true},
		"had to do with the other":   {person, "m", with("reported"), true},
		"wanted by the reporter":     {person, "m", oneSided, true},
		"wanted by the reported":     {about, "m", oneSided, false},
		"had a conflict at first":    {person, "was", Ties{}, true},
		"declared one":               {person, "says", Ties{}, true},
		"had to do with others":      {person, "m", with("somebody"), false},
		"nothing to do with it":      {person, "m", Ties{}, false},
		"maintains by a grant":       {project, "m", maintains, true},
		"maintains by a claim":       {project, "claims", Ties{}, true},
		"a person's, not a project":  {person, "m", maintains, false},
		"nothing to do with project": {project, "m", with("somebody"), false},
		"signed out, no tie to none": {&Case{About: AboutPerson, Person: "reported"}, "m", with(""), false},
	} {
		if got := x.c.Conflicted(x.who, x.t); got != x.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestWhoIsLeft: moderators without conflict, else administrators, else nobody; the first who decided does not look at the appeal.
func TestWhoIsLeft(t *testing.T) {
	c := &Case{About: AboutPerson, Person: "reported", Reporter: "reporter", Status: Received}
	staff := Staff{Moderators: []string{"m1", "m2"}, Administrators: []string{"a1", "reported"}}
	ties := map[string]Ties{}
	if got := staff.Watching(c, ties); !slices.Equal(got, []string{"m1", "m2"}) {
		t.Error(got)
	}
	if staff.Sees(c, "a1", false, true, ties) {
		t.Error("an administrator sees what moderators are left for")
	}
	c.Declared = []string{"m1", "m2"}
	if got := staff.Watching(c, ties); !slices.Equal(got, []string{"a1"}) || !staff.Sees(c, "a1", false, true, ties) {
		t.Error(got)
	}
	if staff.Sees(c, "m1", true, false, ties) || staff.Sees(c, "m1", true, true, ties) || staff.Sees(c, "reported", false, true, ties) {
		t.Error("somebody with a conflict sees it")
	}
	c.Declared = append(c.Declared, "a1")
	if got := staff.Watching(c, ties); len(got) != 0 {
		t.Error(got)
	}
	c.Declared, c.Status, c.Decisions = nil, Appealed, []Decision{{By: "m1"}}
	if got := staff.Watching(c, ties); !slices.Equal(got, []string{"m2"}) || !staff.Sees(c, "m1", true, false, ties) {
		t.Error(got)
	}
	if staff.Sees(c, "somebody", false, false, ties) {
		t.Error("no role at all")
	}
}

func TestTiesOfAMatch(t *testing.T) {
	m := wire.MatchState{Newcomer: "n", Mentor: "x", Status: "ended", Offers: []wire.OfferState{{Mentor: "x"}, {Mentor: "y"}}}
	for who, want := range map[string][]string{"n": {"x", "y"}, "x": {"n"}, "y": {"n"}, "z": nil} {
		ties := newTies()
		ties.match(who, m)
		var got []string
		for p := range ties.With {
			got = append(got, p)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", who, got, want)
		}
	}
}

func TestWeeks(t *testing.T) {
	for at, want := range map[string]string{"2026-11-02": "2026-w45", "2027-01-01": "2026-w53", "2025-12-29": "2026-w01", "2026-11-08": "2026-w45"} {
		day, _ := time.Parse(time.DateOnly, at)
		if got := weekOf(day); got != want {
			t.Errorf("%s is in %s", at, got)
		}
		if m := monday(day.Add(23 * time.Hour)); m.Weekday() != time.Monday || weekOf(m) != want {
			t.Errorf("%s begins on %s", want, m)
		}
	}
	if len(rota(began)) != weeksAhead {
		t.Error("the rota")
	}
	for week, ok := range map[string]bool{"2026-w45": true, "2026-w44": false, "2027-w03": true, "2027-w04": false, "2026-w99": false} {
		if _, err := inRota(week, began); (err == nil) != ok {
			t.Errorf("%s: %v", week, err)
		}
	}
}
