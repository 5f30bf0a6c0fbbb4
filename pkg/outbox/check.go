package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

// check looks whether the stream is the one of the checkpoint and has lost nothing; if not it begins a new generation.
// It makes the stream where it is missing. After it there is a generation that has begun.
func (k *keeper) check(ctx context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	for range 10 {
		c, err := k.load(ctx)
		if err != nil {
			return err
		}
		if err := k.bus.EnsureStreams(ctx, k.stream.Service); err != nil {
			return err
		}
		info, err := k.bus.StreamInfo(ctx, k.stream)
		if err != nil {
			return err
		}
		why, err := k.missing(ctx, c, info)
		if errors.Is(err, errMoved) {
			continue
		}
		if err != nil {
			return err
		}
		if why != "" {
			if err := k.lost(ctx, c, why); err != nil {
				return err
			}
			continue
		}
		if c.Begun {
			return k.note(ctx, c, info)
		}
		if err := k.begin(ctx, c); !errors.Is(err, errMoved) {
			return err
		}
	}
	return errMoved
}

// missing says why the stream cannot be trusted; "" if it can.
func (k *keeper) missing(ctx context.Context, c checkpoint, info bus.StreamInfo) (why string, err error) {
	switch {
	case c.Gen == "":
		return "first start", nil
	case !info.Created.Equal(c.Created):
		return "it was made anew", nil
	case info.LastSeq < c.Seq:
		return "it is shorter than it was", nil
	}
	if k.stream.States {
		return k.missingStates(ctx, c)
	}
	return k.missingFacts(ctx, c, info)
}

func (k *keeper) missingStates(ctx context.Context, c checkpoint) (why string, err error) {
	if !within(k.kinds, c.Kinds) {
		return "more kinds of state are published now", nil
	}
	if c.Seq > 0 {
		seq, n, _, err := k.bus.LastMark(ctx, k.stream, tail)
		if err != nil && !fault.Has(err, fault.NotFound) {
			return "", err
		}
		if err != nil || seq != c.Seq || n != c.Nonce {
			switch err := k.adopt(ctx, c); {
			case errors.Is(err, errLost):
				return "its last messages were cut off", nil
			case err != nil:
				return "", err
			}
		}
	}
	if c.Filling {
		return "", nil
	}
	seq, _, _, err := k.bus.LastMark(ctx, k.stream, anchor)
	if fault.Has(err, fault.NotFound) || err == nil && seq != c.Anchor {
		return "its first messages were cut off", nil
	}
	return "", err
}

func (k *keeper) missingFacts(ctx context.Context, c checkpoint, info bus.StreamInfo) (why string, err error) {
	switch err := k.intact(ctx, c); {
	case errors.Is(err, errLost):
		now, e := k.load(ctx) // another replica may have seen it first
		if e != nil {
			return "", e
		}
		if now.Gen != c.Gen {
			return "", errMoved
		}
		return "its last messages were cut off", nil
	case err != nil:
		return "", err
	}
	if info.Gaps > c.Gaps && !c.Filling {
		return "messages in the middle were deleted", nil
	}
	// Facts leave at the front, by age. Those that leave by size (a full stream) cannot be kept, so that is only said.
	if c.First > 0 && info.FirstSeq > c.First && !c.Filling && !c.FirstTime.IsZero() && time.Since(c.FirstTime) < bus.FactAge-time.Hour {
		if info.MaxBytes > 0 && info.Bytes > info.MaxBytes/10*8 {
			k.log.Error("stream is full: facts leave it before their age; give it more space", "stream", k.stream.Name())
			return "", nil
		}
		return "its first messages were cut off", nil
	}
	return "", nil
}

// note remembers what is first in the stream of facts.
func (k *keeper) note(ctx context.Context, c checkpoint, info bus.StreamInfo) error {
	if k.stream.States || c.Filling {
		return nil
	}
	first, at := front(info)
	if first == c.First && info.Gaps == c.Gaps && at.Sub(c.FirstTime) < time.Hour {
		return nil
	}
	err := k.move(ctx, c, func(c *checkpoint) { c.First, c.FirstTime, c.Gaps = first, at, info.Gaps })
	if errors.Is(err, errMoved) {
		return nil // next time
	}
	return err
}

// front is the sequence and the time of the first message, or of the one that will be the first.
func front(info bus.StreamInfo) (uint64, time.Time) {
	if info.Messages == 0 {
		return info.LastSeq + 1, time.Now().UTC()
	}
	return info.FirstSeq, info.FirstTime.UTC()
}

// begin is the first step of a generation: the stream is emptied below it, and anchored. Doing it again changes nothing.
func (k *keeper) begin(ctx context.Context, c checkpoint) error {
	info, err := k.bus.StreamInfo(ctx, k.stream)
	if err != nil {
		return err
	}
	if info.LastSeq+1 < c.AdvanceTo || info.FirstSeq < c.AdvanceTo {
		if err := k.bus.Advance(ctx, k.stream, c.AdvanceTo); err != nil {
			k.sent(ctx, err)
			return err
		}
		if info, err = k.bus.StreamInfo(ctx, k.stream); err != nil {
			return err
		}
	}
	first, at := front(info)
	seq := uint64(0)
	if k.stream.States {
		if seq, err = k.anchored(ctx, c); err != nil {
			return err
		}
		first, at, info.Gaps = 0, time.Time{}, 0
	}
	d, err := k.marks.Update(ctx, k.id(), func(d *store.Doc[checkpoint]) error {
		if d.Body.Gen != c.Gen || d.Body.Begun {
			return store.Unchanged
		}
		d.Body.Begun, d.Body.First, d.Body.FirstTime, d.Body.Gaps, d.Body.Anchor = true, first, at, info.Gaps, seq
		return nil
	})
	if err == nil {
		k.remember(d.Body)
	}
	return err
}

// anchored makes sure that this generation has an anchor, and gives its sequence; errMoved where another replica anchored it, or a later
// one, at the same moment.
func (k *keeper) anchored(ctx context.Context, c checkpoint) (uint64, error) {
	seq, _, data, err := k.bus.LastMark(ctx, k.stream, anchor)
	if err != nil && !fault.Coded(err, "bus.no_message") {
		return 0, err
	}
	var m mark
	if err == nil && json.Unmarshal(data, &m) == nil && m.Gen == c.Gen {
		return seq, nil
	}
	content, err := json.Marshal(mark{Gen: c.Gen})
	if err != nil {
		return 0, err
	}
	seq, err = k.bus.PutMark(ctx, k.stream, anchor, nonce(), content, seq)
	k.sent(ctx, err)
	if fault.Coded(err, "bus.mark_moved") {
		return 0, errMoved
	}
	return seq, err
}

// foreign says that a newer binary, which publishes more kinds, began this generation: the walk is left to it for a minute. If it
// has gone by then, we walk ours, and it will walk again when it comes back.
func (k *keeper) foreign(c checkpoint) bool {
	return !within(c.Kinds, k.kinds) && time.Since(c.Began) < time.Minute
}

func within(some, all []string) bool {
	for _, s := range some {
		if !slices.Contains(all, s) {
			return false
		}
	}
	return true
}

// complete is the last step of a walk in gen: everything of this generation is there, from its first message on.
func (k *keeper) complete(ctx context.Context, gen string) error {
	if err := k.commit(ctx, gen, nil); err != nil {
		return err
	}
	d, err := k.marks.Update(ctx, k.id(), func(d *store.Doc[checkpoint]) error {
		if d.Body.Gen != gen || !d.Body.Filling {
			return store.Unchanged
		}
		d.Body.Filling, d.Body.Kinds = false, k.kinds
		return nil
	})
	if err == nil {
		k.remember(d.Body)
	}
	return err
}
