package pack

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"
)

// ByID is the order of n ids, and whether one is there twice.
func ByID(n int, id func(i int) string) (order []uint32, twice bool) {
	order = make([]uint32, n)
	ready := true
	for i := range order {
		order[i] = uint32(i)
		if ready && i > 0 {
			c := strings.Compare(id(i-1), id(i))
			ready, twice = c <= 0, twice || c == 0
		}
	}
	if ready || n < 2 {
		return order, twice
	}
	// Ids begin alike more often than not: they are compared by the eight bytes after that.
	first, alike := id(0), len(id(0))
	for i := 1; i < n && alike > 0; i++ {
		s := id(i)
		alike = min(alike, len(s))
		for alike > 0 && s[:alike] != first[:alike] {
			alike--
		}
	}
	list := make([]keyed, n)
	for i := range list {
		var eight [8]byte
		copy(eight[:], id(i)[alike:])
		list[i] = keyed{binary.BigEndian.Uint64(eight[:]), uint32(i)}
	}
	digit := min(bits.Len(uint(n)), 16)
	list, ends := byDigit(list, 64-digit, digit)
	from := 0
	for _, to := range ends {
		same := list[from:to]
		from = int(to)
		slices.SortFunc(same, func(a, b keyed) int {
			if a.key != b.key {
				return cmp.Compare(a.key, b.key)
			}
			return strings.Compare(id(int(a.row)), id(int(b.row)))
		})
		for i := 1; i < len(same); i++ {
			twice = twice || same[i].key == same[i-1].key && id(int(same[i].row)) == id(int(same[i-1].row))
		}
	}
	for i := range list {
		order[i] = list[i].row
	}
	return order, twice
}

// keyed is a row with what it is sorted by.
type keyed struct {
	key uint64
	row uint32
}

// byDigit puts a list in the order of some bits of the keys, and says where those of each value end; those of one stay as they are.
func byDigit(list []keyed, shift, digit int) (out []keyed, ends []uint32) {
	out, ends = make([]keyed, len(list)), make([]uint32, 1<<digit)
	scatter(out, list, shift, ends)
	return out, ends
}

// scatter is byDigit into a list that is there; ends has a place for each value of the digit, a power of two of them.
func scatter(out, list []keyed, shift int, ends []uint32) {
	clear(ends)
	mask := uint64(len(ends) - 1)
	for i := range list {
		ends[list[i].key>>shift&mask]++
	}
	sum := uint32(0)
	for d, n := range ends {
		ends[d], sum = sum, sum+n
	}
	for _, e := range list {
		at := &ends[e.key>>shift&mask]
		out[*at] = e
		*at++
	}
}

// ByKey puts rows in the order of their keys; those of one key stay as they are. Radix sort: by the highest bits first, so that each of the
// pieces is small enough to stay at hand while the lower bits put it in order, from the lowest on.
func ByKey(rows []uint32, keys []uint64) []uint32 {
	most := uint64(0)
	for _, k := range keys {
		most = max(most, k)
	}
	list := make([]keyed, len(rows))
	for i, r := range rows {
		list[i] = keyed{keys[r], r}
	}
	const highest = 11
	top := max(0, bits.Len64(most)-highest)
	list, ends := byDigit(list, top, highest)
	room, from := []keyed(nil), 0
	for _, to := range ends {
		piece := list[from:to]
		from = int(to)
		if len(room) < len(piece) {
			room = make([]keyed, len(piece))
		}
		byLower(piece, room[:len(piece)], top)
	}
	for i := range list {
		rows[i] = list[i].row
	}
	return rows
}

// byLower sorts a list by the lowest bits of its keys, with as much room beside.
func byLower(list, room []keyed, bits int) {
	const few, digit = 24, 8
	if len(list) <= few {
		for i := 1; i < len(list); i++ {
			e, j := list[i], i
			for ; j > 0 && list[j-1].key > e.key; j-- {
				list[j] = list[j-1]
			}
			list[j] = e
		}
		return
	}
	differ := uint64(0)
	for i := range list {
		differ |= list[i].key ^ list[0].key
	}
	var ends [1 << digit]uint32
	from, to := list, room
	for shift := 0; shift < bits; shift += digit {
		if differ>>shift&(1<<digit-1) != 0 {
			scatter(to, from, shift, ends[:])
			from, to = to, from
		}
	}
	if len(list) > 0 && &from[0] != &list[0] {
		copy(list, from)
	}
}
