package rank

import "math/bits"

// hourBounds say what hours are worth, in both directions together, by a mentor's format and whether they and the newcomer have a slot in common.
type hourBounds struct {
	exact         [3][shareUnknown + 1]sum // by format and band
	never         [3][shareUnknown + 1]bool
	most          [3][2]int64 // by format; 1: a slot in common
	meets         []uint64    // who has one; nil where the newcomer has no hours
	weeks         []localWeek // by zone: the newcomer's hours there
	mask          mask        // theirs
	coarse, known bool
}

// shareUnknown stands for a band of free time where one of two did not say any.
const shareUnknown = sharePlenty + 1

// localWeek is a newcomer's week by the clocks of a zone.
type localWeek struct {
	made, plain bool
	days        [7]uint64
}

// hourFeatures are formats, with what they are worth alone and with hours, and who may share hours; who cannot is not understood.
func (q *mentorSearch) hourFeatures() {
	h := &q.hours
	h.mask, h.known, h.coarse, h.meets = q.n.mask, !q.n.mask.empty(), q.n.coarse, nil
	h.weeks = append(h.weeks[:0], make([]localWeek, len(q.c.zones))...)
	q.leastFormat = min(formatFit(q.n.format, formatEither), formatFit(q.n.format, formatLive), formatFit(q.n.format, formatWriting))
	var alone [3]int64
	for f := range uint8(3) {
		for band := range shareUnknown + 1 {
			v, ok := hoursWorth(q.n.format, f, band)
			h.exact[f][band], h.never[f][band] = q.weights.sum(HoursPart, v, v), !ok
		}
		apart := linear(h.exact[f][shareUnknown])
		if h.known && !h.never[f][shareNone] {
			apart = max(apart, linear(h.exact[f][shareNone]))
		}
		h.most[f] = [2]int64{apart, apart}
		if h.known {
			h.most[f][1] = max(apart, linear(h.exact[f][sharePlenty]))
		}
		if alone[f] = apart; formatFit(q.n.format, f) > q.leastFormat {
			more := (formatFit(q.n.format, f) - q.leastFormat + 1) / 2
			alone[f] += linear(q.weights.sum(Style, more, more)) + 2
		}
	}
	least := min(alone[0], alone[1], alone[2])
	q.base += least
	for f := range uint8(3) {
		alone[f] -= least
	}
	q.byFormat(alone, nil)
	if !h.known {
		return
	}
	q.meeting()
	var more [3]int64
	for f := range more {
		more[f] = h.most[f][1] - h.most[f][0]
	}
	q.byFormat(more, h.meets)
}

// hoursWorth is meeting by the band.
func hoursWorth(mine, theirs uint8, band int) (value int64, ok bool) {
	m := &profile{format: theirs}
	if band == shareUnknown {
		v, _, ok := meeting(&profile{format: mine}, m)
		return v, ok
	}
	return meetingIn(mine, theirs, band)
}

// byFormat adds what formats are worth to those among (nil: all) who have them; equal ones together.
func (q *mentorSearch) byFormat(worth [3]int64, among []uint64) {
	live, writing := q.c.traits[inLive], q.c.traits[inWriting]
	for f := range worth {
		gain := worth[f]
		if gain <= 0 {
			continue
		}
		out := q.room(len(live))
		for g := f; g < len(worth); g++ {
			if worth[g] != gain {
				continue
			}
			switch worth[g] = 0; uint8(g) {
			case formatLive:
				or(out, live)
			case formatWriting:
				or(out, writing)
			default:
				orNone(out, live, writing)
			}
		}
		if among != nil {
			all := out
			out = q.room(len(live))
			orBoth(out, all, among)
		}
		q.add(out, gain)
	}
}

// meeting finds who has a slot in common with the newcomer, and leaves out those who want to meet, or with whom the newcomer does, and have none.
func (q *mentorSearch) meeting() {
	c, h := q.c, &q.hours
	h.meets = q.room(len(c.free))
	slots := q.n.mask.slots()
	if h.coarse { // they are compared by quarters of a day, which are two slots
		slots |= slots >> 1 & 0x5555
		slots |= slots << 1 & 0xaaaa
	}
	for ; slots != 0; slots &= slots - 1 {
		or(h.meets, c.slots[bits.TrailingZeros16(slots)])
	}
	live, hidden := c.traits[inLive], c.traits[noHours]
	for i, m := range h.meets {
		if never := ^(m | hidden[i]); q.n.format == formatLive {
			q.understood[i] &^= never
		} else {
			q.understood[i] &^= never & live[i]
		}
	}
}

// hoursOf is the band that a newcomer and a mentor share.
func (q *mentorSearch) hoursOf(i int) int {
	h := &q.hours
	if !h.known {
		return shareUnknown
	}
	c := q.c
	if c.when != nil || h.coarse {
		return q.bandOf(i)
	}
	when := &c.rows[i].when
	here := h.week(c, int(when[7]))
	if !here.plain {
		return q.bandOf(i)
	}
	said, half := uint8(0), 0
	for d := range here.days {
		said |= when[d]
		half += bits.OnesCount64(c.patterns[when[d]] & here.days[d])
	}
	if said == 0 { // number 0 is no hour
		return shareUnknown
	}
	return shareBand(half)
}

// bandOf is hoursOf by what the hours are in UTC.
func (q *mentorSearch) bandOf(i int) int {
	m := q.c.maskOf(i)
	switch {
	case m.empty():
		return shareUnknown
	case q.hours.coarse:
		return shareBand(q.n.quarters.shared(&m))
	}
	return shareBand(q.n.mask.and(&m))
}

func (h *hourBounds) week(c *mentorColumns, zone int) *localWeek {
	here := &h.weeks[zone]
	if !here.made {
		z := &c.zones[zone]
		here.made, here.plain = true, z.ahead >= 0 && !z.none
		if here.plain {
			here.days = h.mask.local(z.ahead)
		}
	}
	return here
}

// mostOf is what the bounds of row i hold for its hours.
func (h *hourBounds) mostOf(i int, format uint8) int64 {
	if h.meets == nil {
		return h.most[format][0]
	}
	return h.most[format][h.meets[i/64]>>(i%64)&1]
}

// local are the days of a week by clocks that are ahead by so many half hours.
func (m *mask) local(ahead int) (days [7]uint64) {
	for n, w := range m {
		for ; w != 0; w &= w - 1 {
			at := (n*64 + bits.TrailingZeros64(w) + ahead) % halfHours
			days[at/halfHoursOfDay] |= 1 << (at % halfHoursOfDay)
		}
	}
	return days
}
