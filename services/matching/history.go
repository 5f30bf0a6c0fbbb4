package matching

import (
	"cmp"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// What a history adds to a profile: at most so many skills and topics, those first that most of the work used.
const (
	mostFromHistory = 12
	fromHistory     = int(skill.WithHelp) // who did something once can do it with help
)

// crafts are the skills that kinds of work show. Code shows those of its project.
var crafts = map[string]string{rank.Documentation: "documentation", rank.Translation: "translation", rank.Testing: "testing", rank.Design: "design",
	rank.Community: "community-building"}

// learnFrom adds to a person what their earlier work shows: skills of the projects in which they wrote code, or the craft of other work, and
// what these projects are about. What they said themselves stands: a skill that is theirs or that they want to learn is not touched. Reasons
// and credits are those of skills and interests. It changes only this copy of the person.
func (p *picture) learnFrom(n *rank.Person, work []api.RecommendWork) {
	skills, topics := map[string]int{}, map[string]int{}
	for _, w := range work {
		pr := p.projects[w.Project]
		if id := crafts[w.Kind]; id != "" {
			skills[id]++
		} else if pr != nil && (w.Kind == "" || w.Kind == rank.Code) {
			for _, s := range p.skillsOf(pr.Skills) {
				skills[s.ID]++
			}
		}
		if pr != nil {
			for _, t := range p.outward(pr.Topics) {
				topics[t]++
			}
		}
	}
	said := func(list []rank.Skill, id string) bool {
		return slices.ContainsFunc(list, func(s rank.Skill) bool { return s.ID == id })
	}
	have := slices.Clone(n.Have)
	for _, id := range most(skills) {
		if !said(n.Have, id) && !said(n.Want, id) {
			have = append(have, rank.Skill{ID: id, Level: fromHistory})
		}
	}
	interests := slices.Clone(n.Interests)
	for _, id := range most(topics) {
		if !slices.Contains(interests, id) {
			interests = append(interests, id)
		}
	}
	n.Have, n.Interests = have, interests
}

// ownWork is what a person says in their profile that they did before.
func ownWork(s *wire.PersonState) (work []api.RecommendWork) {
	for _, w := range s.Contributed {
		work = append(work, api.RecommendWork{Project: w.Project, Kind: w.Kind})
	}
	return work
}

// most are those that occur most, by id where they occur as often.
func most(count map[string]int) []string {
	out := make([]string, 0, len(count))
	for id := range count {
		if id != "" {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b)) })
	return out[:min(len(out), mostFromHistory)]
}
