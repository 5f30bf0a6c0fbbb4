package catalog

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

var errMarks = fault.Newf(fault.TooMany, "catalog.too_many_marks",
	"You have marked %d issues that nobody has checked yet. Thank you; mark more when these were looked at.", maxPersonMarks)

// Mark notes that the caller found an issue closed or taken; it is hidden until somebody checks. Anybody signed in, once an
// issue; another word replaces the first. Faults: NotFound; Conflict "catalog.already_closed", "catalog.mark_was_wrong",
// "catalog.marked_enough" (it is hidden by others' marks already); TooMany "catalog.too_many_marks".
func (s *Service) Mark(ctx context.Context, id, mark string) (ShownIssue, error) {
	p, err := signedIn(ctx)
	if err != nil {
		return ShownIssue{}, err
	}
	if mark != "closed" && mark != "taken" {
		return ShownIssue{}, fault.InvalidFields(fault.Field{Pointer: "/mark", Code: "not_one_of", Params: map[string]any{"values": []string{"closed", "taken"}}})
	}
	seen, err := s.Issue(ctx, id)
	if err != nil {
		return ShownIssue{}, err
	}
	if seen.Body.MarkOf(p.ID) == nil {
		drop, err := s.c.marking.Take(ctx, p.ID, id, "", func(ctx context.Context, others store.Held) error {
			return store.Room(ctx, s.c.issues, others, maxPersonMarks, errMarks, store.Where("marked_by", store.Eq, p.ID))
		})
		if err != nil {
			return ShownIssue{}, err
		}
		defer drop()
	}
	doc, err := s.c.issues.Update(ctx, id, func(d *store.Doc[Issue]) error {
		changed, err := d.Body.Mark(p.ID, mark, s.d.Now())
		switch {
		case err != nil:
			return err
		case !changed:
			return store.Unchanged
		}
		d.Emit(outbox.Fact(ctx, s.d.DB, wire.IssueMarked{Issue: id, Mark: mark, Person: p.ID}, outbox.Scope{}))
		return nil
	})
	if err != nil {
		return ShownIssue{}, err
	}
	return s.marked(ctx, doc, seen.Of)
}

// Unmark takes the caller's own mark back. Anybody signed in; without a mark nothing changes.
func (s *Service) Unmark(ctx context.Context, id string) (ShownIssue, error) {
	p, err := signedIn(ctx)
	if err != nil {
		return ShownIssue{}, err
	}
	seen, err := s.Issue(ctx, id)
	if err != nil {
		return ShownIssue{}, err
	}
	doc, err := s.c.issues.Update(ctx, id, func(d *store.Doc[Issue]) error {
		if !d.Body.Unmark(p.ID) {
			return store.Unchanged
		}
		return nil
	})
	if err != nil {
		return ShownIssue{}, err
	}
	return s.marked(ctx, doc, seen.Of)
}

// Check settles what was marked: the issue was found open, or closed. Moderators and the project's maintainers; others are
// Forbidden.
func (s *Service) Check(ctx context.Context, id string, open bool) (ShownIssue, error) {
	if _, err := signedIn(ctx); err != nil {
		return ShownIssue{}, err
	}
	seen, err := s.Issue(ctx, id)
	if err != nil {
		return ShownIssue{}, err
	}
	if !s.maintains(ctx, seen.Of) {
		return ShownIssue{}, fault.New(fault.Forbidden, "catalog.maintainers_only", "Only moderators and the project's maintainers check issues.")
	}
	doc, err := s.c.issues.Update(ctx, id, func(d *store.Doc[Issue]) error {
		if !d.Body.Check(open, s.d.Now()) {
			return store.Unchanged
		}
		found := "closed"
		if open {
			found = "open"
		}
		staff := !seen.Of.Body.Maintains(auth.From(ctx).ID)
		d.Emit(outbox.Fact(ctx, s.d.DB, wire.IssueChecked{Issue: id, Found: found, Staff: staff}, outbox.Scope{}))
		return nil
	})
	if err != nil {
		return ShownIssue{}, err
	}
	return s.marked(ctx, doc, seen.Of)
}

// marked recounts the project after an issue came or went. The stored count only serves lists: if this fails, the next
// change of the project or its issues has it right.
func (s *Service) marked(ctx context.Context, doc *store.Doc[Issue], of *store.Doc[Project]) (ShownIssue, error) {
	if err := s.recount(ctx, doc.Body.Project); err != nil {
		s.d.Log.Warn("recount failed; the next change mends it", "project", doc.Body.Project, "err", err)
	}
	return ShownIssue{doc, of}, nil
}

// recount counts the issues of a project that are shown. It writes only if the project has not moved since before it
// counted, so that of two at once the later count stays.
func (s *Service) recount(ctx context.Context, id string) error {
	var err error
	for range 5 {
		var p *store.Doc[Project]
		if p, err = s.c.projects.Get(ctx, id); err != nil {
			return err
		}
		var open int64
		if open, err = s.c.issues.Count(ctx, store.Where("open_in", store.Eq, id)); err != nil {
			return err
		}
		_, err = s.c.projects.UpdateAt(ctx, id, p.Version, func(d *store.Doc[Project]) error {
			if d.Body.OpenIssues == int(open) {
				return store.Unchanged
			}
			d.Body.OpenIssues = int(open)
			return nil
		})
		if !fault.Coded(err, "store.moved") {
			return err
		}
	}
	return err
}

// MarkedIssues lists issues that wait to be checked, the oldest mark first. Moderators.
func (s *Service) MarkedIssues(ctx context.Context, limit int, after string) (issues []ShownIssue, next string, err error) {
	if err := moderator(ctx); err != nil {
		return nil, "", err
	}
	page, err := s.c.issues.Find(ctx, store.Query{
		Where: []store.Cond{store.Where("marked", store.Gt, int64(0))}, Sort: []store.Order{{Index: "marked"}}, Limit: limit, After: after,
	})
	if err != nil {
		return nil, "", err
	}
	of, err := s.c.projectsOf(ctx, page.Docs)
	if err != nil {
		return nil, "", err
	}
	for _, d := range page.Docs {
		issues = append(issues, ShownIssue{d, of[d.Body.Project]})
	}
	return issues, page.Next, nil
}
