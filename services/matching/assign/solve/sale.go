package solve

// atHand is how many of the best mentors of a newcomer are kept at hand while they bid.
const atHand = 7

// sale is where newcomers bid. What one bid looks at lies together, because the work is bounded by memory: the best few mentors of a
// newcomer, and what is paid at a mentor.
type sale[W number] struct {
	hand           []hand[W]      // of each newcomer
	coarse         coarse[W]      // of newcomers, where most pairs may be made
	favour         [][2]option[W] // of each newcomer then, the best two when last looked for
	paid           []paid[W]      // as board.seat; of a mentor without a free seat, the lowest first
	left           []int32        // free seats of each mentor
	before         []W            // prices when newcomers had bid
	epsilon, most  W
	work, patience int64 // until epsilon grows

	bids    [atOnce]bid[W]
	stale   [atOnce]int32
	wear    wear
	lowered W // all prices by up to this, since newcomers bid
	touched W // keeps what is only fetched from being left out
}

// hand has the best few mentors of a newcomer as they were when last looked up. Prices only rise while newcomers bid, so no other mentor
// is worth more than bound. In 32 bits it fills one line of the processor's cache.
type hand[W number] struct {
	option [atHand]option[W] // those that are missing are worth nothing at mentor 0
	bound  W
}

// paid is what a newcomer pays for a seat.
type paid[W number] struct {
	bid, score W
	newcomer   int32
}

// atOnce is how many newcomers choose before the first of them bids.
const atOnce = 16

// bid is what a newcomer wants: the best option at the price it had, with what that one and the second are worth.
type bid[W number] struct {
	newcomer      int32
	option        option[W]
	price         W
	first, second W
}

// openSale takes the pairs that there are; everybody pays the price.
func (b *board[W]) openSale(epsilon, most W, work int64) {
	s := &b.sale
	if s.paid == nil {
		s.paid, s.left = make([]paid[W], len(b.seat)), make([]int32, b.g.m)
	}
	s.epsilon, s.most, s.work, s.patience = epsilon, most, work, work
	s.wear.begin()
	b.openCoarse()
	for j := range int32(b.g.m) {
		for x, i := range b.held(j) {
			s.paid[b.first[j]+int32(x)] = paid[W]{b.price[j], b.worth[i], i}
			b.holder[i] = -1
		}
		s.left[j], b.load[j] = b.room[j]-b.load[j], 0
	}
}

// closeSale makes the pairs.
func (b *board[W]) closeSale() {
	copy(b.sale.before, b.price)
	for j := range int32(b.g.m) {
		for _, p := range b.sale.paid[b.first[j] : b.first[j]+b.room[j]-b.sale.left[j]] {
			b.give(j, p.newcomer, p.score)
			b.margin[p.newcomer] = p.score - b.price[j]
		}
	}
}

// fallen is what happened to prices since newcomers bid last.
type fallen int

const (
	nowhere    fallen = iota // what is at hand is the best, or known to be stale
	here                     // so too, but others may be nearly as good
	everywhere               // what is at hand tells nothing, and neither does it the first time
)

// fewFallen is how many times fewer pairs than all may be looked at to see who gains from prices that fell.
const fewFallen = 8

// fell makes the bounds of what is at hand right where prices fell since newcomers bid: by as much for everybody as all prices were
// lowered, and more for those who could have one of the few mentors who fell more.
func (b *board[W]) fell() fallen {
	s := &b.sale
	lowered := s.lowered
	s.lowered = 0
	if s.hand == nil {
		s.hand, s.before = make([]hand[W], b.g.n), make([]W, b.g.m)
		return everywhere
	}
	more, pairs := false, int32(0)
	for j, price := range b.price {
		if s.before[j]-price > lowered {
			more = true
			pairs += b.back[j+1] - b.back[j]
		}
	}
	if pairs > int32(b.g.pairs()/fewFallen) {
		return everywhere
	}
	if lowered == 0 && !more {
		return nowhere
	}
	for i := range s.hand {
		s.hand[i].bound += lowered
	}
	if more {
		b.columns()
		for j, price := range b.price {
			if s.before[j]-price <= lowered {
				continue
			}
			for _, o := range b.offer[b.back[j]:b.back[j+1]] {
				h := &s.hand[o.newcomer]
				h.bound = max(h.bound, o.score-price)
			}
		}
		b.watch.did(int64(pairs))
	}
	return here
}

// best is what the best two at hand are worth.
func (h *hand[W]) best(price []W) (first, second W) {
	_, first, second = two(h.option[:], price)
	return first, second
}

// newcomersBid lets the newcomers in the queue bid for the mentor whose score less price is best, as much as leaves them epsilon less
// than the second best; whoever paid least there has to bid again. Prices only rise. All are served; where that takes more than so many
// pairs looked at, epsilon grows, up to most. It gives the epsilon at the end.
func (b *board[W]) newcomersBid(epsilon, most W, work int64) W {
	b.openSale(epsilon, most, work)
	s := &b.sale
	for len(b.queue) > 0 && !b.watch.stopped {
		if s.work < 0 && s.epsilon < most {
			s.epsilon = min(s.epsilon*nextFactor, most)
			s.work = s.patience
		}
		n := max(len(b.queue)-atOnce, 0)
		bids := s.bids[:len(b.queue)-n]
		b.choose(bids, b.queue[n:])
		b.queue = b.queue[:n]
		for x := range bids {
			b.bid(&bids[x])
		}
	}
	b.closeSale()
	return s.epsilon
}

// choose looks up what some newcomers want. It goes over all of them for each kind of memory that they need, so that the processor
// fetches it for all of them at the same time.
func (b *board[W]) choose(bids []bid[W], newcomers []int32) {
	s := &b.sale
	var touched W
	if s.wear.rest(len(newcomers)) {
		for x, i := range newcomers {
			bids[x].newcomer = i
			touched += b.touch(i)
		}
		for x := range bids {
			b.survey(&bids[x])
		}
	} else {
		for _, i := range newcomers {
			touched += s.hand[i].bound
		}
		stale := s.stale[:0]
		for x, i := range newcomers {
			bids[x].newcomer = i
			if !b.glimpse(&bids[x]) {
				stale = append(stale, int32(x))
				touched += b.touch(i)
			}
		}
		for _, x := range stale {
			b.refill(&bids[x])
		}
		s.wear.used(len(newcomers), len(stale))
	}
	for x := range bids {
		j := bids[x].option.mentor
		bids[x].price = b.price[j]
		touched += W(s.left[j])
		if lo := b.first[j]; lo < b.first[j+1] {
			touched += s.paid[lo].bid
		}
	}
	s.touched = touched
}

// touch has the pairs of a newcomer fetched.
func (b *board[W]) touch(i int32) W {
	var touched W
	if c := &b.sale.coarse; c.width > 0 {
		row, _ := c.row(i)
		for k := 0; k < len(row); k += 16 {
			touched += W(row[k])
		}
		return touched
	}
	row := b.row(i)
	for k := 0; k < len(row) && k < 64; k += 8 {
		touched += row[k].score
	}
	return touched
}

// bid makes a bid as chosen, if the price is still what it was then. What the second best was worth may have fallen: then less is bid than
// could be, and epsilon more than the price all the same.
func (b *board[W]) bid(c *bid[W]) {
	s := &b.sale
	j := c.option.mentor
	if b.price[j] != c.price {
		b.favourite(c)
		j = c.option.mentor
	}
	i := c.newcomer
	if c.first == 0 {
		b.margin[i] = 0
		return
	}
	lo := b.first[j]
	if s.left[j] > 0 { // at the price: no seat of the others is worth less, so it is lowest wherever it stands
		s.left[j]--
		s.paid[lo+b.room[j]-s.left[j]-1] = paid[W]{b.price[j], c.option.score, i}
		return
	}
	seats := s.paid[lo : lo+b.room[j]]
	b.queue = append(b.queue, seats[0].newcomer)
	sink(seats, paid[W]{min(c.option.score-c.second+s.epsilon, c.option.score), c.option.score, i})
	b.price[j] = seats[0].bid
	if s.coarse.width > 0 {
		s.coarse.pay(j, b.price[j])
	}
}

// favourite is the option worth most to a newcomer, and what the second is worth, or a little more.
func (b *board[W]) favourite(c *bid[W]) {
	switch {
	case b.sale.wear.direct > 0:
		b.survey(c)
	case !b.glimpse(c):
		b.refill(c)
	}
}

// glimpse finds the favourite at hand; false if another may be better.
func (b *board[W]) glimpse(c *bid[W]) bool {
	h := &b.sale.hand[c.newcomer]
	c.option, c.first, c.second = two(h.option[:], b.price)
	b.sale.work -= atHand
	b.watch.did(atHand)
	if c.first < h.bound {
		return false
	}
	c.second = max(c.second, h.bound)
	return true
}

// refill finds the favourite among all pairs, and the best few to have at hand.
func (b *board[W]) refill(c *bid[W]) {
	row := b.row(c.newcomer)
	h := &b.sale.hand[c.newcomer]
	b.fill(c.newcomer)
	c.option, c.first, c.second = two(h.option[:2], b.price)
	b.sale.work -= int64(len(row))
	b.watch.did(int64(len(row)))
}

// survey finds the favourite among all pairs.
func (b *board[W]) survey(c *bid[W]) {
	row := b.row(c.newcomer)
	switch {
	case len(row) <= mostFronted:
		c.option, c.first, c.second = fronted(row, b.price)
	case b.sale.coarse.width > 0:
		c.option, c.first, c.second = b.sale.coarse.two(c.newcomer, &b.sale.favour[c.newcomer], b.price)
	default:
		c.option, c.first, c.second = two(row, b.price)
	}
	b.sale.work -= int64(len(row))
	b.watch.did(int64(len(row)))
}

// two is the option worth most, with what that one and the second are worth.
func two[W number](row []option[W], price []W) (o option[W], first, second W) {
	for _, p := range row {
		if v := p.score - price[p.mentor]; v > second {
			if v > first {
				o, first, second = p, v, first
			} else {
				second = v
			}
		}
	}
	return o, first, second
}

// mostFronted is in how long rows it pays to move the best to the front.
const mostFronted = 256

// fronted is two, and puts these two first in the row: next time they are likely to be among the best again, and then the others are
// passed over at a glance.
func fronted[W number](row []option[W], price []W) (o option[W], first, second W) {
	a, b := 0, 0
	for k, p := range row {
		if v := p.score - price[p.mentor]; v > second {
			if v > first {
				a, b, first, second = k, a, v, first
			} else {
				b, second = k, v
			}
		}
	}
	if first == 0 {
		return o, 0, 0
	}
	o = row[a]
	row[0], row[a] = o, row[0]
	if second > 0 {
		if b == 0 { // has just moved
			b = a
		}
		row[1], row[b] = row[b], row[1]
	}
	return o, first, second
}

// fill looks up the best few of a newcomer, and says what the best is worth.
func (b *board[W]) fill(i int32) W {
	h, row := &b.sale.hand[i], b.row(i)
	if b.sale.coarse.width > 0 && len(row) > mostFronted {
		return b.sale.coarse.fill(i, h, b.price)
	}
	return h.fill(row, b.price)
}

// fill looks up the best few of a row, and says what the best is worth.
func (h *hand[W]) fill(row []option[W], price []W) W {
	var value [atHand + 1]W
	var at [atHand + 1]int32
	size := 0
	least := W(0)
	if len(row) > atHand {
		least = h.least(price)
	}
	for k, p := range row {
		v := p.score - price[p.mentor]
		if v <= least {
			continue
		}
		size = enlist(value[:], at[:], size, v, int32(k))
		if size > atHand {
			least = value[atHand]
		}
	}
	h.bound = least // 0 unless there are more than fit
	size = min(size, atHand)
	for x := range size {
		h.option[x] = row[at[x]]
	}
	clear(h.option[size:])
	return value[0]
}

// least is what none is worth more than who cannot be among the best now: it is worth less than each of those that were.
func (h *hand[W]) least(price []W) W {
	least := h.option[0].score - price[h.option[0].mentor]
	for _, p := range h.option[1:] {
		least = min(least, p.score-price[p.mentor])
	}
	return max(least-1, 0)
}

// enlist puts k, which is worth v, among the best few, best first, of which there are so many; where there is no room for all the last goes.
func enlist[W number](value []W, at []int32, size int, v W, k int32) int {
	x := size
	if size < len(value) {
		size++
	} else {
		x--
	}
	for x > 0 && value[x-1] < v {
		value[x], at[x] = value[x-1], at[x-1]
		x--
	}
	value[x], at[x] = v, k
	return size
}

// sink puts what somebody pays in the place of the lowest, and the lowest first.
func sink[W number](h []paid[W], p paid[W]) {
	x := 0
	for {
		c := 2*x + 1
		if c >= len(h) {
			break
		}
		if c+1 < len(h) && h[c+1].bid < h[c].bid {
			c++
		}
		if h[c].bid >= p.bid {
			break
		}
		h[x] = h[c]
		x = c
	}
	h[x] = p
}
