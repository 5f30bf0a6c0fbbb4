package solve

// morePeople makes, at no cost to the total, as many pairs as possible: from a newcomer who is alone to a mentor with a free seat (and so
// no price) over pairs that are tight. A search that fails leaves its mentors marked: no later one can succeed there.
func (b *board[W]) morePeople() {
	open := false
	for j := range int32(b.g.m) {
		open = open || b.free(j)
	}
	if !open {
		return
	}
	b.rows()
	s := &b.search
	s.begin()
	for i := range int32(b.g.n) {
		if b.holder[i] < 0 && !b.isGone(i) && b.g.start[i] < b.g.start[i+1] && !b.watch.stopped {
			b.oneMore(i)
		}
	}
}

// oneMore finds a mentor for a newcomer who is alone at margin 0, breadth first, in the order of rows.
func (b *board[W]) oneMore(who int32) {
	s := &b.search
	s.passed = s.passed[:0]
	end := int32(-1)
	look := func(i int32) {
		row := b.row(i)
		if b.sale.hand != nil { // newcomers bid
			row = b.ordered(i)
		}
		b.watch.did(int64(len(row)))
		for _, p := range row {
			j := p.mentor
			if s.mark[j] >= s.now || b.seats(j) == 0 || b.margin[i]+b.price[j] != p.score || b.holder[i] == j {
				continue
			}
			s.mark[j], s.by[j], s.score[j] = s.now, i, p.score
			s.passed = append(s.passed, j)
			if b.free(j) {
				end = j
				break
			}
		}
	}
	look(who)
	for at := 0; at < len(s.passed) && end < 0; at++ {
		for _, i := range b.held(s.passed[at]) {
			look(i)
		}
	}
	if end < 0 {
		return
	}
	for _, j := range s.passed { // may serve again
		s.mark[j] = s.now - 1
	}
	for {
		i, left := s.by[end], b.holder[s.by[end]]
		if left >= 0 {
			b.take(i)
		}
		b.give(end, i, s.score[end])
		if i == who {
			return
		}
		end = left
	}
}

// keepMost is morePeople for a repair: it looks from the free seats where their mentors have fewer pairs than those who are alone, so that a seat
// which nobody can take costs little.
func (b *board[W]) keepMost() {
	alone, free := int64(0), int64(0)
	for j := range int32(b.g.m) {
		if b.free(j) {
			free += int64(b.back[j+1] - b.back[j])
		}
	}
	for i := range int32(b.g.n) {
		if b.holder[i] < 0 && !b.isGone(i) {
			alone += int64(b.g.start[i+1] - b.g.start[i])
		}
	}
	if free == 0 || alone == 0 {
		return
	}
	if alone <= free {
		b.morePeople()
		return
	}
	b.columns()
	b.search.begin()
	for j := range int32(b.g.m) {
		for b.free(j) && !b.watch.stopped && b.oneSeat(j) {
		}
	}
}

// oneSeat finds a newcomer who is alone for a free seat, or for that of somebody who can move there, breadth first over pairs that are tight, in
// the order of rows. False if there is none: its mentors stay marked then, because no later search can succeed there.
func (b *board[W]) oneSeat(open int32) bool {
	s := &b.search
	s.passed = append(s.passed[:0], open)
	s.mark[open] = s.now
	for at := 0; at < len(s.passed) && !b.watch.stopped; at++ {
		j := s.passed[at]
		column := b.offer[b.back[j]:b.back[j+1]]
		b.watch.did(int64(len(column)))
		for _, o := range column {
			i := o.newcomer
			h := b.holder[i]
			if h == j || h < 0 && b.isGone(i) || h >= 0 && s.mark[h] >= s.now || b.margin[i]+b.price[j] != o.score {
				continue
			}
			if h >= 0 {
				s.mark[h], s.by[h], s.from[h], s.score[h] = s.now, i, j, o.score
				s.passed = append(s.passed, h)
				continue
			}
			for _, x := range s.passed { // may serve again
				s.mark[x] = s.now - 1
			}
			for score := o.score; ; {
				if j == open {
					b.give(j, i, score)
					return true
				}
				mover := s.by[j]
				b.take(mover)
				b.give(j, i, score)
				i, score, j = mover, s.score[j], s.from[j]
			}
		}
	}
	return false
}
