package bus

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// FactAge is how long facts stay in their stream and in the fact log.
const FactAge = 14 * 24 * time.Hour

// DedupeWindow is how long the server remembers the Msg-Id of a fact.
const DedupeWindow = 30 * time.Second

// statesPerSubject bounds the messages of one state subject. The relay leaves one, and two while it is at work.
const statesPerSubject = 4

// Stream names one of the two streams of a service.
type Stream struct {
	Service string
	States  bool
}

// Name is the stream's name on the server.
func (s Stream) Name() string {
	kind := "EVT"
	if s.States {
		kind = "STATE"
	}
	return "WAYMARK_" + kind + "_" + strings.ToUpper(s.Service)
}

// MarkSubject is where the relay keeps a mark in the stream; no consumer reads it.
func (s Stream) MarkSubject(name string) string { return "waymark.mark." + s.Service + "." + name }

func (b *Bus) streamConfig(s Stream) jetstream.StreamConfig {
	c := jetstream.StreamConfig{
		Name: s.Name(), Storage: jetstream.FileStorage, Retention: jetstream.LimitsPolicy, Discard: jetstream.DiscardOld,
		MaxBytes: b.o.MaxBytes, MaxMsgSize: MaxPayload + 8<<10, Replicas: b.o.Replicas, Duplicates: DedupeWindow,
		Subjects: []string{"waymark.evt." + s.Service + ".>"}, MaxAge: FactAge,
	}
	if s.States {
		c.Subjects = []string{"waymark.state." + s.Service + ".>", "waymark.mark." + s.Service + ".>"}
		c.Discard = jetstream.DiscardNew // a full stream refuses, and documents wait: no state is lost silently
		// A state's successor is published before it is erased, so that a subject is never empty in between. Two replicas may do
		// that at once; what the limit pushes out is not overwritten in the files, so it lies beyond what the relay leaves.
		c.MaxAge, c.MaxMsgsPerSubject, c.AllowMsgTTL = 0, statesPerSubject, true
		c.Duplicates = time.Second // states carry no Msg-Id
	}
	return c
}

// EnsureStreams makes the two streams of a service if they are missing. It never empties one that is there; one that an older
// binary made gets the limit per subject of now. For the owner: others may not change a stream.
func (b *Bus) EnsureStreams(ctx context.Context, service string) error {
	for _, s := range []Stream{{Service: service}, {Service: service, States: true}} {
		if err := b.ensure(ctx, s); err != nil {
			return err
		}
	}
	return b.renew(ctx, Stream{Service: service, States: true})
}

// renew brings a stream of states that an older binary made up to date.
func (b *Bus) renew(ctx context.Context, s Stream) error {
	c, cancel := call(ctx)
	defer cancel()
	st, err := b.js.Stream(c, s.Name())
	if err != nil {
		return noStream(ctx, err)
	}
	config := st.CachedInfo().Config
	if config.MaxMsgsPerSubject == statesPerSubject {
		return nil
	}
	config.MaxMsgsPerSubject = statesPerSubject
	_, err = b.js.UpdateStream(c, config)
	return noStream(ctx, err)
}

// found is ensure for who reads a stream. Where services are users of their own only the owner may make it: another one would be
// refused without an answer, so it does not ask, and comes again until the owner has made it.
func (b *Bus) found(ctx context.Context, s Stream) error {
	if b.o.SeedFile == "" || s.Service == b.o.Service {
		return b.ensure(ctx, s)
	}
	_, err := b.StreamInfo(ctx, s)
	return err
}

// ensure makes a stream if it is missing.
func (b *Bus) ensure(ctx context.Context, s Stream) error {
	c, cancel := call(ctx)
	defer cancel()
	_, err := b.js.Stream(c, s.Name())
	if _, had := b.had.Load(s); had && errors.Is(err, jetstream.ErrStreamNotFound) && pause(c, beingDeleted) {
		_, err = b.js.Stream(c, s.Name())
	}
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		err = b.create(c, s)
	}
	if err == nil {
		b.had.Store(s, true)
	}
	return unavailable(ctx, err)
}

// noRoom are the server's codes for a stream that would reserve more than it may store.
var noRoom = []jetstream.ErrorCode{10023, 10028, 10047}

func (b *Bus) create(ctx context.Context, s Stream) error {
	_, err := b.js.CreateStream(ctx, b.streamConfig(s))
	if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
		return nil // another replica was faster, perhaps with another configuration
	}
	if refused, ok := errors.AsType[*jetstream.APIError](err); ok && slices.Contains(noRoom, refused.ErrorCode) {
		return fault.New(fault.Unavailable, "bus.no_room", fmt.Sprintf("The NATS server has no room left for the stream %s. Raise max_file_store "+
			"in the jetstream part of its configuration: the two streams of each service reserve %d MB each.", s.Name(), b.o.MaxBytes>>20)).With(err)
	}
	return err
}

// StreamInfo is what the relay checks before it publishes.
type StreamInfo struct {
	Created   time.Time
	FirstSeq  uint64
	FirstTime time.Time
	LastSeq   uint64
	Messages  uint64
	Gaps      int // messages deleted between the first and the last
	Bytes     uint64
	MaxBytes  uint64
}

// EventStream and StateStream describe the streams of a service; fault NotFound where missing.
func (b *Bus) EventStream(ctx context.Context, service string) (StreamInfo, error) {
	return b.StreamInfo(ctx, Stream{Service: service})
}

// StateStream is EventStream for the states.
func (b *Bus) StateStream(ctx context.Context, service string) (StreamInfo, error) {
	return b.StreamInfo(ctx, Stream{Service: service, States: true})
}

// StreamInfo describes a stream; fault NotFound "bus.no_stream" where missing.
func (b *Bus) StreamInfo(ctx context.Context, s Stream) (StreamInfo, error) {
	c, cancel := call(ctx)
	defer cancel()
	st, err := b.js.Stream(c, s.Name())
	if err != nil {
		return StreamInfo{}, noStream(ctx, err)
	}
	i := st.CachedInfo()
	return StreamInfo{
		Created: i.Created.UTC(), FirstSeq: i.State.FirstSeq, FirstTime: i.State.FirstTime, LastSeq: i.State.LastSeq, Messages: i.State.Msgs,
		Gaps: i.State.NumDeleted, Bytes: i.State.Bytes, MaxBytes: uint64(max(0, i.Config.MaxBytes)),
	}, nil
}

func noStream(ctx context.Context, err error) error {
	if errors.Is(err, jetstream.ErrStreamNotFound) || errors.Is(err, jetstream.ErrNoStreamResponse) {
		return fault.New(fault.NotFound, "bus.no_stream", "The stream is not there.").With(err)
	}
	return unavailable(ctx, err)
}

// stream is a handle by name, which stays good when the stream is made anew; asking the server for one costs a round trip.
func (b *Bus) stream(ctx context.Context, s Stream) (jetstream.Stream, error) {
	if h, ok := b.handles.Load(s); ok {
		return h.(jetstream.Stream), nil
	}
	h, err := b.js.Stream(ctx, s.Name())
	if err == nil {
		b.handles.Store(s, h)
	}
	return h, err
}

// MarkAt reads the nonce of the message at a sequence (Outgoing.Nonce); fault NotFound "bus.no_message" if there is none.
func (b *Bus) MarkAt(ctx context.Context, s Stream, seq uint64) (nonce string, err error) {
	c, cancel := call(ctx)
	defer cancel()
	var m *jetstream.RawStreamMsg
	st, err := b.stream(c, s)
	if err == nil {
		m, err = st.GetMsg(c, seq)
	}
	return nonceOf(ctx, m, err)
}

// LastMark reads the sequence, the nonce and the content of a mark; fault NotFound "bus.no_message" if there is none.
func (b *Bus) LastMark(ctx context.Context, s Stream, name string) (seq uint64, nonce string, data []byte, err error) {
	c, cancel := call(ctx)
	defer cancel()
	var m *jetstream.RawStreamMsg
	st, err := b.stream(c, s)
	if err == nil {
		m, err = st.GetLastMsgForSubject(c, s.MarkSubject(name))
	}
	if nonce, err = nonceOf(ctx, m, err); err != nil {
		return 0, "", nil, err
	}
	return m.Sequence, nonce, m.Data, nil
}

func nonceOf(ctx context.Context, m *jetstream.RawStreamMsg, err error) (string, error) {
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return "", fault.New(fault.NotFound, "bus.no_message", "The message is not there.").With(err)
	}
	if err != nil {
		return "", noStream(ctx, err)
	}
	return m.Header.Get(headerNonce), nil
}

// Kept is a message as a stream keeps it.
type Kept struct {
	Envelope wire.Envelope
	Seq      uint64
	Nonce    string
}

// LastState reads the latest state of an aggregate; fault NotFound "bus.no_message" if there is none.
func (b *Bus) LastState(ctx context.Context, service, kind, aggregate string) (Kept, error) {
	c, cancel := call(ctx)
	defer cancel()
	var m *jetstream.RawStreamMsg
	st, err := b.stream(c, Stream{Service: service, States: true})
	if err == nil {
		m, err = st.GetLastMsgForSubject(c, wire.StateSubject(service, kind, aggregate))
	}
	nonce, err := nonceOf(ctx, m, err)
	if err != nil {
		return Kept{}, err
	}
	e, err := open(m.Subject, m.Data)
	return Kept{Envelope: e, Seq: m.Sequence, Nonce: nonce}, err
}

// EraseOlder deletes securely (the bytes are overwritten) the states of an aggregate that lie before a sequence and whose
// version is at most this one. Nothing there is no error.
func (b *Bus) EraseOlder(ctx context.Context, service, kind, aggregate string, before uint64, version int64) error {
	c, cancel := call(ctx)
	defer cancel()
	st, err := b.stream(c, Stream{Service: service, States: true})
	if err != nil {
		return noStream(ctx, err)
	}
	next := jetstream.WithGetMsgSubject(wire.StateSubject(service, kind, aggregate))
	for seq, n := uint64(1), 0; n < 4*statesPerSubject; n++ {
		m, err := st.GetMsg(c, seq, next)
		if errors.Is(err, jetstream.ErrMsgNotFound) || err == nil && m.Sequence >= before {
			return nil
		}
		if err != nil {
			return noStream(ctx, err)
		}
		seq = m.Sequence + 1
		if e, err := open(m.Subject, m.Data); err == nil && e.Version > version {
			continue
		}
		err = st.SecureDeleteMsg(c, m.Sequence)
		if err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) && !errors.Is(err, jetstream.ErrMsgDeleteUnsuccessful) {
			return noStream(ctx, err)
		}
	}
	return fault.New(fault.Unavailable, "bus.busy", "The subject changes faster than its older messages are erased.")
}

// PutMark publishes a mark, on condition that the last one of this name has the sequence after (0: there is none). A
// condition that does not hold is fault Conflict "bus.mark_moved".
func (b *Bus) PutMark(ctx context.Context, s Stream, name, nonce string, data []byte, after uint64) (seq uint64, err error) {
	c, cancel := call(ctx)
	defer cancel()
	m := nats.NewMsg(s.MarkSubject(name))
	m.Header.Set(headerNonce, nonce)
	m.Data = data
	ack, err := b.js.PublishMsg(c, m, jetstream.WithExpectStream(s.Name()), jetstream.WithExpectLastSequencePerSubject(after))
	if err == nil {
		return ack.Sequence, nil
	}
	var api *jetstream.APIError
	if errors.As(err, &api) && (api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence ||
		api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant) {
		return 0, fault.New(fault.Conflict, "bus.mark_moved", "The mark in the stream is not the expected one.").With(err)
	}
	return 0, noStream(ctx, sent(err))
}

// Advance empties a stream up to a sequence, and makes every later message have at least this sequence. Messages at or
// beyond it stay: doing it again is harmless.
func (b *Bus) Advance(ctx context.Context, s Stream, to uint64) error {
	c, cancel := call(ctx)
	defer cancel()
	st, err := b.stream(c, s)
	if err == nil {
		err = st.Purge(c, jetstream.WithPurgeSequence(to))
	}
	var refused *jetstream.APIError
	if errors.As(err, &refused) && !errors.Is(err, jetstream.ErrStreamNotFound) {
		err = fmt.Errorf("%w: %w", errNotTaken, err) // it cannot write what it is asked to
	}
	return noStream(ctx, sent(err))
}

// EraseState deletes every state message of an aggregate securely (its bytes are overwritten). No message is no error.
func (b *Bus) EraseState(ctx context.Context, service, kind, aggregate string) error {
	return b.EraseOlder(ctx, service, kind, aggregate, math.MaxUint64, math.MaxInt64)
}
