package rounds

import (
	"slices"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/solve"
	"github.com/waymark-dev/waymark/services/matching/assign/verify"
	"github.com/waymark-dev/waymark/services/matching/cohort"
)

// solver names how the same problem comes to the same pairs. Whoever changes which of several equally good answers comes out gives it
// another name: TestSolverIsNamed tells.
const solver = "2026-11-23"

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
		Answer:   Answer{Certificate: r.Certificate, Of: of},
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

// mend brings a draft that is open to what is settled, one change after the other. What gives back comes first, so that every step can be
// done if the end can: unpinning, allowing, who takes part again, more places; then what takes away.
func mend(d *solve.Draft, p *assign.Problem, to *Settled) (*solved, error) {
	was := d.Problem()
	steps, solvedAnew := 0, 0
	var err error
	step := func(do func() (solve.Repair, error)) {
		if err != nil {
			return
		}
		var r solve.Repair
		if r, err = do(); r.Solved {
			solvedAnew++
		}
		steps++
	}
	now := to.of(p)
	places := func(i int) int32 {
		if len(now.Places) == 0 {
			return 1
		}
		return now.Places[i]
	}
	for _, x := range missing(was.Pinned, now.Pinned) {
		step(func() (solve.Repair, error) { return d.Unpin(x) })
	}
	for _, x := range missing(was.Forbidden, now.Forbidden) {
		step(func() (solve.Repair, error) { return d.Allow(x) })
	}
	for i, n := range was.Places {
		if n < places(i) {
			step(func() (solve.Repair, error) { return d.Return(int32(i)) })
		}
	}
	for j, n := range was.Capacity {
		if n < now.Capacity[j] {
			step(func() (solve.Repair, error) { return d.Seats(int32(j), now.Capacity[j]) })
		}
	}
	for j, n := range was.Capacity {
		if n > now.Capacity[j] {
			step(func() (solve.Repair, error) { return d.Seats(int32(j), now.Capacity[j]) })
		}
	}
	for i, n := range was.Places {
		if n > places(i) {
			step(func() (solve.Repair, error) { return d.Leave(int32(i)) })
		}
	}
	for _, x := range missing(now.Forbidden, was.Forbidden) {
		step(func() (solve.Repair, error) { return d.Forbid(x) })
	}
	for _, x := range missing(now.Pinned, was.Pinned) {
		step(func() (solve.Repair, error) { return d.Pin(x) })
	}
	if err != nil {
		return nil, err
	}
	return answerFrom(now, d.Result(), steps == 0 || solvedAnew < steps), nil
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
	q := a.of(p)
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

// compared says whether an answer is as good as the one that solving anew gives. People are no part of the total: one who was given nobody
// where somebody could have had them at no cost is a tie, which an earlier solver (by name) may have settled otherwise.
func compared(was, again *Answer, by string) Checked {
	return Checked{
		Same:  was.Certificate.Total == again.Certificate.Total && (was.Certificate.People == again.Certificate.People || by != solver),
		Pairs: slices.Equal(was.Of, again.Of),
	}
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
