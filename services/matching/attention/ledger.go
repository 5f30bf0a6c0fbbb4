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
	mostViews  = 1 << 19 // of a viewer and what they saw, per day
	viewerMost = 100     // of those, one viewer's: ten lists of ten
	viewerGive = 3 * Million
	fewest     = 10   // a shorter list gives each place what it has in a list of so many
	days       = 3    // today and the days before that the half-life reaches into
	halfLife   = 48   // hours in which attention wears off to its half
	dropBelow  = 1000 // millionths of a list
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

// view is what one viewer gave one thing: small, for there are many.
type view struct{ units, at uint32 }

func (v view) entry() entry { return entry{int64(v.units), int64(v.at)} }

// giving is what one viewer gave today, and to how many.
type giving struct {
	units int64
	views int
}

// Ledger remembers how much attention mentors and issues got lately. It knows them and the viewers by keyed hashes only, so that nothing in it
// is about somebody who left. It is safe for concurrent use.
type Ledger struct {
	mu    sync.Mutex
	seed  maphash.Seed
	by    map[uint64]entry
	seen  [days]map[uint64]view // who saw what, today and in the days before, and what it gave
	gave  map[uint64]giving     // by viewer, today
	day   int64
	swept int64
}

// Left counts what a ledger did not take in: views of a viewer who has given what one may in a day, and views for which there was no room.
// With the second, prices no longer follow what is shown.
type Left struct{ Viewer, Room int }

// NewLedger is empty.
func NewLedger() *Ledger {
	l := &Ledger{seed: maphash.MakeSeed(), by: map[uint64]entry{}, gave: map[uint64]giving{}}
	for i := range l.seen {
		l.seen[i] = map[uint64]view{}
	}
	return l
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

// Shown notes a list that somebody saw, best first. A viewer gives one thing the attention of one place within the half-life, that of a list of
// ten at most however short theirs was, and viewerGive to viewerMost things in a day: nobody can push others down with many questions,
// with narrow ones, or fill the ledger alone. A viewer of "" counts nothing.
func (l *Ledger) Shown(viewer string, ids []string, now time.Time) (left Left) {
	if viewer == "" || len(ids) == 0 {
		return left
	}
	all := int64(0)
	for i := range max(len(ids), fewest) {
		all += Million / int64(i+1)
	}
	h := hours(now)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn(h / 24)
	if h-l.swept >= int64(sweepEvery/time.Hour) {
		l.sweep(h)
	}
	who := maphash.String(l.seed, viewer)
	own := l.gave[who]
	for i, id := range ids {
		k, of := l.key(viewer, id), maphash.String(l.seed, id)
		if l.saw(k) {
			continue
		}
		gives := Million / int64(i+1) * Million / all
		if own.views >= viewerMost || own.units+gives > viewerGive {
			left.Viewer++
			continue
		}
		e, known := l.by[of]
		if len(l.seen[0]) >= mostViews || !known && len(l.by) >= mostIDs {
			left.Room++
			continue
		}
		own.units, own.views = own.units+gives, own.views+1
		l.seen[0][k] = view{uint32(gives), uint32(h)}
		l.by[of] = entry{e.now(h) + gives, h}
	}
	if own.views > 0 {
		l.gave[who] = own
	}
	return left
}

// turn begins a day.
func (l *Ledger) turn(day int64) {
	passed := day - l.day
	if passed == 0 {
		return
	}
	for ; passed > 0 && passed <= days; passed-- {
		copy(l.seen[1:], l.seen[:days-1])
		l.seen[0] = map[uint64]view{}
	}
	if passed != 0 { // long ago, or the clock went back
		for i := range l.seen {
			l.seen[i] = map[uint64]view{}
		}
	}
	l.gave, l.day = map[uint64]giving{}, day
}

func (l *Ledger) saw(k uint64) bool {
	for _, m := range l.seen {
		if _, again := m[k]; again {
			return true
		}
	}
	return false
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
	for _, m := range l.seen {
		all -= m[k].entry().now(h)
	}
	return max(0, all)
}

func (l *Ledger) key(viewer, id string) uint64 { return maphash.String(l.seed, viewer+"\x00"+id) }
