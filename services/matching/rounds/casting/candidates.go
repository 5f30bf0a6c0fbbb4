package casting

import (
	"cmp"
	"hash/fnv"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/cohort"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// Bounds of the work of finding candidates.
const (
	// allPairs is how many pairs are all scored; where there are more, the index gives the best of each newcomer.
	allPairs = 2_000_000
	// seconds is how many pairs are scored beside them for mentors who are the best of too few newcomers.
	seconds = 3_000_000
)

// edge is a pair that is looked at.
type edge struct {
	newcomer, mentor int32
	score            int64
}

// best finds the best mentors of each newcomer by the index, exactly (with criteria see asking); and for mentors who are so for fewer
// newcomers than twice their places the best newcomers, of all or of a sample, so that nobody's places stay empty for being nobody's
// favourite. It is false if it was stopped.
func (s *Scoring) best(capacity []int32, self map[int32]int32, progress func(int), stop <-chan struct{}) (*assign.Problem, bool) {
	n := len(s.cast.Newcomers)
	rows := make([][]edge, n)
	one := s.bestOwn
	if s.scorer != nil {
		a := newAsking(s, capacity)
		one = a.best
	}
	var inexact atomic.Int64
	ok := spread(n, progress, stop, func(i int) {
		mine, isMentor := self[int32(i)]
		if !isMentor {
			mine = -1
		}
		exact := true
		if rows[i], exact = one(i, mine, Keep); !exact {
			inexact.Add(1)
		}
	})
	s.inexact = int(inexact.Load())
	if !ok || !s.second(rows, capacity, self, stop) {
		return nil, false
	}
	p := &assign.Problem{Capacity: capacity, Start: make([]int32, 1, n+1)}
	for _, row := range rows {
		slices.SortFunc(row, func(a, b edge) int { return cmp.Compare(a.mentor, b.mentor) })
		row = slices.CompactFunc(row, func(a, b edge) bool { return a.mentor == b.mentor })
		for _, e := range row {
			p.Mentor, p.Score = append(p.Mentor, e.mentor), append(p.Score, e.score)
		}
		p.Start = append(p.Start, int32(len(p.Mentor)))
	}
	return p, true
}

// bestOwn gives the best keep mentors of a newcomer by our own score, self (-1: none) left out. It is always exact.
func (s *Scoring) bestOwn(newcomer int, self int32, keep int) (list []edge, exact bool) {
	x := &s.cast.Newcomers[newcomer]
	scope := s.scope(x)
	list = make([]edge, 0, keep+1)
	s.index.BestMentors(&x.Person, &scope, keep+1, func(id string, score int64) {
		row, _ := strconv.Atoi(id)
		if int32(row) != self && len(list) < keep {
			list = append(list, edge{int32(newcomer), int32(row), score})
		}
	})
	return list, true
}

// second adds newcomers for mentors of whom there are too few.
func (s *Scoring) second(rows [][]edge, capacity []int32, self map[int32]int32, stop <-chan struct{}) bool {
	degree := make([]int32, len(capacity))
	for _, row := range rows {
		for _, e := range row {
			degree[e.mentor]++
		}
	}
	var few []rank.Mentor
	for j, c := range capacity {
		if c > 0 && int(degree[j]) < min(2*int(c), len(rows)) {
			few = append(few, s.rowOf(j))
		}
	}
	if len(few) == 0 {
		return true
	}
	index := rank.NewIndex(s.tax, s.cast.At)
	index.Apply(rank.Change{Mentors: few})
	every := max(1, len(rows)*len(few)/seconds) // one newcomer of so many
	var mu sync.Mutex
	found := map[int32][]edge{}
	ok := spread((len(rows)+every-1)/every, nil, stop, func(k int) {
		i := k * every
		x := &s.cast.Newcomers[i]
		scope := s.scope(x)
		mine, isMentor := self[int32(i)]
		var list []edge
		index.EachMentor(&x.Person, &scope, func(id string, score int64, limit rank.Limit) {
			row, _ := strconv.Atoi(id)
			if limit != rank.None || isMentor && int32(row) == mine {
				return
			}
			if s.scorer != nil {
				sum := s.scorer.Sum(i, row)
				if sum < 0 {
					return
				}
				score = s.scorer.Total(sum, score)
			}
			list = append(list, edge{int32(i), int32(row), score})
		})
		mu.Lock()
		defer mu.Unlock()
		for _, e := range list {
			found[e.mentor] = append(found[e.mentor], e)
		}
	})
	if !ok {
		return false
	}
	for j, list := range found {
		sorted(j, list)
		for _, e := range list[:min(len(list), cohort.PlacesWorth*int(capacity[j]))] {
			rows[e.newcomer] = append(rows[e.newcomer], e)
		}
	}
	return true
}

// spread does n things on all cores; false if it was stopped.
func spread(n int, progress func(int), stop <-chan struct{}, do func(i int)) bool {
	var next, done atomic.Int64
	var all sync.WaitGroup
	for range max(1, min(runtime.GOMAXPROCS(0), n/64)) {
		all.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				select {
				case <-stop:
					return
				default:
				}
				if i >= n {
					return
				}
				do(i)
				if d := done.Add(1); progress != nil && d%64 == 0 {
					progress(int(d))
				}
			}
		})
	}
	all.Wait()
	return int(done.Load()) == n
}

// scatter is a number for a pair that looks like chance and is always the same: of equal newcomers others come first for each mentor.
func scatter(a, b int32) uint32 {
	h := fnv.New32a()
	h.Write([]byte{byte(a), byte(a >> 8), byte(a >> 16), byte(a >> 24), byte(b), byte(b >> 8), byte(b >> 16), byte(b >> 24)})
	return h.Sum32()
}
