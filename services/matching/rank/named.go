package rank

// ScoreIssues says of some issues how they come in a newcomer's list, in the order in which they are named and without reasons: whether they
// fit less, after all others, and the score, to the last millionth that of TopIssues. Those that the index does not have, or that a hard limit
// keeps from the newcomer, are left out. yield must not ask the index anything.
func (x *Index) ScoreIssues(newcomer *Person, s *Scope, ids []string, yield func(id string, less bool, score int64)) {
	w := x.now.Load()
	r := x.asking(w)
	r.work = true
	n := r.profile(newcomer, false)
	sc := r.scope(s)
	weights := s.Weights.over(issues)
	for _, id := range ids {
		it, ok := w.issues.get(id)
		if !ok || sc.issue(&n, &it) != None {
			continue
		}
		v := fit(&n, &it, w.issues.counts, sc.now)
		yield(it.id, lessIssue(&n, &it, &v), weights.score(&v, it.load))
	}
}
