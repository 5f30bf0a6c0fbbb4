package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

const (
	maxTries   = 200 // conflicts on one document before a caller is told to come back
	maxUnknown = 5   // lost replies in a row of one caller
)

// pause waits before the try after the nth: not at all at first, then longer and longer, with jitter, 50 ms at most.
func pause(ctx context.Context, n int) error {
	if n < 3 {
		return ctx.Err()
	}
	top := time.Millisecond << min(n-3, 6)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(rand.N(min(top, 50*time.Millisecond))):
		return nil
	}
}

// Insert makes a document at version 1. prepare (may be nil) can emit facts and record ops on it; it sees Version 0. An
// unknown outcome is settled by reading: if the document is there with our rev it is ours.
func (c *Collection[T]) Insert(ctx context.Context, id string, body T, prepare func(*Doc[T])) (*Doc[T], error) {
	if !ValidID(id) {
		return nil, badID()
	}
	d := &Doc[T]{ID: id, Body: body}
	if prepare != nil {
		prepare(d)
	}
	raw, err := c.next(d, c.db.Now())
	if err != nil {
		return nil, err
	}
	mine := attempt[T]{raw: raw, ops: d.ops}
	sent := 0 // tries whose reply was lost
	for n := range maxTries {
		err := c.db.Engine.Put(ctx, c.spec.Name, Write{Doc: raw})
		switch {
		case err == nil:
			return c.written(d, raw), nil
		case errors.Is(err, ErrUnknown) && sent < maxUnknown:
			sent++
		case !errors.Is(err, ErrExists):
			if sent > 0 {
				err = unknown(err)
			}
			return nil, failed(ctx, err)
		}
		if err := pause(ctx, n); err != nil {
			return nil, failed(ctx, err)
		}
		there, err := c.read(ctx, id, true)
		if err != nil && sent > 0 {
			err = unknown(err)
		}
		if err != nil {
			return nil, failed(ctx, err)
		}
		if there.ID == "" { // with the same rev again, so that whichever try arrives it is one document
			continue
		}
		if sent > 0 {
			switch mine.in(there) {
			case applied:
				return c.written(d, raw), nil
			case unsure:
				return nil, unknown(ErrUnknown)
			}
		}
		if !there.Deleted.IsZero() {
			return nil, deleted()
		}
		return nil, failed(ctx, ErrExists)
	}
	return nil, contended()
}

// written makes d what was just stored, and wakes the relay.
func (c *Collection[T]) written(d *Doc[T], raw Raw) *Doc[T] {
	d.Rev, d.Version, d.raw, d.emitted, d.ops = raw.Rev, raw.Version, raw, nil, nil
	if raw.Pending {
		c.db.woken(c.spec.Name, d.ID)
	}
	return d
}

// Update loads, lets fn compute, and replaces on condition that nothing moved; on conflict it loads again and asks fn
// again, a bounded number of times with jitter ("store.contended" then). fn is pure but for Doc; it may run many times. An
// error of fn stops and is returned as it is; Unchanged stops without error. An unknown outcome is settled by the rev.
func (c *Collection[T]) Update(ctx context.Context, id string, fn func(*Doc[T]) error) (*Doc[T], error) {
	return c.change(ctx, id, change[T]{fn: fn})
}

// Upsert is Update that starts from the zero body (Version 0) where there is no document, and inserts.
func (c *Collection[T]) Upsert(ctx context.Context, id string, fn func(*Doc[T]) error) (*Doc[T], error) {
	if !ValidID(id) {
		return nil, badID()
	}
	return c.change(ctx, id, change[T]{fn: fn, insert: true})
}

// UpdateAt replaces only at the given version: once the version differs it is Conflict "store.moved". When only the rev
// moved (the relay trimmed) it tries again.
func (c *Collection[T]) UpdateAt(ctx context.Context, id string, version int64, fn func(*Doc[T]) error) (*Doc[T], error) {
	if version < 1 {
		return nil, moved()
	}
	return c.change(ctx, id, change[T]{fn: fn, version: version})
}

// Delete leaves a bare tombstone that refuses the id for Tombstones; fn (may be nil) sees the document, may refuse and may
// emit last facts, which the tombstone still publishes. Deleting a tombstone is no error.
func (c *Collection[T]) Delete(ctx context.Context, id string, fn func(*Doc[T]) error) error {
	if fn == nil {
		fn = func(*Doc[T]) error { return nil }
	}
	_, err := c.change(ctx, id, change[T]{fn: fn, bury: true})
	return err
}

// change is one call that changes one document.
type change[T any] struct {
	fn      func(*Doc[T]) error
	version int64 // only at this one; 0 is any
	insert  bool  // where there is none
	bury    bool  // leave a tombstone
}

func (c *Collection[T]) change(ctx context.Context, id string, ch change[T]) (*Doc[T], error) {
	if !ValidID(id) {
		return nil, absent()
	}
	var lost losses[T]
	leave := func() {}
	inLine := false
	defer func() { leave() }()
	unknowns := 0
	for n := range maxTries {
		raw, err := c.read(ctx, id, len(lost) > 0)
		if err != nil {
			return nil, lost.refuse(failed(ctx, err))
		}
		if len(lost) > 0 {
			d, err := c.settle(ctx, &lost, &raw)
			if errors.Is(err, errFence) {
				unknowns++
			}
			switch {
			case errors.Is(err, errAgain), errors.Is(err, errFence) && unknowns < maxUnknown:
				if err := pause(ctx, n+3); err != nil {
					return nil, lost.refuse(failed(ctx, err))
				}
				continue
			case errors.Is(err, errFence):
				return nil, unknown(ErrUnknown)
			case d != nil || err != nil:
				return d, failed(ctx, err)
			}
		}
		d, done, err := c.compute(raw, id, ch)
		if done || err != nil {
			if err = lost.refuse(err); err != nil {
				d = nil
			}
			return d, err
		}
		next, err := c.seal(d, ch)
		if err != nil {
			return nil, lost.refuse(err)
		}
		err = c.db.Engine.Put(ctx, c.spec.Name, Write{Old: raw.Rev, Doc: next, Was: raw.Keys})
		switch {
		case err == nil:
			return c.written(d, next), nil
		case errors.Is(err, ErrUnknown) && unknowns < maxUnknown:
			unknowns++
			lost = append(lost, attempt[T]{base: raw.Rev, raw: next, doc: d, ops: d.ops})
		case !errors.Is(err, ErrMoved) && !errors.Is(err, ErrExists):
			return nil, lost.refuse(failed(ctx, err))
		case !inLine:
			wait, err := c.lines.join(ctx, id)
			if err != nil {
				return nil, lost.refuse(failed(ctx, err))
			}
			leave, inLine = wait, true
		}
		if err := pause(ctx, n); err != nil {
			return nil, lost.refuse(failed(ctx, err))
		}
	}
	return nil, lost.refuse(contended())
}

// read gives the document, a zero Raw if there is none.
func (c *Collection[T]) read(ctx context.Context, id string, surely bool) (raw Raw, err error) {
	if surely {
		raw, err = c.db.Engine.Settle(ctx, c.spec.Name, id)
	} else {
		raw, err = c.db.Engine.Get(ctx, c.spec.Name, id)
	}
	if errors.Is(err, ErrAbsent) {
		return Raw{}, nil
	}
	return raw, err
}

// compute asks fn what to write. done: there is nothing to write, d is the answer.
func (c *Collection[T]) compute(raw Raw, id string, ch change[T]) (d *Doc[T], done bool, err error) {
	switch {
	case raw.ID == "" && !ch.insert:
		return nil, true, absent()
	case raw.ID == "":
		d = &Doc[T]{ID: id}
	case !raw.Deleted.IsZero() && ch.bury:
		return nil, true, nil
	case !raw.Deleted.IsZero():
		return nil, true, deleted()
	case raw.Schema > c.spec.Schema:
		return nil, true, newer()
	case ch.version > 0 && raw.Version != ch.version:
		return nil, true, moved()
	default:
		if d, err = c.decode(raw); err != nil {
			return nil, true, err
		}
	}
	if err := ch.fn(d); err != nil {
		if errors.Is(err, Unchanged) {
			return d, true, nil
		}
		return nil, true, err
	}
	return d, false, nil
}

// seal makes what is written of what fn made.
func (c *Collection[T]) seal(d *Doc[T], ch change[T]) (Raw, error) {
	if ch.bury {
		return c.buried(d, c.db.Now())
	}
	return c.next(d, c.db.Now())
}
