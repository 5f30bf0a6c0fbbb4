package solve

// atHand is how many of the best mentors of a newcomer are kept at hand while they bid.
const atHand = 7

// sale is where newcomers bid. What one bid looks at lies together, because the work is bounded by memory: the best few mentors of a
// newcomer, and what is paid at a mentor.
type sale[W number] struct {
	hand           []hand[W] // of each newcomer
	paid           []paid[W] // as board.seat; of a mentor without a free seat, the lowest first
	left           []int32   // free seats of each mentor
	epsilon, most  W
	work, patience int64 // until epsilon grows

	// Where prices rise fast, a hand is stale before it is used again, and to look at all pairs is less work.
	uses, stale   int // of hands that were filled before, since warm
	direct, pause int // how often to look at all pairs still, and next time
}

// hand has the best few mentors of a newcomer as they were when last looked up. Prices only rise while newcomers bid, so no other mentor
// is worth more than bound. In 32 bits it fills one line of the processor's cache.
type hand[W number] struct {
	option [atHand]option[W]
	bound  W
	size   int32
}

// paid is what a newcomer pays for a seat.
type paid[W number] struct {
	bid, score W
	newcomer   int32
}

// Hands are watched for as many uses as warm after as many that are not counted; if more than a fifth was stale, all pairs are looked at
// instead leastPause times, and twice as often the next time.
const (
	warm       = 2048
	leastPause = 1 << 14
	mostPause  = 1 << 18
)

// openSale takes the pairs that there are; everybody pays the price.
func (b *board[W]) openSale(epsilon, most W, work int64) {
	s := &b.sale
	if s.hand == nil {
		s.hand, s.paid, s.left = make([]hand[W], b.g.n), make([]paid[W], len(b.seat)), make([]int32, b.g.m)
	}
	s.epsilon, s.most, s.work, s.patience = epsilon, most, work, work
	s.uses, s.stale, s.direct, s.pause = 0, 0, 0, leastPause
	for i := range s.hand {
		s.hand[i].size = 0
	}
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
	for j := range int32(b.g.m) {
		for _, p := range b.sale.paid[b.first[j] : b.first[j]+b.room[j]-b.sale.left[j]] {
			b.give(j, p.newcomer, p.score)
			b.margin[p.newcomer] = p.score - b.price[j]
		}
	}
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
		i := b.queue[len(b.queue)-1]
		b.queue = b.queue[:len(b.queue)-1]
		o, first, second, looked := b.favourite(i)
		s.work -= looked
		b.watch.did(looked)
		if first == 0 {
			b.margin[i] = 0
			continue
		}
		j := o.mentor
		lo := b.first[j]
		if s.left[j] > 0 { // at the price: no seat of the others is worth less, so it is lowest wherever it stands
			s.left[j]--
			s.paid[lo+b.room[j]-s.left[j]-1] = paid[W]{b.price[j], o.score, i}
			continue
		}
		seats := s.paid[lo : lo+b.room[j]]
		b.queue = append(b.queue, seats[0].newcomer)
		sink(seats, paid[W]{min(b.price[j]+(first-second)+s.epsilon, o.score), o.score, i})
		b.price[j] = seats[0].bid
	}
	b.closeSale()
	return s.epsilon
}

// favourite is the mentor worth most to a newcomer, with what that one and the second are worth (0 if none is worth more than 0), and how
// many pairs were looked at.
func (b *board[W]) favourite(i int32) (o option[W], first, second W, looked int64) {
	s := &b.sale
	row := b.pair[b.g.start[i]:b.g.start[i+1]]
	if s.direct > 0 {
		if s.direct--; s.direct == 0 {
			s.uses, s.stale = 0, 0
		}
		o, first, second = two(row, b.price)
		return o, first, second, int64(len(row))
	}
	h := &s.hand[i]
	o, first, second = two(h.option[:h.size], b.price)
	if h.size > 0 {
		if second >= h.bound {
			s.used(0)
			return o, first, second, int64(h.size)
		}
		s.used(1)
	}
	o, first, second = h.fill(row, b.price)
	return o, first, second, int64(len(row)) + atHand
}

// used counts a use of a hand that was filled before.
func (s *sale[W]) used(stale int) {
	s.uses++
	s.stale += stale
	switch s.uses {
	case warm:
		s.stale = 0
	case 2 * warm:
		if s.stale*5 > warm {
			s.direct, s.pause = s.pause, min(2*s.pause, mostPause)
		}
		s.uses, s.stale = warm, 0
	}
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

// fill looks up the best few of a row, and says what two says.
func (h *hand[W]) fill(row []option[W], price []W) (o option[W], first, second W) {
	var value [atHand + 1]W
	var at [atHand + 1]int32
	size := 0
	var least W
	for k, p := range row {
		v := p.score - price[p.mentor]
		if v <= least {
			continue
		}
		x := size
		if size <= atHand {
			size++
		} else {
			x = atHand
		}
		for x > 0 && value[x-1] < v {
			value[x], at[x] = value[x-1], at[x-1]
			x--
		}
		value[x], at[x] = v, int32(k)
		if size > atHand {
			least = value[atHand]
		}
	}
	h.bound = least // 0 unless there are more than fit
	size = min(size, atHand)
	h.size = int32(size)
	for x := range size {
		h.option[x] = row[at[x]]
	}
	return h.option[0], value[0], value[1]
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
