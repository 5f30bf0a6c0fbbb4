package rounds

import (
	"encoding/binary"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// wishes adds to a problem what each pair is to its mentor: our score in the mentor's direction alone, with the criteria where there are any.
// Stable goes by it on the mentors' side; no candidate is looked for by it. It is false if it was stopped.
func (s *scoring) wishes(p *assign.Problem, stop <-chan struct{}) bool {
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

// packWishes writes what the pairs of a problem are to their mentors, in the order of the pairs.
func packWishes(p *assign.Problem) []byte {
	out := make([]byte, 0, 3*len(p.MentorScore))
	for _, v := range p.MentorScore {
		out = binary.AppendVarint(out, v)
	}
	return out
}

func unpackWishes(b []byte, pairs int) ([]int64, error) {
	if pairs > len(b) { // at least a byte each
		return nil, errDamaged
	}
	r, out := reader{b: b}, make([]int64, pairs)
	for k := range out {
		if out[k] = r.signed(); r.bad {
			return nil, errDamaged
		}
	}
	if len(r.b) > 0 {
		return nil, errDamaged
	}
	return out, nil
}
