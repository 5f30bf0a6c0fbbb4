//go:build goexperiment.simd && amd64

package rank

import (
	"simd/archsimd"
)

// isWide: this machine has the wide form.
var isWide = archsimd.X86.AVX512()

// wide is reachIn of eight blocks at once, a byte of each mentor: false where that cannot be.
func (a *adder) wide(e *octet, some uint8) bool {
	if !isWide || e.first+lanes > a.words {
		return false
	}
	full := archsimd.BroadcastUint8x64(mostUnits)
	at := func(l int) archsimd.Uint8x64 {
		return archsimd.BroadcastUint8x64(uint8(e.begin[l])).Merge(full, archsimd.Mask8x64FromBits(e.open[l]&-uint64(some>>l&1)))
	}
	s0, s1, s2, s3, s4, s5, s6, s7 := at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)
	for i := range a.terms {
		t := &a.terms[i]
		w := (*[lanes]uint64)(t.bits[e.first:])
		units := archsimd.BroadcastUint8x64(uint8(t.units))
		s0 = s0.AddSaturated(units).Merge(s0, archsimd.Mask8x64FromBits(^w[0]))
		s1 = s1.AddSaturated(units).Merge(s1, archsimd.Mask8x64FromBits(^w[1]))
		s2 = s2.AddSaturated(units).Merge(s2, archsimd.Mask8x64FromBits(^w[2]))
		s3 = s3.AddSaturated(units).Merge(s3, archsimd.Mask8x64FromBits(^w[3]))
		s4 = s4.AddSaturated(units).Merge(s4, archsimd.Mask8x64FromBits(^w[4]))
		s5 = s5.AddSaturated(units).Merge(s5, archsimd.Mask8x64FromBits(^w[5]))
		s6 = s6.AddSaturated(units).Merge(s6, archsimd.Mask8x64FromBits(^w[6]))
		s7 = s7.AddSaturated(units).Merge(s7, archsimd.Mask8x64FromBits(^w[7]))
		if i%4 == 3 && s0.And(s1).And(s2).And(s3.And(s4).And(s5)).And(s6.And(s7)).NotEqual(full).ToBits() == 0 {
			break
		}
	}
	end := func(l int, s archsimd.Uint8x64) {
		if some>>l&1 == 0 {
			return
		}
		if e.open[l] = s.NotEqual(full).ToBits(); e.open[l] != 0 {
			s.Store(&e.bytes[l])
		}
	}
	end(0, s0)
	end(1, s1)
	end(2, s2)
	end(3, s3)
	end(4, s4)
	end(5, s5)
	end(6, s6)
	end(7, s7)
	return true
}
