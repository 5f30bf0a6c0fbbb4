package teams

import "slices"

// Effort of the search, in changes looked at.
const (
	localWork  = 8_000_000 // of one descent
	mostNeighs = 400       // swap partners considered for a skill or a wish in large events
)

// improve makes the answer better until nothing that it knows does: exchanges of one atom of each team, of whole projects, and then of
// any two atoms, or a move of one.
func (s *state) improve(patience int, o Options) error {
	sizes := s.sizes()
	nth := 0
	for calm := 0; calm < patience; {
		any := false
		for _, size := range sizes {
			better, err := s.exchange(size, nth, o.Stop)
			if err != nil {
				return err
			}
			any = any || better
		}
		better := false
		if nth%3 == 0 {
			var err error
			if better, err = s.projects(nth, o.Stop); err != nil {
				return err
			}
		}
		nth++
		if calm++; any || better {
			calm = 0
		}
		if nth >= mostExchanges {
			break
		}
	}
	s.local(s.work + localWork)
	return nil
}

// mostExchanges bounds the rounds of exchanges of one descent.
const mostExchanges = 60

// sizes are those that movable atoms have, larger ones first.
func (s *state) sizes() []int32 {
	var has [MaxSize + 1]bool
	var out []int32
	for a := range s.f.atoms {
		if n := s.f.atoms[a].size; n <= MaxSize && !has[n] {
			has[n] = true
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b int32) int { return int(b - a) })
	return out
}

// local moves and swaps atoms, two at a time, while that helps and until so much was looked at. Of small events it sees every move.
func (s *state) local(until int64) {
	for again := true; again && s.work < until; {
		again = false
		for a := int32(0); a < int32(len(s.f.atoms)) && s.work < until; a++ {
			if s.f.atoms[a].pin != nobody && s.better1(a) {
				again = true
			}
		}
	}
}

// better1 makes the best move of an atom: to another team, or in exchange with an atom of one. It is false if none is better.
func (s *state) better1(a int32) bool {
	f, u := s.f, s.slot[a]
	type move struct {
		to, with int32
		seats    int32
		gain     int64
	}
	best := move{to: -1}
	offer := func(m move) {
		if m.seats > best.seats || m.seats == best.seats && m.gain > best.gain {
			best = m
		}
	}
	size := f.atoms[a].size
	lost, free := int64(0), true
	if u >= 0 {
		lost, _ = s.change(u, a, -1)
		free = s.stands(u, s.size[u]-size) && lost > -broken/2
	}
	s.near(a, func(t int32) {
		if t == u {
			return
		}
		if free && (s.size[t] > 0 || size >= s.least(t)) {
			if delta, ok := s.change(t, -1, a); ok && delta > -broken/2 {
				m := move{to: t, with: -1, gain: delta + lost}
				if u < 0 {
					m.seats = size
				}
				offer(m)
			}
		}
		for _, b := range s.members[t] {
			to := f.atoms[b].size
			if u < 0 && size < to || !s.stands(t, s.size[t]-to+size) || u >= 0 && !s.stands(u, s.size[u]-size+to) {
				continue
			}
			in, ok := s.change(t, b, a)
			if !ok {
				continue
			}
			m := move{to: t, with: b, gain: in}
			if u >= 0 {
				out, ok := s.change(u, a, b)
				if !ok {
					continue
				}
				m.gain += out
			} else {
				m.seats = size - to
			}
			offer(m)
		}
	})
	if best.to < 0 {
		return false
	}
	if u >= 0 {
		s.drop(a)
	}
	if best.with >= 0 {
		s.drop(best.with)
		if u >= 0 {
			s.put(u, best.with)
		}
	}
	s.put(best.to, a)
	return true
}

// near calls look with the teams that an atom might better be in: all of them in small events; else those of projects that it wishes for,
// those that lack what it can do, and some others.
func (s *state) near(a int32, look func(t int32)) {
	f, n := s.f, int32(len(s.size))
	if len(f.atoms) <= mostNeighs {
		empty := int32(-1) // of several empty ones of a project the first will do
		for t := range n {
			if s.size[t] == 0 && empty == f.project[t] {
				continue
			}
			if s.size[t] == 0 {
				empty = f.project[t]
			}
			look(t)
		}
		return
	}
	for _, w := range f.wish[f.wishes[a]:f.wishes[a+1]] {
		for t := f.first[w.Project]; t < min(f.first[w.Project+1], f.first[w.Project]+looked); t++ {
			look(t)
		}
	}
	found := 0
	for x, at := int32(0), int32(scatter(a, 7, int(n))); x < n && found < looked; x++ {
		t := (at + x) % n
		for k, need := range f.needs[f.project[t]] {
			if s.size[t] > 0 && s.have[int(t)*MaxNeeds+k] < need.people && f.meets(a, need.kind) > 0 {
				look(t)
				found++
				break
			}
		}
	}
	for x, at := int32(0), int32(scatter(a, 8, int(n))); x < min(n, looked); x++ {
		look((at + x) % n)
	}
}
