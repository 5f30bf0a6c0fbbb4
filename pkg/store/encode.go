package store

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// fresh is a new rev: 72 random bits.
func fresh() string {
	var b [9]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// decode makes a typed document of a raw one.
func (c *Collection[T]) decode(raw Raw) (*Doc[T], error) {
	if raw.Schema > c.spec.Schema {
		return nil, newer()
	}
	d := &Doc[T]{ID: raw.ID, Rev: raw.Rev, Version: raw.Version, raw: raw}
	if !raw.Deleted.IsZero() {
		return d, nil
	}
	body := json.RawMessage(raw.Body)
	for s := raw.Schema; s < c.spec.Schema; s++ {
		var err error
		if body, err = c.spec.Upcast(s, body); err != nil {
			return nil, fmt.Errorf("store: %s: lift from schema %d: %w", c.spec.Name, s, err)
		}
	}
	if err := json.Unmarshal(body, &d.Body); err != nil {
		return nil, fmt.Errorf("store: %s: body cannot be read: %w", c.spec.Name, err)
	}
	return d, nil
}

// next is what replaces d.raw: the changed body, with the facts and ops of d. It leaves d alone.
func (c *Collection[T]) next(d *Doc[T], now time.Time) (Raw, error) {
	raw, err := c.advance(d, now)
	if err != nil {
		return raw, err
	}
	if raw.Body, err = json.Marshal(d.Body); err != nil {
		return raw, fmt.Errorf("store: %s: body cannot be written: %w", c.spec.Name, err)
	}
	if len(raw.Body) > MaxBody {
		return raw, tooLarge("document", MaxBody)
	}
	if c.spec.Keys != nil {
		if raw.Keys, err = c.spec.Keys(d.ID, &d.Body).normal(c.indexes); err != nil {
			return raw, err
		}
	}
	raw.Keys = c.foreign(d.raw.Keys, raw.Keys)
	raw.Ops = keepOps(d.raw.Ops, d.ops, now)
	return raw, nil
}

// foreign adds the keys that only a newer binary has an index for.
func (c *Collection[T]) foreign(was, keys Keys) Keys {
	for name, v := range was {
		if _, ours := c.indexes[name]; !ours {
			if keys == nil {
				keys = Keys{}
			}
			keys[name] = v
		}
	}
	return keys
}

// buried is the tombstone that replaces d.raw: bare, but for facts that still wait.
func (c *Collection[T]) buried(d *Doc[T], now time.Time) (Raw, error) {
	raw, err := c.advance(d, now)
	raw.Deleted = now
	return raw, err
}

// advance is what a body and a tombstone have in common.
func (c *Collection[T]) advance(d *Doc[T], now time.Time) (Raw, error) {
	raw := Raw{ID: d.ID, Rev: fresh(), Version: d.raw.Version + 1, Schema: c.spec.Schema}
	raw.Outbox = slices.Clip(d.raw.Outbox)
	for i, f := range d.emitted {
		f.Version, f.N = raw.Version, i+1
		if f.At.IsZero() {
			f.At = now
		}
		if len(f.Data) > MaxFact {
			return raw, tooLarge("fact", MaxFact)
		}
		raw.Outbox = append(raw.Outbox, f)
	}
	if len(raw.Outbox) > MaxOutbox {
		return raw, fault.New(fault.Unavailable, "store.outbox_full",
			"Too much of what happened here still waits to be passed on. Try again in a moment.").After(5 * time.Second)
	}
	raw.Pending = c.spec.State || len(raw.Outbox) > 0
	trail := d.raw.Trail
	if n := len(trail) - (TrailLength - 1); n > 0 {
		trail = trail[n:]
	}
	raw.Trail = append(slices.Clip(trail), raw.Rev)
	return raw, nil
}

// keepOps adds ops, the latest of each key, and forgets what is too old or too many.
func keepOps(old, added []Op, now time.Time) []Op {
	var out []Op
	for _, o := range old {
		again := slices.ContainsFunc(added, func(a Op) bool { return a.Key == o.Key })
		if !again && now.Sub(o.At) < OpsAge {
			out = append(out, o)
		}
	}
	for _, o := range added {
		if o.At.IsZero() {
			o.At = now
		}
		out = append(out, o)
	}
	if n := len(out) - MaxOps; n > 0 {
		out = out[n:]
	}
	return out
}
