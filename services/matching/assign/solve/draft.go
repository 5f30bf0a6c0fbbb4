package solve

import (
	"slices"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/matching/assign"
)

// repairWork is how many pairs a repair may look at before everything is solved again: well below a millisecond's worth. In larger
// cohorts it is a share of the pairs.
const (
	repairWork  = 1 << 18
	repairShare = 8
)

// Draft is an answer with the greatest total (Fit) that can be changed: after each change it is repaired along shortest paths, which
// keeps it exact and touches few people, or solved again if that would take long. The total, and how many people have a
// mentor, are always as if solved from the start; which of several such answers it is may differ. Not for concurrent use.
type Draft struct {
	p      assign.Problem // as changed
	b      *board[int64]
	o      assign.Options
	pin    []int32 // mentor to whom each newcomer is pinned, or -1
	pinned []int32 // how many are pinned to each mentor
	out    map[assign.Pair]bool
	before []int32
	work   int64 // how many pairs a repair may look at
}

// Repair says what a change did. A change that is refused with an error did nothing.
type Repair struct {
	Moved  []int32 // newcomers who have another mentor now, or none any more, or one at last; by row
	Solved bool    // everything was solved again
}

// Open solves a problem with one place per newcomer and no tracks, as Solve does with Fit, and keeps it open for changes.
func Open(p *assign.Problem, o assign.Options) (*Draft, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if len(p.Quotas) > 0 || several(p) {
		return nil, assign.ErrUnsupported
	}
	bare := assign.Problem{Capacity: p.Capacity, Start: p.Start, Mentor: p.Mentor, Score: p.Score}
	g, _, err := newGraph(&bare, max(p.MinScore, 0))
	if err != nil {
		return nil, err
	}
	d := &Draft{p: *p, o: o, b: newTable[int64](g, 0, newWatch(o)), out: map[assign.Pair]bool{},
		pin: slices.Repeat([]int32{-1}, g.n), pinned: make([]int32, g.m)}
	d.work = max(repairWork, int64(g.pairs()/repairShare))
	d.p.Capacity = slices.Clone(p.Capacity)
	d.p.Places = slices.Clone(p.Places)
	if len(d.p.Places) == 0 {
		d.p.Places = slices.Repeat([]int32{1}, g.n)
	}
	d.p.Pinned, d.p.Forbidden = nil, nil
	for _, pair := range p.Pinned {
		if d.pin[pair.Newcomer] >= 0 {
			return nil, assign.ErrInfeasible
		}
		d.pin[pair.Newcomer] = pair.Mentor
		d.pinned[pair.Mentor]++
	}
	for _, pair := range p.Forbidden {
		d.out[pair] = true
	}
	b := d.b
	b.gone = make([]bool, g.n)
	for j := range g.m {
		b.first[j+1] = b.first[j] + b.back[j+1] - b.back[j] + 1
	}
	b.seat = make([]int32, b.first[g.m])
	b.rows()
	b.columns()
	for pair := range d.out {
		d.score(pair, false)
	}
	return d, d.solve()
}

// solve starts from nothing.
func (d *Draft) solve() error {
	b := d.b
	b.watch = newWatch(d.o)
	b.fillable = 0
	for i, j := range d.pin {
		b.gone[i] = d.p.Places[i] == 0 || j >= 0
		if d.p.Places[i] == 0 && j >= 0 {
			return assign.ErrInfeasible
		}
	}
	for j := range int32(b.g.m) {
		if b.room[j] = d.roomOf(j); b.room[j] < 0 {
			return assign.ErrInfeasible
		}
		b.fillable += int(min(b.room[j], b.back[j+1]-b.back[j]))
	}
	b.clear()
	err := b.run()
	for i := range int32(b.g.n) { // repairs find pairs by their positions
		b.ordered(i)
	}
	return err
}

// roomOf is how many seats of a mentor the pins leave, as many as somebody could take and one more.
func (d *Draft) roomOf(j int32) int32 {
	return min(d.p.Capacity[j]-d.pinned[j], d.b.back[j+1]-d.b.back[j]+1)
}

// Problem is the problem as changed.
func (d *Draft) Problem() *assign.Problem {
	p := d.p
	p.Capacity, p.Places = slices.Clone(p.Capacity), slices.Clone(p.Places)
	for i, j := range d.pin {
		if j >= 0 {
			p.Pinned = append(p.Pinned, assign.Pair{Newcomer: int32(i), Mentor: j})
		}
	}
	for pair := range d.out {
		p.Forbidden = append(p.Forbidden, pair)
	}
	slices.SortFunc(p.Forbidden, byRow)
	return &p
}

// Result is the answer as changed, with its certificate for Problem.
func (d *Draft) Result() *assign.Result {
	r := answer(d.Problem(), d.b.holder)
	r.Certificate = assign.Certificate{Objective: assign.Fit, Total: r.Total, People: r.People,
		Fit: &assign.FitProof{Prices: slices.Clone(d.b.price)}}
	return r
}

// Leave takes a newcomer out. Unpin them first.
func (d *Draft) Leave(newcomer int32) (Repair, error) {
	return d.person(newcomer, 0, func() { d.dismiss(newcomer) })
}

// Return takes a newcomer in again.
func (d *Draft) Return(newcomer int32) (Repair, error) {
	return d.person(newcomer, 1, func() { d.admit(newcomer) })
}

func (d *Draft) person(newcomer, places int32, change func()) (Repair, error) {
	if newcomer < 0 || int(newcomer) >= d.b.g.n {
		return Repair{}, unknown("/newcomer")
	}
	if d.pin[newcomer] >= 0 {
		return Repair{}, assign.ErrInfeasible
	}
	if d.p.Places[newcomer] == places {
		return Repair{}, nil
	}
	d.p.Places[newcomer] = places
	return d.repair(change)
}

// Seats gives a mentor another number of places: 0 for one who leaves. Not fewer than are pinned.
func (d *Draft) Seats(mentor, capacity int32) (Repair, error) {
	if mentor < 0 || int(mentor) >= d.b.g.m {
		return Repair{}, unknown("/mentor")
	}
	if capacity < 0 || capacity > assign.MaxCapacity {
		return Repair{}, fault.InvalidFields(fault.Field{Pointer: "/capacity", Code: "out_of_range",
			Params: map[string]any{"min": 0, "max": assign.MaxCapacity}})
	}
	had := d.p.Capacity[mentor]
	d.p.Capacity[mentor] = capacity
	if d.roomOf(mentor) < 0 {
		d.p.Capacity[mentor] = had
		return Repair{}, assign.ErrInfeasible
	}
	return d.repair(func() { d.resize(mentor) })
}

// Pin makes a pair for good, whatever it is worth.
func (d *Draft) Pin(pair assign.Pair) (Repair, error) {
	if err := d.known(pair); err != nil || d.pin[pair.Newcomer] == pair.Mentor {
		return Repair{}, err
	}
	if d.b.gone[pair.Newcomer] || d.out[pair] || d.pinned[pair.Mentor] >= d.p.Capacity[pair.Mentor] {
		return Repair{}, assign.ErrInfeasible
	}
	d.pin[pair.Newcomer] = pair.Mentor
	d.pinned[pair.Mentor]++
	return d.repair(func() {
		if b := d.b; b.holder[pair.Newcomer] == pair.Mentor { // nobody else notices
			b.take(pair.Newcomer)
			b.gone[pair.Newcomer], b.margin[pair.Newcomer] = true, b.greatest
			d.resize(pair.Mentor)
			return
		}
		d.dismiss(pair.Newcomer)
		d.resize(pair.Mentor)
	})
}

// Unpin lets a pinned pair be like any other.
func (d *Draft) Unpin(pair assign.Pair) (Repair, error) {
	if err := d.known(pair); err != nil || d.pin[pair.Newcomer] != pair.Mentor {
		return Repair{}, err
	}
	d.pin[pair.Newcomer] = -1
	d.pinned[pair.Mentor]--
	return d.repair(func() {
		d.resize(pair.Mentor)
		d.admit(pair.Newcomer)
	})
}

// Forbid rules a pair out.
func (d *Draft) Forbid(pair assign.Pair) (Repair, error) {
	if err := d.known(pair); err != nil || d.out[pair] {
		return Repair{}, err
	}
	if d.pin[pair.Newcomer] == pair.Mentor {
		return Repair{}, assign.ErrInfeasible
	}
	d.out[pair] = true
	if !d.score(pair, false) {
		return Repair{}, nil
	}
	return d.repair(func() {
		if b := d.b; b.holder[pair.Newcomer] == pair.Mentor {
			b.take(pair.Newcomer)
			d.settle(pair.Newcomer, pair.Mentor)
		}
	})
}

// Allow takes back what Forbid did.
func (d *Draft) Allow(pair assign.Pair) (Repair, error) {
	if err := d.known(pair); err != nil || !d.out[pair] {
		return Repair{}, err
	}
	delete(d.out, pair)
	if !d.score(pair, true) {
		return Repair{}, nil
	}
	return d.repair(func() {
		b := d.b
		if gain := d.p.ScoreOf(pair) - b.price[pair.Mentor]; gain > b.margin[pair.Newcomer] {
			b.margin[pair.Newcomer] = gain
			had := b.holder[pair.Newcomer]
			if had >= 0 {
				b.take(pair.Newcomer)
			}
			d.settle(pair.Newcomer, had)
		}
	})
}

func unknown(pointer string) error {
	return fault.InvalidFields(fault.Field{Pointer: pointer, Code: "unknown", Detail: "There is nobody with this row number."})
}

func (d *Draft) known(pair assign.Pair) error {
	switch {
	case pair.Newcomer < 0 || int(pair.Newcomer) >= d.b.g.n:
		return unknown("/newcomer")
	case pair.Mentor < 0 || int(pair.Mentor) >= d.b.g.m:
		return unknown("/mentor")
	}
	return nil
}
