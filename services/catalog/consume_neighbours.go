package catalog

import (
	"context"
	"errors"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// projectRuled takes a project out of the catalogue, or lets it in again, as moderators decided.
func (s *Service) projectRuled(ctx context.Context, m bus.Message) error {
	r, err := wire.Read[wire.ProjectRuled](m.Envelope)
	if err != nil || !store.ValidID(r.Project) || r.Ruling == "" {
		return bus.Hopeless(bus.ReasonUnreadable, errors.Join(err, errors.New("no project or ruling named")))
	}
	ruling := Ruling{ID: r.Ruling, Round: r.Round, Out: r.Measure == "removal"}
	change := func(d *store.Doc[Project]) error {
		inherited := d.Body.inherits()
		if !d.Body.Rule(ruling) {
			return store.Unchanged
		}
		d.Body.passOn(inherited)
		return nil
	}
	// Also where there is none, as after a backup was put back: the next list must not bring in what is out.
	if _, err = s.c.projects.Upsert(ctx, r.Project, change); err != nil {
		return err
	}
	if err := s.sweepProject(ctx, r.Project, false); err != nil {
		s.d.Log.Warn("sweep put off to the clock", "project", r.Project, "err", err) // it is hidden already
	}
	return nil
}

// issueClaimed notes whether somebody works on an issue, and how many wait.
func (s *Service) issueClaimed(ctx context.Context, m bus.Message) error {
	var c wire.ClaimState
	if !m.Envelope.Deleted {
		var err error
		if c, err = wire.Read[wire.ClaimState](m.Envelope); err != nil {
			return bus.Hopeless(bus.ReasonUnreadable, err)
		}
	}
	return s.live(ctx, m.Envelope.Subject, func(l *Life) bool { return l.HearClaim(m.Envelope.Version, !m.Envelope.Deleted, c.Waiting) })
}

// issueHelped notes how many mentors with a free place offer help with an issue.
func (s *Service) issueHelped(ctx context.Context, m bus.Message) error {
	var h wire.HelpState
	if !m.Envelope.Deleted {
		var err error
		if h, err = wire.Read[wire.HelpState](m.Envelope); err != nil {
			return bus.Hopeless(bus.ReasonUnreadable, err)
		}
	}
	return s.live(ctx, m.Envelope.Subject, func(l *Life) bool { return l.HearHelp(m.Envelope.Version, h.Mentors) })
}

// live changes what goes on with an issue. One that is not in the catalogue is nobody's to claim here.
func (s *Service) live(ctx context.Context, issue string, hear func(*Life) bool) error {
	if !store.ValidID(issue) {
		return bus.Hopeless(bus.ReasonUnreadable, errors.New("no issue named"))
	}
	_, err := s.c.issues.Update(ctx, issue, func(d *store.Doc[Issue]) error {
		if !hear(&d.Body.Life) {
			return store.Unchanged
		}
		return nil
	})
	if fault.Has(err, fault.NotFound) {
		return nil
	}
	return err
}

// waitMost is how long a read waits for what it must have seen.
const waitMost = 2 * time.Second

// lifeWaiter lets a read wait for what mentoring said of an issue (httpserver.Waiter).
type lifeWaiter struct {
	s    *Service
	kind string
	at   func(*Life) int64
}

// Name is "mentoring.<kind>".
func (w lifeWaiter) Name() string { return "mentoring." + w.kind }

// Wait waits until this version was heard, at most 2 s. Another replica may be the one that stores it, so it looks.
func (w lifeWaiter) Wait(ctx context.Context, id string, version int64) bool {
	ctx, cancel := context.WithTimeout(ctx, waitMost)
	defer cancel()
	for pause := 5 * time.Millisecond; ; pause = min(2*pause, 100*time.Millisecond) {
		d, err := w.s.c.issues.Get(ctx, id)
		if err == nil && w.at(&d.Body.Life) >= version {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(pause):
		}
	}
}
