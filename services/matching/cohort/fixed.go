package cohort

import (
	"github.com/waymark-dev/waymark/services/matching/assign"
)

// Fixed are pairs that a programme has settled itself: pinned ones are in every answer, whatever they are worth, forbidden ones in none.
type Fixed struct {
	Pinned, Forbidden []assign.Pair
}

// fixedWords are how people write what is settled about a pair.
var fixedWords = map[string]bool{"pin": true, "pinned": true, "keep": true, "always": true, "forbid": false, "forbidden": false, "never": false}

// ReadFixed reads a table with newcomer, mentor and rule (pin or forbid). Everything that is wrong is told, also pins beyond the places.
func ReadFixed(t *Table, newcomers, mentors *People, wrong *Problems) (Fixed, Columns) {
	f := finder{t, nil, wrong, map[int]string{}}
	var at [3]int
	for i, names := range [][]string{scoreHeadings[0].names, scoreHeadings[1].names, {"rule", "pin or forbid", "what"}} {
		if at[i] = f.field(names[0], names); at[i] < 0 {
			wrong.Add(t.Name, t.First, -1, "There is no column %q. The headings are newcomer,mentor,rule, and a rule is pin or forbid.", names[0])
		} else {
			f.use(at[i], names[0])
		}
	}
	c := f.columns()
	var out Fixed
	if at[0] < 0 || at[1] < 0 || at[2] < 0 {
		return out, c
	}
	s, selves := Scores{file: t.Name, wrong: wrong}, Selves(newcomers, mentors)
	pairs, has, taken := map[assign.Pair]int{}, map[int32]int{}, map[int32]int32{}
	for i := range t.Lines {
		l := &t.Lines[i]
		n, ok := s.who(l, at[0], newcomers)
		m, found := s.who(l, at[1], mentors)
		pin, known := fixedWords[fold(l.cell(at[2]))]
		if !known {
			wrong.Add(t.Name, l.Number, at[2], "The rule is pin or forbid.")
		}
		if !ok || !found || !known {
			continue
		}
		if self, both := selves[n]; pin && both && self == m {
			wrong.Add(t.Name, l.Number, at[1], "This is the same person on both sides, and nobody is their own mentor. Take the line out.")
			continue
		}
		pair := assign.Pair{Newcomer: n, Mentor: m}
		if old, twice := pairs[pair]; twice {
			wrong.Add(t.Name, l.Number, -1, "This pair is on line %d already.", old)
			continue
		}
		pairs[pair] = l.Number
		if !pin {
			out.Forbidden = append(out.Forbidden, pair)
			continue
		}
		if old, twice := has[n]; twice {
			wrong.Add(t.Name, l.Number, at[0], "This newcomer is pinned on line %d already, and has one mentor.", old)
		}
		if taken[m]++; taken[m] > mentors.Capacity[m] {
			wrong.Add(t.Name, l.Number, at[1], "More newcomers are pinned to this mentor than the %d that they take.", mentors.Capacity[m])
		}
		has[n] = l.Number
		out.Pinned = append(out.Pinned, pair)
	}
	return out, c
}
