package rank

import (
	"math/bits"
	"sync"
	"time"
	_ "time/tzdata" // zones are the same on every machine that has none of its own
)

const halfHours = 7 * 48

// mask are half hours in UTC of the reference week, bit i%64 of word i/64.
type mask [6]uint64

func (m *mask) and(o *mask) int {
	n := 0
	for i := range m {
		n += bits.OnesCount64(m[i] & o[i])
	}
	return n
}

func (m *mask) empty() bool { return *m == mask{} }

// Week is the Monday 00:00 UTC on or before t: the reference week in which local hours are compared. It is stored with results,
// since the same two people overlap differently in summer and in winter.
func Week(t time.Time) time.Time {
	t = t.UTC()
	day := (int(t.Weekday()) + 6) % 7
	return time.Date(t.Year(), t.Month(), t.Day()-day, 0, 0, 0, 0, time.UTC)
}

// local says which local half hours each UTC half hour of the reference week lies in: two where a zone is shifted by a quarter.
type local [halfHours][2]uint16

// zones keeps the shifts of one reference week. Safe for concurrent use.
type zones struct {
	week time.Time
	mu   sync.Mutex
	by   map[string]*local
}

// maxZones bounds the cache; there are about 600 zones.
const maxZones = 1000

func newZones(week time.Time) *zones { return &zones{week: week, by: map[string]*local{}} }

func (z *zones) local(name string) *local {
	z.mu.Lock()
	defer z.mu.Unlock()
	if l, ok := z.by[name]; ok {
		return l
	}
	var l *local
	if len(name) <= 64 {
		if loc, err := time.LoadLocation(name); err == nil && name != "Local" {
			l = z.shift(loc)
		}
	}
	if len(z.by) < maxZones {
		z.by[name] = l
	}
	return l
}

func (z *zones) shift(loc *time.Location) *local {
	l := &local{}
	slot := func(t time.Time) uint16 {
		t = t.In(loc)
		return uint16((int(t.Weekday())+6)%7*48 + t.Hour()*2 + t.Minute()/30)
	}
	for i := range l {
		start := z.week.Add(time.Duration(i) * 30 * time.Minute)
		l[i] = [2]uint16{slot(start), slot(start.Add(30*time.Minute - time.Second))}
	}
	return l
}

// utc is the mask of local hours in the reference week. A UTC half hour counts when all of it is free. A zone that nobody
// knows gives the zero mask: unknown.
func (z *zones) utc(h Hours, name string) (m mask) {
	if h == (Hours{}) {
		return m
	}
	l := z.local(name)
	if l == nil {
		return m
	}
	for i, s := range l {
		if h.has(s[0]) && h.has(s[1]) {
			m[i/64] |= 1 << (i % 64)
		}
	}
	return m
}

func (h *Hours) has(i uint16) bool { return h[i/8]&(1<<(i%8)) != 0 }

// Bands of the free time that two people share in a week, in half hours; nobody learns more than the band.
const (
	shareNone   = iota // less than an hour
	shareOne           // an hour or more
	shareTwo           // two or more
	sharePlenty        // four or more
)

var shareNames = [...]string{shareNone: "none", shareOne: "from_1h", shareTwo: "from_2h", sharePlenty: "from_4h"}

// shareWorth is what a band counts: four hours a week are plenty.
var shareWorth = [...]int64{shareNone: 0, shareOne: 250_000, shareTwo: 500_000, sharePlenty: Million}

func shareBand(half int) int {
	switch {
	case half >= 8:
		return sharePlenty
	case half >= 4:
		return shareTwo
	case half >= 2:
		return shareOne
	}
	return shareNone
}

// quarters is how many half hours of each quarter of a day (six hours, in UTC) somebody has free in the week.
type quarters [halfHours / quarterOfDay]uint8

const quarterOfDay = 12

func (m *mask) quarters() (q quarters) {
	for i := range q {
		q[i] = uint8(m.in(i))
	}
	return q
}

// in counts the half hours in one quarter.
func (m *mask) in(q int) int {
	from := q * quarterOfDay
	w := m[from/64] >> (from % 64)
	if from%64 > 64-quarterOfDay {
		w |= m[from/64+1] << (64 - from%64)
	}
	return bits.OnesCount64(w & (1<<quarterOfDay - 1))
}

// shared is the most that these hours and those of m can have in common.
func (q *quarters) shared(m *mask) (half int) {
	for i, n := range q {
		if n > 0 {
			half += min(int(n), m.in(i))
		}
	}
	return half
}

// slots are three hours of the day in UTC, on weekdays and then at weekends: who has free hours in none that somebody else has shares none.
const nSlots, halfHoursOfSlot = 2 * halfHoursOfDay / halfHoursOfSlot, 6

// slots says in which some are free.
func (m *mask) slots() (out uint16) {
	for d := range 7 {
		for s := range nSlots / 2 {
			from := d*halfHoursOfDay + s*halfHoursOfSlot
			w := m[from/64] >> (from % 64)
			if from%64 > 64-halfHoursOfSlot {
				w |= m[from/64+1] << (64 - from%64)
			}
			if w&(1<<halfHoursOfSlot-1) != 0 {
				out |= 1 << (d/5*(nSlots/2) + s)
			}
		}
	}
	return out
}
