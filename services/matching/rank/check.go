package rank

import "slices"

// everyMentor scores everybody: what the index must give the same as.
func everyMentor(w *world, n *profile, sc *scope, weights *weighed, top *best) {
	w.mentors.each(func(m *mentorRow) {
		if sc.mentor(n, m) != None {
			return
		}
		v := pair(n, m, w.mentors.counts, sc.criteria)
		top.offer(scored{lessPeople(n, &m.profile, &v), weights.score(&v, m.price(sc.programme)), m.id, 0})
	})
}

// everyIssue scores everything: what the index must give the same as.
func everyIssue(w *world, n *profile, sc *scope, weights *weighed, top *best) {
	w.issues.each(func(it *issueRow) {
		if sc.issue(n, it) != None {
			return
		}
		v := fit(n, it, w.issues.counts, sc.now)
		top.offer(scored{lessIssue(n, it, &v), weights.score(&v, it.load), it.id, 0})
	})
}

// Checked says how a question was answered twice on one snapshot: by the index and by scoring everybody.
type Checked struct {
	Same         bool
	Index, Naive []string // ids, best first
}

func checked(index, naive *best) Checked {
	out := Checked{Same: slices.EqualFunc(index.sorted(), naive.sorted(), func(a, b scored) bool { return better(a, b) == 0 })}
	for _, c := range index.heap {
		out.Index = append(out.Index, c.id)
	}
	for _, c := range naive.heap {
		out.Naive = append(out.Naive, c.id)
	}
	return out
}

// CheckIssues answers TopIssues again by scoring everything, and compares ids, scores and order. It takes as long as that takes.
func (x *Index) CheckIssues(newcomer *Person, s *Scope, k int) Checked {
	w := x.now.Load()
	q := x.question(w, newcomer, s, issues)
	index, naive := best{k: mostOf(k)}, best{k: mostOf(k)}
	x.bestIssues(q, &index)
	everyIssue(w, &q.n, &q.sc, &q.weights, &naive)
	return checked(&index, &naive)
}

// CheckMentors answers TopMentors again by scoring everybody, and compares ids, scores and order. It takes as long as that takes.
func (x *Index) CheckMentors(newcomer *Person, s *Scope, k int) Checked {
	w := x.now.Load()
	q := x.question(w, newcomer, s, people)
	index, naive := best{k: mostOf(k)}, best{k: mostOf(k)}
	x.bestMentors(q, &index)
	everyMentor(w, &q.n, &q.sc, &q.weights, &naive)
	return checked(&index, &naive)
}
