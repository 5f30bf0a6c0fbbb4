package store

import (
	"context"
	"errors"
)

// What an engine answers; a Collection turns each into a fault.
var (
	ErrAbsent  = errors.New("store: no such document")
	ErrExists  = errors.New("store: the id is taken")
	ErrMoved   = errors.New("store: the document has moved")
	ErrUnknown = errors.New("store: the outcome of the write is unknown")
	ErrFull    = errors.New("store: no space left")
)

// DuplicateError says which unique index refused.
type DuplicateError struct{ Index string }

func (e *DuplicateError) Error() string { return "store: duplicate in " + e.Index }

// Unchanged is returned by an update's function that finds nothing to change: nothing is written, the document as read
// is the answer, and there is no error.
var Unchanged = errors.New("store: unchanged")

// Collection is a typed collection of documents. Faults it returns: NotFound "store.absent"; Gone "store.deleted";
// Conflict "store.exists", "store.duplicate" (Params index), "store.moved"; Unavailable "store.contended",
// "store.outbox_full", "store.full"; TooLarge "store.too_large"; Conflict "store.newer_schema".
type Collection[T any] struct {
	db   *DB
	spec Spec[T]
}

// Open declares a collection.
func Open[T any](ctx context.Context, db *DB, spec Spec[T]) (*Collection[T], error) {
	panic("store: not built yet")
}

// Name is the collection's name.
func (c *Collection[T]) Name() string { return c.spec.Name }

// DB is the database it lives in.
func (c *Collection[T]) DB() *DB { return c.db }

// Get reads one document.
func (c *Collection[T]) Get(ctx context.Context, id string) (*Doc[T], error) {
	panic("store: not built yet")
}

// GetMany reads those of at most MaxLimit ids that exist.
func (c *Collection[T]) GetMany(ctx context.Context, ids []string) (map[string]*Doc[T], error) {
	panic("store: not built yet")
}

// Insert makes a document at version 1. prepare (may be nil) can emit facts and record ops on it. An unknown outcome is
// settled by reading: if the document is there with our rev it is ours.
func (c *Collection[T]) Insert(ctx context.Context, id string, body T, prepare func(*Doc[T])) (*Doc[T], error) {
	panic("store: not built yet")
}

// Update loads, lets fn compute, and replaces on condition that nothing moved; on conflict it loads again and asks fn
// again, a bounded number of times with jitter ("store.contended" then). fn is pure but for Doc; it may run many times. An
// error of fn stops and is returned as it is; Unchanged stops without error. An unknown outcome is settled by the rev.
func (c *Collection[T]) Update(ctx context.Context, id string, fn func(*Doc[T]) error) (*Doc[T], error) {
	panic("store: not built yet")
}

// Upsert is Update that starts from the zero body (Version 0) where there is no document, and inserts.
func (c *Collection[T]) Upsert(ctx context.Context, id string, fn func(*Doc[T]) error) (*Doc[T], error) {
	panic("store: not built yet")
}

// UpdateAt replaces only at the given version: once the version differs it is Conflict "store.moved". When only the rev
// moved (the relay trimmed) it tries again.
func (c *Collection[T]) UpdateAt(ctx context.Context, id string, version int64, fn func(*Doc[T]) error) (*Doc[T], error) {
	panic("store: not built yet")
}

// Delete leaves a bare tombstone that refuses the id for Tombstones; fn (may be nil) sees the document, may refuse and may
// emit last facts, which the tombstone still publishes. Deleting a tombstone is no error.
func (c *Collection[T]) Delete(ctx context.Context, id string, fn func(*Doc[T]) error) error {
	panic("store: not built yet")
}

// Drop removes a document without a tombstone: for mirrors and inbox items past their age only.
func (c *Collection[T]) Drop(ctx context.Context, id string) error { panic("store: not built yet") }

// Find answers one page.
func (c *Collection[T]) Find(ctx context.Context, q Query) (*Page[T], error) {
	panic("store: not built yet")
}

// Each streams everything a query finds, page by page, until fn returns an error. q.Limit is the page's size.
func (c *Collection[T]) Each(ctx context.Context, q Query, fn func(*Doc[T]) error) error {
	panic("store: not built yet")
}

// Count counts.
func (c *Collection[T]) Count(ctx context.Context, where ...Cond) (int64, error) {
	panic("store: not built yet")
}

// Bulk writes many documents, unordered, and answers for each by position. A conflict is not tried again.
func (c *Collection[T]) Bulk(ctx context.Context, docs []*Doc[T]) []error {
	panic("store: not built yet")
}

// Sweep removes tombstones older than Tombstones that are not pending, at most limit of them, and says how many.
func (c *Collection[T]) Sweep(ctx context.Context, limit int) (int, error) {
	panic("store: not built yet")
}
