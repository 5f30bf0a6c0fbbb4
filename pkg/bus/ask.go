package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/micro"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

const (
	headerTimeout = "Waymark-Timeout" // milliseconds that the asker still waits: a duration, since clocks differ
	headerActor   = "Waymark-Actor"
	headerTrace   = "Traceparent"

	askLimit     = 5 * time.Second
	answersAtOne = 64   // questions answered at once in this process; more wait, within their time
	waitAtMost   = 1024 // questions that wait; more are refused at once
)

// Answer answers a question of other services with fn (nats.go/micro) until ctx ends or the bus closes. Faults survive; any
// other error is logged here and reaches the asker as Internal, without its text. The context of fn ends when the asker
// gives up; it has the asker's actor (Actor) and trace.
func Answer[In, Out any](ctx context.Context, b *Bus, service, question string, fn func(ctx context.Context, in In) (Out, error)) error {
	if !Token(service) || !Token(question) {
		return fmt.Errorf("bus: %q %q is not a question", service, question)
	}
	log := b.log.With("answer", service+"."+question)
	slots := make(chan struct{}, answersAtOne)
	closed := make(chan struct{})
	var once sync.Once
	var waiting atomic.Int64
	srv, err := micro.AddService(b.nc, micro.Config{
		Name: "waymark-" + service + "-" + question, Version: "1.0.0", QueueGroup: service,
		DoneHandler: func(micro.Service) { once.Do(func() { close(closed) }) },
	})
	if err != nil {
		return unavailable(ctx, err)
	}
	err = srv.AddEndpoint("ask", micro.HandlerFunc(func(r micro.Request) {
		busy := fault.New(fault.Unavailable, "ask.busy", "The service that knows the answer is busy; try again.").After(time.Second)
		if waiting.Add(1) > waitAtMost {
			waiting.Add(-1)
			refuse(log, r, busy)
			return
		}
		limit, cancel := context.WithTimeout(ctx, timeoutOf(r.Headers().Get(headerTimeout)))
		go func() {
			defer waiting.Add(-1)
			defer cancel()
			select {
			case slots <- struct{}{}:
				defer func() { <-slots }()
			case <-limit.Done():
			}
			if limit.Err() != nil { // too late, or we are stopping
				refuse(log, r, busy)
				return
			}
			limit = WithTrace(WithActor(limit, r.Headers().Get(headerActor)), r.Headers().Get(headerTrace))
			respond(limit, log, r, fn)
		}()
	}), micro.WithEndpointSubject(wire.AskSubject(service, question)))
	if err != nil {
		_ = srv.Stop()
		return unavailable(ctx, err)
	}
	select {
	case <-ctx.Done():
	case <-closed:
	}
	err = srv.Stop()
	_ = b.nc.FlushTimeout(time.Second) // the server asks us no more; that it is away is as good
	for range answersAtOne {
		slots <- struct{}{} // those that are being answered
	}
	if ctx.Err() == nil && err != nil && !errors.Is(err, nats.ErrConnectionClosed) {
		return unavailable(ctx, err)
	}
	return nil
}

func timeoutOf(header string) time.Duration {
	ms, err := strconv.ParseInt(header, 10, 64)
	if err != nil || ms <= 0 || ms > askLimit.Milliseconds() {
		return askLimit
	}
	return time.Duration(ms) * time.Millisecond
}

func respond[In, Out any](ctx context.Context, log *slog.Logger, r micro.Request, fn func(ctx context.Context, in In) (Out, error)) {
	out, err := answer(ctx, r.Data(), fn)
	if err == nil {
		if err := r.Respond(out); err != nil {
			log.Warn("answer lost", "err", err)
		}
		return
	}
	f := fault.As(err)
	if errors.Is(err, context.DeadlineExceeded) && f.Kind == fault.Internal {
		f = fault.New(fault.Deadline, "ask.deadline", "The question took too long to answer; ask again.")
	}
	if f.Kind == fault.Internal {
		log.Error("question failed", "err", err)
	}
	refuse(log, r, f)
}

func refuse(log *slog.Logger, r micro.Request, f *fault.Fault) {
	// Not r.Error: it keeps the error in the request, which micro reads without a lock once the handler has returned, and we
	// answer later than that.
	headers := micro.Headers{micro.ErrorHeader: {string(f.Kind)}, micro.ErrorCodeHeader: {strconv.Itoa(f.Kind.Status())}}
	if err := r.Respond(fault.Encode(f), micro.WithHeaders(headers)); err != nil {
		log.Warn("answer lost", "err", err)
	}
}

func answer[In, Out any](ctx context.Context, data []byte, fn func(ctx context.Context, in In) (Out, error)) (b []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("bus: answer panicked: %v\n%s", p, debug.Stack())
		}
	}()
	var in In
	if err := json.Unmarshal(data, &in); err != nil {
		return nil, fault.New(fault.Malformed, "ask.malformed", "The question cannot be read.").With(err)
	}
	out, err := fn(ctx, in)
	if err != nil {
		return nil, err
	}
	b, err = json.Marshal(out)
	if err == nil && len(b) > MaxPayload {
		return nil, fault.Newf(fault.TooLarge, "ask.too_large", "An answer has at most %d bytes; ask for less.", MaxPayload)
	}
	return b, err
}

// Ask asks another service and waits for its answer, 5 s at most (or ctx). Nobody there is Unavailable, too late Deadline.
// Faults of the other side come back as they are.
func Ask[In, Out any](ctx context.Context, b *Bus, service, question string, in In) (Out, error) {
	var out Out
	data, err := json.Marshal(in)
	if err != nil {
		return out, fmt.Errorf("bus: the question cannot be encoded: %w", err)
	}
	if len(data) > MaxPayload {
		return out, fault.Newf(fault.TooLarge, "ask.too_large", "A question has at most %d bytes; ask for less.", MaxPayload)
	}
	if err := b.Ready(); err != nil {
		return out, err
	}
	limit, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	m := nats.NewMsg(wire.AskSubject(service, question))
	m.Data = data
	if until, ok := limit.Deadline(); ok {
		m.Header.Set(headerTimeout, strconv.FormatInt(max(1, time.Until(until).Milliseconds()), 10))
	}
	if a := Actor(ctx); a != "" {
		m.Header.Set(headerActor, a)
	}
	if t := Trace(ctx); t != "" {
		m.Header.Set(headerTrace, t)
	}
	reply, err := b.nc.RequestMsgWithContext(limit, m)
	switch {
	case err == nil:
	case errors.Is(err, nats.ErrNoResponders):
		return out, fault.New(fault.Unavailable, "ask.nobody", "The service that knows the answer is not running; try again in a moment.").
			With(err).After(2 * time.Second)
	case errors.Is(ctx.Err(), context.Canceled):
		return out, ctx.Err()
	case limit.Err() != nil || errors.Is(err, nats.ErrTimeout):
		return out, fault.New(fault.Deadline, "ask.deadline", "Another service took too long to answer; try again.").With(err)
	default:
		return out, fault.New(fault.Unavailable, "bus.unavailable", "The message bus did not answer; try again in a moment.").With(err)
	}
	if reply.Header.Get(micro.ErrorCodeHeader) != "" {
		return out, fault.Decode(reply.Data)
	}
	if err := json.Unmarshal(reply.Data, &out); err != nil {
		return out, fault.New(fault.Internal, "ask.unreadable", "The answer of another service could not be read.").With(err)
	}
	return out, nil
}
