package cohort

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
)

// lasts is a phase of a template and its days; the last phase, closed, has none.
type lasts struct {
	phase string
	days  int
}

// templates are what organisers begin with; every date and word of it can be changed.
var templates = map[string]struct {
	phases             []lasts
	newcomers, mentors string
	every              int
	questions          []api.CohortQuestion
}{
	// After three to four months with a call, reviews and a round, as internship programmes run. Twelve weeks and three days: a check-in is late
	// after three days, so that the last one can be chased before the end.
	"internship": {
		phases: []lasts{{Call, 21}, {Applying, 28}, {Review, 14}, {Round, 7}, {Running, 87}}, newcomers: ByApplication, mentors: ByApplication, every: 14,
		questions: []api.CohortQuestion{
			{Code: "why", Text: "What do you hope to learn?", Kind: Long, For: "newcomer", Required: true},
			{Code: "time", Text: "How many hours a week do you have?", Kind: One, Options: []string{"up to 5", "up to 10", "up to 20", "more"},
				For: "newcomer", Required: true},
			{Code: "project", Text: "What would somebody work on with you?", Kind: Long, For: "mentor", Required: true},
			{Code: "free", Text: "Can you take part for the whole time?", Kind: Yes, For: "newcomer", Required: true, Eligibility: true,
				Needed: []string{"yes"}},
		},
	},
	// Within one company: people register, a round pairs them.
	"company": {
		phases: []lasts{{Applying, 14}, {Round, 7}, {Running, 87}}, newcomers: ByRegistration, mentors: ByRegistration, every: 28,
		questions: []api.CohortQuestion{
			{Code: "goal", Text: "What would you like to get out of it?", Kind: Long, For: "newcomer", Required: true},
			{Code: "offer", Text: "What can you help with?", Kind: Long, For: "mentor", Required: true},
		},
	},
	// A weekend.
	"hackathon": {
		phases: []lasts{{Applying, 21}, {Round, 1}, {Running, 2}}, newcomers: ByRegistration, mentors: ByRegistration,
		questions: []api.CohortQuestion{
			{Code: "experience", Text: "How much have you contributed so far?", Kind: One, Options: []string{"nothing yet", "a little", "a lot"}, For: "both"},
		},
	},
	// No dates: people come and go.
	"open": {newcomers: ByRegistration, mentors: ByRegistration},
}

// FromTemplate are the settings of a template whose first phase begins then; false if there is no such template.
func FromTemplate(name string, begins time.Time) (api.CohortSettings, bool) {
	t, ok := templates[name]
	if !ok {
		return api.CohortSettings{}, false
	}
	s := api.CohortSettings{Phases: []api.CohortPhase{}, Newcomers: t.newcomers, Mentors: t.mentors, CheckInEvery: t.every}
	for _, x := range t.phases {
		s.Phases = append(s.Phases, api.CohortPhase{Name: x.phase, From: begins})
		begins = begins.Add(time.Duration(x.days) * day)
	}
	if len(t.phases) > 0 {
		s.Phases = append(s.Phases, api.CohortPhase{Name: Closed, From: begins})
	}
	s.Questions = append(s.Questions, t.questions...)
	return s, true
}
