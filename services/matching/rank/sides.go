package rank

// Sides are some mentors of one moment, by their places in a list of ids: for a round that asks what each pair is to the mentor alone. Several
// goroutines may ask.
type Sides struct {
	index *Index
	world *world
	rows  []mentorRow
	here  []bool
}

// Sides finds mentors by their ids.
func (x *Index) Sides(ids []string) *Sides {
	s := &Sides{index: x, world: x.now.Load(), rows: make([]mentorRow, len(ids)), here: make([]bool, len(ids))}
	for k, id := range ids {
		s.rows[k], s.here[k] = s.world.mentors.get(id)
	}
	return s
}

// Theirs says what a newcomer is to each of these mentors, by their numbers in the list, in the mentor's direction alone: 0..Million; 0 for one who
// is not in the index. Limits are not looked at, nor how much is asked of them.
func (s *Sides) Theirs(newcomer *Person, scope *Scope, mentors []int32, out []int64) {
	r := s.index.asking(s.world)
	n, sc, weights := r.profile(newcomer, false), r.scope(scope), scope.Weights.over(people)
	for k, j := range mentors {
		if out[k] = 0; s.here[j] {
			v := pair(&n, &s.rows[j], s.world.mentors.counts, sc.criteria)
			_, out[k] = weights.theirs.add(&v.theirs)
		}
	}
}
