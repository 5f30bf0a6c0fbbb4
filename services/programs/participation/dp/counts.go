package dp

import (
	"fmt"
	"math/bits"
	"slices"
)

// Limits of what an organiser may choose, in thousandths of epsilon for one report of one cycle.
const (
	MinEpsilon = 50
	MaxEpsilon = 4000
)

// Several is the row for people who chose more than one option: each counts in one row only.
const Several = "several"

// NoAnswer is the row for people who gave none, or preferred not to say.
const NoAnswer = "others"

// Table counts people, each in exactly one row and group.
type Table struct {
	ID     string
	Rows   []string // the options, then several where that can be, then others
	Groups []string
	Counts [][]int // by row, then by group
}

// NewTable is an empty table.
func NewTable(id string, options, groups []string, multiple bool) *Table {
	t := &Table{ID: id, Rows: slices.Clone(options), Groups: groups}
	if multiple {
		t.Rows = append(t.Rows, Several)
	}
	t.Rows = append(t.Rows, NoAnswer)
	for range t.Rows {
		t.Counts = append(t.Counts, make([]int, len(groups)))
	}
	return t
}

// Add counts one person once, whatever they chose.
func (t *Table) Add(group int, chosen ...string) {
	row, n := NoAnswer, 0
	for _, r := range t.Rows {
		if r != NoAnswer && r != Several && slices.Contains(chosen, r) {
			row = r
			n++
		}
	}
	if n > 1 {
		row = Several
	}
	if i := slices.Index(t.Rows, row); i >= 0 {
		t.Counts[i][group]++
	}
}

// Absent counts people who took part and said nothing at all.
func (t *Table) Absent(group, people int) { t.Counts[len(t.Rows)-1][group] += people }

// Noisy is a count with noise, never below zero.
type Noisy struct {
	Row, Group string
	N          int
}

// Release adds noise to every count of the table so that it is epsilon-differentially private, epsilon in thousandths. That people take
// part is no secret, so the neighbour of a table is one in which one person answered something else: two counts differ by 1.
func Release(t *Table, epsilon int, src Source) ([]Noisy, error) {
	if epsilon < 1 {
		return nil, fmt.Errorf("dp: epsilon %d is out of range", epsilon)
	}
	var out []Noisy
	for i, row := range t.Rows {
		for g, group := range t.Groups {
			noise := src.laplace(uint64(epsilon), 2000)
			out = append(out, Noisy{row, group, int(max(0, int64(t.Counts[i][g])+noise))})
		}
	}
	return out, nil
}

// Margin is the whole number m so that noise lies within -m..m in at least 95 of 100 draws. It only describes, so it may be computed
// roughly, but in whole numbers: P(|x| > m) = 2·q^(m+1)/(1+q) with q = exp(-s/t), in units of 2^-32.
func Margin(epsilon int) int {
	const one = uint64(1) << 32
	// q by the series of exp(-x), x = s/t <= 2, in fixed point.
	x := uint64(epsilon) << 32 / 2000
	term, q := one, int64(one)
	for k := uint64(1); k < 40; k++ {
		hi, lo := bits.Mul64(term, x)
		term = (hi<<32 | lo>>32) / k
		if k%2 == 1 {
			q -= int64(term)
		} else {
			q += int64(term)
		}
	}
	power := uint64(q)
	for m := range 10000 {
		if 2*power*20 <= one+uint64(q) { // 2·q^(m+1)/(1+q) <= 1/20
			return m
		}
		power = power * uint64(q) >> 32
	}
	return 10000
}
