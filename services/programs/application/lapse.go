package application

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// lookEvery is how long the clock waits at most before it looks again whether an application is to be deleted: a cohort's dates and what is
// set about it may have moved. It is less than the least time that an application is kept.
const lookEvery = 7 * 24 * time.Hour

// Unnamed is what stays of an application that was deleted: that there was one, for the cohort's figures. Nobody is in it, and its id tells
// nobody whose it was.
type Unnamed struct {
	Cohort string   `json:"cohort"`
	As     string   `json:"as"`
	State  string   `json:"state"` // the last
	Tracks []string `json:"tracks,omitempty"`
	Sent   bool     `json:"sent,omitempty"` // it was, at some time
}

// unnamed is what stays of it.
func (a *Application) unnamed() Unnamed {
	return Unnamed{Cohort: a.Cohort, As: a.As, State: a.State, Tracks: slices.Clone(a.Tracks), Sent: !a.Sent.IsZero()}
}

// unnamedID is where what stays of a document lies. It derives from the document's token too, which is random and gone with it: so the same
// document is counted once however often that is begun, and afterwards the id cannot be found from whose it was.
func unnamedID(id, rev string) string {
	sum := sha256.Sum256([]byte(rev + "\n" + id))
	return hex.EncodeToString(sum[:16])
}

// lapses is when it is deleted as things stand; zero of who takes part or did.
func (a *Application) lapses(c *cohort.Cohort) time.Time {
	switch {
	case a.Was():
		return time.Time{}
	case a.State == Declined && a.Decision != nil:
		return c.Lapses(a.Decision.Released)
	case a.Sent.IsZero() || a.State == Draft:
		return c.DraftLapses(a.touched())
	case a.State == Withdrawn:
		return c.Lapses(a.touched())
	}
	return c.UndecidedLapses(a.touched())
}

// touched is when something last happened to it that its applicant knows of.
func (a *Application) touched() time.Time {
	last := a.Saved
	for _, at := range []time.Time{a.Sent, a.TakenBack} {
		if at.After(last) {
			last = at
		}
	}
	if a.Decision != nil && a.Decision.Released.After(last) {
		last = a.Decision.Released
	}
	return last
}

// looked is when the clock looks at it next: zero of who takes part or did.
func (a *Application) looked() time.Time {
	switch {
	case a.Was():
		return time.Time{}
	case a.LookAt.IsZero():
		return a.Saved.Add(lookEvery)
	}
	return a.LookAt
}
