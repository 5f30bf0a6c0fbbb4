package rounds

import (
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/assign"
)

// Problem is what a draft of this cast is solved from, in the order in which its people stand: for rehearsals, whose people are made up and
// in no store. It is false if it was stopped.
func (c *Cast) Problem(asked Asked, tax *skill.Taxonomy, stop <-chan struct{}) (*assign.Problem, bool) {
	s, _ := newScoring(c, asked, tax)
	return s.problem(func(int) {}, stop)
}
