package notifications

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

var errPreferencesMoved = fault.New(fault.Stale, "preferences.changed",
	"Your choices have changed since you read them. Load them again, then save.")

// Preferences are the caller's choices of e-mail, every kind with the one in force; version is 0 while nothing was chosen.
func (s *Service) Preferences(ctx context.Context) (out api.NotificationPreferences, version int64, err error) {
	person := auth.From(ctx).ID
	d, err := s.c.prefs.Get(ctx, person)
	if fault.Has(err, fault.NotFound) {
		d, err = &store.Doc[Preferences]{}, nil
	}
	if err != nil {
		return out, 0, err
	}
	out, err = s.shownPreferences(ctx, person, d.Body)
	return out, d.Version, err
}

func (s *Service) preferences(ctx context.Context, person string) (Preferences, error) {
	d, err := s.c.prefs.Get(ctx, person)
	if fault.Has(err, fault.NotFound) {
		return Preferences{}, nil
	}
	if err != nil {
		return Preferences{}, err
	}
	return d.Body, nil
}

func (s *Service) shownPreferences(ctx context.Context, person string, p Preferences) (api.NotificationPreferences, error) {
	zone, err := s.zone(ctx, person)
	if err != nil {
		return api.NotificationPreferences{}, err
	}
	d, q := p.digest(), p.quiet()
	out := api.NotificationPreferences{
		Events: p.choices(), Mail: map[string]bool{}, Zone: zone.String(),
		Digest:     api.DigestTime{On: d.On, Weekday: dayName(d.Weekday), Hour: d.Hour},
		QuietHours: api.QuietHours{On: q.On, From: clockOf(q.From), To: clockOf(q.To)},
	}
	for kind, way := range out.Events {
		out.Mail[kind] = way == atOnce
	}
	return out, nil
}

// ChangePreferences sets what is named of the caller's choices. expected is the version that they were read at, 0 for any; Stale
// "preferences.changed" if they have another. A choice holds for what happens from now on; what is no longer wanted at all is not sent
// any more either.
func (s *Service) ChangePreferences(ctx context.Context, in api.NotificationChange, expected int64) (
	api.NotificationPreferences, int64, error) {
	person := auth.From(ctx).ID
	d, err := s.c.prefs.Upsert(ctx, person, func(d *store.Doc[Preferences]) error {
		if expected != 0 && d.Version != expected {
			return errPreferencesMoved
		}
		return d.Body.change(in)
	})
	if err != nil {
		return api.NotificationPreferences{}, 0, err
	}
	if err := s.replan(ctx, person); err != nil {
		return api.NotificationPreferences{}, 0, err
	}
	out, err := s.shownPreferences(ctx, person, d.Body)
	return out, d.Version, err
}

// change takes over what is named, all or nothing.
func (p *Preferences) change(in api.NotificationChange) error {
	if err := p.chooseMail(in.Mail); err != nil {
		return err
	}
	if err := p.choose(in.Events); err != nil {
		return err
	}
	if in.Digest != nil {
		day, err := weekdayOf(in.Digest.Weekday)
		if err != nil {
			return err
		}
		if in.Digest.Hour < 0 || in.Digest.Hour > 23 {
			return fault.InvalidFields(fault.Field{Pointer: "/digest/hour", Code: "out_of_range", Params: map[string]any{"min": 0, "max": 23}})
		}
		p.Digest = &DigestTime{On: in.Digest.On, Weekday: day, Hour: in.Digest.Hour}
	}
	if in.QuietHours != nil {
		from, err := minuteOf("/quiet_hours/from", in.QuietHours.From)
		if err != nil {
			return err
		}
		to, err := minuteOf("/quiet_hours/to", in.QuietHours.To)
		if err != nil {
			return err
		}
		if from == to {
			return fault.InvalidFields(fault.Field{Pointer: "/quiet_hours/to", Code: "same_as_from",
				Detail: "Enter another hour than the one at which the quiet hours begin, or switch them off."})
		}
		p.Quiet = &QuietHours{On: in.QuietHours.On, From: from, To: to}
	}
	return nil
}

// Unsubscribe switches one kind of mail off for whoever the token was signed for: it stays in the inbox alone; the weekly letter is
// switched off as a whole. Anybody who has the link; repeating it changes nothing.
func (s *Service) Unsubscribe(ctx context.Context, token string) error {
	person, kind, err := readUnsubscribe(s.key, token)
	if err != nil {
		return err
	}
	_, err = s.c.prefs.Upsert(ctx, person, func(d *store.Doc[Preferences]) error {
		if d.Body.stopped(kind) {
			return store.Unchanged
		}
		if kind == digestKind {
			at := d.Body.digest()
			at.On = false
			d.Body.Digest = &at
			return nil
		}
		return d.Body.choose(map[string]string{kind: inboxOnly})
	})
	if fault.Has(err, fault.Gone) {
		return nil // they have left: nothing is sent any more
	}
	return err
}
