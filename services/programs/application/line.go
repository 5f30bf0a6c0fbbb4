package application

import (
	"fmt"
	"time"
)

// waits says whether they are in the line for a place as a newcomer, and nobody prepares another decision about them.
func (a *Application) waits() bool {
	return a.State == Waiting && a.As == Newcomer && !a.untold()
}

// lineOf begins the places in the line of one cohort, lineEnd is behind the last of them; inLine is one's own: who sent first is first.
func lineOf(cohort string) string  { return cohort + ":" }
func lineEnd(cohort string) string { return cohort + ";" }
func (a *Application) inLine() string {
	return lineOf(a.Cohort) + fmt.Sprintf("%020d", a.Sent.UnixMicro())
}

// moveUp gives a place to who waited for it. false: they do not wait any more.
func (a *Application) moveUp(now time.Time) bool {
	if !a.waits() {
		return false
	}
	a.Decision = nil // that they wait is true no more
	a.join(now)
	return true
}
