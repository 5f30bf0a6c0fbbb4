package rank

import (
	"cmp"
	"math/bits"
	"slices"
)

// adder finds out of 64 mentors at a time who could reach a score. From what somebody would have who had every feature, what each one lacks is
// taken away, from all 64 at once: ten words hold the ten binary digits of 64 sums ("vertical counters"), so that a feature costs some thirty
// instructions however many have it. The greatest features come first, and as soon as everybody has lost too much nothing more is read. The wide form
// (AVX-512, -tags avx512) has sums of 16 bits of what each one has, and reads all: to ask whether everybody is out would cost it more.
type adder struct {
	terms []term // those first that most is lost by
	rest  int64  // of all
	unit  int64  // of a digit
	units uint32 // how many are too many; 0 not known yet
	words int    // of each bit set
}

// term is a feature as an adder takes it.
type term struct {
	bits  []uint64
	gain  int64
	units uint32 // not more than it is; in the wide form not less
}

// adders makes one for each level of the common language.
func (q *mentorSearch) adders() {
	list := q.all[:0]
	for i := range q.features {
		list = append(list, lacking{tongueFeature{feature: q.features[i]}, 0, false})
	}
	for i := range q.tongues {
		list = append(list, lacking{q.tongues[i], 0, true})
	}
	if q.all = list; !isWide { // which reads all, in any order
		for i := range list {
			f := &list[i]
			f.loss = (f.gain - f.under) * missing(f.bits)
		}
		slices.SortFunc(list, func(a, b lacking) int { return cmp.Compare(b.loss, a.loss) })
	}
	for t, common := range q.commonWorth {
		a := &q.sums[t]
		a.terms, a.rest, a.units, a.words = a.terms[:0], 0, 0, len(q.c.free)
		for i := range list {
			gain := list[i].gain
			if list[i].tongue {
				gain = list[i].over(common)
			}
			if gain > 0 {
				a.terms = append(a.terms, term{list[i].bits, gain, 0})
				a.rest += gain
			}
		}
	}
}

// lacking is a feature with what is lost where it is missing, by how often that is.
type lacking struct {
	tongueFeature
	loss   int64
	tongue bool
}

// missing is how many of a few do not have a bit.
func missing(list []uint64) (n int64) {
	n = 1
	for i := 0; i < len(list); i += 16 {
		n += int64(bits.OnesCount64(^list[i]))
	}
	return n
}

// digits of the narrow form.
const digits = 10

// Who lacks as many units is out, and nobody has more.
const narrowUnits, wideUnits = uint32(1<<digits - 1), uint32(65_535)

// scale makes units so fine that slack has few enough of them.
func (a *adder) scale(slack int64, units uint32) {
	a.unit, a.units = slack/int64(units-units/50)+1, units
	for i := range a.terms {
		a.terms[i].units = uint32(min(int64(units), a.terms[i].gain/a.unit))
	}
}

// scaleWide makes units so fine that everything together has few enough of them, however each term is rounded up.
func (a *adder) scaleWide() {
	a.unit, a.units = a.rest/(int64(wideUnits)-int64(len(a.terms)))+1, wideUnits
	for i := range a.terms {
		a.terms[i].units = uint32((a.terms[i].gain + a.unit - 1) / a.unit)
	}
}

// reach says who of the open ones of block b is below narrowUnits when counting from begin, and gives the digits of their counts, and 1.
func (a *adder) reach(b int, open uint64, begin uint32, count *[digits]uint64) uint64 {
	begin++ // who comes to a carry from there lacks more
	digit := func(n uint32) uint64 { return -uint64(begin >> n & 1) }
	s0, s1, s2, s3, s4 := digit(0), digit(1), digit(2), digit(3), digit(4)
	s5, s6, s7, s8, s9 := digit(5), digit(6), digit(7), digit(8), digit(9)
	for i := range a.terms {
		t := &a.terms[i]
		m, g, c := ^t.bits[b], t.units, uint64(0)
		s0, c = addDigit(s0, m, c, g&1 != 0)
		s1, c = addDigit(s1, m, c, g&2 != 0)
		s2, c = addDigit(s2, m, c, g&4 != 0)
		s3, c = addDigit(s3, m, c, g&8 != 0)
		s4, c = addDigit(s4, m, c, g&16 != 0)
		s5, c = addDigit(s5, m, c, g&32 != 0)
		s6, c = addDigit(s6, m, c, g&64 != 0)
		s7, c = addDigit(s7, m, c, g&128 != 0)
		s8, c = addDigit(s8, m, c, g&256 != 0)
		s9, c = addDigit(s9, m, c, g&512 != 0)
		if open &^= c; open == 0 {
			return 0
		}
	}
	*count = [digits]uint64{s0, s1, s2, s3, s4, s5, s6, s7, s8, s9}
	return open
}

// addDigit adds one binary digit of 64 sums: with what is carried to it, and with m where the term has this digit (one).
func addDigit(digit, m, carry uint64, one bool) (now, on uint64) {
	if one {
		return digit ^ m ^ carry, digit&m | (digit^m)&carry
	}
	return digit ^ carry, digit & carry
}

// has is what row i has of all terms.
func (a *adder) has(i int) (sum int64) {
	for t := range a.terms {
		sum += a.terms[t].gain & -int64(a.terms[t].bits[i/64]>>(i%64)&1)
	}
	return sum
}
