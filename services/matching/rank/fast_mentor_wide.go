//go:build goexperiment.simd && amd64

package rank

import "simd/archsimd"

// isWide: this machine has the wide form.
var isWide = archsimd.X86.AVX512()

// wide is reachIn of some of four blocks from lane from on, all of which there are.
func (a *adder) wide(e *octet, some uint8, from int) {
	if some == 0 {
		return
	}
	full := archsimd.BroadcastUint16x32(uint16(wideUnits))
	begin := func(l, half int) archsimd.Uint16x32 {
		open := e.open[from+l] & -uint64(some>>(from+l)&1)
		return archsimd.BroadcastUint16x32(uint16(e.begin[from+l])).Merge(full, archsimd.Mask16x32FromBits(uint32(open>>(32*half))))
	}
	s0, t0, s1, t1 := begin(0, 0), begin(0, 1), begin(1, 0), begin(1, 1)
	s2, t2, s3, t3 := begin(2, 0), begin(2, 1), begin(3, 0), begin(3, 1)
	at := e.first + from
	for i := range a.terms {
		t := &a.terms[i]
		w := (*[lanes / 2]uint64)(t.bits[at:])
		units := archsimd.BroadcastUint16x32(uint16(t.units))
		m0, m1, m2, m3 := ^w[0], ^w[1], ^w[2], ^w[3]
		s0 = s0.AddSaturated(units).Merge(s0, archsimd.Mask16x32FromBits(uint32(m0)))
		t0 = t0.AddSaturated(units).Merge(t0, archsimd.Mask16x32FromBits(uint32(m0>>32)))
		s1 = s1.AddSaturated(units).Merge(s1, archsimd.Mask16x32FromBits(uint32(m1)))
		t1 = t1.AddSaturated(units).Merge(t1, archsimd.Mask16x32FromBits(uint32(m1>>32)))
		s2 = s2.AddSaturated(units).Merge(s2, archsimd.Mask16x32FromBits(uint32(m2)))
		t2 = t2.AddSaturated(units).Merge(t2, archsimd.Mask16x32FromBits(uint32(m2>>32)))
		s3 = s3.AddSaturated(units).Merge(s3, archsimd.Mask16x32FromBits(uint32(m3)))
		t3 = t3.AddSaturated(units).Merge(t3, archsimd.Mask16x32FromBits(uint32(m3>>32)))
		if i%4 == 3 && s0.And(t0).And(s1).And(t1.And(s2).And(t2)).And(s3.And(t3)).NotEqual(full).ToBits() == 0 {
			break
		}
	}
	end := func(l int, s, t archsimd.Uint16x32) {
		if l += from; some>>l&1 == 0 {
			return
		}
		if e.open[l] = uint64(s.NotEqual(full).ToBits()) | uint64(t.NotEqual(full).ToBits())<<32; e.open[l] != 0 {
			s.Store((*[32]uint16)(e.sums[l][:32]))
			t.Store((*[32]uint16)(e.sums[l][32:]))
		}
	}
	end(0, s0, t0)
	end(1, s1, t1)
	end(2, s2, t2)
	end(3, s3, t3)
}
