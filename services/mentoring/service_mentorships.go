package mentoring

import (
	"context"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/store"
)

// Mentorship reads one that the caller is or was part of; NotFound otherwise.
func (s *Service) Mentorship(ctx context.Context, id string) (*store.Doc[Match], error) {
	d, p, err := s.known(ctx, id)
	if err == nil && !party(&d.Body, p) {
		return nil, errAbsent
	}
	return d, err
}

// PastMentorship is Mentorship, also for a mentor who has handed it over.
func (s *Service) PastMentorship(ctx context.Context, id string) (*store.Doc[Match], error) {
	d, p, err := s.known(ctx, id)
	if err == nil && !party(&d.Body, p) && d.Body.formerly(p) == nil {
		return nil, errAbsent
	}
	return d, err
}

// party: the match is or was a mentorship of p.
func party(m *Match, p string) bool {
	return m.mentor() != "" && (m.Newcomer == p || m.mentor() == p)
}

// Mentorships pages through the caller's own, as newcomer and as mentor, newest first, also those they handed over. status "" is all;
// else a page may have fewer than limit although others follow.
func (s *Service) Mentorships(ctx context.Context, status string, limit int, after string) (*store.Page[Match], error) {
	p := auth.From(ctx).ID
	where := []store.Cond{store.Where("parties", store.Eq, p)}
	if status != "" && status != string(Ended) { // for who handed it over it has ended, whatever became of it
		where = append(where, store.Where("status", store.Eq, status))
	}
	page, err := s.c.matches.Find(ctx, newestFirst(limit, after, where...))
	if err != nil || status == "" {
		return page, err
	}
	page.Docs = slices.DeleteFunc(page.Docs, func(d *store.Doc[Match]) bool { return d.Body.statusFor(p) != Status(status) })
	return page, nil
}

// statusFor is the status as p has it.
func (m *Match) statusFor(p string) Status {
	if m.formerly(p) != nil {
		return Ended
	}
	return m.Status
}

// live is a transition of a mentorship that the caller is part of.
func (s *Service) live(ctx context.Context, point, id string, want int64, k Key, same func(*Match, string) bool,
	fn func(d *store.Doc[Match], pr programme, now time.Time) error) (*store.Doc[Match], error) {
	return s.transition(ctx, point, id, want, k, same, func(d *store.Doc[Match], p string, pr programme, now time.Time) error {
		if !party(&d.Body, p) {
			return errAbsent
		}
		return fn(d, pr, now)
	})
}

// End ends a mentorship; either side, at any time, without a reason, and final. Errors: NotFound; Conflict "match.not_live";
// Stale. One that has ended is answered as it is.
func (s *Service) End(ctx context.Context, id string, want int64, k Key) (*store.Doc[Match], error) {
	return s.live(ctx, "end", id, want, k, func(m *Match, p string) bool { return party(m, p) && m.Status == Ended },
		func(d *store.Doc[Match], _ programme, now time.Time) error {
			return d.Body.endBy(id, auth.From(ctx).ID, now)
		})
}

// Complete says that an active mentorship reached what it was for; either side. Errors: NotFound; Conflict "match.not_live",
// "match.not_active"; Stale.
func (s *Service) Complete(ctx context.Context, id string, want int64, k Key) (*store.Doc[Match], error) {
	return s.live(ctx, "end", id, want, k, func(m *Match, p string) bool { return party(m, p) && m.Status == Completed },
		func(d *store.Doc[Match], _ programme, now time.Time) error { return d.Body.complete(id, now) })
}

// Extend adds four weeks; either side. Errors: NotFound; Conflict "match.not_live", "match.longest"; Stale. Without a key every
// call adds four.
func (s *Service) Extend(ctx context.Context, id string, want int64, k Key) (*store.Doc[Match], error) {
	return s.live(ctx, "extend", id, want, k, nil,
		func(d *store.Doc[Match], pr programme, now time.Time) error { return d.Body.extend(id, pr.Rules, now) })
}

// SetGoals replaces the goals of a mentorship; either side. Errors: NotFound; Conflict "match.not_live"; Stale.
func (s *Service) SetGoals(ctx context.Context, id string, goals []Goal, want int64) (*store.Doc[Match], error) {
	return s.live(ctx, "goals", id, want, Key{}, nil,
		func(d *store.Doc[Match], _ programme, _ time.Time) error {
			return d.Body.setGoals(auth.From(ctx).ID, goals)
		})
}
