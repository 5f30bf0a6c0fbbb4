package store

import (
	"context"
	"errors"
	"slices"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// attempt is one write whose reply was lost.
type attempt[T any] struct {
	base string // the rev it replaces; "" for an insert
	raw  Raw    // what it writes
	doc  *Doc[T]
	ops  []Op
}

type verdict int

const (
	missing verdict = iota // it has not been applied
	applied
	unsure
)

// Outcome says what became of a write whose reply was lost, from the document as read after it (zero: absent): nil if it was
// applied, ErrMoved if it was not, ErrUnknown if too much has been written since. A write that has not been applied may still
// be under way while the document's rev is w.Old.
func (w Write) Outcome(there Raw) error {
	behind := int(there.Version - w.Doc.Version)
	switch {
	case there.ID == "" || behind < 0:
		return ErrMoved
	case there.Rev == w.Doc.Rev:
		return nil
	case behind >= len(there.Trail):
		return ErrUnknown
	case there.Trail[len(there.Trail)-1-behind] == w.Doc.Rev:
		return nil
	}
	return ErrMoved
}

// in is Outcome, and where that does not know, what the recorded ops say.
func (a attempt[T]) in(there Raw) verdict {
	switch err := (Write{Old: a.base, Doc: a.raw}).Outcome(there); {
	case err == nil:
		return applied
	case errors.Is(err, ErrMoved):
		return missing
	case len(a.ops) == 0 || !there.Deleted.IsZero():
		return unsure
	}
	for _, o := range a.ops {
		if slices.ContainsFunc(there.Ops, func(x Op) bool { return x.Key == o.Key && x.Body == o.Body }) {
			return applied
		}
	}
	return missing
}

// losses are the writes of one call that may still be on their way.
type losses[T any] []attempt[T]

// refuse makes "no" into "not known" as long as a write may still arrive.
func (l losses[T]) refuse(err error) error {
	if len(l) == 0 || fault.Has(err, fault.Deadline) {
		return err
	}
	return unknown(err)
}

var (
	errAgain = errors.New("store: read again")
	errFence = errors.New("store: read again, the fence's reply was lost too")
)

// settle finds out what became of lost writes. raw is the document as read after them. A document: one of them was applied and
// this is it. Otherwise none was and, but for inserts, none can be any more: what may be under way is fenced off by moving
// the rev, and raw is what to go on with. errAgain, errFence: read again first.
func (c *Collection[T]) settle(ctx context.Context, l *losses[T], raw *Raw) (*Doc[T], error) {
	for _, a := range *l {
		switch a.in(*raw) {
		case applied:
			return c.written(a.doc, a.raw), nil
		case unsure:
			return nil, unknown(ErrUnknown)
		}
	}
	*l = slices.DeleteFunc(*l, func(a attempt[T]) bool { return a.base != raw.Rev })
	if len(*l) == 0 || raw.ID == "" {
		return nil, nil
	}
	fenced := *raw
	fenced.Rev = fresh()
	err := c.db.Engine.Put(ctx, c.spec.Name, Write{Old: raw.Rev, Doc: fenced, Was: raw.Keys})
	switch {
	case err == nil:
		*raw, *l = fenced, nil
		return nil, nil
	case errors.Is(err, ErrMoved):
		return nil, errAgain
	case errors.Is(err, ErrUnknown):
		return nil, errFence
	}
	return nil, unknown(err)
}
