package solve

import "math/bits"

// coarse has what every pair is worth, and what is paid at every mentor, in 14 bits each, for a cohort in which most pairs may be made. What a
// pair is worth is rounded up and prices are rounded down, so that who cannot be worth a look is passed over four at a time, in a quarter of the
// memory. What is found with it is what the row itself would give, ties included.
type coarse[W number] struct {
	never   bool     // for tests: do without
	mentors int      // of the cohort; 0 where there is no such table
	width   int      // words of a row
	score   []uint64 // of each newcomer so many words; lane x of word w is mentor 4w+x, with a guard above the number
	price   []uint64
	shift   uint           // how many bits were cut off
	rest    []uint8        // of each newcomer, by mentor, what was added to the score to round it up
	favour  [][2]option[W] // of each newcomer, the best two when last looked for
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

// open makes the table, once, or takes over the prices that there are.
func (c *coarse[W]) open(b *board[W]) {
	g := b.g
	if c.score == nil {
		if c.never || g.n == 0 || g.m <= mostFronted || g.pairs()/g.n < g.m/fullRows {
			return
		}
		for c.shift = 0; int64(b.greatest)>>c.shift >= 1<<coarseBits-1; c.shift++ {
		}
		if c.shift > restBits || b.greatest == 0 || b.greatest-b.least() < b.greatest/leastApart {
			return
		}
		c.make(b)
	}
	for j, price := range b.price {
		c.pay(int32(j), price)
	}
}

// make fills in what the pairs are worth; a pair that may not be made, or below 0, is worth 0.
func (c *coarse[W]) make(b *board[W]) {
	g := b.g
	c.mentors, c.width = g.m, (g.m+lanes-1)/lanes
	c.score, c.price = make([]uint64, g.n*c.width), make([]uint64, c.width)
	c.rest = make([]uint8, g.n*c.width*lanes)
	c.favour = make([][2]option[W], g.n)
	up := W(1)<<c.shift - 1
	for i := range g.n {
		row, rest := c.row(int32(i)), c.restOf(int32(i))
		for w := range row {
			row[w] = guards
		}
		for _, p := range b.row(int32(i)) {
			if p.score > 0 {
				v := (p.score + up) >> c.shift
				row[p.mentor/lanes] |= uint64(v) << (p.mentor % lanes * laneBits)
				rest[p.mentor] = uint8(v<<c.shift - p.score)
			}
		}
	}
}

func (c *coarse[W]) row(i int32) []uint64 { return c.score[int(i)*c.width:][:c.width] }

func (c *coarse[W]) restOf(i int32) []uint8 { return c.rest[int(i)*c.width*lanes:][:c.width*lanes] }

// pay notes a price.
func (c *coarse[W]) pay(j int32, price W) {
	if c.mentors == 0 {
		return
	}
	at, w := j%lanes*laneBits, &c.price[j/lanes]
	*w = *w&^(0xffff<<at) | uint64(min(price>>c.shift, 1<<coarseBits-1))<<at
}

// worth is what next needs to find all that are worth so much, above 0, or more.
func (c *coarse[W]) worth(least W) uint64 {
	return ones * uint64(min((int64(least)+1<<c.shift-1)>>c.shift, 1<<coarseBits))
}

// next is the first word of a row, from one on, in which a mentor may be worth so much, with the guards of those who may; -1 if there is none.
func (c *coarse[W]) next(row []uint64, from int, worth uint64) (int, uint64) {
	price := c.price[:len(row)]
	for w := from; w < len(row); w++ {
		if may := (row[w] - price[w] - worth) & guards; may != 0 {
			return w, may
		}
	}
	return -1, 0
}

// better hands over, in the order of the row, all pairs that may be worth more than least, until found says what more they must be worth.
func (c *coarse[W]) better(i int32, least W, found func(p option[W]) W) {
	row, rest, worth := c.row(i), c.restOf(i), c.worth(least+1)
	for w, may := c.next(row, 0, worth); w >= 0; w, may = c.next(row, w+1, worth) {
		for ; may != 0; may &= may - 1 {
			if more := found(c.pair(row, rest, w, may)); more > least {
				least, worth = more, c.worth(more+1)
			}
		}
	}
}

// pair is the first of those in a word that may be worth it.
func (c *coarse[W]) pair(row []uint64, rest []uint8, w int, may uint64) option[W] {
	at := bits.TrailingZeros64(may) &^ (laneBits - 1)
	j := w*lanes + at/laneBits
	return option[W]{int32(j), W(row[w]>>at&(1<<(laneBits-1)-1))<<c.shift - W(rest[j])}
}

// two is two of the row of a newcomer.
func (c *coarse[W]) two(i int32, price []W) (o option[W], first, second W) {
	favour := &c.favour[i]
	_, _, least := two(favour[:], price)
	least = max(least-1, 0)
	first, second = least, least
	var other option[W]
	row, rest, worth := c.row(i), c.restOf(i), c.worth(least+1)
	for w, may := c.next(row, 0, worth); w >= 0; w, may = c.next(row, w+1, worth) {
		for ; may != 0; may &= may - 1 {
			p := c.pair(row, rest, w, may)
			if v := p.score - price[p.mentor]; v > second {
				if v > first {
					o, other, first, second = p, o, v, first
				} else {
					other, second = p, v
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

// above adds all pairs of a newcomer that may be worth more than least to a list, in the order of the row.
func (c *coarse[W]) above(i int32, least W, list []option[W]) []option[W] {
	row, rest, worth := c.row(i), c.restOf(i), c.worth(least+1)
	for w, may := c.next(row, 0, worth); w >= 0; w, may = c.next(row, w+1, worth) {
		for ; may != 0; may &= may - 1 {
			list = append(list, c.pair(row, rest, w, may))
		}
	}
	return list
}
