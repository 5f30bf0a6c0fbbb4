package solve

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/brute"
)

// ring is a cohort in which everybody stands somewhere on a ring, with row numbers by chance, and could have the mentors nearest by.
func ring(r *rand.Rand, n, m, candidates int) *assign.Problem {
	p := &assign.Problem{Capacity: make([]int32, m), Start: []int32{0}}
	for range n {
		p.Capacity[r.IntN(m)]++
	}
	row := r.Perm(m)
	for range n {
		at := r.IntN(m)
		var list []int32
		score := map[int32]int64{}
		for k := range candidates {
			j := int32(row[(at+k)%m])
			list = append(list, j)
			score[j] = 1_000_000 - int64(k)*int64(k)*100 - r.Int64N(100)
		}
		slices.Sort(list)
		for _, j := range list {
			p.Mentor, p.Score = append(p.Mentor, j), append(p.Score, score[j])
		}
		p.Start = append(p.Start, int32(len(p.Mentor)))
	}
	return p
}

// TestNeighbourhoods: they are seen where there are some, and the answer in an order of them is as good, and proved.
func TestNeighbourhoods(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	p := ring(r, leastNear, 400, 12)
	g, _, err := newGraph(p, 0)
	if err != nil {
		t.Fatal(err)
	}
	if g.nearby() == nil {
		t.Fatal("neighbourhoods were not seen")
	}
	got := solved(t, p, assign.Fit, assign.Options{})
	b := newBoard[int64](g, 0, newWatch(assign.Options{}))
	b.rows()
	b.exact()
	want := int64(0)
	for i, h := range b.holder {
		if h >= 0 {
			want += b.worth[i]
		}
	}
	if got.Total != want {
		t.Fatalf("%d, and paths alone give %d", got.Total, want)
	}
	for name, far := range map[string]*assign.Problem{
		"by chance":      cohort(r, leastNear, 400, 12, 1, func() int64 { return r.Int64N(100) }),
		"everybody":      cohort(r, leastNear, 5, 5, 1, func() int64 { return r.Int64N(100) }),
		"nobody":         {Capacity: []int32{}, Start: make([]int32, leastNear+1)},
		"too few people": ring(r, leastNear-1, 400, 12),
	} {
		g, _, err := newGraph(far, 0)
		if err != nil {
			t.Fatal(err)
		}
		if g.nearby() != nil {
			t.Errorf("%s: there are no neighbourhoods", name)
		}
	}
}

// TestAnotherOrder: in the order of a walk the total is the same, and so is how many people there are; prices prove it by the old rows.
func TestAnotherOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := brute.Cohort(t, 6, false)
		g, _, err := newGraph(p, max(p.MinScore, 0))
		if err != nil {
			t.Skip("the pins do not fit")
		}
		o := g.walk()
		there, err := ended(newBoard[int64](o.arrange(g), 0, newWatch(assign.Options{})))
		if err != nil {
			t.Fatal(err)
		}
		have := o.restore(there)
		want, err := ended(newBoard[int64](g, 0, newWatch(assign.Options{})))
		if err != nil {
			t.Fatal(err)
		}
		if have.people() != want.people() {
			t.Fatalf("%d people, not %d", have.people(), want.people())
		}
		load := make([]int32, g.m)
		for i, j := range have.mentor {
			best := int64(0)
			for k := g.start[i]; k < g.start[i+1]; k++ {
				worth := g.score[k] - have.price[g.mentor[k]]
				best = max(best, worth)
				if g.mentor[k] == j && worth != have.margin[i] {
					t.Fatalf("newcomer %d is not paid what the pair is worth", i)
				}
			}
			if best > have.margin[i] || j < 0 && have.margin[i] != 0 {
				t.Fatalf("newcomer %d could have %d and has %d", i, best, have.margin[i])
			}
			if j >= 0 {
				load[j]++
			}
		}
		for j, n := range load {
			if n > g.capacity[j] || n < g.capacity[j] && have.price[j] > 0 && g.capacity[j] > 0 {
				t.Fatalf("mentor %d has %d of %d at a price of %d", j, n, g.capacity[j], have.price[j])
			}
		}
	})
}
