package teams

import "errors"

// Answer is who is in which team. Teams are sorted by project, then by their first member.
type Answer struct {
	Teams []Team  `json:"teams"`
	Out   []int32 `json:"out,omitempty"` // people who come and are in no team, ascending
	// Claims, each of which verify.Check looks at.
	Seated  int   `json:"seated"`  // people in a team
	Missing int   `json:"missing"` // people whom needs lack, in all teams
	Wishes  int64 `json:"wishes"`  // what the wishes are worth
	Value   int64 `json:"value"`   // Wishes less Worth for each who is missing
	// Exact: every answer was looked at, or ruled out, and none is better. Not exact does not mean that there is a better one.
	Exact bool  `json:"exact"`
	Bound Bound `json:"bound"`
}

// Team is some people on a project.
type Team struct {
	Project int32   `json:"project"`
	Members []int32 `json:"members"` // ascending
	// Language that all members speak: the one of the lowest row; -1 if nobody named any.
	Language int32 `json:"language"`
	// Lacks has how many people each need of the project lacks, in the order of its needs; nil if none.
	Lacks []int32 `json:"lacks,omitempty"`
}

// Bound is what no answer can pass. Where an answer reaches it, nothing is better; the distance is the most that could be gained.
type Bound struct {
	// Seated: no answer has more people in a team.
	Seated int `json:"seated"`
	// Missing: no answer with as many people in a team as this one lacks fewer.
	Missing int `json:"missing"`
	// Wishes: no answer's wishes are worth more. Prices, one per project and 0 or more, prove it: places at their prices plus what each
	// person's best wish is worth beyond them.
	Wishes int64   `json:"wishes"`
	Prices []int64 `json:"prices"`
}

// Value is a bound for the value of any answer with as many people in a team.
func (b *Bound) Value(worth int64) int64 { return b.Wishes - worth*int64(b.Missing) }

// Proved says whether nothing can be better, be it by the search or because the bounds are reached.
func (a *Answer) Proved(p *Problem) bool {
	return a.Exact || a.Seated == a.Bound.Seated && a.Value == a.Bound.Value(p.Worth())
}

// TeamOf has the team of each of n people, -1 for none.
func (a *Answer) TeamOf(n int) []int32 {
	of := make([]int32, n)
	for i := range of {
		of[i] = -1
	}
	for t := range a.Teams {
		for _, i := range a.Teams[t].Members {
			of[i] = int32(t)
		}
	}
	return of
}

// Options are how to solve. The zero value is usable.
type Options struct {
	// Stop ends the work early with ErrStopped once it is closed.
	Stop <-chan struct{}
	// Progress, if not nil, is told now and then how far the work is.
	Progress func(done, total int)
}

// ErrStopped is the answer of a solver that was told to stop.
var ErrStopped = errors.New("teams: stopped before the answer was found")
