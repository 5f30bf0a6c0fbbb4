package rehearsal

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/application"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// publish copies the settings as if they were published now. Readers are made up: who they really are is nobody's business here.
func (x *stage) publish(ctx context.Context, real *cohort.Cohort) error {
	set := real.CohortSettings
	set.Published, set.Readers = true, []string{reviewer, second}
	made, err := x.cohorts.Make(x.as(ctx, organiser), "rehearsal", "rehearsal", api.CohortBody{Name: set.Name, Settings: &set}, store.Op{})
	if err != nil {
		return err
	}
	x.c = made.Doc
	if err := x.note(ctx, "published", 0); err != nil {
		return err
	}
	if at := x.c.Body.Begins(cohort.Call); !at.IsZero() {
		x.to(at)
		return x.note(ctx, "call", 0)
	}
	return nil
}

// window is when people come: in the phase of applications, else from the beginning to the round.
func (x *stage) window() (from, to time.Time) {
	c := &x.c.Body
	if len(c.Phases) == 0 {
		return x.at, x.at.Add(14 * day)
	}
	from = c.Begins(cohort.Applying)
	if from.IsZero() {
		from = c.Phases[0].From
	}
	for _, p := range c.Phases {
		if p.From.After(from) && (c.Begins(cohort.Applying).After(time.Time{}) || p.Name != cohort.Review) {
			return from, p.From
		}
	}
	return from, from.Add(14 * day)
}

// apply lets people come one after the other, mentors first.
func (x *stage) apply(ctx context.Context, _ *cohort.Cohort) error {
	from, to := x.window()
	x.to(from)
	if err := x.note(ctx, "opens", 0); err != nil {
		return err
	}
	var come []*actor
	for _, as := range []string{application.Mentor, application.Newcomer} {
		for _, a := range x.people {
			if a.As != as {
				continue
			}
			if a.End = neverSent; x.c.Body.Way(as) != cohort.Nobody {
				come = append(come, a)
			}
		}
	}
	sent, drafts := 0, 0
	for i, a := range come {
		x.to(from.Add(to.Sub(from) * time.Duration(i+1) / time.Duration(len(come)+2)))
		ok, err := x.comes(ctx, a)
		if err != nil {
			return err
		}
		if ok {
			sent++
		} else if a.forgets() {
			drafts++
		}
	}
	x.to(to.Add(-time.Minute))
	if err := x.note(ctx, "applied", sent); err != nil {
		return err
	}
	if drafts > 0 {
		return x.note(ctx, "drafts", drafts)
	}
	return nil
}

// comes is one person's way in. What is refused is warned of, once for each reason.
func (x *stage) comes(ctx context.Context, a *actor) (sent bool, err error) {
	ctx = x.as(ctx, a.ID)
	d, err := x.apps.Save(ctx, x.c.ID, a.As, 0, a.draft(&x.c.Body))
	if err == nil {
		a.application = d.ID
		if a.forgets() {
			return false, nil
		}
		agreement := 0
		if a.As == application.Mentor {
			agreement = x.c.Body.AgreementVersion
		}
		d, err = x.apps.Send(ctx, d.ID, agreement)
	}
	if err != nil {
		if ctx.Err() != nil || fault.As(err).Kind == fault.Internal {
			return false, err
		}
		a.End = declined
		x.warn(api.RehearsalWarning{Code: "refused", Name: fault.As(err).Code})
		return false, nil
	}
	if a.changes() && d.Body.State == application.Sent {
		a.End = withdrew
		_, err = x.apps.Withdraw(ctx, d.ID)
		return false, err
	}
	if a.End = tookPart; d.Body.State == application.Waiting {
		a.End = waiting
	}
	return true, nil
}

// warn notes a warning once.
func (x *stage) warn(w api.RehearsalWarning) {
	for _, old := range x.out.Warnings {
		if old == w {
			return
		}
	}
	x.out.Warnings = append(x.out.Warnings, w)
}

// standing are those of a kind whose application stands there, in the order in which they were made up.
func (x *stage) standing(ctx context.Context, as, state string) (out []*actor, err error) {
	for _, a := range x.people {
		if a.As != as || a.application == "" {
			continue
		}
		d, err := x.apps.Read(ctx, a.application)
		if fault.Absent(err) { // it led nowhere, and its time was over
			continue
		}
		if err != nil {
			return nil, err
		}
		if d.Body.State == state {
			out = append(out, a)
		}
	}
	return out, nil
}

// review reads, decides and tells, as far as anybody applied.
func (x *stage) review(ctx context.Context, _ *cohort.Cohort) error {
	newcomers, err := x.standing(ctx, application.Newcomer, application.Sent)
	if err != nil {
		return err
	}
	mentors, err := x.standing(ctx, application.Mentor, application.Sent)
	if err != nil || len(newcomers)+len(mentors) == 0 {
		return err
	}
	from, to := x.at, x.at.Add(time.Hour)
	for i, p := range x.c.Body.Phases {
		if p.Name == cohort.Review && i+1 < len(x.c.Body.Phases) {
			from, to = p.From, x.c.Body.Phases[i+1].From
		}
	}
	x.to(from.Add(to.Sub(from) / 3))
	if err := x.rate(ctx, append(mentors, newcomers...)); err != nil {
		return err
	}
	x.to(from.Add(to.Sub(from) * 2 / 3))
	ids, err := x.decide(ctx, newcomers, mentors)
	if err != nil {
		return err
	}
	x.to(to.Add(-time.Minute))
	if err := x.release(ctx, ids); err != nil {
		return err
	}
	return x.freed(ctx)
}

// rate has two reviewers read; the second has an interest in the first application.
func (x *stage) rate(ctx context.Context, all []*actor) error {
	for i, a := range all {
		for j, who := range []string{reviewer, second} {
			b := api.ReviewBody{Rating: 1 + (i*2+j+3)%5}
			if i == 0 && who == second {
				b = api.ReviewBody{Conflict: true}
			}
			if _, err := x.apps.Rate(x.as(ctx, who), a.application, b); err != nil {
				return err
			}
		}
	}
	return x.note(ctx, "rated", len(all))
}

// decide takes mentors but each fifth, and newcomers who meet the rules as long as there are places: the cohort's, else the mentors'.
func (x *stage) decide(ctx context.Context, newcomers, mentors []*actor) (ids []string, err error) {
	room := x.c.Body.Places
	verdict := func(a *actor, outcome, reason, end string) error {
		a.End = end
		ids = append(ids, a.application)
		_, err := x.apps.Decide(x.as(ctx, organiser), a.application, api.ApplicationDecision{Outcome: outcome, Reason: reason}, 0)
		return err
	}
	for i, a := range mentors {
		if i%5 == 4 {
			err = verdict(a, "decline", "fit", declined)
		} else if err = verdict(a, "accept", "", tookPart); x.c.Body.Places == 0 {
			room += 1 + a.n%2
		}
		if err != nil {
			return nil, err
		}
	}
	if room == 0 {
		room = len(newcomers)
	}
	over := 0
	for _, a := range newcomers {
		meets := ""
		d, err := x.apps.Read(ctx, a.application)
		if err == nil {
			meets, err = x.apps.Eligible(ctx, &x.c.Body, d)
		}
		switch {
		case err != nil:
		case meets == "no":
			err = verdict(a, "decline", "not_eligible", declined)
		case room > 0:
			room--
			err = verdict(a, "accept", "", tookPart)
		default:
			if over++; over <= 2 && !x.c.Body.GivesNoMore(x.now()) {
				err = verdict(a, "wait", "places", waiting)
			} else {
				err = verdict(a, "decline", "places", declined)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return ids, x.note(ctx, "decided", len(ids))
}

func (x *stage) release(ctx context.Context, ids []string) error {
	told, err := x.apps.Release(x.as(ctx, organiser), x.c.ID, ids)
	if err != nil {
		return err
	}
	n := 0
	for _, t := range told {
		if t.Released {
			n++
		}
	}
	return x.note(ctx, "told", n)
}

// freed lets somebody who was accepted leave, and gives the place to who waits.
func (x *stage) freed(ctx context.Context) error {
	waits, err := x.standing(ctx, application.Newcomer, application.Waiting)
	if err != nil {
		return err
	}
	in, err := x.standing(ctx, application.Newcomer, application.Accepted)
	if err != nil || len(waits) == 0 || len(in) < 2 {
		return err
	}
	goes, comes := in[len(in)-1], waits[0]
	if _, err := x.apps.Leave(x.as(ctx, goes.ID), goes.application, "time"); err != nil {
		return err
	}
	goes.End = left
	if err := x.takeIn(ctx, comes.application); err != nil {
		return err
	}
	comes.End = tookPart
	if _, err := x.apps.Release(x.as(ctx, organiser), x.c.ID, []string{comes.application}); err != nil {
		return err
	}
	return x.note(ctx, "place_freed", 1)
}

// takeIn accepts somebody who waits.
func (x *stage) takeIn(ctx context.Context, id string) error {
	ctx = x.as(ctx, organiser)
	waits, err := x.apps.Get(ctx, id)
	if err != nil {
		return err
	}
	_, err = x.apps.Decide(ctx, id, api.ApplicationDecision{Outcome: "accept"}, waits.Body.Number())
	return err
}

// pair gives newcomers their mentors: by a round where there is one, else they ask for them.
func (x *stage) pair(ctx context.Context, _ *cohort.Cohort) error {
	round := x.c.Body.Begins(cohort.Round)
	if !round.IsZero() {
		x.to(round)
	} else {
		x.to(x.c.Body.Begins(cohort.Running))
	}
	r := Round{At: x.at, Rules: x.rules}
	places := 0
	for after := ""; ; {
		page, next, err := x.apps.Input(ctx, x.c, nil, after)
		if err != nil {
			return err
		}
		for _, p := range page {
			one := Standing{RoundParticipant: p}
			if a := x.actor(p.Person); a != nil {
				one.Profile = Profile{a.Language, a.Knows, a.Wants}
			}
			r.People = append(r.People, one)
		}
		if after = next; next == "" {
			break
		}
	}
	waits := 0
	for _, p := range r.People {
		if places += p.Places; p.As == application.Newcomer {
			waits++
		}
	}
	if x.c.Body.Criteria != nil {
		b, err := json.Marshal(x.c.Body.Criteria)
		if err != nil {
			return err
		}
		r.Criteria = string(b)
	}
	pairs, err := x.d.Pair(ctx, r)
	if err != nil {
		return err
	}
	if err := x.propose(ctx, pairs, !round.IsZero()); err != nil {
		return err
	}
	none := waits - len(pairs)
	switch {
	case none == 0:
		return nil
	case places < waits:
		x.warn(api.RehearsalWarning{Code: "too_few_mentors", Number: none})
	default:
		x.warn(api.RehearsalWarning{Code: "ruled_out", Number: none})
	}
	return x.note(ctx, "unpaired", none)
}

// propose tells the pairs of each other; a day later everybody has said yes.
func (x *stage) propose(ctx context.Context, pairs map[string]string, round bool) error {
	until := x.at.Add(time.Duration(x.rules.FirstClock) * time.Second)
	var made []*actor
	for _, a := range x.people {
		m, ok := pairs[a.ID]
		if !ok {
			if a.As == application.Newcomer && a.End == tookPart {
				a.End = noPair
			}
			continue
		}
		made = append(made, a)
		match := "match-" + strconv.Itoa(len(made))
		var e wire.Event = wire.MentorAsked{Match: match, Newcomer: a.ID, Mentor: m, Until: until, Order: 1}
		if round {
			e = wire.MatchProposed{Match: match, Newcomer: a.ID, Mentor: m, Until: until}
		}
		if err := x.happens(ctx, match, e); err != nil {
			return err
		}
	}
	if len(made) == 0 {
		return nil
	}
	what := "asked"
	if round {
		what = "proposed"
	}
	if err := x.note(ctx, what, len(made)); err != nil {
		return err
	}
	x.to(x.at.Add(day))
	for i, a := range made {
		x.pairs[a.ID] = pairs[a.ID]
		a.With = append(a.With, pairs[a.ID])
		if m := x.actor(pairs[a.ID]); m != nil {
			m.With = append(m.With, a.ID)
		}
		match := "match-" + strconv.Itoa(i+1)
		if err := x.happens(ctx, match, wire.MatchAccepted{Match: match, Newcomer: a.ID, Mentor: pairs[a.ID]}); err != nil {
			return err
		}
	}
	return x.note(ctx, "paired", len(made))
}
