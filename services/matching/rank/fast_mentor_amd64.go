//go:build avx512

package rank

import "golang.org/x/sys/cpu"

// isWide: this machine has the wide form, in AVX-512 (fast_mentor_amd64.s).
var isWide = cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW

// wide is reachIn of some of four blocks from lane from on, all of which there are.
func (a *adder) wide(e *octet, some uint8, from int) {
	if some == 0 {
		return
	}
	var open [lanes / 2]uint64
	for l := range open {
		open[l] = e.open[from+l] & -uint64(some>>(from+l)&1)
	}
	addFour(a.terms, e.first+from, &open, (*[lanes / 2]uint32)(e.need[from:]), (*[lanes / 2][64]uint16)(e.sums[from:]))
	for l, w := range open {
		if some>>(from+l)&1 != 0 {
			e.open[from+l] = w
		}
	}
}

// addFour adds up the blocks from at on, of which all terms have words. Whoever is open stays so where the sum comes to need.
//
//go:noescape
func addFour(terms []term, at int, open *[lanes / 2]uint64, need *[lanes / 2]uint32, sums *[lanes / 2][64]uint16)

// These do eight words at a time and give what is left of the sets.

func wideOr(into, bits []uint64) (_, _ []uint64) {
	n := min(len(into), len(bits)) &^ 7
	orEights(into[:n], bits[:n])
	return into[n:], bits[n:]
}

func wideOrBoth(into, a, b []uint64) (_, _, _ []uint64) {
	n := len(into) &^ 7
	orBothEights(into[:n], a[:n], b[:n])
	return into[n:], a[n:], b[n:]
}

func wideOrBut(into, a, but []uint64) (_, _, _ []uint64) {
	n := len(into) &^ 7
	orButEights(into[:n], a[:n], but[:n])
	return into[n:], a[n:], but[n:]
}

func wideOrNone(into, a, b []uint64) (_, _, _ []uint64) {
	n := len(into) &^ 7
	orNoneEights(into[:n], a[:n], b[:n])
	return into[n:], a[n:], b[n:]
}

// These have as many words each, a multiple of eight.

//go:noescape
func orEights(into, a []uint64)

//go:noescape
func orBothEights(into, a, b []uint64)

//go:noescape
func orButEights(into, a, but []uint64)

//go:noescape
func orNoneEights(into, a, b []uint64)
