package outcomes

import (
	"slices"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
)

// least is the smallest count above nobody that a protected answer shows.
const least = 5

// Person is what is counted of one participant or applicant.
type Person struct {
	As                                          string
	Tracks                                      []string
	Sent, Accepted, Matched, Completed, HasLeft bool
	Days                                        int // from joining to the request that led to a mentor; -1 without
	Due, InTime                                 int // check-ins of both sides
}

// steps are the columns of the funnel, in order.
var steps = []struct {
	name string
	in   func(p *Person) bool
}{
	{"begun", func(*Person) bool { return true }},
	{"sent", func(p *Person) bool { return p.Sent }},
	{"accepted", func(p *Person) bool { return p.Accepted }},
	{"matched", func(p *Person) bool { return p.Matched }},
	{"completed", func(p *Person) bool { return p.Completed }},
	{"left", func(p *Person) bool { return p.HasLeft }},
}

// Count counts people; protected as the package says. tracks are the cohort's, in order.
func Count(people []Person, tracks []string, protected bool) api.CohortOutcomes {
	out := api.CohortOutcomes{Protected: protected, Least: least, Groups: []api.OutcomeGroup{}}
	for _, as := range []string{"newcomer", "mentor"} {
		groups := []api.OutcomeGroup{group(people, as, func(*Person) bool { return true })}
		for _, t := range tracks {
			groups = append(groups, group(people, as, func(p *Person) bool { return slices.Contains(p.Tracks, t) }))
			groups[len(groups)-1].Track = t
		}
		if protected {
			if len(tracks) > 0 {
				groups = append(groups, group(people, as, func(p *Person) bool {
					return !slices.ContainsFunc(tracks, func(t string) bool { return slices.Contains(p.Tracks, t) })
				}))
			}
			protect(groups)
			groups = groups[:1+len(tracks)]
		}
		out.Groups = append(out.Groups, groups...)
	}
	var days []int
	due, inTime, asked := 0, 0, 0
	for _, p := range people {
		if p.Matched && p.Days >= 0 && p.As == "newcomer" {
			days = append(days, p.Days)
		}
		if p.Due > 0 {
			due, inTime, asked = due+p.Due, inTime+p.InTime, asked+1
		}
	}
	out.DaysToMatch, out.CheckInsInTime = api.OutcomeFigure{Hidden: true}, api.OutcomeFigure{Hidden: true}
	if n := len(days); n >= least || n > 0 && !protected {
		slices.Sort(days)
		out.DaysToMatch = api.OutcomeFigure{Value: days[(n-1)/2]}
	}
	if asked >= least || asked > 0 && !protected {
		out.CheckInsInTime = api.OutcomeFigure{Value: (100*inTime + due/2) / due}
	}
	return out
}

func group(people []Person, as string, in func(*Person) bool) api.OutcomeGroup {
	g := api.OutcomeGroup{As: as, Steps: []api.OutcomeStep{}}
	for _, s := range steps {
		n := 0
		for i := range people {
			if p := &people[i]; p.As == as && in(p) && s.in(p) {
				n++
			}
		}
		g.Steps = append(g.Steps, api.OutcomeStep{Step: s.name, OutcomeFigure: api.OutcomeFigure{Value: n}})
	}
	return g
}

func small(n int) bool { return n > 0 && n < least }

// protect hides what is small, and what would give it away: what is missing to a step before that is shown, and what could be had by taking
// the shown tracks from the sum, for which those without a track count as a track that is never printed. The first group is all together, the
// last those without a track. What is hidden stays hidden, so it ends.
func protect(groups []api.OutcomeGroup) {
	for again := true; again; {
		again = false
		for i := range groups {
			again = alongSteps(groups[i].Steps) || again
		}
		for j := range steps {
			for len(groups) > 2 && acrossTracks(groups, j) {
				again = true
			}
		}
	}
	for i := range groups {
		for j := range groups[i].Steps {
			if s := &groups[i].Steps[j]; s.Hidden {
				s.Value = 0
			}
		}
	}
}

// alongSteps compares each step with the last before it that is shown. What lies hidden between two that are shown must have room: they may
// not be the same. Who left is compared with who was accepted, or the last before that is shown.
func alongSteps(list []api.OutcomeStep) (hid bool) {
	shown := -1
	for j := range list {
		s := &list[j]
		from := shown
		if s.Step == "left" {
			for from = 2; from >= 0 && list[from].Hidden; from-- {
			}
		}
		hide := small(s.Value)
		if from >= 0 {
			gap := max(list[from].Value-s.Value, s.Value-list[from].Value)
			hide = hide || small(gap) || gap == 0 && s.Value > 0 && from < j-1 && s.Step != "left"
		}
		if hide && !s.Hidden {
			s.Hidden, hid = true, true
		}
		if !s.Hidden {
			shown = j
		}
	}
	return hid
}

// acrossTracks hides one more cell of a column if those that are hidden are one alone, or together fewer than least; the sum where no other is
// left.
func acrossTracks(groups []api.OutcomeGroup, j int) (hid bool) {
	last, hidden, sum, next := len(groups)-1, 0, 0, -1
	for i := last; i > 0; i-- { // those without a track first: it costs nothing to hide them
		s := groups[i].Steps[j]
		switch {
		case s.Hidden:
			hidden, sum = hidden+1, sum+s.Value
		case s.Value > 0 && (next < 0 || next != last && s.Value < groups[next].Steps[j].Value):
			next = i
		}
	}
	all := &groups[0].Steps[j]
	switch {
	case all.Hidden && (hidden > 0 || next < 0): // there is no sum to take them from
		return false
	case !all.Hidden && (hidden == 0 || hidden > 1 && sum >= least):
		return false
	case next < 0:
		all.Hidden = true
	default:
		groups[next].Steps[j].Hidden = true
	}
	return true
}

// waiting are protected outcomes of a cohort that is not closed: all hidden. Counts that are read again and again while they move tell who
// moved, however small ones are hidden.
func waiting(tracks []string) api.CohortOutcomes {
	out := Count(nil, tracks, true)
	for _, g := range out.Groups {
		for j := range g.Steps {
			g.Steps[j].Hidden = true
		}
	}
	return out
}

// CSV is a table of it: a row per group, an empty cell for what is hidden. Its cells are codes and numbers: none begins a formula.
func CSV(o api.CohortOutcomes) string {
	var b strings.Builder
	b.WriteString("as,track")
	for _, s := range steps {
		b.WriteString("," + s.name)
	}
	b.WriteString("\r\n")
	for _, g := range o.Groups {
		b.WriteString(g.As + "," + g.Track)
		for _, s := range g.Steps {
			b.WriteByte(',')
			if !s.Hidden {
				b.WriteString(strconv.Itoa(s.Value))
			}
		}
		b.WriteString("\r\n")
	}
	return b.String()
}
