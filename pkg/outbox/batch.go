package outbox

import (
	"context"
	"errors"
	"sync"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// batch is what was published together and is settled together.
type batch struct {
	jobs      []job // claimed
	epoch     uint64
	factsGen  string
	statesGen string
	docs      []relayed
	failed    bool // the bus refused: wait a little
}

// relayed is one document as it was read and published.
type relayed struct {
	job   job
	raw   store.Raw
	facts []wire.Envelope
	acks  []ack // of the facts
	state ack
	sent  bool // its state
	ok    bool
}

// publish reads the documents and publishes their facts, then their latest states. It never fails as a whole: what was not
// published stays pending.
func (r *Relay) publish(ctx context.Context, jobs []job) *batch {
	b := &batch{jobs: jobs, epoch: r.bus.Epoch()}
	b.factsGen, _ = r.facts.current()
	var refill bool
	b.statesGen, refill = r.states.current()
	for _, j := range jobs {
		s := r.sources[j.source]
		raw, err := s.raw(ctx, j.id)
		if fault.Has(err, fault.NotFound) {
			r.paid([]relayed{{job: j}}, nil)
			continue
		}
		if err != nil || !raw.Pending && !r.owed(j) {
			b.failed = b.failed || err != nil
			continue
		}
		b.docs = append(b.docs, relayed{job: j, raw: raw, facts: s.facts(r.service, raw), ok: true})
	}
	r.crash("read")
	r.publishFacts(ctx, b)
	r.publishStates(ctx, b, refill)
	return b
}

func (r *Relay) publishFacts(ctx context.Context, b *batch) {
	var out []bus.Outgoing
	var whose []int // document of each outgoing
	flush := func() {
		for i, p := range r.facts.publish(ctx, out) {
			r.arrived(b, &b.docs[whose[i]], out[i], p)
		}
		out, whose = out[:0], whose[:0]
	}
	for i, d := range b.docs {
		for _, e := range d.facts {
			out, whose = append(out, bus.Outgoing{Envelope: e, Dedupe: b.factsGen + "-", Nonce: nonce()}), append(whose, i)
		}
		if len(out) >= batchFacts {
			flush()
		}
	}
	flush()
}

func (r *Relay) publishStates(ctx context.Context, b *batch, refill bool) {
	var out []bus.Outgoing
	var whose []int
	for source, s := range r.sources {
		if s.render == nil {
			continue
		}
		var raws []store.Raw
		var of []int
		for i, d := range b.docs {
			if d.job.source == source && d.ok {
				raws, of = append(raws, d.raw), append(of, i)
			}
		}
		said, errs := r.sayAll(ctx, s, raws, refill)
		for n, i := range of {
			d := &b.docs[i]
			switch {
			case errs[n] != nil:
				d.ok = false
				r.unpublished(b, d.job, errs[n])
			case said[n].publish:
				d.sent = true
				out, whose = append(out, said[n].out), append(whose, i)
			default:
				d.state = said[n].already
			}
		}
	}
	r.crash("said")
	for i, p := range r.states.publish(ctx, out) {
		r.arrived(b, &b.docs[whose[i]], out[i], p)
	}
	r.crash("announced")
	acks := make([]ack, len(b.docs))
	for i, d := range b.docs {
		acks[i] = d.state
	}
	for i, err := range r.forgetAll(ctx, acks) {
		if d := &b.docs[i]; err != nil && d.ok { // not trimmed before its older states are gone
			d.ok = false
			r.unpublished(b, d.job, err)
		}
	}
}

// arrived notes what the stream said to one message.
func (r *Relay) arrived(b *batch, d *relayed, o bus.Outgoing, p bus.Published) {
	if p.Err != nil {
		if d.ok {
			r.unpublished(b, d.job, p.Err)
		}
		d.ok = false
		return
	}
	_, kind := o.Envelope.TypeOf()
	a := ack{seq: p.Seq, nonce: o.Nonce, duplicate: p.Duplicate, kind: kind, id: o.Envelope.Subject, version: o.Envelope.Version}
	if isState(o.Envelope) {
		d.state = a
	} else {
		d.acks = append(d.acks, a)
	}
}

func isState(e wire.Envelope) bool { return len(e.Type) > 14 && e.Type[:14] == "waymark.state." }

// busTrouble tells a bus that cannot publish now from a document that cannot be published.
func busTrouble(err error) bool {
	return fault.Has(err, fault.Unavailable) || fault.Coded(err, "bus.no_stream") || errors.Is(err, context.Canceled) ||
		errors.Is(err, context.DeadlineExceeded)
}

func (r *Relay) unpublished(b *batch, j job, err error) {
	if !busTrouble(err) {
		r.failed(j, err)
		return
	}
	b.failed = true
	if fault.Coded(err, "bus.no_stream") {
		r.checked.Store(0)
	}
}

// settle makes what was published durable, in the only order that is safe (doc.go), and trims the documents.
func (r *Relay) settle(ctx context.Context, b *batch) (trimmed int) {
	defer func() {
		if trimmed == 0 { // what was sent may have arrived, after something newer
			for _, d := range b.docs {
				if d.sent {
					r.owe(d.job)
				}
			}
		}
	}()
	var facts []wire.Envelope
	var factAcks, stateAcks []ack
	rendered := false
	var docs []relayed
	for _, d := range b.docs {
		if !d.ok {
			if d.sent {
				r.owe(d.job)
			}
			continue
		}
		facts, factAcks = append(facts, d.facts...), append(factAcks, d.acks...)
		if d.state.seq > 0 {
			stateAcks = append(stateAcks, d.state)
		}
		rendered = rendered || r.sources[d.job.source].render != nil
		docs = append(docs, d)
	}
	if len(docs) == 0 {
		return 0
	}
	if r.bus.Epoch() != b.epoch { // sent over two connections: what came in between is not known
		poke(r.rescan)
		return 0
	}
	err := r.durable(ctx, b, facts, factAcks, stateAcks, rendered)
	if err != nil {
		if ctx.Err() == nil {
			r.log.Info("published, but not settled; it is published again", "documents", len(docs), "err", err)
		}
		if errors.Is(err, errLost) || errors.Is(err, errStale) {
			r.checked.Store(0)
		}
		poke(r.rescan)
		return 0
	}
	r.crash("committed")
	moved := r.overtaken(ctx, docs)
	r.paid(docs, moved)
	r.trim(ctx, docs)
	r.crash("trimmed")
	for _, j := range moved {
		r.woken(j)
	}
	return len(docs)
}

func (r *Relay) durable(ctx context.Context, b *batch, facts []wire.Envelope, factAcks, stateAcks []ack, rendered bool) error {
	if len(facts) > 0 {
		if err := r.record(ctx, facts); err != nil {
			return err
		}
		r.crash("recorded")
	}
	var wg sync.WaitGroup
	var factsErr, statesErr error
	if len(facts) > 0 {
		wg.Go(func() { factsErr = r.facts.commit(ctx, b.factsGen, factAcks) })
	}
	if rendered {
		wg.Go(func() { statesErr = r.states.commit(ctx, b.statesGen, stateAcks) })
	}
	wg.Wait()
	return errors.Join(factsErr, statesErr)
}

// overtaken finds documents that changed while they were published. Another replica may have published the newer state
// before ours arrived: then ours is the last one of its subject, and the newer one has to be said again.
func (r *Relay) overtaken(ctx context.Context, docs []relayed) (moved []job) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	slots := make(chan struct{}, 8)
	for _, d := range docs {
		if d.state.seq == 0 {
			continue
		}
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			now, err := r.sources[d.job.source].raw(ctx, d.job.id)
			if err != nil && !fault.Has(err, fault.NotFound) || err == nil && now.Version != d.raw.Version {
				mu.Lock()
				moved = append(moved, d.job)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return moved
}

func (r *Relay) trim(ctx context.Context, docs []relayed) {
	byCollection := map[int][]relayed{}
	for _, d := range docs {
		byCollection[d.job.source] = append(byCollection[d.job.source], d)
	}
	for source, of := range byCollection {
		raws := make([]store.Raw, len(of))
		for i, d := range of {
			raws[i] = d.raw
		}
		for i, err := range r.sources[source].acknowledge(ctx, raws) {
			if err == nil {
				r.fine(of[i].job)
			} else if ctx.Err() == nil {
				r.failed(of[i].job, err)
			}
		}
	}
}
