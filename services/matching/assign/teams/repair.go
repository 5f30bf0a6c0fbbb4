package teams

import (
	"slices"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Draft is an answer that is kept while people do not come. Not for concurrent use.
type Draft struct {
	p      Problem // as changed
	f      *frame
	s      *state
	wishes map[int32][]Wish
	prices []int64
}

// Repair says what a change did.
type Repair struct {
	Moved  []int32 // people, ascending, who are in another team than before, in one at last, or in none any more; not who left
	Closed bool    // the team could not stand, and the others of it went where there was room
	Work   int64   // how many changes of a team were looked at: at most twice the people, and for a closed team all teams for each of it
}

// errNoAnswer is the refusal of an answer that is not one of the problem.
var errNoAnswer = fault.New(fault.Invalid, "teams.answer", "These are not teams of this event: somebody is missing, twice, or where they may not be.")

// Open keeps an answer of a problem open for changes. One that does not keep sizes, languages, friends, pins or required needs is refused.
func Open(p *Problem, a *Answer) (*Draft, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	d := &Draft{p: *p, wishes: map[int32][]Wish{}, prices: a.Bound.Prices}
	d.p.People = slices.Clone(p.People)
	d.f = newFrame(&d.p)
	d.s = newState(d.f)
	for _, w := range p.Wishes {
		d.wishes[w.Person] = append(d.wishes[w.Person], w)
	}
	if len(d.prices) != len(p.Projects) {
		d.prices = make([]int64, len(p.Projects))
	}
	next, placed := slices.Clone(d.f.first), make([]int32, len(d.f.atoms))
	for _, team := range a.Teams {
		if team.Project < 0 || int(team.Project) >= len(p.Projects) || next[team.Project] == d.f.first[team.Project+1] {
			return nil, errNoAnswer
		}
		t := next[team.Project]
		next[team.Project]++
		for _, i := range team.Members {
			if i < 0 || int(i) >= len(p.People) || d.f.atomOf[i] < 0 {
				return nil, errNoAnswer
			}
			at := d.f.atomOf[i]
			if placed[at]++; d.s.slot[at] == t {
				continue
			}
			if _, ok := d.s.change(t, -1, at); !ok || d.s.slot[at] >= 0 {
				return nil, errNoAnswer
			}
			d.s.put(t, at)
		}
		if !d.s.whole(t) || d.s.size[t] != int32(len(team.Members)) {
			return nil, errNoAnswer
		}
	}
	for at, n := range placed {
		if n != 0 && n != d.f.atoms[at].size {
			return nil, errNoAnswer
		}
	}
	return d, nil
}

// Leave takes somebody out who does not come (who may be in no team), and mends their team with bounded work. Where the team stands
// without them, nobody is moved but perhaps somebody into it who is in none. Where it does not, it takes the person or friends, from
// none or from a team that can spare them, of most value to both; where nobody can come it is closed, and its people go one after the
// other where they are worth most. Their friends stay together.
func (d *Draft) Leave(person int32) (Repair, error) {
	if person < 0 || int(person) >= len(d.p.People) || d.p.People[person].Gone {
		return Repair{}, fault.InvalidFields(fault.Field{Pointer: "/person", Code: "unknown", Detail: "There is nobody with this row number who comes."})
	}
	s, f := d.s, d.f
	before, began := slices.Clone(s.slot), s.work
	at := f.atomOf[person]
	t := s.slot[at]
	if t >= 0 {
		s.drop(at)
	}
	d.forget(at, person)
	if t >= 0 && f.atoms[at].size > 0 {
		s.put(t, at)
	}
	r := Repair{}
	if t >= 0 {
		r.Closed = !d.mend(t)
	}
	for a, was := range before {
		if s.slot[a] != was {
			r.Moved = append(r.Moved, f.atoms[a].people...)
		}
	}
	slices.Sort(r.Moved)
	r.Work = s.work - began
	return r, nil
}

// mend makes a team stand that lost somebody; false if it was closed.
func (d *Draft) mend(t int32) bool {
	s := d.s
	if s.size[t] > 0 && s.whole(t) {
		s.fillFrom(t)
		return true
	}
	for s.size[t] > 0 && !s.whole(t) && s.size[t] < s.most(t) && s.pull(t, true) {
	}
	if s.size[t] > 0 && s.whole(t) {
		return true
	}
	left := slices.Clone(s.members[t])
	s.dissolve(t)
	for _, a := range left {
		s.insert(a)
	}
	return false
}

// fillFrom gives the seat that became free to whoever is in no team and is of most value there.
func (s *state) fillFrom(t int32) {
	best, gain := int32(-1), int64(0)
	for a := range int32(len(s.f.atoms)) {
		if s.slot[a] < 0 && s.f.atoms[a].pin != nobody {
			if delta, ok := s.change(t, -1, a); ok && (best < 0 || delta > gain) {
				best, gain = a, delta
			}
		}
	}
	if best >= 0 {
		s.put(t, best)
	}
}

// forget takes a person out of their atom.
func (d *Draft) forget(at, person int32) {
	f, x := d.f, &d.f.atoms[at]
	d.p.People[person].Gone = true
	f.atomOf[person] = -1
	x.people = slices.DeleteFunc(x.people, func(i int32) bool { return i == person })
	x.size--
	x.lang, x.pin = everything(), anybody
	for _, i := range x.people {
		x.lang = x.lang.and(maskOf(d.p.People[i].Languages))
		for _, pin := range d.p.Pinned {
			if pin.Person == i && x.pin != anybody && x.pin != pin.Project {
				x.pin = nobody
			} else if pin.Person == i && x.pin != nobody {
				x.pin = pin.Project
			}
		}
	}
	if x.lang.empty() || x.size == 0 {
		x.pin = nobody
	}
	for _, w := range d.wishes[person] {
		for k := f.wishes[at]; k < f.wishes[at+1]; k++ {
			if f.wish[k].Project == w.Project {
				f.wish[k].Score -= w.Score
			}
		}
	}
	x.apart = x.apart[:0] // of others it is not taken out: who is in no team is in nobody's
	for _, pair := range d.p.Apart {
		a, b := f.atomOf[pair[0]], f.atomOf[pair[1]]
		switch {
		case a == at && b >= 0:
			x.apart = append(x.apart, b)
		case b == at && a >= 0:
			x.apart = append(x.apart, a)
		}
	}
	for _, pair := range d.p.Apart { // those whom only the person was to be kept from
		for k, i := range pair {
			if other := pair[1-k]; i == person && f.atomOf[other] >= 0 && !slices.Contains(x.apart, f.atomOf[other]) {
				o := &f.atoms[f.atomOf[other]]
				o.apart = slices.DeleteFunc(o.apart, func(b int32) bool { return b == at })
			}
		}
	}
}

// Problem is the problem as it is now.
func (d *Draft) Problem() *Problem { return &d.p }

// Answer is who is in which team now, with bounds for the people who are left. It is never called exact.
func (d *Draft) Answer() *Answer {
	a := d.s.answer()
	a.Bound = Bound{Seated: d.f.mostSeated(), Missing: d.f.leastMissing(a.Seated), Wishes: d.f.priced(d.prices), Prices: d.prices}
	return a
}

// priced is the bound of the wishes that prices prove.
func (f *frame) priced(prices []int64) int64 {
	sum := int64(0)
	for j, price := range prices {
		sum += price * int64(f.p.Projects[j].Most*f.p.Projects[j].Teams)
	}
	for a := range f.atoms {
		best, size := int64(0), int64(f.atoms[a].size)
		for _, w := range f.wish[f.wishes[a]:f.wishes[a+1]] {
			if size > 0 && f.may(int32(a), w.Project) {
				best = max(best, (w.Score+size-1)/size-prices[w.Project])
			}
		}
		sum += best * size
	}
	return sum
}
