package outcomes

import (
	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/services/programs/application"
)

// Protected are counts as they are handed on: small ones are hidden, and what would give them away. before is what was frozen of the same
// cohort, which stands as it is; nil for nothing. Only the columns of part are made, the others are of before, or pending. With tracks, those
// without one are the last group of each kind, for the parts to come: see Printed.
func Protected(people []Person, tracks []string, part int, before *api.CohortOutcomes) api.CohortOutcomes {
	out := api.CohortOutcomes{Protected: true, Rule: ruleNow, Least: least, Groups: []api.OutcomeGroup{}}
	at := 0 // in the groups of before
	for _, as := range []string{application.Newcomer, application.Mentor} {
		groups := rows(people, as, tracks, part)
		if len(tracks) == 0 {
			groups = groups[:1] // nobody is without a track where there are none
		}
		fixed := make([]bool, len(steps))
		for j, s := range steps {
			fixed[j] = s.part != part
		}
		for i := range groups {
			for j := range groups[i].Steps {
				if fixed[j] && before != nil {
					groups[i].Steps[j] = before.Groups[at+i].Steps[j]
				} else if fixed[j] {
					groups[i].Steps[j] = api.OutcomeStep{Step: steps[j].name, Pending: true, OutcomeFigure: api.OutcomeFigure{Hidden: true}}
				}
			}
		}
		protect(groups, fixed)
		out.Groups = append(out.Groups, groups...)
		at += len(groups)
	}
	if before != nil {
		out.Rule = max(1, before.Rule)
		out.DaysToMatch, out.CheckInsInTime = before.DaysToMatch, before.CheckInsInTime
		out.ReplyHours, out.RequestsAnswered = before.ReplyHours, before.RequestsAnswered
		return out
	}
	protectFigures(&out, people)
	return out
}

// Printed leaves out those without a track, who are had by subtraction where they may be.
func Printed(o api.CohortOutcomes, tracks int) api.CohortOutcomes {
	if tracks > 0 && len(o.Groups) == 2*(tracks+2) {
		o.Groups = append(append([]api.OutcomeGroup{}, o.Groups[:tracks+1]...), o.Groups[tracks+2:2*tracks+3]...)
	}
	return o
}

func small(n int) bool { return n > 0 && n < least }

// protect hides what is small, and what would give it away: what is missing to a step before that is shown, and what could be had by taking
// the shown tracks from the sum, for which those without a track count as a track that is never printed. The first group is all together, the
// last those without a track. What is hidden stays hidden, so it ends; what is fixed is never touched.
func protect(groups []api.OutcomeGroup, fixed []bool) {
	for again := true; again; {
		again = false
		for i := range groups {
			again = alongSteps(groups[i].Steps, fixed) || again
		}
		for j := range groups[0].Steps {
			for !fixed[j] && len(groups) > 2 && acrossTracks(groups, j) {
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

// alongSteps compares each step with the nearest that it is part of and that is shown. What lies hidden between two that are shown must have
// room: they may not be the same. Of two steps that nobody is in at once, who is in neither may not be few.
func alongSteps(list []api.OutcomeStep, fixed []bool) (hid bool) {
	for j := range list {
		s := &list[j]
		if fixed[j] || s.Hidden {
			continue
		}
		from := steps[j].from
		for from >= 0 && list[from].Hidden {
			from = steps[from].from
		}
		hide := small(s.Value)
		if from >= 0 {
			gap := max(list[from].Value-s.Value, s.Value-list[from].Value)
			hide = hide || small(gap) || gap == 0 && s.Value > 0 && from != steps[j].from
		}
		if k := steps[j].apart; k >= 0 && !list[k].Hidden && !list[stepAccepted].Hidden {
			rest := list[stepAccepted].Value - list[k].Value - s.Value
			hide = hide || small(max(rest, -rest))
		}
		s.Hidden, hid = hide, hid || hide
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

// Waiting are protected outcomes of which nothing is frozen: all hidden. Counts that are read again and again while they move tell who
// moved, however small ones are hidden.
func Waiting(tracks []string, why string) api.CohortOutcomes {
	out := Printed(Protected(nil, tracks, partEnd, nil), len(tracks))
	for _, g := range out.Groups {
		for j := range g.Steps {
			g.Steps[j].Hidden = true
		}
	}
	out.Why = why
	return out
}
