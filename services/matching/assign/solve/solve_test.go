package solve

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/brute"
	"github.com/waymark-dev/waymark/services/matching/assign/verify"
)

// solved solves and verifies; nil if no assignment keeps the pins.
func solved(t interface{ Fatal(...any) }, p *assign.Problem, objective assign.Objective, o assign.Options) *assign.Result {
	r, err := Solve(p, objective, o)
	if errors.Is(err, assign.ErrInfeasible) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := verify.Check(p, r.Pairs, &r.Certificate); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestFitIsTheGreatestTotal: against every answer, and of those with the greatest total one with the most people.
func TestFitIsTheGreatestTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := brute.Cohort(t, 5, false)
		best, people, any := int64(0), 0, false
		brute.Answers(p, func(pairs []assign.Pair) {
			total, n := brute.Total(p, pairs)
			if !any || total > best || total == best && n > people {
				best, people, any = total, n, true
			}
		})
		r := solved(t, p, assign.Fit, assign.Options{})
		if any != (r != nil) {
			t.Fatalf("possible: %v, solved: %v", any, r != nil)
		}
		if any && (r.Total != best || r.People != people) {
			t.Fatalf("total %d of %d people, and %d of %d is possible", r.Total, r.People, best, people)
		}
	})
}

// TestPlacesAndQuotas: the greatest total with several mentors for one newcomer and groups that must have, or may have, so many pairs.
func TestPlacesAndQuotas(t *testing.T) {
	possible, impossible := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p := brute.Cohort(t, 5, true)
		best, any := int64(0), false
		brute.Answers(p, func(pairs []assign.Pair) {
			if total, _ := brute.Total(p, pairs); !any || total > best {
				best, any = total, true
			}
		})
		r := solved(t, p, assign.Fit, assign.Options{})
		if any != (r != nil) {
			t.Fatalf("possible: %v, solved: %v", any, r != nil)
		}
		if !any {
			impossible++
			return
		}
		possible++
		if r.Total != best {
			t.Fatalf("total %d, and %d is possible", r.Total, best)
		}
	})
	if !testing.Short() && (possible == 0 || impossible == 0) { // few rounds may all be of one kind
		t.Errorf("%d possible, %d not: the test tells little", possible, impossible)
	}
}

// TestLargerPlacesAndQuotas: proved, and the same total as without where nothing is asked for.
func TestLargerPlacesAndQuotas(t *testing.T) {
	each(t, func(t *testing.T, p *assign.Problem) {
		want := solved(t, p, assign.Fit, assign.Options{}).Total
		q := *p
		q.Quotas = []assign.Quota{{AtMost: -1}, {AtMost: -1}}
		q.Track = make([]int32, p.Newcomers())
		for i := range q.Track {
			q.Track[i] = int32(i%3) - 1
		}
		if got := solved(t, &q, assign.Fit, assign.Options{}).Total; got != want {
			t.Fatalf("%d, not %d", got, want)
		}
		q.Quotas = []assign.Quota{{AtLeast: 20, AtMost: 25}, {AtMost: 10}}
		q.Places = make([]int32, p.Newcomers())
		for i := range q.Places {
			q.Places[i] = int32(1 + i%2)
		}
		solved(t, &q, assign.Fit, assign.Options{})
	})
}

func TestFairIsBestInItsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := brute.Cohort(t, 5, false)
		var best [3]int64
		any := false
		brute.Answers(p, func(pairs []assign.Pair) {
			total, people := brute.Total(p, pairs)
			have := [3]int64{int64(people), brute.Worst(p, pairs), total}
			if !any || have[0] > best[0] || have[0] == best[0] && (have[1] > best[1] || have[1] == best[1] && have[2] > best[2]) {
				best, any = have, true
			}
		})
		r := solved(t, p, assign.Fair, assign.Options{})
		if any != (r != nil) {
			t.Fatalf("possible: %v, solved: %v", any, r != nil)
		}
		if any {
			if have := [3]int64{int64(r.People), brute.Worst(p, r.Pairs), r.Total}; have != best {
				t.Fatalf("people, worst, total: %v, and %v is possible", have, best)
			}
		}
	})
}

// TestStableIsBestForItsSide: every other stable answer is worse, or as good, for each one of the side.
func TestStableIsBestForItsSide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := brute.Cohort(t, 5, false)
		for _, side := range []assign.Side{assign.NewcomerSide, assign.MentorSide} {
			r := solved(t, p, assign.Stable, assign.Options{Side: side})
			if r == nil {
				continue
			}
			if !brute.Stable(p, r.Pairs) {
				t.Fatal("not stable")
			}
			own := r.MentorOf(p.Newcomers())
			brute.Answers(p, func(pairs []assign.Pair) {
				if !brute.Stable(p, pairs) {
					return
				}
				other := (&assign.Result{Pairs: pairs}).MentorOf(p.Newcomers())
				for i := range own {
					if own[i] == other[i] {
						continue
					}
					mine, _ := p.Find(assign.Pair{Newcomer: int32(i), Mentor: own[i]})
					theirs, ok := p.Find(assign.Pair{Newcomer: int32(i), Mentor: other[i]})
					better := ok && (p.Score[theirs] > p.Score[mine] || p.Score[theirs] == p.Score[mine] && other[i] < own[i])
					if better == (side == assign.NewcomerSide) {
						t.Fatalf("%s side: newcomer %d has %d, and %d in another stable answer", side, i, own[i], other[i])
					}
				}
			})
		}
	})
}

// cohort is a larger random one, too large to try every answer.
func cohort(r *rand.Rand, n, m, candidates int, seats float64, score func() int64) *assign.Problem {
	p := &assign.Problem{Capacity: make([]int32, m), Start: []int32{0}}
	for range int(float64(n) * seats) {
		p.Capacity[r.IntN(m)]++
	}
	for range n {
		for j := range m {
			if r.IntN(m) < candidates {
				p.Mentor, p.Score = append(p.Mentor, int32(j)), append(p.Score, score())
			}
		}
		p.Start = append(p.Start, int32(len(p.Mentor)))
	}
	return p
}

// each calls f with larger cohorts of many kinds, so that every way of solving is walked.
func each(t *testing.T, f func(t *testing.T, p *assign.Problem)) {
	r := rand.New(rand.NewPCG(1, 2))
	scores := map[string]func() int64{
		"uniform":  func() int64 { return r.Int64N(1_000_000) },
		"ties":     func() int64 { return r.Int64N(4) },
		"constant": func() int64 { return 7 },
		"huge":     func() int64 { return assign.MaxScore - r.Int64N(1<<37) },
		"skewed":   func() int64 { x := r.Int64N(1000); return x * x * x },
	}
	for _, name := range []string{"uniform", "ties", "constant", "huge", "skewed"} {
		for _, seats := range []float64{0.5, 1, 1.5} {
			if testing.Short() && seats != 1 {
				continue
			}
			f(t, cohort(r, 300, 60, 8, seats, scores[name]))
			f(t, cohort(r, 200, 5, 4, seats, scores[name]))
		}
	}
}

// TestManyPlacesForFew: a mentor with more places than anybody could fill has no price, however it came to its newcomers.
func TestManyPlacesForFew(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for range 10 {
		p := cohort(r, 300, 200, 3, 0.5, func() int64 { return r.Int64N(1000) })
		for j := range p.Capacity {
			if r.IntN(3) == 0 {
				p.Capacity[j] = 50
			}
			if r.IntN(3) == 0 {
				p.Capacity[j] = 1
			}
		}
		solved(t, p, assign.Fit, assign.Options{})
		g, _, err := newGraph(p, 0)
		if err != nil {
			t.Fatal(err)
		}
		b := newBoard[int32](g, 0, newWatch(assign.Options{}))
		for j := range int32(g.m) { // by paths alone, from the highest prices
			if b.seats(j) > 0 {
				b.price[j] = b.greatest
				b.dearest(j)
			}
			for b.free(j) && b.price[j] > 0 && b.settleSeat(j) {
			}
		}
		for j, price := range b.price {
			if price > 0 && b.load[j] < p.Capacity[j] {
				t.Fatalf("mentor %d has %d of %d places filled, and a price", j, b.load[j], p.Capacity[j])
			}
		}
		few := cohort(r, 2000, 100, 2, 0.3, func() int64 { return r.Int64N(1000) })
		few.Capacity[3], few.Capacity[7] = 500, 2000
		solved(t, few, assign.Fit, assign.Options{})
	}
}

// TestPlacesThatNobodyCanFill: the same where the paths have to see it, because bids alone take too long.
func TestPlacesThatNobodyCanFill(t *testing.T) {
	p := product(rand.New(rand.NewPCG(13, 14)), 1500, 300, 0.5)
	for i := range int32(p.Newcomers()) {
		for k := p.Start[i]; k < p.Start[i+1]; k++ {
			if j := p.Mentor[k]; j >= 240 && i%150 != j%150 {
				p.Forbidden = append(p.Forbidden, assign.Pair{Newcomer: i, Mentor: j})
			}
		}
	}
	for j := 240; j < 300; j++ {
		p.Capacity[j] = 5000
	}
	solved(t, p, assign.Fit, assign.Options{})
}

// TestFairTakesEverybodyAlong: one more person is worth any loss of the others.
func TestFairTakesEverybodyAlong(t *testing.T) {
	const n = 200
	p := &assign.Problem{Capacity: make([]int32, n), Start: []int32{0}}
	for i := range int32(n) {
		p.Capacity[i] = 1
		if i > 0 {
			p.Mentor, p.Score = append(p.Mentor, i-1), append(p.Score, 1000)
		}
		p.Mentor, p.Score = append(p.Mentor, i), append(p.Score, int64(i%2))
		p.Start = append(p.Start, int32(len(p.Mentor)))
	}
	if r := solved(t, p, assign.Fit, assign.Options{}); r.People != n-1 || r.Total != 1000*(n-1) {
		t.Errorf("fit: %d people, total %d", r.People, r.Total)
	}
	if r := solved(t, p, assign.Fair, assign.Options{}); r.People != n || r.Total != n/2 {
		t.Errorf("fair: %d people, total %d", r.People, r.Total)
	}
}

// TestAQuotaIsWorthAnyLoss: one newcomer whose track must have a pair costs all the others theirs.
func TestAQuotaIsWorthAnyLoss(t *testing.T) {
	const n = 50
	p := &assign.Problem{Capacity: make([]int32, n), Start: []int32{0, 1}, Mentor: []int32{0}, Score: []int64{0},
		Track: make([]int32, n+1), Quotas: []assign.Quota{{AtLeast: 1, AtMost: -1}}}
	for i := range int32(n) {
		p.Capacity[i], p.Track[i+1] = 1, -1
		p.Mentor, p.Score = append(p.Mentor, i), append(p.Score, 1000)
		if i+1 < n {
			p.Mentor, p.Score = append(p.Mentor, i+1), append(p.Score, 0)
		}
		p.Start = append(p.Start, int32(len(p.Mentor)))
	}
	p.Score[len(p.Score)-1] = 500 // the last gives way
	if r := solved(t, p, assign.Fit, assign.Options{}); r == nil || r.MentorOf(n + 1)[0] != 0 {
		t.Errorf("the quota was not kept: %v", r)
	}
	p.Capacity[0] = 0
	if r := solved(t, p, assign.Fit, assign.Options{}); r != nil {
		t.Error("an impossible quota was kept")
	}
}

// product is the family that needs the auction: who is better is wanted by all.
func product(r *rand.Rand, n, m int, seats float64) *assign.Problem {
	p := cohort(r, n, m, 20, seats, func() int64 { return 0 })
	for i := range n {
		for k := p.Start[i]; k < p.Start[i+1]; k++ {
			p.Score[k] = int64(i%97) * int64(p.Mentor[k]%89)
		}
	}
	return p
}

func TestLargerCohortsAreProved(t *testing.T) {
	each(t, func(t *testing.T, p *assign.Problem) {
		solved(t, p, assign.Fit, assign.Options{})
		solved(t, p, assign.Fair, assign.Options{})
		solved(t, p, assign.Stable, assign.Options{})
		solved(t, p, assign.Stable, assign.Options{Side: assign.MentorSide})
	})
	for _, seats := range []float64{0.7, 1, 1.3} {
		solved(t, product(rand.New(rand.NewPCG(3, 4)), 1500, 300, seats), assign.Fit, assign.Options{})
	}
}

// TestEveryWayGivesTheSameTotal: mentors' bids and paths, the auction, and 64 bits where 32 suffice.
func TestEveryWayGivesTheSameTotal(t *testing.T) {
	each(t, func(t *testing.T, p *assign.Problem) {
		want := solved(t, p, assign.Fit, assign.Options{}).Total
		g, _, err := newGraph(p, 0)
		if err != nil {
			t.Fatal(err)
		}
		total := func(b *board[int64]) (sum int64) {
			if !b.proved() {
				t.Fatal("not proved")
			}
			for i, h := range b.holder {
				if h >= 0 {
					sum += b.worth[i]
				}
			}
			return sum
		}
		scarce := newBoard[int64](g, 0, newWatch(assign.Options{}))
		if scarce.scarce() {
			if got := total(scarce); got != want {
				t.Fatalf("mentors' bids: %d, not %d", got, want)
			}
		}
		for _, mentorsFirst := range []bool{false, true} {
			auction := newBoard[int64](g, 0, newWatch(assign.Options{}))
			auction.rows()
			auction.auction(mentorsFirst)
			auction.exact()
			if got := total(auction); got != want {
				t.Fatalf("auction, mentors first %v: %d, not %d", mentorsFirst, got, want)
			}
		}
		paths := newBoard[int64](g, 0, newWatch(assign.Options{}))
		paths.rows()
		paths.exact()
		if got := total(paths); got != want {
			t.Fatalf("paths: %d, not %d", got, want)
		}
	})
}

// TestRowsAreOnlyNames: other row numbers give the same total; scores in another unit give the total in that unit.
func TestRowsAreOnlyNames(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	each(t, func(t *testing.T, p *assign.Problem) {
		n, m := p.Newcomers(), p.Mentors()
		rows, columns := r.Perm(n), r.Perm(m)
		q := &assign.Problem{Capacity: make([]int32, m), Start: []int32{0}}
		for j, c := range p.Capacity {
			q.Capacity[columns[j]] = c
		}
		for _, i := range rows {
			score := map[int]int64{}
			for k := p.Start[i]; k < p.Start[i+1]; k++ {
				score[columns[p.Mentor[k]]] = p.Score[k]
			}
			for j := range m {
				if s, ok := score[j]; ok {
					q.Mentor, q.Score = append(q.Mentor, int32(j)), append(q.Score, s)
				}
			}
			q.Start = append(q.Start, int32(len(q.Mentor)))
		}
		want := solved(t, p, assign.Fit, assign.Options{})
		if got := solved(t, q, assign.Fit, assign.Options{}); got.Total != want.Total || got.People != want.People {
			t.Fatalf("%d, not %d", got.Total, want.Total)
		}
		if q.Score[0] > assign.MaxScore/3 {
			return
		}
		for k := range q.Score {
			q.Score[k] *= 3
		}
		if got := solved(t, q, assign.Fit, assign.Options{}).Total; got > 0 && got != 3*want.Total {
			t.Fatalf("%d, not 3 times %d", got, want.Total)
		}
	})
}

// TestMoreChoiceIsNeverWorse: another pair, or another place.
func TestMoreChoiceIsNeverWorse(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 40 {
		p := cohort(r, 60, 12, 4, 0.9, func() int64 { return r.Int64N(1000) })
		less := *p
		less.Forbidden = []assign.Pair{{Newcomer: 3, Mentor: 4}, {Newcomer: int32(r.IntN(60)), Mentor: 5}}
		if less.Forbidden[0] == less.Forbidden[1] {
			continue
		}
		few := *p
		few.Capacity = append([]int32(nil), p.Capacity...)
		few.Capacity[r.IntN(12)] = 0
		want := solved(t, p, assign.Fit, assign.Options{}).Total
		for _, other := range []*assign.Problem{&less, &few} {
			if got := solved(t, other, assign.Fit, assign.Options{}).Total; got > want {
				t.Fatalf("%d with less choice, %d with more", got, want)
			}
		}
	}
}

func TestTheSameAnswerEveryTime(t *testing.T) {
	each(t, func(t *testing.T, p *assign.Problem) {
		for _, objective := range []assign.Objective{assign.Fit, assign.Stable, assign.Fair} {
			a, b := solved(t, p, objective, assign.Options{}), solved(t, p, objective, assign.Options{})
			if !reflect.DeepEqual(a, b) {
				t.Fatalf("%s: two runs differ", objective)
			}
		}
	})
}

func TestStopAndProgress(t *testing.T) {
	p := product(rand.New(rand.NewPCG(9, 9)), 3000, 600, 1)
	last, calls := -1, 0
	o := assign.Options{Progress: func(done, total int) {
		if done < last || done > total {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last = done
		calls++
	}}
	solved(t, p, assign.Fit, o)
	if last != 100 || calls < 4 {
		t.Errorf("%d calls, the last with %d", calls, last)
	}
	stop := make(chan struct{})
	close(stop)
	if _, err := Solve(p, assign.Fit, assign.Options{Stop: stop}); !errors.Is(err, assign.ErrStopped) {
		t.Errorf("stopped: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	p := &assign.Problem{Capacity: []int32{1}, Start: []int32{0, 1}, Mentor: []int32{0}, Score: []int64{1}}
	if _, err := Solve(p, "best", assign.Options{}); err == nil {
		t.Error("an unknown objective was taken")
	}
	if _, err := Solve(p, assign.Stable, assign.Options{Side: "both"}); err == nil {
		t.Error("an unknown side was taken")
	}
	two := *p
	two.Places = []int32{2}
	if _, err := Solve(&two, assign.Fair, assign.Options{}); !errors.Is(err, assign.ErrUnsupported) {
		t.Errorf("several places: %v", err)
	}
	two.Score = []int64{assign.MaxScore + 1}
	if _, err := Solve(&two, assign.Fit, assign.Options{}); err == nil {
		t.Error("a score out of range was taken")
	}
	if r, err := Solve(&assign.Problem{}, assign.Fit, assign.Options{}); err != nil || len(r.Pairs) != 0 {
		t.Errorf("nobody: %v %v", r, err)
	}
}
