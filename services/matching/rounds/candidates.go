package rounds

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
	// allPairs is how many pairs are all scored; where there are more, and no criteria, the index gives the best of each newcomer.
	allPairs = 2_000_000
	// seconds is how many pairs are scored beside them for mentors who are the best of too few newcomers.
	seconds = 3_000_000
)

// edge is a pair that is looked at.
type edge struct {
	newcomer, mentor int32
	score            int64
}

// best finds the best mentors of each newcomer by the index, exactly; and for mentors who are so for fewer newcomers than twice their
// places the best newcomers, of all or of a sample, so that nobody's places stay empty for being nobody's favourite. It is false if it
// was stopped.
func (s *scoring) best(capacity []int32, self map[int32]int32, progress func(int), stop <-chan struct{}) (*assign.Problem, bool) {
	n := len(s.cast.Newcomers)
	rows := make([][]edge, n)
	ok := spread(n, progress, stop, func(i int) {
		x := &s.cast.Newcomers[i]
		scope, mine, isMentor := s.scope(x), int32(-1), false
		if mine, isMentor = self[int32(i)]; !isMentor {
			mine = -1
		}
		list := make([]edge, 0, Keep+1)
		s.index.BestMentors(&x.Person, &scope, Keep+1, func(id string, score int64) {
			row, _ := strconv.Atoi(id)
			if int32(row) != mine && len(list) < Keep {
				list = append(list, edge{int32(i), int32(row), score})
			}
		})
		rows[i] = list
	})
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

// second adds newcomers for mentors of whom there are too few.
func (s *scoring) second(rows [][]edge, capacity []int32, self map[int32]int32, stop <-chan struct{}) bool {
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
			if row, _ := strconv.Atoi(id); limit == rank.None && !(isMentor && int32(row) == mine) {
				list = append(list, edge{int32(i), int32(row), score})
			}
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
		slices.SortFunc(list, func(a, b edge) int {
			return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(scatter(j, a.newcomer), scatter(j, b.newcomer)))
		})
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
