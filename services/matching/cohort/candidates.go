package cohort

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// AllPairs is how many pairs are looked at in full; where there would be more, the best of everybody are.
const AllPairs = 12_000_000

// ToSolve is the problem, with nobody named.
func ToSolve(p *Pairs, mentors *People, fixed Fixed, wishes Wishes, minScore int64) *assign.Problem {
	return &assign.Problem{
		Capacity: mentors.Capacity, Start: p.Start, Mentor: p.Mentor, Score: p.Score, MentorScore: p.MentorScore, MinScore: minScore,
		Pinned: fixed.Pinned, Forbidden: fixed.Forbidden, Places: wishes.Places, Track: wishes.Track, Quotas: wishes.Quotas,
	}
}

// Candidates says which pairs of a cohort that we score ourselves are looked at.
type Candidates struct {
	Newcomers int
	Capacity  []int32
	// Keep is how many mentors of each newcomer are looked at, the best; 0 is all of them. So that nobody's places stay empty because
	// they are nobody's favourite, the best newcomers of every mentor are looked at too: eight for each place.
	Keep int
	// Self has the mentor that a newcomer is themself.
	Self map[int32]int32
	// Row scores a newcomer with all mentors; below 0 is a pair that cannot be. It is called from several goroutines at once.
	Row func(newcomer int, out []int64)
	// Progress, if not nil, is told how many newcomers are done, from any goroutine.
	Progress func(done int)
	// Stop ends the work early.
	Stop <-chan struct{}
}

// KeepOf is Keep for a cohort of this size: 0 while all pairs can be looked at.
func KeepOf(newcomers, mentors int) int {
	if newcomers*mentors <= AllPairs {
		return 0
	}
	return 64
}

// PlacesWorth is how many newcomers are looked at for each place of a mentor.
const PlacesWorth = 8

// mostWorth bounds them for one mentor, however many places there are.
const mostWorth = 256

func worth(places int32) int { return min(PlacesWorth*int(places), mostWorth) }

// edge is a pair that was kept.
type edge struct {
	newcomer, mentor int32
	score            int64
}

// Find scores all pairs and keeps those to look at. Mentors without a place are left out. Of equal scores those that come first are
// other ones for each newcomer: else the first few mentors of the file would be everybody's only ones. It is false if it was stopped.
func (c *Candidates) Find() (Pairs, bool) {
	n, m := c.Newcomers, len(c.Capacity)
	workers := max(1, min(runtime.GOMAXPROCS(0), n/64))
	shares := make([]share, workers)
	var next, done atomic.Int64
	var wait sync.WaitGroup
	for w := range shares {
		s := &shares[w]
		s.rows = make([][]edge, n)
		if c.Keep > 0 {
			s.best = make([]Few, m)
		}
		wait.Go(func() {
			row := make([]int64, m)
			for {
				i := int(next.Add(1)) - 1
				select {
				case <-c.Stop:
					return
				default:
				}
				if i >= n {
					return
				}
				c.one(i, row, s)
				if d := done.Add(1); c.Progress != nil && d%64 == 0 {
					c.Progress(int(d))
				}
			}
		})
	}
	wait.Wait()
	if int(done.Load()) < n {
		return Pairs{}, false
	}
	return c.join(shares), true
}

// share is what one worker found.
type share struct {
	rows [][]edge // of the newcomers that it did
	best []Few    // by mentor, where not all are kept
	heap Few
}

func (c *Candidates) one(i int, row []int64, s *share) {
	c.Row(i, row)
	self, isMentor := c.Self[int32(i)]
	count := 0
	s.heap = s.heap[:0]
	for j, v := range row {
		if v < 0 || c.Capacity[j] == 0 || isMentor && int(self) == j {
			row[j] = -1
			continue
		}
		count++
		if c.Keep > 0 {
			s.heap.Offer(Ranked{v, Scatter(i, j), int32(j)}, c.Keep)
			s.best[j].Offer(Ranked{v, Scatter(j, i), int32(i)}, worth(c.Capacity[j]))
		}
	}
	if c.Keep == 0 {
		out := make([]edge, 0, count)
		for j, v := range row {
			if v >= 0 {
				out = append(out, edge{int32(i), int32(j), v})
			}
		}
		s.rows[i] = out
		return
	}
	out := make([]edge, 0, len(s.heap))
	for _, x := range s.heap {
		out = append(out, edge{int32(i), x.Who, x.Score})
	}
	slices.SortFunc(out, func(a, b edge) int { return cmp.Compare(a.mentor, b.mentor) })
	s.rows[i] = out
}

// join puts the shares together: which worker did what leaves no trace.
func (c *Candidates) join(shares []share) Pairs {
	extra := make([][]edge, c.Newcomers) // from the mentors' best
	if c.Keep > 0 {
		for j := range c.Capacity {
			var best Few
			for w := range shares {
				for _, x := range shares[w].best[j] {
					best.Offer(x, worth(c.Capacity[j]))
				}
			}
			for _, x := range best {
				extra[x.Who] = append(extra[x.Who], edge{x.Who, int32(j), x.Score})
			}
		}
	}
	p := Pairs{Start: make([]int32, c.Newcomers+1)}
	if c.Keep == 0 { // there may be millions: room for just as many
		total := 0
		for w := range shares {
			for _, row := range shares[w].rows {
				total += len(row)
			}
		}
		p.Mentor, p.Score = make([]int32, 0, total), make([]int64, 0, total)
	}
	for i := range c.Newcomers {
		var row []edge
		for w := range shares {
			if shares[w].rows[i] != nil {
				row, shares[w].rows[i] = shares[w].rows[i], nil
			}
		}
		if len(extra[i]) > 0 {
			row = append(row, extra[i]...)
			slices.SortFunc(row, func(a, b edge) int { return cmp.Compare(a.mentor, b.mentor) })
			row = slices.CompactFunc(row, func(a, b edge) bool { return a.mentor == b.mentor })
		}
		for _, e := range row {
			p.Mentor, p.Score = append(p.Mentor, e.mentor), append(p.Score, e.score)
		}
		p.Start[i+1] = int32(len(p.Mentor))
	}
	return p
}

// Ranked is somebody among the best few.
type Ranked struct {
	Score int64
	Tie   uint32 // of equal scores the lesser goes first
	Who   int32
}

// worse says whether b goes before a.
func (a Ranked) worse(b Ranked) bool {
	switch {
	case a.Score != b.Score:
		return a.Score < b.Score
	case a.Tie != b.Tie:
		return a.Tie > b.Tie
	}
	return a.Who > b.Who
}

// Few keeps the best of those that it is offered, as a heap with the worst of them on top.
type Few []Ranked

// Worst is the worst of those that are kept; there must be one.
func (h Few) Worst() Ranked { return h[0] }

// Sort puts them in order, the best first: nothing may be offered after.
func (h Few) Sort() {
	slices.SortFunc(h, func(a, b Ranked) int {
		switch {
		case a == b:
			return 0
		case a.worse(b):
			return 1
		}
		return -1
	})
}

// Offer keeps x if it is among the best most, and lets the worst go for it.
func (h *Few) Offer(x Ranked, most int) {
	list := *h
	switch {
	case most == 0:
		return
	case len(list) < most:
		list = append(list, x)
		*h = list
		for i := len(list) - 1; i > 0; {
			up := (i - 1) / 2
			if !list[i].worse(list[up]) {
				return
			}
			list[i], list[up] = list[up], list[i]
			i = up
		}
	case list[0].worse(x):
		list[0] = x
		for i := 0; ; {
			down := 2*i + 1
			if down+1 < len(list) && list[down+1].worse(list[down]) {
				down++
			}
			if down >= len(list) || !list[down].worse(list[i]) {
				return
			}
			list[i], list[down] = list[down], list[i]
			i = down
		}
	}
}

// Scatter is a number for a pair that looks like chance and is always the same.
func Scatter(a, b int) uint32 {
	x := uint64(a)<<32 | uint64(uint32(b))
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return uint32(x >> 32)
}
