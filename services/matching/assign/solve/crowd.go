package solve

import "slices"

// crowd is an auction for newcomers with several places, which brings prices and pairs close to the best ones; a flow ends it. Whoever has
// places open bids for as many mentors as that at once, each as much as leaves the newcomer epsilon less than the best of the others.
type crowd struct {
	g         *graph
	places    []int32
	have      [][]int32 // of each newcomer, the positions of the pairs
	price     []int64   // of mentors; 0 with a free seat
	paid      [][]share // to each mentor, the lowest first once all seats are taken
	queue     []int32
	queued    []bool
	epsilon   int64
	left      int64 // pairs that may still be looked at
	watch     *watch
	value     [maxPlaces + 1]int64
	at        [maxPlaces + 1]int32
	preferred int
}

// maxPlaces is assign.MaxPlaces.
const maxPlaces = 4

// share is what a newcomer pays for a seat, by the position of the pair.
type share struct {
	bid      int64
	newcomer int32
	pair     int32
}

// Effort of the crowd, in numbers of pairs of the whole problem looked at: in all, and in the first phase before epsilon grows.
const (
	crowdEffort = 400
	crowdStart  = 2
	mostCheaper = 1 << 14
)

// crowded gives pairs and prices that are the best up to a little.
func crowded(g *graph, places []int32, w *watch) *crowd {
	c := &crowd{g: g, places: places, have: make([][]int32, g.n), price: make([]int64, g.m), paid: make([][]share, g.m),
		queued: make([]bool, g.n), watch: w, left: crowdEffort * int64(g.pairs())}
	for j, n := range g.degrees() {
		c.paid[j] = make([]share, 0, min(g.capacity[j], n))
		if g.capacity[j] == 0 {
			c.price[j] = g.greatest // nobody gains from a mentor without a place
		}
	}
	last := max(g.greatest/lastShare, 1)
	c.epsilon = max(g.greatest/firstShare, 1)
	most := max(g.greatest/mostShare, c.epsilon)
	for {
		c.restart()
		c.sell(most)
		for by := 16 * c.epsilon; by <= mostCheaper*c.epsilon && c.cheaper(by); by *= 4 {
			c.restart()
			c.sell(c.epsilon)
		}
		if c.epsilon <= last || c.left <= 0 || w.stopped {
			return c
		}
		for j := range c.price {
			if g.capacity[j] > 0 {
				c.price[j] = max(c.price[j]-2*c.epsilon, 0)
			}
		}
		c.epsilon = max(c.epsilon/nextFactor, last)
		most = c.epsilon
	}
}

// cheaper takes so much off the prices of mentors with seats left over; false if there are none.
func (c *crowd) cheaper(by int64) bool {
	some := false
	for j := range c.price {
		if c.price[j] > 0 && len(c.paid[j]) < cap(c.paid[j]) {
			c.price[j] = max(c.price[j]-by, 0)
			some = true
		}
	}
	return some
}

// degrees are how many newcomers could have each mentor.
func (g *graph) degrees() []int32 {
	n := make([]int32, g.m)
	for _, j := range g.mentor {
		n[j]++
	}
	return n
}

// restart ends the pairs that are not within epsilon of the newcomer's best other, and queues whoever has places open.
func (c *crowd) restart() {
	c.queue = c.queue[:0]
	for j := range c.paid {
		c.paid[j] = c.paid[j][:0]
	}
	for i := int32(c.g.n) - 1; i >= 0; i-- {
		other := c.bestOther(i)
		c.have[i] = slices.DeleteFunc(c.have[i], func(k int32) bool { return c.worth(k) < max(other-c.epsilon, 0) })
		for _, k := range c.have[i] {
			j := c.g.mentor[k]
			c.paid[j] = append(c.paid[j], share{c.price[j], i, k})
		}
		if len(c.have[i]) < int(c.places[i]) {
			c.queue, c.queued[i] = append(c.queue, i), true
		}
	}
}

// worth is what a pair leaves the newcomer at the price there is.
func (c *crowd) worth(k int32) int64 { return c.g.score[k] - c.price[c.g.mentor[k]] }

// bestOther is what the best pair that the newcomer has not is worth, 0 if none is worth more.
func (c *crowd) bestOther(i int32) int64 {
	best := int64(0)
	for k := c.g.start[i]; k < c.g.start[i+1]; k++ {
		if v := c.worth(k); v > best && !slices.Contains(c.have[i], k) {
			best = v
		}
	}
	c.looked(i)
	return best
}

func (c *crowd) looked(i int32) {
	n := int64(c.g.start[i+1] - c.g.start[i])
	c.left -= n
	c.watch.did(n)
}

// sell lets newcomers bid until none has an open place and something to gain. Epsilon grows in time, up to most.
func (c *crowd) sell(most int64) {
	until := c.left - crowdStart*int64(c.g.pairs())
	for len(c.queue) > 0 && c.left > 0 && !c.watch.stopped {
		if c.left < until && c.epsilon < most {
			c.epsilon = min(c.epsilon*nextFactor, most)
			until = c.left - crowdStart*int64(c.g.pairs())
		}
		i := c.queue[len(c.queue)-1]
		c.queue = c.queue[:len(c.queue)-1]
		c.queued[i] = false
		c.prefer(i, int(c.places[i])-len(c.have[i]))
		open := min(c.preferred, int(c.places[i])-len(c.have[i]))
		rest := int64(0)
		if c.preferred > open {
			rest = c.value[open]
		}
		at := c.at // others' places do not change it
		for x := range open {
			c.bid(i, at[x], rest)
		}
	}
	for _, i := range c.queue {
		c.queued[i] = false
	}
}

// prefer looks up the best pairs that the newcomer has not: one more than so many.
func (c *crowd) prefer(i int32, open int) {
	size := 0
	least := int64(0)
	for k := c.g.start[i]; k < c.g.start[i+1]; k++ {
		v := c.worth(k)
		if v <= least || slices.Contains(c.have[i], k) {
			continue
		}
		size = enlist(c.value[:open+1], c.at[:open+1], size, v, k)
		if size > open {
			least = c.value[open]
		}
	}
	c.preferred = size
	c.looked(i)
}

// bid takes a seat, at the price or from whoever pays least there.
func (c *crowd) bid(i, pair int32, rest int64) {
	j := c.g.mentor[pair]
	seats := c.paid[j]
	if len(seats) < cap(seats) {
		c.paid[j] = append(seats, share{c.price[j], i, pair})
		c.have[i] = append(c.have[i], pair)
		if len(seats)+1 == cap(seats) {
			slices.SortFunc(c.paid[j], func(a, b share) int { return int(max(min(a.bid-b.bid, 1), -1)) })
		}
		return
	}
	out := seats[0]
	mine := share{min(c.g.score[pair]-rest+c.epsilon, c.g.score[pair]), i, pair}
	c.have[out.newcomer] = slices.DeleteFunc(c.have[out.newcomer], func(k int32) bool { return k == out.pair })
	if !c.queued[out.newcomer] {
		c.queue, c.queued[out.newcomer] = append(c.queue, out.newcomer), true
	}
	x := 0
	for {
		y := 2*x + 1
		if y >= len(seats) {
			break
		}
		if y+1 < len(seats) && seats[y+1].bid < seats[y].bid {
			y++
		}
		if seats[y].bid >= mine.bid {
			break
		}
		seats[x] = seats[y]
		x = y
	}
	seats[x] = mine
	c.have[i] = append(c.have[i], pair)
	c.price[j] = seats[0].bid
}

// margins keeps the pairs that are at least as good as the best other of the newcomer, exactly, and gives what that one is worth.
func (c *crowd) margins() []int64 {
	margin := make([]int64, c.g.n)
	for i := range int32(c.g.n) {
		margin[i] = c.bestOther(i)
		c.have[i] = slices.DeleteFunc(c.have[i], func(k int32) bool { return c.worth(k) < margin[i] })
	}
	return margin
}
