package pack

import (
	"cmp"
	"slices"
)

// Tags say which rows have which tags: bit sets of those that many have, postings (two bytes each) of the others.
type Tags struct {
	rows, chunks int
	common       []tagBits // by tag
	rare         []uint32  // tags with postings, rising
	from         []uint32  // of rare tag and chunk
	all          []uint16
}

type tagBits struct {
	tag  uint32
	bits []uint64
}

const chunkRows = 1 << 16

// MakeTags makes tags of some rows: each yields all pairs, rows rising, twice alike. What at least common rows have gets a bit set; the
// others are left out unless postings is set.
func MakeTags(rows, common int, postings bool, each func(yield func(tag uint32, row int))) *Tags {
	t := &Tags{rows: rows, chunks: (rows + chunkRows - 1) / chunkRows}
	var have []uint32
	each(func(tag uint32, _ int) {
		for int(tag) >= len(have) {
			have = append(have, make([]uint32, max(256, len(have), int(tag)+1-len(have)))...)
		}
		have[tag]++
	})
	place := make([]uint32, len(have)) // 1 + its number among the rare; the bit set otherwise
	for tag, n := range have {
		switch {
		case n == 0:
		case int(n) >= common:
			t.common = append(t.common, tagBits{uint32(tag), make([]uint64, (rows+63)/64)})
			place[tag] = uint32(len(t.common) - 1)
		case postings:
			t.rare = append(t.rare, uint32(tag))
			place[tag] = uint32(len(t.rare) - 1)
		}
	}
	count := make([]uint32, len(t.rare)*t.chunks+1)
	if postings {
		each(func(tag uint32, row int) {
			if int(have[tag]) < common {
				count[int(place[tag])*t.chunks+row/chunkRows+1]++
			}
		})
	}
	for i := 1; i < len(count); i++ {
		count[i] += count[i-1]
	}
	t.from = count
	t.all = make([]uint16, count[len(count)-1])
	next := slices.Clone(count)
	each(func(tag uint32, row int) {
		switch {
		case int(have[tag]) >= common:
			t.common[place[tag]].bits[row/64] |= 1 << (row % 64)
		case postings:
			at := &next[int(place[tag])*t.chunks+row/chunkRows]
			t.all[*at] = uint16(row % chunkRows)
			*at++
		}
	})
	return t
}

// Bits is the bit set of a tag that many have; nil for others.
func (t *Tags) Bits(tag uint32) []uint64 {
	if i, ok := slices.BinarySearchFunc(t.common, tag, func(b tagBits, tag uint32) int { return cmp.Compare(b.tag, tag) }); ok {
		return t.common[i].bits
	}
	return nil
}

// Any says whether some row has a tag, as far as is known.
func (t *Tags) Any(tag uint32) bool {
	_, ok := slices.BinarySearch(t.rare, tag)
	return ok || t.Bits(tag) != nil
}

// Or adds the rows of a tag to a bit set.
func (t *Tags) Or(tag uint32, into []uint64) {
	if bits := t.Bits(tag); bits != nil {
		for i, w := range bits {
			into[i] |= w
		}
		return
	}
	n, ok := slices.BinarySearch(t.rare, tag)
	if !ok {
		return
	}
	t.orRare(n, n+1, into)
}

// OrRange adds the rows of some tags with postings, from one to before another, to a bit set; those with bit sets are left out.
func (t *Tags) OrRange(from, to uint32, into []uint64) {
	n, _ := slices.BinarySearch(t.rare, from)
	end := n
	for end < len(t.rare) && t.rare[end] < to {
		end++
	}
	t.orRare(n, end, into)
}

func (t *Tags) orRare(from, to int, into []uint64) {
	for c := range t.chunks {
		piece := into[c*(chunkRows/64) : min(len(into), (c+1)*(chunkRows/64))]
		for n := from; n < to; n++ {
			list := t.all[t.from[n*t.chunks+c]:t.from[n*t.chunks+c+1]]
			for ; len(list) >= 4; list = list[4:] {
				a, b, c, d := list[0], list[1], list[2], list[3]
				piece[a/64] |= 1 << (a % 64)
				piece[b/64] |= 1 << (b % 64)
				piece[c/64] |= 1 << (c % 64)
				piece[d/64] |= 1 << (d % 64)
			}
			for _, low := range list {
				piece[low/64] |= 1 << (low % 64)
			}
		}
	}
}

// Bytes is what the tags take.
func (t *Tags) Bytes() int {
	return len(t.common)*(32+8*((t.rows+63)/64)) + 4*cap(t.rare) + 4*cap(t.from) + 2*cap(t.all)
}
