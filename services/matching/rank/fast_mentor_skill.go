package rank

// source is what brings somebody a skill that the newcomer wants or has: some numbers of said, of which the skill itself is one, or that imply it.
type source struct {
	from, to uint32
	gain     int64 // of Million, at most
	teach    bool
	direct   uint8 // the level of the skill itself; 0 implied
}

// bucket is everybody who gains from a skill at least so much, and less than those of the bucket before.
type bucket struct {
	bits []uint64
	gain int64 // at most
	all  bool  // everybody who has the skill, as the columns keep them
}

// gains are where buckets begin.
var gains = [...]int64{780_000, 300_000, 1}

// skillFeatures are bits for one skill: who gains at least so much of it, and who likes to teach it.
func (q *mentorSearch) skillFeatures(list []feature, w *skillWord, sources []source) []feature {
	c, words := q.c, len(q.c.free)
	q.buckets = [len(gains)]bucket{}
	has, taught := c.can.Bits(uint32(w.word)), c.taught.Bits(uint32(w.word))
	counted := c.many[w.word]
	var byLevel [6]int64
	if counted {
		for i := range sources {
			byLevel[sources[i].direct] = sources[i].gain
		}
	} else if w.want {
		taught = nil
	}
	whole := len(gains) // the bucket of everybody else who has it
	if has != nil {
		rest, good := max(w.weak, byLevel[1], byLevel[2]), c.good.Bits(uint32(w.word))
		if good == nil {
			rest = max(rest, w.well)
		}
		if rest > 0 {
			whole = bucketOf(rest)
			q.buckets[whole] = bucket{has, rest, true}
		}
		if into := q.in(w.well, whole); good != nil && into != nil {
			or(into, good)
		}
	}
	if counted {
		q.byLevel(w, &byLevel, whole)
	}
	for i := range sources {
		s := &sources[i]
		if s.gain == 0 || s.direct > 0 && counted || s.direct == 0 && has != nil {
			continue
		}
		if into := q.in(s.gain, whole); into != nil {
			c.saidBy.OrRange(s.from, s.to, into)
		}
		if s.teach && w.want {
			if taught == nil {
				taught = q.room(words)
			}
			c.saidBy.OrRange(s.from, s.to, taught)
		}
	}
	return q.cumulate(list, w, taught, counted)
}

// bucketOf is the bucket of a gain, which is not 0.
func bucketOf(gain int64) (b int) {
	for gain < gains[b] {
		b++
	}
	return b
}

// in is the set of the bucket of a gain; nil where everybody in it is in the one of all, or there is no gain.
func (q *mentorSearch) in(gain int64, whole int) []uint64 {
	if gain == 0 {
		return nil
	}
	b := min(bucketOf(gain), whole)
	into := &q.buckets[b]
	if into.gain = max(into.gain, gain); into.all {
		return nil
	}
	if into.bits == nil {
		into.bits = q.room(len(q.c.free))
	}
	return into.bits
}

// byLevel puts those who said a skill that many said where their level belongs.
func (q *mentorSearch) byLevel(w *skillWord, by *[6]int64, whole int) {
	over, odd := q.c.levels.Bits(2*uint32(w.word)), q.c.levels.Bits(2*uint32(w.word)+1)
	if over == nil {
		over = q.room(len(q.c.free))
	}
	if odd == nil {
		odd = q.room(len(q.c.free))
	}
	if into := q.in(by[3], whole); into != nil {
		orBut(into, odd, over)
	}
	if into := q.in(by[4], whole); into != nil {
		orBut(into, over, odd)
	}
	if into := q.in(by[5], whole); into != nil {
		orBoth(into, over, odd)
	}
}

// cumulate makes features of the buckets.
func (q *mentorSearch) cumulate(list []feature, w *skillWord, taught []uint64, counted bool) []feature {
	gain := func(mine, theirs int64) int64 {
		value := func(f int64) int64 {
			if w.want {
				return min(Million, q.value(w.rare*f, 0)+2)
			}
			return min(Million, q.value(0, w.rare*f)+2)
		}
		// What is cut off at each division is less than 1, so a sum of such parts is less than this much short.
		return linear(q.weights.sum(Skills, value(mine), value(theirs))) + 4
	}
	// Who does not like to teach it is worth less to the newcomer's wishes.
	liked, most := int64(100), int64(0)
	if w.want && (taught != nil || !counted) {
		liked = 60
	}
	var last []uint64
	n := len(list)
	for i := range q.buckets {
		b := &q.buckets[i]
		if b.bits == nil {
			continue
		}
		if most = max(most, b.gain); last != nil && !b.all {
			or(b.bits, last)
		}
		last = b.bits
		g := gain(b.gain, b.gain*liked/100)
		if len(list) > n {
			list[len(list)-1].gain += 4 - g
		}
		list = append(list, feature{b.bits, g + 4})
	}
	if last == nil {
		return list
	}
	or(q.any, last)
	if liked < 100 {
		bits, picks := q.room(len(last)), q.c.traits[picky]
		orBut(bits, last, picks)
		or(bits, taught)
		list = append(list, feature{bits, gain(most, most) - gain(most, most*liked/100) + 4})
	}
	return list
}
