package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// failed turns what an engine answered into what a Collection answers. Anything unexpected stays as it is: internal.
func failed(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	var f *fault.Fault
	if errors.As(err, &f) {
		return err
	}
	var dup *DuplicateError
	switch {
	case errors.Is(err, ErrAbsent):
		return absent()
	case errors.Is(err, ErrExists):
		return fault.New(fault.Conflict, "store.exists", "There is already one with this id.").With(err)
	case errors.Is(err, ErrMoved):
		return moved()
	case errors.As(err, &dup):
		f := fault.New(fault.Conflict, "store.duplicate", "Another one has this value already, and it must be unique.").With(err)
		f.Fields = []fault.Field{{Pointer: "", Code: "duplicate", Params: map[string]any{"index": dup.Index}}}
		return f
	case errors.Is(err, ErrFull):
		return fault.New(fault.Unavailable, "store.full", "There is no space left to store this. Nothing was changed.").
			After(time.Minute).With(err)
	case ended(ctx) != nil:
		return interrupted(fmt.Errorf("%w: %w", ended(ctx), err))
	case errors.Is(err, ErrUnknown):
		return unknown(err)
	case errors.Is(err, ErrAway):
		return fault.New(fault.Unavailable, "store.away", "The database cannot be reached now. Nothing was changed.").
			After(2 * time.Second).With(err)
	case errors.Is(err, context.DeadlineExceeded): // an engine's own limit, or the server's clock
		return interrupted(err)
	}
	return err
}

func interrupted(cause error) error {
	return fault.New(fault.Deadline, "store.interrupted", "This took too long or was interrupted. Ask again with the same key.").With(cause)
}

// ended is ctx.Err(), also in the moment between the deadline and the timer that says so.
func ended(ctx context.Context) error {
	if at, ok := ctx.Deadline(); ok && ctx.Err() == nil && !time.Now().Before(at) {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}

func absent() error { return fault.New(fault.NotFound, "store.absent", "There is none with this id.") }

func deleted() error { return fault.New(fault.Gone, "store.deleted", "It was deleted.") }

func moved() error {
	return fault.New(fault.Conflict, "store.moved", "It has changed meanwhile. Load it again.")
}

func unknown(cause error) error {
	return fault.New(fault.Deadline, "store.unknown", "It is not known whether this was stored. Ask again with the same key.").With(cause)
}

func contended() error {
	return fault.New(fault.Unavailable, "store.contended", "Too many are changing this at once. Try again in a moment.").After(time.Second)
}

func newer() error {
	return fault.New(fault.Conflict, "store.newer_schema",
		"A newer version of the program has written this; this one is too old to read or change it.")
}

func tooLarge(what string, limit int) error {
	return fault.Newf(fault.TooLarge, "store.too_large", "The %s is too large: %d bytes are allowed.", what, limit)
}

func badID() error {
	f := fault.Newf(fault.Invalid, "store.bad_id", "An id has 1 to %d lower case letters, digits, '-' and '_'.", MaxID)
	f.Fields = []fault.Field{{Pointer: "path:id", Code: "bad_id", Params: map[string]any{"max": MaxID}}}
	return f
}

func badKey() error {
	return fault.Newf(fault.Invalid, "store.bad_key", "A value to find by is at most %d bytes of UTF-8 without NUL.", MaxKey)
}

func badCursor() error {
	return &fault.Fault{
		Kind: fault.Invalid, Code: "invalid", Detail: "The cursor is not one of this list. Start again without it.",
		Fields: []fault.Field{{Pointer: "?cursor", Code: "invalid"}},
	}
}

func badLimit() error {
	return &fault.Fault{
		Kind: fault.Invalid, Code: "invalid", Detail: "Ask for a page of an allowed size.",
		Fields: []fault.Field{{Pointer: "?limit", Code: "out_of_range", Params: map[string]any{"min": 1, "max": MaxLimit}}},
	}
}
