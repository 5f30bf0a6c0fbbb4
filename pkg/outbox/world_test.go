package outbox

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// account is the source document of these tests: hidden ones are not mirrored.
type account struct {
	Locale string `json:"locale"`
	Hidden bool   `json:"hidden,omitempty"`
}

// item is an inbox item, inserted by the id of its fact.
type item struct {
	Fact string `json:"fact"`
}

// world is one service that publishes and one that consumes, on real stores and a real nats-server.
type world struct {
	t        *testing.T
	nats     *testkit.NATS
	clock    *testkit.Clock
	source   *store.DB
	accounts *store.Collection[account]
	sink     *store.DB // of who consumes
	items    *store.Collection[item]
	dead     *DeadLetters

	mu       sync.Mutex
	facts    []string // ids of all facts that were committed
	replicas []replica
}

// replica is one process of the publishing service: with a DB of its own on the common engine.
type replica struct {
	db       *store.DB
	accounts *store.Collection[account]
}

var accountSpec = store.Spec[account]{Name: "accounts_account", Schema: 1, State: true}

func logger(t *testing.T) *slog.Logger {
	var w io.Writer = io.Discard
	if os.Getenv("WAYMARK_TEST_LOG") != "" {
		w = os.Stderr
	}
	return slog.New(slog.NewTextHandler(w, nil)).With("test", t.Name())
}

func newWorld(t *testing.T, clock *testkit.Clock, source, sink *store.DB) *world {
	t.Helper()
	w := &world{t: t, nats: testkit.Server(t), clock: clock, source: source, sink: sink}
	w.accounts = open(t, source, accountSpec)
	w.items = open(t, sink, store.Spec[item]{Name: "notifications_item", Schema: 1})
	dead, err := NewDeadLetters(t.Context(), sink, nil, "notifications")
	if err != nil {
		t.Fatal(err)
	}
	w.dead = dead
	return w
}

func open[T any](t *testing.T, db *store.DB, s store.Spec[T]) *store.Collection[T] {
	t.Helper()
	c, err := store.Open(t.Context(), db, s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func sqliteWorld(t *testing.T) *world {
	c := testkit.NewClock()
	return newWorld(t, c, testkit.SQLite(t, c.Now), testkit.SQLite(t, c.Now))
}

// eachWorld runs a test on both engines, beside other tests.
func eachWorld(t *testing.T, test func(t *testing.T, w *world)) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		t.Parallel()
		test(t, newWorld(t, testkit.NewClock(), open(), open()))
	})
}

func render(d *store.Doc[account]) wire.State {
	if d.Body.Hidden {
		return nil
	}
	return wire.AccountState{Account: d.ID, Locale: d.Body.Locale}
}

// relay is the relay of one more replica.
func (w *world) relay() *Relay {
	w.t.Helper()
	db := store.New(w.source.Engine, w.clock.Now, logger(w.t))
	accounts := open(w.t, db, accountSpec)
	r, err := NewRelay(w.t.Context(), db, w.nats.Connect("accounts"), "accounts", logger(w.t), SourceOf(accounts, "account", render))
	if err != nil {
		w.t.Fatal(err)
	}
	w.mu.Lock()
	w.replicas = append(w.replicas, replica{db, accounts})
	w.mu.Unlock()
	return r
}

// writer is one of the replicas, or nobody's DB if there are none: then no relay is woken.
func (w *world) writer() replica {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.replicas) == 0 {
		return replica{w.source, w.accounts}
	}
	return w.replicas[rand.N(len(w.replicas))]
}

func (w *world) mirror() *Mirror[wire.AccountState] { return w.mirrorNamed("mentoring") }

func (w *world) mirrorNamed(service string) *Mirror[wire.AccountState] {
	w.t.Helper()
	m, err := NewMirror[wire.AccountState](w.t.Context(), w.sink, w.nats.Connect(service), service, logger(w.t),
		[]store.Index{{Name: "locale"}}, func(_ string, s *wire.AccountState) store.Keys { return store.Keys{"locale": s.Locale} })
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// consume inserts each fact by its id: the way every reaction works.
func (w *world) consume(ctx context.Context, b *bus.Bus) error {
	return b.Consume(ctx, bus.Consumer{
		Service: "notifications", Name: "inbox", From: "accounts", Subjects: wire.SubjectsOf(wire.CredentialChanged{}), Dead: w.dead,
		Handle: func(ctx context.Context, m bus.Message) error {
			_, err := w.items.Insert(ctx, m.Envelope.ID, item{Fact: m.Envelope.ID}, nil)
			if fault.Coded(err, "store.exists") {
				return nil
			}
			return err
		},
	})
}

// start runs f until the test ends and waits for it.
func start(t *testing.T, f func(ctx context.Context) error) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := f(ctx); err != nil {
			t.Error(err)
		}
	}()
	var once sync.Once
	stop = func() { once.Do(func() { cancel(); <-done }) }
	t.Cleanup(stop)
	return stop
}

// change changes account n, with one or two facts.
func (w *world) change(n int) error {
	id := "a" + strconv.Itoa(n)
	ctx := auth.With(context.Background(), auth.Principal{ID: id})
	r := w.writer()
	d, err := r.accounts.Upsert(ctx, id, func(d *store.Doc[account]) error {
		d.Body.Locale = strconv.FormatInt(d.Version+1, 10)
		for range 1 + d.Version%2 {
			d.Emit(Fact(ctx, r.db, wire.CredentialChanged{Account: id, How: "set"}, Scope{}))
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, f := range d.Facts() {
		if f.Version == d.Version {
			w.facts = append(w.facts, wire.FactID("accounts_account", id, f.Version, f.N))
		}
	}
	return nil
}

// load changes accounts at random from several goroutines until stopped.
func (w *world) load(accounts int, every time.Duration) (stop func()) {
	done := make(chan struct{})
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for n := g; ; n += 4 {
				select {
				case <-done:
					return
				case <-time.After(every):
				}
				if err := w.change(n * 7919 % accounts); err != nil && !fault.Has(err, fault.Unavailable) {
					w.t.Error(err)
				}
			}
		})
	}
	var once sync.Once
	stop = func() { once.Do(func() { close(done); wg.Wait() }) }
	w.t.Cleanup(stop)
	return stop
}

// settled waits until every fact is in the inbox exactly once and the mirror equals its source.
func (w *world) settled(mirrors ...*Mirror[wire.AccountState]) {
	w.t.Helper()
	// A machine with much else to do takes its time: it fails where three minutes bring nothing.
	limit := time.Now().Add(3 * time.Minute)
	var why string
	for time.Now().Before(limit) {
		began := time.Now()
		was := why
		if why = w.differs(mirrors); why == "" {
			return
		}
		if why != was {
			limit = time.Now().Add(3 * time.Minute)
		}
		// It looks at a state that nobody announces, and leaves most of the machine to those who work towards it.
		time.Sleep(50*time.Millisecond + 3*time.Since(began))
	}
	w.t.Fatal(why)
}

func (w *world) differs(mirrors []*Mirror[wire.AccountState]) string {
	ctx := w.t.Context()
	have := map[string]bool{}
	err := w.items.Each(ctx, store.Query{Limit: 1000}, func(d *store.Doc[item]) error {
		have[d.ID] = true
		return nil
	})
	if err != nil {
		return err.Error()
	}
	w.mu.Lock()
	want := slices.Clone(w.facts)
	w.mu.Unlock()
	missing := slices.DeleteFunc(want, func(id string) bool { return have[id] })
	if len(missing) > 0 {
		return fmt.Sprintf("%d of %d facts never arrived, such as %s", len(missing), len(w.facts), missing[0])
	}
	if len(have) != len(w.facts) {
		return fmt.Sprintf("%d items of %d facts", len(have), len(w.facts))
	}
	for _, m := range mirrors {
		source, mirrored := map[string]string{}, map[string]string{}
		err := w.accounts.Each(ctx, store.Query{Limit: 1000}, func(d *store.Doc[account]) error {
			if !d.Body.Hidden {
				source[d.ID] = d.Body.Locale
			}
			return nil
		})
		if err != nil {
			return err.Error()
		}
		q := store.Query{Limit: 1000}
		for {
			found, next, err := m.Find(ctx, q)
			if err != nil {
				return err.Error()
			}
			for _, s := range found {
				mirrored[s.Account] = s.Locale
			}
			if q.After = next; next == "" {
				break
			}
		}
		var other []string
		for id, locale := range source {
			if mirrored[id] != locale {
				other = append(other, id)
			}
		}
		if len(other) > 0 {
			id := slices.Min(other) // the same text where nothing has moved
			return fmt.Sprintf("%d of %d are mirrored otherwise: of %s it has %q, the source %q", len(other), len(source), id, mirrored[id], source[id])
		}
		if len(source) != len(mirrored) {
			return fmt.Sprintf("mirror has %d documents, the source %d", len(mirrored), len(source))
		}
	}
	return ""
}
