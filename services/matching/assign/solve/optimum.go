package solve

import (
	"errors"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// errUnproved would be a mistake of ours: prices and pairs do not prove each other.
var errUnproved = errors.New("assign: the answer could not be proved; this is a mistake in the solver")

// optimum is an answer with the greatest total: the mentor of each newcomer (-1 for none), the prices that prove it, and each
// newcomer's margin.
type optimum struct {
	mentor []int32
	price  []int64
	margin []int64
}

// people is how many newcomers have a mentor.
func (o *optimum) people() int {
	n := 0
	for _, j := range o.mentor {
		if j >= 0 {
			n++
		}
	}
	return n
}

// maximise finds the pairs with the greatest sum of score + add, in 32 bits if they suffice.
func maximise(g *graph, add int64, w *watch) (*optimum, error) {
	if g.greatest+add <= smallScore && g.least+add >= -smallScore {
		return bestPairs[int32](g, add, w)
	}
	return bestPairs[int64](g, add, w)
}

// Effort, in numbers of pairs of the whole problem looked at, and shares of the greatest score, chosen by measurement (README).
const (
	bidEffort    = 4  // mentors' bids without epsilon before paths take over
	pathEffort   = 12 // paths before the auction with epsilon takes over
	phaseEffort  = 1  // newcomers' bids of the first phase before epsilon grows
	seatEffort   = 16 // and those of mentors
	mostUnfilled = 30 // percent of the mentors: with more of them left after their bids, no paths are tried
	firstShare   = 300
	laterShare   = 100 // where the mentors have bid
	mostShare    = 20  // as far as epsilon grows in the first phase
	nextFactor   = 20
	warFactor    = 5 // where epsilon grew more than once: there prices are far from those before
	lastShare    = 40000
	scarcePermil = 960 // mentors bid first if there are fewer seats than this for a thousand newcomers
)

// bestPairs is exact in three ways that lead into one another. Where seats are scarce, mentors bid without epsilon, which is nearly always
// all there is to do, and shortest paths do the rest. Where that takes long, an auction with falling epsilon, newcomers first and then
// mentors with seats left over, brings prices close to the right ones; then shortest paths, exact again, end it.
func bestPairs[W number](g *graph, add int64, w *watch) (*optimum, error) {
	if !g.scarce() {
		if order := g.nearby(); order != nil {
			o, err := ended(newBoard[W](order.arrange(g), add, w))
			if err != nil {
				return nil, err
			}
			return order.restore(o), nil
		}
	}
	return ended(newBoard[W](g, add, w))
}

// ended runs a board and reads the answer off.
func ended[W number](b *board[W]) (*optimum, error) {
	if err := b.run(); err != nil {
		return nil, err
	}
	g := b.g
	o := &optimum{mentor: b.holder, price: make([]int64, g.m), margin: make([]int64, g.n)}
	for i, margin := range b.margin {
		o.margin[i] = int64(margin)
	}
	for j, p := range b.price {
		o.price[j] = int64(p)
	}
	return o, nil
}

// run makes the pairs, from nothing.
func (b *board[W]) run() error {
	b.watch.reached(10)
	done, mentorsFirst := false, b.fillable*1000 < b.wanting()*scarcePermil
	if mentorsFirst {
		done = b.scarce()
	}
	if !done {
		b.rows()
		b.auction(mentorsFirst)
		b.exact()
	}
	if b.watch.stopped {
		return assign.ErrStopped
	}
	b.watch.reached(90)
	b.morePeople()
	if !b.proved() {
		return errUnproved
	}
	return nil
}

// wanting is how many newcomers have a pair that may be made.
func (b *board[W]) wanting() int {
	n := 0
	for i := range b.g.n {
		if b.g.start[i] < b.g.start[i+1] && !b.isGone(int32(i)) {
			n++
		}
	}
	return n
}

// scarce lets the mentors bid, then fills their last seats by paths; false if that took too long to be worth ending.
func (b *board[W]) scarce() bool {
	for j := int32(b.g.m) - 1; j >= 0; j-- {
		if b.seats(j) > 0 {
			b.price[j] = b.greatest
			b.queue, b.queued[j] = append(b.queue, j), true
		}
	}
	work := int64(b.g.pairs())
	b.mentorsBid(0, 0, bidEffort*work)
	b.watch.reached(40)
	for _, j := range b.queue { // those that did not come to their turn
		b.queued[j] = false
	}
	b.queue = b.queue[:0]
	unfilled := 0
	for j := range int32(b.g.m) {
		if b.free(j) && b.price[j] > 0 {
			b.dearest(j)
			unfilled++
		}
	}
	if unfilled*100 > b.g.m*mostUnfilled {
		return false
	}
	until := b.watch.total() + pathEffort*work
	for j := range int32(b.g.m) {
		for b.free(j) && b.price[j] > 0 && b.settleSeat(j) {
			if b.watch.stopped || b.watch.total() > until {
				return b.watch.stopped
			}
		}
	}
	return true
}

// dearest brings the price of a mentor with a free seat down to what somebody would gain.
func (b *board[W]) dearest(j int32) {
	b.columns()
	var most W
	for _, o := range b.offer[b.back[j]:b.back[j+1]] {
		if b.holder[o.newcomer] != j {
			most = max(most, o.score-b.margin[o.newcomer])
		}
	}
	if most < b.price[j] {
		b.charge(j, most)
	}
}

// auction brings prices close to the right ones, from those there are. Each phase is done by newcomers and ended by mentors with seats left
// over, or the other way round where mentors come first.
func (b *board[W]) auction(mentorsFirst bool) {
	spread := b.greatest - b.least()
	first := W(firstShare)
	if mentorsFirst {
		first = laterShare
	}
	epsilon, last := max(spread/first, 1), max(spread/lastShare, 1)
	most, factor, lower := max(b.greatest/mostShare, epsilon), W(nextFactor), W(0)
	for percent := 50; ; percent = min(percent+8, 80) {
		began := epsilon
		if mentorsFirst && percent > 50 {
			b.mentorsPhase(epsilon, lower)
		} else if epsilon = b.phase(epsilon, most); epsilon > began*nextFactor {
			factor = warFactor
		}
		b.watch.reached(percent)
		if epsilon <= last || b.watch.stopped {
			return
		}
		if lower = 2 * epsilon; !mentorsFirst && b.leftOver() {
			b.lower(lower)
		}
		epsilon = max(epsilon/factor, last)
		most = epsilon
	}
}

// leftOver says whether seats that somebody could take are free.
func (b *board[W]) leftOver() bool {
	taken := 0
	for _, n := range b.load {
		taken += int(n)
	}
	return taken < b.fillable
}

// lower takes so much off all prices, so that a phase comes upon the right ones from below: newcomers raise prices in less time than mentors
// with seats left over lower them.
func (b *board[W]) lower(by W) {
	for j, price := range b.price {
		if b.room[j] > 0 {
			b.price[j] = max(price-by, 0)
		}
	}
	b.sale.lowered += by
}

// phase serves everybody within epsilon, which may grow up to most, from the prices there are. It gives the epsilon it ended with.
func (b *board[W]) phase(epsilon, most W) W {
	b.restart(epsilon)
	epsilon = b.newcomersBid(epsilon, most, phaseEffort*int64(b.g.pairs()))
	b.queue = b.queue[:0]
	for j := range int32(b.g.m) {
		b.charge(j, b.price[j])
		if b.free(j) && b.price[j] > 0 {
			b.queue, b.queued[j] = append(b.queue, j), true
		}
	}
	return b.mentorsBid(epsilon, most, seatEffort*int64(b.g.pairs()))
}

// mentorsPhase is a phase the other way round: mentors serve themselves within epsilon, from margins lowered by so much, and newcomers who
// were left alone with a margin bid.
func (b *board[W]) mentorsPhase(epsilon, lower W) {
	b.mentorsRestart(epsilon, lower)
	b.mentorsBid(epsilon, epsilon, seatEffort*int64(b.g.pairs()))
	b.queue = b.queue[:0]
	for i, h := range b.holder {
		if b.sale.hand[i].bound = b.greatest + 1; h < 0 && b.margin[i] > 0 && !b.isGone(int32(i)) {
			b.queue = append(b.queue, int32(i))
		}
	}
	b.newcomersBid(epsilon, epsilon, phaseEffort*int64(b.g.pairs()))
}

// restart takes the prices as they are, ends the pairs that are not within epsilon of the newcomer's best, and queues the newcomers who
// are alone and need not be.
func (b *board[W]) restart(epsilon W) {
	b.queue = b.queue[:0]
	fell := b.fell()
	b.openCoarse()
	looked := 0
	for i := range int32(b.g.n) {
		if b.isGone(i) {
			continue
		}
		h := &b.sale.hand[i]
		best, second := h.best(b.price)
		if fell == everywhere || best < h.bound || fell == here && second < h.bound {
			best = b.fill(i)
			looked += len(b.row(i))
		}
		if h := b.holder[i]; h >= 0 {
			if has := b.worth[i] - b.price[h]; has >= 0 && has+epsilon >= best {
				b.margin[i] = has
				continue
			}
			b.take(i)
		}
		if b.margin[i] = best; best > 0 {
			b.queue = append(b.queue, i)
		}
	}
	b.watch.did(int64(atHand*b.g.n + looked))
}

// exact ends the search: every path is a shortest one, so margins and prices prove the pairs when nobody is left to settle.
func (b *board[W]) exact() {
	b.restart(0)
	todo := append([]int32(nil), b.queue...)
	b.handy = true
	for _, i := range todo {
		if b.holder[i] < 0 && b.margin[i] > 0 && !b.watch.stopped {
			b.settleNewcomer(i)
		}
	}
	b.handy = false
	for j := range int32(b.g.m) {
		for b.free(j) && b.price[j] > 0 && !b.watch.stopped && b.settleSeat(j) {
		}
	}
}

// proved compares the total with the bound that the prices give.
func (b *board[W]) proved() bool {
	var gap int64 // of sums that cannot overflow: each price above 0 has as many newcomers as places
	for j := range int32(b.g.m) {
		if b.price[j] < 0 || b.price[j] > 0 && b.load[j] < b.room[j] {
			return false
		}
	}
	for i, h := range b.holder {
		switch {
		case b.isGone(int32(i)):
		case b.margin[i] < 0 || h < 0 && b.margin[i] > 0:
			return false
		case h >= 0:
			gap |= int64(b.margin[i] + b.price[h] - b.worth[i])
		}
	}
	return gap == 0
}
