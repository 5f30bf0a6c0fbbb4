package outcomes

import (
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/services/programs/application"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// least is the smallest count that a protected answer shows.
const least = 10

// Months after the end of a cohort at which its newcomers are asked whether they still contribute.
var Months = []int{3, 6, 12}

// Person is what is counted of one participant or applicant.
type Person struct {
	As                                          string
	Belongs                                     string // to the organisation (internal) or not (external), where the cohort is for both
	Tracks                                      []string
	Sent, Accepted, Matched, Completed, HasLeft bool
	Days                                        int // from joining to the yes that gave them a mentor; -1 without
	Due, InTime                                 int // check-ins of both sides
	// Of newcomers: two pieces of evidence or more; whether they answered that they still contribute, by Months; whether they mentor since.
	Second  bool
	Said    [3]bool
	Still   [3]bool
	Mentors bool
	// Of mentors: how many requests came to them, and how long each answer took, in hours.
	Asked int
	Hours []int
}

// Parts of a report, in the order in which they can be made.
const (
	partEnd = iota
	part3
	part6
	part12
)

// step is one column. from is the column whose people these are part of, apart one with which it has nobody in common, -1 for none.
type step struct {
	name        string
	from, apart int
	part        int
	newcomers   bool // is not counted of mentors
	in          func(p *Person) bool
}

const (
	stepAccepted  = 2
	stepMatched   = 3
	stepCompleted = 4
	stepLeft      = 5
)

// steps are the columns, in order; those it has in common with mentors first.
var steps = []step{
	{"begun", -1, -1, partEnd, false, func(*Person) bool { return true }},
	{"sent", 0, -1, partEnd, false, func(p *Person) bool { return p.Sent }},
	{"accepted", 1, -1, partEnd, false, func(p *Person) bool { return p.Accepted }},
	{"matched", stepAccepted, -1, partEnd, false, func(p *Person) bool { return p.Matched }},
	{"completed", 3, -1, partEnd, false, func(p *Person) bool { return p.Completed }},
	{"left", stepAccepted, stepCompleted, partEnd, false, func(p *Person) bool { return p.HasLeft }},
	{"second", stepAccepted, -1, partEnd, true, func(p *Person) bool { return p.Second }},
	{"answered_3", stepAccepted, stepLeft, part3, true, func(p *Person) bool { return p.Said[0] }},
	{"still_3", 7, -1, part3, true, func(p *Person) bool { return p.Still[0] }},
	{"answered_6", stepAccepted, stepLeft, part6, true, func(p *Person) bool { return p.Said[1] }},
	{"still_6", 9, -1, part6, true, func(p *Person) bool { return p.Still[1] }},
	{"answered_12", stepAccepted, stepLeft, part12, true, func(p *Person) bool { return p.Said[2] }},
	{"still_12", 11, -1, part12, true, func(p *Person) bool { return p.Still[2] }},
	{"became_mentor", stepAccepted, -1, part12, true, func(p *Person) bool { return p.Mentors }},
}

// Count counts people exactly. tracks are the cohort's, in order; known says of which parts the time has come, the others are pending.
func Count(people []Person, tracks []string, known int) api.CohortOutcomes {
	out := api.CohortOutcomes{Least: least, Groups: []api.OutcomeGroup{}}
	for _, as := range []string{application.Newcomer, application.Mentor} {
		out.Groups = append(out.Groups, rows(people, as, tracks, known)[:1+len(tracks)]...)
	}
	figures(&out, people)
	return out
}

// split are counts of those who belong to the organisation, and of those who do not, exactly: newcomers, then mentors.
func split(people []Person, known int) (out []api.OutcomeGroup) {
	for _, as := range []string{application.Newcomer, application.Mentor} {
		for _, belongs := range []string{cohort.Internal, cohort.External} {
			g := group(people, as, known, func(p *Person) bool { return p.Belongs == belongs })
			g.Belongs = belongs
			out = append(out, g)
		}
	}
	return out
}

// rows are all together, each track, and those without one.
func rows(people []Person, as string, tracks []string, known int) []api.OutcomeGroup {
	out := []api.OutcomeGroup{group(people, as, known, func(*Person) bool { return true })}
	for _, t := range tracks {
		out = append(out, group(people, as, known, func(p *Person) bool { return slices.Contains(p.Tracks, t) }))
		out[len(out)-1].Track = t
	}
	return append(out, group(people, as, known, func(p *Person) bool {
		return !slices.ContainsFunc(tracks, func(t string) bool { return slices.Contains(p.Tracks, t) })
	}))
}

func group(people []Person, as string, known int, in func(*Person) bool) api.OutcomeGroup {
	g := api.OutcomeGroup{As: as, Steps: []api.OutcomeStep{}}
	for _, s := range steps {
		if s.newcomers && as != application.Newcomer {
			break
		}
		x := api.OutcomeStep{Step: s.name, Pending: s.part > known}
		x.Hidden = x.Pending
		for i := range people {
			if p := &people[i]; !x.Pending && p.As == as && in(p) && s.in(p) {
				x.Value++
			}
		}
		g.Steps = append(g.Steps, x)
	}
	return g
}
