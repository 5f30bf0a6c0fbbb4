package accounts

import (
	"slices"
	"time"
)

// maxSanctions bounds what is remembered; the oldest goes first.
const maxSanctions = 20

// bySafety marks a suspension that follows a decided case; the rest of By is the outcome's id.
const bySafety = "safety "

// Sanction is what safety last said of one outcome. Its facts may come again, and in any order: of one outcome the greater round
// counts.
type Sanction struct {
	Outcome string    `json:"outcome"`
	Round   int       `json:"round"`
	Out     bool      `json:"out,omitempty"`  // the person is kept out by it
	Until   time.Time `json:"until,omitzero"` // zero: for good
}

// sanction takes over what safety says of an outcome; false if it was known, or is older than what is.
func (a *Account) sanction(x Sanction, now time.Time) bool {
	i := slices.IndexFunc(a.Sanctions, func(o Sanction) bool { return o.Outcome == x.Outcome })
	switch {
	case i >= 0 && a.Sanctions[i].Round >= x.Round:
		return false
	case i >= 0:
		a.Sanctions[i] = x
	default:
		a.Sanctions = append(a.Sanctions, x)
		a.Sanctions = a.Sanctions[max(0, len(a.Sanctions)-maxSanctions):]
	}
	a.applySanctions(now)
	return true
}

// applySanctions makes the suspension what the sanctions say; one that a moderator gave stays as it is if it is longer.
func (a *Account) applySanctions(now time.Time) {
	var longest *Sanction
	for i := range a.Sanctions {
		x := &a.Sanctions[i]
		if x.Out && (x.Until.IsZero() || x.Until.After(now)) && (longest == nil || longer(x.Until, longest.Until)) {
			longest = x
		}
	}
	own := a.Suspended != nil && len(a.Suspended.By) > len(bySafety) && a.Suspended.By[:len(bySafety)] == bySafety
	switch {
	case longest == nil && own:
		a.Suspended = nil
	case longest != nil && (a.Suspended == nil || own || longer(longest.Until, a.Suspended.Until)):
		a.Suspended = &Suspension{At: now, By: bySafety + longest.Outcome, Reason: "conduct", Until: longest.Until}
	}
}

// liftSanctions is a moderator letting somebody in again: what safety has said so far keeps nobody out any more.
func (a *Account) liftSanctions() {
	for i := range a.Sanctions {
		a.Sanctions[i].Out = false
	}
}

// longer says whether until a is longer than until b; zero is for good.
func longer(a, b time.Time) bool { return !b.IsZero() && (a.IsZero() || a.After(b)) }
