package outcomes

import (
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/services/programs/application"
)

// Noise is a whole number to be added to one that a person changes by one, for an epsilon in thousandths; dp.Source has one that is secret.
type Noise func(epsilon int) int

const (
	// epsilon of each count, in thousandths: whoever knows all about all others, and reads a count in the sum and in a track of four cohorts
	// in a row, is sure of the last one's yes or no to 92 of 100 at the most. Nineteen of twenty counts are moved by 10 or less.
	epsilon = 300
	base    = 5 // what counts are rounded to
)

// Protected are counts as they are handed on: each with noise of its own, rounded, and hidden where that is small. before is what was frozen of
// the same cohort, which stands as it is; nil for nothing. Only the columns of part are made, the others are of before, or pending. With
// tracks, those without one are the last group of each kind, as in what was frozen by rules 1 and 2: see Printed.
func Protected(people []Person, tracks []string, part int, before *api.CohortOutcomes, noise Noise) api.CohortOutcomes {
	out := api.CohortOutcomes{Protected: true, Rule: ruleNow, Least: least, Groups: []api.OutcomeGroup{}}
	at := 0                               // in the groups of before
	if before == nil || before.Rule > 3 { // what was begun by an earlier rule goes on by it: its rows count people in all their tracks
		people = inOneTrack(people, tracks)
	}
	for _, as := range []string{application.Newcomer, application.Mentor} {
		groups := rows(people, as, tracks, part)
		if len(tracks) == 0 {
			groups = groups[:1] // nobody is without a track where there are none
		}
		for i := range groups {
			list := groups[i].Steps
			for j := range list {
				switch {
				case steps[j].part == part:
					blur(list, j, noise)
				case before != nil:
					list[j] = before.Groups[at+i].Steps[j]
				default:
					list[j] = api.OutcomeStep{Step: steps[j].name, Pending: true, OutcomeFigure: api.OutcomeFigure{Hidden: true}}
				}
			}
		}
		out.Groups = append(out.Groups, groups...)
		at += len(groups)
	}
	if before != nil {
		out.Rule, out.Least = max(1, before.Rule), before.Least
		out.DaysToMatch, out.CheckInsInTime = before.DaysToMatch, before.CheckInsInTime
		out.ReplyHours, out.RequestsAnswered = before.ReplyHours, before.RequestsAnswered
		return out
	}
	protectFigures(&out, people, noise)
	return out
}

// inOneTrack are people of whom each is in one track at the most, the first of a cohort's that they chose: a count of theirs is then printed
// twice, in the sum and in that track, however many they chose. Else each further track would tell about them once more.
func inOneTrack(people []Person, tracks []string) []Person {
	out := slices.Clone(people)
	for i, p := range out {
		n := slices.IndexFunc(p.Tracks, func(t string) bool { return slices.Contains(tracks, t) })
		if out[i].Tracks = nil; n >= 0 {
			out[i].Tracks = p.Tracks[n : n+1]
		}
	}
	return out
}

// Printed leaves out those without a track.
func Printed(o api.CohortOutcomes, tracks int) api.CohortOutcomes {
	if tracks > 0 && len(o.Groups) == 2*(tracks+2) {
		o.Groups = append(append([]api.OutcomeGroup{}, o.Groups[:tracks+1]...), o.Groups[tracks+2:2*tracks+3]...)
	}
	return o
}

// blur makes a count what is printed of it. What it can be at the most is taken from other numbers as they are printed, so it tells nothing more.
func blur(list []api.OutcomeStep, j int, noise Noise) {
	s := &list[j]
	n := nearest(s.Value + noise(epsilon))
	if most := atMost(list, j); most >= 0 {
		n = min(n, most)
	}
	if s.Hidden = n < least; s.Hidden {
		n = 0
	}
	s.Value = n
}

// nearest is the multiple of base that is nearest; 0 of what is below.
func nearest(n int) int { return (max(0, n) + base/2) / base * base }

// atMost is what a step can be by what is printed of those before it: of the nearest that it is part of, and of one that nobody is in at the same
// time; -1 where neither is printed.
func atMost(list []api.OutcomeStep, j int) int {
	most := -1
	for from := steps[j].from; from >= 0; from = steps[from].from {
		if !list[from].Hidden {
			most = list[from].Value
			break
		}
	}
	if k := steps[j].apart; k >= 0 && !list[k].Hidden && !list[stepAccepted].Hidden {
		most = max(0, min(most, list[stepAccepted].Value-list[k].Value))
	}
	return most
}

// Waiting are protected outcomes of which nothing is frozen: all hidden. Counts that are read again and again while they move tell who
// moved, however small ones are hidden.
func Waiting(tracks []string, why string) api.CohortOutcomes {
	out := Count(nil, tracks, partEnd)
	out.Protected, out.Rule, out.Why = true, ruleNow, why
	for _, g := range out.Groups {
		for j := range g.Steps {
			g.Steps[j].Hidden = true
		}
	}
	return out
}
