package pack

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
)

// ByID is the order of n ids.
func ByID(n int, id func(i int) string) []uint32 {
	out := make([]uint32, n)
	ready := true
	for i := range out {
		out[i] = uint32(i)
		ready = ready && (i == 0 || id(i-1) <= id(i))
	}
	if ready || n < 2 {
		return out
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
	type entry struct {
		key uint64
		row uint32
	}
	list := make([]entry, n)
	for i := range list {
		var eight [8]byte
		copy(eight[:], id(i)[alike:])
		list[i] = entry{binary.BigEndian.Uint64(eight[:]), uint32(i)}
	}
	slices.SortFunc(list, func(a, b entry) int {
		if a.key != b.key {
			return cmp.Compare(a.key, b.key)
		}
		return strings.Compare(id(int(a.row)), id(int(b.row)))
	})
	for i := range list {
		out[i] = list[i].row
	}
	return out
}

// ByKey puts rows in the order of their keys; those of one key stay as they are. Radix sort: as fast for a million as for ten.
func ByKey(rows []uint32, keys []uint64) []uint32 {
	const digit = 11
	most := uint64(0)
	for _, k := range keys {
		most = max(most, k)
	}
	from, to := rows, make([]uint32, len(rows))
	for shift := 0; shift < 64 && most>>shift > 0; shift += digit {
		var begins [1 << digit]int
		for _, k := range keys {
			begins[k>>shift&(1<<digit-1)]++
		}
		sum := 0
		for d, n := range begins {
			begins[d], sum = sum, sum+n
		}
		for _, r := range from {
			d := keys[r] >> shift & (1<<digit - 1)
			to[begins[d]] = r
			begins[d]++
		}
		from, to = to, from
	}
	return from
}
