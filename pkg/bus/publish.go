package bus

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

const (
	headerNonce = "Waymark-Nonce"
	statePrefix = "waymark.state."
	eventPrefix = "waymark.evt."
)

// Outgoing is one message for PublishAll.
type Outgoing struct {
	Envelope wire.Envelope
	// Dedupe goes before the id in the Msg-Id of a fact: repeats within DedupeWindow with the same one are kept once.
	Dedupe string
	// Nonce is kept with the message, so that the relay recognises it (MarkAt).
	Nonce string
	// TTL removes a state after this time; 0 keeps it.
	TTL time.Duration
}

// Published is what became of an Outgoing.
type Published struct {
	Seq       uint64
	Duplicate bool // the stream had it before; Seq is that of the first
	Err       error
}

// Publish publishes a fact or a state (by its Type) and returns its sequence once the stream has it. The envelope's ID is
// the Msg-Id.
func (b *Bus) Publish(ctx context.Context, e wire.Envelope) (seq uint64, err error) {
	p := b.PublishAll(ctx, []Outgoing{{Envelope: e}})[0]
	return p.Seq, p.Err
}

// PublishAll publishes many, in this order, and answers for each by position once the streams have them. They belong to
// the streams of the services in their types.
func (b *Bus) PublishAll(ctx context.Context, out []Outgoing) []Published {
	res := make([]Published, len(out))
	acks := make([]jetstream.PubAckFuture, len(out))
	for i, o := range out {
		m, opts, err := message(o)
		if err == nil {
			acks[i], err = b.js.PublishMsgAsync(m, opts...)
		}
		if err != nil {
			res[i].Err = published(ctx, err)
		}
	}
	limit, cancel := call(ctx)
	defer cancel()
	for i, a := range acks {
		if a == nil {
			continue
		}
		select {
		case ack := <-a.Ok():
			res[i].Seq, res[i].Duplicate = ack.Sequence, ack.Duplicate
		case err := <-a.Err():
			res[i].Err = published(ctx, err)
		case <-limit.Done():
			res[i].Err = unavailable(ctx, sent(limit.Err()))
		}
	}
	return res
}

// published: no responders on a stream's subject means that there is no stream.
func published(ctx context.Context, err error) error {
	var f *fault.Fault
	if errors.As(err, &f) {
		return err
	}
	if errors.Is(err, nats.ErrNoResponders) {
		err = jetstream.ErrNoStreamResponse
	}
	return noStream(ctx, sent(err))
}

func message(o Outgoing) (*nats.Msg, []jetstream.PublishOpt, error) {
	e := o.Envelope
	service, typ := e.TypeOf()
	if service == "" || !Token(e.Subject) {
		return nil, nil, fault.New(fault.Internal, "bus.malformed", "The envelope has no type, or a subject that is not one token.")
	}
	data, err := json.Marshal(e)
	if err != nil {
		return nil, nil, fault.New(fault.Internal, "bus.malformed", "The envelope cannot be encoded.").With(err)
	}
	if len(data) > MaxPayload {
		return nil, nil, fault.Newf(fault.TooLarge, "bus.too_large", "A message has at most %d bytes.", MaxPayload)
	}
	state := strings.HasPrefix(e.Type, statePrefix)
	m := nats.NewMsg(wire.FactSubject(service, typ, e.Subject))
	if state {
		m = nats.NewMsg(wire.StateSubject(service, typ, e.Subject))
	}
	m.Data = data
	if o.Nonce != "" {
		m.Header.Set(headerNonce, o.Nonce)
	}
	opts := []jetstream.PublishOpt{jetstream.WithRetryWait(50 * time.Millisecond),
		jetstream.WithExpectStream(Stream{Service: service, States: state}.Name())}
	if !state { // states are compared by version; facts by who inserts them: this only spares repeats
		opts = append(opts, jetstream.WithMsgID(o.Dedupe+e.ID))
	} else if o.TTL > 0 {
		opts = append(opts, jetstream.WithMsgTTL(o.TTL.Truncate(time.Second)))
	}
	return m, opts, nil
}

// Token says whether s can be one token of a subject: not empty, no dot, wildcard, blank or control character.
func Token(s string) bool {
	return s != "" && len(s) <= 200 && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r == '.' || r == '*' || r == '>' || r == 0x7f
	})
}

// Wake and OnWake carry a hint without promise between the replicas of a service (core NATS): "waymark.wake.<topic>".
func (b *Bus) Wake(topic string, data []byte) error {
	return unavailable(context.Background(), b.nc.Publish("waymark.wake."+topic, data))
}

// OnWake calls f for each hint until the returned function is called. f is called by one goroutine and should be quick.
func (b *Bus) OnWake(topic string, f func(data []byte)) (stop func(), err error) {
	sub, err := b.nc.Subscribe("waymark.wake."+topic, func(m *nats.Msg) { f(m.Data) })
	if err != nil {
		return nil, unavailable(context.Background(), err)
	}
	return func() { _ = sub.Unsubscribe() }, nil
}
