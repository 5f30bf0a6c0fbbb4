package criteria

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Answers are the answers of a table's people: a column by its name as the set has it, each with one answer per row.
type Answers struct {
	Rows int
	Of   map[string][]string
}

// Wrong is an answer that no rule can read. It does not repeat the answer.
type Wrong struct {
	Mentor bool // in the table of mentors
	Row    int
	Column string // as the set has it
	Text   string
}

// NewcomerColumns are the columns of newcomers that the set reads, each once, in its order.
func (s *Set) NewcomerColumns() []string {
	var out []string
	for i := range s.Criteria {
		out = append(out, s.Criteria[i].NewcomerColumn())
		if w := s.Criteria[i].When; w != nil {
			out = append(out, w.Newcomer)
		}
	}
	return once(out)
}

// MentorColumns are the columns of mentors that the set reads, each once, in its order.
func (s *Set) MentorColumns() []string {
	var out []string
	for i := range s.Criteria {
		out = append(out, s.Criteria[i].MentorColumn())
	}
	return once(out)
}

func once(list []string) []string {
	var out []string
	for _, v := range list {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// Scorer scores the pairs of two tables by a set. It can be used by many at once.
type Scorer struct {
	set       *Set
	newcomers Answers
	mentors   Answers
	rules     []rule
	weight    int64 // of all criteria
	kinds     []kinds
	apart     []*rule   // those that are in no kinds
	tables    sync.Pool // *[]int64, of kinds.add
}

// New compiles a set, which must have passed Check, for two tables that have all its columns. All answers that a rule cannot read are
// told; with any, the scorer is nil.
func New(set *Set, newcomers, mentors Answers) (*Scorer, []Wrong) {
	s, wrong := Lenient(set, newcomers, mentors)
	if len(wrong) > 0 {
		return nil, wrong
	}
	return s, nil
}

// Lenient is New for answers that were taken once and that rules may have left behind: one that no rule can read counts as left empty,
// and is told.
func Lenient(set *Set, newcomers, mentors Answers) (*Scorer, []Wrong) {
	s := &Scorer{set: set, newcomers: newcomers, mentors: mentors}
	var wrong []Wrong
	for i := range set.Criteria {
		c := &set.Criteria[i]
		n, m := newcomers.Of[c.NewcomerColumn()], mentors.Of[c.MentorColumn()]
		r := rule{Criterion: c}
		r.least, r.most = c.best()
		switch c.Rule {
		case Same, Different:
			r.codes(n, m)
		case Ahead:
			wrong = append(wrong, r.steps(n, m)...)
		case Overlap:
			r.lists(n, m, nil)
		case Asked:
			var asks func(int) bool
			if c.When != nil {
				said, is := newcomers.Of[c.When.Newcomer], map[string]bool{}
				for _, w := range c.When.Is {
					is[normal(w)] = true
				}
				asks = func(row int) bool { return is[normal(said[row])] }
			}
			r.lists(n, m, asks)
		}
		s.rules = append(s.rules, r)
		s.weight += int64(c.Weight)
	}
	s.sort()
	slices.SortStableFunc(wrong, func(a, b Wrong) int {
		if a.Mentor != b.Mentor {
			if b.Mentor {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Row, b.Row)
	})
	return s, wrong
}

// Ruled is the score of a pair that a required criterion, or own, rules out.
const Ruled = -1

// Row scores a newcomer with every mentor: 0..Million, or Ruled. own has our own score of the same pairs, which counts by the set's
// weight of profiles; nil where there is none. out has room for every mentor.
func (s *Scorer) Row(newcomer int, own, out []int64) {
	s.Sums(newcomer, out)
	for m, v := range out {
		switch {
		case v < 0 || own != nil && s.set.Profile > 0 && own[m] < 0:
			out[m] = Ruled
		case own != nil:
			out[m] = s.Total(v, own[m])
		default:
			out[m] = v / s.weight
		}
	}
}

// Sums gives what the criteria alone give a newcomer with every mentor, weighed and not yet divided, or Ruled: for Total. out has room for
// every mentor.
func (s *Scorer) Sums(newcomer int, out []int64) {
	clear(out)
	if len(s.kinds) > 0 {
		table, ok := s.tables.Get().(*[]int64)
		if !ok {
			most := 0
			for i := range s.kinds {
				most = max(most, len(s.kinds[i].who))
			}
			list := make([]int64, most)
			table = &list
		}
		for i := range s.kinds {
			s.kinds[i].add(newcomer, *table, out)
		}
		s.tables.Put(table)
		for m, v := range out {
			if v < 0 {
				out[m] = Ruled
			}
		}
	}
	for _, r := range s.apart {
		r.add(newcomer, out)
	}
}

// Sum is Sums for one mentor.
func (s *Scorer) Sum(newcomer, mentor int) int64 {
	sum := int64(0)
	for i := range s.rules {
		v, ruled := s.rules[i].value(newcomer, mentor)
		if ruled {
			return Ruled
		}
		sum += int64(s.rules[i].Weight) * v
	}
	return sum
}

// Total is the score of a pair that is not ruled out, from its sum and our own score, neither below 0. Who has more of one and no less of
// the other never has a lower total.
func (s *Scorer) Total(sum, own int64) int64 {
	profile := int64(s.set.Profile)
	return (sum + profile*own) / (s.weight + profile)
}

// NeededOwn is the least own score with which a pair of that sum has at least this total; it may be more than any pair has. Where profiles
// do not count, that of no pair matters, and it is 0.
func (s *Scorer) NeededOwn(total, sum int64) int64 {
	profile := int64(s.set.Profile)
	if left := total*(s.weight+profile) - sum; profile > 0 && left > 0 {
		return (left + profile - 1) / profile
	}
	return 0
}

// rule is a criterion with its answers as numbers.
type rule struct {
	*Criterion
	least, most int
	n, m        []int32 // same, different: codes, 0 nothing said; ahead: steps, unsaid nothing said
	words       int     // uint64s of a row in the bits of lists
	nList       lists
	mList       lists
}

const unsaid = -1 << 31

func (r *rule) codes(n, m []string) {
	ids := map[string]int32{"": 0}
	code := func(list []string) []int32 {
		out := make([]int32, len(list))
		for i, v := range list {
			k := normal(v)
			id, ok := ids[k]
			if !ok {
				id = int32(len(ids))
				ids[k] = id
			}
			out[i] = id
		}
		return out
	}
	r.n, r.m = code(n), code(m)
}

func (r *rule) steps(n, m []string) []Wrong {
	order := map[string]int32{}
	for i, w := range r.Order {
		order[normal(w)] = int32(i)
	}
	var wrong []Wrong
	step := func(list []string, mentor bool, column string) []int32 {
		out := make([]int32, len(list))
		for i, v := range list {
			v = normal(v)
			at, ok := order[v]
			switch {
			case v == "":
				out[i] = unsaid
			case ok:
				out[i] = at
			case len(r.Order) > 0:
				out[i] = unsaid
				wrong = append(wrong, Wrong{mentor, i, column, fmt.Sprintf(
					"This is not in the order of the criterion %q (%s). Write one of them, or leave it empty.", r.Name, shortList(r.Order))})
			default:
				x, err := strconv.Atoi(v)
				if err != nil || x < -MaxStep || x > MaxStep {
					x = unsaid
					wrong = append(wrong, Wrong{mentor, i, column, fmt.Sprintf(
						"The criterion %q has no order, so a whole number up to %d is expected here, or nothing.", r.Name, MaxStep)})
				}
				out[i] = int32(x)
			}
		}
		return out
	}
	r.n, r.m = step(n, false, r.NewcomerColumn()), step(m, true, r.MentorColumn())
	return wrong
}

// MaxStep bounds the numbers of an "ahead" without an order.
const MaxStep = 1_000_000

func shortList(words []string) string {
	if len(words) > 12 {
		return strings.Join(words[:12], ", ") + ", …"
	}
	return strings.Join(words, ", ")
}

// lists reads two columns of lists. Words that only one table has can never be in common: only their number is kept. A newcomer who
// does not ask has said nothing.
func (r *rule) lists(n, m []string, asks func(row int) bool) {
	const inNewcomers, inMentors = 1, 2
	in := map[string]uint8{}
	read := func(list []string, table uint8, counts func(int) bool) [][]string {
		out := make([][]string, len(list))
		for i, cell := range list {
			if counts != nil && !counts(i) {
				continue
			}
			out[i] = listed(cell, r.Separator)
			for j, w := range out[i] {
				out[i][j] = normal(w)
				in[out[i][j]] |= table
			}
		}
		return out
	}
	nWords, mWords := read(n, inNewcomers, asks), read(m, inMentors, nil)
	common := commonest(nWords, in, inNewcomers|inMentors)
	at := make(map[string]int, len(common))
	for i, w := range common {
		at[w] = i
	}
	r.words = (min(len(common), mostBits) + 63) / 64
	r.nList, r.mList = packed(nWords, at, r.words), packed(mWords, at, r.words)
}

// mostBits is how many words of a criterion have a bit in every row: the commonest. The others are kept where they stand.
const mostBits = 256

// commonest are the words that both tables have, those of most rows first; ties in the order of the table, so that every run has the
// same.
func commonest(rows [][]string, in map[string]uint8, both uint8) []string {
	counts := map[string]int{}
	var out []string
	for _, row := range rows {
		for _, w := range row {
			if in[w] != both {
				continue
			}
			if counts[w] == 0 {
				out = append(out, w)
			}
			counts[w]++
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(counts[b], counts[a]) })
	return out
}

// lists are a column of lists: how many words each row has, and which of those that both tables have.
type lists struct {
	count []int32  // 0 nothing said, or not asked
	bits  []uint64 // of common words, a fixed number for each row
	start []int32  // of a row in rare
	rare  []int32  // the others, ascending within a row
}

func packed(rows [][]string, at map[string]int, words int) lists {
	l := lists{make([]int32, len(rows)), make([]uint64, len(rows)*words), make([]int32, len(rows)+1), nil}
	for i, row := range rows {
		l.count[i] = int32(len(row))
		for _, w := range row {
			switch b, ok := at[w]; {
			case !ok:
			case b < mostBits:
				l.bits[i*words+b/64] |= 1 << (b % 64)
			default:
				l.rare = append(l.rare, int32(b))
			}
		}
		slices.Sort(l.rare[l.start[i]:])
		l.start[i+1] = int32(len(l.rare))
	}
	return l
}
