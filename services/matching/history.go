package matching

import (
	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/history"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// learnFrom adds to a person what their earlier work shows, as room history says, with what is known here of its projects. It changes only
// this copy of the person.
func (p *picture) learnFrom(n *rank.Person, work []api.RecommendWork) {
	done := make([]history.Work, 0, len(work))
	for _, w := range work {
		d := history.Work{Kind: w.Kind}
		if pr := p.projects[w.Project]; pr != nil {
			for _, s := range pr.Skills {
				d.Skills = append(d.Skills, p.tax.Heard(s.Skill))
			}
			d.Topics = p.outward(pr.Topics)
		}
		done = append(done, d)
	}
	history.Shipped.Add(n, done)
}

// ownWork is what a person says in their profile that they did before.
func ownWork(s *wire.PersonState) (work []api.RecommendWork) {
	for _, w := range s.Contributed {
		work = append(work, api.RecommendWork{Project: w.Project, Kind: w.Kind})
	}
	return work
}
