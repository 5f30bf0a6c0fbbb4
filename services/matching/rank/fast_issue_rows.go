package rank

import "math/bits"

// mustScore is what something must score that may share something, and what does not: nothing of the latter matters once it is not the worst.
func (q *issueSearch) mustScore(shares bool) (may, not int64) {
	may = q.least()
	if not = may; len(q.top.heap) == q.top.k && q.top.k > 0 {
		not = q.top.heap[0].score
	}
	if !shares {
		may = not
	}
	return may, not
}

// block looks at every row of a block but those that are left to plainly.
func (q *issueSearch) block(c *issueColumns, dead []uint64, o *opened) {
	var row issueRow
	b, shares, skills, words, voice := o.b, o.shares, o.skills, o.says, q.voice[o.b.says>>4&3]
	must, needless := q.mustScore(shares)
	beside := linear(q.base + skills + words)
	for i := c.needs.from[b.from]; i < c.needs.from[b.to]; i += 8 {
		q.touched += uint64(c.needs.all[i].skill)
	}
	var over [32]int64
	some := q.enoughFor(c, b, dead, must, beside, &over)
	some = q.soundsFor(c, b, some, &over, q.base+skills+voice, beside)
	if i := int(b.to) - 1; some>>(b.to-1-b.from) == 0 && c.digests[i]&digestGone == 0 && (dead == nil || dead[i/64]&(1<<(i%64)) == 0) {
		q.refuse(i) // the next blocks may go on with the same
	}
	for ; some != 0; some &= some - 1 {
		i := int(b.from) + bits.TrailingZeros64(some)
		if q.known(uint32(i), uint32(i)+1) {
			continue
		}
		d := c.digests[i]
		kind, load := d.kind(), d.load()
		able, theirs := q.without[kind][0], q.without[kind][1]
		needs := c.needs.at(i)
		if len(needs) > 0 {
			able, theirs = q.skillsOf(needs)
		}
		need := must
		if able == 0 && len(needs) > 0 && q.skills && q.drawn&(1<<kind) == 0 {
			need = needless
		}
		s := q.base + q.weights.sum(Skills, able, theirs)
		if q.ask.most(d)+linear(s+words) < q.ask.must(need, d.steps(), q.weights) {
			q.refuse(i)
			continue
		}
		about, sharesWords := q.wordsOf(c.abouts[i])
		s += q.kind[kind] + q.freshAt(c, i, d) + about
		if linear(s+voice) < q.ask.must(need, d.steps(), q.weights) {
			q.refuse(i)
			continue
		}
		spoken, understands := q.voiceOf(c, c.voices[i])
		if !understands {
			q.refuse(i)
			continue
		}
		score := q.score(s+spoken, load)
		sharing := !q.says || q.drawn&(1<<kind) != 0
		if !sharing {
			if sharing = sharesWords; len(needs) > 0 && q.skills {
				sharing = able > 0
			}
		}
		plain := !sharing && !sharesWords && (len(needs) == 0 || able|theirs == 0)
		if plain || !q.hope(c, score, sharing, uint32(i)) {
			q.refuse(i)
			continue
		}
		if !q.sc.filter.plain {
			if c.rowSans(i, &row); !q.sc.filter.issue(&row) {
				q.refuse(i)
				continue
			}
		}
		if len(q.sc.taken) > 0 && q.sc.taken[c.ids.At(i)] {
			continue
		}
		q.top.offer(scored{!sharing, score, "", q.place(i)})
		must, needless = q.mustScore(shares)
	}
}

// enoughFor says which rows of a block can be taken and, by their digests, may come to what they must beside what all have at most: nothing but what
// stands in a row is read. How much more they may have stays in over.
func (q *issueSearch) enoughFor(c *issueColumns, b *issueBlock, dead []uint64, must, beside int64, over *[32]int64) (rows uint64) {
	for j, d := range c.digests[b.from:b.to] {
		more, is := q.ask.most(d)+beside-q.ask.must(must, d.steps(), q.weights), uint64(0)
		if over[j%32] = more; more >= 0 {
			is = 1
		}
		rows |= (is &^ uint64(d/digestGone)) << j
	}
	if at := b.from; dead != nil {
		rows &^= dead[at/64] >> (at % 64)
		if at%64 != 0 && int(at/64)+1 < len(dead) {
			rows &^= dead[at/64+1] << (64 - at%64)
		}
	}
	return rows
}

// soundsFor says which of some rows may do so by what they are about, too, of which the sieves tell whether some of it may be shared; apart is
// the most that all adds but it.
func (q *issueSearch) soundsFor(c *issueColumns, b *issueBlock, some uint64, over *[32]int64, apart sum, beside int64) (rows uint64) {
	var less [4]int64 // by the highest bits of a sieve
	for i := range less {
		less[i] = linear(apart+q.apart[i>>1][i&1]) - beside
	}
	for abouts := c.abouts[b.from:b.to]; some != 0; some &= some - 1 {
		j := bits.TrailingZeros64(some) % blockRows
		sieve := c.sieves[abouts[j]]
		more, is := over[j]+less[sieve>>sieveCauses], uint64(0)
		if sieve&q.mind != 0 {
			more = over[j] + q.soundsLike(sieve) + linear(apart) - beside
		}
		if more >= 0 {
			is = 1
		}
		rows |= is << j
	}
	return rows
}

// soundsLike is the most that interests and causes add of which a sieve tells that some may be shared, in both directions together.
func (q *issueSearch) soundsLike(sieve uint64) (most int64) {
	for i := range q.hears {
		h := &q.hears[i]
		some := int64(0)
		for shared := sieve & h.mind; shared != 0; shared &= shared - 1 {
			some += h.gain[bits.TrailingZeros64(shared)]
		}
		if some > 0 {
			some += q.allTheirs[i]
		}
		most += max(some, linear(q.unknown[i]))
	}
	return most
}

// skillsOf is issueSkills by hits.
func (q *issueSearch) skillsOf(needs []need) (mine, theirs int64) {
	var all, drawnTo, able int64
	for _, s := range needs {
		r := int64(q.counts.rare[s.skill])
		all += r
		if at := q.scratch.at[s.skill]; at != 0 {
			h := &q.hits[at]
			drawnTo += r * h.drawn
			able += r * h.brings[s.level]
		}
	}
	if drawnTo|able == 0 {
		return 0, 0
	}
	return drawnTo / all, able / all
}

// wordsOf is what the interests and causes of one set add, and whether some are shared. Most share none, which the sieve says.
func (q *issueSearch) wordsOf(set uint32) (sum, bool) {
	if s := q.c.sieves[set]; s&q.mind == 0 {
		return q.apart[s>>sieveTopics][s>>sieveCauses&1], false
	}
	if v, flag, ok := q.abouts.get(set); ok {
		return v, flag
	}
	topics, causes := q.c.aboutOf(set)
	a, b := wordParts(q.n.interests, topics, q.counts, unknownWords)
	x, y := wordParts(q.n.causes, causes, q.counts, unknownWords)
	v := q.weights.sum(Interests, a, b) + q.weights.sum(Causes, x, y)
	shares := q.saidBy[0] && len(topics) > 0 && a > 0 || q.saidBy[1] && len(causes) > 0 && x > 0
	q.abouts.put(set, v, shares)
	return v, shares
}

// voiceOf is what a language adds, and whether it is one of the newcomer's.
func (q *issueSearch) voiceOf(c *issueColumns, voice uint32) (sum, bool) {
	if v, flag, ok := q.voices.get(voice); ok {
		return v, flag
	}
	l := c.words.At(voice)
	a, ok := issueLanguage(q.n, &issueRow{language: l[0], target: l[1]})
	v := q.weights.sum(Languages, a, a)
	q.voices.put(voice, v, ok)
	return v, ok
}
