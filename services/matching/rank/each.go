package rank

// EachMentor gives every mentor's score for a newcomer, in no particular order and without reasons: for a round, which looks at all
// pairs. With a limit the score is 0. yield must not ask the index anything.
func (x *Index) EachMentor(newcomer *Person, s *Scope, yield func(id string, score int64, limit Limit)) {
	w := x.now.Load()
	r := x.asking(w)
	n := r.profile(newcomer, false)
	sc := r.scope(s)
	weights := s.Weights.over(people)
	everyRow(w.mentors, func(m *mentorRow) {
		if l := sc.mentor(&n, m); l != None {
			yield(m.id, 0, l)
			return
		}
		v := pair(&n, m, w.mentors.counts, sc.criteria)
		yield(m.id, weights.score(&v, m.price(sc.programme)), None)
	})
}

// everyRow is each, faster for who comes again.
func everyRow(s *snapshot[mentorRow], f func(m *mentorRow)) {
	base, delta := s.base.(*mentorColumns).unpack(), s.delta.(*mentorColumns).unpack()
	if base == nil || delta == nil {
		s.each(f)
		return
	}
	for i := range base {
		if !s.buried(i) {
			f(&base[i])
		}
	}
	for i := range delta {
		f(&delta[i])
	}
}
