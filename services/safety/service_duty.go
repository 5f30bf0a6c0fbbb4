package safety

import (
	"context"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

var errNoNote = fault.New(fault.NotFound, "duty.no_note", "There are no words for this week that you could open.")

// Duty is the rota: this week and the 11 after it. For moderators.
func (s *Service) Duty(ctx context.Context) (map[string]Week, error) {
	var ids []string
	for _, m := range rota(s.d.Now()) {
		ids = append(ids, weekOf(m))
	}
	docs, err := s.c.weeks.GetMany(ctx, ids)
	out := map[string]Week{}
	for id, d := range docs {
		out[id] = d.Body
	}
	return out, err
}

// SetDuty puts somebody ("" nobody) on duty in a week, with sealed words for them; empty words leave those that are there. For
// moderators. Invalid.
func (s *Service) SetDuty(ctx context.Context, week, moderator, note string) (*store.Doc[Week], error) {
	begins, err := inRota(week, s.d.Now())
	if err != nil {
		return nil, err
	}
	if err := tooLong("/note", note, maxTo); err != nil {
		return nil, err
	}
	staff, err := s.staff(ctx)
	if err != nil {
		return nil, err
	}
	if moderator != "" && !slices.Contains(slices.Concat(staff.Moderators, staff.Administrators), moderator) {
		return nil, invalid("/moderator", "no_moderator")
	}
	p := auth.From(ctx).ID
	return s.c.weeks.Upsert(ctx, week, func(d *store.Doc[Week]) error {
		w := &d.Body
		if w.Moderator == moderator && blank(note) && d.Version > 0 {
			return store.Unchanged
		}
		if w.Moderator != moderator { // they were for somebody else
			w.clear()
		}
		w.Moderator = moderator
		if !blank(note) {
			key, wrapped, err := s.room.NewKey(week)
			if err != nil {
				return err
			}
			w.Key, w.Box, w.By, w.At = wrapped, key.Seal(dutyPart, []byte(note)), p, s.d.Now()
			w.DestroyAt = begins.AddDate(0, 0, 7).Add(copyKept)
		}
		d.Emit(outbox.Fact(ctx, s.d.DB, wire.DutySet{Week: week, Moderator: moderator}, outbox.Scope{}))
		return nil
	})
}

// OpenDuty reads the words that were left for a week; that is recorded. For whoever is on duty in it and whoever left them.
// NotFound "duty.no_note".
func (s *Service) OpenDuty(ctx context.Context, week string) (Note, error) {
	p := auth.From(ctx).ID
	d, err := s.c.weeks.Update(ctx, week, func(d *store.Doc[Week]) error {
		if len(d.Body.Key) == 0 || p != d.Body.Moderator && p != d.Body.By {
			return errNoNote
		}
		d.Emit(outbox.Fact(ctx, s.d.DB, wire.DutyRead{Week: week, Moderator: p}, outbox.Scope{}))
		return nil
	})
	if fault.Has(err, fault.NotFound) {
		return Note{}, errNoNote
	}
	if err != nil {
		return Note{}, err
	}
	key, err := s.room.Unwrap(week, d.Body.Key)
	if err != nil {
		return Note{}, err
	}
	b, err := key.Open(dutyPart, d.Body.Box)
	return Note{By: d.Body.By, At: d.Body.At, Words: string(b)}, err
}

// destroyNotes destroys the words of weeks long past.
func (s *Service) destroyNotes(ctx context.Context, now time.Time) error {
	q := store.Query{Where: []store.Cond{store.Where(byDestroy, store.Le, store.At(now))}, Sort: []store.Order{{Index: byDestroy}}, Limit: 200}
	return s.c.weeks.Each(ctx, q, func(d *store.Doc[Week]) error {
		_, err := s.c.weeks.Update(ctx, d.ID, func(d *store.Doc[Week]) error {
			d.Body.clear()
			return nil
		})
		return err
	})
}
