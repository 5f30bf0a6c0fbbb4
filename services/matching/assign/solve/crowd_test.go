package solve

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/brute"
	"github.com/waymark-dev/waymark/services/matching/assign/verify"
)

// byCrowd solves a problem with several places by a crowd and a flow, proved; nil if the pins do not fit.
func byCrowd(t interface{ Fatal(...any) }, p *assign.Problem) *assign.Result {
	g, places, err := newGraph(p, max(p.MinScore, 0))
	if err != nil {
		return nil
	}
	w := newWatch(assign.Options{})
	c := crowded(g, places, w)
	margin := c.margins()
	f := newFlow(p, g, &start{pairs: c.have, price: c.price, margin: margin}, nil, nil, w)
	f.open(places)
	r, err := f.result(p, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := verify.Check(p, r.Pairs, &r.Certificate); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestACrowdGivesTheGreatestTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := brute.Cohort(t, 5, true)
		p.Track, p.Quotas = nil, nil
		best, any := int64(0), false
		brute.Answers(p, func(pairs []assign.Pair) {
			if total, _ := brute.Total(p, pairs); !any || total > best {
				best, any = total, true
			}
		})
		if r := byCrowd(t, p); r != nil && r.Total != best {
			t.Fatalf("total %d, and %d is possible", r.Total, best)
		}
	})
}

func TestACrowdAsTheOtherWay(t *testing.T) {
	each(t, func(t *testing.T, p *assign.Problem) {
		q := *p
		q.Places = make([]int32, p.Newcomers())
		for i := range q.Places {
			q.Places[i] = int32(i % 4)
		}
		if got, want := byCrowd(t, &q).Total, solved(t, &q, assign.Fit, assign.Options{}).Total; got != want {
			t.Fatalf("%d, not %d", got, want)
		}
	})
}
