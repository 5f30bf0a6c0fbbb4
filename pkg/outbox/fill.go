package outbox

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/store"
)

const fillPage = 256

// filling fills streams again whenever one is found to have lost messages, by this replica or another.
func (r *Relay) filling(ctx context.Context) error {
	for n := 0; ; {
		select {
		case <-ctx.Done():
			return nil
		case <-r.refills:
		}
		err := r.fill(ctx)
		if err == nil || ctx.Err() != nil {
			n = 0
			continue
		}
		r.log.Info("filling interrupted; it starts again", "err", err)
		poke(r.refills)
		n = min(n+1, 6)
		if !sleep(ctx, 50*time.Millisecond<<n) {
			return nil
		}
	}
}

// fill walks over everything for each stream that needs it. Nothing is done where nothing was lost.
func (r *Relay) fill(ctx context.Context) error {
	r.filler.Lock()
	defer r.filler.Unlock()
	return errors.Join(r.fillStream(ctx, r.facts, r.walkFacts), r.fillStream(ctx, r.states, r.walkStates))
}

var errFilled = errors.New("outbox: another replica has filled the stream")

func (r *Relay) fillStream(ctx context.Context, k *keeper, walk func(ctx context.Context, gen string) (int, error)) error {
	for range 20 {
		c, err := k.load(ctx)
		if err != nil || !c.Filling || k.foreign(c) {
			return err
		}
		if !c.Begun {
			if err := k.check(ctx); err != nil {
				return err
			}
			continue
		}
		n, err := walk(ctx, c.Gen)
		if err == nil {
			r.crash("walked")
			err = k.complete(ctx, c.Gen)
		}
		switch {
		case err == nil:
			if n > 0 {
				r.log.Info("stream filled", "stream", k.stream.Name(), "messages", n)
			}
			poke(r.rescan)
			return nil
		case errors.Is(err, errFilled):
			return nil
		case errors.Is(err, errStale), errors.Is(err, errLost), errors.Is(err, errMoved):
		default:
			return err
		}
		if !sleep(ctx, 20*time.Millisecond) {
			return ctx.Err()
		}
	}
	return errLost
}

// page publishes a page and commits it, with what was there already. It stops when another replica was faster.
func (r *Relay) page(ctx context.Context, k *keeper, gen string, out []bus.Outgoing, acks []ack) error {
	epoch := r.bus.Epoch()
	for i, p := range k.publish(ctx, out) {
		if p.Err != nil {
			return p.Err
		}
		_, kind := out[i].Envelope.TypeOf()
		acks = append(acks, ack{seq: p.Seq, nonce: out[i].Nonce, duplicate: p.Duplicate, kind: kind, id: out[i].Envelope.Subject,
			version: out[i].Envelope.Version})
	}
	r.crash("page")
	if k.stream.States {
		if err := errors.Join(r.forgetAll(ctx, acks)...); err != nil {
			return err
		}
	}
	if r.bus.Epoch() != epoch {
		return errStale
	}
	if err := k.commit(ctx, gen, acks); err != nil {
		return err
	}
	if now, filling := k.current(); now == gen && !filling {
		return errFilled
	}
	return nil
}

// walkFacts publishes the fact log again, oldest first. What is still pending is published by the relay itself.
func (r *Relay) walkFacts(ctx context.Context, gen string) (n int, err error) {
	q := store.Query{
		Where: []store.Cond{store.Where("at", store.Ge, store.At(r.db.Now().Add(-bus.FactAge)))},
		Sort:  []store.Order{{Index: "at"}}, Limit: fillPage,
	}
	for {
		found, err := r.logged.Find(ctx, q)
		if err != nil {
			return n, err
		}
		out := make([]bus.Outgoing, len(found.Docs))
		for i, d := range found.Docs {
			out[i] = bus.Outgoing{Envelope: d.Body.Envelope, Dedupe: gen + "-", Nonce: nonce()}
		}
		if len(out) > 0 {
			if err := r.page(ctx, r.facts, gen, out, nil); err != nil {
				return n, err
			}
		}
		n += len(out)
		if q.After = found.Next; q.After == "" {
			return n, nil
		}
	}
}

// walkStates renders every document again, tombstones too.
func (r *Relay) walkStates(ctx context.Context, gen string) (n int, err error) {
	for i, s := range r.sources {
		if s.render == nil {
			continue
		}
		for after := ""; ; {
			raws, err := s.walk(ctx, after, fillPage)
			if err != nil {
				return n, err
			}
			if len(raws) == 0 {
				break
			}
			m, err := r.statesOf(ctx, gen, i, after, raws)
			n += m
			if err != nil {
				return n, err
			}
			if after = raws[len(raws)-1].ID; len(raws) < fillPage {
				break
			}
		}
	}
	return n, nil
}

// statesOf publishes the states of one page, and again those that changed meanwhile: a newer state that the relay published
// may have come before ours.
func (r *Relay) statesOf(ctx context.Context, gen string, source int, after string, raws []store.Raw) (n int, err error) {
	s := r.sources[source]
	for round := 0; len(raws) > 0; round++ {
		var out []bus.Outgoing
		var acks []ack
		sent := map[string]int64{}
		said, errs := r.sayAll(ctx, s, raws, true)
		for i, raw := range raws {
			switch {
			case errs[i] != nil && busTrouble(errs[i]):
				return n, errs[i]
			case errs[i] != nil:
				r.failed(job{source, raw.ID}, errs[i])
				continue
			case said[i].publish:
				out = append(out, said[i].out)
			case said[i].already.seq > 0:
				acks = append(acks, said[i].already)
			}
			sent[raw.ID] = raw.Version
		}
		r.crash("said")
		if err := r.page(ctx, r.states, gen, out, acks); err != nil {
			r.doubt(source, sent)
			return n, err
		}
		n += len(out)
		again, err := s.walk(ctx, after, fillPage)
		if err != nil {
			r.doubt(source, sent)
			return n, err
		}
		changed := slices.DeleteFunc(again, func(now store.Raw) bool {
			version, ok := sent[now.ID]
			return !ok || version == now.Version
		})
		if raws = changed; round == 20 { // changes faster than we publish: the relay follows it
			r.doubt(source, sent)
			poke(r.rescan)
			return n, nil
		}
	}
	return n, nil
}

// doubt makes the relay look again at documents whose states the walk published: they may have arrived after newer ones.
func (r *Relay) doubt(source int, sent map[string]int64) {
	for id := range sent {
		r.owe(job{source, id})
	}
}
