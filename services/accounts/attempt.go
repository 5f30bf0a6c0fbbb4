package accounts

import "time"

// After freeGuesses wrong passwords each further one must wait, twice as long each time, up to guessPause. A day without any
// clears the count. That leaves an attacker about a hundred guesses a day for an account.
const (
	freeGuesses = 5
	firstPause  = 2 * time.Second
	guessPause  = 15 * time.Minute
	guessMemory = 24 * time.Hour
)

// guessesNetwork is how many wrong passwords come from one network in an hour, by default: those of a large venue, and too few to try one
// password with many addresses.
const guessesNetwork = 300

// Attempts counts wrong passwords in one slot: for an address, known or not, or for a device known to an account.
type Attempts struct {
	Wrong int       `json:"wrong"`
	Last  time.Time `json:"last"`
	Until time.Time `json:"until,omitzero"`
}

// begin counts an attempt before the password is looked at, so that many at once cannot slip by. wait is 0 if it may go on.
func (a *Attempts) begin(now time.Time) (wait time.Duration) {
	if now.Before(a.Until) {
		return a.Until.Sub(now)
	}
	if now.Sub(a.Last) > guessMemory {
		a.Wrong = 0
	}
	a.Wrong++
	a.Last = now
	if over := a.Wrong - freeGuesses; over >= 0 {
		pause := guessPause
		if over < 9 {
			pause = min(guessPause, firstPause<<over)
		}
		a.Until = now.Add(pause)
	}
	return 0
}

// succeed clears the count: the password was right.
func (a *Attempts) succeed(now time.Time) { *a = Attempts{Last: now} }
