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
)

// Key is the idempotency key of a call: its hash (of principal, route and key), the hash of the body, and the id that what it
// makes gets.
type Key struct{ Hash, Body, ID string }

func (k Key) op(status int, id string, now time.Time) store.Op {
	return store.Op{Key: k.Hash, Body: k.Body, Status: status, ID: id, At: now}
}

var (
	errChanged = fault.New(fault.Stale, "match.changed", "This has changed since you loaded it. Load it again and decide then.")
)

// answered finds the answer to a key that a document remembers.
func answered[T any](d *store.Doc[T], k Key) (bool, error) {
	if k.Hash == "" {
		return false, nil
	}
	op, ok := d.Op(k.Hash)
	if ok && op.Body != k.Body {
		return false, fault.KeyReused
	}
	return ok, nil
}

// expected refuses when the caller has seen another version; 0 is no expectation.
func expected(version, want int64) error {
	if want != 0 && want != version {
		return errChanged
	}
	return nil
}

// update is one replace of a match by the retry loop. fn may run many times; errKept writes nothing.
func (s *Service) update(ctx context.Context, point, id string, fn func(d *store.Doc[Match]) error) (*store.Doc[Match], error) {
	s.at(point + ".before")
	d, err := s.c.matches.Update(ctx, id, s.packMatch(ctx, fn))
	if err == nil {
		s.at(point + ".after")
	}
	return d, err
}

// packMatch adds to a change of a match what every change has: the time, and the facts it caused.
func (s *Service) packMatch(ctx context.Context, fn func(d *store.Doc[Match]) error) func(d *store.Doc[Match]) error {
	return func(d *store.Doc[Match]) error {
		if err := fn(d); err != nil {
			if errors.Is(err, errKept) {
				return store.Unchanged
			}
			return err
		}
		if !d.Body.quietly {
			d.Body.Changed = s.d.Now()
		}
		d.Body.quietly = false
		s.emitMatch(ctx, d)
		return nil
	}
}

func (s *Service) emitMatch(ctx context.Context, d *store.Doc[Match]) {
	for _, ev := range d.Body.said {
		d.Emit(outbox.Fact(ctx, s.d.DB, ev, outbox.Scope{Org: d.Body.Org, Programme: d.Body.Programme}))
	}
	d.Body.said = nil
}

// upsert is one replace of a standing by the retry loop; who has none yet gets one.
func (s *Service) upsert(ctx context.Context, point, person string, fn func(st *Standing) error) (*store.Doc[Standing], error) {
	s.at(point + ".before")
	d, err := s.c.standings.Upsert(ctx, person, func(d *store.Doc[Standing]) error {
		d.Body.Person = person
		if err := fn(&d.Body); err != nil {
			if errors.Is(err, errKept) {
				return store.Unchanged
			}
			return err
		}
		for _, ev := range d.Body.said {
			d.Emit(outbox.Fact(ctx, s.d.DB, ev, outbox.Scope{}))
		}
		d.Body.said = nil
		return nil
	})
	if err == nil {
		s.at(point + ".after")
	}
	return d, err
}

// aftermath gives what has to happen after an answer was decided some seconds of its own, so that a caller who hangs up does
// not leave it to the clock.
func aftermath(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
}

// tidy settles one match for the given people. What fails is left to the next Tick.
func (s *Service) tidy(ctx context.Context, match string, people ...string) {
	ctx, done := aftermath(ctx)
	defer done()
	for _, p := range people {
		if p == "" {
			continue
		}
		if _, err := s.settle(ctx, p, match, thorough); err != nil {
			s.d.Log.WarnContext(ctx, "settling is left to the clock", "match", match, "err", err)
		}
	}
}

// known reads a match that is the caller's business. One that is absent and one that is not read the same.
func (s *Service) known(ctx context.Context, id string) (*store.Doc[Match], string, error) {
	p := auth.From(ctx).ID
	d, err := s.c.matches.Get(ctx, id)
	if fault.Absent(err) || err == nil && !d.Body.knows(p) {
		return nil, p, errAbsent
	}
	return d, p, err
}

// transition is the shape of most use cases: one change of a match that the caller knows, guarded by its state, remembered
// under the caller's key, then settled. same says that it has happened already and is answered again.
func (s *Service) transition(ctx context.Context, point, id string, want int64, k Key, same func(m *Match, p string) bool,
	fn func(d *store.Doc[Match], p string, pr programme, now time.Time) error) (*store.Doc[Match], error) {
	d, p, err := s.known(ctx, id)
	if err != nil {
		return nil, err
	}
	pr, err := s.orDefaults(ctx, d.Body.Programme)
	if err != nil {
		return nil, err
	}
	d, err = s.update(ctx, point, id, func(d *store.Doc[Match]) error {
		if done, err := answered(d, k); err != nil {
			return err
		} else if done || same != nil && same(&d.Body, p) {
			return errKept
		}
		if err := expected(d.Body.seenVersion(p, d.Version), want); err != nil {
			return err
		}
		now := s.d.Now()
		if err := fn(d, p, pr, now); err != nil {
			return err
		}
		if k.Hash != "" {
			d.Record(k.op(200, id, now))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.flush(ctx, d)
	if d.Body.terminal() || d.Body.open() {
		s.tidy(ctx, id, append(d.Body.mentors(), d.Body.Newcomer)...)
	}
	return d, nil
}

// orDefaults is a programme, or one with the default rules if there is none in the mirror: what was begun in it can always be
// answered and ended.
func (s *Service) orDefaults(ctx context.Context, id string) (programme, error) {
	pr, err := s.programme(ctx, id)
	if fault.Coded(err, errNoProgramme.Code) {
		return programme{ID: id, Rules: wire.DefaultRules()}, nil
	}
	return pr, err
}

// rulesOf are a programme's rules, or the defaults where it is not known: for what must go on without it.
func (s *Service) rulesOf(ctx context.Context, id string) wire.Rules {
	pr, err := s.programme(ctx, id)
	if err != nil {
		return wire.DefaultRules()
	}
	return pr.Rules
}
