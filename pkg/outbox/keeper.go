package outbox

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// checkpoint is what a service remembers of one of its streams, in its store. doc.go says why that is enough.
type checkpoint struct {
	// Gen names a time in which the stream lost nothing. It changes when something was lost.
	Gen string `json:"gen"`
	// Filling: the walk over everything has not been completed in this Gen.
	Filling bool `json:"filling,omitempty"`
	// Begun: the stream was emptied below AdvanceTo. Nothing is published in this Gen before.
	Begun bool `json:"begun,omitempty"`
	// AdvanceTo is the lowest sequence that counts in this Gen.
	AdvanceTo uint64    `json:"advance_to,omitempty"`
	Created   time.Time `json:"created"`
	// Seq and Nonce are of the latest message known to be in the stream: a fact, or the mark among the states. Whatever has
	// been trimmed from a document lies at or before Seq, or in front of a completed walk.
	Seq   uint64    `json:"seq,omitempty"`
	Nonce string    `json:"nonce,omitempty"`
	At    time.Time `json:"at"`
	Began time.Time `json:"began"`
	// Anchor is the sequence of the first message among the states; Kinds are the kinds that were walked.
	Anchor uint64   `json:"anchor,omitempty"`
	Kinds  []string `json:"kinds,omitempty"`
	// First, FirstTime and Gaps of the facts when last checked: facts leave by age only, from the front.
	First     uint64    `json:"first,omitempty"`
	FirstTime time.Time `json:"first_time"`
	Gaps      int       `json:"gaps,omitempty"`
}

// mark is the content of a mark among the states: the chain of marks in one Gen.
type mark struct {
	Gen  string `json:"gen"`
	Prev uint64 `json:"prev"`
}

const (
	tail   = "tail"
	anchor = "anchor"
	// leap is by how much sequences jump when something was lost: beyond whatever any consumer has seen.
	leap = 1 << 20
)

var (
	errStale = errors.New("outbox: published in an earlier generation of the stream; it is published again")
	errLost  = errors.New("outbox: the stream has lost messages; it is filled again")
	errMoved = errors.New("outbox: another replica moved the checkpoint")
)

// ack is one message that the stream said it has.
type ack struct {
	seq       uint64
	nonce     string
	duplicate bool
	kind, id  string // of a state
	version   int64
}

// keeper keeps the checkpoint of one stream.
type keeper struct {
	bus     *bus.Bus
	log     *slog.Logger
	marks   *store.Collection[checkpoint]
	stream  bus.Stream
	kinds   []string
	refills chan struct{} // poked when a walk is needed

	mu sync.Mutex // one check or commit at a time in this process

	known struct { // what the latest look at the checkpoint said
		sync.Mutex
		gen            string
		filling, begun bool
	}
	silent silence
}

func (k *keeper) id() string {
	if k.stream.States {
		return "states"
	}
	return "facts"
}

func nonce() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// current is the generation to publish in.
func (k *keeper) current() (gen string, filling bool) {
	k.known.Lock()
	defer k.known.Unlock()
	return k.known.gen, k.known.filling
}

// ready says whether the generation has begun, as far as this process knows.
func (k *keeper) ready() bool {
	k.known.Lock()
	defer k.known.Unlock()
	return k.known.begun
}

func (k *keeper) remember(c checkpoint) {
	k.known.Lock()
	k.known.gen, k.known.filling, k.known.begun = c.Gen, c.Filling, c.Begun
	k.known.Unlock()
	if c.Filling {
		poke(k.refills)
	}
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// load reads the checkpoint; the zero one if there is none yet.
func (k *keeper) load(ctx context.Context) (checkpoint, error) {
	d, err := k.marks.Get(ctx, k.id())
	if fault.Coded(err, "store.absent") {
		return checkpoint{}, nil
	}
	if err != nil {
		return checkpoint{}, err
	}
	k.remember(d.Body)
	return d.Body, nil
}

// move changes the checkpoint if nobody else has moved it since it was read as was; errMoved otherwise.
func (k *keeper) move(ctx context.Context, was checkpoint, change func(*checkpoint)) error {
	d, err := k.marks.Upsert(ctx, k.id(), func(d *store.Doc[checkpoint]) error {
		if d.Body.Gen != was.Gen || d.Body.Seq != was.Seq || d.Body.Nonce != was.Nonce || d.Body.Filling != was.Filling {
			return errMoved
		}
		change(&d.Body)
		return nil
	})
	if err != nil {
		return err
	}
	k.remember(d.Body)
	return nil
}

// commit makes sure that acks, of messages published in gen, and everything committed before, are in the stream, and
// remembers how far it got. After nil documents may be trimmed.
func (k *keeper) commit(ctx context.Context, gen string, acks []ack) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	for range 10 {
		c, err := k.load(ctx)
		if err != nil {
			return err
		}
		if c.Gen != gen || !c.Begun || slices.ContainsFunc(acks, func(a ack) bool { return a.seq < c.AdvanceTo }) {
			return errStale
		}
		if k.stream.States {
			err = k.commitStates(ctx, c, acks)
		} else {
			err = k.commitFacts(ctx, c, acks)
		}
		if errors.Is(err, errLost) {
			return errors.Join(err, k.lost(ctx, c, "a commit found it"))
		}
		if !errors.Is(err, errMoved) {
			return err
		}
	}
	return errMoved
}

func last(acks []ack) (top ack) {
	for _, a := range acks {
		if a.seq > top.seq {
			top = a
		}
	}
	return top
}

// commitFacts: the fact at the checkpoint is still the same, so nothing at or before it was cut off.
func (k *keeper) commitFacts(ctx context.Context, c checkpoint, acks []ack) error {
	for i, a := range acks {
		if a.duplicate { // the server remembers its id: that does not mean that the stream still has it
			n, err := k.bus.MarkAt(ctx, k.stream, a.seq)
			if fault.Has(err, fault.NotFound) {
				return errLost
			}
			if err != nil {
				return err
			}
			acks[i].nonce = n
		}
	}
	if err := k.intact(ctx, c); err != nil {
		return err
	}
	top := last(acks)
	if top.seq <= c.Seq {
		return nil
	}
	return k.move(ctx, c, func(c *checkpoint) { c.Seq, c.Nonce, c.At = top.seq, top.nonce, time.Now().UTC() })
}

func (k *keeper) intact(ctx context.Context, c checkpoint) error {
	if c.Seq == 0 {
		return nil
	}
	n, err := k.bus.MarkAt(ctx, k.stream, c.Seq)
	switch {
	case err == nil && n == c.Nonce:
		return nil
	case err == nil, fault.Coded(err, "bus.no_stream"):
		return errLost
	case fault.Coded(err, "bus.no_message"):
		if time.Since(c.At) < bus.FactAge-time.Hour {
			return errLost
		}
		info, err := k.bus.StreamInfo(ctx, k.stream) // it left by its age
		if err == nil && (!info.Created.Equal(c.Created) || info.LastSeq < c.Seq) {
			return errLost
		}
		return err
	}
	return err
}

// commitStates puts the next mark, on condition that the one of the checkpoint is still the last.
func (k *keeper) commitStates(ctx context.Context, c checkpoint, acks []ack) error {
	content, _ := json.Marshal(mark{Gen: c.Gen, Prev: c.Seq})
	after := c.Seq
	if after == 0 { // the first of this generation may follow one of an earlier one
		seq, _, data, err := k.bus.LastMark(ctx, k.stream, tail)
		switch {
		case fault.Coded(err, "bus.no_message"):
		case fault.Coded(err, "bus.no_stream"):
			return errLost
		case err != nil:
			return err
		case !follows(data, c):
			after = seq
		}
	}
	n := nonce()
	seq, err := k.bus.PutMark(ctx, k.stream, tail, n, content, after)
	k.sent(ctx, err)
	switch {
	case fault.Coded(err, "bus.no_stream"):
		return errLost
	case fault.Coded(err, "bus.mark_moved"):
		return k.adopt(ctx, c)
	case err != nil:
		return err
	}
	if top := last(acks); top.seq > 0 {
		if seq <= top.seq {
			return errLost
		}
		if err := k.still(ctx, top); err != nil {
			return err
		}
	}
	err = k.move(ctx, c, func(c *checkpoint) { c.Seq, c.Nonce, c.At = seq, n, time.Now().UTC() })
	if !errors.Is(err, errMoved) {
		return err
	}
	now, err := k.load(ctx)
	if err == nil && (now.Gen != c.Gen || now.Seq < seq) {
		err = errMoved
	}
	return err // another replica has taken our mark over: it is in the chain
}

func follows(data []byte, c checkpoint) bool {
	var m mark
	return json.Unmarshal(data, &m) == nil && m.Gen == c.Gen && m.Prev == c.Seq
}

// adopt takes over a mark that follows the checkpoint's and was not remembered: another replica is about to, or a process
// stopped in between. Any other mark, or none, means that the stream has lost some.
func (k *keeper) adopt(ctx context.Context, c checkpoint) error {
	seq, n, data, err := k.bus.LastMark(ctx, k.stream, tail)
	if err != nil && !fault.Has(err, fault.NotFound) {
		return err
	}
	now, e := k.load(ctx) // read after the stream: it may have moved before
	if e != nil {
		return e
	}
	if now.Gen != c.Gen || now.Seq != c.Seq {
		return errMoved
	}
	if err != nil || !follows(data, c) {
		return errLost
	}
	if err := k.move(ctx, c, func(c *checkpoint) { c.Seq, c.Nonce, c.At = seq, n, time.Now().UTC() }); err != nil {
		return err
	}
	return errMoved // ours comes after it
}

// still makes sure that the stream has the state that was acknowledged, or a later one of the same document.
func (k *keeper) still(ctx context.Context, a ack) error {
	n, err := k.bus.MarkAt(ctx, k.stream, a.seq)
	switch {
	case err == nil && n == a.nonce:
		return nil
	case err == nil, fault.Coded(err, "bus.no_stream"):
		return errLost
	case !fault.Coded(err, "bus.no_message"):
		return err
	}
	now, err := k.bus.LastState(ctx, k.stream.Service, a.kind, a.id)
	if fault.Has(err, fault.NotFound) || err == nil && (now.Seq < a.seq || now.Envelope.Version < a.version) {
		return errStale
	}
	return err
}

// lost begins a new generation: the stream is to be filled again. Another replica may have said so before.
func (k *keeper) lost(ctx context.Context, was checkpoint, why string) error {
	if err := k.bus.EnsureStreams(ctx, k.stream.Service); err != nil {
		return err
	}
	info, err := k.bus.StreamInfo(ctx, k.stream)
	if err != nil {
		return err
	}
	err = k.move(ctx, was, func(c *checkpoint) {
		*c = checkpoint{
			Gen: nonce(), Filling: true, Created: info.Created, Began: time.Now().UTC(), Kinds: k.kinds,
			AdvanceTo: max(was.AdvanceTo, was.Seq, info.LastSeq) + leap,
		}
		if was.Gen == "" { // the first start: whatever is there stays
			c.AdvanceTo = 0
		}
	})
	if errors.Is(err, errMoved) {
		_, err = k.load(ctx)
		return err
	}
	if err == nil && was.Gen != "" {
		k.log.Warn("stream lost messages; filling it again", "stream", k.stream.Name(), "why", why)
	}
	return err
}
