package solve

import "github.com/waymark-dev/waymark/services/matching/assign"

// fares is an answer in which all pairs of a track's newcomers are worth its fare more than their scores, chosen so that the quotas hold up
// to a few people: above 0 for a track that needs people, where no more have a place than it needs, and below 0 for one that has too many,
// where no fewer have one than it may have. A flow moves the last few.
type fares struct {
	p               *assign.Problem
	g               *graph
	atLeast, atMost []int32
	fare            []int64
	best            *optimum // with these fares
	filled          []int32  // by it, of each track
	leapt           []bool   // tracks of which many come or go at one fare
	near            int32
	solves          int
	watch           *watch
}

const (
	mostFares  = 40 // answers that are looked for at most
	fareSweeps = 3  // times that each track is looked at
	firstFare  = 32 // the part of the greatest fare that is tried first
	nearQuota  = 12 // people off a quota whom a flow moves in less time than another answer takes
)

// fared finds fares from the answer without them. Where none are needed or found, all are 0.
func fared(p *assign.Problem, g *graph, once *optimum, atLeast, atMost []int32, near int32, w *watch) (*fares, error) {
	f := &fares{p: p, g: g, atLeast: atLeast, atMost: atMost, fare: make([]int64, len(atLeast)), best: once,
		leapt: make([]bool, len(atLeast)), near: near, watch: w}
	f.count()
	for range fareSweeps {
		moved := false
		for _, many := range []bool{true, false} { // where one has too many, others get people
			for t := range f.fare {
				if f.leapt[t] || many != (f.fare[t] < 0 || f.fare[t] == 0 && f.filled[t] > atMost[t]) {
					continue
				}
				off, err := f.settle(t)
				if err != nil {
					return nil, err
				}
				moved = moved || off
			}
		}
		if !moved {
			break
		}
	}
	for t, fare := range f.fare {
		if fare > 0 && f.filled[t] > atLeast[t] || fare < 0 && f.filled[t] < atMost[t] {
			clear(f.fare)
			f.best = once
			break
		}
	}
	return f, nil
}

// count says how many newcomers of each track have a mentor.
func (f *fares) count() {
	f.filled = make([]int32, len(f.fare))
	for i, j := range f.best.mentor {
		if t := trackOf(f.p, int32(i)); t >= 0 && j >= 0 {
			f.filled[t]++
		}
	}
}

// solve finds the best answer with the fares there are.
func (f *fares) solve() error {
	g := *f.g
	g.score = make([]int64, len(f.g.score))
	for i := range int32(g.n) {
		fare := int64(0)
		if t := trackOf(f.p, i); t >= 0 {
			fare = f.fare[t]
		}
		for k := g.start[i]; k < g.start[i+1]; k++ {
			g.score[k] = f.g.score[k] + fare
		}
	}
	g.measure()
	best, err := maximise(&g, 0, quiet(f.watch))
	if err != nil {
		return err
	}
	f.best = best
	f.solves++
	f.count()
	return nil
}

// settle finds the fare of a track for which its quota nearly holds, from the safe side, as long as the others stay: the count follows the
// fare, so the place where it meets the quota is looked for between two fares. It says whether the fare had to be moved.
func (f *fares) settle(t int) (bool, error) {
	sign, quota := int64(1), f.atLeast[t]
	switch n := f.filled[t]; {
	case f.fare[t] > 0 && n <= quota && n >= quota-f.near, f.fare[t] < 0 && n >= f.atMost[t] && n <= f.atMost[t]+f.near:
		return false, nil
	case f.fare[t] < 0 || f.fare[t] == 0 && n > f.atMost[t]+f.near:
		sign, quota = -1, f.atMost[t]
	case f.fare[t] == 0 && n >= quota-f.near:
		return false, nil
	}
	short := func() int64 { return sign * int64(quota-f.filled[t]) } // how many are still to come or to go
	lo, hi := int64(0), f.g.greatest-min(f.g.least, 0)+1
	low, high := float64(0), float64(0) // short at both ends, 0 where that is not known
	wasLow, wasHigh := int64(0), int64(0)
	next := int64(0)
	if at := sign * f.fare[t]; short() >= 0 {
		lo, low, wasLow = at, float64(short()), short()
		next = lo + max((hi-lo)/firstFare, 1)
	} else {
		hi, high, wasHigh = at, float64(short()), short()
	}
	var safe *optimum // at lo
	if low > 0 {
		safe = f.best
	}
	for range mostFares / 4 {
		f.fare[t] = sign * next
		if err := f.solve(); err != nil {
			return false, err
		}
		s := short()
		if s >= 0 && s <= int64(f.near) || next == 0 && s < 0 || f.solves >= mostFares {
			break
		}
		reach := (hi - lo) / 4 // as far as the line through the last two tells, where none was too far yet
		if s > 0 {
			if low > float64(s) {
				reach = min(reach, int64(float64(next-lo)*float64(s)/(low-float64(s)))+1)
			}
			f.leapt[t] = high < 0 && s == wasLow
			lo, low, wasLow, safe = next, float64(s), s, f.best
			high /= 2 // so that both ends come nearer
		} else {
			f.leapt[t] = s == wasHigh
			hi, high, wasHigh = next, float64(s), s
			low /= 2
		}
		if f.leapt[t] = f.leapt[t] || hi-lo <= 1; f.leapt[t] {
			break
		}
		switch {
		case high == 0:
			next = lo + max(reach, 1)
		default:
			next = min(max(lo+int64(float64(hi-lo)*low/(low-high)), lo+1), hi-1)
		}
	}
	switch {
	case short() >= 0:
	case safe != nil:
		f.fare[t], f.best = sign*lo, safe
		f.count()
	case f.fare[t] != 0:
		f.fare[t] = 0
		return true, f.solve()
	}
	return true, nil
}
