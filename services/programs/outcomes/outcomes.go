package outcomes

import (
	"cmp"
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
		groups := []api.OutcomeGroup{group(people, as, "")}
		for _, t := range tracks {
			groups = append(groups, group(people, as, t))
		}
		if protected {
			protect(groups)
		}
		out.Groups = append(out.Groups, groups...)
	}
	var days []int
	due, inTime := 0, 0
	for _, p := range people {
		if p.Matched && p.Days >= 0 && p.As == "newcomer" {
			days = append(days, p.Days)
		}
		due, inTime = due+p.Due, inTime+p.InTime
	}
	out.DaysToMatch, out.CheckInsInTime = api.OutcomeFigure{Hidden: true}, api.OutcomeFigure{Hidden: true}
	if n := len(days); n >= least || n > 0 && !protected {
		slices.Sort(days)
		out.DaysToMatch = api.OutcomeFigure{Value: days[(n-1)/2]}
	}
	if due >= least || due > 0 && !protected {
		out.CheckInsInTime = api.OutcomeFigure{Value: (100*inTime + due/2) / due}
	}
	return out
}

func group(people []Person, as, track string) api.OutcomeGroup {
	g := api.OutcomeGroup{As: as, Track: track, Steps: []api.OutcomeStep{}}
	for _, s := range steps {
		n := 0
		for i := range people {
			if p := &people[i]; p.As == as && (track == "" || slices.Contains(p.Tracks, track)) && s.in(p) {
				n++
			}
		}
		g.Steps = append(g.Steps, api.OutcomeStep{Step: s.name, OutcomeFigure: api.OutcomeFigure{Value: n}})
	}
	return g
}

// protect hides what is small, and what would give it away. The first group is all of them together.
func protect(groups []api.OutcomeGroup) {
	small := func(n int) bool { return n > 0 && n < least }
	for i := range groups {
		for j := range groups[i].Steps {
			s := &groups[i].Steps[j]
			s.Hidden = small(s.Value) || j > 0 && j < 5 && small(groups[i].Steps[j-1].Value-s.Value)
		}
	}
	for j := range steps { // one hidden track could be had from the sum and the others
		var shown []int
		hidden := 0
		for i := 1; i < len(groups); i++ {
			if groups[i].Steps[j].Hidden {
				hidden++
			} else if groups[i].Steps[j].Value > 0 {
				shown = append(shown, i)
			}
		}
		if hidden != 1 || groups[0].Steps[j].Hidden {
			continue
		}
		if len(shown) == 0 { // nothing else to hide: the sum is
			groups[0].Steps[j].Hidden = true
			continue
		}
		slices.SortFunc(shown, func(a, b int) int { return cmp.Compare(groups[a].Steps[j].Value, groups[b].Steps[j].Value) })
		groups[shown[0]].Steps[j].Hidden = true
	}
	for i := range groups {
		for j := range groups[i].Steps {
			if s := &groups[i].Steps[j]; s.Hidden {
				s.Value = 0
			}
		}
	}
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
