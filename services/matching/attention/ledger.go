package attention

import (
	"hash/maphash"
	"sync"
	"time"
)

// Million is one list's attention: every list gives away this much, its first places most of it.
const Million = 1_000_000

// Bounds of what is remembered.
const (
	mostIDs    = 1 << 18 // mentors and issues
	mostViews  = 1 << 18 // of a viewer and what they saw, per day
	halfLife   = 48      // hours in which attention wears off to its half
	dropBelow  = 1000    // millionths of a list
	sweepEvery = 6 * time.Hour
)

// wear is what is left after so many hours, in millionths.
var wear = func() (out [halfLife]int64) {
	const hour = 985_663 // the 48th root of a half
	left := int64(Million)
	for i := range out {
		out[i] = left
		left = left * hour / Million
	}
	return out
}()

type entry struct {
	units int64 // millionths of lists, at
	at    int64 // hours since 1970
}

// Ledger remembers how much attention mentors and issues got lately. It knows them and the viewers by keyed hashes only, so that nothing in it
// is about somebody who left. It is safe for concurrent use.
type Ledger struct {
	mu    sync.Mutex
	seed  maphash.Seed
	by    map[uint64]entry
	seen  [2]map[uint64]entry // who saw what, today and yesterday, and what it gave
	day   int64
	swept int64
}

// NewLedger is empty.
func NewLedger() *Ledger {
	return &Ledger{seed: maphash.MakeSeed(), by: map[uint64]entry{}, seen: [2]map[uint64]entry{{}, {}}}
}

func hours(t time.Time) int64 { return t.Unix() / 3600 }

func (e entry) now(h int64) int64 {
	n := h - e.at
	switch {
	case n <= 0:
		return e.units
	case n >= halfLife*32:
		return 0
	}
	return e.units >> (n / halfLife) * wear[n%halfLife] / Million
}

// Shown notes a list that somebody saw, best first. The same thing seen by the same viewer counts once in a day; a viewer of "" counts
// nothing, so that nobody can push others down with many questions.
func (l *Ledger) Shown(viewer string, ids []string, now time.Time) {
	if viewer == "" || len(ids) == 0 {
		return
	}
	all := int64(0)
	for i := range ids {
		all += Million / int64(i+1)
	}
	h := hours(now)
	l.mu.Lock()
	defer l.mu.Unlock()
	if d := h / 24; d != l.day {
		l.seen[1] = map[uint64]entry{}
		if d == l.day+1 {
			l.seen[1] = l.seen[0]
		}
		l.seen[0], l.day = map[uint64]entry{}, d
	}
	if h-l.swept >= int64(sweepEvery/time.Hour) {
		l.sweep(h)
	}
	for i, id := range ids {
		k, of := l.key(viewer, id), maphash.String(l.seed, id)
		if _, again := l.seen[0][k]; again {
			continue
		}
		if _, again := l.seen[1][k]; again {
			continue
		}
		e, known := l.by[of]
		if len(l.seen[0]) >= mostViews || !known && len(l.by) >= mostIDs {
			continue
		}
		gives := Million / int64(i+1) * Million / all
		l.seen[0][k] = entry{gives, h}
		l.by[of] = entry{e.now(h) + gives, h}
	}
}

func (l *Ledger) sweep(h int64) {
	l.swept = h
	for id, e := range l.by {
		if e.now(h) < dropBelow {
			delete(l.by, id)
		}
	}
}

// Attention is what is left of the attention that something got from others than the viewer, in millionths of a list: what somebody looks
// at does not change their own list.
func (l *Ledger) Attention(viewer, id string, now time.Time) int64 {
	h := hours(now)
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.by[maphash.String(l.seed, id)].now(h)
	if all == 0 || viewer == "" {
		return all
	}
	k := l.key(viewer, id)
	return max(0, all-l.seen[0][k].now(h)-l.seen[1][k].now(h))
}

func (l *Ledger) key(viewer, id string) uint64 { return maphash.String(l.seed, viewer+"\x00"+id) }
