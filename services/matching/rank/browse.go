package rank

// FoundMentors gives the ids of all mentors whom a newcomer can be offered, in no particular order and without scores: for a list that
// ranks nobody. yield must not ask the index anything.
func (x *Index) FoundMentors(newcomer *Person, s *Scope, yield func(id string)) {
	w := x.now.Load()
	r := x.asking(w)
	n := r.profile(newcomer, false)
	sc := r.scope(s)
	everyRow(w.mentors, func(m *mentorRow) {
		if sc.mentor(&n, m) == None {
			yield(m.id)
		}
	})
}
