package solve

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/brute"
	"github.com/waymark-dev/waymark/services/matching/assign/verify"
)

// change makes one change by chance. What is refused changes nothing.
func change(d *Draft, pick func(n int) int) (Repair, error) {
	n, m := d.b.g.n, d.b.g.m
	newcomer, mentor := int32(pick(n)), int32(pick(m))
	pair := assign.Pair{Newcomer: newcomer, Mentor: mentor}
	if h := d.b.holder[newcomer]; h >= 0 && pick(2) == 0 {
		pair.Mentor = h
	}
	switch pick(7) {
	case 0:
		return d.Leave(newcomer)
	case 1:
		return d.Return(newcomer)
	case 2:
		return d.Seats(mentor, int32(pick(4)))
	case 3:
		return d.Pin(pair)
	case 4:
		for i, j := range d.pin {
			if j >= 0 {
				pair = assign.Pair{Newcomer: int32(i), Mentor: j}
			}
		}
		return d.Unpin(pair)
	case 5:
		return d.Forbid(pair)
	default:
		least := -1 // the order of the map is not by chance alone
		for out := range d.out {
			if row := int(out.Newcomer)*m + int(out.Mentor); least < 0 || row < least {
				least, pair = row, out
			}
		}
		return d.Allow(pair)
	}
}

// TestEveryRepairIsTheGreatestTotal: after each of many changes the answer is proved, and the one that Solve finds.
func TestEveryRepairIsTheGreatestTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := brute.Cohort(t, 6, false)
		d, err := Open(p, assign.Options{})
		if err != nil {
			if _, other := Solve(p, assign.Fit, assign.Options{}); other == nil {
				t.Fatal(err)
			}
			return
		}
		if p.Newcomers() == 0 {
			return
		}
		for range 12 {
			had := d.Result()
			repair, err := change(d, func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "pick") })
			r := d.Result()
			if err != nil {
				if !errors.Is(err, assign.ErrInfeasible) {
					t.Fatal(err)
				}
				if r.Total != had.Total {
					t.Fatal("a refused change did something")
				}
			}
			if repair.Solved {
				t.Fatal("so small a cohort was solved again")
			}
			if err := verify.Check(d.Problem(), r.Pairs, &r.Certificate); err != nil {
				t.Fatal(err)
			}
			if want := solved(t, d.Problem(), assign.Fit, assign.Options{}); want == nil || want.Total != r.Total || want.People != r.People {
				t.Fatalf("repaired to %d with %d people, solved to %v", r.Total, r.People, want)
			}
		}
	})
}

func TestRepairsOfALargerCohort(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	each(t, func(t *testing.T, p *assign.Problem) {
		d, err := Open(p, assign.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			had := d.Result().MentorOf(p.Newcomers())
			repair, err := change(d, r.IntN)
			if err != nil && !errors.Is(err, assign.ErrInfeasible) {
				t.Fatal(err)
			}
			result := d.Result()
			if err := verify.Check(d.Problem(), result.Pairs, &result.Certificate); err != nil {
				t.Fatal(err)
			}
			moved := 0
			for i, j := range result.MentorOf(p.Newcomers()) {
				if had[i] != j {
					moved++
				}
			}
			if moved > len(repair.Moved)+1 { // a pin moves somebody too
				t.Fatalf("%d moved, %d told", moved, len(repair.Moved))
			}
		}
	})
}

// TestSolvedAgain: a change too great for a repair is solved from the start, and as exact.
func TestSolvedAgain(t *testing.T) {
	p := product(rand.New(rand.NewPCG(23, 24)), 600, 20, 1)
	d, err := Open(p, assign.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d.work = 500
	again := false
	for j := range int32(4) {
		repair, err := d.Seats(j, 0)
		if err != nil {
			t.Fatal(err)
		}
		again = again || repair.Solved
		r := d.Result()
		if err := verify.Check(d.Problem(), r.Pairs, &r.Certificate); err != nil {
			t.Fatal(err)
		}
	}
	if !again {
		t.Error("nothing was solved again")
	}
}

// TestRepairsLookAtFew: a free seat that nobody can take does not make every repair look at everybody who is alone.
func TestRepairsLookAtFew(t *testing.T) {
	r := rand.New(rand.NewPCG(27, 28))
	p := cohort(r, 1200, 300, 20, .5, func() int64 { return 1 + r.Int64N(1_000_000) })
	p.Capacity[7] = assign.MaxCapacity // has seats left over, whoever is served
	d, err := Open(p, assign.Options{})
	if err != nil {
		t.Fatal(err)
	}
	alone := 0
	for i, j := range d.b.holder {
		if j < 0 {
			alone += int(p.Start[i+1] - p.Start[i])
		}
	}
	var looked []int64
	for range 400 {
		repair, err := change(d, r.IntN)
		if err == nil && len(repair.Moved) > 0 && !repair.Solved {
			looked = append(looked, d.work-d.b.watch.left)
		}
	}
	slices.Sort(looked)
	if middle := looked[len(looked)/2]; middle > int64(alone)/10 {
		t.Errorf("half of %d repairs looked at %d pairs or more; those who are alone have %d", len(looked), middle, alone)
	}
}

func TestChangesOfNobody(t *testing.T) {
	p := &assign.Problem{Capacity: []int32{1}, Start: []int32{0, 1}, Mentor: []int32{0}, Score: []int64{1}}
	d, err := Open(p, assign.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func() (Repair, error){
		"leave":  func() (Repair, error) { return d.Leave(1) },
		"return": func() (Repair, error) { return d.Return(-1) },
		"seats":  func() (Repair, error) { return d.Seats(1, 1) },
		"many":   func() (Repair, error) { return d.Seats(0, assign.MaxCapacity+1) },
		"pin":    func() (Repair, error) { return d.Pin(assign.Pair{Newcomer: 1}) },
		"forbid": func() (Repair, error) { return d.Forbid(assign.Pair{Mentor: 1}) },
	} {
		if _, err := change(); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if r := d.Result(); r.Total != 1 || p.Capacity[0] != 1 {
		t.Error("the refusals changed something")
	}
}
