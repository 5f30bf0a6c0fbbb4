package cohort

import (
	"fmt"
	"slices"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// Measures say how well people did. A newcomer's rank is how many mentors they have a greater score with than with their own, plus 1.
// Justified envy is that of a newcomer for a mentor with whom they have a greater score than with their own (or any, without one), and
// who has a free place or somebody with a lesser score: the two would rather have each other.
type Measures struct {
	Newcomers, Mentors, Places int
	Pairs                      int // that may be made
	Matched                    int
	Total                      int64
	Least, Median              int64 // of the scores of the pairs
	Of                         []int32
	Rank                       []int32 // 0 without a mentor
	Options                    []int32 // mentors that each newcomer could have
	Envious                    []bool
	Taken                      []int32 // places, by mentor
	// Wanted and Given are how many mentors newcomers may have and have together, where that is more than one for somebody; else 0.
	Wanted, Given int
	// Partly: only the best of the possible pairs were looked at.
	Partly    bool
	capacity  []int32
	forbidden map[assign.Pair]bool
}

// MeasurePairs measures an answer by its pairs. Of a newcomer with several mentors the rank is that of the best.
func MeasurePairs(p *assign.Problem, pairs []assign.Pair) *Measures {
	of := slices.Repeat([]int32{-1}, p.Newcomers())
	var more []assign.Pair
	for _, pair := range pairs {
		best := &of[pair.Newcomer]
		switch {
		case *best < 0:
			*best = pair.Mentor
		case p.ScoreOf(pair) > p.ScoreOf(assign.Pair{Newcomer: pair.Newcomer, Mentor: *best}):
			more = append(more, assign.Pair{Newcomer: pair.Newcomer, Mentor: *best})
			*best = pair.Mentor
		default:
			more = append(more, pair)
		}
	}
	m := measure(p, of, more)
	if len(p.Places) > 0 {
		m.Given = len(pairs)
		for _, n := range p.Places {
			m.Wanted += int(n)
		}
	}
	return m
}

// Measure measures an answer: the mentor of each newcomer, -1 for none.
func Measure(p *assign.Problem, of []int32) *Measures { return measure(p, of, nil) }

// measure measures an answer: the best mentor of each newcomer, and more pairs.
func measure(p *assign.Problem, of []int32, more []assign.Pair) *Measures {
	m := &Measures{Newcomers: p.Newcomers(), Mentors: p.Mentors(), Of: of, Rank: make([]int32, len(of)), Options: make([]int32, len(of)),
		Envious: make([]bool, len(of)), Taken: make([]int32, p.Mentors()), capacity: p.Capacity}
	for _, c := range p.Capacity {
		m.Places += int(c)
	}
	theirs := p.MentorScore
	if theirs == nil {
		theirs = p.Score
	}
	forbidden := make(map[assign.Pair]bool, len(p.Forbidden))
	for _, pair := range p.Forbidden {
		forbidden[pair] = true
	}
	m.forbidden = forbidden
	own := make([]int64, len(of))          // score of the newcomer's pair
	worst := make([]int64, p.Mentors())    // least score, to the mentor, of those that a mentor has
	position := make([]int, p.Newcomers()) // of the pair
	var scores []int64
	for i, j := range of {
		position[i] = -1
		if j < 0 {
			continue
		}
		m.Matched++
		if k, ok := p.Find(assign.Pair{Newcomer: int32(i), Mentor: j}); ok {
			position[i], own[i] = k, p.Score[k]
			if m.Taken[j] == 0 || theirs[k] < worst[j] {
				worst[j] = theirs[k]
			}
		}
		m.Taken[j]++
		m.Total += own[i]
		scores = append(scores, own[i])
	}
	for _, pair := range more {
		j := pair.Mentor
		if k, ok := p.Find(pair); ok && (m.Taken[j] == 0 || theirs[k] < worst[j]) {
			worst[j] = theirs[k]
		}
		m.Taken[j]++
		m.Total += p.ScoreOf(pair)
		scores = append(scores, p.ScoreOf(pair))
	}
	for i, j := range of {
		if len(p.Places) > 0 && p.Places[i] == 0 { // they take no part: nothing is possible, and nothing envied
			continue
		}
		better := int32(0)
		for k := p.Start[i]; k < p.Start[i+1]; k++ {
			with := p.Mentor[k]
			if p.Score[k] < p.MinScore || p.Capacity[with] == 0 || forbidden[assign.Pair{Newcomer: int32(i), Mentor: with}] {
				continue
			}
			m.Options[i]++
			if j >= 0 && p.Score[k] <= own[i] {
				continue
			}
			better++
			if m.Taken[with] < p.Capacity[with] || theirs[k] > worst[with] {
				m.Envious[i] = true
			}
		}
		m.Pairs += int(m.Options[i])
		if j >= 0 {
			m.Rank[i] = better + 1
		}
	}
	slices.Sort(scores)
	if len(scores) > 0 {
		m.Least, m.Median = scores[0], scores[len(scores)/2]
	}
	return m
}

// Choice says a rank in words.
func (m *Measures) Choice(newcomer int) string {
	switch rank, of := m.Rank[newcomer], m.Options[newcomer]; {
	case of == 0 || rank > of:
		return "" // pinned, and not among the pairs
	case of == 1:
		return "the only mentor who is possible"
	case rank == 1:
		return fmt.Sprintf("first choice of %d", of)
	default:
		return fmt.Sprintf("choice %d of %d", rank, of)
	}
}

// within counts newcomers with a rank of at most most.
func (m *Measures) within(most int32) (n int) {
	for _, r := range m.Rank {
		if r > 0 && r <= most {
			n++
		}
	}
	return n
}

func (m *Measures) envious() (n int) {
	for _, e := range m.Envious {
		if e {
			n++
		}
	}
	return n
}

// Unmatched says in plain words why a newcomer has no mentor. ruledOut has what made pairs impossible, with how many, if it is known.
func (m *Measures) Unmatched(newcomer int, p *assign.Problem, listed string, ruledOut []string) string {
	listings, low, none, full, never := 0, 0, 0, 0, 0
	for k := p.Start[newcomer]; k < p.Start[newcomer+1]; k++ {
		listings++
		switch j := p.Mentor[k]; {
		case m.forbidden[assign.Pair{Newcomer: int32(newcomer), Mentor: j}]:
			never++
		case p.Score[k] < p.MinScore:
			low++
		case p.Capacity[j] == 0:
			none++
		case m.Taken[j] >= p.Capacity[j]:
			full++
		}
	}
	switch {
	case listings == 0 && len(ruledOut) > 0:
		return "no mentor is possible: " + folded(ruledOut)
	case listings == 0:
		return "no mentor is possible: " + listed
	case never+low+none == listings && never > 0:
		return "no mentor is possible: those who fit are forbidden"
	case low+none == listings && low > 0:
		return fmt.Sprintf("no mentor is possible: every score is below %d, the least that counts", p.MinScore)
	case none == listings:
		return "no mentor is possible: those with a score have no place at all"
	case never+low+none+full == listings:
		return fmt.Sprintf("every place is taken: %s is full with others", m.mentors(full))
	}
	return "a place is free, but giving it would not make the whole better"
}

func (m *Measures) mentors(n int) string {
	what := "possible"
	if m.Partly {
		what = "best"
	}
	if n == 1 {
		return "the one " + what + " mentor"
	}
	return fmt.Sprintf("each of the %d %s mentors", n, what)
}

// Summary is a few lines of text about the answer.
func (m *Measures) Summary() []string {
	share := func(n, of int) string {
		if of == 0 {
			return "0 %"
		}
		return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(of))
	}
	taken, used, full := 0, 0, 0
	for j, t := range m.Taken {
		taken += int(t)
		if t > 0 {
			used++
		}
		if m.capacity[j] > 0 && t == m.capacity[j] {
			full++
		}
	}
	out := []string{fmt.Sprintf("matched    %d of %d newcomers (%s)", m.Matched, m.Newcomers, share(m.Matched, m.Newcomers))}
	if m.Wanted > 0 {
		out = append(out, fmt.Sprintf("several    newcomers have %d of the %d mentors that they may have", m.Given, m.Wanted))
		if m.Given > m.Matched && m.Matched < m.Newcomers {
			out = append(out, "           the total counts, so some have two before others have one; to let everybody have one first, pair one each,",
				"           pin those pairs, and pair again")
		}
	}
	if m.Matched > 0 {
		sum := int64(0)
		for _, r := range m.Rank {
			sum += int64(r)
		}
		out = append(out,
			fmt.Sprintf("choices    first %s, within the best three %s, mean rank %.2f", share(m.within(1), m.Matched), share(m.within(3),
				m.Matched),
				float64(sum)/float64(m.Matched)),
			fmt.Sprintf("scores     total %d, mean %d, median %d, least %d", m.Total, m.Total/int64(max(m.Matched, m.Given)), m.Median, m.Least))
	}
	return append(out,
		fmt.Sprintf("envy       newcomers with reason for it, because they and a mentor would rather have each other: %d", m.envious()),
		fmt.Sprintf("mentors    with somebody %d of %d, full %d; places taken %d of %d", used, m.Mentors, full, taken, m.Places))
}
