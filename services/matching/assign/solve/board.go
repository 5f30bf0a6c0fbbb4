package solve

import "slices"

// number is what scores and prices are counted in: 32 bits where they suffice, because the work is bounded by memory.
type number interface{ ~int32 | ~int64 }

// smallScore is the greatest score for which sums of four fit into 32 bits.
const smallScore = 1 << 28

// board is the state of a search: who holds whom, at which prices. Throughout, for every pair that may be made, margin + price >= score
// (within epsilon during an auction), a newcomer's margin is 0 or more, and a pair that is made is tight: margin + price = score. Two
// kinds of people are not settled yet: newcomers alone with a margin above 0, and mentors with a free seat and a price above 0.
type board[W number] struct {
	g   *graph
	add int64 // added to every score

	// The pairs by newcomer and by mentor, each made when first needed; those of mentor j are at back[j] to back[j+1]-1.
	pair        []option[W]
	back        []int32
	offer       []offer[W]
	greatest    W
	margin      []W     // of newcomers
	price       []W     // of mentors
	holder      []int32 // mentor of each newcomer, or -1
	worth       []W     // score of the pair that the newcomer is in
	place       []int32 // where the newcomer is among those of the mentor
	seat        []int32 // who sits there: those of mentor j are at first[j] to first[j]+load[j]-1
	first, load []int32
	room        []int32 // seats of each mentor
	gone        []bool  // newcomers who take no part; nil if all do
	fillable    int     // how many seats have a newcomer who could sit there

	queue  []int32
	queued []bool // mentors
	best   []choice[W]
	sale   sale[W]
	few    []option[W]
	handy  bool        // prices did not fall since the hands of the sale were filled
	roster []roster[W] // of mentors
	time   int32       // of the rosters that are good
	wear   wear        // of rosters
	coarse coarse[W]   // of mentors, where newcomers have one

	neverCoarse bool // for tests
	search      search[W]
	watch       *watch
}

// option is a mentor with what the pair is worth.
type option[W number] struct {
	mentor int32
	score  W
}

// offer is a newcomer with what the pair is worth.
type offer[W number] struct {
	newcomer int32
	score    W
}

// choice is an offer with what the mentor gains from it.
type choice[W number] struct {
	value W
	offer offer[W]
}

func newBoard[W number](g *graph, add int64, w *watch) *board[W] {
	b := newTable[W](g, add, w)
	for j := range g.m { // one seat more than newcomers where there are enough: then it is never full, and has no price
		degree := b.back[j+1] - b.back[j]
		b.room[j] = min(g.capacity[j], degree+1)
		b.first[j+1] = b.first[j] + b.room[j]
		b.fillable += int(min(g.capacity[j], degree))
	}
	b.seat = make([]int32, b.first[g.m])
	b.clear()
	return b
}

// newTable is a board without seats.
func newTable[W number](g *graph, add int64, w *watch) *board[W] {
	b := &board[W]{g: g, add: add, watch: w, greatest: W(g.greatest + add)}
	n, m := g.n, g.m
	b.count()
	b.margin, b.worth = make([]W, n), make([]W, n)
	b.holder, b.place = make([]int32, n), make([]int32, n)
	b.price, b.queued = make([]W, m), make([]bool, m)
	b.first, b.load, b.room = make([]int32, m+1), make([]int32, m), make([]int32, m)
	b.search.init(m)
	return b
}

// count says where the pairs of each mentor will be.
func (b *board[W]) count() {
	b.back = make([]int32, b.g.m+1)
	for _, j := range b.g.mentor {
		b.back[j+1]++
	}
	for j := range b.g.m {
		b.back[j+1] += b.back[j]
	}
}

// columns makes the pairs by mentor.
func (b *board[W]) columns() {
	if b.offer != nil {
		return
	}
	g := b.g
	b.offer = make([]offer[W], g.pairs())
	next := slices.Clone(b.back)
	for i := range g.n {
		lo, hi := g.start[i], g.start[i+1]
		mentors, scores := g.mentor[lo:hi], g.score[lo:hi]
		for k, j := range mentors {
			b.offer[next[j]] = offer[W]{int32(i), W(scores[k] + b.add)}
			next[j]++
		}
	}
}

// rows makes the pairs by newcomer.
func (b *board[W]) rows() {
	if b.pair != nil {
		return
	}
	b.pair = make([]option[W], b.g.pairs())
	for k, s := range b.g.score {
		b.pair[k] = option[W]{b.g.mentor[k], W(s + b.add)}
	}
}

// row are the pairs of a newcomer, in any order.
func (b *board[W]) row(i int32) []option[W] { return b.pair[b.g.start[i]:b.g.start[i+1]] }

// ordered are the pairs of a newcomer in the order of the mentors' rows, from now on until bids change it.
func (b *board[W]) ordered(i int32) []option[W] {
	row := b.row(i)
	byMentor := func(x, y option[W]) int { return int(x.mentor - y.mentor) }
	if !slices.IsSortedFunc(row, byMentor) {
		slices.SortFunc(row, byMentor)
	}
	return row
}

// least is the least score, at least 0.
func (b *board[W]) least() W { return max(W(b.g.least+b.add), 0) }

// clear ends all pairs and sets all prices to 0; a mentor without any place has a price that nobody pays.
func (b *board[W]) clear() {
	for i := range b.holder {
		b.holder[i], b.margin[i] = -1, 0
		if b.isGone(int32(i)) {
			b.margin[i] = b.greatest // nobody gains from somebody who is this well off
		}
	}
	for j := range b.price {
		b.price[j], b.load[j], b.queued[j] = 0, 0, false
		if b.room[j] == 0 && b.back[j] < b.back[j+1] {
			b.price[j] = b.greatest
		}
	}
	b.queue = b.queue[:0]
	b.sale.hand, b.sale.coarse, b.coarse = nil, coarse[W]{}, coarse[W]{}
}

func (b *board[W]) seats(j int32) int32 { return b.room[j] }
func (b *board[W]) free(j int32) bool   { return b.load[j] < b.room[j] }
func (b *board[W]) isGone(i int32) bool { return b.gone != nil && b.gone[i] }

// held are the newcomers of a mentor.
func (b *board[W]) held(j int32) []int32 { return b.seat[b.first[j] : b.first[j]+b.load[j]] }

// give makes a pair of a mentor with a free seat and a newcomer who is alone.
func (b *board[W]) give(j, i int32, score W) {
	b.seat[b.first[j]+b.load[j]] = i
	b.place[i] = b.load[j]
	b.load[j]++
	b.holder[i], b.worth[i] = j, score
}

// take ends the pair of a newcomer.
func (b *board[W]) take(i int32) {
	j := b.holder[i]
	b.load[j]--
	last := b.seat[b.first[j]+b.load[j]]
	b.seat[b.first[j]+b.place[i]] = last
	b.place[last] = b.place[i]
	b.holder[i] = -1
}

// charge sets the price of a mentor whose newcomers all pay it.
func (b *board[W]) charge(j int32, price W) {
	b.price[j] = price
	if b.sale.coarse.width > 0 {
		b.sale.coarse.pay(j, price)
	}
	for _, i := range b.held(j) {
		b.margin[i] = b.worth[i] - price
	}
	if b.coarse.width > 0 {
		for _, i := range b.held(j) {
			b.coarse.pay(i, b.margin[i])
		}
	}
}
