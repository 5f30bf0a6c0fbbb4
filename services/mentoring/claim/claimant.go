package claim

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Entry says that a person holds an issue or waits for it, or is about to, at the version of its claim that was read before.
type Entry struct {
	Issue   string    `json:"issue"`
	Version int64     `json:"version"` // 0: there was no claim yet
	At      time.Time `json:"at"`
}

// Claimant is what one person holds and waits for. An entry is written before the claim, and goes after it: so no person is ever in
// more than PersonMost claims, whatever fails between the two.
type Claimant struct {
	Entries []Entry `json:"entries,omitempty"`
	Closed  bool    `json:"closed,omitempty"` // the account was closed
}

// ErrThree refuses one more.
var ErrThree = fault.Newf(fault.Conflict, "claim.too_many",
	"You hold or wait for %d issues. Finish or release one first.", PersonMost)

var errClosed = fault.New(fault.Gone, "account.closed", "This account is closed.")

// List puts the entry in, or takes that of the same issue again at this version. ErrKept: it is there.
func (x *Claimant) List(e Entry) error {
	if x.Closed {
		return errClosed
	}
	for i := range x.Entries {
		if have := &x.Entries[i]; have.Issue == e.Issue {
			if have.Version >= e.Version {
				return ErrKept
			}
			*have = e
			return nil
		}
	}
	if len(x.Entries) >= PersonMost {
		return ErrThree
	}
	x.Entries = append(x.Entries, e)
	return nil
}

// Remove takes exactly this entry out; ErrKept if it is not there any more.
func (x *Claimant) Remove(e Entry) error {
	at := slices.IndexFunc(x.Entries, func(have Entry) bool { return have.Issue == e.Issue && have.Version == e.Version })
	if at < 0 {
		return ErrKept
	}
	x.Entries = slices.Delete(x.Entries, at, at+1)
	return nil
}
