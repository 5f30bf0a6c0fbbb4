package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// HoldLasts is how long a hold counts whose holder never came back: longer than any request lasts.
const HoldLasts = 5 * time.Minute

// Holds keep a limit over documents that are many: the issues on which somebody offers help, the slots that somebody opened. To count
// them and then add one lets requests that come at once past the limit. So whoever is about to add one holds it first, in one document of
// the owner of the limit: every hold moves that document's version, and of two who counted the same only one goes on.
type Holds struct{ c *Collection[owned] }

// owned are the holds of one owner, those that are past among them until the next one.
type owned struct {
	Holds []hold `json:"holds,omitempty"`
}

// hold is one thing that is about to be added. Its key is a digest: who crashed leaves no id in here.
type hold struct {
	ID    string    `json:"id"`
	Key   string    `json:"key"`
	Tag   string    `json:"tag,omitempty"`
	Until time.Time `json:"until"`
}

// Held are the things that others are about to add.
type Held []hold

// Len is how many things they are: one that two are about to add, such as by two clicks, is one.
func (h Held) Len() int {
	keys := make(map[string]bool, len(h))
	for _, x := range h {
		keys[x.Key] = true
	}
	return len(keys)
}

// Has says whether the thing with this key is among them; where it is stored already it must not be counted twice.
func (h Held) Has(key string) bool {
	digest := holdKey(key)
	return slices.ContainsFunc(h, func(x hold) bool { return x.Key == digest })
}

// Tags are what they were marked with when they were taken, each once.
func (h Held) Tags() []string {
	var tags []string
	for _, x := range h {
		if x.Tag != "" {
			tags = append(tags, x.Tag)
		}
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}

// Room answers full where as many documents as can be fulfil the conditions, or are about to. others are held by the documents' ids, and
// none counts twice.
func Room[T any](ctx context.Context, c *Collection[T], others Held, most int, full error, where ...Cond) error {
	if others.Len() == 0 {
		n, err := c.Count(ctx, where...)
		if err == nil && n >= int64(most) {
			err = full
		}
		return err
	}
	n := others.Len()
	if n >= most { // also where nothing is stored yet
		return full
	}
	return c.Each(ctx, Query{Where: where, Limit: MaxLimit}, func(d *Doc[T]) error {
		if !others.Has(d.ID) {
			n++
		}
		if n >= most {
			return full
		}
		return nil
	})
}

func holdKey(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:16])
}

// OpenHolds opens the collection that the holds of one limit live in; its documents have the owners' ids.
func OpenHolds(ctx context.Context, db *DB, name string) (*Holds, error) {
	c, err := Open(ctx, db, Spec[owned]{Name: name, Schema: 1})
	return &Holds{c: c}, err
}

// Take holds the thing with this key for its owner. room counts what is stored, and what others hold, and refuses where there is no room;
// its error is returned as it is. tag ("" none) is an id that room is told of again. Once Take has answered, the caller stores the thing,
// or does not, and then frees the hold, always. Unavailable "store.contended" when too many come at once; Gone once the owner is forgotten.
func (h *Holds) Take(ctx context.Context, owner, key, tag string, room func(ctx context.Context, others Held) error) (free func(), err error) {
	mine := hold{ID: fresh(), Key: holdKey(key), Tag: tag}
	for n := range maxTries {
		seen, err := h.c.Upsert(ctx, owner, func(d *Doc[owned]) error {
			if d.Version > 0 {
				return Unchanged
			}
			return nil
		})
		if err != nil {
			return func() {}, err
		}
		// After the version was read: whoever is counted neither as stored nor as held moves it.
		if err := room(ctx, seen.Body.but(mine, h.c.db.Now())); err != nil {
			return func() {}, err
		}
		_, err = h.c.UpdateAt(ctx, owner, seen.Version, func(d *Doc[owned]) error {
			now := h.c.db.Now()
			d.Body.Holds = slices.DeleteFunc(d.Body.Holds, func(x hold) bool { return !x.Until.After(now) })
			mine.Until = now.Add(HoldLasts)
			d.Body.Holds = append(d.Body.Holds, mine)
			return nil
		})
		if err == nil {
			return func() { h.free(ctx, owner, mine.ID) }, nil
		}
		if !fault.Coded(err, "store.moved") {
			return func() {}, err
		}
		if err := pause(ctx, n); err != nil {
			return func() {}, failed(ctx, err)
		}
	}
	return func() {}, contended()
}

// but are the holds of others that still count.
func (o *owned) but(mine hold, now time.Time) (others Held) {
	for _, x := range o.Holds {
		if x.Key != mine.Key && x.Until.After(now) {
			others = append(others, x)
		}
	}
	return others
}

// free gives a hold up, also when the request was cut off. If it fails, the hold ends by itself.
func (h *Holds) free(ctx context.Context, owner, id string) {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer done()
	_, _ = h.c.Update(ctx, owner, func(d *Doc[owned]) error {
		d.Body.Holds = slices.DeleteFunc(d.Body.Holds, func(x hold) bool { return x.ID == id })
		return nil
	})
}

// Forget takes away what is stored of an owner, who has left.
func (h *Holds) Forget(ctx context.Context, owner string) error {
	err := h.c.Delete(ctx, owner, nil)
	if fault.Has(err, fault.NotFound) {
		return nil
	}
	return err
}

// Sweep is Collection.Sweep.
func (h *Holds) Sweep(ctx context.Context, limit int) (int, error) { return h.c.Sweep(ctx, limit) }
