package verify

import (
	"fmt"
	"slices"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// answer is a problem and the pairs made, read on their own: what is pinned is set aside, and left is what the rest shares.
type answer struct {
	p         *assign.Problem
	pinned    map[assign.Pair]bool
	forbidden map[assign.Pair]bool
	odd       []bool    // newcomers with a pinned or forbidden pair
	seats     []int     // places of each mentor that no pin takes
	places    []int     // places of each newcomer that no pin takes
	mentors   [][]int32 // of each newcomer, without pins
	newcomers [][]int32 // of each mentor, without pins
	total     int64
	pins      int64 // what the pinned pairs are worth
	people    int
	free      int // pairs that are not pinned
	told      func(done, total int)
	looks     int // at all pairs of a newcomer, so far
	all       int // looks there can be
}

// read takes the pairs in and makes sure that they may be made.
func read(p *assign.Problem, pairs []assign.Pair) (*answer, error) {
	n, m := len(p.Start)-1, len(p.Capacity)
	if n < 0 {
		n = 0
	}
	a := &answer{p: p, pinned: map[assign.Pair]bool{}, forbidden: map[assign.Pair]bool{}, odd: make([]bool, n),
		seats: make([]int, m), places: make([]int, n), mentors: make([][]int32, n), newcomers: make([][]int32, m)}
	for j, c := range p.Capacity {
		a.seats[j] = int(c)
	}
	for i := range a.places {
		a.places[i] = 1
		if len(p.Places) > 0 {
			a.places[i] = int(p.Places[i])
		}
	}
	for _, pair := range p.Forbidden {
		a.forbidden[pair], a.odd[pair.Newcomer] = true, true
	}
	for _, pair := range p.Pinned {
		a.pinned[pair], a.odd[pair.Newcomer] = true, true
		a.seats[pair.Mentor]--
		a.places[pair.Newcomer]--
	}
	return a, a.take(pairs)
}

func (a *answer) take(pairs []assign.Pair) error {
	seen := make(map[assign.Pair]bool, len(pairs))
	served := make([]bool, len(a.places))
	pins := 0
	for _, pair := range pairs {
		if pair.Newcomer < 0 || int(pair.Newcomer) >= len(a.places) || pair.Mentor < 0 || int(pair.Mentor) >= len(a.seats) {
			return fmt.Errorf("the pair of newcomer %d and mentor %d is of nobody", pair.Newcomer, pair.Mentor)
		}
		if seen[pair] {
			return fmt.Errorf("newcomer %d and mentor %d are paired twice", pair.Newcomer, pair.Mentor)
		}
		seen[pair] = true
		if !served[pair.Newcomer] {
			served[pair.Newcomer] = true
			a.people++
		}
		score, listed := a.listed(pair)
		a.total += score
		if a.pinned[pair] {
			pins++
			a.pins += score
			continue
		}
		if !listed || score < a.p.MinScore || a.forbidden[pair] {
			return fmt.Errorf("newcomer %d and mentor %d may not be paired", pair.Newcomer, pair.Mentor)
		}
		a.mentors[pair.Newcomer] = append(a.mentors[pair.Newcomer], pair.Mentor)
		a.newcomers[pair.Mentor] = append(a.newcomers[pair.Mentor], pair.Newcomer)
		a.free++
	}
	if pins != len(a.pinned) {
		return fmt.Errorf("%d of %d pinned pairs are not made", len(a.pinned)-pins, len(a.pinned))
	}
	for i, list := range a.mentors {
		if len(list) > a.places[i] {
			return fmt.Errorf("newcomer %d has more mentors than places", i)
		}
	}
	for j, list := range a.newcomers {
		if len(list) > a.seats[j] || a.seats[j] < 0 {
			return fmt.Errorf("mentor %d has more newcomers than places", j)
		}
	}
	return a.quotas()
}

// listed looks a pair up: its score, 0 if it is not listed.
func (a *answer) listed(pair assign.Pair) (int64, bool) {
	row := a.p.Mentor[a.p.Start[pair.Newcomer]:a.p.Start[pair.Newcomer+1]]
	at, ok := slices.BinarySearch(row, pair.Mentor)
	if !ok {
		return 0, false
	}
	return a.p.Score[int(a.p.Start[pair.Newcomer])+at], true
}

// track is the group of a newcomer, -1 for none.
func (a *answer) track(i int) int {
	if len(a.p.Track) == 0 {
		return -1
	}
	return int(a.p.Track[i])
}

// filled is how many pairs each track has: pinned and all together.
func (a *answer) filled() (pinned, all []int) {
	pinned, all = make([]int, len(a.p.Quotas)), make([]int, len(a.p.Quotas))
	for pair := range a.pinned {
		if t := a.track(int(pair.Newcomer)); t >= 0 {
			pinned[t]++
			all[t]++
		}
	}
	for i, list := range a.mentors {
		if t := a.track(i); t >= 0 {
			all[t] += len(list)
		}
	}
	return pinned, all
}

func (a *answer) quotas() error {
	_, all := a.filled()
	for t, q := range a.p.Quotas {
		if all[t] < int(q.AtLeast) || q.AtMost >= 0 && all[t] > int(q.AtMost) {
			return fmt.Errorf("track %d has %d pairs, which its quota does not allow", t, all[t])
		}
	}
	return nil
}

// passes is how often a check looks at everybody at most.
var passes = map[assign.Objective]int{assign.Fit: 1, assign.Stable: 3, assign.Fair: 3}

// glance is after how many of them it tells how far it is.
const glance = 1024

// each calls f with every pair of a newcomer that may be made, whether it is made or not, until f says no.
func (a *answer) each(i int, f func(j int32, at int) bool) {
	if a.looks++; a.told != nil && a.looks%glance == 0 {
		a.told(min(a.looks, a.all), a.all)
	}
	if a.places[i] <= 0 {
		return
	}
	for at := int(a.p.Start[i]); at < int(a.p.Start[i+1]); at++ {
		j := a.p.Mentor[at]
		if a.p.Score[at] < a.p.MinScore {
			continue
		}
		if a.odd[i] {
			pair := assign.Pair{Newcomer: int32(i), Mentor: j}
			if a.pinned[pair] || a.forbidden[pair] {
				continue
			}
		}
		if !f(j, at) {
			return
		}
	}
}

// single makes sure that nothing is asked for that only Fit knows.
func (a *answer) single() error {
	if len(a.p.Quotas) > 0 {
		return fmt.Errorf("tracks can be proved with the objective fit only")
	}
	for i := range a.p.Places {
		if a.p.Places[i] > 1 {
			return fmt.Errorf("newcomer %d has several places, which can be proved with the objective fit only", i)
		}
	}
	return nil
}
