package rank

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/services/matching/rank/pack"
)

// columns keep rows of one kind, each field apart. They never change once made.
type columns[R any] interface {
	len() int
	id(i int) string
	// find is the row with an id.
	find(id string) (i int, ok bool)
	// row puts row i together. Its lists are views of the columns, or belong to into and are used again: nobody may change them.
	row(i int, into *R)
}

// snapshot is a table as one question sees it: an immutable base, a small delta in the same columns, and tombstones over the base
// for what was removed or is newer in the delta.
type snapshot[R any] struct {
	base, delta columns[R]
	dead        []uint64
	counts      *counts
	live        int
}

func (s *snapshot[R]) buried(i int) bool { return s.dead[i/64]&(1<<(i%64)) != 0 }

// each calls f with every live row, in a buffer that is used again.
func (s *snapshot[R]) each(f func(row *R)) {
	var row R
	for i := range s.base.len() {
		if !s.buried(i) {
			s.base.row(i, &row)
			f(&row)
		}
	}
	for i := range s.delta.len() {
		s.delta.row(i, &row)
		f(&row)
	}
}

// at is a row of the base, or of the delta where its complement is given.
func (s *snapshot[R]) at(i int) (row R) {
	s.into(i, &row)
	return row
}

// idAt is the id of a row as at has it.
func (s *snapshot[R]) idAt(i int) string {
	if i < 0 {
		return s.delta.id(^i)
	}
	return s.base.id(i)
}

// into is at into a row that is used again.
func (s *snapshot[R]) into(i int, row *R) {
	if i < 0 {
		s.delta.row(^i, row)
	} else {
		s.base.row(i, row)
	}
}

// get finds a live row by id.
func (s *snapshot[R]) get(id string) (row R, ok bool) {
	if i, ok := s.delta.find(id); ok {
		s.delta.row(i, &row)
		return row, true
	}
	if i, ok := s.base.find(id); ok && !s.buried(i) {
		s.base.row(i, &row)
		return row, true
	}
	return row, false
}

// table is the writer's side of a snapshot. One writer at a time.
type table[R any] struct {
	maker func() making[R] // what it gives may be used beside
	id    func(r *R) string
	words func(r *R, count func(w word)) // which words of a row are counted for rarity
	base  columns[R]
	dead  []uint64
	gone  int
	delta map[string]*R
	have  []int32
	since map[string]bool // while a base is being made: ids put since it was begun; nil else
	made  int             // bases begun and made so far
}

// making makes columns of rows in any order; sorted is their order by id, where it is known.
type making[R any] func(rows []*R, sorted []uint32) columns[R]

func newTable[R any](maker func() making[R], id func(*R) string, words func(*R, func(word))) *table[R] {
	return &table[R]{maker: maker, id: id, words: words, base: maker()(nil, nil), delta: map[string]*R{}}
}

// A delta is made anew with every change, so it stays small: an eighth of its base, at most mostDelta rows. Below leastDelta, and where
// there is more news than base, the next base is made at once; else beside, and nobody waits for it.
const leastDelta, mostDelta = 512, 2048

// putAll puts many rows. Into an empty table they go at once, if no id is there twice.
func (t *table[R]) putAll(rows []*R) {
	if t.base.len()+len(t.delta) == 0 && t.since == nil && len(rows) > leastDelta {
		if sorted, twice := pack.ByID(len(rows), func(i int) string { return t.id(rows[i]) }); !twice {
			for _, r := range rows {
				t.tally(r, 1)
			}
			t.over(t.maker()(rows, sorted))
			return
		}
	}
	for _, r := range rows {
		t.put(t.id(r), r)
	}
}

// put replaces or adds a row; remove (row nil) takes one away.
func (t *table[R]) put(id string, row *R) {
	if t.since != nil {
		t.since[id] = true
	}
	if old, ok := t.delta[id]; ok {
		t.tally(old, -1)
		delete(t.delta, id)
	} else if i, ok := t.base.find(id); ok && t.dead[i/64]&(1<<(i%64)) == 0 {
		var old R
		t.base.row(i, &old)
		t.tally(&old, -1)
		t.bury(i)
	}
	if row != nil {
		t.tally(row, 1)
		t.delta[id] = row
	}
}

func (t *table[R]) bury(i int) {
	t.dead[i/64] |= 1 << (i % 64)
	t.gone++
}

func (t *table[R]) tally(row *R, by int32) {
	t.words(row, func(w word) {
		for int(w) >= len(t.have) {
			t.have = append(t.have, make([]int32, max(256, len(t.have)))...)
		}
		t.have[w] += by
	})
}

// snapshot publishes what was put. It merges first where little is there to merge into.
func (t *table[R]) snapshot() *snapshot[R] {
	if len(t.delta)+t.gone > max(leastDelta, t.base.len()/2) {
		t.merge()
	}
	rows := slices.SortedFunc(maps.Values(t.delta), func(a, b *R) int { return strings.Compare(t.id(a), t.id(b)) })
	live := t.base.len() - t.gone + len(rows)
	return &snapshot[R]{t.base, t.maker()(rows, nil), slices.Clone(t.dead), newCounts(live, slices.Clone(t.have)), live}
}

// full says that a new base should be made beside.
func (t *table[R]) full() bool {
	return t.since == nil && len(t.delta)+t.gone > max(leastDelta, min(t.base.len()/8, mostDelta))
}

// begin gives what makes the next base of all that there is now, each row after change (nil: as it is), by mk; it touches nothing that
// changes, and made belongs to adopt. A base that was begun before and not adopted comes too late then.
func (t *table[R]) begin(mk making[R], change func(*R)) (build func() columns[R], made int) {
	t.since = map[string]bool{}
	t.made++
	base, dead, news := t.base, slices.Clone(t.dead), slices.Collect(maps.Values(t.delta))
	return func() columns[R] {
		if change == nil {
			return mk(gather(base, dead, news), nil)
		}
		for i, r := range news {
			news[i] = changed(r, change)
		}
		rows := gather(base, dead, news)
		for _, r := range rows[:len(rows)-len(news)] { // copies
			change(r)
		}
		return mk(rows, nil)
	}, t.made
}

func changed[R any](r *R, change func(*R)) *R {
	own := *r
	change(&own)
	return &own
}

// adopt takes a base from begin: what was put since is buried in it and stays in the delta, after change. False if another one came
// meanwhile.
func (t *table[R]) adopt(base columns[R], made int, change func(*R)) bool {
	if t.made != made {
		return false
	}
	since := t.since
	t.over(base)
	maps.DeleteFunc(t.delta, func(id string, _ *R) bool { return !since[id] })
	for id, r := range t.delta {
		if change != nil {
			t.delta[id] = changed(r, change)
		}
	}
	for id := range since {
		if i, ok := base.find(id); ok {
			t.bury(i)
		}
	}
	return true
}

// drop leaves a base from begin unmade.
func (t *table[R]) drop(made int) {
	if t.made == made {
		t.since = nil
		t.made++
	}
}

// over puts a base in place of the one before.
func (t *table[R]) over(base columns[R]) {
	t.base, t.gone, t.since = base, 0, nil
	t.dead = make([]uint64, (base.len()+63)/64)
	t.made++
}

// gather lists all live rows of a base and of what came after it.
func gather[R any](base columns[R], dead []uint64, news []*R) []*R {
	old := make([]R, base.len()) // one piece
	rows := make([]*R, 0, base.len()+len(news))
	for i := range old {
		if dead[i/64]&(1<<(i%64)) == 0 {
			base.row(i, &old[i])
			rows = append(rows, &old[i])
		}
	}
	return append(rows, news...)
}

// merge makes a new base of all live rows at once.
func (t *table[R]) merge() {
	t.over(t.maker()(gather(t.base, t.dead, slices.Collect(maps.Values(t.delta))), nil))
	t.delta = map[string]*R{}
}

// byID sorts rows by id.
func byID[R any](rows []*R, id func(*R) string) {
	slices.SortFunc(rows, func(a, b *R) int { return cmp.Compare(id(a), id(b)) })
}
