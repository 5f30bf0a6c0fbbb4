package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Follow hands every message (for states: the last per subject) to handle in order, with an ordered consumer of this
// process alone: for in-memory indexes and live streams. caughtUp (may be nil) is called once when all that was there at
// the start has been handed over, and again after a lost stream was followed anew. It runs until ctx ends. from is the
// service; startAfter 0 is everything (for facts: only new ones unless startAfter says otherwise).
//
// A stream that was lost and filled again hands over everything once more, with higher sequences: compare versions (states)
// or ids (facts). Unreadable messages are left out. The error is nil when ctx ended, or says what is wrong with the subjects.
func (b *Bus) Follow(ctx context.Context, from string, subjects []string, startAfter uint64, handle func(Message), caughtUp func()) error {
	s, err := streamOf(from, subjects)
	if err != nil {
		return err
	}
	f := &following{b: b, s: s, subjects: subjects, handle: handle, caughtUp: caughtUp, cursor: startAfter, log: b.log.With("follow", s.Name())}
	f.onlyNew = !s.States && startAfter == 0
	for failures := 0; ; failures++ {
		began := time.Now()
		err := f.run(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if time.Since(began) > 10*time.Second {
			failures = 0
		}
		f.log.Info("following interrupted; it goes on", "after", f.cursor, "err", err)
		if !pause(ctx, reconnectDelay(failures)) {
			return nil
		}
	}
}

type following struct {
	b        *Bus
	s        Stream
	subjects []string
	handle   func(Message)
	caughtUp func()
	log      *slog.Logger

	onlyNew bool      // not started yet, and wants new facts only
	created time.Time // of the stream that is followed
	cursor  uint64    // sequence of the last message handed over
	caught  bool
}

var errGap = errors.New("bus: a message is missing")

func (f *following) run(ctx context.Context) error {
	if err := f.b.found(ctx, f.s); err != nil {
		return err
	}
	info, err := f.b.StreamInfo(ctx, f.s)
	if err != nil {
		return err
	}
	f.look(info)
	limit, cancel := call(ctx)
	cons, err := f.b.js.CreateConsumer(limit, f.s.Name(), jetstream.ConsumerConfig{
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: f.cursor + 1, AckPolicy: jetstream.AckNonePolicy,
		FilterSubject: f.filter(), MemoryStorage: true, Replicas: 1, InactiveThreshold: 30 * time.Second,
	})
	cancel()
	if err != nil {
		return err
	}
	defer func() { // the server forgets it by itself if this does not get through
		limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = f.b.js.DeleteConsumer(limit, f.s.Name(), cons.CachedInfo().Name)
	}()
	it, err := cons.Messages(jetstream.PullMaxMessages(500), jetstream.PullExpiry(10*time.Second),
		jetstream.PullHeartbeat(2*time.Second), jetstream.WithMessagesErrOnMissingHeartbeat(true))
	if err != nil {
		return err
	}
	defer it.Stop()
	conn, cancel := f.b.oneConnection(ctx)
	defer cancel()
	if cons.CachedInfo().NumPending == 0 {
		f.complete()
	}
	return f.read(conn, cons, it, info.LastSeq)
}

// look finds out whether the stream is the one that was followed before.
func (f *following) look(info StreamInfo) {
	switch {
	case f.onlyNew:
		f.cursor, f.onlyNew = info.LastSeq, false
	case f.created.IsZero() && f.cursor <= info.LastSeq, f.created.Equal(info.Created) && f.cursor <= info.LastSeq:
	default: // another stream, or this one was cut: from its beginning
		f.cursor, f.caught = 0, false
	}
	f.created = info.Created
}

func (f *following) read(ctx context.Context, cons jetstream.Consumer, it jetstream.MessagesContext, target uint64) error {
	for expected := uint64(1); ; {
		opt := jetstream.NextContext(ctx)
		if !f.caught {
			opt = jetstream.NextMaxWait(500 * time.Millisecond)
		}
		m, err := it.Next(opt)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !f.caught && errors.Is(err, nats.ErrTimeout) {
			// What was there at the start may have been deleted meanwhile: then nothing more comes.
			limit, cancel := call(ctx)
			info, err := cons.Info(limit)
			cancel()
			if err != nil {
				return err
			}
			if info.NumPending == 0 && info.Delivered.Consumer < expected {
				f.complete()
			}
			continue
		}
		if err != nil {
			return err
		}
		meta, err := m.Metadata()
		if err != nil {
			return err
		}
		if meta.Sequence.Consumer != expected {
			return errGap
		}
		expected++
		f.hand(m, meta.Sequence.Stream)
		if meta.NumPending == 0 || meta.Sequence.Stream >= target {
			f.complete()
		}
	}
}

// filter is one subject for the server. With several it compares them with every subject that the stream has, for each message that it
// hands over: 8,500 states took four seconds of processor time. What comes along and was not asked for is left out here.
func (f *following) filter() string {
	if len(f.subjects) == 1 {
		return f.subjects[0]
	}
	if f.s.States {
		return statePrefix + f.s.Service + ".>"
	}
	return eventPrefix + f.s.Service + ".>"
}

// asked says whether a subject is one of those that are followed, in which "*" is any token.
func (f *following) asked(subject string) bool {
	return slices.ContainsFunc(f.subjects, func(pattern string) bool {
		for rest := subject; ; {
			want, wants, more := strings.Cut(pattern, ".")
			have, has, further := strings.Cut(rest, ".")
			if want != "*" && want != have || more != further {
				return false
			}
			if !more {
				return true
			}
			pattern, rest = wants, has
		}
	})
}

func (f *following) hand(m jetstream.Msg, seq uint64) {
	f.cursor = seq
	if !f.asked(m.Subject()) {
		return
	}
	e, err := open(m.Subject(), m.Data())
	if err != nil {
		f.log.Error("unreadable message left out", "seq", seq, "err", err)
		return
	}
	defer func() {
		if p := recover(); p != nil {
			f.log.Error("follower panicked; the message is left out", "type", e.Type, "id", e.ID,
				"err", fmt.Sprintf("%v\n%s", p, debug.Stack()))
		}
	}()
	f.handle(Message{Envelope: e, Subject: m.Subject(), Sequence: seq, Delivered: 1})
}

func (f *following) complete() {
	if f.caught {
		return
	}
	f.caught = true
	if f.caughtUp != nil {
		f.caughtUp()
	}
}
