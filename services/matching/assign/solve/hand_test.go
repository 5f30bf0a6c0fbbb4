package solve

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// TestWhatIsAtHandIsTheBest: however prices and margins rose since, the best few kept at hand give the same favourites as all pairs, and
// say no less of the next best.
func TestWhatIsAtHandIsTheBest(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	g, _, err := newGraph(cohort(r, 300, 60, 25, 1, func() int64 { return 1 + r.Int64N(1000) }), 0)
	if err != nil {
		t.Fatal(err)
	}
	b := newBoard[int32](g, 0, newWatch(assign.Options{}))
	b.rows()
	b.columns()
	b.restart(0)
	b.reopen()
	glimpses, used := 0, 0
	for range 20000 {
		b.price[r.IntN(g.m)] += r.Int32N(20)
		b.margin[r.IntN(g.n)] += r.Int32N(20)
		i := r.Int32N(int32(g.n))
		var values []int32
		for _, o := range b.pair[g.start[i]:g.start[i+1]] {
			values = append(values, max(o.score-b.price[o.mentor], 0))
		}
		values = append(values, 0, 0)
		slices.Sort(values)
		slices.Reverse(values)
		c := bid[int32]{newcomer: i}
		if b.glimpse(&c) {
			glimpses++
		} else {
			b.refill(&c)
		}
		if c.first != values[0] || c.second < values[1] {
			t.Fatalf("newcomer %d: %d and %d, not %v", i, c.first, c.second, values[:2])
		}
		j := r.Int32N(int32(g.m))
		values = values[:0]
		for _, o := range b.offer[b.back[j]:b.back[j+1]] {
			values = append(values, max(o.score-b.margin[o.newcomer], 0))
		}
		values = append(values, make([]int32, mostOpen+1)...)
		slices.Sort(values)
		slices.Reverse(values)
		open := 1 + r.IntN(mostOpen)
		next, looked := b.gains(j, open, true)
		if looked == inRoster {
			used++
		}
		for x, c := range b.best {
			if c.value != values[x] {
				t.Fatalf("mentor %d gains %d, not %v", j, c.value, values[:open+1])
			}
		}
		if next < values[open] || len(b.best) < open && values[len(b.best)] > 0 {
			t.Fatalf("mentor %d: the next best is %d of %v, after %d of %d", j, next, values[:open+1], len(b.best), open)
		}
	}
	if glimpses == 0 || used == 0 {
		t.Errorf("%d hands and %d rosters used: the test tells nothing", glimpses, used)
	}
}

// TestRestartSeesWherePricesFell: whether all prices were lowered, those of some mentors fell or none, a restart gives everybody the
// margin that all pairs give, and bounds what is not at hand.
func TestRestartSeesWherePricesFell(t *testing.T) {
	r := rand.New(rand.NewPCG(33, 34))
	g, _, err := newGraph(cohort(r, 300, 60, 25, 1, func() int64 { return 1 + r.Int64N(1000) }), 0)
	if err != nil {
		t.Fatal(err)
	}
	b := newBoard[int32](g, 0, newWatch(assign.Options{}))
	b.rows()
	for round := range 300 {
		b.restart(3)
		for i, m := range b.margin {
			most, h := int32(0), &b.sale.hand[i]
			for _, o := range b.row(int32(i)) {
				v := o.score - b.price[o.mentor]
				if most = max(most, v); v > h.bound && !slices.Contains(h.option[:], o) {
					t.Fatalf("round %d: mentor %d is worth %d to newcomer %d, not at hand and above %d", round, o.mentor, v, i, h.bound)
				}
			}
			if m != most && (b.holder[i] < 0 || m+3 < most) {
				t.Fatalf("round %d: newcomer %d gains %d, not %d", round, i, m, most)
			}
		}
		b.newcomersBid(3, 3, int64(g.pairs()))
		switch {
		case round%3 == 0:
			b.lower(r.Int32N(40))
		case round%5 == 0:
			b.lower(r.Int32N(10))
			fallthrough
		case round%2 == 0:
			for range 1 + r.IntN(4) {
				j := r.IntN(g.m)
				b.price[j] = max(b.price[j]-r.Int32N(200), 0)
			}
		}
		for j := range int32(g.m) {
			b.charge(j, b.price[j])
		}
	}
}
