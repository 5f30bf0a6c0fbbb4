package teams

// exactSteps is how many places of atoms the exact search tries before it gives up, and exactPeople for how many atoms it is tried at all.
const (
	exactSteps  = 500_000
	exactPeople = 60
)

// search looks at every answer that could be as good as the best one known. Atoms take their places in the order of their rows: the
// projects in their order, of the teams of a project those with somebody in them and one that is empty, no team last. So the first of
// the best answers is the one that the rule of ties wants.
type search struct {
	s      *state
	most   int32 // people that can be in a team, at most
	seated int32 // of the best
	value  int64
	best   []int32
	found  bool // one as good as known
	steps  int
	rest   []int32   // people of the atoms from each on who could be in a team
	wishes []int64   // the best wishes of the atoms from each on
	supply [][]int32 // by kind: people who meet it among the atoms from each on
	kinds  []int32   // shortage by kind, while a bound is found
}

// exact gives the answer that the rule of ties wants among the best ones, if the search comes to its end. known is as good as some answer.
func (f *frame) exact(most int, known *state) ([]int32, bool) {
	n := len(f.atoms)
	if n > exactPeople {
		return nil, false
	}
	x := &search{s: newState(f), most: int32(most), seated: known.seated, value: known.value, steps: exactSteps,
		rest: make([]int32, n+1), wishes: make([]int64, n+1), supply: make([][]int32, len(f.holders)), kinds: make([]int32, len(f.holders))}
	for kind := range x.supply {
		x.supply[kind] = make([]int32, n+1)
	}
	for a := n - 1; a >= 0; a-- {
		could, wish := false, int64(0)
		for j := range f.p.Projects {
			if f.p.Projects[j].Teams > 0 && f.may(int32(a), int32(j)) {
				could, wish = true, max(wish, f.wishOf(int32(a), int32(j)))
			}
		}
		x.rest[a], x.wishes[a] = x.rest[a+1], x.wishes[a+1]+wish
		if could {
			x.rest[a] += f.atoms[a].size
		}
		for kind := range x.supply {
			x.supply[kind][a] = x.supply[kind][a+1]
			if could {
				x.supply[kind][a] += f.meets(int32(a), int32(kind))
			}
		}
	}
	x.from(0)
	return x.best, x.steps > 0 && x.found
}

// from tries all places of an atom and those after it.
func (x *search) from(a int32) {
	s := x.s
	if a == int32(len(s.f.atoms)) {
		x.take()
		return
	}
	if !x.hopes(a) {
		return
	}
	if s.f.atoms[a].pin != nobody {
		for j := range s.f.p.Projects {
			for t := s.f.first[j]; t < s.f.first[j+1]; t++ {
				if x.steps--; x.steps <= 0 {
					return
				}
				empty := s.size[t] == 0
				if _, ok := s.change(t, -1, a); ok {
					s.put(t, a)
					x.from(a + 1)
					s.drop(a)
				}
				if empty {
					break // the other empty ones are as good
				}
			}
		}
	}
	if x.steps--; x.steps > 0 {
		x.from(a + 1)
	}
}

func (x *search) take() {
	s := x.s
	for t := range int32(len(s.size)) {
		if !s.whole(t) {
			return
		}
	}
	if s.seated < x.seated || s.seated == x.seated && (s.value < x.value || x.found && s.value == x.value) {
		return
	}
	x.seated, x.value, x.found = s.seated, s.value, true
	x.best = append(x.best[:0], s.slot...)
}

// hopes says whether the atoms from a on could make something better than the best, or as good as long as none is at hand.
func (x *search) hopes(a int32) bool {
	s, f := x.s, x.s.f
	missing, wishes := int32(0), s.value
	clear(x.kinds)
	lacking := int64(0)
	for t := range int32(len(s.size)) {
		if s.size[t] == 0 {
			continue
		}
		missing += max(s.least(t)-s.size[t], 0)
		for k, n := range f.needs[f.project[t]] {
			lack := max(n.people-s.have[int(t)*MaxNeeds+k], 0)
			x.kinds[n.kind] += lack
			wishes += f.worth * int64(lack)
			if n.required {
				wishes += broken * int64(lack)
				if lack > x.supply[n.kind][a] {
					return false
				}
			}
		}
	}
	if missing > x.rest[a] {
		return false
	}
	people := min(x.most, s.seated+x.rest[a])
	if people != x.seated {
		return people > x.seated
	}
	for kind, lack := range x.kinds {
		lacking += int64(max(lack-x.supply[kind][a], 0))
	}
	bound := wishes + x.wishes[a] - f.worth*lacking
	return bound > x.value || bound == x.value && !x.found
}
