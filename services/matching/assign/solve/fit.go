package solve

import (
	"slices"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// fit finds the greatest total.
func fit(p *assign.Problem, w *watch) (*assign.Result, error) {
	g, _, err := newGraph(p, max(p.MinScore, 0))
	if err != nil {
		return nil, err
	}
	best, err := maximise(g, 0, w)
	if err != nil {
		return nil, err
	}
	r := answer(p, best.mentor)
	r.Certificate = assign.Certificate{Objective: assign.Fit, Total: r.Total, People: r.People, Fit: &assign.FitProof{Prices: best.price}}
	return r, nil
}

// answer puts the pins and the mentor of each newcomer (-1 for none) together.
func answer(p *assign.Problem, mentor []int32) *assign.Result {
	pairs := make([]assign.Pair, 0, len(p.Pinned)+len(mentor))
	pairs = append(pairs, p.Pinned...)
	for i, j := range mentor {
		if j >= 0 {
			pairs = append(pairs, assign.Pair{Newcomer: int32(i), Mentor: j})
		}
	}
	return answerOf(p, pairs)
}

// answerOf sorts and counts pairs.
func answerOf(p *assign.Problem, pairs []assign.Pair) *assign.Result {
	if len(p.Pinned) > 0 || !slices.IsSortedFunc(pairs, byRow) {
		slices.SortFunc(pairs, byRow)
	}
	r := &assign.Result{Pairs: pairs}
	last := int32(-1)
	for _, pair := range pairs {
		r.Total += p.ScoreOf(pair)
		if pair.Newcomer != last {
			r.People++
			last = pair.Newcomer
		}
	}
	return r
}

func byRow(a, b assign.Pair) int {
	if a.Newcomer != b.Newcomer {
		return int(a.Newcomer) - int(b.Newcomer)
	}
	return int(a.Mentor) - int(b.Mentor)
}
