package rank

import "sort"

// plainly looks at what has nothing that the newcomer wants, knows or cares about: its class tells nearly all of it.
func (q *issueSearch) plainly(c *issueColumns, dead []uint64) {
	if !q.mayStill(Million) { // there are enough that share
		return
	}
	list := q.some[:0]
	for i := range c.kinds {
		k := &c.kinds[i]
		if q.outside(1<<k.kind) || q.says && q.drawn&(1<<k.kind) != 0 {
			continue
		}
		if s, ok := q.classSum(k); ok {
			if score := q.score(s, int64(k.load)); q.mayStill(score) {
				list = append(list, bounded{score: int32(score), at: uint32(i)})
			}
		}
	}
	q.some = list
	for _, b := range q.descending(list) {
		if !q.mayStill(int64(b.score)) {
			continue
		}
		k := &c.kinds[b.at]
		s, _ := q.classSum(k)
		q.class(k, s, dead)
	}
}

// mayStill says whether a score is enough for what shares nothing; the least id would have to decide where it is the same.
func (q *issueSearch) mayStill(score int64) bool {
	if len(q.top.heap) < q.top.k || q.top.k == 0 {
		return q.top.k > 0
	}
	worst := &q.top.heap[0]
	if shares := !q.says; worst.less == shares {
		return shares
	}
	return score >= worst.score
}

// classSum is the most that one of a class has; false if the newcomer does not speak its language.
func (q *issueSearch) classSum(k *issueClass) (sum, bool) {
	s := q.base + q.kind[k.kind] + q.freshOf(k.seen, k.opened)
	if k.languages {
		s += q.voice[1]
	} else {
		v, understands := q.voiceOf(q.c, k.voice)
		if !understands {
			return 0, false
		}
		s += v
	}
	if !k.topics || !q.saidBy[0] {
		s += q.unknown[0]
	}
	if !k.causes || !q.saidBy[1] {
		s += q.unknown[1]
	}
	if !k.needs {
		s += q.weights.sum(Skills, q.without[k.kind][0], q.without[k.kind][1])
	}
	return s, true
}

// class looks at the rows of a class, those with the least load first, while one that has all that is said of it would be good enough.
func (q *issueSearch) class(k *issueClass, most sum, dead []uint64) {
	c, least, score := q.c, int64(-1), int64(0)
	from, to := 0, 0 // rows that are not plain
	for at := int(k.from); at < int(k.to); at++ {
		i := int(c.classed[at])
		if load := c.loadOf(i); load != least {
			if least, score = load, q.score(most, load); !q.mayStill(score) {
				return
			}
		}
		if dead != nil && dead[i/64]&(1<<(i%64)) != 0 {
			continue
		}
		if i >= from && i < to {
			continue
		}
		switch got, ok := q.plain(i); {
		case !ok: // nor are those that are the same but for the id; most often they lie side by side here too
			if from, to = i, i+1; c.twins.Has(to) {
				to = c.twins.End(to)
				if n := at + to - i; n <= int(k.to) && int(c.classed[n-1]) == to-1 {
					at = n - 1
				}
			}
		case q.hope(c, got, !q.says, uint32(i)):
			q.offer(i)
		case got == score: // those of this load that come after have greater ids
			at += sort.Search(int(k.to)-at, func(n int) bool { return c.loadOf(int(c.classed[at+n])) > least }) - 1
		}
	}
}

// plain is the score of a row that has nothing that the newcomer wants, knows or cares about; false for another one.
func (q *issueSearch) plain(i int) (score int64, ok bool) {
	c := q.c
	kind := c.marks[i] & markKind
	spoken, understands := q.voiceOf(c, c.voices[i])
	words, shares := q.wordsOf(c.abouts[i])
	if !understands || shares {
		return 0, false
	}
	s := q.base + q.kind[kind] + q.freshOf(c.seen[i], c.opened[i]) + spoken + words
	if needs := c.needs.at(i); len(needs) == 0 {
		s += q.weights.sum(Skills, q.without[kind][0], q.without[kind][1])
	} else if mine, theirs := q.skillsOf(needs); mine|theirs != 0 {
		return 0, false
	}
	return q.score(s, c.loadOf(i)), true
}

// offer scores a row as everything would be, unless a limit forbids it.
func (q *issueSearch) offer(i int) {
	var row issueRow
	q.c.row(i, &row)
	if q.sc.issue(q.n, &row) == None {
		v := fit(q.n, &row, q.counts, q.sc.now)
		q.top.offer(scored{lessIssue(q.n, &row, &v), q.weights.score(&v, row.load), row.id, q.place(i)})
	}
}

// beside says whether something that shares nothing that counts might have some of a skill, an interest or a cause all the same: what is
// shared beside skills that are not, or so little that it comes to nothing.
func (q *issueSearch) beside() bool {
	if !q.skills && len(q.hits) > 1 {
		return true
	}
	for _, w := range q.drawnTo {
		if w.weight < 2*maxWords*q.counts.most {
			return true
		}
	}
	return q.skills && len(q.sharedBy[0])+len(q.sharedBy[1]) > 0
}
