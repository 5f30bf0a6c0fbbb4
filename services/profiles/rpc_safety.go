package profiles

import (
	"context"
	"strings"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// evidenceBytes bounds what is handed out of one page.
const evidenceBytes = 32 << 10

// answerEvidence answers what safety asks until ctx ends.
func (s *Service) answerEvidence(ctx context.Context) error {
	return bus.Answer(ctx, s.d.Bus, self, "evidence", s.Evidence)
}

// Evidence is what somebody wrote on their page, as the viewer ("" signed out) sees it now; no lines if they see no page. For safety
// alone, which seals it.
func (s *Service) Evidence(ctx context.Context, q wire.PersonEvidenceQuestion) (wire.PersonEvidenceAnswer, error) {
	out := wire.PersonEvidenceAnswer{Lines: []wire.EvidenceLine{}}
	// With no role: staff see more than a person who reports does.
	seen, err := s.Person(auth.With(ctx, auth.Principal{ID: q.Viewer}), q.Person)
	if fault.Has(err, fault.NotFound) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	p, left := &seen.Body, evidenceBytes
	add := func(part, text string) {
		if text = strings.TrimSpace(text); text != "" && len(text) <= left {
			out.Lines = append(out.Lines, wire.EvidenceLine{Part: part, Text: text})
			left -= len(text)
		}
	}
	add("display_name", p.DisplayName)
	add("pronouns", p.Pronouns)
	add("about", p.About)
	for _, l := range p.Links {
		add("links", l.Label+" "+l.URL)
	}
	for _, list := range [][]Skill{p.Have, p.Want} {
		for _, x := range list {
			if x.Example != "" {
				add("examples", x.Skill+": "+x.Example)
			}
		}
	}
	add("interests", strings.Join(p.Interests, ", "))
	return out, nil
}
