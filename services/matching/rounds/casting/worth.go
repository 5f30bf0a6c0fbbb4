package casting

import (
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/services/matching/criteria"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// Worth is what a pair is worth, or why it cannot be.
type Worth struct {
	Score int64
	Limit string // why it cannot be; "" where it can
	Said  []Said
}

// Worth scores the first newcomer of a cast with a mentor, by row.
func (s *Scoring) Worth(mentor int) (w Worth) {
	n := &s.cast.Newcomers[0]
	scope := s.scope(n)
	w.Limit = BecausePlaces // mentors without a place are in no index
	s.index.EachMentor(&n.Person, &scope, func(id string, score int64, limit rank.Limit) {
		if row, _ := strconv.Atoi(id); row != mentor {
			return
		}
		w.Limit, w.Score = "", score
		if why := because(n, s.cast.Mentors[mentor].ID, limit); why != BecauseCriteria {
			w.Limit = why
		}
	})
	if s.cast.Mentors[mentor].ID == n.ID {
		w.Limit = BecauseSelf
	}
	if s.scorer != nil {
		out := make([]criteria.Says, len(s.asked.Criteria))
		s.scorer.Says(0, mentor, out)
		for c, x := range out {
			if x == criteria.For || x == criteria.Against {
				w.Said = append(w.Said, Said{Question{s.asked.Criteria[c].Name, s.asked.Criteria[c].Rule}, x == criteria.For})
			}
		}
		switch sum := s.scorer.Sum(0, mentor); {
		case w.Limit == "" && sum < 0:
			if w.Limit = BecauseCriteria; s.inConfidence() {
				w.Said = nil // what the others say would tell that it was this one
			}
		case w.Limit == "":
			w.Score = s.scorer.Total(sum, w.Score)
		}
	}
	if w.Limit != "" {
		w.Score = 0
	}
	return w
}

// inConfidence says whether something that people ask for in confidence is required.
func (s *Scoring) inConfidence() bool {
	return slices.ContainsFunc(s.asked.Criteria, func(c criteria.Criterion) bool { return c.Rule == criteria.Asked && c.Required })
}
