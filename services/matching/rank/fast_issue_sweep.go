package rank

import "slices"

// sweep tells of every block of issues what those skills that it has come to, from 64 blocks at once in vertical counters (as adder does), so that
// a run whose rarest skill is not the newcomer's needs few instructions to be left out.
//
// Where the rarest skill is of rarity r and the newcomer's come to x in one direction and y in the other, skills add a·x/(r+x) + b·y/(r+y) at
// most (skillsBound). That rises and is concave, so it is no more than (a+b)·z/(r+z) where z = (a·x + b·y)/(a+b): one sum is enough.
type sweep struct {
	bits  []uint64                 // by 64 blocks, sweepDigits each: the digits of the sums
	unit  float64                  // of the sums, in rarity; 0: nothing is known
	share float64                  // a + b, in millionths
	a, b  float64                  // of share
	ones  float64                  // 1 / unit
	tops  [][maxOthers + 1]float64 // as issueSearch.together: the most that so many skills come to
	says  [2][2]int64              // what interests and causes add at most, by whether there may be shared ones
	words [2]sweepColumns          // which blocks have shared ones
}

const sweepDigits = 8

// sweepColumns are bit sets over blocks.
type sweepColumns [][]uint64

// begin learns what skills count, before learn; nothing is known of blocks.
func (s *sweep) begin(q *issueSearch) {
	s.unit = 0
	s.a, s.b, s.share = 0, 0, (q.share[0]+q.share[1])*Million
	if s.share > 0 {
		s.a, s.b = q.share[0]/s.share, q.share[1]/s.share
	}
	s.tops = slices.Grow(s.tops[:0], len(q.together))[:len(q.together)]
	for i := range s.tops {
		for n := range s.tops[i] {
			s.tops[i][n] = s.worth(q.together[i][0][n], q.together[i][1][n])
		}
	}
}

// worth is what skills count that are drawn to and bring so much.
func (s *sweep) worth(drawn, brings int64) float64 {
	return s.a*float64(drawn) + s.b*float64(brings)
}

// most is the most that so many skills add beside a rarest one, or a little more; from is where together tells of them.
func (s *sweep) most(rare float64, from, others int) int64 {
	top := s.tops[from][others]
	return int64(s.share*top/(rare+top)) + 8
}

// learn adds up what the skills of all blocks come to.
func (s *sweep) learn(q *issueSearch) {
	for i := range s.says {
		s.words[i] = s.words[i][:0]
		s.says[i] = [2]int64{linear(q.unknown[i]), q.allTheirs[i]}
	}
	for i := range q.named {
		n := &q.named[i]
		s.words[n.which] = append(s.words[n.which], n.bits)
		s.says[n.which][1] += n.gain
	}
	for i := range s.says {
		s.says[i][1] = max(s.says[i][0], s.says[i][1])
	}
	all := 0.0
	for i := range q.needed {
		all += s.worth(q.needed[i].drawn, q.needed[i].brings)
	}
	const greatest = 1<<sweepDigits - 1
	if s.share == 0 || all == 0 || len(q.needed) >= greatest/2 {
		return
	}
	s.unit = all / float64(greatest-len(q.needed))
	s.ones = 1 / s.unit
	n := (len(q.c.blocks) + 63) / 64
	if cap(s.bits) < (n+1)*sweepDigits {
		s.bits = make([]uint64, (n+1)*sweepDigits)
	}
	s.bits = s.bits[:(n+1)*sweepDigits] // one more, so that those of a run are read without asking
	clear(s.bits)
	for i := range q.needed {
		h := &q.needed[i]
		addColumn(s.bits, h.bits[:n], uint64(s.worth(h.drawn, h.brings)*s.ones)+1)
	}
}

// addColumn adds so many units to the sums of those that a bit set has.
func addColumn(sums, column []uint64, units uint64) {
	var digits [sweepDigits]uint64
	for d := range digits {
		digits[d] = -(units >> d & 1)
	}
	for i, m := range column {
		if m == 0 {
			continue
		}
		s, carry := (*[sweepDigits]uint64)(sums[i*sweepDigits:]), uint64(0)
		for d := range s {
			a := m & digits[d]
			s[d], carry = s[d]^a^carry, s[d]&a|(s[d]^a)&carry
		}
	}
}

// reach says which blocks of a run, whose rarest skill is not the newcomer's, may have so much left by their words and skills: a bit of each.
func (s *sweep) reach(q *issueSearch, run *issueSpan, left int64) (out uint64) {
	all := uint64(1)<<(run.to-run.from) - 1
	if s.unit == 0 {
		return all
	}
	at, shift := run.from/64, run.from%64
	rare := float64(q.counts.of(run.low))
	if run.second != foreign && q.scratch.at[run.second] == 0 { // all need both
		rare += float64(q.counts.of(run.second))
	}
	var sums [sweepDigits]uint64
	here, next := (*[sweepDigits]uint64)(s.bits[at*sweepDigits:]), (*[sweepDigits]uint64)(s.bits[(at+1)*sweepDigits:])
	for d := range sums {
		sums[d] = here[d]>>shift | next[d]<<1<<(63-shift)
	}
	if out = all & s.enough(&sums, rare, left-s.says[0][1]-s.says[1][1]); out == 0 {
		return 0
	}
	var some [2]uint64
	for i := range some {
		for _, column := range s.words[i] {
			some[i] |= column[at]>>shift | column[at+1]<<1<<(63-shift)
		}
	}
	for class := range 3 {
		lanes := out
		for i := range some {
			if class>>i&1 != 0 {
				lanes &= some[i]
			} else {
				lanes &^= some[i]
			}
		}
		if lanes != 0 {
			out &^= lanes &^ s.enough(&sums, rare, left-s.says[0][class&1]-s.says[1][class>>1])
		}
	}
	return out
}

// enough says whose skills add so much beside a rarest one.
func (s *sweep) enough(sums *[sweepDigits]uint64, rare float64, need int64) uint64 {
	part := float64(need-8) / s.share // something is left for what is cut off
	if part <= 0 {
		return ^uint64(0)
	}
	if part >= 1 {
		return 0
	}
	least := rare * part / (1 - part) * s.ones * (1 - 1e-9)
	if least >= 1<<sweepDigits {
		return 0
	}
	n, enough := uint64(least), ^uint64(0)
	for d, w := range sums {
		digit := -(n >> d & 1)
		enough = w&enough | (w|enough)&^digit
	}
	return enough
}
