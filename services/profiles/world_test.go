package profiles

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// People of the tests. None of them is anybody.
const (
	ada = "01990000-0000-7000-8000-00000000000a"
	bo  = "01990000-0000-7000-8000-00000000000b"
	cy  = "01990000-0000-7000-8000-00000000000c"
	mo  = "01990000-0000-7000-8000-00000000000d" // moderates
	org = "01990000-0000-7000-8000-00000000000e" // organises
	adm = "01990000-0000-7000-8000-00000000000f" // administers
)

// world is a running service, with the streams of its neighbours.
type world struct {
	t     *testing.T
	s     *Service
	db    *store.DB
	clock *testkit.Clock
	nats  *testkit.NATS
	buses map[string]*bus.Bus
	// accounts answers invitations.
	accounts *fakeAddresses

	mu       sync.Mutex
	versions map[string]int64
	seen     []wire.Envelope // this service's facts
	last     uint64
}

// newWorld starts a service; cfg is its configuration.
func newWorld(t *testing.T, db *store.DB, cfg Config) *world {
	t.Helper()
	w := &world{t: t, db: db, clock: testkit.NewClock(), nats: testkit.Server(t), buses: map[string]*bus.Bus{}, versions: map[string]int64{}}
	for _, name := range []string{"accounts", "mentoring", "programs", "profiles"} {
		w.buses[name] = w.nats.Connect(name)
		if err := w.buses[name].EnsureStreams(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	// What a neighbour said before this service came.
	w.say(wire.GrantsState{Person: org, Grants: []wire.Grant{{Role: auth.Organiser, Scope: "org:o1"}}}, org)
	guard := auth.NewGuard(w.buses["profiles"], w.clock.Now, slog.New(slog.DiscardHandler))
	w.run(guard.Run)
	for guard.Ready() != nil {
		if t.Context().Err() != nil {
			t.Fatal("the guard never caught up")
		}
		time.Sleep(time.Millisecond)
	}
	w.follow()
	w.s = w.service(cfg, guard)
	w.run(w.s.Run)
	w.accounts = &fakeAddresses{people: map[string]string{}, keys: map[string]string{}}
	w.run(func(ctx context.Context) error {
		return bus.Answer(ctx, w.buses["accounts"], "accounts", "invitation", w.accounts.invite)
	})
	w.until("accounts answers", func() bool { // an import that nobody answers is put off by the test's clock, which stands still
		_, err := bus.Ask[wire.InvitationQuestion, wire.InvitationAnswer](t.Context(), w.buses["profiles"], "accounts", "invitation",
			wire.InvitationQuestion{Address: w.accounts.refuse})
		return !fault.Coded(err, "ask.nobody")
	})
	w.accounts.asked.Store(0)
	return w
}

func (w *world) service(cfg Config, guard *auth.Guard) *Service {
	w.t.Helper()
	s, err := New(w.t.Context(), cfg, Deps{
		DB: w.db, Bus: w.buses["profiles"], Guard: guard, Verifier: testkit.Tokens{}, Now: w.clock.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// run runs a loop until the test ends, and waits for it.
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

// say publishes a neighbour's state and gives its version.
func (w *world) say(s wire.State, id string) int64 {
	w.t.Helper()
	service, kind := s.StateOf()
	w.mu.Lock()
	w.versions[kind+id]++
	version := w.versions[kind+id]
	w.mu.Unlock()
	data, err := json.Marshal(s)
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = w.buses[service].Publish(w.t.Context(), wire.Envelope{
		SpecVersion: "1.0", ID: id + "-" + strconv.FormatInt(version, 10), Source: "/waymark/" + service, Subject: id, Version: version,
		Type: "waymark.state." + service + "." + kind + ".v1", Time: w.clock.Now(), Data: data,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return version
}

// tell publishes a fact of a neighbour.
func (w *world) tell(e wire.Event, about string) {
	w.t.Helper()
	service, typ := e.Fact()
	data, err := json.Marshal(e)
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = w.buses[service].Publish(w.t.Context(), wire.Envelope{
		SpecVersion: "1.0", ID: wire.FactID(typ, about, 1, 0), Source: "/waymark/" + service, Subject: about, Version: 1,
		Type: "waymark.evt." + service + "." + typ + ".v1", Time: w.clock.Now(), Data: data,
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// until waits for something that a consumer brings about.
func (w *world) until(what string, ok func() bool) {
	w.t.Helper()
	for end := time.Now().Add(3 * time.Minute); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatal("never: " + what)
		}
	}
}

// confirm makes the accounts confirmed, and waits for the mirror.
func (w *world) confirm(people ...string) {
	w.t.Helper()
	for _, id := range people {
		v := w.say(wire.AccountState{Account: id, Confirmed: true, Locale: "en", Created: w.clock.Now()}, id)
		testkit.Heard(w.t, w.s.m.accounts, id, v)
	}
}

// answer is what a request got.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
}

// ask asks the service; token "" is nobody. headers are pairs.
func (w *world) ask(token, method, path, body string, headers ...string) answer {
	w.t.Helper()
	r := httptest.NewRequestWithContext(w.t.Context(), method, path, strings.NewReader(body))
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	w.s.Router().Handler().ServeHTTP(rec, r)
	return answer{w.t, rec.Code, rec.Header(), rec.Body.Bytes()}
}

func (a answer) is(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("got %d, want %d: %s", a.status, status, a.body)
	}
	return a
}

func (a answer) code(status int, code string) answer {
	a.t.Helper()
	var p fault.Problem
	if a.is(status); json.Unmarshal(a.body, &p) != nil || p.Code != code {
		a.t.Fatalf("got code %s, want %s: %s", p.Code, code, a.body)
	}
	return a
}

func read1[T any](a answer) T {
	a.t.Helper()
	var v T
	if err := json.Unmarshal(a.body, &v); err != nil {
		a.t.Fatalf("%v: %s", err, a.body)
	}
	return v
}

// save makes a profile and waits for nothing: its account decides whether it is seen.
func (w *world) save(person, body string) answer {
	w.t.Helper()
	return w.ask(testkit.Token(person), http.MethodPut, "/api/v1/people/me", body).is(http.StatusOK)
}

// fakeAddresses stands for accounts: it alone knows which address is whose.
type fakeAddresses struct {
	mu     sync.Mutex
	people map[string]string // address to person
	keys   map[string]string // key to person
	asked  atomic.Int64
	away   atomic.Bool
	refuse string // this address is refused
	before func() // called before each answer
}

func (f *fakeAddresses) invite(_ context.Context, q wire.InvitationQuestion) (wire.InvitationAnswer, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked.Add(1)
	if f.before != nil {
		f.before()
	}
	if f.away.Load() {
		return wire.InvitationAnswer{}, fault.New(fault.Unavailable, "accounts.away", "Later.")
	}
	if q.Address == f.refuse {
		return wire.InvitationAnswer{}, fault.InvalidFields(fault.Field{Pointer: "/address", Code: "refused"})
	}
	if id, ok := f.keys[q.Key]; ok {
		return wire.InvitationAnswer{Account: id}, nil
	}
	if id, ok := f.people[q.Address]; ok {
		return wire.InvitationAnswer{Account: id, Already: true}, nil
	}
	id := "01990000-0000-7000-9000-" + strconv.FormatInt(int64(100000000000+len(f.people)), 10)
	f.people[q.Address], f.keys[q.Key] = id, id
	return wire.InvitationAnswer{Account: id}, nil
}

func (f *fakeAddresses) all() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Sorted(maps.Values(f.people))
}

// follow collects this service's facts.
func (w *world) follow() {
	caught := make(chan struct{}, 8)
	w.run(func(ctx context.Context) error {
		return w.buses["mentoring"].Follow(ctx, "profiles", []string{wire.FactSubject("profiles", "*", "*")}, 0, func(m bus.Message) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.seen = append(w.seen, m.Envelope)
			w.last = m.Sequence
		}, func() { caught <- struct{}{} })
	})
	<-caught
}

// facts are the types of this service's facts about somebody, in order.
func (w *world) facts(about string) []string {
	w.t.Helper()
	if err := w.s.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	info, err := w.buses["mentoring"].EventStream(w.t.Context(), "profiles")
	if err != nil {
		w.t.Fatal(err)
	}
	w.until("every fact was seen", func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.last >= info.LastSeq
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	out := []string{}
	for _, e := range w.seen {
		if _, typ := e.TypeOf(); e.Subject == about {
			out = append(out, typ)
		}
	}
	return out
}
