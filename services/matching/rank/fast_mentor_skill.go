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
}

// gains are where buckets begin.
var gains = [...]int64{930_000, 780_000, 600_000, 300_000, 1}

// skillFeatures are bits for one skill: who gains at least so much of it, and who likes to teach it.
func (q *mentorSearch) skillFeatures(list []feature, w *skillWord, sources []source) []feature {
	c, words := q.c, len(q.c.free)
	q.buckets = [len(gains)]bucket{}
	in := func(gain int64) []uint64 {
		b := 0
		for gain < gains[b] {
			b++
		}
		into := &q.buckets[b]
		if into.gain = max(into.gain, gain); into.bits == nil {
			into.bits = q.room(words)
		}
		return into.bits
	}
	has, taught := c.can.Bits(uint32(w.word)), c.taught.Bits(uint32(w.word))
	over, odd := c.levels.Bits(2*uint32(w.word)), c.levels.Bits(2*uint32(w.word)+1)
	counted := c.many[w.word]
	rest := w.weak
	if has != nil {
		good := c.good.Bits(uint32(w.word))
		if good == nil {
			rest = max(rest, w.well)
		} else if w.well > 0 {
			or(in(w.well), good)
		}
	}
	var byLevel [6]int64
	if !counted && w.want {
		taught = nil
	}
	for i := range sources {
		s := &sources[i]
		switch {
		case s.gain == 0:
		case s.direct == 0 && has == nil, s.direct > 0 && !counted:
			c.saidBy.OrRange(s.from, s.to, in(s.gain))
			if s.teach && w.want {
				if taught == nil {
					taught = q.room(words)
				}
				c.saidBy.OrRange(s.from, s.to, taught)
			}
		case s.direct > 0:
			byLevel[s.direct] = s.gain
		}
	}
	if counted {
		rest = max(rest, byLevel[1], byLevel[2])
		q.byLevel(in, &byLevel, over, odd)
	}
	if has != nil && rest > 0 {
		or(in(rest), has)
	}
	return q.cumulate(list, w, taught, counted)
}

// byLevel puts those who said a skill that many said where their level belongs.
func (q *mentorSearch) byLevel(in func(int64) []uint64, by *[6]int64, over, odd []uint64) {
	if over == nil {
		over = q.room(len(q.c.free))
	}
	if odd == nil {
		odd = q.room(len(q.c.free))
	}
	if by[3] > 0 {
		orBut(in(by[3]), odd, over)
	}
	if by[4] > 0 {
		orBut(in(by[4]), over, odd)
	}
	if by[5] > 0 {
		orBoth(in(by[5]), over, odd)
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
		if most = max(most, b.gain); last != nil {
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
