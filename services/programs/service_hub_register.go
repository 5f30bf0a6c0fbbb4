package programs

import (
	"context"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// HubRegistration is what somebody asked a hub for that is not done yet, in one document: every membership is one of its own. The id is the
// membership's of the hub.
type HubRegistration struct {
	Hub    string    `json:"hub"`
	Person string    `json:"person"`
	At     time.Time `json:"at"`
	api.HubRegistration
}

// When a registration that nobody finished is taken up again, and when it is given up.
const (
	registerAgain = 2 * time.Minute
	registerEnds  = 24 * time.Hour
)

// through is by which hub somebody joins a programme, and the version of its rules that they were shown; no hub for the hub itself. They
// join beside what they are.
type through struct {
	hub   string
	rules int
}

// Register makes the caller a member of a hub and of the communities that they chose, as if they joined each: its rules hold. What they asked
// for is kept until it is done, and taken up again by Tick where it was cut off. What they agreed to is kept with the membership: through
// which hub, and which version of the rules they read. Again is the same. Errors: those of Join for the hub itself; what keeps them out of a
// community is its outcome. A community that they cannot see answers like one that is not there.
func (s *Service) Register(ctx context.Context, hub string, in api.HubRegistration) ([]api.HubOutcome, error) {
	if _, err := s.hub(ctx, hub); err != nil {
		return nil, err
	}
	if !in.Newcomer && !in.Mentor {
		return nil, fault.InvalidFields(fault.Field{Pointer: "/newcomer", Code: "newcomer_or_mentor"})
	}
	me, now := auth.From(ctx).ID, s.d.Now()
	if err := s.confirmed(ctx, me); err != nil {
		return nil, err
	}
	d, err := s.c.registering.Upsert(ctx, MemberID(hub, me), func(d *store.Doc[HubRegistration]) error {
		d.Body = HubRegistration{Hub: hub, Person: me, At: now, HubRegistration: in}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.registers(ctx, d)
}

// registers does what somebody asked a hub for, as the caller, and then forgets it: a refusal is an answer too.
func (s *Service) registers(ctx context.Context, d *store.Doc[HubRegistration]) ([]api.HubOutcome, error) {
	out, err := s.join(ctx, d.Body.Hub, d.Body.HubRegistration)
	if err != nil && !isAnswer(err) {
		return nil, err
	}
	// What was asked for meanwhile is not done yet.
	if gone := s.c.registering.DropIf(ctx, d.ID, func(x *store.Doc[HubRegistration]) bool { return x.Rev == d.Rev }); gone != nil && err == nil {
		err = gone
	}
	return out, err
}

// isAnswer says whether an error is an answer to whoever asks, rather than something that did not work.
func isAnswer(err error) bool {
	for _, k := range []fault.Kind{fault.Invalid, fault.NotFound, fault.Gone, fault.Conflict, fault.Forbidden} {
		if fault.Has(err, k) {
			return true
		}
	}
	return false
}

// join makes the caller a member of the hub, and then of each community.
func (s *Service) join(ctx context.Context, hub string, in api.HubRegistration) ([]api.HubOutcome, error) {
	if _, err := s.joinBy(ctx, hub, store.Op{}, in.Newcomer, in.Mentor, &through{}); err != nil {
		return nil, err
	}
	out := []api.HubOutcome{}
	for _, c := range in.Communities {
		outcome, err := s.registerIn(ctx, hub, c, in)
		if err != nil {
			return nil, err
		}
		out = append(out, api.HubOutcome{Programme: c.Programme, Outcome: outcome})
	}
	return out, nil
}

// registerIn registers the caller in one community that they see.
func (s *Service) registerIn(ctx context.Context, hub string, c api.HubChoice, in api.HubRegistration) (string, error) {
	seen, err := s.Programme(ctx, c.Programme)
	switch {
	case fault.Absent(err):
		return "absent", nil
	case err != nil:
		return "", err
	case seen.Body.StateIn(hub) != HubIn:
		return "absent", nil
	case seen.Body.Rules.Version != c.Rules:
		return "rules_changed", nil
	}
	m, err := s.joinBy(ctx, c.Programme, store.Op{}, in.Newcomer, in.Mentor, &through{hub: hub, rules: c.Rules})
	for code, outcome := range map[string]string{"programme.closed": "closed", "programme.invited_only": "invited_only", "member.too_many": "too_many",
		"programme.absent": "absent"} {
		if fault.Coded(err, code) {
			return outcome, nil
		}
	}
	switch {
	case err != nil:
		return "", err
	case in.Mentor && m.Body.Approval == Waiting:
		return "waiting", nil
	}
	return "joined", nil
}

// tickRegistrations takes up what was cut off, as who asked for it. Any number of replicas may call it.
func (s *Service) tickRegistrations(ctx context.Context) error {
	now := s.d.Now()
	q := store.Query{Where: []store.Cond{store.Where(byAt, store.Le, store.At(now.Add(-registerAgain)))}, Sort: []store.Order{{Index: byAt}}, Limit: 100}
	page, err := s.c.registering.Find(ctx, q)
	if err != nil {
		return err
	}
	for _, d := range page.Docs {
		_, err := s.registers(auth.With(ctx, auth.Principal{ID: d.Body.Person}), d)
		if err != nil && !isAnswer(err) && d.Body.At.Before(now.Add(-registerEnds)) {
			err = s.c.registering.Drop(ctx, d.ID)
		}
		if err != nil && !isAnswer(err) {
			return err
		}
	}
	return nil
}

// forgetRegistrations erases somebody's.
func (s *Service) forgetRegistrations(ctx context.Context, person string) error {
	q := store.Query{Where: []store.Cond{store.Where(byPerson, store.Eq, person)}, Limit: 100}
	for {
		page, err := s.c.registering.Find(ctx, q)
		if err != nil || len(page.Docs) == 0 {
			return err
		}
		for d := range slices.Values(page.Docs) {
			if err := s.c.registering.Drop(ctx, d.ID); err != nil {
				return err
			}
		}
	}
}
