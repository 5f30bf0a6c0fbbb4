package bus_test

import (
	"context"
	"strconv"
	"testing"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/bus/bustest"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestConsumerMadeAgain: whatever vanishes, what is published later arrives.
func TestConsumerMadeAgain(t *testing.T) {
	n := testkit.Server(t)
	b, o := n.Connect("accounts"), bustest.NewOperator(t, n)
	ensure(t, b)
	s := newSeen()
	c := consumer(&letters{}, func(_ context.Context, m bus.Message) error { s.add(m.Envelope.Subject); return nil })
	for range 2 { // two replicas
		start(t, func(ctx context.Context) error { return b.Consume(ctx, c) })
	}
	publish(t, b, fact(1))
	s.wait(t, "the first", func(x map[string]int) bool { return x["a1"] == 1 })
	if err := o.DeleteConsumer(t.Context(), bus.Stream{Service: "accounts"}, "notifications_inbox"); err != nil {
		t.Fatal(err)
	}
	publish(t, b, fact(2))
	s.wait(t, "the second, and the first again", func(x map[string]int) bool { return x["a1"] == 2 && x["a2"] == 1 })
	if err := o.DeleteStream(t.Context(), bus.Stream{Service: "accounts"}); err != nil {
		t.Fatal(err)
	}
	ensure(t, b)
	publish(t, b, fact(3))
	s.wait(t, "the third", func(x map[string]int) bool { return x["a3"] == 1 })
	n.Stop()
	n.Start()
	for { // the connection comes back by itself
		if _, err := b.Publish(t.Context(), fact(4)); err == nil {
			break
		}
	}
	s.wait(t, "the fourth", func(x map[string]int) bool { return x["a4"] > 0 })
}

// TestFollowAnew: an index that follows is complete again after its stream was lost, and says so.
func TestFollowAnew(t *testing.T) {
	n := testkit.Server(t)
	b, o := n.Connect("accounts"), bustest.NewOperator(t, n)
	ensure(t, b)
	publish(t, b, state("s1", 1), state("s2", 1))
	s := newSeen()
	caught := make(chan struct{}, 8)
	start(t, func(ctx context.Context) error {
		return b.Follow(ctx, "accounts", []string{wire.StateSubject("accounts", "account", "*")}, 0, func(m bus.Message) {
			s.add(m.Envelope.Subject + " " + strconv.FormatInt(m.Envelope.Version, 10))
		}, func() { caught <- struct{}{} })
	})
	<-caught
	n.Stop()
	n.Start()
	for {
		if _, err := b.Publish(t.Context(), state("s3", 1)); err == nil {
			break
		}
	}
	s.wait(t, "a state after the restart, the others once", func(x map[string]int) bool { return x["s3 1"] > 0 && x["s1 1"] == 1 })
	if err := o.DeleteStream(t.Context(), bus.Stream{Service: "accounts", States: true}); err != nil {
		t.Fatal(err)
	}
	ensure(t, b)
	publish(t, b, state("s1", 2))
	<-caught
	s.wait(t, "the new stream", func(x map[string]int) bool { return x["s1 2"] == 1 })
	// A stream whose sequences were advanced (outbox does that after a loss) is followed on.
	if err := b.Advance(t.Context(), bus.Stream{Service: "accounts", States: true}, 1<<20); err != nil {
		t.Fatal(err)
	}
	if seq := publish(t, b, state("s1", 3)); seq != 1<<20 {
		t.Errorf("the first message after the leap has sequence %d", seq)
	}
	s.wait(t, "a state after the leap", func(x map[string]int) bool { return x["s1 3"] == 1 })
}
