package web

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/skill"
)

const (
	skillsLast   = time.Minute            // so long the list of skills is taken as it was
	skillsWithin = 500 * time.Millisecond // a page does with the old one rather than wait
)

// skills are the words of this place: the shipped list with what moderators decided over it, and the operator's free guides. A visit
// that finds them older than a minute asks again.
type skills struct {
	mu     sync.Mutex
	asked  time.Time
	tax    *skill.Taxonomy
	guides map[string]api.SkillGuide
}

// now are the skills and guides as far as they are known; ask gives the newest.
func (s *skills) now(at time.Time, ask func() (*api.SkillTable, error)) {
	s.mu.Lock()
	if at.Sub(s.asked) < skillsLast {
		s.mu.Unlock()
		return
	}
	s.asked = at // others go on with what is there meanwhile
	s.mu.Unlock()
	table, err := ask()
	if err != nil {
		return
	}
	list := make([]skill.Steer, 0, len(table.Steering))
	for _, x := range table.Steering {
		list = append(list, skill.Steer{Of: x.Of, ID: x.Skill, Into: x.Into, Name: x.Name, Kind: skill.Kind(x.Kind)})
	}
	tax := skill.Shipped().Steered(list)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tax, s.guides = tax, table.Guides
}

// taxonomy is the list of skills as it is known.
func (s *Site) taxonomy() *skill.Taxonomy {
	s.skills.mu.Lock()
	defer s.skills.mu.Unlock()
	return s.skills.tax
}

// guide is the free guide of a skill, where the operator chose one.
func (s *Site) guide(id string) (link, bool) {
	s.skills.mu.Lock()
	defer s.skills.mu.Unlock()
	g, ok := s.skills.guides[id]
	return link{g.Title, g.URL}, ok && strings.HasPrefix(g.URL, "https://")
}

// freshSkills asks for the list of skills where it is old.
func (v *visit) freshSkills() {
	v.site.skills.now(v.now, func() (*api.SkillTable, error) {
		ctx, cancel := context.WithTimeout(v.ctx, skillsWithin)
		defer cancel()
		return v.api.As(nil).SkillTable(ctx)
	})
}

// guidesTo are the free guides to the skills of a gap.
func (v *visit) guidesTo(gap *api.Reason) []link {
	if gap == nil || ofCode[gap.Code].Words != "skill" {
		return nil
	}
	return v.guidesOf(gap.Params.Words)
}

func (v *visit) guidesOf(skills []string) []link {
	var out []link
	for _, id := range skills {
		if g, ok := v.site.guide(id); ok {
			out = append(out, g)
		}
	}
	return out
}
