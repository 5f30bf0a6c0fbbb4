package accounts

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// maxSanctions bounds what is remembered.
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
		a.forgetSanction(now)
	}
	a.hold(now)
	return true
}

// forgetSanction makes room: the oldest that keeps nobody out goes, else the one that is over first.
func (a *Account) forgetSanction(now time.Time) {
	if len(a.Sanctions) <= maxSanctions {
		return
	}
	goes := 0
	for i, x := range a.Sanctions {
		if !x.holds(now) {
			goes = i
			break
		}
		if longer(a.Sanctions[goes].Until, x.Until) {
			goes = i
		}
	}
	a.Sanctions = slices.Delete(a.Sanctions, goes, goes+1)
}

// hold makes Suspended what keeps the person out now: of what staff gave and what safety decided, the one that lasts longest.
// Neither takes anything from the other.
func (a *Account) hold(now time.Time) {
	if x := a.ByStaff; x != nil && !x.Until.IsZero() && !x.Until.After(now) {
		a.ByStaff = nil
	}
	held := a.ByStaff
	for _, x := range a.Sanctions {
		if x.holds(now) && (held == nil || longer(x.Until, held.Until)) {
			held = &Suspension{At: now, By: bySafety + x.Outcome, Reason: "conduct", Until: x.Until}
		}
	}
	if was := a.Suspended; held != nil && was != nil && held.By == was.By && held.Reason == was.Reason && held.Until.Equal(was.Until) {
		return
	}
	a.Suspended = held
}

// sanctioned says whether what safety decided keeps the person out.
func (a *Account) sanctioned(now time.Time) bool {
	return slices.ContainsFunc(a.Sanctions, func(x Sanction) bool { return x.holds(now) })
}

// liftSanctions is an administrator overruling what safety has said so far. What it says later of a case counts again.
func (a *Account) liftSanctions(now time.Time) {
	for i := range a.Sanctions {
		a.Sanctions[i].Out = false
	}
	a.hold(now)
}

func (x Sanction) holds(now time.Time) bool { return x.Out && (x.Until.IsZero() || x.Until.After(now)) }

// longer says whether until a is longer than until b; zero is for good.
func longer(a, b time.Time) bool { return !b.IsZero() && (a.IsZero() || a.After(b)) }

// upcastAccount: schema 1 had one suspension, whoever gave it. That of safety follows from the sanctions.
func upcastAccount(_ int, body json.RawMessage) (json.RawMessage, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(body, &all); err != nil {
		return nil, err
	}
	var x struct {
		By string `json:"by"`
	}
	if one, ok := all["suspended"]; ok {
		if err := json.Unmarshal(one, &x); err != nil {
			return nil, err
		}
		if !strings.HasPrefix(x.By, bySafety) {
			all["by_staff"] = one
		}
	}
	return json.Marshal(all)
}
