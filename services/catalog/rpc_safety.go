package catalog

import (
	"context"
	"strings"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// answerEvidence answers what safety asks until ctx ends.
func (s *Service) answerEvidence(ctx context.Context) error {
	return bus.Answer(ctx, s.d.Bus, service, "evidence", s.Evidence)
}

// Evidence is a project's card, and who maintains it. For safety alone. NotFound; one that was removed is not there.
func (s *Service) Evidence(ctx context.Context, q wire.ProjectEvidenceQuestion) (wire.ProjectEvidenceAnswer, error) {
	out := wire.ProjectEvidenceAnswer{Lines: []wire.EvidenceLine{}, Maintainers: []string{}}
	d, err := s.c.projects.Get(ctx, q.Project)
	if err == nil && d.Body.Gone() {
		err = fault.New(fault.NotFound, "store.absent", "There is none with this id.")
	}
	if err != nil {
		return out, err
	}
	v := &d.Body.Shows
	for _, x := range []wire.EvidenceLine{
		{Part: "name", Text: v.Name}, {Part: "description", Text: v.Description}, {Part: "link", Text: v.Link}, {Part: "site", Text: v.Site},
		{Part: "label", Text: v.Label}, {Part: "guide", Text: v.Guide}, {Part: "conduct", Text: v.Conduct},
		{Part: "newcomers", Text: v.Newcomers},
	} {
		if x.Text = strings.TrimSpace(x.Text); x.Text != "" && len(x.Text) <= 8<<10 {
			out.Lines = append(out.Lines, x)
		}
	}
	out.Maintainers = append(out.Maintainers, d.Body.maintainers()...)
	return out, nil
}
