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
