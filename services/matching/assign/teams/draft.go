package teams

import (
	"cmp"
	"slices"
)

// plan says which teams are open, how large they should be, and a language for each that all its people will speak.
type plan struct {
	lang []mask
	goal []int32 // people; 0: not open
}

// aim is how large teams should be, between the least and the most size.
type aim func(least, most int32) int32

var aims = []aim{
	func(_, most int32) int32 { return most },
	func(least, most int32) int32 { return (least + most + 1) / 2 },
	func(least, _ int32) int32 { return least },
}

// plan opens teams for everybody, those first whose language few speak.
func (f *frame) plan(size aim) *plan {
	p := &plan{lang: make([]mask, len(f.project)), goal: make([]int32, len(f.project))}
	for _, home := range f.homes() {
		f.open(p, home, size)
	}
	return p
}

// home is people who will be in teams that speak one language (or any, if all people share one).
type home struct {
	lang  mask
	atoms []int32
	size  int32
}

// homes gives everybody a language: the one of theirs that most people speak. A language too few are left with is filled up from those
// who speak others too. Small ones come first.
func (f *frame) homes() []home {
	common, speakers := everything(), [MaxLanguages]int32{}
	for a := range f.atoms {
		x := &f.atoms[a]
		if x.pin == nobody {
			continue
		}
		common = common.and(x.lang)
		if x.lang != everything() {
			x.lang.each(func(l int32) { speakers[l] += x.size })
		}
	}
	if !common.empty() {
		one := home{lang: everything()}
		for a := range f.atoms {
			one.add(f, int32(a))
		}
		return []home{one}
	}
	home := make([]home, MaxLanguages)
	largest := int32(0)
	for l := range home {
		home[l].lang[l/64] = 1 << (l % 64)
		if speakers[l] > speakers[largest] {
			largest = int32(l)
		}
	}
	for a := range f.atoms {
		x, best := &f.atoms[a], largest
		if x.lang != everything() {
			best = -1
			x.lang.each(func(l int32) {
				if best < 0 || speakers[l] > speakers[best] {
					best = l
				}
			})
		}
		if best >= 0 {
			home[best].add(f, int32(a))
		}
	}
	f.fill(home)
	home = slices.DeleteFunc(home, func(h homeOf) bool { return len(h.atoms) == 0 })
	slices.SortStableFunc(home, func(x, y homeOf) int { return cmp.Compare(x.size, y.size) })
	return home
}

type homeOf = home

func (h *home) add(f *frame, a int32) {
	if f.atoms[a].pin != nobody {
		h.atoms = append(h.atoms, a)
		h.size += f.atoms[a].size
	}
}

// fill moves people to languages that are too few for a team, from languages that are left with enough.
func (f *frame) fill(home []home) {
	least := int32(MaxSize)
	for j := range f.p.Projects {
		least = min(least, f.p.Projects[j].Least)
	}
	for l := range home {
		h := &home[l]
		for from := range home {
			g := &home[from]
			for x := 0; h.size > 0 && h.size < least && x < len(g.atoms) && from != l; x++ {
				a := g.atoms[x]
				if n := f.atoms[a].size; g.size-n >= least && !f.atoms[a].lang.and(h.lang).empty() {
					g.atoms, g.size = slices.Delete(g.atoms, x, x+1), g.size-n
					h.add(f, a)
					x--
				}
			}
		}
	}
}

func (m mask) each(do func(l int32)) {
	for l := range int32(MaxLanguages) {
		if m[l/64]>>(l%64)&1 == 1 {
			do(l)
		}
	}
}

// open opens teams until a home's people have a seat: those of pins first, then those that are wished for most.
func (f *frame) open(p *plan, h home, size aim) {
	demand, pinned := make([]int64, len(f.p.Projects)), make([]int32, len(f.p.Projects))
	for _, a := range h.atoms {
		if j := f.atoms[a].pin; j >= 0 {
			pinned[j] += f.atoms[a].size
		}
		for _, w := range f.wish[f.wishes[a]:f.wishes[a+1]] {
			demand[w.Project] += w.Score
		}
	}
	type choice struct {
		slot   int32
		pinned bool
		demand int64
	}
	var list []choice
	for t, j := range f.project {
		if p.goal[t] == 0 && !h.lang.and(f.spoken[j]).empty() {
			x := &f.p.Projects[j]
			nth := int32(t) - f.first[j]
			list = append(list, choice{int32(t), pinned[j] > nth*x.Most, demand[j] / int64(nth+1)})
		}
	}
	slices.SortStableFunc(list, func(x, y choice) int {
		if x.pinned != y.pinned {
			if x.pinned {
				return -1
			}
			return 1
		}
		return cmp.Compare(y.demand, x.demand)
	})
	seats, least := int32(0), int32(0)
	for _, c := range list {
		x := &f.p.Projects[f.project[c.slot]]
		if seats >= h.size && !c.pinned {
			break
		}
		if least+x.Least > h.size {
			continue
		}
		goal := size(x.Least, x.Most)
		p.goal[c.slot], p.lang[c.slot] = goal, h.lang
		seats, least = seats+goal, least+x.Least
	}
}

// draft makes teams by a plan: friends first, then round by round one more person for every team that wants one, each round at its best.
func (s *state) draft(p *plan, stop <-chan struct{}) error {
	s.clear()
	largest := int32(1)
	for a := range s.f.atoms {
		largest = max(largest, s.f.atoms[a].size)
	}
	open := make([]int32, 0, len(p.goal))
	for t, goal := range p.goal {
		if goal > 0 {
			open = append(open, int32(t))
		}
	}
	for size := min(largest, MaxSize); size >= 1; size-- {
		for _, upTo := range []func(t int32) int32{s.least, func(t int32) int32 { return p.goal[t] }, s.most} {
			for round := 0; ; round++ {
				var takers []int32
				for _, t := range open {
					if s.size[t] < upTo(t) && s.size[t]+size <= s.most(t) {
						takers = append(takers, t)
					}
				}
				n, err := s.round(takers, s.unplaced(size), p, round, stop)
				if err != nil {
					return err
				}
				if n == 0 {
					break
				}
			}
		}
	}
	s.stand()
	return nil
}

// unplaced are the atoms of a size that are in no team and could be.
func (s *state) unplaced(size int32) []int32 {
	var out []int32
	for a := range s.f.atoms {
		if s.slot[a] < 0 && s.f.atoms[a].size == size && s.f.atoms[a].pin != nobody {
			out = append(out, int32(a))
		}
	}
	return out
}

// stand makes teams stand that do not: they take from no team, or from one that can spare it; who cannot stand is dissolved. Then whoever
// is left goes where there is room, and may open more teams.
func (s *state) stand() {
	for t := range int32(len(s.size)) {
		for !s.whole(t) && s.size[t] < s.most(t) && s.pull(t, true) {
		}
	}
	for t := range int32(len(s.size)) {
		if !s.whole(t) {
			s.dissolve(t)
		}
	}
	s.insertAll()
	s.openMore()
}

// pull takes the best atom for a team, which may come from another that can spare it; not one that brings nothing where only a skill
// is missing.
func (s *state) pull(t int32, fromOthers bool) bool {
	best, gain := int32(-1), int64(0)
	for a := range int32(len(s.f.atoms)) {
		u := s.slot[a]
		if u == t || u >= 0 && (!fromOthers || !s.spare(a)) {
			continue
		}
		delta, ok := s.change(t, -1, a)
		if !ok || s.stands(t, s.size[t]) && s.size[t] > 0 && delta < broken/2 {
			continue
		}
		if u >= 0 {
			lost, _ := s.change(u, a, -1)
			if lost < -broken/2 {
				continue
			}
			delta += lost
		} else {
			delta += broken / 4 * int64(s.f.atoms[a].size) // better than from a team
		}
		if best < 0 || delta > gain {
			best, gain = a, delta
		}
	}
	if best < 0 {
		return false
	}
	if s.slot[best] >= 0 {
		s.drop(best)
	}
	s.put(t, best)
	return true
}

// insertAll gives everybody without a team the best seat that is free, larger groups first.
func (s *state) insertAll() {
	var list []int32
	for a := range s.f.atoms {
		if s.slot[a] < 0 && s.f.atoms[a].pin != nobody {
			list = append(list, int32(a))
		}
	}
	slices.SortStableFunc(list, func(a, b int32) int { return cmp.Compare(s.f.atoms[b].size, s.f.atoms[a].size) })
	for _, a := range list {
		s.insert(a)
	}
}

func (s *state) insert(a int32) bool {
	best, gain := int32(-1), int64(0)
	for t := range int32(len(s.size)) {
		if s.size[t] == 0 && s.f.atoms[a].size < s.least(t) || s.size[t]+s.f.atoms[a].size > s.most(t) {
			continue
		}
		if delta, ok := s.change(t, -1, a); ok && delta > -broken/2 && (best < 0 || delta > gain) {
			best, gain = t, delta
		}
	}
	if best >= 0 {
		s.put(best, a)
	}
	return best >= 0
}

// mostTries is how many closed teams are tried for those who are left over.
const mostTries = 200

// openMore opens a team for people who are in none, with others who can be spared, if that seats more people.
func (s *state) openMore() {
	left := 0
	for a := range s.f.atoms {
		if s.slot[a] < 0 && s.f.atoms[a].pin != nobody {
			left++
		}
	}
	tries := 0
	for t := int32(0); t < int32(len(s.size)) && left > 0 && tries < mostTries; t++ {
		if s.size[t] > 0 || t > s.f.first[s.f.project[t]] && s.size[t-1] == 0 {
			continue // an empty one of the same project was tried
		}
		tries++
		before, seated := slices.Clone(s.slot), s.seated
		for !s.whole(t) || s.size[t] == 0 {
			if s.size[t] == s.most(t) || !s.pull(t, s.size[t] > 0) {
				break
			}
		}
		if s.size[t] > 0 && s.whole(t) {
			s.insertAll()
		}
		if !s.whole(t) || s.seated <= seated {
			s.restore(before)
			continue
		}
		left = 0
		for a := range s.f.atoms {
			if s.slot[a] < 0 && s.f.atoms[a].pin != nobody {
				left++
			}
		}
	}
}
