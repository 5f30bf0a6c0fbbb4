package solve

import (
	"cmp"
	"slices"
)

// mentorsBid lets the mentors in the queue fill their free seats: each takes the newcomers from whom it gains most (score less the margin
// they have), from another mentor too, and lowers its price to what the next best would give. Margins only rise. With epsilon above 0
// all are served; where that takes more than so many pairs looked at, epsilon grows, up to most. With 0, where that would end nobody's tie,
// seats may stay open, and it ends early at so many pairs. It gives the epsilon at the end.
func (b *board[W]) mentorsBid(epsilon, most W, work int64) W {
	patience := work
	if len(b.queue) > 0 {
		b.columns()
		b.openCoarseColumns()
		b.reopen()
	}
	for len(b.queue) > 0 && !b.watch.stopped {
		if work <= 0 {
			if epsilon == 0 {
				break
			}
			epsilon, work = max(epsilon, min(epsilon*nextFactor, most)), patience
		}
		j := b.queue[len(b.queue)-1]
		b.queue = b.queue[:len(b.queue)-1]
		b.queued[j] = false
		if !b.free(j) || b.price[j] == 0 {
			continue
		}

		open := int(b.seats(j) - b.load[j])
		next, looked := b.gains(j, open, epsilon > 0)
		work -= looked
		b.watch.did(looked)
		price := max(next-epsilon, 0)
		b.charge(j, price)
		for _, c := range b.best {
			i := c.offer.newcomer
			if h := b.holder[i]; h >= 0 {
				if c.value == price {
					continue // would change nothing: left for a path
				}
				b.take(i)
				if !b.queued[h] {
					b.queued[h] = true
					b.queue = append(b.queue, h)
				}
			}
			b.give(j, i, c.offer.score)
			b.margin[i] = c.offer.score - price
			if b.coarse.width > 0 {
				b.coarse.pay(i, b.margin[i])
			}
		}
	}
	return epsilon
}

// mentorsRestart takes so much off the margins there are, ends the pairs from which a mentor gains less than the best other less epsilon,
// and queues the mentors who have a free seat and a price then.
func (b *board[W]) mentorsRestart(epsilon, by W) {
	b.columns()
	b.queue = b.queue[:0]
	for i, h := range b.holder {
		if h >= 0 {
			b.margin[i] = max(b.margin[i]-by, 0)
		}
	}
	for j := int32(b.g.m) - 1; j >= 0; j-- {
		if b.room[j] == 0 {
			continue
		}
		other := epsilon
		for _, o := range b.offer[b.back[j]:b.back[j+1]] {
			if v := o.score - b.margin[o.newcomer]; v > other && b.holder[o.newcomer] != j {
				other = v
			}
		}
		b.price[j] = other - epsilon
		for x := b.load[j] - 1; x >= 0; x-- {
			if i := b.seat[b.first[j]+x]; b.worth[i]-b.margin[i] < b.price[j] {
				b.take(i)
			}
		}
		b.charge(j, b.price[j])
		if b.free(j) && b.price[j] > 0 {
			b.queue, b.queued[j] = append(b.queue, j), true
		}
	}
	b.watch.did(int64(b.g.pairs()))
}

// inRoster is how many of the best newcomers of a mentor are kept at hand while mentors bid.
const inRoster = 15

// mostOpen is with how many free seats a mentor looks into the roster.
const mostOpen = 5

// fewOpen is with how many free seats it takes less time to put the best newcomers in order as they are found than to sort all.
const fewOpen = 24

// roster has the newcomers from whom a mentor gained most when last looked up, its own among them. Margins only rise while mentors bid, so
// from no other is more to be gained than bound.
type roster[W number] struct {
	offer [inRoster]offer[W] // those that are missing are worth nothing with newcomer 0
	bound W
	time  int32
}

// reopen makes all rosters stale.
func (b *board[W]) reopen() {
	if b.roster == nil {
		b.roster = make([]roster[W], b.g.m)
	}
	b.time++
	b.wear.begin()
}

// gains puts into best the newcomers, not yet its own, from whom mentor j gains most, best first, as many as it has seats open; only gains
// above 0. It gives what the next best would bring, or where the roster may be used a little more; and how many pairs were looked at.
func (b *board[W]) gains(j int32, open int, roster bool) (next W, looked int64) {
	lo, hi := b.back[j], b.back[j+1]
	if !roster || open > mostOpen || b.wear.rest(1) {
		if b.coarse.width > 0 && open <= fewOpen {
			return b.bestOfColumn(j, open), int64(hi - lo)
		}
		return b.bestOf(j, b.offer[lo:hi], open), int64(hi - lo)
	}
	r := &b.roster[j]
	if r.time == b.time {
		next = b.bestOf(j, r.offer[:], open)
		if r.bound == 0 || len(b.best) == open && b.best[open-1].value >= r.bound {
			b.wear.used(1, 0)
			return max(next, r.bound), inRoster
		}
		b.wear.used(1, 1)
	}
	b.enrol(j)
	return max(b.bestOf(j, r.offer[:], open), r.bound), int64(hi-lo) + inRoster
}

// enrol looks up the roster of a mentor.
func (b *board[W]) enrol(j int32) {
	r := &b.roster[j]
	var value [inRoster + 1]W
	var at [inRoster + 1]int32
	size := 0
	offers := b.offer[b.back[j]:b.back[j+1]]
	least := W(1)
	if len(offers) > inRoster {
		least = r.offer[0].score - b.margin[r.offer[0].newcomer]
		for _, o := range r.offer[1:] {
			least = min(least, o.score-b.margin[o.newcomer])
		}
	}
	least = max(least-1, 0)
	for k, o := range offers {
		v := o.score - b.margin[o.newcomer]
		if v <= least {
			continue
		}
		size = enlist(value[:], at[:], size, v, int32(k))
		if size > inRoster {
			least = value[inRoster]
		}
	}
	r.bound, r.time = least, b.time
	size = min(size, inRoster)
	for x := range size {
		r.offer[x] = offers[at[x]]
	}
	clear(r.offer[size:])
}

// bestOf puts into best the newcomers of some offers from whom mentor j gains most, and gives what the next best would bring.
func (b *board[W]) bestOf(j int32, offers []offer[W], open int) (next W) {
	best := b.best[:0]
	if open > fewOpen { // sort them
		for _, o := range offers {
			if v := o.score - b.margin[o.newcomer]; v > 0 && b.holder[o.newcomer] != j {
				best = append(best, choice[W]{v, o})
			}
		}
		slices.SortFunc(best, func(x, y choice[W]) int {
			return cmp.Or(cmp.Compare(y.value, x.value), cmp.Compare(x.offer.newcomer, y.offer.newcomer))
		})
		b.best = best[:min(len(best), open)]
		if len(best) > open {
			next = best[open].value
		}
		return next
	}
	for _, o := range offers {
		v := o.score - b.margin[o.newcomer]
		if v <= next || b.holder[o.newcomer] == j {
			continue
		}
		best = enqueue(best, open, choice[W]{v, o})
		if len(best) > open {
			next = best[open].value
		}
	}
	b.best = best[:min(len(best), open)]
	return next
}

// enqueue puts a choice among the best, best first, of which it keeps one more than so many.
func enqueue[W number](best []choice[W], most int, c choice[W]) []choice[W] {
	if len(best) <= most {
		best = append(best, choice[W]{})
	}
	x := len(best) - 1
	for x > 0 && best[x-1].value < c.value {
		best[x] = best[x-1]
		x--
	}
	best[x] = c
	return best
}
