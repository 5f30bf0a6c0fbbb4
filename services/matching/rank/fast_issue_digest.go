package rank

// digestAsk looks up what a digest is worth at most to who asks, in both directions together.
type digestAsk struct {
	seen, opened [digestDays]uint8 // bands, by days before the latest; the latest that they may be
	unsure       [digestDays]bool  // they may be others
	// What when it was seen, or opened, adds at most, by days before the latest: both together are hardly more than what freshness adds.
	seenWorth, openedWorth [digestDays]int32
	kind                   [nKinds]int32
	enough                 [digestLoads]int32 // what both directions must come to for enoughFor, by load; 0 not known yet
	enoughFor              int64
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
		a.unsure[d] = band != bandsOfDay[min(max(0, d+ahead+1), int64(len(bandsOfDay)-1))]
	}
	a.unsure[unknownDay-1] = a.unsure[unknownDay-1] || unknownDay-1+ahead < int64(len(bandsOfDay))
	a.seen[unknownDay], a.opened[unknownDay] = uint8(len(seenBands)), uint8(len(openedDays)+1)
	var seen [len(seenBands) + 1]int32
	var opened [len(openedDays) + 2]int32
	counts := float64(q.weights.mine.w[Fresh])/float64(q.weights.mine.sum) + float64(q.weights.theirs.w[Fresh])/float64(q.weights.theirs.sum)
	for b := range seen {
		s, _ := freshParts(b, 0)
		seen[b] = int32(counts*float64(s*4)/5) + 1
	}
	for o := range opened {
		_, v := freshParts(0, o)
		opened[o] = int32(counts*float64(v)/5) + 1
	}
	for d := range a.seen {
		a.seenWorth[d], a.openedWorth[d] = seen[a.seen[d]], opened[a.opened[d]]
	}
	for k, v := range q.kind {
		a.kind[k] = int32(linear(v))
	}
	a.enoughFor = -1
}

// most is what kind and freshness add at most, in both directions together.
func (a *digestAsk) most(d digest) int64 {
	return int64(a.kind[d&digestKind] + a.seenWorth[d>>seenShift%digestDays] + a.openedWorth[d>>openedShift%digestDays])
}

// freshAt is what the freshness of row i adds, which its digest tells but for a day.
func (q *issueSearch) freshAt(c *issueColumns, i int, d digest) sum {
	seen, opened := d>>seenShift%digestDays, d>>openedShift%digestDays
	if q.ask.unsure[seen] || q.ask.unsure[opened] {
		return q.freshOf(c.seen[i], c.opened[i])
	}
	return q.fresh[q.ask.seen[seen]][q.ask.opened[opened]]
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
