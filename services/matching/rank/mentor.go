package rank

import (
	"cmp"
	"slices"
)

const (
	byNobody uint8 = iota
	byProgramme
	byMembers
	byEverybody
)

func foundBy(s string) uint8 {
	switch s {
	case ByProgramme:
		return byProgramme
	case ByMembers:
		return byMembers
	case ByEverybody:
		return byEverybody
	}
	return byNobody
}

type place struct {
	programme                  word
	member, refuses, full      bool
	capacity, unanswered, most int32
}

// mentorRow is a mentor as the columns keep them.
type mentorRow struct {
	profile
	foundBy    uint8
	notOpen    bool
	capacity   int32
	taken      int32
	unanswered int32
	most       int32
	paused     int64 // until, milliseconds
	reply      int64 // value of the part
	wait       uint8 // band of the time until an answer can be expected, in waits
	answered   uint8
	places     []place // by programme
}

func (r *profiler) mentor(m *Mentor) mentorRow {
	out := mentorRow{
		profile: r.profile(&m.Person, true), foundBy: foundBy(m.FoundBy), notOpen: m.NotOpen, capacity: count(m.Capacity), taken: count(m.Taken),
		unanswered: count(m.Unanswered), most: count(m.MostAsked), paused: millis(m.PausedUntil), answered: uint8(min(len(m.Answers),
			maxAnswers)),
	}
	out.most = cmp.Or(out.most, mostAsked)
	reply, wait := replies(m.Answers, m.Asked, int(out.unanswered))
	if out.reply = reply; out.answered >= newHere {
		out.wait = waitOf(wait)
	}
	for _, p := range m.Places[:min(len(m.Places), maxWords)] {
		n := r.word(ofProgramme, clip(p.Programme))
		i, ok := slices.BinarySearchFunc(out.places, n, func(p place, n word) int { return cmp.Compare(p.programme, n) })
		if !ok {
			out.places = slices.Insert(out.places, i, place{
				n, p.Member, p.Refuses, p.Full, count(p.Capacity), count(p.Unanswered), cmp.Or(count(p.MostAsked), mostAsked),
			})
		}
	}
	return out
}

const mostAsked = 3

func count(n int) int32 { return int32(min(max(n, 0), 1<<20)) }

// load is how much somebody carries already, as a programme counts it: unanswered requests weigh more than places taken, for they
// are what a new one waits behind.
func (m *mentorRow) load(programme word) int64 { return m.here(programme).load(m.taken) }

func (here place) load(taken int32) (l int64) {
	if here.capacity > 0 {
		l += min(Million, int64(taken)*Million/int64(here.capacity)) * 4 / 10
	}
	return l + min(Million, int64(here.unanswered)*Million/int64(here.most))*6/10
}

// limit says why nobody new of the programme is sent to a mentor: they are on leave, nobody more can ask them, or no place is free, where
// somebody who asks all the same waits.
func (m *mentorRow) limit(programme word, now int64) Limit {
	here := m.here(programme)
	switch {
	case m.paused > now, here.refuses, here.capacity == 0:
		return Paused
	case here.unanswered >= here.most:
		return QueueFull
	case here.full, m.taken >= here.capacity:
		return Full
	}
	return None
}

// here is the place in a programme, or what holds where no place says otherwise.
func (m *mentorRow) here(programme word) place {
	if p, ok := m.place(programme); ok {
		return p
	}
	return m.alone()
}

func (m *mentorRow) alone() place {
	return place{capacity: m.capacity, unanswered: m.unanswered, most: m.most}
}

// place is where the mentor stands in a programme.
func (m *mentorRow) place(n word) (place, bool) {
	i, ok := slices.BinarySearchFunc(m.places, n, func(p place, n word) int { return cmp.Compare(p.programme, n) })
	if !ok {
		return place{}, false
	}
	return m.places[i], true
}

// newcomerRow is a newcomer as the columns keep them.
type newcomerRow struct {
	profile
	foundBy    uint8
	offers     bool
	programmes []word
	busyIn     []word
}

func (r *profiler) newcomer(n *Newcomer) newcomerRow {
	return newcomerRow{r.profile(&n.Person, false), foundBy(n.FoundBy), n.Offers, r.list(ofProgramme, n.Programmes),
		r.list(ofProgramme, n.BusyIn)}
}

// newHere is how many answered requests it takes before anything measured is shown.
const newHere = 5

// replies gives the value of measured reply times and what can be expected. What is measured counts little before there is enough of
// it: somebody new is neither praised nor punished.
func replies(answers []int64, asked, unanswered int) (value, wait int64) {
	last := slices.Clone(answers[max(0, len(answers)-maxAnswers):])
	if len(last) < newHere {
		return 600_000, 0
	}
	slices.Sort(last)
	median := max(1, last[len(last)/2])
	const day = 24 * 3600
	switch {
	case median <= day/2:
		value = Million
	case median <= day:
		value = 900_000
	case median <= 2*day:
		value = 700_000
	case median <= 3*day:
		value = 500_000
	default:
		value = 300_000
	}
	if window := min(asked, maxAnswers); window > len(last) { // some were never answered: how many is told by bands, too
		switch share := len(last) * 100 / window; {
		case share >= 90:
		case share >= 70:
			value = value * 8 / 10
		case share >= 40:
			value = value * 5 / 10
		default:
			value = value * 3 / 10
		}
	}
	return value, min(median, 60*day) * int64(1+unanswered)
}
