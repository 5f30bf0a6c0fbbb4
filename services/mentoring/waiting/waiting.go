// Package waiting has the rules of the waiting list for people: a newcomer waits for mentors who have no place free, or for anybody of a
// programme. It knows no store, clock or bus: what happened is left in what Told gives.
//
// The order is stated: those whose mentor left, or could not go on, come first; then who waits longest. A free place is offered to one of
// them at a time, for a while. An offer is a turn to ask, not a seat: only accepting takes a seat. It is there where the two agree: the
// entry names the mentor (Offer), and the mentor's standing has the Turn.
package waiting

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Limits.
const (
	Most       = 3                    // programmes in which one person waits at a time
	MentorsMax = 3                    // whom one entry names
	LineMost   = 50                   // people who wait for one mentor
	Lasts      = 180 * 24 * time.Hour // how long one waits at most
	skippedMax = 20                   // mentors who are not offered again
	missedMost = 2                    // offers without an answer, then the waiting ends
)

// What is told of an entry.
const (
	TellOffered    = "offered"    // a place, by Mentor, until Until
	TellUnanswered = "unanswered" // the offer is over; the entry is at the end of the line
	TellGone       = "gone"       // the offer is over, the place is gone; the entry stays where it was
	TellEnded      = "ended"      // the waiting; How says why
)

// How the waiting ends.
const (
	Found      = "found"      // there is a mentor now
	Unanswered = "unanswered" // twice
	Expired    = "expired"    // it lasted as long as it can
)

// Told is one thing that happened to who waits.
type Told struct {
	What, Programme, Mentor, How string
	Until                        time.Time
}

// Entry is a newcomer's place in the waiting list of a programme.
type Entry struct {
	Programme string    `json:"programme"`
	Mentors   []string  `json:"mentors,omitempty"`
	Anybody   bool      `json:"anybody,omitempty"`
	Joined    time.Time `json:"joined"`
	Since     time.Time `json:"since"` // decides the order; anew after an offer without an answer
	First     bool      `json:"first,omitempty"`
	Missed    int       `json:"missed,omitempty"`
	Skipped   []string  `json:"skipped,omitempty"`
	Offer     Offer     `json:"offer,omitzero"`
}

// Offer is the place that is offered now.
type Offer struct {
	Mentor string    `json:"mentor"`
	Until  time.Time `json:"until"`
}

// Turn is the same in the standing of the mentor: as long as it is there, the place is offered to nobody else.
type Turn struct {
	Newcomer  string    `json:"newcomer"`
	Programme string    `json:"programme"`
	At        time.Time `json:"at"`
	Until     time.Time `json:"until"`
}

// Faults. ErrKept never leaves the service: there is nothing to change.
var (
	ErrKept = fault.New(fault.Internal, "waiting.kept", "Nothing to change.")
	ErrLine = fault.Newf(fault.Conflict, "waiting.line_full",
		"%d people wait for this mentor already. Choose somebody else, or wait for anybody.", LineMost)
	ErrMany   = fault.Newf(fault.Conflict, "waiting.too_many", "You can wait in %d programmes at a time. Leave another list first.", Most)
	ErrAbsent = fault.New(fault.NotFound, "waiting.absent", "You do not wait in this programme.")
	ErrNone   = fault.New(fault.Conflict, "waiting.no_offer", "No place is offered to you at the moment.")
)

// Before says whether a comes before b.
func (e *Entry) Before(b *Entry) bool {
	if e.First != b.First {
		return e.First
	}
	return e.Since.Before(b.Since)
}

// Wants says whether a place of this mentor is what the entry waits for.
func (e *Entry) Wants(mentor string) bool {
	return !slices.Contains(e.Skipped, mentor) && (e.Anybody || slices.Contains(e.Mentors, mentor))
}

// Until is when the waiting ends by itself.
func (e *Entry) Until() time.Time { return e.Joined.Add(Lasts) }

// List are the entries of one newcomer, one for each programme.
type List []Entry

// Find gives the entry of a programme; nil if there is none.
func (l List) Find(programme string) *Entry {
	for i := range l {
		if l[i].Programme == programme {
			return &l[i]
		}
	}
	return nil
}

// Join adds an entry, or changes whom it waits for; its place in the line stays. What was skipped may be wanted again.
func (l *List) Join(programme string, mentors []string, anybody, first bool, now time.Time) error {
	if e := l.Find(programme); e != nil {
		if slices.Equal(e.Mentors, mentors) && e.Anybody == anybody && (e.First || !first) {
			return ErrKept
		}
		e.Mentors, e.Anybody, e.First = slices.Clone(mentors), anybody, e.First || first
		e.Skipped = slices.DeleteFunc(e.Skipped, func(p string) bool { return slices.Contains(mentors, p) })
		if e.Offer.Mentor != "" && !anybody && !slices.Contains(mentors, e.Offer.Mentor) {
			e.Offer = Offer{}
		}
		return nil
	}
	if len(*l) >= Most {
		return ErrMany
	}
	*l = append(*l, Entry{Programme: programme, Mentors: slices.Clone(mentors), Anybody: anybody, Joined: now, Since: now, First: first})
	return nil
}

// Leave takes the entry out; nothing of it is left.
func (l *List) Leave(programme string) error {
	if l.Find(programme) == nil {
		return ErrKept
	}
	*l = slices.DeleteFunc(*l, func(e Entry) bool { return e.Programme == programme })
	if len(*l) == 0 {
		*l = nil
	}
	return nil
}

// Take offers a place to an entry that has none.
func (l List) Take(programme, mentor string, until time.Time) (told []Told, err error) {
	e := l.Find(programme)
	if e == nil || e.Offer.Mentor != "" || !e.Wants(mentor) {
		return nil, ErrKept
	}
	e.Offer = Offer{Mentor: mentor, Until: until}
	return []Told{{What: TellOffered, Programme: programme, Mentor: mentor, Until: until}}, nil
}

// Taken notes that the newcomer asked somebody in the programme: the mentor whose place is offered, or another, and then the place is
// the next one's. They are offered none while they ask.
func (l List) Taken(programme string) {
	if e := l.Find(programme); e != nil {
		e.Offer, e.Missed = Offer{}, 0
	}
}

// Skip lets the place go to the next; this mentor is not offered again. The entry stays where it is, or ends if it waits for nobody else.
func (l *List) Skip(programme string) error {
	e := l.Find(programme)
	switch {
	case e == nil:
		return ErrAbsent
	case e.Offer.Mentor == "":
		return ErrNone
	}
	mentor := e.Offer.Mentor
	e.Offer, e.Missed = Offer{}, 0
	e.Mentors = slices.DeleteFunc(slices.Clone(e.Mentors), func(p string) bool { return p == mentor })
	if e.Skipped = append(e.Skipped, mentor); len(e.Skipped) > skippedMax {
		e.Skipped = e.Skipped[1:]
	}
	if len(e.Mentors) == 0 && !e.Anybody {
		return l.Leave(programme)
	}
	return nil
}

// Drop takes an offer of this mentor back because the place is gone, or the two are not to meet; quietly nobody is told.
func (l List) Drop(programme, mentor string, quietly bool) (told []Told, err error) {
	e := l.Find(programme)
	if e == nil || e.Offer.Mentor != mentor || mentor == "" {
		return nil, ErrKept
	}
	e.Offer = Offer{}
	if quietly {
		return nil, nil
	}
	return []Told{{What: TellGone, Programme: programme, Mentor: mentor}}, nil
}

// End ends the waiting in a programme.
func (l *List) End(programme, how string) (told []Told, err error) {
	if err := l.Leave(programme); err != nil {
		return nil, err
	}
	return []Told{{What: TellEnded, Programme: programme, How: how}}, nil
}

// Due says whether something is over at now.
func (e *Entry) Due(now time.Time) bool {
	return !e.Until().After(now) || e.Offer.Mentor != "" && !e.Offer.Until.After(now)
}

// Tick lets what is over at now end. ErrKept if nothing is.
func (l *List) Tick(now time.Time) (told []Told, err error) {
	for _, e := range slices.Clone(*l) {
		switch {
		case !e.Due(now):
		case !e.Until().After(now):
			more, _ := l.End(e.Programme, Expired)
			told = append(told, more...)
		case e.Missed+1 >= missedMost:
			more, _ := l.End(e.Programme, Unanswered)
			told = append(told, more...)
		default:
			x := l.Find(e.Programme)
			x.Offer, x.Since, x.First = Offer{}, now, false
			x.Missed++
			told = append(told, Told{What: TellUnanswered, Programme: e.Programme, Mentor: e.Offer.Mentor})
		}
	}
	if len(told) == 0 {
		return nil, ErrKept
	}
	return told, nil
}
