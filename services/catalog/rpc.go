package catalog

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func (s *Service) answerIssues(ctx context.Context) error {
	return bus.Answer(ctx, s.d.Bus, service, "issues", s.KnownIssues)
}

// KnownIssues says which of some issues there are and which of them are shown to newcomers, asking their projects too. For
// mentoring alone (the bus lets nobody else ask). It says too who may offer help on them. Invalid without an id or with more than wire.MaxIssues.
func (s *Service) KnownIssues(ctx context.Context, q wire.IssuesQuestion) (wire.IssuesAnswer, error) {
	if len(q.Issues) == 0 || len(q.Issues) > wire.MaxIssues || len(q.People) > wire.MaxIssues {
		return wire.IssuesAnswer{}, fault.InvalidFields(fault.Field{
			Pointer: "/issues", Code: "out_of_range", Params: map[string]any{"min_items": 1, "max_items": wire.MaxIssues},
		})
	}
	issues, err := s.c.issues.GetMany(ctx, q.Issues)
	if err != nil {
		return wire.IssuesAnswer{}, err
	}
	var of []string
	for _, d := range issues {
		of = append(of, d.Body.Project)
	}
	projects, err := s.c.projects.GetMany(ctx, of)
	if err != nil {
		return wire.IssuesAnswer{}, err
	}
	out := wire.IssuesAnswer{Issues: make([]wire.IssueKnown, len(q.Issues))}
	for i, id := range q.Issues {
		out.Issues[i] = wire.IssueKnown{Issue: id}
		if d := issues[id]; d != nil {
			of := projects[d.Body.Project]
			out.Issues[i] = wire.IssueKnown{Issue: id, Known: true, Open: ShownIssue{d, of}.Hidden() == "", Project: d.Body.Project}
			if of == nil {
				continue
			}
			out.Issues[i].Help = of.Body.Wishes.helpers()
			for _, p := range q.People {
				if of.Body.Maintains(p) || s.granted(auth.Principal{ID: p}, of.ID) {
					out.Issues[i].Maintainers = append(out.Issues[i].Maintainers, p)
				}
			}
		}
	}
	return out, nil
}
