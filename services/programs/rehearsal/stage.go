package rehearsal

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/application"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/running"
)

// stage is one rehearsal: rooms of its own on a store of its own, and a clock that it moves. One goroutine.
type stage struct {
	d     Deps
	rules wire.Rules
	at    time.Time
	db    *store.DB

	cohorts *cohort.Service
	apps    *application.Service
	runs    *running.Service

	c      *store.Doc[cohort.Cohort] // in the rehearsal's store
	people []*actor
	pairs  map[string]string // whose mentor is whose, by newcomer
	seen   map[string]bool   // facts that were shown
	texts  map[string]int
	out    *api.Rehearsal
}

func (s *Service) play(ctx context.Context, real *store.Doc[cohort.Cohort], rules wire.Rules, in api.RehearsalBody) (*api.Rehearsal, error) {
	x := &stage{
		d: s.d, rules: rules, people: cast(in.Newcomers, in.Mentors), pairs: map[string]string{}, seen: map[string]bool{}, texts: map[string]int{},
		out: &api.Rehearsal{Cohort: real.ID, Warnings: []api.RehearsalWarning{}, People: []api.RehearsalPerson{}, Steps: []api.RehearsalStep{},
			Messages: []api.RehearsalMessage{}, Texts: []api.RehearsalText{}},
	}
	x.at = s.d.Now()
	if len(real.Body.Phases) > 0 {
		x.at = real.Body.Phases[0].From.Add(-time.Hour)
	}
	db, drop, err := s.d.Scratch(ctx, x.now)
	if err != nil {
		return nil, err
	}
	defer drop()
	x.db = db
	if err := x.open(ctx); err != nil {
		return nil, err
	}
	for _, act := range []func(context.Context, *cohort.Cohort) error{x.publish, x.apply, x.review, x.pair, x.run, x.close} {
		if err := act(ctx, &real.Body); err != nil {
			return nil, err
		}
	}
	for _, a := range x.people {
		x.out.People = append(x.out.People, a.RehearsalPerson)
	}
	return x.out, nil
}

func (x *stage) now() time.Time { return x.at }

// to moves the clock forward; it never goes back.
func (x *stage) to(at time.Time) {
	if at.After(x.at) {
		x.at = at.UTC().Truncate(time.Millisecond)
	}
}

// open opens the rooms as programs does, without accounts, mirrors and a relay.
func (x *stage) open(ctx context.Context) (err error) {
	log := slog.New(slog.DiscardHandler)
	x.cohorts, err = cohort.New(ctx, cohort.Deps{DB: x.db, Now: x.now, Log: log, Sees: func(ctx context.Context, _ string) (cohort.Seen, error) {
		p := auth.From(ctx).ID
		lead := p == organiser
		return cohort.Seen{Org: "rehearsal", Organiser: lead, Reviewer: lead || p == reviewer || p == second, Member: !lead, Invited: true}, nil
	}})
	if err != nil {
		return err
	}
	x.apps, err = application.New(ctx, application.Deps{
		DB: x.db, Now: x.now, Log: log, Cohorts: x.cohorts,
		Confirmed: func(context.Context, string) error { return nil },
		Closed:    func(context.Context, string) (bool, error) { return false, nil },
		Admit:     func(context.Context, string, string, bool, bool, bool) error { return nil },
	})
	if err != nil {
		return err
	}
	x.runs, err = running.New(ctx, running.Deps{
		DB: x.db, Now: x.now, Log: log, Cohorts: x.cohorts, Applications: x.apps,
		Mentor: func(_ context.Context, _, newcomer string) (string, error) { return x.pairs[newcomer], nil },
		Names:  func(context.Context, string, string) (string, string, error) { return "", "", nil },
	})
	x.cohorts.Count(func(ctx context.Context, id string) (map[string]int64, error) {
		out, err := x.apps.Counts(ctx, id)
		if err == nil {
			out[cohort.LeftCheckIn], err = x.runs.Late(ctx, x.c)
		}
		return out, err
	})
	return err
}

// as is a made-up caller.
func (x *stage) as(ctx context.Context, id string) context.Context {
	return auth.With(ctx, auth.Principal{ID: id})
}

// note lets everything happen that is due by now, takes in what was told, and notes the moment.
func (x *stage) note(ctx context.Context, what string, number int) error {
	if err := errors.Join(x.cohorts.Tick(ctx), x.apps.Tick(ctx), x.runs.Begin(ctx), x.runs.Tick(ctx)); err != nil {
		return err
	}
	for _, source := range []func(context.Context) ([]wire.Envelope, error){
		func(ctx context.Context) ([]wire.Envelope, error) {
			return x.apps.Source().Waiting(ctx, "programs", 200)
		},
		func(ctx context.Context) ([]wire.Envelope, error) {
			return x.runs.Source().Waiting(ctx, "programs", 200)
		},
	} {
		facts, err := source(ctx)
		if err != nil {
			return err
		}
		slices.SortStableFunc(facts, func(a, b wire.Envelope) int { return a.Time.Compare(b.Time) })
		for _, e := range facts {
			if x.seen[e.ID] {
				continue
			}
			x.seen[e.ID] = true
			if err := x.tell(ctx, e); err != nil {
				return err
			}
		}
	}
	list, err := x.cohorts.Checklist(x.as(ctx, organiser), x.c.ID)
	if err != nil {
		return err
	}
	step := api.RehearsalStep{At: x.at, Phase: x.c.Body.At(x.at), What: what, Number: number, Waits: []api.CohortDuty{}}
	for _, duty := range list.Items {
		if !duty.Done {
			step.Waits = append(step.Waits, duty)
		}
	}
	x.out.Steps = append(x.out.Steps, step)
	return nil
}

// happens is a fact of another service that a real cohort would bring about: about pairs.
func (x *stage) happens(ctx context.Context, about string, e wire.Event) error {
	data, err := json.Marshal(e)
	if err != nil {
		return err
	}
	service, typ := e.Fact()
	return x.tell(ctx, wire.Envelope{ID: wire.FactID("rehearsal_match", about, 1, 1), Type: "waymark.evt." + service + "." + typ + ".v1",
		Subject: about, Time: x.at, Version: 1, Data: data})
}

// tell shows a fact to those whom it tells.
func (x *stage) tell(ctx context.Context, e wire.Envelope) error {
	told, err := x.d.Preview(e, x.language)
	if err != nil {
		return err
	}
	for _, t := range told {
		text := api.RehearsalText{Kind: t.Kind, How: t.How, Language: x.language(t.Person), Mailed: t.Mailed, Subject: t.Subject,
			Lines: append([]string{}, t.Lines...), Action: t.Action}
		if d, err := wire.Read[wire.ApplicationDecided](e); err == nil && t.Kind == "application_decided" {
			a, err := x.apps.Read(ctx, d.Application)
			if err != nil {
				return err
			}
			if a.Body.Decision != nil {
				decision := a.Body.Decision.ApplicationDecision
				text.Decision = &decision
			}
		}
		x.deliver(e.Time, t.Person, text)
	}
	return nil
}

func (x *stage) deliver(at time.Time, to string, text api.RehearsalText) {
	if len(x.out.Messages) == messagesMost {
		x.out.LeftOut++
		return
	}
	key := strings.Join(append([]string{text.Kind, text.How, text.Language, text.Subject, text.Action}, text.Lines...), "\x00")
	if d := text.Decision; d != nil {
		key += "\x00" + d.Outcome + "\x00" + d.Reason
	}
	n, ok := x.texts[key]
	if !ok {
		n = len(x.out.Texts)
		x.texts[key], x.out.Texts = n, append(x.out.Texts, text)
	}
	x.out.Messages = append(x.out.Messages, api.RehearsalMessage{At: at, To: to, Text: n})
}

func (x *stage) actor(id string) *actor {
	for _, a := range x.people {
		if a.ID == id {
			return a
		}
	}
	return nil
}

// language is what somebody reads; those who work on the cohort read English here.
func (x *stage) language(person string) string {
	if a := x.actor(person); a != nil {
		return a.Language
	}
	return languages[0]
}
