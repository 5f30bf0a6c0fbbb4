package application

import (
	"fmt"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
)

// waits says whether they are in the line for a place as a newcomer, and nobody prepares another decision about them.
func (a *Application) waits() bool {
	return a.State == Waiting && a.As == Newcomer && !a.untold()
}

// hopes says whether they are a mentor on the waiting list, and nobody prepares another decision about them. The clock gives mentors no place: it
// tells them when the list ends.
func (a *Application) hopes() bool {
	return a.State == Waiting && a.As == Mentor && !a.untold()
}

// lineOf begins the places in the line of one cohort, lineEnd is behind the last of them; inLine is one's own: who sent first is first.
func lineOf(cohort string) string  { return cohort + ":" }
func lineEnd(cohort string) string { return cohort + ";" }
func (a *Application) inLine() string {
	return lineOf(a.Cohort) + fmt.Sprintf("%020d", a.Sent.UnixMicro())
}

// next says whether the clock may give them a place: they wait for nothing but one.
func (a *Application) next() bool {
	return a.waits() && (a.Decision == nil || a.Decision.Reason == noPlace)
}

// noPlace is why somebody is told to wait, or in the end no, where it is about places alone.
const noPlace = "places"

// lineEnds tells who still waits that no place became free. false: they do not wait any more.
func (a *Application) lineEnds(now time.Time) bool {
	if !a.waits() && !a.hopes() {
		return false
	}
	reason := noPlace
	if a.Decision != nil && a.Decision.Reason != "" { // why they were told to wait
		reason = a.Decision.Reason
	}
	a.State = Declined
	a.Decision = &Decision{ApplicationDecision: api.ApplicationDecision{Outcome: "decline", Reason: reason}, At: now, Released: now, Number: a.Number() + 1}
	return true
}

// moveUp gives a place to who waited for it. false: they do not wait any more.
func (a *Application) moveUp(now time.Time) bool {
	if !a.next() {
		return false
	}
	a.Decision = nil // that they wait is true no more
	a.join(now)
	return true
}
