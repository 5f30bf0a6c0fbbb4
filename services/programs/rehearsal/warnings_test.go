package rehearsal

import (
	"slices"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

var start = time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)

// sound is a cohort that nothing is wrong with.
func sound() *cohort.Cohort {
	set, _ := cohort.FromTemplate("internship", start)
	set.Readers = []string{"one", "two"}
	return &cohort.Cohort{CohortSettings: set}
}

func phase(c *cohort.Cohort, name string, days int) {
	at := slices.IndexFunc(c.Phases, func(p api.CohortPhase) bool { return p.Name == name })
	by := c.Phases[at].From.Add(time.Duration(days) * day).Sub(c.Phases[at+1].From)
	for i := at + 1; i < len(c.Phases); i++ {
		c.Phases[i].From = c.Phases[i].From.Add(by)
	}
}

// TestFiguresThatWouldBeLost: that nobody chose what is asked is said as long as somebody can.
func TestFiguresThatWouldBeLost(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		change func(c *cohort.Cohort)
		chosen bool
		want   bool
	}{
		"nobody chose":             {func(*cohort.Cohort) {}, false, true},
		"published, before":        {func(c *cohort.Cohort) { c.Published = true }, false, true},
		"chosen":                   {func(*cohort.Cohort) {}, true, false},
		"nothing is to be asked":   {func(c *cohort.Cohort) { c.NoFigures = true }, false, false},
		"its day is past, a draft": {func(c *cohort.Cohort) { c.Phases[0].From = start.Add(-48 * time.Hour) }, false, true},
		"its call has begun":       {func(c *cohort.Cohort) { c.Published, c.Phases[0].From = true, start.Add(-48*time.Hour) }, false, false},
		"it never closes":          {func(c *cohort.Cohort) { c.Phases = nil }, false, false},
		"nobody takes part":        {func(c *cohort.Cohort) { c.Newcomers, c.Mentors = cohort.Nobody, cohort.Nobody }, false, false},
	} {
		c := sound()
		x.change(c)
		if got := unchosen(c, x.chosen, start.Add(-24*time.Hour)); (len(got) == 1) != x.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	column := func(c *cohort.Cohort, as, name string, options ...string) {
		kind := cohort.Short
		if len(options) > 0 {
			kind = cohort.One
		}
		c.Questions = append(c.Questions, api.CohortQuestion{Code: as + name, Text: name, Kind: kind, Options: options, For: as, Column: name})
	}
	for name, x := range map[string]struct {
		change func(c *cohort.Cohort)
		want   []string
	}{
		"sound":              {func(*cohort.Cohort) {}, nil},
		"nobody mentors":     {func(c *cohort.Cohort) { c.Mentors = cohort.Nobody }, []string{"no_mentors"}},
		"nobody reads":       {func(c *cohort.Cohort) { c.Readers = nil }, []string{"no_readers"}},
		"one reads":          {func(c *cohort.Cohort) { c.Readers = c.Readers[:1] }, []string{"one_reader"}},
		"a rule left empty":  {func(c *cohort.Cohort) { c.Questions[3].Required = false }, []string{"rule_left_empty"}},
		"a short call":       {func(c *cohort.Cohort) { phase(c, cohort.Applying, 1) }, []string{"application_short"}},
		"a short review":     {func(c *cohort.Cohort) { phase(c, cohort.Review, 1) }, []string{"review_short"}},
		"a short round":      {func(c *cohort.Cohort) { phase(c, cohort.Round, 2) }, []string{"round_short"}},
		"no check-in fits":   {func(c *cohort.Cohort) { phase(c, cohort.Running, 10) }, []string{"check_in_never"}},
		"nobody is chased":   {func(c *cohort.Cohort) { phase(c, cohort.Running, 30) }, []string{"check_in_at_the_end"}},
		"time to chase":      {func(c *cohort.Cohort) { phase(c, cohort.Running, 31) }, nil},
		"already begun":      {func(c *cohort.Cohort) { c.Phases[0].From = start.Add(-48 * time.Hour) }, []string{"phase_began"}},
		"published and runs": {func(c *cohort.Cohort) { c.Published, c.Phases[0].From = true, start.Add(-48*time.Hour) }, nil},
		"no question": {func(c *cohort.Cohort) {
			c.Criteria = &api.CohortCriteria{Criteria: []api.Criterion{{Name: "topic", Rule: "overlap", Weight: 1}}}
		}, []string{"criterion_unfed"}},
		"no question for what is required": {func(c *cohort.Cohort) {
			column(c, "newcomer", "topic")
			c.Criteria = &api.CohortCriteria{Criteria: []api.Criterion{{Name: "topic", Rule: "overlap", Weight: 1, Required: true}}}
		}, []string{"criterion_never"}},
		"nothing in common": {func(c *cohort.Cohort) {
			column(c, "newcomer", "site", "north", "south")
			column(c, "mentor", "site", "east", "west")
			c.Criteria = &api.CohortCriteria{Criteria: []api.Criterion{{Name: "site", Rule: "same", Weight: 1, Required: true}}}
		}, []string{"criterion_never"}},
		"something in common": {func(c *cohort.Cohort) {
			column(c, "newcomer", "site", "north", "south")
			column(c, "mentor", "where", "south", "west")
			c.Criteria = &api.CohortCriteria{Criteria: []api.Criterion{{Name: "site", Mentor: "where", Rule: "same", Weight: 1, Required: true}}}
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c := sound()
			x.change(c)
			var got []string
			for _, w := range warnings(c, wire.DefaultRules(), start.Add(-24*time.Hour)) {
				got = append(got, w.Code)
			}
			if !slices.Equal(got, x.want) {
				t.Errorf("%v, wanted %v", got, x.want)
			}
		})
	}
}

func TestCohortsThatMeet(t *testing.T) {
	t.Parallel()
	a, b := sound(), sound()
	if !meet(a, b) {
		t.Error("the same dates do not meet")
	}
	b.Shift(a.Begins(cohort.Closed))
	if meet(a, b) || meet(b, a) {
		t.Error("one after the other meet")
	}
	b.Phases = nil
	if meet(a, b) {
		t.Error("one without dates meets")
	}
}

// Everybody made up answers everything, in ways that differ.
func TestCast(t *testing.T) {
	t.Parallel()
	c, names, ids := sound(), map[string]bool{}, map[string]bool{}
	for _, a := range cast(40, 20) {
		if names[a.Name] || ids[a.ID] {
			t.Errorf("%s (%s) is there twice", a.Name, a.ID)
		}
		names[a.Name], ids[a.ID] = true, true
		if n := len(a.draft(c).Answers); n != len(c.Asked(a.As)) {
			t.Errorf("%s answers %d", a.ID, n)
		}
	}
}
