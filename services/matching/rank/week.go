package rank

import "time"

// patience is how often SetWeek tries beside; after that changes wait for it.
const patience = 3

// SetWeek moves the reference week to that of now; nothing happens while it is the same. Questions and changes go on meanwhile and see the
// week before; when it comes back everybody sees the new one.
func (x *Index) SetWeek(now time.Time) {
	x.moving.Lock()
	defer x.moving.Unlock()
	for try := 0; !x.move(Week(now), try < patience); try++ {
	}
}

// move makes bases in a week, beside or while changes wait; false if others came meanwhile, which is only beside.
func (x *Index) move(week time.Time, beside bool) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if week.Equal(x.zones.week) {
		return true
	}
	z := newZones(week)
	again := func(p *profile) { p.mask = z.utc(p.hours, x.words.text(p.zone)) }
	mentor, newcomer := func(m *mentorRow) { again(&m.profile) }, func(n *newcomerRow) { again(&n.profile) }
	makeMentors, mentorsMade := x.mentors.begin(x.mentorsIn(z), mentor)
	makeNewcomers, newcomersMade := x.newcomers.begin(x.newcomers.maker(), newcomer)
	if beside {
		x.mu.Unlock()
	}
	mentors, newcomers := makeMentors(), makeNewcomers()
	if beside {
		x.mu.Lock()
	}
	if x.mentors.made != mentorsMade || x.newcomers.made != newcomersMade {
		x.mentors.drop(mentorsMade)
		x.newcomers.drop(newcomersMade)
		return false
	}
	x.zones = z
	x.mentors.adopt(mentors, mentorsMade, mentor)
	x.newcomers.adopt(newcomers, newcomersMade, newcomer)
	x.publish(true, true, false)
	return true
}
