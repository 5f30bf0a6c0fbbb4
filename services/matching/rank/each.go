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
		_, a := weights.mine.add(&v.mine)
		_, b := weights.theirs.add(&v.theirs)
		yield(m.id, harmonic(a, b, m.price(sc.programme), weights.price), None)
	})
}

// MentorScores scores a newcomer with one mentor after the other, by id, as EachMentor does; known is false where there is no such mentor.
// It is for a round that looks at some pairs beside the best. What it gives is of one moment, and for one goroutine.
func (x *Index) MentorScores(newcomer *Person, s *Scope) func(id string) (score int64, limit Limit, known bool) {
	w := x.now.Load()
	r := x.asking(w)
	n := r.profile(newcomer, false)
	sc := r.scope(s)
	weights := s.Weights.over(people)
	find := rowFinder(w.mentors)
	return func(id string) (int64, Limit, bool) {
		m := find(id)
		if m == nil {
			return 0, None, false
		}
		if l := sc.mentor(&n, m); l != None {
			return 0, l, true
		}
		v := pair(&n, m, w.mentors.counts, sc.criteria)
		_, a := weights.mine.add(&v.mine)
		_, b := weights.theirs.add(&v.theirs)
		return harmonic(a, b, m.price(sc.programme), weights.price), None, true
	}
}

// rowFinder finds live rows by id, faster for who comes again. What it gives is written over by the next.
func rowFinder(s *snapshot[mentorRow]) func(id string) *mentorRow {
	bases, deltas := s.base.(*mentorColumns), s.delta.(*mentorColumns)
	base, delta := bases.unpack(), deltas.unpack()
	var row mentorRow
	return func(id string) *mentorRow {
		if i, ok := deltas.find(id); ok {
			if delta != nil {
				return &delta[i]
			}
			deltas.row(i, &row)
			return &row
		}
		i, ok := bases.find(id)
		switch {
		case !ok || s.buried(i):
			return nil
		case base != nil:
			return &base[i]
		}
		bases.row(i, &row)
		return &row
	}
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
