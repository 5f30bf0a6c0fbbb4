package solve

// search finds a shortest path over mentors. Every mentor has a mark: below now, not seen; now, reached; now+1, passed. Numbers from that of
// the mentors on are newcomers whose best few mentors were looked at already, put off until the others may be on the way.
type search[W number] struct {
	now      int32
	mark     []int32
	distance []W
	by       []int32 // newcomer who would come to the mentor, or position of the pair by which its newcomer would leave
	score    []W     // of the pair that the newcomer would make
	from     []int32
	heap     []step[W]
	passed   []int32
	at       W // the distance of a newcomer who was given as next
}

type step[W number] struct {
	distance W
	mentor   int32
}

func (s *search[W]) init(m int) {
	s.mark, s.by, s.from = make([]int32, m), make([]int32, m), make([]int32, m)
	s.distance, s.score = make([]W, m), make([]W, m)
}

func (s *search[W]) begin() {
	if s.now > 1<<30 {
		clear(s.mark)
		s.now = 0
	}
	s.now += 2
	s.heap, s.passed = s.heap[:0], s.passed[:0]
}

// reach notes a way to a mentor; false if one as short is known.
func (s *search[W]) reach(j int32, distance W) bool {
	if s.mark[j] > s.now || s.mark[j] == s.now && distance >= s.distance[j] {
		return false
	}
	s.mark[j], s.distance[j] = s.now, distance
	s.push(j, distance)
	return true
}

func (s *search[W]) push(j int32, distance W) {
	h := append(s.heap, step[W]{})
	x := len(h) - 1
	for x > 0 {
		up := (x - 1) >> 1
		if h[up].distance <= distance {
			break
		}
		h[x] = h[up]
		x = up
	}
	h[x] = step[W]{distance, j}
	s.heap = h
}

// next is the nearest mentor (or newcomer put off) reached and not passed, now passed; -1 if none is nearer than limit.
func (s *search[W]) next(limit W) int32 {
	for len(s.heap) > 0 && s.heap[0].distance < limit {
		top := s.heap[0]
		last := s.heap[len(s.heap)-1]
		s.heap = s.heap[:len(s.heap)-1]
		if h := s.heap; len(h) > 0 {
			x := 0
			for {
				c := 2*x + 1
				if c >= len(h) {
					break
				}
				if c+1 < len(h) && h[c+1].distance < h[c].distance {
					c++
				}
				if h[c].distance >= last.distance {
					break
				}
				h[x] = h[c]
				x = c
			}
			h[x] = last
		}
		if top.mentor >= int32(len(s.mark)) { // a newcomer
			s.at = top.distance
			return top.mentor
		}
		if s.mark[top.mentor] == s.now && s.distance[top.mentor] == top.distance {
			s.mark[top.mentor] = s.now + 1
			s.passed = append(s.passed, top.mentor)
			return top.mentor
		}
	}
	return -1
}

// settleNewcomer gives a newcomer who is alone with a margin what is best for all: by a shortest path to a free seat, or to somebody who
// is left alone instead (perhaps the same newcomer). Margins and prices stay exact.
func (b *board[W]) settleNewcomer(who int32) {
	s := &b.search
	s.begin()
	limit := b.margin[who]
	end, alone := int32(-1), who // the mentor with the free seat, or who is left alone
	var d W
	var touched W // fetches the hands of all who share a mentor at the same time
	weigh := func(i int32, options []option[W], base W) {
		b.watch.did(int64(len(options)))
		for _, p := range options {
			j := p.mentor
			to := base + b.price[j] - p.score
			if to >= limit || b.holder[i] == j {
				continue
			}
			if b.free(j) {
				limit, end = to, j
				s.by[j], s.score[j] = i, p.score
			} else if s.reach(j, to) {
				s.by[j], s.score[j] = i, p.score
			}
		}
	}
	look := func(i int32) {
		base := d + b.margin[i]
		if !b.handy {
			weigh(i, b.row(i), base)
			return
		}
		h := &b.sale.hand[i]
		weigh(i, h.option[:], base)
		if base-h.bound < limit {
			s.push(int32(b.g.m)+i, base-h.bound)
		}
	}
	look(who)
	for j := s.next(limit); j >= 0; j = s.next(limit) {
		if i := j - int32(b.g.m); i >= 0 {
			row, base := b.row(i), s.at+b.sale.hand[i].bound
			if c := &b.sale.coarse; c.width > 0 && len(row) > mostFronted && base >= limit {
				b.few = c.above(i, base-limit, b.few[:0])
				b.watch.did(int64(len(row) - len(b.few)))
				row = b.few
			}
			weigh(i, row, base)
			continue
		}
		d = s.distance[j]
		for _, i := range b.held(j) {
			if d+b.margin[i] < limit {
				limit, end, alone = d+b.margin[i], -1, i
			}
			if b.handy {
				touched += b.sale.hand[i].bound
			}
		}
		for _, i := range b.held(j) {
			if d < limit {
				look(i)
			}
		}
		if b.watch.stopped {
			return // nothing was changed yet
		}
	}
	b.sale.touched = touched
	for _, j := range s.passed {
		if up := limit - s.distance[j]; up > 0 {
			b.charge(j, b.price[j]+up)
		}
	}
	b.margin[who] -= limit
	if end < 0 {
		if alone == who {
			return
		}
		end = b.holder[alone]
		b.take(alone)
	}
	for {
		i, score, left := s.by[end], s.score[end], b.holder[s.by[end]]
		if left >= 0 {
			b.take(i)
		}
		b.give(end, i, score)
		b.margin[i] = score - b.price[end]
		if i == who {
			return
		}
		end = left
	}
}

// settleSeat fills a free seat of a mentor who has a price, by a shortest path to a newcomer who is alone, or to a mentor (perhaps the
// same) who can leave a seat open. False if the seat stays open, at price 0.
func (b *board[W]) settleSeat(who int32) bool {
	b.columns()
	s := &b.search
	s.begin()
	limit := b.price[who]
	pair, open := int32(-1), who // the pair with somebody alone that open would make; -1: it leaves the seat open
	s.mark[who], s.distance[who] = s.now+1, 0
	s.passed = append(s.passed, who)
	for j := who; j >= 0; j = s.next(limit) {
		d := s.distance[j]
		if d+b.price[j] < limit {
			limit, pair, open = d+b.price[j], -1, j
		}
		lo, hi := b.back[j], b.back[j+1]
		b.watch.did(int64(hi - lo))
		base := d + b.price[j]
		for k, o := range b.offer[lo:hi] {
			to := base + b.margin[o.newcomer] - o.score
			if to >= limit {
				continue
			}
			h := b.holder[o.newcomer]
			if h < 0 {
				limit, pair, open = to, lo+int32(k), j
			} else if s.reach(h, to) {
				s.by[h], s.from[h] = lo+int32(k), j
			}
		}
		if b.watch.stopped {
			return false // nothing was changed yet
		}
	}
	for _, j := range s.passed {
		if down := limit - s.distance[j]; down > 0 {
			b.charge(j, b.price[j]-down)
		}
	}
	filled := pair >= 0 || open != who
	for {
		left := int32(-1)
		if open != who {
			left = s.by[open]
			b.take(b.offer[left].newcomer)
		}
		if pair >= 0 {
			o := b.offer[pair]
			b.give(open, o.newcomer, o.score)
			b.margin[o.newcomer] = o.score - b.price[open]
		}
		if open == who {
			return filled
		}
		pair, open = left, s.from[open]
	}
}
