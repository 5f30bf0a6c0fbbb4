package protect

import "errors"

// row says lo <= sum of the variables <= hi.
type row struct {
	vars   []int
	lo, hi int
}

// far stands for no bound from above; no count reaches it.
const far = 1 << 30

// errNotWhole: the rows are not those of a table with nested margins, and the audit cannot say anything.
var errNotWhole = errors.New("protect: the rows of this table are not nested")

// tableau is a linear programme in whole numbers: rows are kept as equations solved for their basic variable. The rows of a table, by
// option and by group and nested, form two laminar families; such a matrix is totally unimodular (Hoffman and Kruskal 1956), so every pivot
// is 1 or -1, every corner is whole, and the bounds that are found are reached by whole counts. Another pivot is an error.
type tableau struct {
	n      int // variables of the table, the first columns
	cols   int
	a      [][]int // rows × (cols+1), the last is the right side
	basis  []int
	barred int // columns from here on are artificial
}

// newTableau finds a first corner; false if nothing fits all rows.
func newTableau(n int, rows []row) (*tableau, bool, error) {
	type line struct {
		vars []int
		sign int
		b    int
	}
	var lines []line
	for _, r := range rows {
		if r.lo > r.hi {
			return nil, false, nil
		}
		if r.hi < far {
			lines = append(lines, line{r.vars, 1, r.hi})
		}
		if r.lo > 0 {
			lines = append(lines, line{r.vars, -1, -r.lo})
		}
	}
	t := &tableau{n: n}
	artificial := 0
	for _, l := range lines {
		if l.b < 0 {
			artificial++
		}
	}
	t.barred = n + len(lines)
	t.cols = t.barred + artificial
	next := t.barred
	goal := make([]int, t.cols+1)
	for i, l := range lines {
		x := make([]int, t.cols+1)
		for _, v := range l.vars {
			x[v] += l.sign
		}
		x[n+i], x[t.cols] = 1, l.b
		base := n + i
		if l.b < 0 {
			for j := range x {
				x[j] = -x[j]
			}
			x[next], base = 1, next
			next++
		}
		t.a, t.basis = append(t.a, x), append(t.basis, base)
	}
	for j := t.barred; j < t.cols; j++ {
		goal[j] = -1
	}
	if artificial == 0 {
		return t, true, nil
	}
	left, err := t.maximise(goal, t.cols)
	if err != nil || left < 0 {
		return nil, false, err
	}
	// An artificial variable that is still basic is zero: take it out, or drop its row where nothing else is in it.
	for i := 0; i < len(t.basis); i++ {
		if t.basis[i] < t.barred {
			continue
		}
		at := -1
		for j := range t.barred {
			if t.a[i][j] == 1 || t.a[i][j] == -1 {
				at = j
				break
			}
		}
		if at < 0 {
			t.a, t.basis = append(t.a[:i], t.a[i+1:]...), append(t.basis[:i], t.basis[i+1:]...)
			i--
			continue
		}
		if err := t.pivot(i, at); err != nil {
			return nil, false, err
		}
	}
	return t, true, nil
}

// pivot solves row i for column j.
func (t *tableau) pivot(i, j int) error {
	p := t.a[i]
	switch p[j] {
	case 1:
	case -1:
		for k := range p {
			p[k] = -p[k]
		}
	default:
		return errNotWhole
	}
	for k, r := range t.a {
		if f := r[j]; k != i && f != 0 {
			for c, v := range p {
				if v != 0 {
					r[c] -= f * v
				}
			}
		}
	}
	t.basis[i] = j
	return nil
}

// maximise goes to the best corner and gives the value there; far if there is no end. Bland's rule: it never turns in a circle.
func (t *tableau) maximise(goal []int, columns int) (int, error) {
	reduced := make([]int, t.cols+1)
	copy(reduced, goal)
	for i, b := range t.basis {
		if f := reduced[b]; f != 0 {
			for c, v := range t.a[i] {
				reduced[c] -= f * v
			}
		}
	}
	for {
		in := -1
		for j := range columns {
			if reduced[j] > 0 {
				in = j
				break
			}
		}
		if in < 0 {
			return -reduced[t.cols], nil
		}
		out, best := -1, 0
		for i, r := range t.a {
			if r[in] <= 0 {
				continue
			}
			if r[in] != 1 {
				return 0, errNotWhole
			}
			if out < 0 || r[t.cols] < best || r[t.cols] == best && t.basis[i] < t.basis[out] {
				out, best = i, r[t.cols]
			}
		}
		if out < 0 {
			return far, nil
		}
		if err := t.pivot(out, in); err != nil {
			return 0, err
		}
		if f := reduced[in]; f != 0 {
			for c, v := range t.a[out] {
				reduced[c] -= f * v
			}
		}
	}
}

// between gives the least and the greatest sum of the variables over everything that fits the rows.
func (t *tableau) between(vars []int) (lo, hi int, err error) {
	goal := make([]int, t.cols+1)
	for _, v := range vars {
		goal[v]++
	}
	if hi, err = t.maximise(goal, t.barred); err != nil {
		return 0, 0, err
	}
	for i := range goal {
		goal[i] = -goal[i]
	}
	lo, err = t.maximise(goal, t.barred)
	return -lo, hi, err
}
