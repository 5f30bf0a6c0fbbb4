package solve

import (
	"cmp"
	"slices"
)

// mentorsBid lets the mentors in the queue fill their free seats: each takes the newcomers from whom it gains most (score less the margin
// they have), from another mentor too, and lowers its price to what the next best would give. Margins only rise. With epsilon above 0
// all are served; with 0, where that would end nobody's tie, seats may stay open. It ends early at so many pairs looked at.
func (b *board[W]) mentorsBid(epsilon W, work int64) {
	for len(b.queue) > 0 && work > 0 && !b.watch.stopped {
		j := b.queue[len(b.queue)-1]
		b.queue = b.queue[:len(b.queue)-1]
		b.queued[j] = false
		if !b.free(j) || b.price[j] == 0 {
			continue
		}
		looked := int64(b.back[j+1] - b.back[j])
		work -= looked
		b.watch.did(looked)
		open := int(b.seats(j) - b.load[j])
		b.gains(j, open)
		price := W(0)
		if len(b.best) > open {
			price = max(b.best[open].value-epsilon, 0)
			b.best = b.best[:open]
		}
		b.charge(j, price)
		for _, c := range b.best {
			i := b.newcomer[c.at]
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
			score := b.backScore[c.at]
			b.give(j, i, score)
			b.margin[i] = score - price
		}
	}
}

// gains puts into best the open+1 newcomers, not yet its own, from whom mentor j gains most, best first; only gains above 0.
func (b *board[W]) gains(j int32, open int) {
	lo, hi := b.back[j], b.back[j+1]
	newcomers, scores := b.newcomer[lo:hi], b.backScore[lo:hi]
	scores = scores[:len(newcomers)]
	best := b.best[:0]
	if open > 24 { // many: sort them
		for k, i := range newcomers {
			if v := scores[k] - b.margin[i]; v > 0 && b.holder[i] != j {
				best = append(best, choice[W]{v, lo + int32(k)})
			}
		}
		slices.SortFunc(best, func(x, y choice[W]) int {
			return cmp.Or(cmp.Compare(y.value, x.value), cmp.Compare(x.at, y.at))
		})
		b.best = best[:min(len(best), open+1)]
		return
	}
	var least W
	for k, i := range newcomers {
		v := scores[k] - b.margin[i]
		if v <= least || b.holder[i] == j {
			continue
		}
		if len(best) <= open {
			best = append(best, choice[W]{})
		}
		x := len(best) - 1
		for x > 0 && best[x-1].value < v {
			best[x] = best[x-1]
			x--
		}
		best[x] = choice[W]{v, lo + int32(k)}
		if len(best) > open {
			least = best[open].value
		}
	}
	b.best = best
}

// cache has the best few mentors of each newcomer as they were when last looked up. Prices only rise while newcomers bid, so no other
// mentor is worth more than bound.
type cache[W number] struct {
	option []option[W]
	bound  []W
	size   []uint8
}

// option is a mentor and the score, side by side: those of a newcomer lie in one line of the processor's cache.
type option[W number] struct {
	mentor int32
	score  W
}

func (c *cache[W]) reset(n int) {
	if c.size == nil {
		c.option = make([]option[W], n*cached)
		c.bound, c.size = make([]W, n), make([]uint8, n)
	}
	clear(c.size)
}

// newcomersBid lets the newcomers in the queue bid for the mentor whose score less price is best, as much as leaves them epsilon less
// than the second best; whoever paid least there has to bid again. Prices only rise. All are served; where that takes more than so many
// pairs looked at, epsilon grows, up to most. It gives the epsilon at the end.
func (b *board[W]) newcomersBid(epsilon, most W, work int64) W {
	patience := work
	for len(b.queue) > 0 && !b.watch.stopped {
		if work < 0 && epsilon < most {
			epsilon = min(epsilon*nextFactor, most)
			work = patience
		}
		i := b.queue[len(b.queue)-1]
		b.queue = b.queue[:len(b.queue)-1]
		j, score, first, second, looked := b.favourite(i)
		work -= looked
		b.watch.did(looked)
		switch {
		case j < 0:
			b.margin[i] = 0
		case b.free(j):
			b.bid[i] = b.price[j]
			b.give(j, i, score)
			b.margin[i] = first
			if !b.free(j) {
				b.heap(j)
			}
		default:
			bid := min(b.price[j]+(first-second)+epsilon, score)
			out := b.seat[b.first[j]]
			b.holder[out] = -1
			b.queue = append(b.queue, out)
			b.bid[i], b.holder[i], b.worth[i] = bid, j, score
			b.seat[b.first[j]] = i
			b.sink(j, 0)
			b.price[j] = b.bid[b.seat[b.first[j]]]
			b.margin[i] = score - bid
		}
	}
	return epsilon
}

// favourite is the mentor worth most to a newcomer (-1 if none is worth more than 0), with what that one and the second are worth.
func (b *board[W]) favourite(i int32) (mentor int32, score, first, second W, looked int64) {
	for {
		at, size := int(i)*cached, int(b.cache.size[i])
		looked += int64(size)
		mentor, first, second = -1, 0, 0
		for _, o := range b.cache.option[at : at+size] {
			if v := o.score - b.price[o.mentor]; v > second {
				if v > first {
					mentor, score, first, second = o.mentor, o.score, v, first
				} else {
					second = v
				}
			}
		}
		if size > 0 && second >= b.cache.bound[i] {
			return mentor, score, first, second, looked
		}
		looked += int64(b.g.start[i+1] - b.g.start[i])
		if !b.lookUp(i) {
			return -1, 0, 0, 0, looked
		}
	}
}

// lookUp fills the cache of a newcomer; false if no mentor is worth more than 0.
func (b *board[W]) lookUp(i int32) bool {
	lo, hi := b.g.start[i], b.g.start[i+1]
	mentors, scores := b.g.mentor[lo:hi], b.row[lo:hi]
	scores = scores[:len(mentors)]
	var value [cached + 1]W
	var at [cached + 1]int32
	size := 0
	var least W
	for k, j := range mentors {
		v := scores[k] - b.price[j]
		if v <= least {
			continue
		}
		x := size
		if size <= cached {
			size++
		} else {
			x = cached
		}
		for x > 0 && value[x-1] < v {
			value[x], at[x] = value[x-1], at[x-1]
			x--
		}
		value[x], at[x] = v, int32(k)
		if size > cached {
			least = value[cached]
		}
	}
	b.cache.bound[i] = least // 0 unless there are more than fit
	size = min(size, cached)
	b.cache.size[i] = uint8(size)
	for x := range size {
		b.cache.option[int(i)*cached+x] = option[W]{mentors[at[x]], scores[at[x]]}
	}
	return size > 0
}
