package main

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/assign"
	ranking "github.com/waymark-dev/waymark/services/matching/rank"
	"github.com/waymark-dev/waymark/services/matching/rounds"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
	"github.com/waymark-dev/waymark/services/mentoring"
)

// BenchmarkPublish publishes a round of 2,000 pairs: each is asked over the bus of mentoring, which looks at both standings and at what
// else is promised, and stores the match. pairs/s is from the organiser's click to the last outcome.
//
//	go test ./services/waymark -run xxx -bench Publish -benchtime 1x
func BenchmarkPublish(b *testing.B) {
	const pairs = 2000
	for _, x := range []struct {
		name string
		open func(testing.TB, func() time.Time) *store.DB
	}{{"sqlite", testkit.SQLite}, {"mongo", testkit.Mongo}} {
		b.Run(x.name, func(b *testing.B) {
			clock := testkit.NewClock()
			db, nats, log := x.open(b, clock.Now), testkit.Server(b), slog.New(slog.DiscardHandler)
			ctx, cancel := context.WithCancel(auth.With(context.Background(), auth.Principal{ID: "olga"}))
			defer cancel()
			m, err := mentoring.New(ctx, mentoring.Config{}, mentoring.Deps{DB: db, Bus: nats.Connect("mentoring"), Verifier: testkit.Tokens{},
				Now: clock.Now, Log: log})
			if err != nil {
				b.Fatal(err)
			}
			asks := nats.Connect("matching")
			n := 0
			s, err := rounds.New(ctx, rounds.Deps{
				DB: db, Now: clock.Now, Log: log, Taxonomy: skill.Shipped, Match: func(string) string { return "" },
				Organises: func(context.Context, string) (string, bool) { return "org", true },
				Cast: func(context.Context, string, string, string) (*casting.Cast, error) {
					n++
					return twins(n, pairs, clock.Now()), nil
				},
				Propose: func(ctx context.Context, q wire.ProposeQuestion) (wire.ProposeAnswer, error) {
					q.Programme = wire.AlwaysOpen // the one that mentoring knows here
					return bus.Ask[wire.ProposeQuestion, wire.ProposeAnswer](ctx, asks, "mentoring", "propose", q)
				},
			})
			if err != nil {
				b.Fatal(err)
			}
			go func() { _ = m.Run(ctx) }()
			go func() { _ = s.Run(ctx) }()
			idle := func(id string) *store.Doc[rounds.Round] {
				for {
					d, _, err := s.Get(ctx, id)
					if err != nil {
						b.Fatal(err)
					}
					if d.Body.Work == nil {
						return d
					}
					time.Sleep(time.Millisecond)
				}
			}
			for i := 0; b.Loop(); i++ {
				b.StopTimer()
				id := fmt.Sprintf("r%d", i)
				if _, err := s.Create(ctx, id, "spring", "", []assign.Objective{assign.Fit}, "", store.Op{}); err != nil {
					b.Fatal(err)
				}
				idle(id)
				b.StartTimer()
				began := time.Now()
				if _, err := s.Publish(ctx, id, 0, assign.Fit, 14); err != nil {
					b.Fatal(err)
				}
				d := idle(id)
				took := time.Since(began)
				if d.Body.Publication == nil || d.Body.Publication.Proposed < pairs*9/10 {
					b.Fatalf("%+v %+v", d.Body.Publication, d.Body.Failed)
				}
				b.ReportMetric(float64(d.Body.Publication.Proposed)/took.Seconds(), "pairs/s")
			}
		})
	}
}

// twins are as many mentors, each with one place, as newcomers.
func twins(round, pairs int, at time.Time) *casting.Cast {
	words := []string{"go", "python", "rust", "documentation", "design", "translation", "kubernetes", "react"}
	c := &casting.Cast{At: at}
	person := func(side string, i int) ranking.Person {
		return ranking.Person{ID: fmt.Sprintf("%s-%d-%d", side, round, i), Languages: []ranking.Spoken{{Language: "en", Level: 3}}}
	}
	for i := range pairs {
		n, m := casting.Newcomer{Person: person("newcomer", i)}, casting.Mentor{Person: person("mentor", i), Places: 1}
		n.Want = []ranking.Skill{{ID: words[i%len(words)], Level: 1}}
		m.Have = []ranking.Skill{{ID: words[i*7%len(words)], Level: 4}}
		c.Newcomers, c.Mentors = append(c.Newcomers, n), append(c.Mentors, m)
	}
	return c
}
