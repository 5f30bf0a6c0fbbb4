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
	return epsilon
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
