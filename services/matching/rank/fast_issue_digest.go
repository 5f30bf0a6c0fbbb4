package rank

// digestAsk looks up what a digest is worth at most to who asks, in both directions together.
type digestAsk struct {
	seen, opened [digestDays]uint8 // bands, by days before the latest; the latest that they may be
	worth        [len(seenBands) + 1][8]int32
	kind         [nKinds]int32
	enough       [digestLoads]int32 // what both directions must come to for enoughFor, by load; 0 not known yet
	enoughFor    int64
}

// learn makes the tables of one piece, whose latest day is so many milliseconds.
func (a *digestAsk) learn(q *issueSearch, latest int64) {
	ahead := (q.sc.now - latest) / day
	if ahead*day > q.sc.now-latest { // towards the past
		ahead--
	}
	for d := range int64(digestDays - 1) {
		band := bandsOfDay[min(max(0, d+ahead), int64(len(bandsOfDay)-1))]
		a.seen[d], a.opened[d] = band.seen, band.opened
	}
	a.seen[unknownDay], a.opened[unknownDay] = uint8(len(seenBands)), uint8(len(openedDays)+1)
	for b := range q.fresh {
		for o, v := range q.fresh[b] {
			a.worth[b][o] = int32(linear(v))
		}
	}
	for k, v := range q.kind {
		a.kind[k] = int32(linear(v))
	}
	a.enoughFor = -1
}

// most is what kind and freshness add, in both directions together.
func (a *digestAsk) most(d digest) int64 {
	return int64(a.kind[d&digestKind] + a.worth[a.seen[d>>seenShift%digestDays]][a.opened[d>>openedShift%digestDays]&7])
}

// must is the least that both directions come to together where a score is made at a load, or a little less.
func (a *digestAsk) must(score int64, steps uint8, w *weighed) int64 {
	if score != a.enoughFor {
		a.enoughFor = score
		clear(a.enough[:])
	}
	at := &a.enough[steps%digestLoads]
	if *at == 0 {
		*at = int32(min(2*w.fitFor(score, int64(steps)*loadStep), 1<<30)) + 1
	}
	return int64(*at) - 1
}
