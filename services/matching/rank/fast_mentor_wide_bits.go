//go:build goexperiment.simd && amd64

package rank

import "simd/archsimd"

// These do eight words at a time and give what is left of the sets.

func wideOr(into, bits []uint64) (_, _ []uint64) {
	for len(into) >= lanes && len(bits) >= lanes {
		to := (*[lanes]uint64)(into)
		archsimd.LoadUint64x8(to).Or(archsimd.LoadUint64x8((*[lanes]uint64)(bits))).Store(to)
		into, bits = into[lanes:], bits[lanes:]
	}
	return into, bits
}

func wideOrBoth(into, a, b []uint64) (_, _, _ []uint64) {
	for len(into) >= lanes && len(a) >= lanes && len(b) >= lanes {
		to := (*[lanes]uint64)(into)
		x, y := archsimd.LoadUint64x8((*[lanes]uint64)(a)), archsimd.LoadUint64x8((*[lanes]uint64)(b))
		archsimd.LoadUint64x8(to).Or(x.And(y)).Store(to)
		into, a, b = into[lanes:], a[lanes:], b[lanes:]
	}
	return into, a, b
}

func wideOrBut(into, a, b []uint64) (_, _, _ []uint64) {
	for len(into) >= lanes && len(a) >= lanes && len(b) >= lanes {
		to := (*[lanes]uint64)(into)
		x, y := archsimd.LoadUint64x8((*[lanes]uint64)(a)), archsimd.LoadUint64x8((*[lanes]uint64)(b))
		archsimd.LoadUint64x8(to).Or(x.AndNot(y)).Store(to)
		into, a, b = into[lanes:], a[lanes:], b[lanes:]
	}
	return into, a, b
}

func wideOrNone(into, a, b []uint64) (_, _, _ []uint64) {
	for len(into) >= lanes && len(a) >= lanes && len(b) >= lanes {
		to := (*[lanes]uint64)(into)
		x, y := archsimd.LoadUint64x8((*[lanes]uint64)(a)), archsimd.LoadUint64x8((*[lanes]uint64)(b))
		archsimd.LoadUint64x8(to).Or(x.Or(y).Not()).Store(to)
		into, a, b = into[lanes:], a[lanes:], b[lanes:]
	}
	return into, a, b
}
