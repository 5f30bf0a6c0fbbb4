// Package claim has the rules of who works on an issue: one person at a time, for 14 days, and a line of others who wait. It knows
// no store, clock or bus: what happened is left in what Told gives.
package claim

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Limits.
const (
	lasts      = 14 * 24 * time.Hour
	remind     = 7 * 24 * time.Hour // after so long
	lineMost   = 20
	PersonMost = 3 // issues that one person holds or waits for at a time
)

// What is told of a claim.
const (
	TellTaken    = "taken"    // somebody took a free issue, until then
	TellPassed   = "passed"   // it is the turn of somebody who waited, until then
	TellReminded = "reminded" // half of the time is gone
	TellExtended = "extended"
	TellReleased = "released" // given back by who held it
	TellExpired  = "expired"  // the time of who held it is over
	TellDone     = "done"     // it is done; for the one who did it and everybody who waited
	TellGone     = "gone"     // it is not to be had any more; for everybody
)

// Told is one thing that happened to a person.
type Told struct {
	What, Person string
	Until        time.Time
}

// Waiting is somebody in the line.
type Waiting struct {
	Person string    `json:"person"`
	At     time.Time `json:"at"`
}

// Claim is one issue: who works on it, and who waits. Nobody is in it twice.
type Claim struct {
	Issue    string    `json:"issue"`
	Holder   string    `json:"holder,omitempty"` // "" if it is free; then nobody waits
	Since    time.Time `json:"since,omitzero"`
	Until    time.Time `json:"until,omitzero"`
	Reminded bool      `json:"reminded,omitempty"`
	Extended bool      `json:"extended,omitempty"`
	Line     []Waiting `json:"line,omitempty"` // at most 20, in their order
	Fences   int       `json:"fences,omitempty"`
	DueAt    time.Time `json:"due_at,omitzero"`

	told []Told
}

// Faults of a claim. ErrKept never leaves the service: there is nothing to change.
var (
	ErrKept = fault.New(fault.Internal, "claim.kept", "Nothing to change.")
	ErrLine = fault.Newf(fault.Conflict, "claim.line_full",
		"Somebody works on this issue and %d people wait for it. Choose another one.", lineMost)
	ErrNotYours = fault.New(fault.Conflict, "claim.not_yours", "You do not hold this issue now. Claim it first, or wait for your turn.")
	ErrExtended = fault.New(fault.Conflict, "claim.extended_already",
		"This claim was extended before. Finish, or release it: you can join the line again.")
)

// Has says whether p holds it or waits for it.
func (c *Claim) Has(p string) bool { return p != "" && (c.Holder == p || c.Position(p) > 0) }

// Position is p's place in the line, from 1; 0 if p does not wait.
func (c *Claim) Position(p string) int {
	return 1 + slices.IndexFunc(c.Line, func(w Waiting) bool { return w.Person == p })
}

// People are all in it, the holder first.
func (c *Claim) People() []string {
	var out []string
	if c.Holder != "" {
		out = append(out, c.Holder)
	}
	for _, w := range c.Line {
		out = append(out, w.Person)
	}
	return out
}

// Full says whether p would be refused.
func (c *Claim) Full(p string) bool { return !c.Has(p) && c.Holder != "" && len(c.Line) >= lineMost }

// Take gives a free issue to p; else p waits at the end of the line.
func (c *Claim) Take(p string, now time.Time) error {
	switch {
	case c.Has(p):
		return ErrKept
	case c.Full(p):
		return ErrLine
	case c.Holder == "":
		c.give(p, TellTaken, now)
	default:
		c.Line = append(c.Line, Waiting{Person: p, At: now})
	}
	return nil
}

func (c *Claim) give(p, how string, now time.Time) {
	c.Holder, c.Since, c.Until, c.Reminded, c.Extended = p, now, now.Add(lasts), false, false
	c.tell(how, p)
	c.schedule()
}

// next gives it to the first in line, or leaves it free.
func (c *Claim) next(now time.Time) {
	c.Holder, c.Since, c.Until, c.Reminded, c.Extended = "", time.Time{}, time.Time{}, false, false
	if len(c.Line) > 0 {
		p := c.Line[0].Person
		c.Line = slices.Delete(c.Line, 0, 1)
		c.give(p, TellPassed, now)
	}
	c.schedule()
}

// Leave gives it back, or leaves the line.
func (c *Claim) Leave(p string, now time.Time) error {
	if c.Holder == p && p != "" {
		c.tell(TellReleased, p)
		c.next(now)
		return nil
	}
	at := c.Position(p)
	if at == 0 {
		return ErrKept
	}
	c.Line = slices.Delete(c.Line, at-1, at)
	return nil
}

// Extend adds 14 days, once, because something is under way.
func (c *Claim) Extend(p string) error {
	switch {
	case c.Holder != p || p == "":
		return ErrNotYours
	case c.Extended:
		return ErrExtended
	}
	c.Until, c.Extended = c.Until.Add(lasts), true
	c.tell(TellExtended, p)
	c.schedule()
	return nil
}

// Done ends it for all: who held it has done it.
func (c *Claim) Done(p string) error {
	if c.Holder != p || p == "" {
		return ErrNotYours
	}
	c.end(TellDone)
	return nil
}

// Gone ends it for all: the issue is not to be had any more.
func (c *Claim) Gone() { c.end(TellGone) }

func (c *Claim) end(how string) {
	for _, p := range c.People() {
		c.tell(how, p)
	}
	c.Line, c.Holder = nil, ""
	c.next(time.Time{})
}

// Fence makes an entry of p at version v of this claim, which is at version, worthless: after it, nobody who read v can commit. free
// says whether the entry may go; ErrKept that nothing had to be changed for it.
func (c *Claim) Fence(p string, version, v int64) (free bool, err error) {
	switch {
	case c.Has(p):
		return false, ErrKept
	case version > v:
		return true, ErrKept
	}
	c.Fences++
	return true, nil
}

// Passes says whether the time of who holds it is over at now.
func (c *Claim) Passes(now time.Time) bool { return c.Holder != "" && !c.Until.After(now) }

// Tick lets what is due at now happen, and nothing early. ErrKept if nothing is.
func (c *Claim) Tick(now time.Time) error {
	switch {
	case c.Holder == "" || c.DueAt.IsZero() || c.DueAt.After(now):
		return ErrKept
	case c.Passes(now):
		c.tell(TellExpired, c.Holder)
		c.next(now)
	case c.Reminded:
		c.schedule()
	default:
		c.Reminded = true
		c.tell(TellReminded, c.Holder)
		c.schedule()
	}
	return nil
}

func (c *Claim) schedule() {
	switch {
	case c.Holder == "":
		c.DueAt = time.Time{}
	case c.Reminded:
		c.DueAt = c.Until
	default:
		c.DueAt = c.Since.Add(remind)
	}
}

func (c *Claim) tell(what, p string) {
	c.told = append(c.told, Told{What: what, Person: p, Until: c.Until})
}

// Told hands over what was told since the last time.
func (c *Claim) Told() []Told {
	out := c.told
	c.told = nil
	return out
}
