package store

import (
	"context"
	"time"
)

// Raw is one document as an engine keeps it.
type Raw struct {
	ID      string
	Rev     string
	Version int64
	Schema  int
	Body    []byte // JSON; nil in a tombstone
	Outbox  []Fact
	Ops     []Op
	Keys    Keys
	// Pending: Outbox is not empty or the latest state is not published. Indexed, so that a relay finds it.
	Pending bool
	// Deleted is zero unless this is a tombstone.
	Deleted time.Time
}

// Write is one write of a bulk operation or a single one: an insert if Old is "", else a replace on condition that the
// document's rev is Old.
type Write struct {
	Old string
	Doc Raw
}

// Engine is a database under a Collection. All methods are safe for concurrent use and honour ctx.
type Engine interface {
	// Declare makes the collection and its indexes if they are missing. Indexes that are no longer declared are dropped.
	Declare(ctx context.Context, collection string, indexes []Index) error
	// Get reads one document, a tombstone too. ErrAbsent.
	Get(ctx context.Context, collection, id string) (Raw, error)
	// GetMany reads those that exist, in any order; at most MaxLimit ids.
	GetMany(ctx context.Context, collection string, ids []string) ([]Raw, error)
	// Put writes one document. ErrExists (insert, the id is there, a tombstone too), ErrMoved (replace, the rev differs
	// or the document is absent), *DuplicateError (a unique index), ErrFull (no space: nothing was changed), ErrUnknown
	// (the outcome is not known: read again).
	Put(ctx context.Context, collection string, w Write) error
	// Bulk writes many, unordered; errors as of Put, by position. At most MaxLimit.
	Bulk(ctx context.Context, collection string, writes []Write) []error
	// Remove takes a document away without a trace, on condition of its rev: sweeping tombstones, dropping mirrors.
	Remove(ctx context.Context, collection, id, rev string) error
	// Find answers a query with at most q.Limit documents; tombstones are not found. pending adds the condition Pending.
	Find(ctx context.Context, collection string, q Query, pending bool) (docs []Raw, next string, err error)
	// FindTombstones lists those deleted before t.
	FindTombstones(ctx context.Context, collection string, before time.Time, limit int) ([]Raw, error)
	// Count counts what the conditions find.
	Count(ctx context.Context, collection string, where []Cond) (int64, error)
	// PutChunk keeps immutable bytes under their name (idempotent); GetChunk ErrAbsent; RemoveChunk is idempotent.
	PutChunk(ctx context.Context, name string, data []byte) error
	GetChunk(ctx context.Context, name string) ([]byte, error)
	RemoveChunk(ctx context.Context, name string) error
	// Ping says whether the database answers.
	Ping(ctx context.Context) error
	Close() error
}
