package casting

import (
	"cmp"
	"slices"
	"sync"

	"github.com/waymark-dev/waymark/services/matching/cohort"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// Bounds of the work of finding one newcomer's best mentors where a cohort has criteria.
const (
	// firstAsked is how many mentors are scored first, those who could have the most: whoever is kept of them leaves few others to look at.
	firstAsked = 2 * Keep
	// mostAsked is how many are scored at all.
	mostAsked = 4000
)

// asking finds a newcomer's best mentors by both, our own score and the criteria. Both lift the total. The index bounds our own score of
// everybody at little cost, so the totals are bounded too; whoever could come to more than the last who is kept is scored, and the list is
// the one that scoring everybody gives. Where that would be more than mostAsked, it is the best of as many, and said to be inexact.
type asking struct {
	*Scoring
	rows        *rank.Rows
	first, most int // firstAsked, mostAsked
	memory      sync.Pool
}

// totals are the sums of criteria and the most that our own score can be, by mentor.
type totals struct{ sums, own []int64 }

func newAsking(s *Scoring, capacity []int32) *asking {
	ids := make([]string, len(capacity))
	for j := range ids {
		if capacity[j] > 0 {
			ids[j] = rowID(j)
		}
	}
	a := &asking{Scoring: s, rows: s.index.Rows(ids), first: firstAsked, most: mostAsked}
	a.memory.New = func() any { return &totals{make([]int64, len(capacity)), make([]int64, len(capacity))} }
	return a
}

// best gives a newcomer's best keep mentors, self (-1: none) left out.
func (a *asking) best(newcomer int, self int32, keep int) (list []edge, exact bool) {
	x := &a.cast.Newcomers[newcomer]
	scope := a.scope(x)
	own := a.rows.Ask(&x.Person, &scope)
	defer own.Done()
	of := a.memory.Get().(*totals)
	defer a.memory.Put(of)
	a.scorer.Sums(newcomer, of.sums)
	own.Most(of.own)
	if self >= 0 {
		of.sums[self] = -1
	}

	var top, first cohort.Few
	could, floor := of.own, int64(-1) // totals at their most; those of the first are more than floor
	for j, sum := range of.sums {
		if sum < 0 || could[j] < 0 {
			could[j] = -1
			continue
		}
		if could[j] = a.scorer.Total(sum, could[j]); could[j] > floor { // of equal ones those that came before stay
			if first.Offer(cohort.Ranked{Score: could[j], Who: int32(j)}, a.first); len(first) == a.first {
				floor = first.Worst().Score
			}
		}
	}
	looked, least := 0, int64(0)
	look := func(j int) bool {
		if looked++; looked > a.most {
			return false
		}
		if v := own.Score(j, max(a.scorer.NeededOwn(least, of.sums[j]), 0)); v >= 0 {
			top.Offer(cohort.Ranked{Score: a.scorer.Total(of.sums[j], v), Tie: cohort.Scatter(newcomer, j), Who: int32(j)}, keep)
			if len(top) == keep {
				least = top.Worst().Score
			}
		}
		return true
	}
	first.Sort()
	for _, r := range first {
		if r.Score >= least && !look(int(r.Who)) {
			break
		}
		could[r.Who] = -1 // done
	}
	exact = true
	for j, most := range could {
		if most >= least && !look(j) {
			exact = false
			break
		}
	}
	for _, r := range top {
		list = append(list, edge{int32(newcomer), r.Who, r.Score})
	}
	return list, exact
}

// sorted puts edges of one mentor in order, the best first.
func sorted(mentor int32, list []edge) {
	slices.SortFunc(list, func(a, b edge) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(scatter(mentor, a.newcomer), scatter(mentor, b.newcomer)),
			cmp.Compare(a.newcomer, b.newcomer))
	})
}
