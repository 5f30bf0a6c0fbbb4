package cohort

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

var start = time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)

func made(template string) *Cohort {
	set, ok := FromTemplate(template, start)
	if !ok {
		panic(template)
	}
	set.Name, set.Published, set.Readers = "Autumn", true, []string{"ada"}
	return &Cohort{CohortSettings: set}
}

func TestTakes(t *testing.T) {
	t.Parallel()
	inside := func(c *Cohort, phase string) time.Time { return c.Begins(phase).Add(time.Hour) }
	internship, hackathon := made("internship"), made("hackathon")
	invited := made("internship")
	invited.Phases = slices.DeleteFunc(slices.Clone(invited.Phases), func(p api.CohortPhase) bool { return p.Name == Applying })
	draft := made("open")
	draft.Published = false
	for name, x := range map[string]struct {
		c    *Cohort
		at   time.Time
		want bool
	}{
		"before":                {internship, start.Add(-time.Hour), false},
		"call":                  {internship, inside(internship, Call), false},
		"application":           {internship, inside(internship, Applying), true},
		"review":                {internship, inside(internship, Review), false},
		"running":               {internship, inside(internship, Running), false},
		"closed":                {internship, inside(internship, Closed), false},
		"a weekend":             {hackathon, inside(hackathon, Applying), true},
		"without applications":  {invited, inside(invited, Call), true},
		"without, in its round": {invited, inside(invited, Round), false},
		"without dates":         {made("open"), start, true},
		"not published":         {draft, start, false},
	} {
		if got := x.c.Takes(x.at); got != x.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Templates pass their own check, in every shape that organisers begin with.
func TestTemplatesAreSound(t *testing.T) {
	t.Parallel()
	for name := range templates {
		if _, wrong := Check(made(name).CohortSettings, nil, nil, start); len(wrong) > 0 {
			t.Errorf("%s: %+v", name, wrong)
		}
	}
}

// Extending moves what comes after by so many days, and nothing before; shifting moves everything alike.
func TestDatesMoveTogether(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := made(rapid.SampledFrom([]string{"internship", "company", "hackathon"}).Draw(t, "template"))
		before := slices.Clone(c.Phases)
		i := rapid.IntRange(0, len(before)-2).Draw(t, "phase")
		days := rapid.IntRange(1, 365).Draw(t, "days")
		now := before[i].From.Add(time.Minute)
		if err := c.Extend(before[i].Name, days, now); err != nil {
			t.Fatal(err)
		}
		for j, p := range c.Phases {
			want := before[j].From
			if j > i {
				want = want.Add(time.Duration(days) * day)
			}
			if !p.From.Equal(want) || p.Name != before[j].Name {
				t.Fatalf("%s begins %s, wanted %s", p.Name, p.From, want)
			}
		}
		if i > 0 { // what is over cannot last longer
			if err := c.Extend(before[i-1].Name, 1, now); !fault.Coded(err, "cohort.phase_over") {
				t.Fatal(err)
			}
		}
		begins := start.Add(time.Duration(rapid.IntRange(-400, 400).Draw(t, "by")) * day)
		was := slices.Clone(c.Phases)
		c.Shift(begins)
		for j := range was {
			if c.Phases[j].From.Sub(begins) != was[j].From.Sub(was[0].From) {
				t.Fatalf("%s is elsewhere", was[j].Name)
			}
		}
	})
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		change func(s *api.CohortSettings)
		want   []string
	}{
		"a venue without a name":  {func(s *api.CohortSettings) { s.Where = Venue }, []string{"/place required"}},
		"a venue":                 {func(s *api.CohortSettings) { s.Where, s.Place = Venue, "Hall" }, nil},
		"remote with a place":     {func(s *api.CohortSettings) { s.Where, s.Place = Remote, "Hall" }, []string{"/place not_here"}},
		"published, nobody reads": {func(s *api.CohortSettings) { s.Readers = nil }, []string{"/readers required"}},
		"not closed":              {func(s *api.CohortSettings) { s.Phases = s.Phases[:3] }, []string{"/phases required"}},
		"twice the same question": {func(s *api.CohortSettings) { s.Questions = append(s.Questions, s.Questions[0]) }, []string{"/questions/4/code repeated"}},
		"needed, and no choice": {func(s *api.CohortSettings) {
			s.Questions = []api.CohortQuestion{{Code: "x", Text: "X", Kind: One, Options: []string{"a", "b"}, Eligibility: true, Needed: []string{"c"}}}
		}, []string{"/questions/0/needed/0 unknown"}},
		"a column that only readers see": {func(s *api.CohortSettings) {
			s.Questions = []api.CohortQuestion{{Code: "x", Text: "X", Kind: Yes, Eligibility: true, Column: "c"}}
		}, []string{"/questions/0/column not_here"}},
		"a way that is none": {func(s *api.CohortSettings) { s.Mentors = "lot" }, []string{"/mentors not_one_of"}},
	} {
		s := made("internship").CohortSettings
		s.Questions = slices.Clone(s.Questions)
		x.change(&s)
		_, wrong := Check(s, nil, nil, start)
		var got []string
		for _, f := range wrong {
			got = append(got, f.Pointer+" "+f.Code)
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Once people may have answered, readers can go and none can come, and no answer gets other readers.
func TestReadersAreNamedBeforeTheCall(t *testing.T) {
	t.Parallel()
	c := made("internship")
	c.Readers = []string{"ada", "bo"}
	if c.HasCalled(start.Add(-time.Minute)) || !c.HasCalled(start) {
		t.Error("the call begins with its first phase")
	}
	hidden := made("internship")
	hidden.Published = false
	if hidden.HasCalled(start.Add(day)) {
		t.Error("nobody saw it")
	}
	for _, x := range []struct {
		readers []string
		wrong   int
	}{{[]string{"ada", "bo"}, 0}, {[]string{"bo"}, 0}, {[]string{"bo", "cyd"}, 1}, {nil, 0}} {
		set := c.CohortSettings
		set.Readers = x.readers
		if wrong := c.keeps(&set); len(wrong) != x.wrong {
			t.Errorf("%v: %+v", x.readers, wrong)
		}
	}
	for i := range c.Questions {
		set := c.CohortSettings
		set.Questions = slices.Clone(set.Questions)
		set.Questions[i].Eligibility = !set.Questions[i].Eligibility
		if wrong := c.keeps(&set); len(wrong) != 1 || wrong[0].Pointer != fmt.Sprintf("/questions/%d/eligibility", i) {
			t.Errorf("%d: %+v", i, wrong)
		}
	}
}

// TestFiguresAreDueBeforeTheCall: they are chosen, or it is said that there are none, until the call; from then on nobody is asked for what
// nobody can do.
func TestFiguresAreDueBeforeTheCall(t *testing.T) {
	t.Parallel()
	due := func(c *Cohort, left int64, at time.Time) string {
		for _, x := range Checklist(c, map[string]int64{LeftFigures: left}, at).Items {
			if x.Code == LeftFigures {
				if !x.Due.Equal(start) || x.Who != "organisers" {
					t.Errorf("%+v", x)
				}
				return fmt.Sprint(x.Left)
			}
		}
		return "absent"
	}
	before, after := start.Add(-time.Hour), start.Add(time.Hour)
	none, draft := made("internship"), made("internship")
	none.NoFigures, draft.Published = true, false
	for name, x := range map[string]struct{ got, want string }{
		"nobody chose":                  {due(made("internship"), 1, before), "1"},
		"chosen":                        {due(made("internship"), 0, after), "0"},
		"nothing is asked":              {due(none, 1, before), "0"},
		"the call has begun":            {due(made("internship"), 1, after), "absent"},
		"the day is past, a draft":      {due(draft, 1, after), "1"},
		"it never closes: none are due": {due(made("open"), 1, before), "absent"},
	} {
		if x.got != x.want {
			t.Errorf("%s: %s, not %s", name, x.got, x.want)
		}
	}
}

// What is due is named for everybody whom it waits on, and done when nothing is left.
func TestChecklist(t *testing.T) {
	t.Parallel()
	c := made("internship")
	c.Agreement, c.AgreementVersion = "Be there.", 1
	who := map[string]string{}
	for _, x := range Checklist(c, map[string]int64{LeftReview: 3}, start).Items {
		who[x.Code] = x.Who
		if x.Done != (x.Left == 0) {
			t.Errorf("%+v", x)
		}
		if x.Code == LeftReview && x.Left != 3 {
			t.Errorf("%+v", x)
		}
	}
	for code, want := range map[string]string{"publish": "organisers", "questions": "organisers", "readers": "organisers", LeftReview: "reviewers",
		LeftDecide: "organisers", LeftRelease: "organisers", LeftAgree: "mentors", LeftCheckIn: "newcomers", LeftEligibility: "readers"} {
		if who[code] != want {
			t.Errorf("%s waits on %q", code, who[code])
		}
	}
}

// TestChecklistIsInTheContract: a client that was made of the document reads everything that can be due.
func TestChecklistIsInTheContract(t *testing.T) {
	t.Parallel()
	f, _ := reflect.TypeFor[api.CohortDuty]().FieldByName("Code")
	known := strings.Split(f.Tag.Get("enum"), ",")
	all := map[string]int64{}
	for _, code := range []string{LeftReview, LeftDecide, LeftRelease, LeftAgree, LeftCheckIn, LeftProjects, LeftWaiting, LeftEligibility, LeftFigures} {
		all[code] = 1
	}
	due := Checklist(made("internship"), all, start).Items
	if len(due) < len(all) {
		t.Errorf("fewer than there are: %+v", due)
	}
	for _, x := range due {
		if !slices.Contains(known, x.Code) {
			t.Errorf("%q is not in the contract", x.Code)
		}
	}
}

// TestPhasesAreOfThisTime: neither far ahead nor long ago.
func TestPhasesAreOfThisTime(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for year, want := range map[int]string{1: "long_ago", 1900: "long_ago", 2025: "", 2028: "", 2040: "too_far"} {
		wrong := checkPhases([]api.CohortPhase{{Name: Closed, From: time.Date(year, 1, 2, 0, 0, 0, 0, time.UTC)}}, nil, now)
		if got := len(wrong) > 0; got != (want != "") || got && wrong[0].Code != want {
			t.Errorf("%d: %+v", year, wrong)
		}
	}
}

// TestCheckInsLastToTheEnd: intervals that would leave the last months without any are refused, with the shortest that would not.
func TestCheckInsLastToTheEnd(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, x := range []struct {
		days, every, least int
		too                bool
	}{{90, 14, 0, false}, {365, 7, 0, false}, {60, 1, 0, false}, {61, 1, 2, true}, {365, 1, 6, true}, {365, 6, 0, false}, {700, 7, 12, true}, {700, 0, 0, false}} {
		c := Cohort{CohortSettings: api.CohortSettings{CheckInEvery: x.every,
			Phases: []api.CohortPhase{{Name: Running, From: now}, {Name: Closed, From: now.AddDate(0, 0, x.days)}}}}
		least, too := c.tooOften()
		if too != x.too || too && least != x.least {
			t.Errorf("%+v: %d, %v", x, least, too)
		}
		if c.CheckInEvery = least; too {
			if _, still := c.tooOften(); still {
				t.Errorf("%+v: %d is too often too", x, least)
			}
		}
	}
}
