//go:build !(goexperiment.simd && amd64)

package rank

// isWide: there is no wide form in this build.
var isWide = false

// wide is never called.
func (a *adder) wide(*octet, uint8, int) {}
