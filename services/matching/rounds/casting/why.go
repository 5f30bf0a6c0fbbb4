package casting

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/criteria"
	"github.com/waymark-dev/waymark/services/matching/rank"
)

// Why says what speaks for the pairs of a round, and why somebody has none, by row: nobody's answers are in it.
type Why struct {
	Criteria []Question       `json:"criteria,omitempty"`
	Alone    map[int][]string `json:"alone,omitempty"` // of newcomers without a candidate: codes, the most frequent first
	// Said has two bits for each pair of the problem and each criterion, in their order: criteria.Says.
	Said []byte `json:"-"`
}

// Question is a criterion as it was, without answers.
type Question struct {
	Name string `json:"name"`
	Rule string `json:"rule"`
}

// Said is what one criterion says of a pair.
type Said struct {
	Question
	For bool
}

// Why nobody is possible, beside the hard limits of rank.
const (
	BecauseCriteria = "criteria"   // a criterion that is required rules them out
	BecauseBack     = "came_back"  // they came back from a round lately
	BecauseTaken    = "taken"      // they are together already
	BecauseSelf     = "ineligible" // oneself
	BecausePlaces   = "full"       // nobody has a place
	BecauseGone     = "gone"       // one of the two takes no part now, or has a mentor by now
)

// Why gathers what is said of a problem that was made of this.
func (s *Scoring) Why(p *assign.Problem, asked Asked) *Why {
	w := &Why{Alone: map[int][]string{}}
	for i := range s.cast.Newcomers {
		if p.Start[i] == p.Start[i+1] {
			w.Alone[i] = s.alone(i)
		}
	}
	if s.scorer == nil {
		return w
	}
	for _, c := range asked.Set.Criteria {
		w.Criteria = append(w.Criteria, Question{Name: c.Name, Rule: c.Rule})
	}
	each := len(w.Criteria)
	w.Said = make([]byte, (2*each*len(p.Mentor)+7)/8)
	out := make([]criteria.Says, each)
	for i := range s.cast.Newcomers {
		for k := p.Start[i]; k < p.Start[i+1]; k++ {
			s.scorer.Says(i, int(p.Mentor[k]), out)
			for c, x := range out {
				at := int(k)*each + c
				w.Said[at/4] |= byte(x) << (at % 4 * 2)
			}
		}
	}
	return w
}

// alone counts what makes every mentor impossible for a newcomer. "full" is also said where there is no place at all.
func (s *Scoring) alone(newcomer int) []string {
	n := &s.cast.Newcomers[newcomer]
	scope := s.scope(n)
	counts := map[string]int{}
	s.index.EachMentor(&n.Person, &scope, func(id string, _ int64, limit rank.Limit) {
		row, _ := strconv.Atoi(id)
		counts[because(n, s.cast.Mentors[row].ID, limit)]++
	})
	if len(counts) == 0 {
		return []string{BecausePlaces}
	}
	var codes []string
	for c := range counts {
		codes = append(codes, c)
	}
	slices.SortFunc(codes, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	return codes
}

// because is what keeps a newcomer and a mentor with a place apart: the criteria where nothing else does.
func because(n *Newcomer, mentor string, limit rank.Limit) string {
	switch {
	case mentor == n.ID:
		return BecauseSelf
	case slices.Contains(n.Back, mentor):
		return BecauseBack
	case slices.Contains(n.Taken, mentor):
		return BecauseTaken
	case limit != rank.None:
		return string(limit)
	}
	return BecauseCriteria
}

// Of is what the criteria say of the pair at a place of the problem.
func (w *Why) Of(pair int) (out []Said) {
	for c, q := range w.Criteria {
		at := pair*len(w.Criteria) + c
		if at/4 >= len(w.Said) {
			break
		}
		switch criteria.Says(w.Said[at/4] >> (at % 4 * 2) & 3) {
		case criteria.For:
			out = append(out, Said{q, true})
		case criteria.Against:
			out = append(out, Said{q, false})
		}
	}
	return out
}
