package matching

import (
	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/suitability"
)

// mostReasons is how many reasons an answer has.
const mostReasons = 3

// weak are reasons that say less than how newcomers fared: what they tell stands beside the issue anyway.
var weak = map[string]bool{"recently_seen_open": true, "in_your_language": true}

// manage says of an issue whether people new to a project finished such more or less often than most, where that can be said. It adds
// nothing to the score, and is the same for everybody.
func (p *picture) manage(i *wire.IssueState, r *api.Recommendation) {
	pr := p.projects[i.Project]
	if pr == nil || r.Limit != "" {
		return
	}
	plain := api.Reason{Params: api.ReasonParams{Words: []string{}}}
	switch suitability.Say(suitability.Facts{Stars: pr.Stars, Comments: i.Comments}) {
	case suitability.MoreOften:
		plain.Code = suitability.MoreCode
		switch n := len(r.Reasons); {
		case n < mostReasons:
			r.Reasons = append(r.Reasons, plain)
		case weak[r.Reasons[n-1].Code]: // three are enough
			r.Reasons[n-1] = plain
		}
	case suitability.LessOften:
		if r.Gap == nil {
			plain.Code = suitability.LessCode
			r.Gap = &plain
		}
	}
}
