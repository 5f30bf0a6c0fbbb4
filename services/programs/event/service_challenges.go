package event

import (
	"context"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

// Pitch makes a challenge under this id, which an organiser accepts or hides. Who attends, and organisers, whose own are accepted at once. op is
// the idempotency key. Invalid; Conflict "event.too_many_challenges", "event.over".
func (s *Service) Pitch(ctx context.Context, id, event string, in api.ChallengeBody, op store.Op) (api.Challenge, error) {
	x, err := s.see(ctx, event)
	switch {
	case err != nil:
	case x.me == nil && !x.organiser:
		err = errNotHere
	case x.Body.Stage == Over:
		err = errOver
	}
	if err != nil {
		return api.Challenge{}, err
	}
	body, wrong := pitch(in, s.d.Taxonomy)
	if len(wrong) > 0 {
		return api.Challenge{}, fault.InvalidFields(wrong...)
	}
	by := auth.From(ctx).ID
	if d, err := s.c.challenges.Get(ctx, id); err == nil {
		return s.pitched(ctx, x, d, op)
	} else if !fault.Absent(err) {
		return api.Challenge{}, err
	}
	free, err := s.mayPitch(ctx, x, id, by)
	defer free()
	if err != nil {
		return api.Challenge{}, err
	}
	c := Challenge{Event: event, ChallengeBody: body, State: Pitched, By: by, Made: s.d.Now()}
	if x.organiser {
		c.State, c.Teams = Accepted, 1
	}
	d, err := s.c.challenges.Insert(ctx, id, c, func(d *store.Doc[Challenge]) {
		if op.Key != "" {
			op.Status, op.ID, op.At = 201, id, s.d.Now()
			d.Record(op)
		}
		if x.organiser {
			d.Emit(s.moved(ctx, event, x.Body.Org, x.Body.Programme, Accepted))
		}
	})
	if fault.Coded(err, "store.exists") {
		if d, err = s.c.challenges.Get(ctx, id); err == nil {
			return s.pitched(ctx, x, d, op)
		}
	}
	if err != nil {
		return api.Challenge{}, err
	}
	if err := s.alive(ctx, event, by, x.me != nil, x.me == nil); err != nil {
		return api.Challenge{}, err
	}
	return s.challenge(ctx, x, d)
}

func (s *Service) pitched(ctx context.Context, x sight, d *store.Doc[Challenge], op store.Op) (api.Challenge, error) {
	if was, ok := d.Op(op.Key); !ok || was.Body != op.Body {
		return api.Challenge{}, fault.KeyReused
	}
	return s.challenge(ctx, x, d)
}

// mayPitch bounds how much one person pitches, and how much there is. free must be called once it is stored, or is not.
func (s *Service) mayPitch(ctx context.Context, x sight, id, person string) (free func(), err error) {
	own := func(ctx context.Context, others store.Held) error {
		n := others.Len()
		return s.c.challenges.Each(ctx, where(byPerson, person, store.MaxLimit, ""), func(d *store.Doc[Challenge]) error {
			if d.Body.Event == x.ID && !others.Has(d.ID) {
				n++
			}
			if n >= maxOwn {
				return fault.Newf(fault.Conflict, "event.too_many_own", "One person pitches at most %d challenges.", maxOwn)
			}
			return nil
		})
	}
	mine := func() {}
	if !x.organiser {
		if mine, err = s.limits.Take(ctx, AttendeeID(x.ID, person), id, "", own); err != nil {
			return mine, err
		}
	}
	here := store.Among(byState, []string{x.ID + ":" + Pitched, x.ID + ":" + Accepted, x.ID + ":" + Hidden})
	n, err := s.c.challenges.Count(ctx, here)
	if err != nil || int(n)+atOnce < maxChallenges {
		return mine, err
	}
	full := fault.Newf(fault.Conflict, "event.too_many_challenges", "An event has at most %d challenges.", maxChallenges)
	all, err := s.limits.Take(ctx, x.ID+"_challenges", id, "", func(ctx context.Context, others store.Held) error {
		return store.Room(ctx, s.c.challenges, others, maxChallenges, full, here)
	})
	return func() { all(); mine() }, err
}

// challenge is one as the caller sees it.
func (s *Service) challenge(ctx context.Context, x sight, d *store.Doc[Challenge]) (api.Challenge, error) {
	c := &d.Body
	out := api.Challenge{ID: d.ID, ChallengeBody: c.ChallengeBody, State: c.State, Teams: c.Teams, Made: c.Made, Own: c.By != "" && c.By == auth.From(ctx).ID}
	n, err := s.c.attendees.Count(ctx, store.Where(byWish, store.Eq, d.ID))
	out.Wishes = n
	return out, err
}

// Challenges pages through those of one state, by title: accepted ones for who attends and organisers, others for organisers; "own" are the
// caller's.
func (s *Service) Challenges(ctx context.Context, event, state string, limit int, after string) ([]api.Challenge, string, error) {
	x, err := s.see(ctx, event)
	switch {
	case err != nil:
	case x.me == nil && !x.organiser:
		err = errNotHere
	case !x.organiser && state != Accepted && state != "own":
		err = refusal.NotOrganiser
	}
	if err != nil {
		return nil, "", err
	}
	q := where(byState, event+":"+state, limit, after)
	if state == "own" {
		q = where(byPerson, auth.From(ctx).ID, limit, after)
	}
	q.Sort = []store.Order{{Index: byTitle}}
	page, err := s.c.challenges.Find(ctx, q)
	if err != nil {
		return nil, "", err
	}
	out := []api.Challenge{}
	for _, d := range page.Docs {
		if d.Body.Event != event {
			continue
		}
		one, err := s.challenge(ctx, x, d)
		if err != nil {
			return nil, "", err
		}
		out = append(out, one)
	}
	return out, page.Next, nil
}

// Challenge is one of them: an accepted one for who attends, any for organisers and who pitched it. NotFound "event.absent".
func (s *Service) Challenge(ctx context.Context, event, id string) (api.Challenge, error) {
	x, d, err := s.seesChallenge(ctx, event, id)
	if err != nil {
		return api.Challenge{}, err
	}
	return s.challenge(ctx, x, d)
}

func (s *Service) seesChallenge(ctx context.Context, event, id string) (sight, *store.Doc[Challenge], error) {
	x, err := s.see(ctx, event)
	if err != nil {
		return x, nil, err
	}
	d, err := s.c.challenges.Get(ctx, id)
	if err := fault.UnlessAbsent(err); err != nil {
		return x, nil, err
	}
	own := err == nil && d.Body.By != "" && d.Body.By == auth.From(ctx).ID
	if err != nil || d.Body.Event != event || !x.organiser && !own && (x.me == nil || d.Body.State != Accepted) {
		return x, nil, errAbsent
	}
	return x, d, nil
}

// Decide accepts a challenge or hides it. Organisers; who pitched it may hide it. Conflict "event.in_use" where a team works on it, or may soon:
// teams are being made or published, or there is a draft. An organiser's word goes before a draft: it is taken away with it.
func (s *Service) Decide(ctx context.Context, event, id string, in api.ChallengeDecision) (api.Challenge, error) {
	x, d, err := s.seesChallenge(ctx, event, id)
	if err != nil {
		return api.Challenge{}, err
	}
	if !x.organiser && in.State != Hidden {
		return api.Challenge{}, refusal.NotOrganiser
	}
	if !x.organiser && d.Body.By != auth.From(ctx).ID {
		return api.Challenge{}, refusal.NotOrganiser
	}
	if in.State == Hidden && d.Body.State == Accepted {
		if err := s.unused(ctx, x); err != nil {
			return api.Challenge{}, err
		}
	}
	d, err = s.c.challenges.Update(ctx, id, func(d *store.Doc[Challenge]) error {
		teams := 0
		if in.State == Accepted {
			teams = max(1, in.Teams)
		}
		if d.Body.State == in.State && d.Body.Teams == teams {
			return store.Unchanged
		}
		d.Body.State, d.Body.Teams = in.State, teams
		if x.organiser {
			d.Emit(s.moved(ctx, event, x.Body.Org, x.Body.Programme, in.State))
		}
		return nil
	})
	if err != nil {
		return api.Challenge{}, refusal.Absent(err, errAbsent)
	}
	return s.challenge(ctx, x, d)
}

// unused refuses where teams may work on a challenge, or may soon; it takes a draft away for an organiser. Publishing looks again.
func (s *Service) unused(ctx context.Context, x sight) error {
	_, err := s.c.events.Update(ctx, x.ID, func(d *store.Doc[Event]) error {
		e := &d.Body
		switch {
		case !e.Published.IsZero() || e.has(publishing):
			return fault.New(fault.Conflict, "event.in_use", "Teams were told already: what they may work on stays.")
		case e.has(solving) || e.Draft != nil && !x.organiser:
			return fault.New(fault.Conflict, "event.drafting", "Teams are being made of what was accepted. An organiser can hide it once that is done.")
		case e.Draft == nil:
			return store.Unchanged
		}
		e.Old, e.Draft = append(slices.Clone(e.Old), e.Draft.ID), nil
		return nil
	})
	s.stir()
	return refusal.Absent(err, errAbsent)
}
