package rank

import (
	"cmp"
	"slices"
)

// standing is what few numbers say of a mentor.
type standing struct {
	foundBy, answered                 uint8
	notOpen                           bool
	capacity, taken, unanswered, most int32
	price                             int32 // priceOf of their load where no place says otherwise
	reply                             int64
}

type pausedRow struct {
	row   uint32
	until int64
}

// standing is as much of a row as limits of its mentor alone are made of, but for the id.
func (c *mentorColumns) standing(i int, m *mentorRow) {
	r := &c.rows[i]
	st := &c.standings[r.standing]
	m.foundBy, m.notOpen, m.answered, m.wait, m.reply = st.foundBy, st.notOpen, st.answered, r.wait, st.reply
	m.capacity, m.taken, m.unanswered, m.most = st.capacity, st.taken, st.unanswered, st.most
	m.places = m.places[:0]
	for at := c.where.At(uint32(r.places)); len(at) > 0; at = at[2:] {
		m.places = append(m.places, unpackPlace(at[0], at[1]))
	}
	m.paused = 0
	if r.mark&markPaused != 0 {
		m.paused = c.pausedOf(i)
	}
}

func (c *mentorColumns) pausedOf(i int) int64 {
	if at, ok := slices.BinarySearchFunc(c.paused, uint32(i), func(p pausedRow, n uint32) int { return cmp.Compare(p.row, n) }); ok {
		return c.paused[at].until
	}
	return 0
}

// priceOf is the price of a mentor in the programme that is asked in.
func (q *mentorSearch) priceOf(i int, st *standing) int64 {
	for at := q.c.where.At(uint32(q.c.rows[i].places)); len(at) > 0; at = at[2:] {
		if word(at[0]>>3) == q.sc.programme {
			return priceOf(loadBand(st.answered, unpackPlace(at[0], at[1]).load(st.taken)))
		}
	}
	return int64(st.price)
}
