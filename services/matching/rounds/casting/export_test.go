package casting

import "github.com/waymark-dev/waymark/services/matching/assign"

// Scored is a mentor of a newcomer's list.
type Scored struct {
	Mentor int32
	Score  int64
}

// BestAsked gives the lists of newcomers with criteria, of whom so many mentors are scored first, and at all.
func (s *Scoring) BestAsked(capacity []int32, first, most int) func(newcomer int, self int32, keep int) ([]Scored, bool) {
	a := newAsking(s, capacity)
	a.first, a.most = first, most
	return func(newcomer int, self int32, keep int) (out []Scored, exact bool) {
		list, exact := a.best(newcomer, self, keep)
		for _, e := range list {
			out = append(out, Scored{e.mentor, e.score})
		}
		return out, exact
	}
}

// Row scores a newcomer with every mentor.
func (s *Scoring) Row(newcomer int, out []int64) { s.rowScores(newcomer, out) }

// Best is Problem by the index, however few pairs there are.
func (s *Scoring) Best(capacity []int32, self map[int32]int32, stop <-chan struct{}) (*assign.Problem, bool) {
	return s.best(capacity, self, nil, stop)
}
