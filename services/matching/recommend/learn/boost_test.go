package learn

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/waymark-dev/waymark/services/matching/recommend"
)

// made are lists whose answer has the largest of feature 3, and says so in nine of ten.
func made(n int) (out []List) {
	r := rand.New(rand.NewPCG(1, 2))
	for range n {
		l := List{Answer: r.IntN(20)}
		best := 0
		for i := range 20 {
			row := make([]int32, recommend.NFeatures())
			for f := range row {
				row[f] = int32(r.IntN(10000))
			}
			l.Rows = append(l.Rows, row)
			if row[3] > l.Rows[best][3] {
				best = i
			}
		}
		if r.IntN(10) > 0 {
			l.Rows[l.Answer][3], l.Rows[best][3] = l.Rows[best][3], l.Rows[l.Answer][3]
		}
		out = append(out, l)
	}
	return out
}

func TestTreesFindWhatCounts(t *testing.T) {
	lists := made(120)
	o := Default()
	o.Trees, o.Leaves, o.Columns, o.Rate = 15, 8, 1, 0.3
	m := Trees(lists[:80], o)
	first := 0
	for _, l := range lists[80:] {
		best := 0
		for i, r := range l.Rows {
			if m.Score(r) > m.Score(l.Rows[best]) {
				best = i
			}
		}
		if best == l.Answer {
			first++
		}
	}
	if first < 16 { // by chance 2
		t.Errorf("the answer is first in %d of 40 lists", first)
	}
	if !reflect.DeepEqual(m, Trees(lists[:80], o)) {
		t.Error("learning twice gives two models")
	}
	o.Skip = func(f int) bool { return f == 3 }
	for _, tree := range Trees(lists[:80], o).Trees {
		for i, left := range tree.Left {
			if left != 0 && tree.Feature[i] == 3 {
				t.Fatal("a skipped feature was used")
			}
		}
	}
}
