package safety

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// world is the service with what its neighbours say: their states and facts are published, their answers are given by the test.
type world struct {
	t     *testing.T
	s     *Service
	db    *store.DB
	clock *testkit.Clock
	buses map[string]*bus.Bus

	mu       sync.Mutex
	versions map[string]int64
	stopped  []wire.StopContactQuestion
	blocked  map[[2]string]bool // who wants not to meet whom
	away     bool               // neighbours answer with Unavailable
	facts    []wire.Envelope
	last     uint64 // of the facts that were heard
	actor    string // who does what is published
}

var quietLog = slog.New(slog.DiscardHandler)

func newWorld(t *testing.T, db *store.DB, clock *testkit.Clock) *world {
	t.Helper()
	w := &world{t: t, db: db, clock: clock, buses: map[string]*bus.Bus{}, versions: map[string]int64{}, blocked: map[[2]string]bool{}}
	nats := testkit.Server(t)
	for _, name := range []string{"accounts", "mentoring", "profiles", "catalog", "programs", "notifications", self} {
		w.buses[name] = nats.Connect(name)
		if err := w.buses[name].EnsureStreams(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte(FreshKeyText()), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a second replica begins on the same store
		s, err := New(t.Context(), Config{KeyFile: key, Interval: time.Hour, PerDay: 5}, Deps{
			DB: db, Bus: w.buses[self], Verifier: testkit.Tokens{}, Now: clock.Now, Log: quietLog,
		})
		if err != nil {
			t.Fatal(err)
		}
		w.s = s
	}
	w.run(w.s.Run)
	caught := make(chan struct{}, 8)
	w.run(func(ctx context.Context) error {
		return w.buses["notifications"].Follow(ctx, self, []string{wire.FactSubject(self, "*", "*")}, 0, func(m bus.Message) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.facts, w.last = append(w.facts, m.Envelope), m.Sequence
		}, func() { caught <- struct{}{} })
	})
	<-caught
	w.neighbours()
	w.people("ada", "bo", "cy", "dee")
	w.staff("mo", "moderator")
	w.staff("mia", "moderator")
	w.staff("max", "moderator")
	w.staff("adm", "administrator")
	return w
}

func sqliteWorld(t *testing.T) *world {
	clock := testkit.NewClock()
	return newWorld(t, testkit.SQLite(t, clock.Now), clock)
}

func (w *world) run(loop func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- loop(ctx) }()
	w.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil && ctx.Err() == nil {
			w.t.Error(err)
		}
	})
}

func (w *world) gone() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.away {
		return fault.New(fault.Unavailable, "test.away", "Away.")
	}
	return nil
}

// neighbours answer what safety asks, and wait until they can be asked.
func (w *world) neighbours() {
	w.run(func(ctx context.Context) error {
		return bus.Answer(ctx, w.buses["mentoring"], "mentoring", "stop_contact",
			func(_ context.Context, q wire.StopContactQuestion) (wire.StopContactAnswer, error) {
				if err := w.gone(); err != nil {
					return wire.StopContactAnswer{}, err
				}
				w.mu.Lock()
				defer w.mu.Unlock()
				w.stopped = append(w.stopped, q)
				return wire.StopContactAnswer{Stopped: true}, nil
			})
	})
	w.run(func(ctx context.Context) error {
		return bus.Answer(ctx, w.buses["mentoring"], "mentoring", "evidence",
			func(_ context.Context, q wire.MessageEvidenceQuestion) (wire.MessageEvidenceAnswer, error) {
				if q.Match != "thread" || q.Message != "thread-000002" || q.Reader != "ada" {
					return wire.MessageEvidenceAnswer{}, fault.New(fault.NotFound, "match.absent", "Absent.")
				}
				return wire.MessageEvidenceAnswer{Writer: "bo", Programme: "open", Messages: []wire.EvidenceMessage{
					{Message: "thread-000001", From: "ada", Text: "CANARY before"}, {Message: "thread-000002", From: "bo", Text: "CANARY ugly", Asked: true},
				}}, w.gone()
			})
	})
	w.run(func(ctx context.Context) error {
		return bus.Answer(ctx, w.buses["mentoring"], "mentoring", "parted_by",
			func(_ context.Context, q wire.PartedByQuestion) (a wire.PartedByAnswer, err error) {
				if err := w.gone(); err != nil {
					return a, err
				}
				w.mu.Lock()
				defer w.mu.Unlock()
				for _, p := range q.Asked {
					if w.blocked[[2]string{p, q.Person}] {
						a.By = append(a.By, p)
					}
				}
				return a, nil
			})
	})
	w.run(func(ctx context.Context) error {
		return bus.Answer(ctx, w.buses["profiles"], "profiles", "evidence",
			func(_ context.Context, q wire.PersonEvidenceQuestion) (wire.PersonEvidenceAnswer, error) {
				if q.Person == "dee" {
					return wire.PersonEvidenceAnswer{}, w.gone()
				}
				if q.Person == q.Viewer { // their own page, to find out whether they are named
					return wire.PersonEvidenceAnswer{Lines: []wire.EvidenceLine{{Part: "display_name", Text: q.Person + " of-" + q.Person}}}, w.gone()
				}
				return wire.PersonEvidenceAnswer{Lines: []wire.EvidenceLine{{Part: "about", Text: "CANARY page of " + q.Person + " for " + q.Viewer}}}, w.gone()
			})
	})
	w.run(func(ctx context.Context) error {
		return bus.Answer(ctx, w.buses["catalog"], "catalog", "evidence",
			func(_ context.Context, q wire.ProjectEvidenceQuestion) (wire.ProjectEvidenceAnswer, error) {
				if q.Project != "project" {
					return wire.ProjectEvidenceAnswer{}, fault.New(fault.NotFound, "store.absent", "Absent.")
				}
				return wire.ProjectEvidenceAnswer{Lines: []wire.EvidenceLine{{Part: "name", Text: "CANARY card"}}, Maintainers: []string{"mia"}}, w.gone()
			})
	})
	for _, q := range [][2]string{
		{"mentoring", "stop_contact"}, {"mentoring", "evidence"}, {"mentoring", "parted_by"},
		{"profiles", "evidence"}, {"catalog", "evidence"},
	} {
		w.soon("neighbours", func() bool {
			_, err := bus.Ask[map[string]string, map[string]any](w.t.Context(), w.buses[self], q[0], q[1], map[string]string{"person": "nobody"})
			return !fault.Coded(err, "ask.nobody")
		})
	}
	w.mu.Lock()
	w.stopped = nil
	w.mu.Unlock()
}

// soon waits for what another goroutine is about to do, at most two minutes.
func (w *world) soon(what string, holds func() bool) {
	w.t.Helper()
	deadline := time.After(2 * time.Minute)
	for !holds() {
		select {
		case <-deadline:
			w.t.Fatalf("%s: still not", what)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// publish publishes a state (nil: deleted) or a fact of a neighbour.
func (w *world) publish(service, typ, id string, v any) int64 {
	w.t.Helper()
	w.mu.Lock()
	w.versions[typ+id]++
	e := wire.Envelope{
		SpecVersion: "1.0", Source: "/waymark/" + service, Type: "waymark." + typ + ".v1", Subject: id, Version: w.versions[typ+id], Time: w.clock.Now(),
		ID: typ + "-" + id + "-" + strconv.FormatInt(w.versions[typ+id], 10), Deleted: v == nil, Actor: w.actor,
	}
	w.mu.Unlock()
	if v != nil {
		data, err := json.Marshal(v)
		w.must(err)
		e.Data = data
	}
	_, err := w.buses[service].Publish(w.t.Context(), e)
	w.must(err)
	return e.Version
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) people(ids ...string) {
	w.t.Helper()
	for _, id := range ids {
		w.staff(id)
	}
}

func (w *world) staff(id string, roles ...string) {
	w.t.Helper()
	v := w.publish("accounts", "state.accounts.account", id, wire.AccountState{Account: id, Confirmed: true, Roles: roles})
	testkit.Heard(w.t, w.s.m.accounts, id, v)
}

// leave closes an account.
func (w *world) leave(id string) {
	w.t.Helper()
	w.publish("accounts", "state.accounts.account", id, nil)
	w.publish("accounts", "evt.accounts.account_closed", id, wire.AccountClosed{Account: id})
	w.soon("forgotten", func() bool {
		n, err := w.s.c.cases.Count(w.t.Context(), store.Where(byPeople, store.Eq, id))
		w.must(err)
		return n == 0
	})
}

func (w *world) match(id, newcomer, mentor, status string) {
	w.t.Helper()
	v := w.publish("mentoring", "state.mentoring.match", id, wire.MatchState{
		Match: id, Newcomer: newcomer, Mentor: mentor, Status: status, Offers: []wire.OfferState{{Mentor: mentor, State: "accepted"}},
	})
	testkit.Heard(w.t, w.s.m.matches, id, v)
}

// blocks is who not wanting to meet any of whom; both standings say that they are parted, and neither who wants it.
func (w *world) blocks(who string, whom ...string) {
	w.t.Helper()
	states := map[string][]string{}
	w.mu.Lock()
	for _, x := range whom {
		w.blocked[[2]string{who, x}] = true
	}
	for pair := range w.blocked {
		states[pair[0]], states[pair[1]] = append(states[pair[0]], pair[1]), append(states[pair[1]], pair[0])
	}
	w.mu.Unlock()
	for _, p := range append(whom, who) {
		v := w.publish("mentoring", "state.mentoring.standing", p, wire.StandingState{Person: p, Blocked: states[p]})
		testkit.Heard(w.t, w.s.m.standings, p, v)
	}
}

// as is the client of somebody; "" signed out.
func (w *world) as(id string, roles ...string) *client.Client {
	w.t.Helper()
	opts := []client.Option{client.WithTransport(client.InProcess(w.s.Router().Handler())), client.WithTries(1, 0)}
	if id != "" {
		opts = append(opts, client.WithTokens(client.Token(testkit.Token(id, roles...))))
	}
	c, err := client.New("http://safety.test", opts...)
	w.must(err)
	return c
}

func (w *world) mod(id string) *client.Client { return w.as(id, "moderator") }

// drain waits until every fact so far has been heard.
func (w *world) drain() {
	w.t.Helper()
	w.must(w.s.Drain(w.t.Context()))
	stream, err := w.buses[self].EventStream(w.t.Context(), self)
	w.must(err)
	w.soon("the last fact is heard", func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.last >= stream.LastSeq
	})
}

// said are the facts of a type so far.
func said[E wire.Event](w *world) (out []E) {
	w.t.Helper()
	w.drain()
	var e E
	_, typ := e.Fact()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, x := range w.facts {
		if _, t := x.TypeOf(); t == typ {
			v, err := wire.Read[E](x)
			w.must(err)
			out = append(out, v)
		}
	}
	return out
}
