//go:build !(amd64 && avx512)

package rank

// isWide: there is no wide form in this build.
var isWide = false

// wide is never called.
func (a *adder) wide(*octet, uint8, int) {}

func wideOr(into, bits []uint64) (_, _ []uint64)        { return into, bits }
func wideOrBoth(into, a, b []uint64) (_, _, _ []uint64) { return into, a, b }
func wideOrBut(into, a, b []uint64) (_, _, _ []uint64)  { return into, a, b }
func wideOrNone(into, a, b []uint64) (_, _, _ []uint64) { return into, a, b }
