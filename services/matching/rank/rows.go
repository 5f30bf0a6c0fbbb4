package rank

import "math/bits"

// Rows are some mentors of one moment, by their places in a list of ids: for a round, which asks for one newcomer after the other about all of
// them and adds something of its own to the scores. Several goroutines may ask.
type Rows struct {
	index *Index
	world *world
	at    []int // where each stands, as in scored; absent for who is not in the index
}

const absent = int(^uint(0) >> 1)

// Rows finds mentors by their ids.
func (x *Index) Rows(ids []string) *Rows {
	r := &Rows{index: x, world: x.now.Load(), at: make([]int, len(ids))}
	base, delta := r.world.mentors.base.(*mentorColumns), r.world.mentors.delta.(*mentorColumns)
	for k, id := range ids {
		r.at[k] = absent
		if i, ok := delta.find(id); ok {
			r.at[k] = ^i
		} else if i, ok := base.find(id); ok && !r.world.mentors.buried(i) {
			r.at[k] = i
		}
	}
	return r
}

// RowScores are what one newcomer's question makes of Rows, for one goroutine, until Done.
type RowScores struct {
	rows   *Rows
	pieces [2]*mentorSearch // base and delta
	memory [2]*scratch
	most   [2][]int64
	row    mentorRow
}

// Ask asks for a newcomer.
func (r *Rows) Ask(newcomer *Person, s *Scope) *RowScores {
	q := r.index.question(r.world, newcomer, s, people)
	a := &RowScores{rows: r}
	for p, c := range [...]*mentorColumns{r.world.mentors.base.(*mentorColumns), r.world.mentors.delta.(*mentorColumns)} {
		if c.len() == 0 {
			continue
		}
		a.memory[p] = r.index.scratch()
		a.pieces[p] = newMentorSearch(&q.n, &q.sc, r.world.mentors.counts, &q.weights, &best{}, a.memory[p])
		a.pieces[p].prepare(c)
		a.most[p] = a.pieces[p].mostOfAll()
	}
	return a
}

// Done gives the memory back.
func (a *RowScores) Done() {
	for _, m := range a.memory {
		if m != nil {
			a.rows.index.back(m)
		}
	}
}

// Most says for each of the list what its score does not exceed: a millionth or more above what it is; below 0 where it has none. It costs little.
func (a *RowScores) Most(out []int64) {
	for k, at := range a.rows.at {
		switch {
		case at == absent:
			out[k] = -1
		case at < 0:
			out[k] = a.most[1][^at]
		default:
			out[k] = a.most[0][at]
		}
	}
}

// Score is the score of number k of the list, as EachMentor has it; below 0 where a limit keeps the two apart, or where it is less than least.
func (a *RowScores) Score(k int, least int64) int64 {
	switch at := a.rows.at[k]; {
	case at == absent:
		return -1
	case at < 0:
		return a.pieces[1].scoreOf(^at, least, &a.row)
	default:
		return a.pieces[0].scoreOf(at, least, &a.row)
	}
}

// mostOfAll bounds the score of each row by what features and blocks tell; below 0 for who is not free, or shares no language.
func (q *mentorSearch) mostOfAll() []int64 {
	n := q.c.len()
	if cap(q.mosts) < n {
		q.mosts = make([]int64, n+n/8)
	}
	out := q.mosts[:n]
	if q.full {
		for i := range out {
			out[i] = Million
		}
		return out
	}
	for b := range q.c.blocks {
		to := min(n, b*64+64)
		here := out[b*64 : to]
		for i := range here {
			here[i] = int64(q.bounds[b])
		}
		add := func(w uint64, gain int64) {
			for w &= q.c.free[b]; w != 0; w &= w - 1 {
				here[bits.TrailingZeros64(w)] += gain
			}
		}
		for f := range q.features {
			add(q.features[f].bits[b], q.features[f].gain)
		}
		for f := range q.tongues {
			add(q.tongues[f].bits[b], max(0, q.tongues[f].gain-q.commonWorth[q.c.blocks[b].tongue]))
		}
		open, load := q.c.free[b]&q.understood[b], int64(q.c.blocks[b].price)
		for i, all := range here {
			here[i] = all/2 - price(all/2, load, q.weights.price)
			if open&(1<<i) == 0 {
				here[i] = -1
			}
		}
	}
	for i := range q.c.odd {
		out[i] = Million
	}
	return out
}

// scoreOf is the score of one row; below 0 for a limit, and for less than least.
func (q *mentorSearch) scoreOf(i int, least int64, row *mentorRow) int64 {
	_, odd := q.c.odd[uint32(i)]
	if !odd && !q.full {
		s, load, _, ok := q.sumOf(i, least, int64(q.bounds[i/64])+q.sums[q.c.blocks[i/64].tongue].has(i))
		if !ok {
			return -1
		}
		if !q.whole() {
			v := q.score(s+q.weights.sum(Criteria, Million, Million), load)
			if v < least {
				return -1
			}
			q.c.standing(i, row)
			row.id = q.c.ids.At(i)
			if q.sc.standing(q.n, row) != None {
				return -1
			}
			return v
		}
	}
	q.c.row(i, row)
	if q.sc.mentor(q.n, row) != None {
		return -1
	}
	v := pair(q.n, row, q.counts, q.sc.criteria)
	if v := q.weights.score(&v, row.price(q.sc.programme)); v >= least {
		return v
	}
	return -1
}
