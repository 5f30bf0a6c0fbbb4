package store

import (
	"context"
	"errors"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Unchanged is returned by an update's function that finds nothing to change: nothing is written, the document as read
// is the answer, and there is no error.
//
//lint:ignore ST1012 it is no failure
var Unchanged = errors.New("store: unchanged")

// Collection is a typed collection of documents. Faults it returns: NotFound "store.absent"; Gone "store.deleted";
// Conflict "store.exists", "store.duplicate" (Params index), "store.moved", "store.newer_schema"; Unavailable
// "store.contended", "store.outbox_full", "store.full", "store.away" (nothing was changed); TooLarge "store.too_large"; Invalid
// "store.bad_id", "store.bad_key", "invalid" (?cursor, ?limit); Deadline "store.interrupted" (ctx ended) and "store.unknown":
// it may have been written or not.
type Collection[T any] struct {
	db      *DB
	spec    Spec[T]
	indexes map[string]Index
	lines   lines
}

// Name is the collection's name.
func (c *Collection[T]) Name() string { return c.spec.Name }

// DB is the database it lives in.
func (c *Collection[T]) DB() *DB { return c.db }

// Get reads one document.
func (c *Collection[T]) Get(ctx context.Context, id string) (*Doc[T], error) {
	if !ValidID(id) {
		return nil, absent()
	}
	raw, err := c.db.Engine.Get(ctx, c.spec.Name, id)
	if err != nil {
		return nil, failed(ctx, err)
	}
	if !raw.Deleted.IsZero() {
		return nil, deleted()
	}
	return c.decode(raw)
}

// Fresh is Get that is sure to see every write that was acknowledged before it began, whatever happens to the database's
// machines meanwhile. Get may show the state of a moment ago while a primary is being replaced. Slower; for rules that read
// and then do not write.
func (c *Collection[T]) Fresh(ctx context.Context, id string) (*Doc[T], error) {
	if !ValidID(id) {
		return nil, absent()
	}
	raw, err := c.db.Engine.Settle(ctx, c.spec.Name, id)
	if err != nil {
		return nil, failed(ctx, err)
	}
	if !raw.Deleted.IsZero() {
		return nil, deleted()
	}
	return c.decode(raw)
}

// GetMany reads those of at most MaxLimit ids that exist.
func (c *Collection[T]) GetMany(ctx context.Context, ids []string) (map[string]*Doc[T], error) {
	if len(ids) > MaxLimit {
		return nil, fault.Newf(fault.TooLarge, "store.too_large", "At most %d can be read at once.", MaxLimit)
	}
	found := make(map[string]*Doc[T], len(ids))
	wanted := make([]string, 0, len(ids))
	for _, id := range ids {
		if ValidID(id) {
			wanted = append(wanted, id)
		}
	}
	if len(wanted) == 0 {
		return found, nil
	}
	raws, err := c.db.Engine.GetMany(ctx, c.spec.Name, wanted)
	if err != nil {
		return nil, failed(ctx, err)
	}
	for _, raw := range raws {
		if !raw.Deleted.IsZero() {
			continue
		}
		if found[raw.ID], err = c.decode(raw); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// Find answers one page.
func (c *Collection[T]) Find(ctx context.Context, q Query) (*Page[T], error) {
	q, none, err := q.normal(c.indexes)
	if err != nil {
		return nil, err
	}
	page := &Page[T]{}
	if none {
		return page, nil
	}
	raws, next, err := c.db.Engine.Find(ctx, c.spec.Name, q, Live)
	if err != nil {
		return nil, failed(ctx, err)
	}
	page.Next = next
	page.Docs = make([]*Doc[T], len(raws))
	for i, raw := range raws {
		if page.Docs[i], err = c.decode(raw); err != nil {
			return nil, err
		}
	}
	return page, nil
}

// Each streams everything a query finds, page by page, until fn returns an error. q.Limit is the page's size.
func (c *Collection[T]) Each(ctx context.Context, q Query, fn func(*Doc[T]) error) error {
	for {
		page, err := c.Find(ctx, q)
		if err != nil {
			return err
		}
		for _, d := range page.Docs {
			if err := fn(d); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

// Count counts.
func (c *Collection[T]) Count(ctx context.Context, where ...Cond) (int64, error) {
	where, none, err := normalConds(where, c.indexes)
	if err != nil || none {
		return 0, err
	}
	n, err := c.db.Engine.Count(ctx, c.spec.Name, where)
	return n, failed(ctx, err)
}

// Drop removes a document without a tombstone: for mirrors and inbox items past their age only. No error if it is absent.
func (c *Collection[T]) Drop(ctx context.Context, id string) error { return c.DropIf(ctx, id, nil) }

// DropIf is Drop of a document that only goes as long as fn says so of what is stored at that moment: when it moved, it is read again and fn
// is asked again. So what somebody wrote after the reason to drop it was looked up stays. fn sees no tombstone; nil always says so.
func (c *Collection[T]) DropIf(ctx context.Context, id string, fn func(*Doc[T]) bool) error {
	if !ValidID(id) {
		return nil
	}
	for n := range maxTries {
		raw, err := c.db.Engine.Get(ctx, c.spec.Name, id)
		if errors.Is(err, ErrAbsent) {
			return nil
		}
		if err != nil {
			return failed(ctx, err)
		}
		if fn != nil && raw.Deleted.IsZero() {
			d, err := c.decode(raw)
			if err != nil {
				return err
			}
			if !fn(d) {
				return nil
			}
		}
		err = c.db.Engine.Remove(ctx, c.spec.Name, id, raw.Rev)
		if !errors.Is(err, ErrMoved) && !errors.Is(err, ErrUnknown) {
			return failed(ctx, err)
		}
		if err := pause(ctx, n); err != nil {
			return failed(ctx, err)
		}
	}
	return contended()
}

// Sweep removes tombstones older than Tombstones that are not pending, at most limit of them, and says how many.
func (c *Collection[T]) Sweep(ctx context.Context, limit int) (int, error) {
	if limit < 1 || limit > MaxLimit {
		return 0, badLimit()
	}
	raws, err := c.db.Engine.FindTombstones(ctx, c.spec.Name, c.db.Now().Add(-Tombstones), limit)
	if err != nil {
		return 0, failed(ctx, err)
	}
	swept := 0
	for _, raw := range raws {
		err := c.db.Engine.Remove(ctx, c.spec.Name, raw.ID, raw.Rev)
		if err != nil && !errors.Is(err, ErrMoved) && !errors.Is(err, ErrUnknown) {
			return swept, failed(ctx, err)
		}
		if err == nil {
			swept++
		}
	}
	return swept, nil
}
