package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/run"
)

// world starts everything in this process for a test or benchmark, and gives a client of its front.
func startWorld(t testing.TB) (*world, *client.Client) {
	t.Helper()
	settings := Settings{
		Data: t.TempDir(), Target: []string{"all"}, MentorApproval: true, NATS: NATS{Replicas: 1}, MongoDB: MongoDB{Database: "waymark"},
	}
	const address = "http://waymark.example"
	w, err := open(t.Context(), settings, run.System, slog.New(slog.NewJSONHandler(io.Discard, nil)), address)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- w.run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		w.close()
	})
	if err := w.awaitReady(t.Context()); err != nil {
		t.Fatal(err)
	}
	front, err := w.front(address)
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(address, client.WithTransport(client.InProcess(front)))
	if err != nil {
		t.Fatal(err)
	}
	return w, c
}

// BenchmarkFactToInbox measures how long it takes from the answer to a posted message until the live stream of whoever it is
// for has it (the n-th answered against the n-th seen), at 200 messages a second, through the whole product in one process
// (embedded NATS and store).
//
//	go test ./services/waymark -run xxx -bench FactToInbox -benchtime 2000x
func BenchmarkFactToInbox(b *testing.B) {
	w, public := startWorld(b)
	ctx := b.Context()
	token, _, err := w.accounts.Bootstrap(ctx)
	if err != nil {
		b.Fatal(err)
	}
	t := &tour{out: io.Discard, public: public, token: token, address: "ida.operator@example.org", password: newPassword(), tag: "bench"}
	for _, s := range []func(context.Context) (string, error){t.administrator, t.accounts, t.mentors, t.recommended} {
		if _, err := s(ctx); err != nil {
			b.Fatal(err)
		}
	}
	r, err := t.newcomer.CreateRequest(ctx, api.NewRequest{Mentors: []string{t.mentor.id}, Message: "Hello"})
	if err == nil {
		_, err = t.mentor.AcceptRequest(ctx, r.ID)
	}
	if err != nil {
		b.Fatal(err)
	}
	var mu sync.Mutex
	answered, seen := map[string]time.Time{}, map[string]time.Time{}
	all := make(chan struct{})
	live, stop := context.WithCancel(ctx)
	defer stop()
	var listening sync.WaitGroup
	listening.Go(func() {
		for item, err := range t.mentor.Live(live, -1) {
			if err != nil {
				return
			}
			if item.Kind != "message_posted" {
				continue
			}
			mu.Lock()
			seen[fmt.Sprint(len(seen))] = time.Now()
			n := len(seen)
			mu.Unlock()
			if n == b.N {
				close(all)
				return
			}
		}
	})
	time.Sleep(100 * time.Millisecond) // the stream is open
	b.ResetTimer()
	tick := time.NewTicker(time.Second / 200)
	defer tick.Stop()
	for i := range b.N {
		<-tick.C
		if _, err := t.newcomer.PostMessage(ctx, r.ID, "A word"); err != nil {
			b.Fatal(err)
		}
		mu.Lock()
		answered[fmt.Sprint(i)] = time.Now()
		mu.Unlock()
	}
	select {
	case <-all:
	case <-time.After(30 * time.Second):
		b.Fatalf("only %d of %d came", len(seen), b.N)
	}
	b.StopTimer()
	var waits []time.Duration
	for i, at := range answered {
		waits = append(waits, max(0, seen[i].Sub(at)))
	}
	slices.Sort(waits)
	b.ReportMetric(float64(waits[len(waits)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(waits[len(waits)*99/100].Microseconds())/1000, "p99-ms")
	stop()
	listening.Wait()
}
