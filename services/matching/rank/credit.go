package rank

import "math/bits"

// Credits is what every part gives to a score, in millionths. They add up to the score exactly; only the price is negative.
type Credits [nParts]int64

// Sum is the score.
func (c Credits) Sum() (s int64) {
	for _, v := range c {
		s += v
	}
	return s
}

// join is the harmonic mean of two directions, each the sum of its parts and at most Million, with the credit of every part
// by largest remainder (ties to the earlier part), and the price of load (millionths) at percent.
func join(mine, theirs [nParts]int64, a, b, load, percent int64) (c Credits, score int64) {
	if a <= 0 || b <= 0 {
		return c, 0
	}
	fit := 2 * a * b / (a + b)
	left := fit
	var rest [nParts]int64
	for p := range Price {
		n := mine[p]*b + theirs[p]*a
		c[p], rest[p] = n/(a+b), n%(a+b)
		left -= c[p]
	}
	if left > 0 {
		for ; left > 0; left-- { // fewer than there are parts
			most := Skills
			for p := range Price {
				if rest[p] > rest[most] {
					most = p
				}
			}
			c[most]++
			rest[most] = -1
		}
	}
	c[Price] = -price(fit, load, percent)
	return c, fit + c[Price]
}

// price never takes more than percent of the fit, and never turns the order of two fits at one load.
func price(fit, load, percent int64) int64 { return fit * load / Million * percent / 100 }

// harmonic is the score of join without the credits.
func harmonic(a, b, load, percent int64) int64 {
	if a <= 0 || b <= 0 {
		return 0
	}
	fit := 2 * a * b / (a + b)
	return fit - price(fit, load, percent)
}

// score is the score of a pair's values at a load, without the credits.
func (w *weighed) score(v *values, load int64) int64 {
	_, a := w.mine.add(&v.mine)
	_, b := w.theirs.add(&v.theirs)
	return harmonic(a, b, load, w.price)
}

// rarity weighs a word by how few of n have it: 1 (everybody) to 8, in thousandths: 1 + log2((n+1)/(have+1)).
func rarity(have, n int) int64 {
	if have < 0 || n <= have {
		return 1000
	}
	return min(8000, 1000+log2(uint64(n)+1, uint64(have)+1))
}

// log2 of a/b (a ≥ b ≥ 1, below 2^31) in thousandths, in integers: whole part by length, ten binary places by squaring.
func log2(a, b uint64) int64 {
	x := a << 31 / b // 1..2^31 as 31 binary places
	whole := bits.Len64(x) - 32
	x >>= uint(whole) // 1 ≤ x < 2
	frac := int64(0)
	for i := 9; i >= 0; i-- {
		x = x * x >> 31
		if x >= 2<<31 {
			x >>= 1
			frac |= 1 << i
		}
	}
	return int64(whole)*1000 + frac*1000/1024
}
