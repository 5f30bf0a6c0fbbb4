package store

import (
	"context"
	"errors"
	"time"
)

// What an engine answers; a Collection turns each into a fault.
var (
	ErrAbsent  = errors.New("store: no such document")
	ErrExists  = errors.New("store: the id is taken")
	ErrMoved   = errors.New("store: the document has moved")
	ErrUnknown = errors.New("store: the outcome of the write is unknown")
	ErrFull    = errors.New("store: no space left")
	ErrAway    = errors.New("store: the database cannot be reached") // nothing was changed
)

// DuplicateError says which unique index refused.
type DuplicateError struct{ Index string }

func (e *DuplicateError) Error() string { return "store: duplicate in " + e.Index }

// Raw is one document as an engine keeps it.
type Raw struct {
	ID      string
	Rev     string
	Version int64
	Schema  int
	Body    []byte // JSON; nil in a tombstone
	Outbox  []Fact
	Ops     []Op
	// Keys hold string, int64 and []string only, for declared indexes only.
	Keys Keys
	// Trail has the revs that the last changes of state gave, newest last, at most TrailLength: a write whose reply was lost
	// is found there when others have written since. The relay's trimming leaves it alone.
	Trail []string
	// Pending: Outbox is not empty or the latest state is not published. Indexed, so that a relay finds it.
	Pending bool
	// Deleted is zero unless this is a tombstone.
	Deleted time.Time
}

// TrailLength is how many revs a document remembers.
const TrailLength = 4

// Write is one write of a bulk operation or a single one: an insert if Old is "", else a replace on condition that the
// document's rev is Old.
type Write struct {
	Old string
	Doc Raw
	// Was are the keys of the document at Old, if the writer knows them: only those that differ need to be written. nil: all.
	Was Keys
}

// Scope says which documents a query sees.
type Scope int

// Scopes.
const (
	Live    Scope = iota // those that are not tombstones
	Waiting              // those that are pending, tombstones too
	All                  // all, tombstones too
)

// Engine is a database under a Collection. All methods are safe for concurrent use and honour ctx. What a Collection hands
// in is checked already (names, ids, keys, limits). An engine refuses a collection that was not declared, and a query by an index
// that was not; it leaves out the keys of such an index, for a newer binary may have dropped it.
type Engine interface {
	// Declare makes the collection and its indexes if they are missing. Indexes that are no longer declared are dropped,
	// with their values.
	Declare(ctx context.Context, collection string, indexes []Index) error
	// Get reads one document. ErrAbsent.
	Get(ctx context.Context, collection, id string) (Raw, error)
	// Settle is Get that is sure to see every write that was acknowledged before it began, whatever happens to the machines.
	Settle(ctx context.Context, collection, id string) (Raw, error)
	// GetMany reads those that exist, in any order; at most MaxLimit ids.
	GetMany(ctx context.Context, collection string, ids []string) ([]Raw, error)
	// Put writes one document. ErrExists (insert, the id is there, a tombstone too), ErrMoved (replace, the rev differs
	// or the document is absent), *DuplicateError (a unique index), ErrFull (no space: nothing was changed), ErrUnknown
	// (the outcome is not known: read again).
	Put(ctx context.Context, collection string, w Write) error
	// Bulk writes many, unordered; errors as of Put, by position. At most MaxLimit.
	Bulk(ctx context.Context, collection string, writes []Write) []error
	// Remove takes a document away without a trace, on condition of its rev (ErrMoved): sweeping tombstones, dropping
	// mirrors. No error if it is absent.
	Remove(ctx context.Context, collection, id, rev string) error
	// Find answers a query with at most q.Limit documents and the cursor of the next page, "" at the end.
	Find(ctx context.Context, collection string, q Query, scope Scope) (docs []Raw, next string, err error)
	// FindTombstones lists those deleted before t that are not pending.
	FindTombstones(ctx context.Context, collection string, before time.Time, limit int) ([]Raw, error)
	// Count counts what the conditions find; tombstones are not found.
	Count(ctx context.Context, collection string, where []Cond) (int64, error)
	// PutChunk keeps immutable bytes under their name (idempotent); GetChunk ErrAbsent; RemoveChunk is idempotent.
	PutChunk(ctx context.Context, name string, data []byte) error
	GetChunk(ctx context.Context, name string) ([]byte, error)
	RemoveChunk(ctx context.Context, name string) error
	// Ping says whether the database answers.
	Ping(ctx context.Context) error
	Close() error
}
