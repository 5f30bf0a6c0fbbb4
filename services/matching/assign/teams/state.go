package teams

import (
	"math/bits"
	"slices"
)

// broken is what each person costs whom a required need lacks, while an answer is made; in the end no team lacks one.
const broken = 1 << 28

// state is who is where while an answer is made.
type state struct {
	f       *frame
	slot    []int32 // of atoms; -1 for none
	members [][]int32
	size    []int32
	lang    []mask // what a team speaks; of an empty one what its project does
	have    []int32
	seated  int32
	value   int64   // wishes less what is missing, and broken
	work    int64   // how many changes were looked at
	home    []int32 // where each atom was before an exchange; nil outside of one
}

func newState(f *frame) *state {
	s := &state{f: f, slot: make([]int32, len(f.atoms)), members: make([][]int32, len(f.project)), size: make([]int32, len(f.project)),
		lang: make([]mask, len(f.project)), have: make([]int32, len(f.project)*MaxNeeds)}
	s.clear()
	return s
}

func (s *state) clear() {
	for a := range s.slot {
		s.slot[a] = -1
	}
	for t := range s.members {
		s.members[t], s.size[t] = s.members[t][:0], 0
		s.lang[t] = s.f.spoken[s.f.project[t]]
	}
	clear(s.have)
	s.seated, s.value = 0, 0
}

// restore goes back to who was where.
func (s *state) restore(slot []int32) {
	s.clear()
	for a, t := range slot {
		if t >= 0 {
			s.put(t, int32(a))
		}
	}
}

// better says whether this is better than so many people and such a value.
func (s *state) better(seated int32, value int64) bool {
	return s.seated > seated || s.seated == seated && s.value > value
}

func (s *state) least(t int32) int32 { return s.f.p.Projects[s.f.project[t]].Least }
func (s *state) most(t int32) int32  { return s.f.p.Projects[s.f.project[t]].Most }

// stands says whether a team of so many is one, or none.
func (s *state) stands(t, size int32) bool { return size == 0 || size >= s.least(t) }

// spare says whether the team of an atom goes on without it.
func (s *state) spare(a int32) bool {
	t := s.slot[a]
	return t < 0 || s.size[t]-s.f.atoms[a].size >= s.least(t)
}

// change says by how much the value grows if out leaves a team and in comes (-1 for nobody), and whether this may be. The least size
// is for the caller to look at.
func (s *state) change(t, out, in int32) (delta int64, ok bool) {
	s.work++
	f, j := s.f, s.f.project[t]
	size := s.size[t]
	if out >= 0 {
		size -= f.atoms[out].size
		delta -= f.wishOf(out, j)
	}
	if in >= 0 {
		size += f.atoms[in].size
		if size > s.most(t) || !s.fits(t, out, in) {
			return 0, false
		}
		delta += f.wishOf(in, j)
	}
	have := s.have[int(t)*MaxNeeds:]
	for k, n := range f.needs[j] {
		lack, lacks := max(n.people-have[k], 0), int32(0)
		now := have[k]
		if out >= 0 {
			now -= f.meets(out, n.kind)
		}
		if in >= 0 {
			now += f.meets(in, n.kind)
		}
		if size > 0 {
			lacks = max(n.people-now, 0)
		}
		if s.size[t] == 0 {
			lack = 0
		}
		cost := f.worth
		if n.required {
			cost += broken
		}
		delta += cost * int64(lack-lacks)
	}
	return delta, true
}

// fits says whether an atom gets along with a team that out leaves: project, language, nobody to be kept apart from.
func (s *state) fits(t, out, in int32) bool {
	f, j := s.f, s.f.project[t]
	a := &f.atoms[in]
	if a.pin != anybody && a.pin != j {
		return false
	}
	if s.lang[t].and(a.lang).empty() {
		if out < 0 {
			return false
		}
		left := f.spoken[j].and(a.lang)
		for _, b := range s.members[t] {
			if b != out {
				left = left.and(f.atoms[b].lang)
			}
		}
		if left.empty() {
			return false
		}
	}
	for _, b := range a.apart {
		if b != out && s.slot[b] == t {
			return false
		}
	}
	return true
}

// put adds an atom to a team that it fits.
func (s *state) put(t, a int32) {
	delta, _ := s.change(t, -1, a)
	s.value += delta
	s.seated += s.f.atoms[a].size
	s.size[t] += s.f.atoms[a].size
	s.lang[t] = s.lang[t].and(s.f.atoms[a].lang)
	s.members[t] = append(s.members[t], a)
	s.slot[a] = t
	for k, n := range s.f.needs[s.f.project[t]] {
		s.have[int(t)*MaxNeeds+k] += s.f.meets(a, n.kind)
	}
}

// drop takes an atom out of its team.
func (s *state) drop(a int32) {
	t := s.slot[a]
	delta, _ := s.change(t, a, -1)
	s.value += delta
	s.seated -= s.f.atoms[a].size
	s.size[t] -= s.f.atoms[a].size
	s.slot[a] = -1
	at := slices.Index(s.members[t], a)
	s.members[t] = slices.Delete(s.members[t], at, at+1)
	s.lang[t] = s.f.spoken[s.f.project[t]]
	for _, b := range s.members[t] {
		s.lang[t] = s.lang[t].and(s.f.atoms[b].lang)
	}
	for k, n := range s.f.needs[s.f.project[t]] {
		s.have[int(t)*MaxNeeds+k] -= s.f.meets(a, n.kind)
	}
}

// dissolve takes everybody out of a team.
func (s *state) dissolve(t int32) {
	for len(s.members[t]) > 0 {
		s.drop(s.members[t][len(s.members[t])-1])
	}
}

// whole says whether a team is none, or has its least size and lacks nothing that is required.
func (s *state) whole(t int32) bool {
	return s.stands(t, s.size[t]) && !s.lacksRequired(t)
}

func (s *state) lacksRequired(t int32) bool {
	if s.size[t] == 0 {
		return false
	}
	for k, n := range s.f.needs[s.f.project[t]] {
		if n.required && s.have[int(t)*MaxNeeds+k] < n.people {
			return true
		}
	}
	return false
}

// answer reads the teams off.
func (s *state) answer() *Answer {
	f := s.f
	a := &Answer{Teams: []Team{}}
	for j := range f.p.Projects {
		from := len(a.Teams)
		for t := f.first[j]; t < f.first[j+1]; t++ {
			if s.size[t] > 0 {
				a.Teams = append(a.Teams, s.team(t, a))
			}
		}
		slices.SortFunc(a.Teams[from:], func(x, y Team) int { return int(x.Members[0] - y.Members[0]) })
	}
	for i, at := range f.atomOf {
		if at >= 0 && s.slot[at] < 0 {
			a.Out = append(a.Out, int32(i))
		}
	}
	a.Value = a.Wishes - f.worth*int64(a.Missing)
	return a
}

func (s *state) team(t int32, sum *Answer) Team {
	f, j := s.f, s.f.project[t]
	team := Team{Project: j, Language: -1}
	for _, b := range s.members[t] {
		team.Members = append(team.Members, f.atoms[b].people...)
		sum.Wishes += f.wishOf(b, j)
	}
	slices.Sort(team.Members)
	if s.lang[t] != everything() {
		for x, w := range s.lang[t] {
			if w != 0 {
				team.Language = int32(64*x + bits.TrailingZeros64(w))
				break
			}
		}
	}
	any := false
	lacks := make([]int32, len(f.needs[j]))
	for k, n := range f.needs[j] {
		lacks[k] = max(n.people-s.have[int(t)*MaxNeeds+k], 0)
		sum.Missing += int(lacks[k])
		any = any || lacks[k] > 0
	}
	if any {
		team.Lacks = lacks
	}
	sum.Seated += len(team.Members)
	return team
}
