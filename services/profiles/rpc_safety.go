package profiles

import (
	"context"
	"strings"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// evidenceBytes bounds what is handed out of one page.
const evidenceBytes = 32 << 10

// answerEvidence answers what safety asks until ctx ends.
func (s *Service) answerEvidence(ctx context.Context) error {
	return bus.Answer(ctx, s.d.Bus, self, "evidence", s.Evidence)
}

// Evidence is what somebody wrote on their page, as the viewer ("" signed out) sees it but for a block: whoever reported somebody is
// parted from them at once, and the copy may be asked for after that. No lines if they see no page. For safety alone, which seals it.
func (s *Service) Evidence(ctx context.Context, q wire.PersonEvidenceQuestion) (wire.PersonEvidenceAnswer, error) {
	out := wire.PersonEvidenceAnswer{Lines: []wire.EvidenceLine{}}
	docs, err := s.c.people.GetMany(ctx, []string{q.Person})
	if err != nil || docs[q.Person] == nil {
		return out, err
	}
	// With no role: staff see more than a person who reports does.
	viewers, err := s.viewers(auth.With(ctx, auth.Principal{ID: q.Viewer}), docs)
	if err != nil {
		return out, err
	}
	v := viewers[q.Person]
	v.Blocked = false
	seen, ok := seenBy(v, docs[q.Person])
	if !ok {
		return out, nil
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
	examples := func(list []Skill) {
		for _, x := range list {
			if x.Example != "" {
				add("examples", x.Skill+": "+x.Example)
			}
		}
	}
	examples(p.Have)
	if seen.Learns {
		examples(p.Want)
	}
	if seen.Teaches {
		examples(p.Teach)
	}
	add("interests", strings.Join(p.Interests, ", "))
	return out, nil
}
