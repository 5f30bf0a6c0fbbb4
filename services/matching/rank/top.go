package rank

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// MaxTop is the greatest number of answers to one question.
const MaxTop = 1000

// Result is one answer: how well somebody or something fits, and why.
type Result struct {
	ID      string
	Project string // of an issue
	Less    bool   // it shares nothing that matters with who asks, and comes after all that do
	Score   int64  // millionths; the credits add up to it exactly
	Credits Credits
	Reasons []Reason // the best three at most, best first
	Gap     *Reason  // what is missing most; its credit is what it costs
	Wait    Band     // of a mentor
	Load    Band
	Limit   Limit // of an explanation; not offered if set
	Weights string
	Week    time.Time    // reference week of the hours
	Parts   []PartResult // of a comparison: every part, in words
}

// PartResult is one part of a comparison: what speaks for it, or what is missing, where there is something to say.
type PartResult struct {
	Part      Part
	Credit    int64
	Good, Bad *Reason
}

// scored is a candidate in the heap; the worst is on top.
type scored struct {
	less  bool
	score int64
	id    string // "" before best.idOf
	at    int    // row of the base, or ^row of the delta
}

func better(a, b scored) int {
	if a.less != b.less {
		if a.less {
			return 1
		}
		return -1
	}
	return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.id, b.id))
}

// worse is better the other way round, without copies.
func (b *best) worse(x, y *scored) bool {
	switch {
	case x.less != y.less:
		return x.less
	case x.score != y.score:
		return x.score < y.score
	}
	return b.idOf(x) > b.idOf(y)
}

// idOf is the id of a candidate, which is spelled when it is first asked for: most are not among the best in the end.
func (b *best) idOf(s *scored) string {
	if s.id == "" && b.spell != nil {
		s.id = b.spell(s.at)
	}
	return s.id
}

// best keeps the best k of all that it is offered; ties go to the lesser id.
type best struct {
	k    int
	heap []scored // the children of i, at 2i+1 and 2i+2, are not worse
	// spell gives the id of a row as scored.at has it; nil where candidates come with theirs.
	spell func(at int) string
}

func (b *best) offer(s scored) {
	switch {
	case b.k <= 0:
	case len(b.heap) < b.k:
		i := len(b.heap)
		b.heap = append(b.heap, s)
		for i > 0 && b.worse(&s, &b.heap[(i-1)/2]) {
			b.heap[i] = b.heap[(i-1)/2]
			i = (i - 1) / 2
		}
		b.heap[i] = s
	case b.worse(&b.heap[0], &s):
		b.sink(s)
	}
}

// sink puts something in place of the worst.
func (b *best) sink(s scored) {
	i := 0
	for {
		child := 2*i + 1
		if child >= len(b.heap) {
			break
		}
		if child+1 < len(b.heap) && b.worse(&b.heap[child+1], &b.heap[child]) {
			child++
		}
		if !b.worse(&b.heap[child], &s) {
			break
		}
		b.heap[i] = b.heap[child]
		i = child
	}
	b.heap[i] = s
}

func (b *best) sorted() []scored {
	for i := range b.heap {
		b.idOf(&b.heap[i])
	}
	slices.SortFunc(b.heap, better)
	return b.heap
}

func mostOf(k int) int { return min(max(k, 0), MaxTop) }

// question is what is asked, in words, of one snapshot.
type question struct {
	w       *world
	r       *profiler
	n       profile
	sc      scope
	weights weighed
}

func (x *Index) question(w *world, newcomer *Person, s *Scope, t defaults) *question {
	q := &question{w: w, r: x.asking(w)}
	q.r.work = t == issues
	q.n = q.r.profile(newcomer, false)
	q.sc = q.r.scope(s)
	q.weights = s.Weights.over(t)
	return q
}

// TopMentors gives the best k mentors (at most MaxTop) for a newcomer, best first, those without a hard limit only.
func (x *Index) TopMentors(newcomer *Person, s *Scope, k int) []Result {
	w := x.now.Load()
	q := x.question(w, newcomer, s, people)
	top := best{k: mostOf(k)}
	x.bestMentors(q, &top)
	out := make([]Result, 0, len(top.heap))
	var m mentorRow // used again: results keep nothing of it
	for _, c := range top.sorted() {
		w.mentors.into(c.at, &m)
		out = append(out, explainMentor(q.r, &q.n, &m, w, &q.sc, &q.weights))
	}
	return out
}

// BestMentors gives the ids and scores of TopMentors alone, best first.
func (x *Index) BestMentors(newcomer *Person, s *Scope, k int, yield func(id string, score int64)) {
	q := x.question(x.now.Load(), newcomer, s, people)
	top := best{k: mostOf(k)}
	x.bestMentors(q, &top)
	for _, c := range top.sorted() {
		yield(c.id, c.score)
	}
}

// TopNewcomers gives the best k newcomers for a mentor: those in s.Asked and those who allow offers.
func (x *Index) TopNewcomers(mentor *Mentor, s *Scope, k int) []Result {
	w := x.now.Load()
	r := x.asking(w)
	m := r.mentor(mentor)
	sc := r.scope(s)
	weights := s.Weights.over(people)
	top := best{k: mostOf(k)}
	w.newcomers.each(func(n *newcomerRow) {
		if sc.newcomer(&m.profile, n) != None {
			return
		}
		v := pair(&n.profile, &m, w.mentors.counts, sc.criteria)
		top.offer(scored{!sc.asked[n.id] && lessPeople(&n.profile, &m.profile, &v), weights.score(&v, 0), n.id, 0})
	})
	out := make([]Result, 0, len(top.heap))
	for _, c := range top.sorted() {
		n, _ := w.newcomers.get(c.id)
		out = append(out, explainNewcomer(r, &n, &m, w, &sc, &weights))
	}
	return out
}

// TopIssues gives the best k issues for a newcomer.
func (x *Index) TopIssues(newcomer *Person, s *Scope, k int) []Result {
	w := x.now.Load()
	q := x.question(w, newcomer, s, issues)
	top := best{k: mostOf(k)}
	x.bestIssues(q, &top)
	out := make([]Result, 0, len(top.heap))
	for _, c := range top.sorted() {
		it := w.issues.at(c.at)
		out = append(out, explainIssue(q.r, &q.n, &it, w, &q.sc, &q.weights))
	}
	return out
}

// BestIssues gives the ids and scores of TopIssues alone, best first.
func (x *Index) BestIssues(newcomer *Person, s *Scope, k int, yield func(id string, score int64)) {
	q := x.question(x.now.Load(), newcomer, s, issues)
	top := best{k: mostOf(k)}
	x.bestIssues(q, &top)
	for _, c := range top.sorted() {
		yield(c.id, c.score)
	}
}

func (x *Index) bestIssues(q *question, top *best) {
	memory := x.scratch()
	defer x.back(memory)
	top.spell = q.w.issues.idAt
	search := newIssueSearch(&q.n, &q.sc, q.w.issues.counts, &q.weights, top, memory)
	search.segment(q.w.issues.base.(*issueColumns), q.w.issues.dead)
	search.delta = true
	search.segment(q.w.issues.delta.(*issueColumns), nil)
}

// ExplainMentor says how a newcomer and a mentor fit, and the limit if there is one; false if there is no such mentor.
func (x *Index) ExplainMentor(newcomer *Person, s *Scope, mentor string) (Result, bool) {
	w := x.now.Load()
	m, ok := w.mentors.get(mentor)
	if !ok {
		return Result{}, false
	}
	r := x.asking(w)
	n := r.profile(newcomer, false)
	sc := r.scope(s)
	weights := s.Weights.over(people)
	return explainMentor(r, &n, &m, w, &sc, &weights), true
}

// ExplainNewcomer says how somebody who need not be in the index fits a mentor, and the limit if there is one. Whoever is in s.Asked is
// explained whether they allow offers or not; whom a block parts from the mentor has the limit NotFoundBy.
func (x *Index) ExplainNewcomer(mentor *Mentor, s *Scope, newcomer *Newcomer) Result {
	w := x.now.Load()
	r := x.asking(w)
	m, n := r.mentor(mentor), r.newcomer(newcomer)
	sc := r.scope(s)
	weights := s.Weights.over(people)
	return explainNewcomer(r, &n, &m, w, &sc, &weights)
}

// CompareMentors explains up to some mentors side by side, with all parts, in the order asked for; those whom the index does not have
// are left out.
func (x *Index) CompareMentors(newcomer *Person, s *Scope, mentors []string) []Result {
	w := x.now.Load()
	r := x.asking(w)
	r.allParts = true
	n := r.profile(newcomer, false)
	sc := r.scope(s)
	weights := s.Weights.over(people)
	out := make([]Result, 0, len(mentors))
	for _, id := range mentors[:min(len(mentors), MaxTop)] {
		if m, ok := w.mentors.get(id); ok {
			out = append(out, explainMentor(r, &n, &m, w, &sc, &weights))
		}
	}
	return out
}

// ExplainIssue says how an issue fits a newcomer, and the limit if there is one; false if there is no such issue.
func (x *Index) ExplainIssue(newcomer *Person, s *Scope, issue string) (Result, bool) {
	w := x.now.Load()
	it, ok := w.issues.get(issue)
	if !ok {
		return Result{}, false
	}
	r := x.asking(w)
	r.work = true
	n := r.profile(newcomer, false)
	sc := r.scope(s)
	weights := s.Weights.over(issues)
	return explainIssue(r, &n, &it, w, &sc, &weights), true
}
