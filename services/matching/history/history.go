package history

import (
	"cmp"
	"slices"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// MostWork is how many pieces of work count: the first of a longer list.
const MostWork = 100

// Work is one piece of earlier work: its kind (one of rank's; "" is code), and the canonical skills and topics of its project, as far as
// those are known.
type Work struct {
	Kind           string
	Skills, Topics []string
}

// crafts are the skills that kinds of work show. Code shows those of its project.
var crafts = map[string]string{rank.Documentation: "documentation", rank.Translation: "translation", rank.Testing: "testing",
	rank.Design: "design", rank.Community: "community-building"}

// Add adds to a person what their earlier work shows: skills of the projects in which they wrote code, or the craft of other work, and what
// these projects are about. What they said themselves stands: a skill that is theirs or that they want to learn, and an interest that they
// named, are left as they are. The lists of the person are made anew, never changed.
func (t *Table) Add(p *rank.Person, work []Work) {
	work = work[:min(len(work), MostWork)]
	skills, topics := tally{}, tally{}
	for _, w := range work {
		if id := crafts[w.Kind]; id != "" {
			skills.note([]string{id})
		} else if w.Kind == "" || w.Kind == rank.Code {
			skills.note(w.Skills)
		}
		topics.note(w.Topics)
	}
	p.Shown = nil
	for _, c := range skills.most() {
		share := t.share(c.n * 100 / len(work))
		if len(p.Shown) == t.MostSkills || share == 0 || names(p.Have, c.id) || names(p.Want, c.id) {
			continue
		}
		p.Shown = append(p.Shown, rank.Shown{ID: c.id, Level: int(skill.WithHelp), Share: share}) // who did it once can do it with help
	}
	p.About = nil
	for _, c := range topics.most() {
		if len(p.About) < t.MostTopics && c.n*100 >= t.TopicsFrom*len(work) && !slices.Contains(p.Interests, c.id) {
			p.About = append(p.About, c.id)
		}
	}
}

func names(list []rank.Skill, id string) bool {
	return slices.ContainsFunc(list, func(s rank.Skill) bool { return s.ID == id })
}

// tally counts in how many pieces of work something occurs.
type tally map[string]int

func (t tally) note(ids []string) {
	for i, id := range ids {
		if id != "" && !slices.Contains(ids[:i], id) {
			t[id]++
		}
	}
}

type counted struct {
	id string
	n  int
}

// most are those that occur most first, by id where they occur as often.
func (t tally) most() []counted {
	out := make([]counted, 0, len(t))
	for id, n := range t {
		out = append(out, counted{id, n})
	}
	slices.SortFunc(out, func(a, b counted) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.id, b.id)) })
	return out
}
