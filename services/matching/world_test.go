package matching

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/telemetry"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// world is matching on a real nats-server, with a hand that publishes what the other services would.
type world struct {
	t     testing.TB
	nats  *testkit.NATS
	clock *testkit.Clock
	s     *Service
	// steerEvery of the service; short unless a test says otherwise.
	steerEvery time.Duration
	hand       *bus.Bus
	at         map[string]int64 // versions
	last       string           // as Waymark-Version names it
	// unseen are versions that were published and not waited for yet.
	unseen  map[string]int64
	figures *prometheus.Registry
}

func newWorld(t testing.TB) *world {
	w := &world{t: t, steerEvery: time.Millisecond, nats: testkit.Server(t), clock: testkit.NewClock(), at: map[string]int64{}, unseen: map[string]int64{}}
	w.hand = w.nats.Connect("hand")
	for from := range sources {
		if err := w.hand.EnsureStreams(t.Context(), from); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// run starts the service and waits until it is ready.
func (w *world) run() {
	w.t.Helper()
	w.figures = telemetry.NewRegistry()
	s, err := New(w.t.Context(), Config{}, Deps{
		DB: testkit.SQLite(w.t, w.clock.Now), Bus: w.nats.Connect("matching"), Verifier: testkit.Tokens{}, Now: w.clock.Now, Log: slog.New(slog.DiscardHandler),
		Checks: telemetry.NewChecks(w.figures),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.s, s.live.every = s, w.steerEvery
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Run(ctx) }()
	w.t.Cleanup(func() { cancel(); <-done })
	limit, stop := context.WithTimeout(ctx, 5*time.Minute)
	defer stop()
	if err := s.Drain(limit); err != nil {
		w.t.Fatalf("not ready: %v", err)
	}
	if err := s.Ready(); err != nil {
		w.t.Fatal(err)
	}
}

func envelope(id string, version int64, s wire.State, deleted bool) wire.Envelope {
	service, kind := s.StateOf()
	e := wire.Envelope{
		SpecVersion: "1.0", ID: fmt.Sprintf("%s-%s-%d", kind, id, version), Source: "/waymark/" + service,
		Type: "waymark.state." + service + "." + kind + ".v1", Subject: id, Time: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC),
		Version: version, Deleted: deleted,
	}
	if !deleted {
		e.Data, _ = json.Marshal(s)
	}
	return e
}

func (w *world) next(id string, s wire.State, deleted bool) wire.Envelope {
	service, kind := s.StateOf()
	key := service + "." + kind + "." + id
	w.at[key]++
	w.last, w.unseen[key] = fmt.Sprintf("%s@%d", key, w.at[key]), w.at[key]
	return envelope(id, w.at[key], s, deleted)
}

// says publishes states; idOf knows their ids.
func (w *world) says(states ...wire.State) {
	w.t.Helper()
	var out []bus.Outgoing
	for _, s := range states {
		out = append(out, bus.Outgoing{Envelope: w.next(idOf(s), s, false)})
	}
	for _, p := range w.hand.PublishAll(w.t.Context(), out) {
		if p.Err != nil {
			w.t.Fatal(p.Err)
		}
	}
}

func (w *world) deletes(s wire.State) {
	w.t.Helper()
	if _, err := w.hand.Publish(w.t.Context(), w.next(idOf(s), s, true)); err != nil {
		w.t.Fatal(err)
	}
}

func idOf(s wire.State) string {
	switch s := s.(type) {
	case wire.PersonState:
		return s.Person
	case wire.StandingState:
		return s.Person
	case wire.MatchState:
		return s.Match
	case wire.SkillState:
		return s.Of
	case wire.ClaimState:
		return s.Issue
	case wire.HelpState:
		return s.Issue
	case wire.ProjectState:
		return s.Project
	case wire.IssueState:
		return s.Issue
	case wire.ProgrammeState:
		return s.Programme
	case wire.MemberState:
		return s.Programme + "-" + s.Person
	case wire.ParticipantState:
		return s.Participant
	}
	panic("no id")
}

// seen waits until everything that was published is shown, from whichever service, and sends the last version along as a caller would: over
// HTTP nobody may wait for what is not theirs.
func (w *world) seen() client.CallOption {
	w.t.Helper()
	end := time.Now().Add(3 * time.Minute)
	for key, version := range w.unseen {
		at := strings.LastIndex(key, ".")
		for !(waiter{w.s.live, key[:at]}).Wait(w.t.Context(), key[at+1:], version) {
			if time.Now().After(end) {
				w.t.Fatalf("%s is not shown", key)
			}
		}
	}
	clear(w.unseen)
	return client.Header("Waymark-Version", w.last)
}

// as is a client of the public API for a person; "" is signed out.
func (w *world) as(person string) *client.Client {
	opts := []client.Option{client.WithTransport(client.InProcess(w.s.Router().Handler())), client.WithTries(1, time.Millisecond)}
	if person != "" {
		opts = append(opts, client.WithTokens(client.Token(testkit.Token(person))))
	}
	c, err := client.New("http://waymark.test", opts...)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func people(r *api.Recommendations) (out []string) {
	for _, i := range r.Items {
		out = append(out, i.Person+i.Issue)
	}
	return out
}

func mentor(id string, skills ...string) wire.PersonState {
	p := wire.PersonState{
		Person: id, Mentor: true, Approved: true, FoundBy: "everybody", Format: "either",
		Languages: []wire.SpokenLanguage{{Language: "en", Level: 3}},
	}
	for _, s := range skills {
		p.Have = append(p.Have, wire.SkillLevel{Skill: s, Level: 4})
	}
	return p
}

func newcomer(id string, wants ...string) wire.PersonState {
	p := wire.PersonState{
		Person: id, Newcomer: true, FoundBy: "members", Format: "either", Languages: []wire.SpokenLanguage{{Language: "en", Level: 3}},
	}
	for _, s := range wants {
		p.Want = append(p.Want, wire.SkillLevel{Skill: s, Level: 1})
	}
	return p
}

func standing(id string) wire.StandingState { return wire.StandingState{Person: id, Capacity: 2} }
