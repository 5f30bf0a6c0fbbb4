package mentoring

import (
	"context"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/mentoring/session"
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

// What Mentorships and OwnRequests take beside a status.
const (
	showLive    = "live"    // accepted or active
	showPast    = "past"    // completed or ended
	showRunning = "running" // of requests: open, needs_info or proposed
)

// Mentorships pages through the caller's own, as newcomer and as mentor, newest first, also those they handed over. status "" is all,
// showLive and showPast are two each; but for "" a page may have fewer than limit although others follow.
func (s *Service) Mentorships(ctx context.Context, status string, limit int, after string) (*store.Page[Match], error) {
	p := auth.From(ctx).ID
	where := []store.Cond{store.Where("parties", store.Eq, p)}
	switch status {
	case "", string(Ended), showPast: // for who handed it over it has ended, whatever became of it
	case showLive:
		where = append(where, store.Among("status", []string{string(Accepted), string(Active)}))
	default:
		where = append(where, store.Where("status", store.Eq, status))
	}
	page, err := s.c.matches.Find(ctx, newestFirst(limit, after, where...))
	if err != nil || status == "" {
		return page, err
	}
	page.Docs = slices.DeleteFunc(page.Docs, func(d *store.Doc[Match]) bool {
		is := d.Body.statusFor(p)
		switch status {
		case showLive:
			return is != Accepted && is != Active
		case showPast:
			return is != Completed && is != Ended
		}
		return is != Status(status)
	})
	return page, nil
}

// nextMeetings are when p's next agreed meeting begins in each of the mentorships that go on for p.
func (s *Service) nextMeetings(ctx context.Context, p string, docs ...*store.Doc[Match]) (map[string]*time.Time, error) {
	if !slices.ContainsFunc(docs, func(d *store.Doc[Match]) bool { return d.Body.liveFor(p) }) {
		return nil, nil
	}
	found, err := s.c.sessions.Find(ctx, sessionsFrom(p, store.At(s.d.Now()), feedMost))
	if err != nil {
		return nil, err
	}
	next := map[string]*time.Time{}
	for _, d := range docs {
		if !d.Body.liveFor(p) {
			continue
		}
		for _, x := range found.Docs { // the soonest first
			if x.Body.Match == d.ID && (sessionDoc{x, &d.Body}).status() == session.Confirmed {
				next[d.ID] = &x.Body.Starts
				break
			}
		}
	}
	return next, nil
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
