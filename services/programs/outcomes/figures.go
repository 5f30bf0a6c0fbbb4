package outcomes

import (
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/services/programs/application"
)

// ruleNow is the version of the rules by which reports are protected now: 1 printed counts from 5 on, medians and shares exactly; 2 printed
// medians and shares coarsely; 3 prints nothing without noise; 4 counts nobody in more than one track.
const ruleNow = 4

const (
	// behind is how many people the least stand behind a protected median or share.
	behind = 10
	// middle is how many people's values a protected median is the mean of.
	middle = 5
	// hoursStep is what reply hours are rounded to.
	hoursStep = 6
	// of the sum in the middle, of answers and of all that there could be: one person may change these by more than one.
	epsilonSum = 200
	// results are how many answers a step of a share stands for at the least.
	results = 5
)

// measured is what medians and shares are made of: a value, or parts of a whole, for each person whom they are about.
type measured struct {
	days, hours      []int // days until a mentor said yes, of newcomers; median hours to an answer, of mentors
	checked, replied parts
}

// parts are, person by person, how much of how much.
type parts struct {
	part, whole, most int
	people            int
}

func (p *parts) add(part, whole int) {
	if whole > 0 {
		p.part, p.whole, p.most, p.people = p.part+part, p.whole+whole, max(p.most, whole), p.people+1
	}
}

func measure(people []Person) (m measured) {
	for _, p := range people {
		if p.Matched && p.Days >= 0 && p.As == application.Newcomer {
			m.days = append(m.days, p.Days)
		}
		if len(p.Hours) > 0 {
			m.hours = append(m.hours, median(p.Hours))
		}
		m.checked.add(p.InTime, p.Due)
		m.replied.add(len(p.Hours), p.Asked)
	}
	return m
}

// figures fills in medians and shares exactly.
func figures(out *api.CohortOutcomes, people []Person) {
	m := measure(people)
	out.DaysToMatch = figure(median(m.days), len(m.days) > 0)
	out.ReplyHours = figure(median(m.hours), len(m.hours) > 0)
	out.CheckInsInTime = figure(share(m.checked.part, m.checked.whole), m.checked.people > 0)
	out.RequestsAnswered = figure(share(m.replied.part, m.replied.whole), m.replied.people > 0)
}

// protectFigures fills them in as they are handed on, once the groups are protected. The time to a match is hidden where the count of those
// who were matched is: it would say that they are many.
func protectFigures(out *api.CohortOutcomes, people []Person, noise Noise) {
	m := measure(people)
	out.DaysToMatch = middling(m.days, 1, noise)
	if out.Groups[0].Steps[stepMatched].Hidden {
		out.DaysToMatch = api.OutcomeFigure{Hidden: true}
	}
	out.ReplyHours = middling(m.hours, hoursStep, noise)
	out.CheckInsInTime, out.RequestsAnswered = m.checked.blurred(noise), m.replied.blurred(noise)
}

// middling is a median that is nobody's own value: the mean of the five in the middle (six, where as many lie on both sides of the middle
// otherwise not), with noise, rounded to a step. So microaggregation has it: Domingo-Ferrer and Mateo-Sanz, "Practical data-oriented
// microaggregation for statistical disclosure control", 2002. Hidden with about fewer than behind values: who knows whether it was one more
// would know whether the last one is among them.
func middling(list []int, step int, noise Noise) api.OutcomeFigure {
	n := len(list)
	if n+noise(epsilon) < behind {
		return api.OutcomeFigure{Hidden: true}
	}
	list = slices.Sorted(slices.Values(list))
	k := n
	if n > middle {
		k = middle + (n-middle)%2
	}
	sum := 0
	for _, v := range list[(n-k)/2 : (n+k)/2] {
		sum += v
	}
	unit := max(1, k) * step
	return api.OutcomeFigure{Value: max(0, sum+noise(epsilonSum/step)+unit/2) / unit * step}
}

// steps in per cent that a share is rounded to: the first for which about five results look the same.
var blurs = []int{5, 10, 20, 25}

// blurred is a share that says nothing of one: of parts with noise, rounded to the first step of blurs that some results of the whole fill, and
// never said to be none or all. Hidden where about fewer than behind people stand behind it, where one is more than a quarter of it, and where
// the whole is too little.
func (p *parts) blurred(noise Noise) api.OutcomeFigure {
	whole := max(1, p.whole+noise(epsilonSum))
	part := min(max(0, p.part+noise(epsilonSum)), whole)
	i := slices.IndexFunc(blurs, func(step int) bool { return whole*step >= 100*results })
	if p.people+noise(epsilon) < behind || 4*p.most > whole || i < 0 {
		return api.OutcomeFigure{Hidden: true}
	}
	step := blurs[i]
	unit := step * whole
	near := (100*part + unit/2) / unit * step
	return api.OutcomeFigure{Value: min(max(near, step), 100-step)}
}

func figure(n int, shown bool) api.OutcomeFigure {
	if !shown {
		return api.OutcomeFigure{Hidden: true}
	}
	return api.OutcomeFigure{Value: n}
}

// median is the lower one of two in the middle; 0 of nothing.
func median(list []int) int {
	if len(list) == 0 {
		return 0
	}
	list = slices.Sorted(slices.Values(list))
	return list[(len(list)-1)/2]
}

// share is a part of a whole in per cent, rounded.
func share(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return (100*part + whole/2) / whole
}
