package catalog

import (
	"context"
	"errors"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

var (
	errMarks = fault.Newf(fault.TooMany, "catalog.too_many_marks",
		"You have marked %d issues that nobody has checked yet. Thank you; mark more when these were looked at.", maxPersonMarks)
	errWrong = fault.Newf(fault.Forbidden, "catalog.marks_were_wrong",
		"%d marks of yours were checked within a year and the issues were found open. Write to a moderator about others.", maxWrong)
	errNoRoom = errors.New("as many issues as may be are hidden by marks, or wait to be checked")
)

// everybody owns the limit of issues that people without standing hide.
const everybody = "everybody"

// Mark notes that the caller found an issue closed or taken. It is hidden from the caller at once; from everybody until somebody
// checks where the caller speaks for the project or is a moderator, where another person says so too, and where who had claimed
// it says that it is done; of the latter two somebody's mark must be of an account that is not new (auth.NewFor). Anybody signed
// in, once an issue; another word replaces the first. Faults: NotFound; Conflict "catalog.already_closed",
// "catalog.mark_was_wrong", "catalog.marked_enough" (many have said so already); TooMany "catalog.too_many_marks"; Forbidden
// "catalog.marks_were_wrong".
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
	by := By{Person: p.ID, Standing: s.maintains(ctx, seen.Of), New: s.newUntil(p.ID), Room: true}
	if seen.Body.MarkOf(p.ID) == nil {
		drop, err := s.mayMark(ctx, by, id)
		if err != nil {
			return ShownIssue{}, err
		}
		defer drop()
		if by.Alone, err = s.crowded(ctx, by.New); err != nil {
			return ShownIssue{}, err
		}
	}
	if !by.Standing {
		var drop func()
		if by.Room, drop, err = s.room(ctx, id); err != nil {
			return ShownIssue{}, err
		}
		defer drop()
	}
	doc, err := s.c.issues.Update(ctx, id, func(d *store.Doc[Issue]) error {
		changed, err := d.Body.Mark(by, mark, s.d.Now())
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

// mayMark keeps the limits of one person.
func (s *Service) mayMark(ctx context.Context, by By, id string) (drop func(), err error) {
	if !by.Standing {
		wrong, now := 0, s.d.Now()
		err := s.c.issues.Each(ctx, store.Query{Where: []store.Cond{store.Where("mistaken", store.Eq, by.Person)}}, func(d *store.Doc[Issue]) error {
			if d.Body.mistook(by.Person, now) {
				wrong++
			}
			if wrong >= maxWrong {
				return errWrong
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return s.c.marking.Take(ctx, by.Person, id, "", func(ctx context.Context, others store.Held) error {
		return store.Room(ctx, s.c.issues, others, maxPersonMarks, errMarks, store.Where("marked_by", store.Eq, by.Person))
	})
}

// crowded says whether so many issues wait to be checked that one more shall not, roughly: some more at once do no harm. What waits
// until later than now was marked by nobody but accounts that are new; these have a share of their own.
func (s *Service) crowded(ctx context.Context, newUntil time.Time) (bool, error) {
	since, most := int64(0), maxWaiting
	if now := s.d.Now(); newUntil.After(now) {
		since, most = store.At(now), maxNewWaiting
	}
	n, err := s.c.issues.Count(ctx, store.Where("marked", store.Gt, since))
	return n >= int64(most), err
}

// room says whether one more issue may be hidden by people without standing, and holds it. Always call drop.
func (s *Service) room(ctx context.Context, id string) (room bool, drop func(), err error) {
	drop, err = s.c.marking.Take(ctx, everybody, id, "", func(ctx context.Context, others store.Held) error {
		return store.Room(ctx, s.c.issues, others, maxDoubted, errNoRoom, store.Where("doubted", store.Eq, true))
	})
	if errors.Is(err, errNoRoom) {
		return false, drop, nil
	}
	return err == nil, drop, err
}

// finished hears that who had claimed an issue says it is done.
func (s *Service) finished(ctx context.Context, m bus.Message) error {
	e, err := wire.Read[wire.ClaimEnded](m.Envelope)
	if err != nil || !store.ValidID(e.Issue) {
		return bus.Hopeless(bus.ReasonUnreadable, errors.Join(err, errors.New("no issue named")))
	}
	if e.How != "done" {
		return nil
	}
	room, drop, err := s.room(ctx, e.Issue)
	if err != nil {
		return err
	}
	defer drop()
	doc, err := s.c.issues.Update(ctx, e.Issue, func(d *store.Doc[Issue]) error {
		if !d.Body.Finish(e.Person, m.Envelope.Time, room, s.d.Now()) {
			return store.Unchanged
		}
		return nil
	})
	if err != nil {
		return fault.UnlessAbsent(err)
	}
	return s.recount(ctx, doc.Body.Project)
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
		if !d.Body.Unmark(p.ID, s.d.Now()) {
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
	return s.markedIssues(ctx, limit, after)
}

// MarkedOf lists those of one project. Its maintainers and moderators; others are Forbidden.
func (s *Service) MarkedOf(ctx context.Context, project string, limit int, after string) (issues []ShownIssue, next string, err error) {
	of, err := s.c.projects.Get(ctx, project)
	if err != nil {
		return nil, "", err
	}
	if !s.maintains(ctx, of) {
		return nil, "", fault.New(fault.Forbidden, "catalog.maintainers_only", "Only moderators and the project's maintainers check issues.")
	}
	return s.markedIssues(ctx, limit, after, store.Where("project", store.Eq, project))
}

func (s *Service) markedIssues(ctx context.Context, limit int, after string, more ...store.Cond) (issues []ShownIssue, next string, err error) {
	page, err := s.c.issues.Find(ctx, store.Query{
		Where: append(more, store.Where("marked", store.Gt, int64(0))), Sort: []store.Order{{Index: "marked"}}, Limit: limit, After: after,
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
