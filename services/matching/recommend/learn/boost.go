// Package learn learns the models of package recommend: trees grown one after the other on the gradient of a multinomial choice
// (McFadden 1974; Friedman, "Greedy function approximation", 2001; with second derivatives as in Chen and Guestrin, "XGBoost", 2016). Its
// lots are drawn from a fixed seed: the same rows give the same model.
package learn

import (
	"math"
	"slices"
	"sync"

	"github.com/waymark-dev/waymark/services/matching/recommend"
)

// List is one choice: rows of features, and which was taken.
type List struct {
	Rows   [][]int32
	Answer int
}

// Options of learning; the zero value is not useful, Default is.
type Options struct {
	Trees     int
	Leaves    int     // at most, per tree
	Rate      float64 // how far each tree goes
	Least     float64 // least sum of second derivatives in a leaf
	Ridge     float64
	Columns   float64 // share of features that a tree looks at
	Lists     float64 // share of lists that a tree looks at
	Skip      func(feature int) bool
	EachTrees func(n int) // called after every tree
}

// Default are the options that did best by time splits.
func Default() Options {
	return Options{Trees: 400, Leaves: 16, Rate: 0.04, Least: 10, Ridge: 20, Columns: 0.25, Lists: 0.6}
}

const bins = 128

type grower struct {
	o     Options
	nf    int
	cuts  [][]int32 // per feature: upper ends of bins
	cols  [][]uint8 // per feature, per row
	start []int     // first row of each list
	n     int
	grad  []float64
	hess  []float64
	seed  uint64
	score []float64
}

// Trees learns a model.
func Trees(lists []List, o Options) *recommend.Model {
	g := newGrower(lists, o)
	m := &recommend.Model{}
	for len(m.Trees) < o.Trees {
		g.gradients(lists)
		t, leaf := g.grow(g.sample(lists))
		for i := range g.score {
			g.score[i] += float64(t.Value[leaf[i]]) / 1e6
		}
		m.Trees = append(m.Trees, t)
		if o.EachTrees != nil {
			o.EachTrees(len(m.Trees))
		}
	}
	return m
}

func newGrower(lists []List, o Options) *grower {
	g := &grower{o: o, nf: len(lists[0].Rows[0]), seed: 1}
	for _, l := range lists {
		g.start = append(g.start, g.n)
		g.n += len(l.Rows)
	}
	g.start = append(g.start, g.n)
	g.grad, g.hess, g.score = make([]float64, g.n), make([]float64, g.n), make([]float64, g.n)
	g.cuts, g.cols = make([][]int32, g.nf), make([][]uint8, g.nf)
	parallel(g.nf, func(f int) {
		values := make([]int32, 0, g.n)
		for _, l := range lists {
			for _, r := range l.Rows {
				values = append(values, r[f])
			}
		}
		slices.Sort(values)
		var cuts []int32
		for b := 1; b < bins; b++ {
			c := values[len(values)*b/bins]
			if (len(cuts) == 0 || c > cuts[len(cuts)-1]) && c < values[len(values)-1] {
				cuts = append(cuts, c)
			}
		}
		if values[0] < values[len(values)-1] && (len(cuts) == 0 || cuts[0] > values[0]) {
			cuts = slices.Insert(cuts, 0, values[0])
		}
		if len(cuts) > 250 {
			cuts = cuts[:250]
		}
		col := make([]uint8, 0, g.n)
		for _, l := range lists {
			for _, r := range l.Rows {
				i, _ := slices.BinarySearch(cuts, r[f])
				col = append(col, uint8(i))
			}
		}
		g.cuts[f], g.cols[f] = cuts, col
	})
	return g
}

func parallel(n int, do func(int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range 2 {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

// gradients of the logarithm of the answer's share, share = softmax over the list.
func (g *grower) gradients(lists []List) {
	for i, l := range lists {
		from, to := g.start[i], g.start[i+1]
		most := slices.Max(g.score[from:to])
		sum := 0.0
		for j := from; j < to; j++ {
			g.hess[j] = math.Exp(g.score[j] - most)
			sum += g.hess[j]
		}
		for j := from; j < to; j++ {
			p := g.hess[j] / sum
			g.grad[j] = -p
			if j-from == l.Answer {
				g.grad[j]++
			}
			g.hess[j] = max(p*(1-p), 1e-9)
		}
	}
}

// next is xorshift64*.
func (g *grower) next() float64 {
	g.seed ^= g.seed >> 12
	g.seed ^= g.seed << 25
	g.seed ^= g.seed >> 27
	return float64(g.seed*2685821657736338717>>11) / (1 << 53)
}

func (g *grower) sample(lists []List) (rows []int32) {
	for i := range lists {
		if g.next() < g.o.Lists {
			for j := g.start[i]; j < g.start[i+1]; j++ {
				rows = append(rows, int32(j))
			}
		}
	}
	return rows
}

type cell struct{ g, h float64 }

type node struct {
	at       int16
	rows     []int32
	hist     [][]cell
	sum      cell
	gain     float64
	feature  int
	bin      int
	possible bool
}

// grow grows a tree leaf by leaf, the best split first, and says in which leaf each row is.
func (g *grower) grow(rows []int32) (recommend.Tree, []int16) {
	var fs []int
	for f := range g.nf {
		if (g.o.Skip == nil || !g.o.Skip(f)) && len(g.cuts[f]) > 0 && g.next() < g.o.Columns {
			fs = append(fs, f)
		}
	}
	t := recommend.Tree{Feature: []int16{0}, Cut: []int32{0}, Left: []int16{0}, Value: []int32{0}}
	root := &node{rows: rows}
	for _, r := range rows {
		root.sum.g += g.grad[r]
		root.sum.h += g.hess[r]
	}
	root.hist = g.histogram(rows, fs)
	g.best(root, fs)
	t.Value[0] = g.value(root.sum)
	leaves := []*node{root}
	for len(leaves) < g.o.Leaves {
		i := -1
		for j, l := range leaves {
			if l.possible && (i < 0 || l.gain > leaves[i].gain) {
				i = j
			}
		}
		if i < 0 {
			break
		}
		a, b := g.split(leaves[i], fs, &t)
		leaves[i] = a
		leaves = append(leaves, b)
	}
	return t, g.place(&t)
}

func (g *grower) value(s cell) int32 {
	return int32(math.Round(g.o.Rate * s.g / (s.h + g.o.Ridge) * 1e6))
}

func (g *grower) split(n *node, fs []int, t *recommend.Tree) (*node, *node) {
	f := fs[n.feature]
	col := g.cols[f]
	a, b := &node{at: int16(len(t.Left))}, &node{at: int16(len(t.Left) + 1)}
	for _, r := range n.rows {
		to := a
		if int(col[r]) > n.bin {
			to = b
		}
		to.rows = append(to.rows, r)
		to.sum.g += g.grad[r]
		to.sum.h += g.hess[r]
	}
	t.Feature[n.at], t.Cut[n.at], t.Left[n.at] = int16(f), g.cuts[f][n.bin], a.at
	for _, x := range []*node{a, b} {
		t.Feature, t.Cut, t.Left, t.Value = append(t.Feature, 0), append(t.Cut, 0), append(t.Left, 0), append(t.Value, g.value(x.sum))
	}
	small, big := a, b
	if len(a.rows) > len(b.rows) {
		small, big = b, a
	}
	small.hist = g.histogram(small.rows, fs)
	big.hist = n.hist
	for i := range big.hist {
		for j := range big.hist[i] {
			big.hist[i][j].g -= small.hist[i][j].g
			big.hist[i][j].h -= small.hist[i][j].h
		}
	}
	n.rows, n.hist = nil, nil
	g.best(a, fs)
	g.best(b, fs)
	return a, b
}

func (g *grower) histogram(rows []int32, fs []int) [][]cell {
	out := make([][]cell, len(fs))
	parallel(len(fs), func(i int) {
		h := make([]cell, len(g.cuts[fs[i]])+1)
		col := g.cols[fs[i]]
		for _, r := range rows {
			c := &h[col[r]]
			c.g += g.grad[r]
			c.h += g.hess[r]
		}
		out[i] = h
	})
	return out
}

func (g *grower) best(n *node, fs []int) {
	gain := func(s cell) float64 { return s.g * s.g / (s.h + g.o.Ridge) }
	whole := gain(n.sum)
	for i := range fs {
		var left cell
		h := n.hist[i]
		for b := range len(h) - 1 {
			left.g += h[b].g
			left.h += h[b].h
			right := cell{n.sum.g - left.g, n.sum.h - left.h}
			if left.h < g.o.Least || right.h < g.o.Least {
				continue
			}
			if v := gain(left) + gain(right) - whole; v > n.gain+1e-9 {
				n.gain, n.feature, n.bin, n.possible = v, i, b, true
			}
		}
	}
}

// place says where each row ends up.
func (g *grower) place(t *recommend.Tree) []int16 {
	bin := make([]int, len(t.Left))
	for i := range t.Left {
		if t.Left[i] != 0 {
			bin[i], _ = slices.BinarySearch(g.cuts[t.Feature[i]], t.Cut[i])
		}
	}
	out := make([]int16, g.n)
	for r := range out {
		n := int16(0)
		for t.Left[n] != 0 {
			next := t.Left[n]
			if int(g.cols[t.Feature[n]][r]) > bin[n] {
				next++
			}
			n = next
		}
		out[r] = n
	}
	return out
}
