package event

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// Replace puts a new badge in the place of one that was lost: from then on the old code lets nobody in and names no friend. Who has arrived
// with it stays, and so do their team and friends. The same again is no error: what stopped in between is finished. Organisers. Errors:
// Invalid "/lost", "/code"; TooMany "event.pace"; Conflict "event.badge_replaced_already", "event.badge_taken", "event.badge_other".
func (s *Service) Replace(ctx context.Context, id string, in api.BadgeReplacement) error {
	x, err := s.organised(ctx, id)
	if err != nil {
		return err
	}
	lost, err := s.badgeAt(ctx, id, "/lost", in.Lost)
	if err != nil {
		return err
	}
	next, err := s.badgeAt(ctx, id, "/code", in.Code)
	if err != nil {
		return err
	}
	switch {
	case lost.Body.ReplacedBy == next.ID && next.Body.Replaces == lost.ID:
		return nil
	case lost.ID == next.ID, !next.Body.fresh() && next.Body.Replaces != lost.ID:
		return errBadgeTaken
	case lost.Body.As != next.Body.As:
		return errBadgeOther
	}
	if _, err := s.c.events.Update(ctx, id, func(d *store.Doc[Event]) error {
		d.Emit(s.moved(ctx, id, x.Body.Org, x.Body.Programme, "badge_replaced"))
		return nil
	}); err != nil {
		return refusal.Absent(err, errAbsent)
	}
	// The old one first: whatever stops after this, nobody comes in with it. What was done with it until then is read in the same step.
	if lost, err = s.c.badges.Update(ctx, lost.ID, func(d *store.Doc[Badge]) error {
		switch d.Body.ReplacedBy {
		case next.ID:
			return store.Unchanged
		case "":
			d.Body.ReplacedBy = next.ID
			return nil
		}
		return errBadgeReplaced
	}); err != nil {
		return refusal.Absent(err, errAbsent)
	}
	_, err = s.c.badges.Update(ctx, next.ID, func(d *store.Doc[Badge]) error {
		switch {
		case d.Body.Replaces == lost.ID:
			return store.Unchanged
		case !d.Body.fresh():
			return errBadgeTaken
		}
		d.Body.inherit(lost.ID, &lost.Body)
		return nil
	})
	if fault.Coded(err, errBadgeTaken.Code) { // somebody arrived with it meanwhile: the lost one waits for another
		_, undo := s.c.badges.Update(ctx, lost.ID, func(d *store.Doc[Badge]) error {
			if d.Body.ReplacedBy != next.ID {
				return store.Unchanged
			}
			d.Body.ReplacedBy = ""
			return nil
		})
		if undo != nil {
			return undo
		}
	}
	return refusal.Absent(err, errAbsent)
}

// badgeAt finds the badge of an event on which a code is that stands in a field.
func (s *Service) badgeAt(ctx context.Context, event, pointer, typed string) (*store.Doc[Badge], error) {
	k, err := s.c.key(ctx)
	if err != nil {
		return nil, err
	}
	d, err := s.badge(ctx, k, typed)
	if err == nil && d.Body.Event != event {
		err = fault.InvalidFields(fault.Field{Pointer: pointer, Code: "no_badge"})
	}
	if f := fault.As(err); err != nil && f.Kind == fault.Invalid && len(f.Fields) == 1 {
		err = fault.InvalidFields(fault.Field{Pointer: pointer, Code: f.Fields[0].Code})
	}
	return d, err
}

var (
	errBadgeReplaced = fault.New(fault.Conflict, "event.badge_replaced_already", "This badge was replaced by another one already.")
	errBadgeTaken    = fault.New(fault.Conflict, "event.badge_taken", "That badge was used or named already. Take a new one.")
	errBadgeOther    = fault.New(fault.Conflict, "event.badge_other", "One badge is for participants, the other for mentors.")
	errBadgeGone     = fault.New(fault.Conflict, "event.badge_replaced", "This badge was replaced by another one. Use that, or go to the helpdesk.")
)
