package rank

import "math/bits"

// wordsBound is the most that interests (0) or causes (1) add in a block, and whether some may be shared.
func (q *issueSearch) wordsBound(i int, b *issueBlock, has *blockWords) (most sum, shares bool) {
	yes, no := b.says>>(2*i)&1 != 0, b.says>>(2*i)&2 != 0
	if yes && !q.saidBy[i] {
		no = true
	} else if yes {
		mine := int64(0)
		for _, w := range q.sharedBy[i] {
			if i == 0 && has.topics[w.bit/64]&(1<<(w.bit%64)) != 0 || i == 1 && has.causes&(1<<(w.bit%64)) != 0 {
				mine += w.part + 1
			}
		}
		if mine > 0 {
			most, shares = q.weights.sum([...]Part{Interests, Causes}[i], min(mine, Million), Million), true
		}
	}
	if no { // both directions: the greater of each
		a, b := halves(most)
		c, d := halves(q.unknown[i])
		most = sum(max(a, c))<<32 | sum(max(b, d))
	}
	return most, shares
}

// wordsMost is the most that interests and causes add in a block, in both directions together; unlike wordsBound without a division.
func (q *issueSearch) wordsMost(b *issueBlock, words *blockWords) (most int64) {
	for i, list := range &q.sharedBy {
		some := int64(0)
		if b.says>>(2*i)&1 != 0 {
			for j := range list {
				w := &list[j]
				has := words.causes
				if i == 0 {
					has = words.topics[w.bit/64]
				}
				some += w.gain & -int64(has>>(w.bit%64)&1)
			}
			if some > 0 {
				some += q.allTheirs[i]
			}
		}
		if b.says>>(2*i)&2 != 0 || !q.saidBy[i] {
			some = max(some, linear(q.unknown[i]))
		}
		most += some
	}
	return most
}

// freshBound is the most that freshness adds in a block.
func (q *issueSearch) freshBound(b *issueBlock) sum {
	fresh := q.freshOf(b.seen, b.opened)
	if b.says&saysNoSeen != 0 {
		fresh = max(fresh, q.freshOf(0, b.opened))
	}
	if b.says&saysNoOpened != 0 {
		fresh = max(fresh, q.freshOf(b.seen, 0))
		if b.says&saysNoSeen != 0 {
			fresh = max(fresh, q.freshOf(0, 0))
		}
	}
	return fresh
}

// bound is a score that no issue of a block exceeds, or one that is too little and that none of it reaches; and whether some may share
// something with who asks. What skills, and words with the language, add at most stays in skillsMost and saysMost.
func (q *issueSearch) bound(b *issueBlock, has *blockWords) (score int64, shares bool) {
	apart := q.base + q.kinds[b.kinds] + q.voice[b.says>>4&3] + q.freshBound(b)
	return q.boundOf(b, has, apart, q.wordsMost(b, has))
}

// boundOf is bound, with the most that all adds but skills and words, and wordsMost.
func (q *issueSearch) boundOf(b *issueBlock, has *blockWords, apart sum, words int64) (score int64, shares bool) {
	must := q.ask.must(q.need, uint8(b.load/loadStep), q.weights)
	able, theirs := q.skillsBound(b, has)
	skills := q.weights.sum(Skills, able, theirs)
	shares = !q.says || b.kinds&q.drawn != 0 || able > 0 && b.low != foreign // what needs nothing shares none
	if (shares || q.rests) && linear(apart+skills)+words < must {
		return q.need - 1, shares
	}
	interests, sharesInterest := q.wordsBound(0, b, has)
	causes, sharesCause := q.wordsBound(1, b, has)
	shares = shares || (sharesInterest || sharesCause) && (b.high == foreign || !q.skills)
	s := apart + skills + interests + causes
	if linear(s) < must {
		return q.need - 1, shares
	}
	q.skillsMost, q.saysMost = skills, q.voice[b.says>>4&3]+interests+causes
	return q.score(s, int64(b.load)), shares
}

// skillsBound is the most that skills are worth in a block. An issue needs a skill of rarity r that is worth h to the newcomer, and others;
// those of the newcomer that are there at all (none was rarer when the block was made) have rarities that, each as far as it
// counts, add up to y at most. So it is worth (r·h + y)/(r + y) at most: what
// counts half weighs no less than half, and more of y never lowers it. Where all need the same second one, that counts like the first.
func (q *issueSearch) skillsBound(b *issueBlock, has *blockWords) (mine, theirs int64) {
	switch {
	case b.low == foreign: // none needs anything
		for k := range nKinds {
			if b.kinds&(1<<k) != 0 {
				mine, theirs = max(mine, q.without[k][0]), max(theirs, q.without[k][1])
			}
		}
		return mine, theirs
	case b.high == foreign:
		return Million, Million
	}
	rare, drawn, able, others, least, one := int64(1000), int64(0), int64(0), int(b.needs)-1, int32(0), b.low == b.high
	if one {
		rare, drawn, able, least = q.counts.of(b.low), q.hits[q.scratch.at[b.low]].drawn, q.hits[q.scratch.at[b.low]].able, q.c.have[b.low]
		drawn, able = rare*drawn, rare*able
		if b.second != foreign { // all need both
			r, hit := q.counts.of(b.second), &q.hits[q.scratch.at[b.second]]
			rare, drawn, able, least, others = rare+r, drawn+r*hit.drawn, able+r*hit.able, q.c.have[b.second], others-1
		}
	}
	n, x, y := 0, int64(0), int64(0)
	for i, w := range &has.skills {
		for w &= q.sieve[i]; w != 0; w &= w - 1 {
			for at := q.sieved[i*64+bits.TrailingZeros64(w)]; at != 0; {
				h := &q.chain[at]
				at = h.next
				switch {
				case !one && h.word >= b.low && h.word <= b.high:
					return Million, Million // it may be the rarest of one
				case h.have >= least && !(one && (h.word == b.low || h.word == b.second)):
					n, x, y = n+1, x+h.drawn, y+h.brings
				}
			}
		}
	}
	if n > others {
		x, y = q.heaviest(b, has, q.drawnTo, others, least), q.heaviest(b, has, q.brings, others, least)
	}
	return share(rare, drawn, x), share(rare, able, y)
}

// share is skillsBound of skills that come to some rarity and to so much of what it is worth, and of y.
func share(rare, worth, y int64) int64 {
	if y == 0 && worth == 0 {
		return 0
	}
	return min(Million, (worth+y)/(rare+y/Million)+1)
}

// heaviest adds up the most that some skills of a block come to, beside those that all of it need.
func (q *issueSearch) heaviest(b *issueBlock, has *blockWords, list []hitWord, some int, least int32) (y int64) {
	for i := 0; i < len(list) && some > 0; i++ {
		w := &list[i]
		if w.have < least || has.skills[w.word/64%8]&(1<<(w.word%64)) == 0 || b.low == b.high && (w.word == b.low || w.word == b.second) {
			continue
		}
		y += w.weight
		some--
	}
	return y
}
