package dp

import (
	"crypto/rand"
	"encoding/binary"
)

// Source gives uniform 64-bit numbers.
type Source func() uint64

// Secure is the system's secure source.
func Secure() uint64 {
	var b [8]byte
	rand.Read(b[:])
	return binary.BigEndian.Uint64(b[:])
}

// below is uniform over 0..n-1, by rejection: exact, whatever n is.
func (s Source) below(n uint64) uint64 {
	if n&(n-1) == 0 {
		return s() & (n - 1)
	}
	least := -n % n // 2^64 mod n
	for {
		if x := s(); x >= least {
			return x % n
		}
	}
}

// bernoulli is true with probability a/b.
func (s Source) bernoulli(a, b uint64) bool { return s.below(b) < a }

// bernoulliExp is true with probability exp(-a/b), for a <= b (algorithm 1 of Canonne, Kamath and Steinke).
func (s Source) bernoulliExp(a, b uint64) bool {
	k := uint64(1)
	for s.below(k) == 0 && s.bernoulli(a, b) { // with probability (a/b)/k
		k++
	}
	return k%2 == 1
}

// Noise is for a whole number that one person changes by one: with it, no result is more than exp(epsilon) times as likely whatever that person
// is or did. epsilon in thousandths, at least 1.
func (s Source) Noise(epsilon int) int { return int(s.laplace(uint64(max(1, epsilon)), 1000)) }

// laplace draws from the discrete Laplace distribution of scale t/s, P(x) proportional to exp(-|x|·s/t) (algorithm 2). s and t at least 1.
func (src Source) laplace(s, t uint64) int64 {
	for {
		u := src.below(t)
		if !src.bernoulliExp(u, t) {
			continue
		}
		v := uint64(0)
		for src.bernoulliExp(1, 1) {
			v++
		}
		y := (u + t*v) / s
		negative := src.below(2) == 1
		if negative && y == 0 {
			continue
		}
		if negative {
			return -int64(y)
		}
		return int64(y)
	}
}
