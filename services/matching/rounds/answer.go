package rounds

import (
	"slices"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/solve"
	"github.com/waymark-dev/waymark/services/matching/assign/verify"
	"github.com/waymark-dev/waymark/services/matching/cohort"
)

// settled is the problem with what an organiser pinned and forbade.
func settled(p *assign.Problem, pinned, forbidden []assign.Pair) *assign.Problem {
	out := *p
	out.Pinned, out.Forbidden = pinned, forbidden
	return &out
}

// solved is an answer with how well people did.
type solved struct {
	Answer
	measures *cohort.Measures
	mended   bool
}

// answerFrom puts a solver's result into what is kept.
func answerFrom(p *assign.Problem, r *assign.Result, mended bool) *solved {
	of := r.MentorOf(p.Newcomers())
	return &solved{
		Answer:   Answer{Pinned: p.Pinned, Forbidden: p.Forbidden, Certificate: r.Certificate, Of: of},
		measures: cohort.Measure(p, of), mended: mended,
	}
}

// solveFor solves a problem from the start.
func solveFor(p *assign.Problem, objective assign.Objective, o assign.Options) (*solved, error) {
	r, err := solve.Solve(p, objective, o)
	if err != nil {
		return nil, err
	}
	return answerFrom(p, r, false), nil
}

// mend brings a draft that is open to the pins and bans of a problem, one change after the other. Unpinning and allowing come first, so
// that every step can be done if the end can.
func mend(d *solve.Draft, p *assign.Problem) (*solved, error) {
	was := d.Problem()
	mended := true
	step := func(r solve.Repair, err error) error {
		mended = mended && !r.Solved
		return err
	}
	for _, x := range missing(was.Pinned, p.Pinned) {
		if err := step(d.Unpin(x)); err != nil {
			return nil, err
		}
	}
	for _, x := range missing(was.Forbidden, p.Forbidden) {
		if err := step(d.Allow(x)); err != nil {
			return nil, err
		}
	}
	for _, x := range missing(p.Forbidden, was.Forbidden) {
		if err := step(d.Forbid(x)); err != nil {
			return nil, err
		}
	}
	for _, x := range missing(p.Pinned, was.Pinned) {
		if err := step(d.Pin(x)); err != nil {
			return nil, err
		}
	}
	return answerFrom(p, d.Result(), mended), nil
}

// missing are the pairs of a that b has not.
func missing(a, b []assign.Pair) (out []assign.Pair) {
	for _, x := range a {
		if !slices.Contains(b, x) {
			out = append(out, x)
		}
	}
	return out
}

// proof says what is false about an answer, "" if its certificate proves it.
func proof(p *assign.Problem, a *Answer) string {
	q := settled(p, a.Pinned, a.Forbidden)
	if len(a.Of) != p.Newcomers() {
		return errDamaged.Error()
	}
	var pairs []assign.Pair
	for i, j := range a.Of {
		if j >= 0 {
			pairs = append(pairs, assign.Pair{Newcomer: int32(i), Mentor: j})
		}
	}
	if err := verify.Check(q, pairs, &a.Certificate); err != nil {
		return err.Error()
	}
	return ""
}

// figures are what is kept of the measures.
func figures(m *cohort.Measures, capacity []int32) Figures {
	f := Figures{Matched: m.Matched, Total: m.Total, Least: m.Least, Median: m.Median, Choices: counts(m.Choices()), Load: counts(m.Load())}
	sum, ranked := 0, 0
	for i, r := range m.Rank {
		if r > 0 {
			sum += int(r)
			ranked++
		}
		if r == 1 {
			f.First++
		}
		if r > 0 && r <= 3 {
			f.Three++
		}
		if m.Envious[i] {
			f.Envious++
		}
	}
	if ranked > 0 {
		f.MeanRank = (200*sum + ranked) / (2 * ranked)
	}
	for j, t := range m.Taken {
		if t > 0 {
			f.Used++
		}
		if t > 0 && t >= capacity[j] {
			f.Full++
		}
	}
	return f
}

func counts(bars []cohort.Bar) []int {
	out := make([]int, len(bars))
	for i, b := range bars {
		out[i] = b.Count
	}
	return out
}

// moved counts newcomers who have another mentor than before, or none any more, or one at last.
func moved(before, now []int32) (n int) {
	if len(before) != len(now) {
		return 0
	}
	for i := range now {
		if before[i] != now[i] {
			n++
		}
	}
	return n
}
