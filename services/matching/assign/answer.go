package assign

import (
	"errors"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Objective says what makes one answer better than another.
type Objective string

const (
	// Fit is the greatest total score. Nobody is given a pair worth less than being left alone, which is worth 0. Among several answers
	// with the greatest total, which one is given is settled by the row numbers: see package solve.
	Fit Objective = "fit"
	// Stable has no newcomer and mentor who would both rather have each other than what they got. Of two equal scores the lower row
	// number is preferred, by newcomers and by mentors.
	Stable Objective = "stable"
	// Fair gives a mentor to as many newcomers as possible; then makes the lowest score among the pairs as high as possible; then makes
	// the total as great as possible. Pinned pairs are given, and not counted among those that can be worst off.
	Fair Objective = "fair"
)

// Side is who gets the best stable answer.
type Side string

const (
	// NewcomerSide gives each newcomer the best mentor that they have in any stable answer.
	NewcomerSide Side = "newcomer"
	// MentorSide gives each mentor the best newcomers that they have in any stable answer.
	MentorSide Side = "mentor"
)

// Options are how to solve. The zero value is usable.
type Options struct {
	// Side is for Stable; empty means NewcomerSide.
	Side Side
	// Stop ends the work early with ErrStopped once it is closed: hand in ctx.Done(). It is looked at every few milliseconds.
	Stop <-chan struct{}
	// Progress, if not nil, is told now and then how far the work is, from the solver's goroutine: done never falls and ends at total.
	Progress func(done, total int)
}

// Result is an answer. Pairs are sorted by newcomer, then mentor, and include the pinned ones.
type Result struct {
	Pairs       []Pair
	Total       int64 // the sum of the scores of the pairs
	People      int   // newcomers who have a mentor
	Certificate Certificate
}

// MentorOf has the mentor of each of n newcomers, -1 for none; of a newcomer with several mentors the lowest.
func (r *Result) MentorOf(n int) []int32 {
	of := make([]int32, n)
	for i := range of {
		of[i] = -1
	}
	for _, pair := range r.Pairs {
		if of[pair.Newcomer] < 0 {
			of[pair.Newcomer] = pair.Mentor
		}
	}
	return of
}

// Certificate is why an answer is right; package verify checks it. All numbers are in units of scores. It is plain JSON by row numbers.
type Certificate struct {
	Objective Objective    `json:"objective"`
	Total     int64        `json:"total"`
	People    int          `json:"people"`
	Fit       *FitProof    `json:"fit,omitempty"`
	Stable    *StableClaim `json:"stable,omitempty"`
	Fair      *FairProof   `json:"fair,omitempty"`
}

// FitProof has a price per mentor (and per track, if there are quotas). A pair's margin is its score less the prices of the mentor and
// the track. The sum of places x price of all mentors, of each newcomer's best margins where positive, and of the quotas at their prices
// is at least the total of any answer; where it equals the total of this answer, none is better. Pinned pairs are set aside first.
//
// A pair outside the list can improve the total only if its margin is greater than the newcomer's best margin.
type FitProof struct {
	Prices []int64 `json:"prices"`
	Tracks []int64 `json:"tracks,omitempty"` // positive where "at most" binds, negative where "at least" does
}

// StableClaim says which stable answer it is. That it is stable, and the best one for this side, is seen from the pairs alone.
type StableClaim struct {
	Side Side `json:"side"`
}

// FairProof has a reason for each of the three steps. Pinned pairs are set aside first.
type FairProof struct {
	// Cover proves that no more people can have a mentor: each pair that may be made has its newcomer or its mentor in it, and its
	// newcomers plus the places of its mentors are as many as there are pairs.
	Cover Cover `json:"cover"`
	// Worst is the lowest score among the pairs (0 if there are none); Above covers all pairs with a higher score with fewer newcomers
	// and places than there are pairs: so many people could not all have a higher score.
	Worst int64 `json:"worst"`
	Above Cover `json:"above"`
	// Prices and Bonus prove the total, as FitProof does, among the answers with this many pairs, all at Worst or more: a pair's margin
	// is score + Bonus - price, and the sum less Bonus x pairs equals the total.
	Prices []int64 `json:"prices"`
	Bonus  int64   `json:"bonus"`
}

// Cover is a set of newcomers and a set of mentors, each ascending.
type Cover struct {
	Newcomers []int32 `json:"newcomers"`
	Mentors   []int32 `json:"mentors"`
}

// ErrStopped is the answer of a solver that was told to stop.
var ErrStopped = errors.New("assign: stopped before the answer was found")

// ErrInfeasible is the answer when no assignment keeps what was asked: pins beyond the places, or a quota that cannot be met.
var ErrInfeasible = fault.New(fault.Conflict, "assign.infeasible",
	"No assignment keeps all pins and quotas. Unpin somebody, add a place or lower a quota.")

// ErrUnsupported is the answer when an objective does not know a part of the problem: places and tracks are for Fit only.
var ErrUnsupported = fault.New(fault.Invalid, "assign.unsupported",
	"Several places for one newcomer, and tracks, can be had with the objective fit only.")
