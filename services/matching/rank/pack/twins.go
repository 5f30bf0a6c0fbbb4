package pack

import "math/bits"

// Twins say of rows, in the order in which they lie, which are the same as the one before but for the id.
type Twins []uint64

// NewTwins is of n rows, none of them a twin.
func NewTwins(n int) Twins { return make(Twins, (n+63)/64) }

// Set says that row i is a twin.
func (t Twins) Set(i int) { t[i/64] |= 1 << (i % 64) }

// Has says whether row i is a twin; false beyond the last.
func (t Twins) Has(i int) bool { return i/64 < len(t) && t[i/64]&(1<<(i%64)) != 0 }

// End is the first row from i on that is no twin.
func (t Twins) End(i int) int {
	for ; i/64 < len(t); i = (i/64 + 1) * 64 {
		if others := ^t[i/64] >> (i % 64); others != 0 {
			return i + bits.TrailingZeros64(others)
		}
	}
	return i
}
