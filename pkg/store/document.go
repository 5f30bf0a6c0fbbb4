package store

import (
	"encoding/json"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Limits of one document.
const (
	MaxBody    = 1 << 20 // bytes of the encoded body; TooLarge beyond
	MaxOutbox  = 256     // unpublished facts; Unavailable beyond, so that a broken bus is felt
	MaxOps     = 64      // idempotency keys kept; the oldest goes first
	OpsAge     = 24 * time.Hour
	MaxID      = 200 // bytes of an id: lower case letters, digits, '-', '_'
	MaxLimit   = 1000
	MaxFact    = 2048                // bytes of a fact's data
	MaxChunk   = 1 << 20             // bytes of a chunk
	MaxKey     = 1024                // bytes of one index value
	MaxKeys    = 256                 // values of one document in a Multi index
	Tombstones = 30 * 24 * time.Hour // how long a deleted id refuses late events
)

// Fact is one thing that happened, waiting in the document until it is published. Data holds ids, codes and numbers
// only, at most 2 kB. outbox.Fact makes one from an event.
type Fact struct {
	// Version of the document that caused it, and its number within that version (from 1): with the id, its identity.
	Version int64 `json:"v"`
	N       int   `json:"n"`
	// Type is the event type without service and version: "match_accepted".
	Type      string          `json:"t"`
	At        time.Time       `json:"at"`
	Actor     string          `json:"actor,omitempty"`
	Org       string          `json:"org,omitempty"`
	Programme string          `json:"prog,omitempty"`
	Trace     string          `json:"trace,omitempty"`
	Data      json.RawMessage `json:"data"`
}

// Op is an idempotency key that a document has answered.
type Op struct {
	Key    string    `json:"k"`           // hash of (principal, route, key)
	Body   string    `json:"b"`           // hash of the request body
	Status int       `json:"s"`           // HTTP status that was answered
	ID     string    `json:"i,omitempty"` // what was made
	At     time.Time `json:"a"`
}

// Doc is one document with a typed body, as it was read. Inside an update the function changes Body, emits facts and
// records ops; everything is written by one replace.
type Doc[T any] struct {
	ID string
	// Rev is the compare-and-swap token: random, fresh at every replace, also when only the relay trimmed.
	Rev string
	// Version counts changes of state, from 1. ETag and events show it.
	Version int64
	Body    T

	raw     Raw
	emitted []Fact
	ops     []Op
}

// Emit adds a fact to what the next replace writes. Version and N are filled in by the store, At too if it is zero.
func (d *Doc[T]) Emit(f Fact) { d.emitted = append(d.emitted, f) }

// Op finds the answer to an idempotency key (its hash), if the document still remembers it.
func (d *Doc[T]) Op(key string) (Op, bool) {
	for _, o := range d.raw.Ops {
		if o.Key == key {
			return o, true
		}
	}
	return Op{}, false
}

// SameOrder refuses an order whose key made something else of this document. Conflict "idempotency.reused" (fault.KeyReused); nil where the
// document does not remember the key.
func (d *Doc[T]) SameOrder(o Op) error {
	if was, ok := d.Op(o.Key); ok && was.Body != o.Body {
		return fault.KeyReused
	}
	return nil
}

// Record makes the next replace remember that an idempotency key was answered. At is filled in if it is zero.
func (d *Doc[T]) Record(o Op) { d.ops = append(d.ops, o) }

// RecordMade records that an order made this document (status 201); nothing without a key.
func (d *Doc[T]) RecordMade(o Op, now time.Time) {
	if o.Key != "" {
		o.Status, o.ID, o.At = 201, d.ID, now
		d.Record(o)
	}
}

// Pending says whether facts of this document, or its latest state, still wait to be published.
func (d *Doc[T]) Pending() bool { return d.raw.Pending }

// Keys are the index values of one document, by index name: a string, an integer or a bool (or a type made of one), or a
// slice of strings for a Multi index. A name that is absent is not found by that index (and is free in a unique one); an
// empty slice is absent. An index holds values of one type. Strings are UTF-8 without NUL, at most MaxKey bytes.
type Keys map[string]any

// At is a time as an index value: milliseconds since 1970.
func At(t time.Time) int64 { return t.UnixMilli() }

// Index declares one way to find documents.
type Index struct {
	Name   string // lower case letters, digits, '_'
	Unique bool
	Multi  bool // []string; each value finds the document; Eq and In only
}

// Spec declares a collection.
type Spec[T any] struct {
	// Name is "<service>_<kind>", such as "mentoring_match".
	Name string
	// Schema is the body's version that this binary writes, from 1. A document with a newer one can be neither read nor
	// written (fault code "store.newer_schema").
	Schema int
	// Upcast lifts a body from schema to schema+1. Pure. Needed when Schema > 1.
	Upcast  func(schema int, body json.RawMessage) (json.RawMessage, error)
	Indexes []Index
	// Keys computes the index values of a body. Pure. When indexes are added, or Schema is raised, Open walks the documents
	// once and catches up; so raise Schema when Keys computes differently. Raise it with added indexes too where two
	// versions of the program may run at once: the older one then leaves the newer one's indexes alone.
	Keys func(id string, body *T) Keys
	// State says that the latest version of these documents is published for mirrors: each change marks the document as
	// pending until the relay has published it.
	State bool
}

// Facts are the facts that wait in the document, oldest first. For tests and the relay; do not change them.
func (d *Doc[T]) Facts() []Fact { return d.raw.Outbox }
