package teams

import (
	"slices"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/assign/solve"
)

// What a seat is worth beside everything else in one exchange, and the seat without which a team would not stand.
const (
	seatWorth = 1 << 36
	mustWorth = 1 << 37
	mostWorth = 1 << 34 // what people bring to a team, at most
)

// looked is how many atoms are considered for a team in one exchange, from each of: those who wish for it, those who meet a need that it
// lacks, anybody. Up to dense of them all are.
const (
	looked = 24
	dense  = 200
)

// round gives each of some teams at most one of some atoms that are in none, all of a size, so that as many as possible find a team and
// the value is the greatest: that is an assignment, for what an atom brings to a team depends on nobody else. With a plan its languages
// hold. It gives how many were placed.
func (s *state) round(takers, pool []int32, p *plan, nth int, stop <-chan struct{}) (int, error) {
	select {
	case <-stop:
		return 0, ErrStopped
	default:
	}
	if len(takers) == 0 || len(pool) == 0 {
		return 0, nil
	}
	row := make([]int32, len(s.f.atoms)) // and 1
	for i, a := range pool {
		row[a] = int32(i) + 1
	}
	back := make([]int32, len(s.size)) // row, and 1, of whom a team had
	for i, a := range pool {
		if s.home != nil && s.home[a] >= 0 {
			back[s.home[a]] = int32(i) + 1
		}
	}
	pairs := make([][]choice, len(pool))
	seen := make([]int32, len(pool))
	for x, t := range takers {
		worth := int64(seatWorth)
		if s.size[t] < s.least(t) {
			worth = mustWorth
		}
		consider := func(i int32) {
			if seen[i] == int32(x)+1 {
				return
			}
			seen[i] = int32(x) + 1
			a := pool[i]
			if p != nil && s.f.atoms[a].lang.and(p.lang[t]).and(s.lang[t]).empty() {
				return
			}
			if delta, ok := s.change(t, -1, a); ok {
				pairs[i] = append(pairs[i], choice{int32(x), worth + min(max(delta, -mostWorth), mostWorth)})
			}
		}
		s.candidates(t, pool, row, nth, consider)
		if i := back[t]; i > 0 {
			consider(i - 1)
		}
	}
	problem := &assign.Problem{Capacity: slices.Repeat([]int32{1}, len(takers)), Start: []int32{0}}
	for i := range pairs {
		for _, c := range pairs[i] {
			problem.Mentor, problem.Score = append(problem.Mentor, c.taker), append(problem.Score, c.score)
		}
		problem.Start = append(problem.Start, int32(len(problem.Mentor)))
	}
	r, err := solve.Solve(problem, assign.Fit, assign.Options{Stop: stop})
	if err != nil {
		return 0, err
	}
	for _, pair := range r.Pairs {
		s.put(takers[pair.Mentor], pool[pair.Newcomer])
	}
	return len(r.Pairs), nil
}

type choice struct {
	taker int32
	score int64
}

// candidates says which rows of a pool are considered for a team.
func (s *state) candidates(t int32, pool, row []int32, nth int, consider func(row int32)) {
	if len(pool) <= dense {
		for i := range pool {
			consider(int32(i))
		}
		return
	}
	few := func(list []int32) { // some of a list, others each time
		found := 0
		for x, at := 0, scatter(t, int32(nth), len(list)); x < len(list) && x < 4*looked && found < looked; x++ {
			if i := row[list[(at+x)%len(list)]]; i > 0 {
				consider(i - 1)
				found++
			}
		}
	}
	j := s.f.project[t]
	few(s.f.wishedBy[j])
	for k, n := range s.f.needs[j] {
		if s.have[int(t)*MaxNeeds+k] < n.people {
			few(s.f.holders[n.kind])
		}
	}
	for x, at := 0, scatter(t, int32(nth)+1<<20, len(pool)); x < looked; x++ {
		consider(int32((at + x) % len(pool)))
	}
}

// scatter is a number below n that looks like chance and is always the same.
func scatter(a, b int32, n int) int {
	if n == 0 {
		return 0
	}
	x := uint64(uint32(a))<<32 | uint64(uint32(b))
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return int((x ^ x>>31) % uint64(n))
}

// exchange takes one atom of a size out of each team and gives all of them, and those in no team, a place anew. What is not better
// is undone.
func (s *state) exchange(size int32, nth int, stop <-chan struct{}) (bool, error) {
	before, seated, value := slices.Clone(s.slot), s.seated, s.value
	var takers, own []int32
	for t := range int32(len(s.size)) {
		var movable []int32
		for _, a := range s.members[t] {
			if s.f.atoms[a].size == size && s.f.atoms[a].pin == anybody {
				movable = append(movable, a)
			}
		}
		if len(movable) > 0 {
			slices.Sort(movable)
			a := movable[(nth+int(t))%len(movable)]
			s.drop(a)
			own = append(own, a)
		}
		if len(movable) > 0 || s.size[t] > 0 && s.size[t]+size <= s.most(t) {
			takers = append(takers, t)
		}
	}
	pool := s.unplaced(size)
	if len(own) < 1 || len(pool) < 2 {
		s.restore(before)
		return false, nil
	}
	s.home = before // among the choices, so that nobody need be worse off
	_, err := s.round(takers, pool, nil, nth, stop)
	s.home = nil
	if err != nil {
		return false, err
	}
	for t := range int32(len(s.size)) {
		if !s.whole(t) {
			s.restore(before)
			return false, nil
		}
	}
	if !s.better(seated, value) {
		s.restore(before)
		return false, nil
	}
	return true, nil
}

// projects lets whole teams exchange their projects, also for those that nobody works on. What is not better is undone.
func (s *state) projects(nth int, stop <-chan struct{}) (bool, error) {
	f := s.f
	before, value := slices.Clone(s.slot), s.value
	problem := &assign.Problem{Start: []int32{0}}
	for _, x := range f.p.Projects {
		problem.Capacity = append(problem.Capacity, x.Teams)
	}
	var open []int32
	for t := range int32(len(s.size)) {
		if s.size[t] == 0 {
			continue
		}
		open = append(open, t)
		at := len(problem.Mentor)
		problem.Mentor = append(problem.Mentor, s.projectsFor(t, nth)...)
		for _, j := range problem.Mentor[at:] {
			problem.Score = append(problem.Score, seatWorth+min(max(s.worthOn(t, j), -mostWorth), mostWorth))
		}
		problem.Start = append(problem.Start, int32(len(problem.Mentor)))
	}
	r, err := solve.Solve(problem, assign.Fit, assign.Options{Stop: stop})
	if err != nil {
		return false, err
	}
	if len(r.Pairs) < len(open) {
		return false, nil
	}
	next, after := slices.Clone(f.first), slices.Clone(s.slot)
	for _, pair := range r.Pairs {
		for _, a := range s.members[open[pair.Newcomer]] {
			after[a] = next[pair.Mentor]
		}
		next[pair.Mentor]++
	}
	s.restore(after)
	if s.value <= value {
		s.restore(before)
		return false, nil
	}
	return true, nil
}

// projectsFor are the projects, ascending, that a team could work on: its own, those its people wish for, and some others.
func (s *state) projectsFor(t int32, nth int) []int32 {
	f := s.f
	may := []int32{f.project[t]}
	try := func(j int32) {
		x := &f.p.Projects[j]
		if x.Teams == 0 || s.size[t] < x.Least || s.size[t] > x.Most {
			return
		}
		left := f.spoken[j]
		for _, a := range s.members[t] {
			left = left.and(f.atoms[a].lang)
			if f.atoms[a].pin != anybody {
				return
			}
		}
		if left.empty() {
			return
		}
		for _, n := range f.needs[j] {
			if n.required && s.teamMeets(t, n.kind) < n.people {
				return
			}
		}
		may = append(may, j)
	}
	pinned := slices.ContainsFunc(s.members[t], func(a int32) bool { return f.atoms[a].pin != anybody })
	for _, a := range s.members[t] {
		for _, w := range f.wish[f.wishes[a]:f.wishes[a+1]] {
			if !pinned {
				try(w.Project)
			}
		}
	}
	n := len(f.p.Projects)
	for x, at := 0, scatter(t, int32(nth), n); x < min(n, 2*looked) && !pinned; x++ {
		try(int32((at + x) % n))
	}
	slices.Sort(may)
	return slices.Compact(may)
}

func (s *state) teamMeets(t, kind int32) (n int32) {
	for _, a := range s.members[t] {
		n += s.f.meets(a, kind)
	}
	return n
}

// worthOn is the value of a team if it worked on a project.
func (s *state) worthOn(t, j int32) (v int64) {
	for _, a := range s.members[t] {
		v += s.f.wishOf(a, j)
	}
	for _, n := range s.f.needs[j] {
		v -= s.f.worth * int64(max(n.people-s.teamMeets(t, n.kind), 0))
	}
	return v
}
