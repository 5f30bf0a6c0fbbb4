package rank

import "math/bits"

// lanes are how many blocks are added up side by side: their words of a bit set lie one after the other.
const lanes = 8

// octet is what adders are asked of eight blocks, and what they find: who of the open ones lacks no more than the slack of their block. The
// wide form adds up what each mentor has, in 16 bits, the other one what each lacks, in fewer binary digits, so that its units are coarser.
type octet struct {
	first  int // block
	open   [lanes]uint64
	both   [lanes]int64 // what somebody with every feature has at most
	slack  [lanes]int64
	tongue [lanes]uint8
	begin  [lanes]uint32         // where counts begin
	need   [lanes]uint32         // what sums must come to
	wide   bool                  // there are sums, not counts
	counts [lanes][digits]uint64 // binary digits
	sums   [lanes][64]uint16
}

// reachIn leaves those of some blocks (a bit each) open who could reach it.
func (a *adder) reachIn(e *octet, some uint8) {
	if e.wide = isWide && e.first+lanes <= a.words; e.wide {
		if a.units != wideUnits {
			a.scaleWide()
		}
		for left := some; left != 0; left &= left - 1 {
			l := bits.TrailingZeros8(left)
			e.need[l] = uint32(max(0, a.rest-e.slack[l]+a.unit-1)) / uint32(a.unit) // 32 bits, which divide faster
		}
		a.wide(e, some&15, 0)
		a.wide(e, some&^15, lanes/2)
		return
	}
	most, units := int64(0), narrowUnits
	for left := some; left != 0; left &= left - 1 {
		most = max(most, e.slack[bits.TrailingZeros8(left)])
	}
	if a.units != units || most >= int64(units)*a.unit || most < int64(units)/4*a.unit && a.unit > 1 {
		a.scale(most, units)
	}
	for left := some; left != 0; left &= left - 1 {
		l := bits.TrailingZeros8(left)
		e.begin[l] = units - 1 - uint32(e.slack[l])/uint32(a.unit)
	}
	for ; some != 0; some &= some - 1 {
		l := bits.TrailingZeros8(some)
		e.open[l] = a.reach(e.first+l, e.open[l], e.begin[l], &e.counts[l])
	}
}

// lacks is what one of a block that is still open lacks, or a little less.
func (a *adder) lacks(e *octet, l, i int) int64 {
	if e.wide {
		return a.rest - int64(e.sums[l][i])*a.unit
	}
	sum := uint32(0)
	for d, w := range e.counts[l] {
		sum |= uint32(w>>i&1) << d
	}
	return int64(sum-1-e.begin[l]) * a.unit
}
