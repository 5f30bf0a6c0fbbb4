package safety

import (
	"context"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// namedStaff are those of the staff whom a text may name. Unavailable where profiles does not answer.
func (s *Service) namedStaff(ctx context.Context, text string) (out []string, err error) {
	staff, err := s.staff(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range slices.Concat(staff.Moderators, staff.Administrators) {
		page, err := s.personEvidence(ctx, m, m)
		if err != nil && !fault.Absent(err) {
			return nil, err
		}
		if len(out) < maxBarred && namesIn(text, m, page.Lines) {
			out = append(out, m)
		}
	}
	return out, nil
}

// Subject says who a report is about that describes somebody. For moderators without conflict who have read it. From then on it is a report
// about that person: who has a conflict with them does not see it any more, the caller too, and somebody else is told; their page is copied;
// where the reporter is signed in and the two have to do with each other, contact stops. Errors: NotFound; Invalid /person for the reporter and
// for nobody; Conflict "case.moved" once somebody was named or it is decided, "case.not_opened"; Stale.
func (s *Service) Subject(ctx context.Context, id, person string, want int64) error {
	d, err := s.seen(ctx, id)
	if err != nil {
		return err
	}
	if person == "" || person == d.Body.Reporter {
		return invalid("/person", "not_possible")
	}
	if _, err := s.m.accounts.Get(ctx, person); fault.Has(err, fault.NotFound) {
		return invalid("/person", "unknown")
	} else if err != nil {
		return err
	}
	c := d.Body
	c.Barred, c.Person = slices.Clone(c.Barred), person
	if err := s.bar(ctx, &c); err != nil {
		return err
	}
	part, err := s.haveToDo(ctx, c.Reporter, person)
	if err != nil {
		return err
	}
	w, err := s.watch(ctx, &c)
	if err != nil {
		return err
	}
	if want == 0 {
		want = d.Version // who is left was computed for this one
	}
	d, err = s.step(ctx, "subject", id, want, Key{}, func(d *store.Doc[Case], m string, _ time.Time) error {
		if err := d.Body.name(id, m, person, c.Barred, part); err != nil {
			return err
		}
		d.Body.watched(id, w)
		return nil
	})
	if err != nil {
		return err
	}
	if len(w.All) == 0 {
		s.d.Log.WarnContext(ctx, "a case waits for somebody independent: make somebody else a moderator")
	}
	if _, err := s.stopContact(ctx, d); err != nil {
		s.d.Log.WarnContext(ctx, "contact is not stopped yet; it is tried again", "case", d.ID, "err", err)
	}
	return nil
}

// haveToDo says whether two have a request or a mentorship with each other, or had one. Of others the reporter is not told who was meant: a
// block in their own list would say it.
func (s *Service) haveToDo(ctx context.Context, reporter, person string) (bool, error) {
	if reporter == "" {
		return false, nil
	}
	ties := map[string]Ties{person: newTies()}
	if err := s.matchTies(ctx, reporter, ties); err != nil {
		return false, err
	}
	return ties[person].With[reporter], nil
}
