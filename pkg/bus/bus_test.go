package bus_test

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func fact(n int) wire.Envelope {
	return envelope("waymark.evt.accounts.account_opened.v1", "a"+strconv.Itoa(n), 1, wire.AccountOpened{Account: "a" + strconv.Itoa(n)})
}

func state(id string, version int64) wire.Envelope {
	return envelope("waymark.state.accounts.account.v1", id, version, wire.AccountState{Account: id, Locale: "en"})
}

func envelope(typ, id string, version int64, payload any) wire.Envelope {
	data, err := json.Marshal(payload)
	if err != nil {
		panic(err)
	}
	return wire.Envelope{SpecVersion: "1.0", ID: id + "-" + strconv.FormatInt(version, 10) + "-0", Source: "/waymark/accounts", Type: typ,
		Subject: id, Time: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), Version: version, Actor: "p1", Data: data}
}

// letters is where the tests' dead letters go; fails says how often storing fails first.
type letters struct {
	mu    sync.Mutex
	fails int
	all   map[string]bus.DeadLetter
}

func (l *letters) Put(_ context.Context, d bus.DeadLetter) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fails > 0 {
		l.fails--
		return errors.New("no store")
	}
	if l.all == nil {
		l.all = map[string]bus.DeadLetter{}
	}
	l.all[d.ID] = d
	return nil
}

func (l *letters) list() (out []bus.DeadLetter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, d := range l.all {
		out = append(out, d)
	}
	return out
}

// seen counts what arrived and lets a test wait for it.
type seen struct {
	mu    sync.Mutex
	times map[string]int
	moved chan struct{}
}

func newSeen() *seen { return &seen{times: map[string]int{}, moved: make(chan struct{}, 1)} }

func (s *seen) add(id string) {
	s.mu.Lock()
	s.times[id]++
	s.mu.Unlock()
	select {
	case s.moved <- struct{}{}:
	default:
	}
}

func (s *seen) count(id string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.times[id]
}

func (s *seen) wait(t *testing.T, what string, done func(times map[string]int) bool) {
	t.Helper()
	limit := time.After(2 * time.Minute)
	for {
		s.mu.Lock()
		ok := done(s.times)
		s.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-s.moved:
		case <-limit:
			t.Fatalf("waited too long for %s: %d seen", what, len(s.times))
		}
	}
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

func publish(t *testing.T, b *bus.Bus, es ...wire.Envelope) (last uint64) {
	t.Helper()
	for _, e := range es {
		seq, err := b.Publish(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		last = seq
	}
	return last
}

func ensure(t *testing.T, b *bus.Bus) {
	t.Helper()
	if err := b.EnsureStreams(t.Context(), "accounts"); err != nil {
		t.Fatal(err)
	}
}

func consumer(l *letters, handle func(context.Context, bus.Message) error) bus.Consumer {
	return bus.Consumer{Service: "notifications", Name: "inbox", From: "accounts", Subjects: wire.SubjectsOf(wire.AccountOpened{}),
		Dead: l, Handle: handle}
}

func TestPublishAndConsume(t *testing.T) {
	b := testkit.Bus(t, "accounts")
	ensure(t, b)
	ensure(t, b) // again is harmless
	s, l := newSeen(), &letters{}
	start(t, func(ctx context.Context) error {
		return b.Consume(ctx, consumer(l, func(ctx context.Context, m bus.Message) error {
			if bus.Actor(ctx) != "notifications" {
				t.Errorf("the handler acts for %q", bus.Actor(ctx))
			}
			s.add(m.Envelope.Subject)
			return nil
		}))
	})
	if first, again := publish(t, b, fact(1)), publish(t, b, fact(1)); first != again {
		t.Errorf("a repeat has sequence %d, the first %d", again, first)
	}
	publish(t, b, fact(2), fact(3))
	s.wait(t, "three facts", func(x map[string]int) bool { return len(x) == 3 })
	if s.count("a1") != 1 {
		t.Error("a repeat was delivered")
	}
	if _, err := b.Publish(t.Context(), envelope("waymark.evt.nobody.x.v1", "a", 1, 1)); err == nil {
		t.Error("published where no stream is")
	}
	bad := fact(1)
	bad.Subject = "a.b"
	if _, err := b.Publish(t.Context(), bad); err == nil {
		t.Error("a subject of two tokens was published")
	}
	big := fact(1)
	big.Data = json.RawMessage(`"` + strings.Repeat("x", bus.MaxPayload) + `"`)
	if _, err := b.Publish(t.Context(), big); err == nil {
		t.Error("too large a message was published")
	}
}

func TestThreeAnswers(t *testing.T) {
	b := testkit.Bus(t, "accounts")
	ensure(t, b)
	s, l := newSeen(), &letters{fails: 1}
	c := consumer(l, func(_ context.Context, m bus.Message) error {
		defer s.add(m.Envelope.Subject)
		switch m.Envelope.Subject {
		case "a1":
			return bus.Hopeless("no_such_thing", errors.New("secret text"))
		case "a2":
			panic("bug")
		case "a3":
			if m.Delivered < 2 {
				return errors.New("not now")
			}
		}
		return nil
	})
	c.MaxTries, c.InFlight = 2, 2
	start(t, func(ctx context.Context) error { return b.Consume(ctx, c) })
	for n := range 20 {
		publish(t, b, fact(n))
	}
	rubbish := fact(99)
	rubbish.Version = 0
	publish(t, b, rubbish)
	s.wait(t, "all", func(x map[string]int) bool { return len(x) == 20 && x["a3"] == 2 && x["a2"] == 2 && len(l.list()) == 3 })
	reasons := map[string]bus.DeadLetter{}
	for _, d := range l.list() {
		reasons[d.Reason] = d
		if strings.Contains(d.Reason, "secret") {
			t.Error("the text of an error is in a letter")
		}
	}
	if d := reasons["no_such_thing"]; d.Envelope.Subject != "a1" || d.Consumer != "inbox" || d.Service != "notifications" {
		t.Errorf("hopeless: %+v", d)
	}
	if d := reasons[bus.ReasonPanic]; d.Envelope.Subject != "a2" || d.Tries != 2 {
		t.Errorf("panic: %+v", d)
	}
	if d := reasons[bus.ReasonUnreadable]; d.Subject != "waymark.evt.accounts.account_opened.v1.a99" || d.Envelope.ID != "" {
		t.Errorf("unreadable: %+v", d)
	}
}

func TestFollowStates(t *testing.T) {
	b := testkit.Bus(t, "accounts")
	ensure(t, b)
	for n := range 50 { // as the relay does: what is older goes once its successor is there
		id := "s" + strconv.Itoa(n%10)
		seq, err := b.Publish(t.Context(), state(id, int64(n+1)))
		if err != nil {
			t.Fatal(err)
		}
		if err := b.EraseOlder(t.Context(), "accounts", "account", id, seq, int64(n+1)); err != nil {
			t.Fatal(err)
		}
	}
	// One that arrives late does not take a newer one away.
	seq, err := b.Publish(t.Context(), state("s3", 1))
	if err == nil {
		err = b.EraseOlder(t.Context(), "accounts", "account", "s3", seq, 1)
	}
	if i, e := b.StateStream(t.Context(), "accounts"); err != nil || e != nil || i.Messages != 11 {
		t.Errorf("%d messages (%v %v)", i.Messages, err, e)
	}
	s := newSeen()
	caught := make(chan int, 4)
	start(t, func(ctx context.Context) error {
		return b.Follow(ctx, "accounts", []string{wire.StateSubject("accounts", "account", "*")}, 0, func(m bus.Message) {
			s.add(m.Envelope.Subject + " " + strconv.FormatInt(m.Envelope.Version, 10))
		}, func() { s.mu.Lock(); defer s.mu.Unlock(); caught <- len(s.times) })
	})
	if n := <-caught; n != 11 {
		t.Errorf("caught up after %d of 11", n)
	}
	publish(t, b, state("s3", 100))
	s.wait(t, "a new state", func(x map[string]int) bool { return x["s3 100"] == 1 && len(x) == 12 })
	if err := b.EraseState(t.Context(), "accounts", "account", "s3"); err != nil {
		t.Error(err)
	}
	if err := b.EraseState(t.Context(), "accounts", "account", "s3"); err != nil {
		t.Error("erasing nothing:", err)
	}
	if i, err := b.StateStream(t.Context(), "accounts"); err != nil || i.Messages != 9 {
		t.Errorf("%+v %v", i, err)
	}
}

// TestFollowSome: of several subjects, those alone; and what lies behind the last of them does not keep it waiting.
func TestFollowSome(t *testing.T) {
	b := testkit.Bus(t, "accounts")
	ensure(t, b)
	of := func(kind, id string) wire.Envelope {
		return envelope("waymark.state.accounts."+kind+".v1", id, 1, wire.AccountState{Account: id})
	}
	publish(t, b, of("one", "a"), of("other", "b"), of("two", "c"), of("oneself", "d"), of("other", "e"))
	s := newSeen()
	caught := make(chan struct{}, 1)
	start(t, func(ctx context.Context) error {
		return b.Follow(ctx, "accounts", []string{wire.StateSubject("accounts", "one", "*"), wire.StateSubject("accounts", "two", "*")}, 0,
			func(m bus.Message) { s.add(m.Envelope.Subject) }, func() { caught <- struct{}{} })
	})
	<-caught
	publish(t, b, of("other", "f"), of("two", "g"))
	s.wait(t, "what comes later", func(x map[string]int) bool { return x["g"] == 1 && x["a"] == 1 && x["c"] == 1 && len(x) == 3 })
}

func TestFollowFacts(t *testing.T) {
	b := testkit.Bus(t, "accounts")
	ensure(t, b)
	publish(t, b, fact(1), fact(2))
	third := publish(t, b, fact(3))
	all := wire.SubjectsOf(wire.AccountOpened{})
	fresh, later := newSeen(), newSeen()
	for at, s := range map[uint64]*seen{0: fresh, third - 1: later} {
		caught := make(chan struct{}, 1)
		start(t, func(ctx context.Context) error {
			return b.Follow(ctx, "accounts", all, at, func(m bus.Message) { s.add(m.Envelope.Subject) }, func() { caught <- struct{}{} })
		})
		<-caught
	}
	publish(t, b, fact(4))
	fresh.wait(t, "the fourth", func(x map[string]int) bool { return len(x) == 1 && x["a4"] == 1 })
	later.wait(t, "the third and fourth", func(x map[string]int) bool { return len(x) == 2 && x["a3"] == 1 && x["a4"] == 1 })
}

func TestWake(t *testing.T) {
	n := testkit.Server(t)
	a, b := n.Connect("a"), n.Connect("b")
	got := make(chan string, 1)
	stop, err := a.OnWake("inbox", func(d []byte) { got <- string(d) })
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	ensure(t, a) // a round trip: the subscription is known to the server
	if err := b.Wake("inbox", []byte("x")); err != nil || <-got != "x" {
		t.Error(err)
	}
}
