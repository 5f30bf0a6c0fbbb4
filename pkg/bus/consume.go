package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Consumer is a durable one, shared by all replicas of a service.
type Consumer struct {
	Service  string   // who consumes
	Name     string   // unique within the service, never renamed
	From     string   // the service whose facts or states these are
	Subjects []string // of wire.FactSubject or wire.StateSubject; all of one stream
	// Handle answers: nil, done; Hopeless, to the dead letters; any other error, again later with a growing, jittered
	// delay, and to the dead letters after MaxTries. It must be idempotent: a message may come again, also after days, when
	// a lost stream was filled again. A panic counts as an error.
	Handle   func(ctx context.Context, m Message) error
	InFlight int // at once in this process; 0 is 16
	MaxTries int // 0 is 12 (about half an hour)
	Dead     DeadLetters
}

const (
	ackWait    = 10 * time.Second // without a sign of life for so long, a message comes again, perhaps to another replica
	maxPending = 10_000           // delivered and not settled, waiting retries too; then the consumer pauses
	retryFirst = time.Second
	retryMost  = 10 * time.Minute
)

// Consume runs the consumer until ctx ends. A consumer or stream that vanished is made again and starts from the first
// message of the stream. The returned error is nil when ctx ended, or says what is wrong with the consumer.
func (b *Bus) Consume(ctx context.Context, c Consumer) error {
	s, err := streamOf(c.From, c.Subjects)
	if err != nil {
		return err
	}
	if !Token(c.Service) || !Token(c.Name) || c.Handle == nil || c.Dead == nil {
		return errors.New("bus: a consumer needs a service, a name, a handler and dead letters")
	}
	if c.InFlight == 0 {
		c.InFlight = 16
	}
	if c.MaxTries == 0 {
		c.MaxTries = 12
	}
	log := b.log.With("consumer", c.Service+"_"+c.Name)
	w := &consuming{b: b, c: c, log: log, slots: make(chan struct{}, c.InFlight)}
	defer w.running.Wait()
	for failures := 0; ; failures++ {
		began := time.Now()
		err := w.run(ctx, s)
		if ctx.Err() != nil {
			return nil
		}
		if time.Since(began) > 10*time.Second {
			failures = 0
		}
		log.Info("consumer interrupted; it starts again", "err", err)
		if !pause(ctx, reconnectDelay(failures)) {
			return nil
		}
	}
}

type consuming struct {
	b       *Bus
	c       Consumer
	log     *slog.Logger
	slots   chan struct{}
	running sync.WaitGroup
}

func (w *consuming) run(ctx context.Context, s Stream) error {
	if err := w.b.found(ctx, s); err != nil {
		return err
	}
	limit, cancel := call(ctx)
	cons, err := w.b.js.CreateOrUpdateConsumer(limit, s.Name(), jetstream.ConsumerConfig{
		Durable: w.c.Service + "_" + w.c.Name, DeliverPolicy: jetstream.DeliverAllPolicy, AckPolicy: jetstream.AckExplicitPolicy,
		AckWait: ackWait, MaxDeliver: -1, FilterSubjects: w.c.Subjects, MaxAckPending: maxPending, Replicas: w.b.o.Replicas,
	})
	cancel()
	if err != nil {
		return err
	}
	it, err := cons.Messages(jetstream.PullMaxMessages(max(2, w.c.InFlight)), jetstream.PullExpiry(10*time.Second),
		jetstream.PullHeartbeat(2*time.Second), jetstream.WithMessagesErrOnMissingHeartbeat(true))
	if err != nil {
		return err
	}
	defer handBack(it)
	conn, cancel := w.b.oneConnection(ctx)
	defer cancel()
	for {
		select { // a slot first: what this process cannot handle yet stays with the server
		case w.slots <- struct{}{}:
		case <-ctx.Done():
			return nil
		}
		m, err := it.Next(jetstream.NextContext(conn))
		if err != nil {
			<-w.slots
			return err
		}
		w.running.Go(func() {
			defer func() { <-w.slots }()
			w.handle(ctx, m)
		})
	}
}

// handBack gives what was fetched and not begun back to the server, so that another replica has it at once.
func handBack(it jetstream.MessagesContext) {
	it.Drain()
	for {
		m, err := it.Next(jetstream.NextMaxWait(time.Second))
		if err != nil {
			return
		}
		_ = m.Nak() // if it does not get through, the message comes again later
	}
}

func (w *consuming) handle(ctx context.Context, m jetstream.Msg) {
	msg := Message{Subject: m.Subject(), Delivered: 1}
	if meta, err := m.Metadata(); err == nil {
		msg.Sequence, msg.Delivered = meta.Sequence.Stream, int(meta.NumDelivered)
	}
	var err error
	msg.Envelope, err = open(m.Subject(), m.Data())
	var panicked bool
	if err == nil {
		panicked, err = w.try(ctx, m, msg)
	}
	if err == nil {
		w.settled(m.Ack())
		return
	}
	if ctx.Err() != nil { // stopping: another replica may have it at once
		w.settled(m.Nak())
		return
	}
	reason, given := IsHopeless(err)
	if !given && msg.Delivered >= w.c.MaxTries {
		reason, given = ReasonTries, true
		if panicked {
			reason = ReasonPanic
		}
	}
	// The text of the error stays in the log of this service; the letter has a code only.
	w.log.Warn("message failed", "type", msg.Envelope.Type, "id", msg.Envelope.ID, "seq", msg.Sequence, "try", msg.Delivered,
		"gives_up", given, "reason", reason, "err", err)
	if !given {
		w.settled(m.NakWithDelay(retryDelay(msg.Delivered)))
		return
	}
	err = w.c.Dead.Put(ctx, DeadLetter{
		ID: letterID(w.c, msg, m.Data()), Service: w.c.Service, Consumer: w.c.Name, Subject: msg.Subject, Envelope: msg.Envelope,
		Reason: reason, At: w.b.o.Now(), Tries: msg.Delivered,
	})
	if err != nil {
		w.log.Error("dead letter not stored; the message comes again", "err", err)
		w.settled(m.NakWithDelay(retryDelay(min(msg.Delivered, 6))))
		return
	}
	w.settled(m.TermWithReason(reason))
}

// settled: an answer that got lost makes the message come again, which is harmless.
func (w *consuming) settled(err error) {
	if err != nil {
		w.log.Warn("answer to the server lost; the message comes again", "err", err)
	}
}

// try runs the handler, keeps the message ours while it runs, and turns a panic into an error.
func (w *consuming) try(ctx context.Context, m jetstream.Msg, msg Message) (panicked bool, err error) {
	done := make(chan struct{})
	defer close(done)
	slow := time.AfterFunc(ackWait/3, func() {
		for m.InProgress() == nil {
			select {
			case <-done:
				return
			case <-time.After(ackWait / 3):
			}
		}
	})
	defer slow.Stop()
	return Safely(WithActor(WithTrace(ctx, msg.Envelope.TraceParent), w.c.Service), w.c.Handle, msg)
}

// Safely runs a handler and turns a panic into an error.
func Safely(ctx context.Context, handle func(context.Context, Message) error, m Message) (panicked bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			panicked, err = true, fmt.Errorf("bus: handler panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return false, handle(ctx, m)
}

// retryDelay: about a second, then twice as long each time, ten minutes at most; a quarter more or less.
func retryDelay(tries int) time.Duration {
	d := retryFirst << min(max(tries-1, 0), 12)
	d = min(d, retryMost)
	return d*3/4 + rand.N(d/2)
}

func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// streamOf finds the stream of subjects: all of them are facts, or all are states, of the service.
func streamOf(from string, subjects []string) (Stream, error) {
	s := Stream{Service: from}
	if len(subjects) == 0 {
		return s, errors.New("bus: no subjects")
	}
	for i, x := range subjects {
		event, state := hasPrefix(x, eventPrefix+from+"."), hasPrefix(x, statePrefix+from+".")
		if !event && !state || i > 0 && state != s.States {
			return s, fmt.Errorf("bus: %q is not of the same stream of %q", x, from)
		}
		s.States = state
	}
	return s, nil
}

func hasPrefix(s, prefix string) bool { return len(s) > len(prefix) && s[:len(prefix)] == prefix }
