package store

import (
	"context"
	"errors"
)

// Bulk writes many documents, unordered, and answers for each by position. One that was read is replaced; one that was made
// (&Doc[T]{ID: …, Body: …}) is inserted. A conflict is not tried again. What is written has its new Rev and Version.
func (c *Collection[T]) Bulk(ctx context.Context, docs []*Doc[T]) []error {
	errs := make([]error, len(docs))
	for start := 0; start < len(docs); start += MaxLimit {
		end := min(start+MaxLimit, len(docs))
		c.bulk(ctx, docs[start:end], errs[start:end])
	}
	return errs
}

func (c *Collection[T]) bulk(ctx context.Context, docs []*Doc[T], errs []error) {
	var writes []Write
	var at []int
	now := c.db.Now()
	for i, d := range docs {
		switch {
		case !ValidID(d.ID):
			errs[i] = badID()
			continue
		case d.raw.Schema > c.spec.Schema:
			errs[i] = newer()
			continue
		case !d.raw.Deleted.IsZero():
			errs[i] = deleted()
			continue
		}
		raw, err := c.next(d, now)
		if err != nil {
			errs[i] = err
			continue
		}
		writes, at = append(writes, Write{Old: d.raw.Rev, Doc: raw, Was: d.raw.Keys}), append(at, i)
	}
	if len(writes) == 0 {
		return
	}
	for k, err := range c.db.Engine.Bulk(ctx, c.spec.Name, writes) {
		d, w := docs[at[k]], writes[k]
		if errors.Is(err, ErrUnknown) {
			err = c.ascertain(ctx, attempt[T]{base: w.Old, raw: w.Doc, ops: d.ops})
		}
		if errors.Is(err, ErrExists) {
			if there, e := c.read(ctx, d.ID, false); e == nil && !there.Deleted.IsZero() {
				err = deleted()
			}
		}
		if err != nil {
			errs[at[k]] = failed(ctx, err)
			continue
		}
		c.written(d, w.Doc)
	}
}

// ascertain says what became of one write of a bulk: nil if it was applied.
func (c *Collection[T]) ascertain(ctx context.Context, a attempt[T]) error {
	there, err := c.read(ctx, a.raw.ID, true)
	if err != nil {
		return unknown(err)
	}
	switch {
	case a.in(there) == applied:
		return nil
	case a.in(there) == unsure, there.Rev == a.base: // it may still arrive
		return unknown(ErrUnknown)
	case a.base == "":
		return ErrExists
	}
	return ErrMoved
}
