package rank

import "encoding/binary"

const halfHoursOfDay = 48

// zoneOf is a zone in the reference week: by how many half hours its clocks are ahead all through it, or no such number.
type zoneOf struct {
	word  word
	name  string
	week  *zones
	ahead int // local half hour of UTC half hour 0; -1 where it is not as simple
	none  bool
}

func (b *mentorMaker) zoneOf(w word) (n uint16, ok bool) {
	if n, ok := b.zoneBy[w]; ok {
		return n, true
	}
	if len(b.zones) >= mostFew {
		return 0, false
	}
	z := zoneOf{word: w, name: b.words.text(w), week: b.week}
	l := b.week.local(z.name)
	if z.none = l == nil; !z.none {
		z.ahead = int(l[0][0])
		for i, s := range l {
			if at := uint16((z.ahead + i) % halfHours); s[0] != at || s[1] != at {
				z.ahead = -1
				break
			}
		}
	}
	n = uint16(len(b.zones))
	b.zoneBy[w] = n
	b.zones = append(b.zones, z)
	return n, true
}

// day is 48 half hours.
func (h *Hours) day(d int) uint64 {
	var eight [8]byte
	copy(eight[:6], h[d*6:])
	return binary.LittleEndian.Uint64(eight[:])
}

// keepWhen puts numbers of seven days and of the zone where whenOf finds them.
func (c *mentorColumns) keepWhen(whens [][8]uint16) {
	if len(c.patterns) > 1<<8 || len(c.zones) > 1<<8 {
		c.when = make([][4]uint16, len(whens))
	}
	for i := range whens {
		for d, n := range whens[i] {
			switch {
			case c.when == nil:
				c.rows[i].when[d] = uint8(n)
			case d < 4:
				c.rows[i].when[2*d], c.rows[i].when[2*d+1] = uint8(n), uint8(n>>8)
			default:
				c.when[i][d-4] = n
			}
		}
	}
}

// whenOf are the numbers of seven days and of the zone.
func (c *mentorColumns) whenOf(i int) (when [8]uint16) {
	here := &c.rows[i].when
	if c.when == nil {
		for d, n := range here {
			when[d] = uint16(n)
		}
		return when
	}
	for d := range 4 {
		when[d], when[d+4] = uint16(here[2*d])|uint16(here[2*d+1])<<8, c.when[i][d]
	}
	return when
}

func (c *mentorColumns) hoursOf(i int) (h Hours) {
	when := c.whenOf(i)
	for d, n := range when[:7] {
		var eight [8]byte
		binary.LittleEndian.PutUint64(eight[:], c.patterns[n])
		copy(h[d*6:d*6+6], eight[:6])
	}
	return h
}

// maskOf is the same as zones.utc: where clocks are ahead by whole half hours all week, the week turned by as many.
func (c *mentorColumns) maskOf(i int) (m mask) {
	when := c.whenOf(i)
	days := [7]uint16(when[:7])
	if days == ([7]uint16{}) {
		return m // number 0 is no hour
	}
	z := &c.zones[when[7]]
	switch {
	case z.none:
		return m
	case z.ahead < 0:
		return z.week.utc(c.hoursOf(i), z.name)
	}
	for d, n := range days {
		at := d*halfHoursOfDay - z.ahead
		if at < 0 {
			at += halfHours
		}
		put := func(at int, bits uint64) {
			m[at/64] |= bits << (at % 64)
			if at%64 > 16 {
				if at/64+1 < len(m) {
					m[at/64+1] |= bits >> (64 - at%64)
				}
			}
		}
		bits := c.patterns[n]
		if over := at + halfHoursOfDay - halfHours; over > 0 {
			put(0, bits>>(halfHoursOfDay-over))
			bits &= 1<<(halfHoursOfDay-over) - 1
		}
		put(at, bits)
	}
	return m
}
