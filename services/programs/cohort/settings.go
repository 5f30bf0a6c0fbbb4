package cohort

import (
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/programs/wording"
)

// Kinds of questions.
const (
	Short = "short"
	Long  = "long"
	One   = "one"
	Many  = "many"
	Yes   = "yes"
)

// ByProject is the column of what newcomers would like to work on, and of what mentors are named for. No question has it.
const ByProject = "projects"

// Limits, in characters.
const (
	maxAbout     = 4000
	maxAgreement = 8000
	maxQuestion  = 300
	maxOption    = 120
)

// CheckInsMost is how many check-ins a participant has: a year of weeks, and some.
const CheckInsMost = 60

// tooOften says whether check-ins at these intervals would end before the cohort does; then from how many days apart they would not.
func (c *Cohort) tooOften() (least int, too bool) {
	runs, ends := c.Begins(Running), c.Begins(Closed)
	if c.CheckInEvery == 0 || runs.IsZero() || ends.IsZero() {
		return 0, false
	}
	days := int(ends.Sub(runs) / day)
	return days/(CheckInsMost+1) + 1, days/c.CheckInEvery > CheckInsMost
}

var personID = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)

// Check cleans settings and says everything that is wrong with them, with pointers into CohortSettings. stand are the dates that the cohort has;
// criteria checks the criteria.
func Check(s api.CohortSettings, stand []api.CohortPhase, criteria func(api.CohortCriteria) []fault.Field, now time.Time) (api.CohortSettings, []fault.Field) {
	var wrong, w []fault.Field
	say := func(more ...fault.Field) { wrong = append(wrong, more...) }
	s.Name, w = wording.Name("/name", s.Name)
	say(w...)
	s.About, w = wording.Text("/about", s.About, 0, maxAbout, true)
	say(w...)
	s.Agreement, w = wording.Text("/agreement", s.Agreement, 0, maxAgreement, true)
	say(w...)
	for i := range s.Phases {
		s.Phases[i].From = s.Phases[i].From.UTC().Truncate(time.Millisecond)
	}
	say(checkPhases(s.Phases, stand, now)...)
	for _, x := range []struct{ pointer, way string }{{"/newcomers", s.Newcomers}, {"/mentors", s.Mentors}} {
		if all := []string{ByApplication, ByRegistration, ByInvitation, Nobody}; !slices.Contains(all, x.way) {
			say(fault.Field{Pointer: x.pointer, Code: "not_one_of", Params: map[string]any{"allowed": all}})
		}
	}
	s.Place, w = wording.Text("/place", s.Place, 0, wording.MaxName, false)
	say(w...)
	switch named := s.Where == Venue || s.Where == Region; {
	case named && s.Place == "" && len(w) == 0:
		say(fault.Field{Pointer: "/place", Code: "required"})
	case !named && s.Place != "":
		say(fault.Field{Pointer: "/place", Code: "not_here"})
	}
	s.Tracks, w = checkTracks(s.Tracks)
	say(w...)
	s.Questions, w = checkQuestions(s.Questions)
	say(w...)
	for i, p := range s.Readers {
		if at := "/readers/" + strconv.Itoa(i); !personID.MatchString(p) {
			say(fault.Field{Pointer: at, Code: "bad_id"})
		} else if slices.Contains(s.Readers[:i], p) {
			say(fault.Field{Pointer: at, Code: "repeated"})
		}
	}
	if eligibility(s.Questions) && len(s.Readers) == 0 && s.Published {
		say(fault.Field{Pointer: "/readers", Code: "required", Detail: "Name who reads the answers about eligibility before the call is published."})
	}
	if s.KeptDays != 0 && (s.KeptDays < keptLeast || s.KeptDays > keptMost) {
		say(fault.Field{Pointer: "/kept_days", Code: "out_of_range", Params: map[string]any{"min": keptLeast, "max": keptMost}})
	}
	if s.Criteria != nil && criteria != nil {
		for _, f := range criteria(*s.Criteria) {
			f.Pointer = "/criteria" + f.Pointer
			say(f)
		}
	}
	return s, wrong
}

func eligibility(list []api.CohortQuestion) bool {
	return slices.ContainsFunc(list, func(q api.CohortQuestion) bool { return q.Eligibility })
}

func checkTracks(list []api.CohortTrack) (out []api.CohortTrack, wrong []fault.Field) {
	for i, x := range list {
		at := "/tracks/" + strconv.Itoa(i)
		var w []fault.Field
		x.Name, w = wording.Name(at+"/name", x.Name)
		wrong = append(wrong, w...)
		if slices.ContainsFunc(out, func(o api.CohortTrack) bool { return o.Code == x.Code }) {
			wrong = append(wrong, fault.Field{Pointer: at + "/code", Code: "repeated"})
		}
		out = append(out, x)
	}
	return out, wrong
}

func checkQuestions(list []api.CohortQuestion) (out []api.CohortQuestion, wrong []fault.Field) {
	for i, q := range list {
		at := "/questions/" + strconv.Itoa(i)
		var w []fault.Field
		q.Text, w = wording.Text(at+"/text", q.Text, 1, maxQuestion, false)
		wrong = append(wrong, w...)
		if slices.ContainsFunc(out, func(o api.CohortQuestion) bool { return o.Code == q.Code }) {
			wrong = append(wrong, fault.Field{Pointer: at + "/code", Code: "repeated"})
		}
		if q.For == "" {
			q.For = "both"
		}
		wrong = append(wrong, checkOptions(&q, at)...)
		out = append(out, q)
	}
	return out, wrong
}

func checkOptions(q *api.CohortQuestion, at string) (wrong []fault.Field) {
	choice := q.Kind == One || q.Kind == Many
	q.Options = slices.Clone(q.Options)
	for i := range q.Options {
		var w []fault.Field
		q.Options[i], w = wording.Text(at+"/options/"+strconv.Itoa(i), q.Options[i], 1, maxOption, false)
		if wrong = append(wrong, w...); slices.Contains(q.Options[:i], q.Options[i]) {
			wrong = append(wrong, fault.Field{Pointer: at + "/options/" + strconv.Itoa(i), Code: "repeated"})
		}
	}
	switch {
	case choice && len(q.Options) < 2:
		wrong = append(wrong, fault.Field{Pointer: at + "/options", Code: "too_few", Params: map[string]any{"min": 2}})
	case !choice && len(q.Options) > 0:
		wrong = append(wrong, fault.Field{Pointer: at + "/options", Code: "not_here"})
	}
	allowed := q.Options
	if q.Kind == Yes {
		allowed = []string{"yes", "no"}
	}
	for i, n := range q.Needed {
		if !q.Eligibility || !slices.Contains(allowed, n) {
			wrong = append(wrong, fault.Field{Pointer: at + "/needed/" + strconv.Itoa(i), Code: "unknown"})
		}
	}
	if q.Column == ByProject {
		wrong = append(wrong, fault.Field{Pointer: at + "/column", Code: "reserved", Detail: "Projects of the cohort fill this column. Choose another word."})
	}
	if q.Eligibility && q.Column != "" { // what only readers see would show in a pair's reasons
		wrong = append(wrong, fault.Field{Pointer: at + "/column", Code: "not_here"})
	}
	return wrong
}
