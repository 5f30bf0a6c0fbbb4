// Package refusal has what every room of programs refuses in the same words.
package refusal

import "github.com/waymark-dev/waymark/pkg/fault"

var (
	// NotOrganiser is for who sees something that only its organisers may change or read.
	NotOrganiser = fault.New(fault.Forbidden, "programs.organisers_only", "Only organisers can do this.")
	// Changed is for who changes another version than the one that they have read.
	Changed = fault.New(fault.Stale, "programs.changed", "It has changed since you read it. Load it again, then change it.")
)

// Absent is as for an error that says of a document that it is not there or no more; other errors, and none, are as they were.
func Absent(err, as error) error {
	if fault.Absent(err) {
		return as
	}
	return err
}
