package participation

import (
	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/services/programs/participation/dp"
	"github.com/waymark-dev/waymark/services/programs/participation/protect"
	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

// Outlook says which tables so many people can ever publish, all cycles of a pool together.
func (s *Setup) Outlook(newcomers, mentors int) []api.ParticipationOutlook {
	r := protect.Current
	sizes := []int{newcomers + mentors}
	if s.ByRole {
		sizes = []int{newcomers, mentors}
	}
	least, most := sizes[0], 0
	for _, n := range sizes {
		least, most = min(least, n), max(most, n)
	}
	out := make([]api.ParticipationOutlook, 0, len(s.Questions))
	for _, q := range s.Questions {
		o := api.ParticipationOutlook{Question: q.Code, Answers: len(q.Codes()), Smallest: r.MinCell + r.Shake, Can: "perhaps"}
		if s.Way == report.Noise {
			o.Shown, o.Smallest, o.Can = o.Answers, 0, "likely"
			o.Margin = dp.Margin(s.perTable())
			if least < r.MinAnswers+r.MinOthers {
				o.Can = "never"
			}
			out = append(out, o)
			continue
		}
		// At best all but the fewest who must not answer do, and split evenly; several answers can all be given by everybody.
		best := most - r.MinOthers
		o.Shown = min(o.Answers, max(0, best)/r.MinCell)
		if q.Multiple && best >= r.MinCell {
			o.Shown = o.Answers
		}
		switch {
		case least < r.MinAnswers+r.MinOthers:
			o.Can, o.Shown = "never", 0
		case least >= 2*(r.MinAnswers+r.MinOthers+2*r.GateShake()):
			o.Can = "likely"
		}
		out = append(out, o)
	}
	return out
}

// perTable is the part of epsilon that one table may spend.
func (s *Setup) perTable() int {
	return report.Plan{Epsilon: s.Epsilon, Questions: s.Questions}.PerTable()
}

// choices are epsilons to choose from, with what they mean for these questions.
func (s *Setup) choices() []api.ParticipationChoice {
	out := []api.ParticipationChoice{}
	for _, e := range []int{250, 500, 1000, 2000, dp.MaxEpsilon} {
		x := *s
		x.Epsilon = e
		out = append(out, api.ParticipationChoice{Epsilon: e, Margin: dp.Margin(x.perTable())})
	}
	return out
}
