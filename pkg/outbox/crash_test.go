package outbox

import (
	"context"
	"encoding/json"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/bus/bustest"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// stopAt makes a drain end for good at the nth time it passes a point, as if the process had been killed there.
func stopAt(t *testing.T, r *Relay, point string, nth int) (reached bool) {
	t.Helper()
	var mu sync.Mutex
	passed := 0
	r.crash = func(p string) {
		mu.Lock()
		defer mu.Unlock()
		if p == point {
			if passed++; passed == nth {
				runtime.Goexit()
			}
		}
	}
	done := make(chan bool, 1)
	go func() {
		finished := false
		defer func() { done <- finished }()
		if err := r.Drain(t.Context()); err != nil {
			t.Errorf("%s: %v", point, err)
		}
		finished = true
	}()
	return !<-done
}

// TestCrashPoints kills a relay at each of its points; the next one finishes what it left.
func TestCrashPoints(t *testing.T) {
	for _, point := range []string{"read", "said", "announced", "published", "recorded", "committed", "trimmed", "page", "walked"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			eachWorld(t, func(t *testing.T, w *world) { crashAt(t, w, point) })
		})
	}
}

func crashAt(t *testing.T, w *world, point string) {
	m := w.mirror()
	b := w.nats.Connect("notifications")
	start(t, m.Run)
	start(t, func(ctx context.Context) error { return w.consume(ctx, b) })
	o := bustest.NewOperator(t, w.nats)
	times := 2
	if testing.Short() { // as with the race detector
		times = 1
	}
	lost(t, w.relay().Drain(t.Context())) // as a relay that has been there for a while
	for nth := 1; nth <= times; nth++ {
		for n := range 70 {
			if err := w.change(n); err != nil {
				t.Fatal(err)
			}
		}
		if point == "page" || point == "walked" {
			for _, s := range streams {
				lost(t, o.DeleteStream(t.Context(), s))
			}
		}
		if !stopAt(t, w.relay(), point, nth) {
			t.Errorf("%s %d was not reached", point, nth)
		}
		if err := w.relay().Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	w.settled(m)
}

// TestOlderStateArrivesLast: one replica looks and is held up, another publishes a newer state, then the first publishes its
// older one: as the relay of a document, or in a walk that the other has completed meanwhile. In the end the newer one is the last.
func TestOlderStateArrivesLast(t *testing.T) {
	for _, walked := range []bool{false, true} {
		w := sqliteWorld(t)
		slow, quick := w.relay(), w.relay()
		lost(t, w.change(1))
		if !walked {
			lost(t, quick.check(t.Context()))
			lost(t, quick.fill(t.Context()))
			lost(t, w.change(1))
		}
		var once sync.Once
		reached := false
		slow.crash = func(point string) {
			if point == "said" {
				once.Do(func() {
					reached = true
					lost(t, w.change(1))
					lost(t, quick.Drain(t.Context()))
				})
			}
		}
		lost(t, slow.Drain(t.Context()))
		k, err := slow.bus.LastState(t.Context(), "accounts", "account", "a1")
		d, e := w.accounts.Get(t.Context(), "a1")
		if err != nil || e != nil || k.Envelope.Version != d.Version || !reached {
			t.Errorf("walked %v: the last state has version %d, the document %d (%v %v)", walked, k.Envelope.Version, d.Version, err, e)
		}
	}
}

// TestManyWaiting: more than the queue holds, written while nobody relayed.
func TestManyWaiting(t *testing.T) {
	t.Parallel()
	w := sqliteWorld(t)
	r := w.relay()
	writer := w.replicas[0]
	count := wakeQueue + 1000
	docs := make([]*store.Doc[account], count)
	for n := range docs {
		docs[n] = &store.Doc[account]{ID: "m" + strconv.Itoa(n), Body: account{Locale: "en"}}
	}
	for _, err := range writer.accounts.Bulk(t.Context(), docs) {
		if err != nil {
			t.Fatal(err)
		}
	}
	m := w.mirror()
	start(t, m.Run)
	start(t, r.Run)
	w.settled(m)
}

// TestTroubleHoldsUpNothing: a document that a newer binary wrote cannot be rendered; all others are published.
func TestTroubleHoldsUpNothing(t *testing.T) {
	t.Parallel()
	w := sqliteWorld(t)
	newer := open(t, store.New(w.source.Engine, w.clock.Now, logger(t)), store.Spec[account]{
		Name: "accounts_account", Schema: 2, State: true,
		Upcast: func(_ int, b json.RawMessage) (json.RawMessage, error) { return b, nil },
	})
	if _, err := newer.Insert(t.Context(), "a-newer", account{Locale: "x", Hidden: true}, nil); err != nil {
		t.Fatal(err)
	}
	r, m := w.relay(), w.mirror()
	b := w.nats.Connect("notifications")
	start(t, r.Run)
	start(t, m.Run)
	start(t, func(ctx context.Context) error { return w.consume(ctx, b) })
	for n := range 50 {
		if err := w.change(n); err != nil {
			t.Fatal(err)
		}
	}
	for n := 0; !m.Wait(t.Context(), "a49", 1); n++ { // a slow machine takes longer than one wait
		if n == 30 {
			t.Fatal("a document waits behind another one's trouble")
		}
	}
}

// TestAnyOrder: whatever the order and however often states and facts come, the result is the same.
func TestAnyOrder(t *testing.T) {
	w := sqliteWorld(t)
	m := w.mirror()
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		type want struct {
			version int64
			gone    bool
		}
		latest := map[string]want{}
		var all []bus.Message
		for n := range rapid.IntRange(1, 3).Draw(rt, "documents") {
			id := "r" + strconv.Itoa(round) + "-" + strconv.Itoa(n)
			for v := range rapid.Int64Range(1, 6).Draw(rt, "versions") {
				gone := rapid.Bool().Draw(rt, "gone")
				e := wire.Envelope{ID: wire.StateID("accounts_account", id, v+1), Type: "waymark.state.accounts.account.v1", Subject: id, Version: v + 1,
					Time: w.clock.Now(), Deleted: gone}
				if !gone {
					e.Data, _ = json.Marshal(wire.AccountState{Account: id, Locale: strconv.FormatInt(v+1, 10)})
				}
				latest[id] = want{v + 1, gone}
				for range rapid.IntRange(1, 2).Draw(rt, "times") {
					all = append(all, bus.Message{Envelope: e})
				}
			}
		}
		for _, msg := range rapid.Permutation(all).Draw(rt, "order") {
			if err := m.handle(t.Context(), msg); err != nil {
				rt.Fatal(err)
			}
		}
		for id, l := range latest {
			s, err := m.Get(t.Context(), id)
			if l.gone && !fault.Has(err, fault.NotFound) || !l.gone && (err != nil || s.Locale != strconv.FormatInt(l.version, 10)) {
				rt.Fatalf("%s is %+v (%v), not %+v", id, s, err, l)
			}
		}
	})
}

func TestDeadLetters(t *testing.T) {
	w := sqliteWorld(t)
	r := w.relay()
	b := w.nats.Connect("notifications")
	var mu sync.Mutex
	broken := true
	handled := make(chan string, 10)
	c := bus.Consumer{Service: "notifications", Name: "inbox", From: "accounts", Subjects: wire.SubjectsOf(wire.CredentialChanged{}), Dead: w.dead,
		Handle: func(_ context.Context, m bus.Message) error {
			mu.Lock()
			defer mu.Unlock()
			if broken {
				defer func() { handled <- "refused" }()
				return bus.Hopeless("broken", nil)
			}
			handled <- m.Envelope.ID
			return nil
		}}
	start(t, func(ctx context.Context) error { return b.Consume(ctx, c) })
	if err := w.change(1); err != nil {
		t.Fatal(err)
	}
	if err := r.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-handled
	var letters []bus.DeadLetter
	for limit := time.Now().Add(3 * time.Minute); len(letters) == 0 && time.Now().Before(limit); time.Sleep(10 * time.Millisecond) {
		var err error
		if letters, _, err = w.dead.List(t.Context(), 10, ""); err != nil {
			t.Fatal(err)
		}
	}
	if len(letters) != 1 || letters[0].Reason != "broken" || letters[0].Envelope.ID != w.facts[0] {
		t.Fatalf("%+v", letters)
	}
	id := letters[0].ID
	if err := w.dead.Put(t.Context(), letters[0]); err != nil { // twice is once
		t.Error(err)
	}
	if err := w.dead.SendAgain(t.Context(), id); !fault.Coded(err, "letters.no_consumer") {
		t.Error(err)
	}
	w.dead.Bind(c)
	if err := w.dead.SendAgain(t.Context(), id); !fault.Coded(err, "letters.failed") {
		t.Error(err)
	}
	<-handled
	mu.Lock()
	broken = false
	mu.Unlock()
	if err := w.dead.SendAgain(t.Context(), id); err != nil || <-handled != w.facts[0] {
		t.Error(err)
	}
	if err := w.dead.SendAgain(t.Context(), id); !fault.Coded(err, "letters.absent") {
		t.Error(err)
	}
	letters[0].ID = "another"
	lost(t, w.dead.Put(t.Context(), letters[0]))
	lost(t, w.dead.Discard(t.Context(), "another"))
	lost(t, w.dead.Discard(t.Context(), "another")) // twice is once
	lost(t, w.dead.Put(t.Context(), letters[0]))    // the message comes again, as after a lost stream
	for what, err := range map[string]error{
		"never there": w.dead.Discard(t.Context(), "nowhere"), "sent again": w.dead.SendAgain(t.Context(), "another"),
	} {
		if !fault.Coded(err, "letters.absent") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if letters, _, err := w.dead.List(t.Context(), 10, ""); err != nil || len(letters) != 0 {
		t.Error(letters, err)
	}
}

func TestWatch(t *testing.T) {
	w := sqliteWorld(t)
	r, m := w.relay(), w.mirror()
	for n := range 5 {
		if err := w.change(n); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	caught, gone := make(chan int, 1), make(chan string, 1)
	seen := 0
	start(t, func(ctx context.Context) error {
		return m.Watch(ctx, func(id string, version int64, s *wire.AccountState) {
			seen++
			if s == nil {
				gone <- id
			}
		}, func() { caught <- seen })
	})
	if n := <-caught; n != 5 {
		t.Error(n)
	}
	if err := w.writer().accounts.Delete(t.Context(), "a3", nil); err != nil {
		t.Fatal(err)
	}
	if err := r.Drain(t.Context()); err != nil || <-gone != "a3" {
		t.Error(err)
	}
}

// TestRetention: the log forgets with the stream, mirrors forget deleted ones before their ids may come back.
func TestRetention(t *testing.T) {
	w := sqliteWorld(t)
	r, m := w.relay(), w.mirror()
	for range 2 {
		if err := w.change(1); err != nil {
			t.Fatal(err)
		}
		if err := r.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(bus.FactAge - time.Hour)
	}
	if err := r.sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, err := r.logged.Count(t.Context()); err != nil || n != 2 { // the second change had two facts
		t.Error(n, err)
	}
	old := wire.Envelope{ID: "x", Subject: "gone", Version: 3, Deleted: true, Time: w.clock.Now(), Type: "waymark.state.accounts.account.v1"}
	if err := m.handle(t.Context(), bus.Message{Envelope: old}); err != nil {
		t.Fatal(err)
	}
	for _, days := range []time.Duration{20, 10} {
		w.clock.Advance(days * 24 * time.Hour)
		if err := m.sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, err := m.c.Get(t.Context(), "gone")
		if (err == nil) != (days == 20) {
			t.Errorf("after %d more days: %v", days, err)
		}
	}
}
