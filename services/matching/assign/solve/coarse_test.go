package solve

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/services/matching/assign"
)

// packed is a cohort in which nearly every pair may be made, with scores up to most, of a kind each: few different ones, ones that everybody
// agrees on, any, some below 0.
func packed(r *rand.Rand, n, m int, most int64) *assign.Problem {
	kind, lack := r.IntN(4), []float64{0, .01, .4}[r.IntN(3)]
	p := &assign.Problem{Start: []int32{0}}
	for range m {
		p.Capacity = append(p.Capacity, int32(r.IntN(4)*r.IntN(2)))
	}
	for i := range n {
		for j := range m {
			if r.Float64() < lack {
				continue
			}
			score := r.Int64N(most + 1)
			switch kind {
			case 0:
				score = score * 4 / (most + 1) * most / 4
			case 1:
				score = most * int64(i+1) / int64(n) * int64(j+1) / int64(m)
			case 2:
				score -= most / 3
			}
			p.Mentor, p.Score = append(p.Mentor, int32(j)), append(p.Score, score)
		}
		p.Start = append(p.Start, int32(len(p.Mentor)))
	}
	return p
}

// coarseScores are the greatest scores that the table is tried with: below a number of its own each, at its edges, and beyond what it can hold.
var coarseScores = []int64{3, 5000, 1<<14 - 2, 1<<14 - 1, 1_000_000, 1<<22 - 300, 1 << 22, 1 << 26}

// TestCoarse: what is found with the table is what the rows give, ties included, at any prices.
func TestCoarse(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	tables := 0
	for round := range 60 {
		most := coarseScores[round%len(coarseScores)]
		g, _, err := newGraph(packed(r, 1+r.IntN(20), mostFronted+1+r.IntN(40), most), -most)
		if err != nil {
			t.Fatal(err)
		}
		b := newBoard[int32](g, 0, newWatch(assign.Options{}))
		b.rows()
		b.restart(1)
		c := &b.sale.coarse
		if c.width == 0 {
			continue
		}
		tables++
		for range 20 {
			dear := 1 + r.Int32N(int32(most))
			for j := range b.price {
				b.price[j] = r.Int32N(dear + 1)
				c.pay(int32(j), b.price[j])
			}
			for i := range int32(g.n) {
				row := b.row(i)
				if o, first, second := two(row, b.price); len(row) > mostFronted {
					o1, first1, second1 := c.two(i, &b.sale.favour[i], b.price)
					if o1 != o && first > 0 || first1 != first || second1 != second {
						t.Fatalf("two: %v %d %d, not %v %d %d", o1, first1, second1, o, first, second)
					}
				}
				least := r.Int32N(int32(most) + 1)
				want := slices.DeleteFunc(slices.Clone(row), func(p option[int32]) bool { return p.score-b.price[p.mentor] <= least })
				got := slices.DeleteFunc(c.above(i, least, nil), func(p option[int32]) bool { return p.score-b.price[p.mentor] <= least })
				if !slices.Equal(got, want) {
					t.Fatalf("above %d: %v, not %v", least, got, want)
				}
				before, table := b.sale.hand[i], *c
				best := b.fill(i)
				after := b.sale.hand[i]
				b.sale.hand[i], *c = before, coarse[int32]{}
				if bestToo := b.fill(i); best != bestToo || after != b.sale.hand[i] {
					t.Fatalf("fill: %v %d, not %v %d", after, best, b.sale.hand[i], bestToo)
				}
				*c = table
			}
		}
	}
	if tables < 20 {
		t.Fatalf("only %d tables were made", tables)
	}
}

// TestPacked: the same answer comes out with the table as without it.
func TestPacked(t *testing.T) {
	r := rand.New(rand.NewPCG(33, 34))
	for round := range 40 {
		most := coarseScores[round%len(coarseScores)]
		p := packed(r, 100+r.IntN(400), mostFronted+1+r.IntN(40), most)
		for j := range p.Capacity {
			p.Capacity[j] = int32(r.IntN(4)) // enough for all, so that newcomers bid
		}
		g, _, err := newGraph(p, 0)
		if err != nil {
			t.Fatal(err)
		}
		with, without := answered[int32](t, g, false), answered[int32](t, g, true)
		if with != without {
			t.Fatalf("round %d: another answer", round)
		}
		if with, without := answered[int64](t, g, false), answered[int64](t, g, true); with != without {
			t.Fatalf("round %d: another answer in 64 bits", round)
		}
	}
}

// answered is all that comes out, and how many pairs were looked at.
func answered[W number](t *testing.T, g *graph, never bool) string {
	b := newBoard[W](g, 0, newWatch(assign.Options{}))
	b.neverCoarse = never
	if err := b.run(); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(b.holder, b.price, b.margin, b.watch.total())
}

// TestColumns: a mentor finds the same newcomers with the table as in its column, at any margins and whoever it has.
func TestColumns(t *testing.T) {
	r := rand.New(rand.NewPCG(35, 36))
	for round := range 60 {
		most := coarseScores[round%5]
		g, _, err := newGraph(packed(r, 30+r.IntN(60), mostFronted+1+r.IntN(40), most), -most)
		if err != nil {
			t.Fatal(err)
		}
		b := newBoard[int32](g, 0, newWatch(assign.Options{}))
		b.rows()
		b.restart(1)
		b.columns()
		for i := range b.margin {
			b.margin[i] = r.Int32N(int32(most) + 1)
			b.holder[i] = r.Int32N(4) - 1
		}
		if b.openCoarseColumns(); b.sale.coarse.width == 0 {
			continue
		}
		for range 2 * g.m {
			j, open := r.Int32N(int32(g.m)), 1+r.IntN(fewOpen)
			next := b.bestOfColumn(j, open)
			got := slices.Clone(b.best)
			if want := b.bestOf(j, b.offer[b.back[j]:b.back[j+1]], open); want != next || !slices.Equal(got, b.best) {
				t.Fatalf("%v %d, not %v %d", got, next, b.best, want)
			}
		}
	}
}
