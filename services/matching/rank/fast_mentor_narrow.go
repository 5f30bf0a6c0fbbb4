//go:build !(goexperiment.simd && amd64)

package rank

// isWide: there is no wide form in this build.
var isWide = false

func (a *adder) wide(*octet, uint8) bool { return false }
