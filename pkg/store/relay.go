package store

import "context"

// What the relay of pkg/outbox needs. Nobody else calls these: they show documents as the engine keeps them, tombstones
// too. None of them depends on T, so that a relay can hold them as method values.

// Pending lists documents that wait for their relay, by id, from after the given one ("" is the start); tombstones too. At
// most limit (MaxLimit). Page on with the last id, so that one document that cannot be published never hides the others.
func (c *Collection[T]) Pending(ctx context.Context, after string, limit int) ([]Raw, error) {
	panic("store: not built yet")
}

// Walk lists every document, tombstones too, by id as Pending does: to fill a lost or truncated stream again.
func (c *Collection[T]) Walk(ctx context.Context, after string, limit int) ([]Raw, error) {
	panic("store: not built yet")
}

// Acknowledge says that read, exactly as Pending or Walk gave it, was published: its facts are trimmed, and the document is
// no longer pending if nothing newer came meanwhile. It moves rev only, never the version, and tries again by itself when the
// document moved. No error if the document is gone. Conflict "store.newer_schema" if a newer binary has written it since.
func (c *Collection[T]) Acknowledge(ctx context.Context, read Raw) error {
	panic("store: not built yet")
}

// Decode lifts a document to the type, through the upcasters. A tombstone has a zero Body (Raw.Deleted says when).
func (c *Collection[T]) Decode(raw Raw) (*Doc[T], error) { panic("store: not built yet") }
