package solve

import "math/bits"

// coarse has what every pair is worth, and what those on the other side cost (the prices of mentors, or the margins of newcomers), in 14 bits
// each, for a cohort in which most pairs may be made. What a pair is worth is rounded up and what somebody costs is rounded down, so that those
// who cannot be worth a look are passed over four at a time, in a quarter of the memory. What is found with it is what the row of a newcomer, or
// the column of a mentor, itself would give, ties included.
type coarse[W number] struct {
	width int      // words of a row; 0 where there is no such table
	score []uint64 // of each row so many words; lane x of word w is number 4w+x of the other side, with a guard above it
	cost  []uint64
	shift uint    // how many bits were cut off
	rest  []uint8 // by row and number, what was added to the score to round it up
}

const (
	lanes      = 4
	laneBits   = 16
	coarseBits = 14 // a price and a worth from a guard never borrow from the next lane
	restBits   = 8
	guards     = 0x8000_8000_8000_8000
	ones       = 0x0001_0001_0001_0001

	fullRows   = 2  // one of so many pairs can be made, for there to be a table
	leastApart = 64 // and the least score is so much of the greatest below it; where scores are nearly the same, 14 bits tell little
)

// openCoarse makes the table of newcomers, once, where it is worth it, or takes over the prices that there are.
func (b *board[W]) openCoarse() {
	c, g := &b.sale.coarse, b.g
	if c.width == 0 {
		if b.neverCoarse || g.n == 0 || g.m <= mostFronted || g.pairs()/g.n < g.m/fullRows || b.greatest-b.least() < b.greatest/leastApart {
			return
		}
		if !c.make(g.n, g.m, b.greatest) {
			return
		}
		for i := range int32(g.n) {
			row, rest := c.row(i)
			for _, p := range b.row(i) {
				c.put(row, rest, p.mentor, p.score)
			}
		}
		b.sale.favour = make([][2]option[W], g.n)
	}
	c.charge(b.price)
}

// openCoarseColumns does so for mentors, where newcomers have a table.
func (b *board[W]) openCoarseColumns() {
	c, g := &b.coarse, b.g
	if b.sale.coarse.width == 0 {
		return
	}
	if c.width == 0 {
		c.make(g.m, g.n, b.greatest)
		for j := range int32(g.m) {
			row, rest := c.row(j)
			for _, o := range b.offer[b.back[j]:b.back[j+1]] {
				c.put(row, rest, o.newcomer, o.score)
			}
		}
	}
	c.charge(b.margin)
}

// make takes the memory; false if the scores are too great.
func (c *coarse[W]) make(rows, others int, greatest W) bool {
	shift := uint(0)
	for int64(greatest)>>shift >= 1<<coarseBits-1 {
		shift++
	}
	if shift > restBits || greatest == 0 {
		return false
	}
	c.width, c.shift = (others+lanes-1)/lanes, shift
	c.score, c.cost = make([]uint64, rows*c.width), make([]uint64, c.width)
	for w := range c.score {
		c.score[w] = guards
	}
	c.rest = make([]uint8, rows*c.width*lanes)
	return true
}

// put says what a pair is worth; one that may not be made, or is worth less than 0, is as if it were worth 0.
func (c *coarse[W]) put(row []uint64, rest []uint8, k int32, score W) {
	if score > 0 {
		v := (score + W(1)<<c.shift - 1) >> c.shift
		row[k/lanes] |= uint64(v) << (k % lanes * laneBits)
		rest[k] = uint8(v<<c.shift - score)
	}
}

func (c *coarse[W]) row(i int32) ([]uint64, []uint8) {
	return c.score[int(i)*c.width:][:c.width], c.rest[int(i)*c.width*lanes:][:c.width*lanes]
}

// charge notes what all cost.
func (c *coarse[W]) charge(cost []W) {
	for k, v := range cost {
		c.pay(int32(k), v)
	}
}

// pay notes what somebody costs, where there is a table.
func (c *coarse[W]) pay(k int32, cost W) {
	at, w := k%lanes*laneBits, &c.cost[k/lanes]
	*w = *w&^(0xffff<<at) | uint64(min(cost>>c.shift, 1<<coarseBits-1))<<at
}

// worth is what next needs to find all that are worth so much, above 0, or more.
func (c *coarse[W]) worth(least W) uint64 {
	return ones * uint64(min((int64(least)+1<<c.shift-1)>>c.shift, 1<<coarseBits))
}

// next is the first word of a row, from one on, in which somebody may be worth so much, with the guards of those who may; -1 if there is none.
func (c *coarse[W]) next(row []uint64, from int, worth uint64) (int, uint64) {
	cost := c.cost[:len(row)]
	for w := from; w < len(row); w++ {
		if may := (row[w] - cost[w] - worth) & guards; may != 0 {
			return w, may
		}
	}
	return -1, 0
}

// pair is the first of those in a word that may be worth it, and the score.
func (c *coarse[W]) pair(row []uint64, rest []uint8, w int, may uint64) (int32, W) {
	at := bits.TrailingZeros64(may) &^ (laneBits - 1)
	k := w*lanes + at/laneBits
	return int32(k), W(row[w]>>at&(1<<(laneBits-1)-1))<<c.shift - W(rest[k])
}

// two is two of the row of a newcomer.
func (c *coarse[W]) two(i int32, favour *[2]option[W], price []W) (o option[W], first, second W) {
	_, _, least := two(favour[:], price)
	least = max(least-1, 0)
	first, second = least, least
	var other option[W]
	row, rest := c.row(i)
	worth := c.worth(least + 1)
	for w, may := c.next(row, 0, worth); w >= 0; w, may = c.next(row, w+1, worth) {
		for ; may != 0; may &= may - 1 {
			j, score := c.pair(row, rest, w, may)
			if v := score - price[j]; v > second {
				if v > first {
					o, other, first, second = option[W]{j, score}, o, v, first
				} else {
					other, second = option[W]{j, score}, v
				}
				worth = c.worth(second + 1)
			}
		}
	}
	if other.score > 0 {
		*favour = [2]option[W]{o, other}
	}
	return o, first, second
}

// fill is hand.fill of a newcomer.
func (c *coarse[W]) fill(i int32, h *hand[W], price []W) W {
	var value [atHand + 1]W
	var best [atHand + 1]int32 // mentors
	size, least := 0, h.least(price)
	row, rest := c.row(i)
	worth := c.worth(least + 1)
	for w, may := c.next(row, 0, worth); w >= 0; w, may = c.next(row, w+1, worth) {
		for ; may != 0; may &= may - 1 {
			j, s := c.pair(row, rest, w, may)
			v := s - price[j]
			if v <= least {
				continue
			}
			if size = enlist(value[:], best[:], size, v, j); size > atHand {
				least = value[atHand]
				worth = c.worth(least + 1)
			}
		}
	}
	h.bound = least
	size = min(size, atHand)
	for x := range size {
		h.option[x] = option[W]{best[x], value[x] + price[best[x]]}
	}
	clear(h.option[size:])
	return value[0]
}

// above adds all pairs of a newcomer that may be worth more than least to a list, in the order of the row.
func (c *coarse[W]) above(i int32, least W, list []option[W]) []option[W] {
	row, rest := c.row(i)
	worth := c.worth(least + 1)
	for w, may := c.next(row, 0, worth); w >= 0; w, may = c.next(row, w+1, worth) {
		for ; may != 0; may &= may - 1 {
			j, score := c.pair(row, rest, w, may)
			list = append(list, option[W]{j, score})
		}
	}
	return list
}

// bestOfColumn is bestOf of all newcomers, for few open seats.
func (b *board[W]) bestOfColumn(j int32, open int) (next W) {
	c, best := &b.coarse, b.best[:0]
	row, rest := c.row(j)
	worth := c.worth(1)
	for w, may := c.next(row, 0, worth); w >= 0; w, may = c.next(row, w+1, worth) {
		for ; may != 0; may &= may - 1 {
			i, score := c.pair(row, rest, w, may)
			v := score - b.margin[i]
			if v <= next || b.holder[i] == j {
				continue
			}
			best = enqueue(best, open, choice[W]{v, offer[W]{i, score}})
			if len(best) > open {
				next = best[open].value
				worth = c.worth(next + 1)
			}
		}
	}
	b.best = best[:min(len(best), open)]
	return next
}
