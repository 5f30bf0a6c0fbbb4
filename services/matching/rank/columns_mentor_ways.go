package rank

import "slices"

// ways are a bit of each mentor for each goal, or way of working, and how many they named.
type ways struct {
	words []word // rising; none where there are too many
	has   [][]uint64
	count [2][]uint64 // the binary digits of how many were named, at most 3
}

// mostWays is of how many words there are bits.
const mostWays = 8

func waysOf(n int, of func(i int) []word) (w ways) {
	for i := range n {
		for _, x := range of(i) {
			at, ok := slices.BinarySearch(w.words, x)
			if ok {
				continue
			}
			if len(w.words) == mostWays {
				return ways{}
			}
			w.words = slices.Insert(w.words, at, x)
		}
	}
	size := (n + 63) / 64
	for range w.words {
		w.has = append(w.has, make([]uint64, size))
	}
	w.count = [2][]uint64{make([]uint64, size), make([]uint64, size)}
	for i := range n {
		list, bit := of(i), uint64(1)<<(i%64)
		for _, x := range list {
			at, _ := slices.BinarySearch(w.words, x)
			w.has[at][i/64] |= bit
		}
		for d := range w.count {
			if min(len(list), 3)>>d&1 != 0 {
				w.count[d][i/64] |= bit
			}
		}
	}
	return w
}

func (w *ways) bytes() (n int) {
	for _, bits := range w.has {
		n += 32 + 8*len(bits)
	}
	return n + 16*len(w.count[0])
}
