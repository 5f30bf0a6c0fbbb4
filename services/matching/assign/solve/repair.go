package solve

import (
	"slices"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// repair makes a change with bounded work; if that does not do, everything is solved again.
func (d *Draft) repair(change func()) (Repair, error) {
	b := d.b
	d.before = append(d.before[:0], b.holder...)
	var r Repair
	b.watch = &watch{bounded: true, left: d.work, told: 100}
	change()
	if !b.watch.stopped {
		b.keepMost()
	}
	if b.watch.stopped || !b.proved() {
		r.Solved = true
		if err := d.solve(); err != nil {
			return r, err
		}
	}
	for i, j := range b.holder {
		if d.before[i] != j {
			r.Moved = append(r.Moved, int32(i))
		}
	}
	return r, nil
}

// settle serves a newcomer who is alone with a margin, and then a mentor (-1 for none) with a free seat and a price.
func (d *Draft) settle(newcomer, mentor int32) {
	b := d.b
	if newcomer >= 0 && b.holder[newcomer] < 0 && b.margin[newcomer] > 0 && !b.watch.stopped {
		b.settleNewcomer(newcomer)
	}
	for mentor >= 0 && b.free(mentor) && b.price[mentor] > 0 && !b.watch.stopped && b.settleSeat(mentor) {
	}
}

func (d *Draft) dismiss(i int32) {
	b := d.b
	had := b.holder[i]
	if had >= 0 {
		b.take(i)
	}
	b.gone[i], b.margin[i] = true, b.greatest
	d.settle(-1, had)
}

func (d *Draft) admit(i int32) {
	b := d.b
	b.gone[i], b.margin[i] = false, 0
	for k := b.g.start[i]; k < b.g.start[i+1]; k++ {
		b.margin[i] = max(b.margin[i], b.pair[k].score-b.price[b.g.mentor[k]])
	}
	d.settle(i, -1)
}

// resize gives a mentor the seats that capacity and pins say. Those who lose theirs are the ones who can best do without.
func (d *Draft) resize(j int32) {
	b := d.b
	had, room := b.room[j], d.roomOf(j)
	b.room[j] = room
	if room > had {
		if had == 0 {
			b.dearest(j)
		}
		d.settle(-1, j)
		return
	}
	var out []int32
	for b.load[j] > room {
		i := slices.MinFunc(b.held(j), func(x, y int32) int {
			if b.margin[x] != b.margin[y] {
				return int(min(max(b.margin[x]-b.margin[y], -1), 1))
			}
			return int(x - y)
		})
		b.take(i)
		out = append(out, i)
	}
	if room == 0 && b.back[j] < b.back[j+1] {
		b.price[j] = b.greatest
	}
	for _, i := range out {
		d.settle(i, -1)
	}
}

// score takes the score of a pair away, or gives it back; false if the pair is not listed.
func (d *Draft) score(pair assign.Pair, back bool) bool {
	g, b := d.b.g, d.b
	lo, hi := g.start[pair.Newcomer], g.start[pair.Newcomer+1]
	k, ok := slices.BinarySearch(g.mentor[lo:hi], pair.Mentor)
	if !ok {
		return false
	}
	at := int(lo) + k
	score := -b.greatest - 1 // nobody would
	if back {
		score = g.score[at]
	}
	from, to := b.back[pair.Mentor], b.back[pair.Mentor+1]
	k, _ = slices.BinarySearchFunc(b.offer[from:to], pair.Newcomer, func(o offer[int64], i int32) int { return int(o.newcomer - i) })
	b.pair[at].score, b.offer[int(from)+k].score = score, score
	return true
}
