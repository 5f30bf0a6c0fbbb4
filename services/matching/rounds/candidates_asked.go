package rounds

import (
	"cmp"
	"slices"
	"strconv"
	"sync"

	"github.com/waymark-dev/waymark/services/matching/cohort"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// Bounds of the work of finding one newcomer's best mentors where a cohort has criteria: a full score costs a thousand times what the
// criteria alone do.
const (
	// ownBest is how many mentors are looked at because our own score is high,
	ownBest = 100
	// askedBest how many besides because the criteria are, those first in which they are higher.
	askedBest = 600
)

// asking finds a newcomer's best mentors by both, our own score and the criteria. Both lift the total, so whoever is looked at neither among
// the best of our own score nor among the best of the criteria has less of both than somebody who was: once that bound is below the total
// of the last who is kept, the list is the one that scoring everybody gives, and it is said to be exact. Else it is the best of those
// ownBest+askedBest.
type asking struct {
	*scoring
	own, asked int    // bounds: ownBest, askedBest
	places     []bool // of mentors who have one
	sums       sync.Pool
}

func newAsking(s *scoring, capacity []int32) *asking {
	a := &asking{scoring: s, own: ownBest, asked: askedBest, places: make([]bool, len(capacity))}
	for j, c := range capacity {
		a.places[j] = c > 0
	}
	a.sums.New = func() any { list := make([]int64, len(capacity)); return &list }
	return a
}

// best gives a newcomer's best keep mentors, self (-1: none) left out.
func (a *asking) best(newcomer int, self int32, keep int) (list []edge, exact bool) {
	x := &a.cast.Newcomers[newcomer]
	scope := a.scope(x)
	pooled := a.sums.Get().(*[]int64)
	defer a.sums.Put(pooled)
	sums := *pooled
	a.scorer.Sums(newcomer, sums)
	if self >= 0 {
		sums[self] = -1
	}
	var top cohort.Few
	offer := func(j int32, own int64) {
		if sums[j] >= 0 {
			top.Offer(cohort.Ranked{Score: a.scorer.Total(sums[j], own), Tie: cohort.Scatter(newcomer, int(j)), Who: j}, keep)
		}
		sums[j] = -1 // done
	}
	last, n := int64(0), 0
	a.index.HighestMentors(&x.Person, &scope, a.own, func(id string, score int64) {
		j, _ := strconv.Atoi(id)
		offer(int32(j), score)
		last, n = score, n+1
	})
	exact = true
	if n == a.own { // else those are all who can be
		exact = a.others(newcomer, &x.Person, &scope, sums, last, keep, &top, offer)
	}
	for _, r := range top {
		list = append(list, edge{int32(newcomer), r.Who, r.Score})
	}
	return list, exact
}

// others looks at mentors whose own score is at most most, by their sums, the greatest first, while one of them may still be kept.
func (a *asking) others(newcomer int, x *rank.Person, scope *rank.Scope, sums []int64, most int64, keep int, top *cohort.Few,
	offer func(j int32, own int64)) (exact bool) {
	needed := func() int64 {
		if len(*top) < keep {
			return 0
		}
		return max(a.scorer.Needed(top.Worst().Score, most), 0)
	}
	var by cohort.Few
	left, least := 0, needed()
	for j, sum := range sums {
		if sum >= least && a.places[j] {
			left++
			if len(by) == a.asked && sum < by.Worst().Score { // most are
				continue
			}
			by.Offer(cohort.Ranked{Score: sum, Tie: cohort.Scatter(newcomer, j), Who: int32(j)}, a.asked)
		}
	}
	by.Sort()
	score := a.index.MentorScores(x, scope)
	for _, r := range by {
		if r.Score < needed() {
			return true
		}
		if own, limit, known := score(a.ids[r.Who]); known && limit == rank.None {
			offer(r.Who, own)
		}
	}
	return left == len(by) || by[len(by)-1].Score < needed()
}

// sorted puts edges of one mentor in order, the best first.
func sorted(mentor int32, list []edge) {
	slices.SortFunc(list, func(a, b edge) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(scatter(mentor, a.newcomer), scatter(mentor, b.newcomer)))
	})
}
