package mentoring

import (
	"context"
	"errors"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/mentoring/session"
)

// sessionDoc is a session with the mentorship it belongs to, which says whether it still counts.
type sessionDoc struct {
	*store.Doc[session.Session]
	match *Match
}

func (d sessionDoc) status() session.Status {
	return d.Body.Seen(d.match.liveWith(d.Body.Mentor), d.match.endedWith(d.Body.Mentor))
}

// PlanSession proposes a session of a mentorship under the id of the key; either side, who then waits for the other. Errors: NotFound;
// Invalid; Conflict "match.not_live", "session.too_many", "idempotency.reused"; TooMany "session.too_many_today".
func (s *Service) PlanSession(ctx context.Context, id string, plan session.Plan, k Key) (sessionDoc, error) {
	m, err := s.Mentorship(ctx, id)
	if err != nil {
		return sessionDoc{}, err
	}
	have, err := s.c.sessions.Get(ctx, k.ID)
	if err == nil {
		return s.planned(have, m, id, k)
	}
	if !fault.Has(err, fault.NotFound) {
		return sessionDoc{}, err
	}
	p, now, rules := auth.From(ctx).ID, s.d.Now(), s.rulesOf(ctx, m.Body.Programme)
	x, err := session.New(session.Session{
		Match: id, Programme: m.Body.Programme, Org: m.Body.Org, Newcomer: m.Body.Newcomer, Mentor: m.Body.mentor(),
	}, p, plan, now)
	if err != nil {
		return sessionDoc{}, err
	}
	if _, err = s.update(ctx, "session.count", id, func(d *store.Doc[Match]) error {
		if done, err := answered(d, k); done || err != nil {
			return orKept(err)
		}
		if d.Body.mentor() != x.Mentor { // it was handed over meanwhile
			return errNotLive
		}
		if err := d.Body.planned(id, p, rules, now); err != nil {
			return err
		}
		if k.Hash != "" {
			d.Record(k.op(201, k.ID, now))
		}
		return nil
	}); err != nil {
		return sessionDoc{}, err
	}
	s.at("session.insert.before")
	d, err := s.c.sessions.Insert(ctx, k.ID, x, func(d *store.Doc[session.Session]) {
		s.emitSession(ctx, d)
		if k.Hash != "" {
			d.Record(k.op(201, k.ID, now))
		}
	})
	if fault.Coded(err, "store.exists") {
		if d, err = s.c.sessions.Get(ctx, k.ID); err == nil {
			return s.planned(d, m, id, k)
		}
	}
	if err != nil {
		return sessionDoc{}, err
	}
	s.at("session.insert.after")
	// The mentorship may have ended, and have been forgotten, before the session was there.
	if m, err = s.c.matches.Get(ctx, id); err != nil {
		return sessionDoc{}, err
	}
	if !m.Body.liveWith(x.Mentor) {
		return sessionDoc{}, errors.Join(errNotLive, s.closeSession(ctx, k.ID, m.Body.endedWith(x.Mentor)))
	}
	s.settleSession(ctx, d)
	return sessionDoc{d, &m.Body}, nil
}

// planned answers a repeated proposal with the session that it made.
func (s *Service) planned(d *store.Doc[session.Session], m *store.Doc[Match], id string, k Key) (sessionDoc, error) {
	if d.Body.Match != id {
		return sessionDoc{}, fault.KeyReused
	}
	if _, err := answered(d, k); err != nil {
		return sessionDoc{}, err
	}
	return sessionDoc{d, &m.Body}, nil
}

// Session reads one of a mentorship that the caller is or was part of; NotFound otherwise.
func (s *Service) Session(ctx context.Context, id, sid string) (sessionDoc, error) {
	m, err := s.Mentorship(ctx, id)
	if err != nil {
		return sessionDoc{}, err
	}
	d, err := s.c.sessions.Get(ctx, sid)
	if fault.Has(err, fault.NotFound) || err == nil && (d.Body.Match != id || !d.Body.Concerns(auth.From(ctx).ID)) {
		return sessionDoc{}, session.ErrAbsent
	}
	return sessionDoc{d, &m.Body}, err
}

// Sessions pages through those of a mentorship that the caller is or was part of, in the order of their time. NotFound otherwise.
func (s *Service) Sessions(ctx context.Context, id string, limit int, after string) (out []sessionDoc, next string, err error) {
	m, err := s.Mentorship(ctx, id)
	if err != nil {
		return nil, "", err
	}
	page, err := s.c.sessions.Find(ctx, sessionsOf(id, limit, after))
	if err != nil {
		return nil, "", err
	}
	for _, d := range page.Docs {
		if d.Body.Concerns(auth.From(ctx).ID) { // not those with the mentor before
			out = append(out, sessionDoc{d, &m.Body})
		}
	}
	return out, page.Next, nil
}

// changeSession is one change of a session by one of the two while the mentorship lives. same says that it has happened already.
func (s *Service) changeSession(ctx context.Context, id, sid string, want int64, same func(x *session.Session, by string) bool,
	fn func(x *session.Session, by string, now time.Time) error) (sessionDoc, error) {
	seen, err := s.Session(ctx, id, sid)
	if err != nil {
		return sessionDoc{}, err
	}
	p := auth.From(ctx).ID
	if same != nil && same(&seen.Body, p) {
		return seen, nil
	}
	if !seen.match.liveWith(seen.Body.Mentor) {
		return sessionDoc{}, errNotLive
	}
	return s.writeSession(ctx, seen, want, same, fn)
}

// writeSession is a change of what was seen, by one of the two.
func (s *Service) writeSession(ctx context.Context, seen sessionDoc, want int64, same func(x *session.Session, by string) bool,
	fn func(x *session.Session, by string, now time.Time) error) (sessionDoc, error) {
	p, sid := auth.From(ctx).ID, seen.ID
	s.at("session.before")
	d, err := s.c.sessions.Update(ctx, sid, func(d *store.Doc[session.Session]) error {
		if same != nil && same(&d.Body, p) {
			return store.Unchanged
		}
		if err := expected(d.Version, want); err != nil {
			return err
		}
		if err := fn(&d.Body, p, s.d.Now()); err != nil {
			return err
		}
		s.emitSession(ctx, d)
		return nil
	})
	if err != nil {
		return sessionDoc{}, err
	}
	s.at("session.after")
	s.settleSession(ctx, d)
	return sessionDoc{d, seen.match}, nil
}

// MoveSession proposes another time or place, which the other side confirms. Errors: NotFound; Invalid; Conflict "match.not_live",
// "session.over", "session.many_proposals"; Stale; TooMany "session.too_many_today". The time is counted before it is proposed: one that
// comes to nothing in between counts too.
func (s *Service) MoveSession(ctx context.Context, id, sid string, plan session.Plan, want int64) (sessionDoc, error) {
	seen, err := s.Session(ctx, id, sid)
	if err != nil {
		return sessionDoc{}, err
	}
	p, try := auth.From(ctx).ID, seen.Body
	if !seen.match.liveWith(try.Mentor) {
		return sessionDoc{}, errNotLive
	}
	if err := expected(seen.Version, want); err != nil {
		return sessionDoc{}, err
	}
	if err := try.Propose(p, plan, s.d.Now()); err != nil {
		return sessionDoc{}, err
	}
	if _, err := s.update(ctx, "session.count", id, func(d *store.Doc[Match]) error { return d.Body.proposesTime(p, s.d.Now()) }); err != nil {
		return sessionDoc{}, err
	}
	return s.changeSession(ctx, id, sid, want, nil,
		func(x *session.Session, by string, now time.Time) error { return x.Propose(by, plan, now) })
}

// ConfirmSession agrees to the proposal of that number, which the other side made. Errors: NotFound; Conflict "match.not_live",
// "session.over", "session.moved", "session.own_proposal".
func (s *Service) ConfirmSession(ctx context.Context, id, sid string, proposal int) (sessionDoc, error) {
	return s.changeSession(ctx, id, sid, 0,
		func(x *session.Session, by string) bool {
			return x.Same(session.Confirmed, by) && x.Proposal == proposal
		},
		func(x *session.Session, by string, now time.Time) error { return x.Confirm(by, proposal, now) })
}

// CancelSession is either side's until it begins, without a reason. Errors: NotFound; Conflict "match.not_live", "session.over"; Stale.
func (s *Service) CancelSession(ctx context.Context, id, sid string, want int64) (sessionDoc, error) {
	return s.changeSession(ctx, id, sid, want,
		func(x *session.Session, by string) bool { return x.Same(session.Cancelled, by) },
		func(x *session.Session, by string, now time.Time) error { return x.Cancel(by, now) })
}

// MarkSession says whether one that has begun took place; either side. What was missed may be put right, what was held stands. The
// first that was held makes the mentorship active. Once that has ended it may be said for another session.LateFor, as long as both are still
// here; the other side is not told. Errors: NotFound; Conflict "match.not_live", "session.over", "session.not_begun", "session.too_late"; Stale.
func (s *Service) MarkSession(ctx context.Context, id, sid string, held bool, want int64) (sessionDoc, error) {
	to := session.Missed
	if held {
		to = session.Held
	}
	same := func(x *session.Session, by string) bool { return x.Same(to, by) }
	seen, err := s.Session(ctx, id, sid)
	if err != nil || seen.match.liveWith(seen.Body.Mentor) {
		return s.changeSession(ctx, id, sid, want, same, func(x *session.Session, by string, now time.Time) error { return x.Mark(by, held, now) })
	}
	p := auth.From(ctx).ID
	if same(&seen.Body, p) {
		return seen, nil
	}
	if err := s.hasLeft(ctx, seen.Body.Partner(p)); err != nil {
		return sessionDoc{}, errNotLive
	}
	ended := seen.match.endedWith(seen.Body.Mentor)
	return s.writeSession(ctx, seen, want, same, func(x *session.Session, by string, now time.Time) error { return x.MarkLate(by, held, ended, now) })
}

// emitSession makes facts of what was told.
func (s *Service) emitSession(ctx context.Context, d *store.Doc[session.Session]) {
	x := &d.Body
	for _, t := range x.Told() {
		var ev wire.Event
		switch t.What {
		case session.TellProposed:
			ev = wire.SessionProposed{Match: x.Match, Session: d.ID, From: t.From, To: t.To, Starts: x.Starts, Minutes: x.Minutes}
		case session.TellConfirmed:
			ev = wire.SessionConfirmed{Match: x.Match, Session: d.ID, From: t.From, To: t.To, Starts: x.Starts}
		case session.TellCancelled:
			ev = wire.SessionCancelled{Match: x.Match, Session: d.ID, From: t.From, To: t.To, Starts: x.Starts, Slip: t.Slip}
		case session.TellMarked:
			ev = wire.SessionMarked{
				Match: x.Match, Session: d.ID, From: t.From, To: t.To, How: string(x.Status), Mentor: x.Mentor, Starts: x.Starts, Minutes: x.Minutes,
			}
		case session.TellReminded:
			ev = wire.SessionReminded{
				Match: x.Match, Session: d.ID, Newcomer: x.Newcomer, Mentor: x.Mentor, Starts: x.Starts, Hours: t.Hours,
			}
		}
		d.Emit(outbox.Fact(ctx, s.d.DB, ev, outbox.Scope{Org: x.Org, Programme: x.Programme}))
	}
}

// settleSession lets the mentorship know of what was just done. What fails is left to the next Tick.
func (s *Service) settleSession(ctx context.Context, d *store.Doc[session.Session]) {
	if !d.Body.Owed {
		return
	}
	ctx, done := aftermath(ctx)
	defer done()
	if err := s.hearSession(ctx, d); err != nil {
		s.d.Log.WarnContext(ctx, "the mentorship hears of a session by the clock", "session", d.ID, "err", err)
	}
}

func (s *Service) hearSession(ctx context.Context, d *store.Doc[session.Session]) error {
	x := d.Body
	rules := s.rulesOf(ctx, x.Programme)
	_, err := s.update(ctx, "session.heard", x.Match, func(m *store.Doc[Match]) error {
		if m.Body.mentor() != x.Mentor {
			return errKept
		}
		return m.Body.heard(x.Match, x.Changed, x.Status == session.Held, rules)
	})
	if err != nil {
		return err
	}
	_, err = s.c.sessions.Update(ctx, d.ID, func(d *store.Doc[session.Session]) error {
		if !d.Body.Owed {
			return store.Unchanged
		}
		d.Body.Heard(x.Changed, s.d.Now())
		return nil
	})
	return err
}

// tickSessions lets the clocks of sessions fire.
func (s *Service) tickSessions(ctx context.Context) error {
	var due []*store.Doc[session.Session]
	var errs []error
	err := s.c.sessions.Each(ctx, dueSessions(store.At(s.d.Now())), func(d *store.Doc[session.Session]) error {
		if due = append(due, d); len(due) == maxDue {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		errs = append(errs, err)
	}
	for _, d := range due {
		if ctx.Err() != nil {
			break
		}
		if err := s.clockSession(ctx, d); err != nil && len(errs) < 10 {
			errs = append(errs, err)
		}
	}
	return errors.Join(append(errs, ctx.Err())...)
}

// clockSession lets the clock of one session fire; of a mentorship that has ended it closes it.
func (s *Service) clockSession(ctx context.Context, d *store.Doc[session.Session]) error {
	m, err := s.c.matches.Get(ctx, d.Body.Match)
	switch {
	case err != nil:
		return err
	case !m.Body.liveWith(d.Body.Mentor):
		return s.closeSession(ctx, d.ID, m.Body.endedWith(d.Body.Mentor))
	case d.Body.Owed:
		return s.hearSession(ctx, d)
	}
	s.at("session.clock.before")
	_, err = s.c.sessions.Update(ctx, d.ID, func(d *store.Doc[session.Session]) error {
		now := s.d.Now()
		if d.Body.Owed || d.Body.DueAt.IsZero() || d.Body.DueAt.After(now) {
			return store.Unchanged
		}
		d.Body.Tick(now)
		s.emitSession(ctx, d)
		return nil
	})
	return err
}

func (s *Service) closeSession(ctx context.Context, id string, ended time.Time) error {
	_, err := s.c.sessions.Update(ctx, id, func(d *store.Doc[session.Session]) error {
		if !d.Body.Close(ended) {
			return store.Unchanged
		}
		return nil
	})
	return err
}

// eraseSessions takes out of a person's sessions, whose mentorships have ended, where they were to be, and ends the calendar feed.
func (s *Service) eraseSessions(ctx context.Context, person string) error {
	err := s.c.sessions.Each(ctx, sessionsFrom(person, 0, 200), func(d *store.Doc[session.Session]) error {
		m, err := s.c.matches.Get(ctx, d.Body.Match)
		if err != nil || m.Body.liveWith(d.Body.Mentor) {
			return err
		}
		if err := s.closeSession(ctx, d.ID, m.Body.endedWith(d.Body.Mentor)); err != nil {
			return err
		}
		_, err = s.c.sessions.Update(ctx, d.ID, func(d *store.Doc[session.Session]) error {
			if !d.Body.Forget(person) {
				return store.Unchanged
			}
			return nil
		})
		return err
	})
	return errors.Join(err, s.eraseCalendar(ctx, person))
}

// eraseCalendar ends the feed; a tombstone refuses a new one.
func (s *Service) eraseCalendar(ctx context.Context, person string) error {
	_, err := s.c.calendars.Upsert(ctx, person, func(d *store.Doc[Calendar]) error {
		d.Body = Calendar{}
		return nil
	})
	if err != nil {
		return gone(err, nil)
	}
	return s.c.calendars.Delete(ctx, person, nil)
}
