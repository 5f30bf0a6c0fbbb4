// Package refusal has what every room of programs refuses in the same words.
package refusal

import (
	"context"

	"github.com/waymark-dev/waymark/pkg/fault"
)

var (
	// NotOrganiser is for who sees something that only its organisers may change or read.
	NotOrganiser = fault.New(fault.Forbidden, "programs.organisers_only", "Only organisers can do this.")
	// Changed is for who changes another version than the one that they have read.
	Changed = fault.New(fault.Stale, "programs.changed", "It has changed since you read it. Load it again, then change it.")
	// Closed is for who closed their account while something of theirs was written down.
	Closed = fault.New(fault.Gone, "account.closed", "The account was closed.")
)

// Stayed is called after something of a person was written down: where their account was closed meanwhile forget takes everything of theirs
// away again, and it is Closed.
func Stayed(ctx context.Context, person string, closed func(context.Context, string) (bool, error), forget func(context.Context, string) error) error {
	gone, err := closed(ctx, person)
	if err != nil || !gone {
		return err
	}
	if err := forget(ctx, person); err != nil {
		return err
	}
	return Closed
}

// Absent is as for an error that says of a document that it is not there or no more; other errors, and none, are as they were.
func Absent(err, as error) error {
	if fault.Absent(err) {
		return as
	}
	return err
}
