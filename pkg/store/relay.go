package store

import (
	"context"
	"errors"
	"slices"
)

// What the relay of pkg/outbox needs. Nobody else calls these: they show documents as the engine keeps them, tombstones
// too. None of them depends on T, so that a relay can hold them as method values.

// Pending lists documents that wait for their relay, by id, from after the given one ("" is the start); tombstones too. At
// most limit (MaxLimit). Page on with the last id, so that one document that cannot be published never hides the others.
func (c *Collection[T]) Pending(ctx context.Context, after string, limit int) ([]Raw, error) {
	return c.walk(ctx, after, limit, Waiting)
}

// Walk lists every document, tombstones too, by id as Pending does: to fill a lost or truncated stream again.
func (c *Collection[T]) Walk(ctx context.Context, after string, limit int) ([]Raw, error) {
	return c.walk(ctx, after, limit, All)
}

func (c *Collection[T]) walk(ctx context.Context, after string, limit int, scope Scope) ([]Raw, error) {
	q, _, err := Query{Where: []Cond{Where(IDIndex, Gt, after)}, Limit: limit}.normal(nil)
	if err != nil {
		return nil, err
	}
	raws, _, err := c.db.Engine.Find(ctx, c.spec.Name, q, scope)
	return raws, failed(ctx, err)
}

// Raw reads one document as it is kept, a tombstone too. NotFound "store.absent".
func (c *Collection[T]) Raw(ctx context.Context, id string) (Raw, error) {
	if !ValidID(id) {
		return Raw{}, absent()
	}
	raw, err := c.db.Engine.Get(ctx, c.spec.Name, id)
	return raw, failed(ctx, err)
}

// Acknowledge says that read, exactly as Pending, Walk or Raw gave it, was published: its facts are trimmed, and the document
// is no longer pending if nothing newer came meanwhile. It moves rev only, never the version, and tries again by itself when
// the document moved. No error if the document is gone. Conflict "store.newer_schema" if a newer binary has written it since.
func (c *Collection[T]) Acknowledge(ctx context.Context, read Raw) error {
	return c.AcknowledgeMany(ctx, []Raw{read})[0]
}

// AcknowledgeMany is Acknowledge for many at once, at most MaxLimit, with an error for each.
func (c *Collection[T]) AcknowledgeMany(ctx context.Context, read []Raw) []error {
	errs := make([]error, len(read))
	var writes []Write
	var at []int
	for i, r := range read {
		w, needed, err := c.trimmed(r, r)
		if err != nil || !needed {
			errs[i] = err
			continue
		}
		writes, at = append(writes, w), append(at, i)
	}
	if len(writes) == 0 {
		return errs
	}
	for k, err := range c.db.Engine.Bulk(ctx, c.spec.Name, writes) {
		i := at[k]
		if errors.Is(err, ErrMoved) || errors.Is(err, ErrUnknown) {
			err = c.acknowledge(ctx, read[i])
		}
		errs[i] = failed(ctx, err)
	}
	return errs
}

// acknowledge is for a document that has moved since it was read.
func (c *Collection[T]) acknowledge(ctx context.Context, read Raw) error {
	leave, err := c.lines.join(ctx, read.ID)
	if err != nil {
		return err
	}
	defer leave()
	for n := range maxTries {
		cur, err := c.read(ctx, read.ID, false)
		if err != nil || cur.ID == "" {
			return err
		}
		w, needed, err := c.trimmed(cur, read)
		if err != nil || !needed {
			return err
		}
		err = c.db.Engine.Put(ctx, c.spec.Name, w)
		if !errors.Is(err, ErrMoved) && !errors.Is(err, ErrUnknown) {
			return err
		}
		if err := pause(ctx, n); err != nil {
			return err
		}
	}
	return contended()
}

// trimmed is cur without what was published of read; needed says whether that changes anything.
func (c *Collection[T]) trimmed(cur, read Raw) (w Write, needed bool, err error) {
	if cur.Schema > c.spec.Schema {
		return w, false, newer()
	}
	next := cur
	next.Outbox = slices.DeleteFunc(slices.Clone(cur.Outbox), func(f Fact) bool {
		return slices.ContainsFunc(read.Outbox, func(p Fact) bool { return p.Version == f.Version && p.N == f.N })
	})
	next.Pending = len(next.Outbox) > 0 || c.spec.State && cur.Pending && cur.Version != read.Version
	next.Rev = fresh()
	return Write{Old: cur.Rev, Doc: next, Was: cur.Keys}, next.Pending != cur.Pending || len(next.Outbox) != len(cur.Outbox), nil
}

// Decode lifts a document to the type, through the upcasters. A tombstone has a zero Body (Raw.Deleted says when).
func (c *Collection[T]) Decode(raw Raw) (*Doc[T], error) { return c.decode(raw) }
