package rank

import "slices"

// lists is a column of lists: all of them in one run, and where each begins.
type lists[E any] struct {
	from []uint32
	all  []E
}

func (l *lists[E]) add(list []E) {
	if len(l.from) == 0 {
		l.from = append(l.from, 0)
	}
	l.all = append(l.all, list...)
	l.from = append(l.from, uint32(len(l.all)))
}

func (l *lists[E]) at(i int) []E {
	from, to := l.from[i], l.from[i+1]
	return l.all[from:to:to]
}

// personColumns are the columns that mentors and newcomers share.
type personColumns struct {
	ids       []string
	able      lists[able]
	wants     lists[want]
	interests lists[word]
	causes    lists[word]
	spoken    lists[spoken]
	goals     lists[word]
	style     lists[word]
	formats   []uint8
	teaches   []bool
	kinds     [][nKinds]uint8
	zones     []word
	hours     []Hours
	masks     []mask
}

func (c *personColumns) len() int        { return len(c.ids) }
func (c *personColumns) id(i int) string { return c.ids[i] }

// find: rows are sorted by id.
func (c *personColumns) find(id string) (int, bool) { return slices.BinarySearch(c.ids, id) }

func (c *personColumns) add(p *profile) {
	c.ids = append(c.ids, p.id)
	c.able.add(p.able)
	c.wants.add(p.wants)
	c.interests.add(p.interests)
	c.causes.add(p.causes)
	c.spoken.add(p.spoken)
	c.goals.add(p.goals)
	c.style.add(p.style)
	c.formats = append(c.formats, p.format)
	c.teaches = append(c.teaches, p.teaches)
	c.kinds = append(c.kinds, p.kinds)
	c.zones = append(c.zones, p.zone)
	c.hours = append(c.hours, p.hours)
	c.masks = append(c.masks, p.mask)
}

func (c *personColumns) profile(i int, p *profile) {
	p.id, p.able, p.wants = c.ids[i], c.able.at(i), c.wants.at(i)
	p.interests, p.causes, p.spoken = c.interests.at(i), c.causes.at(i), c.spoken.at(i)
	p.goals, p.style, p.format, p.teaches = c.goals.at(i), c.style.at(i), c.formats[i], c.teaches[i]
	p.kinds, p.zone, p.hours, p.mask = c.kinds[i], c.zones[i], c.hours[i], c.masks[i]
}

// newcomerColumns are the newcomers.
type newcomerColumns struct {
	personColumns
	foundBy    []uint8
	offers     []bool
	programmes lists[word]
	busyIn     lists[word]
}

func newcomersOf(rows []*newcomerRow, _ []uint32) columns[newcomerRow] {
	c := &newcomerColumns{}
	byID(rows, func(n *newcomerRow) string { return n.id })
	for _, n := range rows {
		c.add(&n.profile)
		c.foundBy = append(c.foundBy, n.foundBy)
		c.offers = append(c.offers, n.offers)
		c.programmes.add(n.programmes)
		c.busyIn.add(n.busyIn)
	}
	return c
}

func (c *newcomerColumns) row(i int, n *newcomerRow) {
	c.profile(i, &n.profile)
	n.foundBy, n.offers, n.programmes, n.busyIn = c.foundBy[i], c.offers[i], c.programmes.at(i), c.busyIn.at(i)
}
