package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// catalogue is the collection in which the store remembers what it has declared: one document per collection.
const catalogue = "store_collections"

// declared is what the catalogue says of a collection.
type declared struct {
	Schema int    `json:"schema"` // of the newest binary that opened it
	Keys   string `json:"keys"`   // the schema and indexes that every document's keys are made for
}

// Open declares a collection. An index that is new is filled before Open returns.
func Open[T any](ctx context.Context, db *DB, spec Spec[T]) (*Collection[T], error) {
	c := &Collection[T]{db: db, spec: spec, indexes: map[string]Index{}}
	if err := c.check(); err != nil {
		return nil, err
	}
	if err := db.Engine.Declare(ctx, catalogue, nil); err != nil {
		return nil, fmt.Errorf("store: declare: %w", err)
	}
	raw, err := db.Engine.Get(ctx, catalogue, spec.Name)
	if err != nil && !errors.Is(err, ErrAbsent) {
		return nil, fmt.Errorf("store: open %s: %w", spec.Name, err)
	}
	var was declared
	if raw.ID != "" {
		if err := json.Unmarshal(raw.Body, &was); err != nil {
			return nil, fmt.Errorf("store: open %s: %w", spec.Name, err)
		}
	}
	if was.Schema > spec.Schema { // a newer binary has its indexes; they stay as they are
		return c, c.knows(ctx)
	}
	if err := db.Engine.Declare(ctx, spec.Name, spec.Indexes); err != nil {
		return nil, fmt.Errorf("store: open %s: %w", spec.Name, err)
	}
	now := declared{Schema: spec.Schema, Keys: c.fingerprint()}
	if was == now {
		return c, nil
	}
	if err := c.rekey(ctx); err != nil {
		return nil, fmt.Errorf("store: open %s: fill indexes: %w", spec.Name, err)
	}
	next := Raw{ID: spec.Name, Rev: fresh(), Version: raw.Version + 1, Schema: 1}
	if next.Body, err = json.Marshal(now); err != nil {
		return nil, err
	}
	// If another replica was quicker, or the reply was lost, the next Open does it again.
	err = db.Engine.Put(ctx, catalogue, Write{Old: raw.Rev, Doc: next})
	if err != nil && !errors.Is(err, ErrMoved) && !errors.Is(err, ErrExists) && !errors.Is(err, ErrUnknown) {
		return nil, fmt.Errorf("store: open %s: %w", spec.Name, err)
	}
	return c, nil
}

func (c *Collection[T]) check() error {
	s := c.spec
	if !validName(s.Name) || s.Name == catalogue {
		return fmt.Errorf("store: bad name of a collection: %q", s.Name)
	}
	if s.Schema < 1 || s.Schema > 1 && s.Upcast == nil {
		return fmt.Errorf("store: %s: Schema is at least 1 and has an Upcast from 2", s.Name)
	}
	if len(s.Indexes) > 0 && s.Keys == nil {
		return fmt.Errorf("store: %s: indexes without Keys", s.Name)
	}
	for _, x := range s.Indexes {
		if _, twice := c.indexes[x.Name]; twice || !validName(x.Name) {
			return fmt.Errorf("store: %s: bad name of an index: %q", s.Name, x.Name)
		}
		c.indexes[x.Name] = x
	}
	return nil
}

// knows tells the engine of an old binary what it may ask for, without changing anything: its own indexes are those of the
// newer binary, or they are gone and it is too old.
func (c *Collection[T]) knows(ctx context.Context) error {
	_, err := c.db.Engine.Get(ctx, c.spec.Name, "-")
	if err != nil && !errors.Is(err, ErrAbsent) {
		return fmt.Errorf("store: open %s: %w", c.spec.Name, err)
	}
	return nil
}

func (c *Collection[T]) fingerprint() string {
	sorted := slices.SortedFunc(slices.Values(c.spec.Indexes), func(a, b Index) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	b, _ := json.Marshal([]any{c.spec.Schema, sorted}) // numbers, names and booleans
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
}

// rekey computes the keys of every document again and writes those that differ. State and version stay.
func (c *Collection[T]) rekey(ctx context.Context) error {
	after := ""
	for {
		raws, err := c.walk(ctx, after, 200, All)
		if err != nil || len(raws) == 0 {
			return err
		}
		for _, raw := range raws {
			after = raw.ID
			if err := c.rekeyOne(ctx, raw); err != nil {
				return err
			}
		}
	}
}

func (c *Collection[T]) rekeyOne(ctx context.Context, raw Raw) error {
	for n := range maxTries {
		if raw.ID == "" || !raw.Deleted.IsZero() || raw.Schema > c.spec.Schema {
			return nil
		}
		d, err := c.decode(raw)
		if err != nil {
			return err
		}
		next := raw
		next.Rev, next.Keys = fresh(), nil
		if c.spec.Keys != nil {
			if next.Keys, err = c.spec.Keys(raw.ID, &d.Body).normal(c.indexes); err != nil {
				return err
			}
		}
		if next.Keys.equal(raw.Keys) {
			return nil
		}
		err = c.db.Engine.Put(ctx, c.spec.Name, Write{Old: raw.Rev, Doc: next, Was: raw.Keys})
		if !errors.Is(err, ErrMoved) && !errors.Is(err, ErrUnknown) {
			return failed(ctx, err)
		}
		if err := pause(ctx, n); err != nil {
			return err
		}
		if raw, err = c.read(ctx, raw.ID, false); err != nil {
			return failed(ctx, err)
		}
	}
	return contended()
}
