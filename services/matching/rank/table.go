package rank

import (
	"maps"
	"slices"
	"strings"
)

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

// get finds a live row by id.
func (s *snapshot[R]) get(id string) (row R, ok bool) {
	if i, ok := search(s.delta, id); ok {
		s.delta.row(i, &row)
		return row, true
	}
	if i, ok := search(s.base, id); ok && !s.buried(i) {
		s.base.row(i, &row)
		return row, true
	}
	return row, false
}

func search[R any](c columns[R], id string) (int, bool) {
	lo, hi := 0, c.len()
	for lo < hi {
		mid := (lo + hi) / 2
		switch cmp := strings.Compare(c.id(mid), id); {
		case cmp == 0:
			return mid, true
		case cmp < 0:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return lo, false
}

// table is the writer's side of a snapshot. One writer at a time.
type table[R any] struct {
	make  func(rows []R) columns[R]
	id    func(r *R) string
	words func(r *R, count func(w word)) // which words of a row are counted for rarity
	base  columns[R]
	dead  []uint64
	gone  int
	delta map[string]R
	have  []int32
}

func newTable[R any](mk func([]R) columns[R], id func(*R) string, words func(*R, func(word))) *table[R] {
	return &table[R]{make: mk, id: id, words: words, base: mk(nil), delta: map[string]R{}}
}

// leastDelta is how many rows a delta may have before it is merged into a small base; a large base bears an eighth of itself.
const leastDelta = 512

// put replaces or adds a row; remove (row nil) takes one away.
func (t *table[R]) put(id string, row *R) {
	if old, ok := t.delta[id]; ok {
		t.tally(&old, -1)
		delete(t.delta, id)
	} else if i, ok := search(t.base, id); ok && t.dead[i/64]&(1<<(i%64)) == 0 {
		var old R
		t.base.row(i, &old)
		t.tally(&old, -1)
		t.dead[i/64] |= 1 << (i % 64)
		t.gone++
	}
	if row != nil {
		t.tally(row, 1)
		t.delta[id] = *row
	}
}

func (t *table[R]) tally(row *R, by int32) {
	t.words(row, func(w word) {
		for int(w) >= len(t.have) {
			t.have = append(t.have, make([]int32, max(256, len(t.have)))...)
		}
		t.have[w] += by
	})
}

// snapshot publishes what was put. It merges first where the delta has grown.
func (t *table[R]) snapshot() *snapshot[R] {
	if len(t.delta)+t.gone > max(leastDelta, t.base.len()/8) {
		t.merge(func(*R) {})
	}
	rows := slices.SortedFunc(maps.Values(t.delta), func(a, b R) int { return strings.Compare(t.id(&a), t.id(&b)) })
	live := t.base.len() - t.gone + len(rows)
	return &snapshot[R]{t.base, t.make(rows), slices.Clone(t.dead), newCounts(live, slices.Clone(t.have)), live}
}

// merge makes a new base of all live rows, each after change.
func (t *table[R]) merge(change func(*R)) {
	rows := make([]R, 0, t.base.len()-t.gone+len(t.delta))
	for i := range t.base.len() {
		if t.dead[i/64]&(1<<(i%64)) == 0 {
			var row R
			t.base.row(i, &row)
			rows = append(rows, row)
		}
	}
	rows = slices.AppendSeq(rows, maps.Values(t.delta))
	slices.SortFunc(rows, func(a, b R) int { return strings.Compare(t.id(&a), t.id(&b)) })
	for i := range rows {
		change(&rows[i])
	}
	t.base, t.gone, t.delta = t.make(rows), 0, map[string]R{}
	t.dead = make([]uint64, (t.base.len()+63)/64)
}
