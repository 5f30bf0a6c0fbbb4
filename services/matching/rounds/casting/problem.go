package casting

import (
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/cohort"
)

// Problem finds the candidates, and what each pair is to its mentor. It is false if it was stopped.
func (s *Scoring) Problem(progress func(done int), stop <-chan struct{}) (*assign.Problem, bool) {
	p, ok := s.pairs(progress, stop)
	return p, ok && s.wishes(p, stop)
}

func (s *Scoring) pairs(progress func(done int), stop <-chan struct{}) (*assign.Problem, bool) {
	c := cohort.Candidates{Newcomers: len(s.cast.Newcomers), Keep: Keep, Self: map[int32]int32{}, Row: s.rowScores, Progress: progress, Stop: stop}
	for j := range s.cast.Mentors {
		c.Capacity = append(c.Capacity, int32(min(max(s.cast.Mentors[j].Places, 0), cohort.MaxCapacity)))
	}
	for i := range s.cast.Newcomers {
		if j, ok := s.row[s.cast.Newcomers[i].ID]; ok {
			c.Self[int32(i)] = j
		}
	}
	if c.Newcomers*len(c.Capacity) > allPairs {
		return s.best(c.Capacity, c.Self, progress, stop)
	}
	pairs, ok := c.Find()
	if !ok {
		return nil, false
	}
	return &assign.Problem{Capacity: c.Capacity, Start: pairs.Start, Mentor: pairs.Mentor, Score: pairs.Score}, true
}

// wishes adds to a problem what each pair is to its mentor: our score in the mentor's direction alone, with the criteria where there are any.
// Stable goes by it on the mentors' side; no candidate is looked for by it. It is false if it was stopped.
func (s *Scoring) wishes(p *assign.Problem, stop <-chan struct{}) bool {
	ids := make([]string, len(s.cast.Mentors))
	for j := range ids {
		ids[j] = rowID(j)
	}
	sides := s.index.Sides(ids)
	p.MentorScore = make([]int64, len(p.Mentor))
	return spread(len(s.cast.Newcomers), nil, stop, func(i int) {
		n := &s.cast.Newcomers[i]
		scope := s.scope(n)
		from, to := p.Start[i], p.Start[i+1]
		sides.Theirs(&n.Person, &scope, p.Mentor[from:to], p.MentorScore[from:to])
		if s.scorer == nil {
			return
		}
		for k := from; k < to; k++ {
			if sum := s.scorer.Sum(i, int(p.Mentor[k])); sum >= 0 {
				p.MentorScore[k] = s.scorer.Total(sum, p.MentorScore[k])
			}
		}
	})
}
