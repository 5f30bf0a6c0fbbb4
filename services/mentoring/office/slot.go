package office

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/mentoring/session"
)

// Limits.
const (
	PeopleMost = 5  // who come to one slot
	slotsMost  = 20 // slots ahead that one mentor holds
	comingMost = 10 // slots ahead that one person comes to
	topicMax   = 200
	movesMost  = 20                  // times that one slot is moved
	partedMost = 20                  // beyond it the oldest is forgotten
	kept       = 30 * 24 * time.Hour // after its end
)

// What is told of a slot.
const (
	tellMoved     = "moved"
	tellCancelled = "cancelled"
	tellReminded  = "reminded"
)

// told is one thing that happened, for one person.
type told struct {
	What, To string
	Hours    int
}

// coming is somebody who comes.
type coming struct {
	Person string    `json:"person"`
	At     time.Time `json:"at"`
}

// parted is somebody who came and was taken out, with what they read of the slot from then on: nothing of what becomes of it.
type parted struct {
	Person string `json:"person"`
	session.Plan
	Topic   string    `json:"topic,omitempty"`
	Most    int       `json:"most"`
	Coming  int       `json:"coming"`
	Changed time.Time `json:"changed"`
	Version int64     `json:"version"`
}

// Slot is one office hour.
type Slot struct {
	Mentor    string `json:"mentor"`
	Programme string `json:"programme"`
	Org       string `json:"org,omitempty"`
	session.Plan
	Topic  string   `json:"topic,omitempty"`
	Most   int      `json:"most"` // 1 to 5
	People []coming `json:"people,omitempty"`
	// Parted are those who came and are not to meet the mentor, or somebody else who comes, any more. To them it reads as cancelled.
	Parted    []parted  `json:"parted,omitempty"`
	Moves     int       `json:"moves,omitempty"`
	Cancelled bool      `json:"cancelled,omitempty"`
	Reminded  int       `json:"reminded,omitempty"`
	Over      bool      `json:"over,omitempty"` // it has begun; noted by the clock, for lists
	Created   time.Time `json:"created"`
	Changed   time.Time `json:"changed"` // by the mentor
	DueAt     time.Time `json:"due_at,omitzero"`

	told []told
}

// Wish is what a mentor says of a slot.
type Wish struct {
	session.Plan
	Topic string // at most 200 characters, one line
	Most  int    // 1 to 5
}

// Faults of a slot. errKept never leaves this room.
var (
	errKept   = fault.New(fault.Internal, "office_hour.kept", "Nothing to change.")
	errAbsent = fault.New(fault.NotFound, "office_hour.absent", "There is no such office hour.")
	errFull   = fault.New(fault.Conflict, "office_hour.full", "All places of this office hour are taken. Choose another one.")
	errOver   = fault.New(fault.Conflict, "office_hour.over", "This office hour has begun, or was cancelled. Choose another one.")
	errFew    = fault.New(fault.Conflict, "office_hour.people_come", "More people come than that. Cancel it, or leave as many places.")
	errMoves  = fault.Newf(fault.Conflict, "office_hour.moved_too_often",
		"This office hour was moved %d times. Cancel it and hold another one.", movesMost)
	errOwn    = fault.New(fault.Conflict, "office_hour.own", "This is your own office hour.")
	errSlots  = fault.Newf(fault.Conflict, "office_hour.too_many", "You hold %d office hours ahead. Cancel one first.", slotsMost)
	errComing = fault.Newf(fault.Conflict, "office_hour.coming_too_many", "You come to %d office hours. Leave one first.", comingMost)
	errMentor = fault.New(fault.Forbidden, "office_hour.no_mentor", "Only a mentor whom people can find in this programme holds office hours.")
)

// before are how long before the beginning everybody is reminded.
var before = [...]time.Duration{24 * time.Hour, time.Hour}

func (w Wish) check(now time.Time) error {
	var fields []fault.Field
	if err := w.Check(now); err != nil {
		fields = fault.As(err).Fields
	}
	topic := strings.TrimSpace(w.Topic)
	switch {
	case utf8.RuneCountInString(topic) > topicMax:
		fields = append(fields, fault.Field{Pointer: "/topic", Code: "too_long", Params: map[string]any{"max": topicMax}})
	case !session.Plain(topic):
		fields = append(fields, fault.Field{Pointer: "/topic", Code: "control_characters"})
	}
	if w.Most < 1 || w.Most > PeopleMost {
		fields = append(fields, fault.Field{Pointer: "/most", Code: "out_of_range", Params: map[string]any{"min": 1, "max": PeopleMost}})
	}
	return fault.InvalidFields(fields...)
}

// newSlot is one that a mentor holds.
func newSlot(mentor, programme, org string, w Wish, now time.Time) (Slot, error) {
	if err := w.check(now); err != nil {
		return Slot{}, err
	}
	s := Slot{Mentor: mentor, Programme: programme, Org: org, Created: now}
	s.write(w, now)
	return s, nil
}

func (s *Slot) write(w Wish, now time.Time) {
	was := s.Starts
	s.Plan, s.Topic, s.Most, s.Changed = w.Tidy(), strings.TrimSpace(w.Topic), w.Most, now
	if !was.Equal(s.Starts) {
		s.Reminded = 0
	}
	for s.Reminded < len(before) && !s.Starts.Add(-before[s.Reminded]).After(now) { // it is too late for this one
		s.Reminded++
	}
	s.schedule()
}

// change is the mentor's; those who come hear of another time or place.
func (s *Slot) change(w Wish, now time.Time) error {
	if !s.ahead(now) {
		return errOver
	}
	if err := w.check(now); err != nil {
		return err
	}
	if w.Most < len(s.People) {
		return errFew
	}
	to := w.Tidy()
	moved := !to.Starts.Equal(s.Starts) || to.Minutes != s.Minutes || to.Place != s.Place
	if moved && s.Moves >= movesMost {
		return errMoves
	}
	s.write(w, now)
	if moved {
		s.Moves++
		s.tell(tellMoved, 0)
	}
	return nil
}

// cancel is the mentor's, until it begins.
func (s *Slot) cancel(now time.Time) error {
	switch {
	case s.Cancelled:
		return errKept
	case !s.ahead(now):
		return errOver
	}
	s.Cancelled, s.Changed = true, now
	s.tell(tellCancelled, 0)
	s.schedule()
	return nil
}

// come takes one of its places.
func (s *Slot) come(p string, now time.Time) error {
	switch {
	case p == s.Mentor:
		return errOwn
	case s.has(p):
		return errKept
	case !s.ahead(now), s.parted(p) != nil:
		return errOver
	case s.full():
		return errFull
	}
	s.People = append(s.People, coming{Person: p, At: now})
	return nil
}

// leave gives it back.
func (s *Slot) leave(p string) error {
	if s.parted(p) != nil {
		s.Parted = slices.DeleteFunc(s.Parted, func(x parted) bool { return x.Person == p })
		return nil
	}
	if !s.has(p) {
		return errKept
	}
	s.People = slices.DeleteFunc(s.People, func(c coming) bool { return c.Person == p })
	return nil
}

// part takes somebody out who comes; to them it is as if the mentor had cancelled it.
func (s *Slot) part(p string, version int64, now time.Time) error {
	if !s.has(p) {
		return errKept
	}
	seen := parted{Person: p, Plan: s.Plan, Topic: s.Topic, Most: s.Most, Coming: len(s.People), Changed: now, Version: version + 1}
	seen.Place = ""
	_ = s.leave(p)
	if !s.ahead(now) {
		return nil
	}
	if s.Parted = append(s.Parted, seen); len(s.Parted) > partedMost {
		s.Parted = s.Parted[1:]
	}
	s.told = append(s.told, told{What: tellCancelled, To: p})
	return nil
}

// parted is what somebody reads who was taken out; nil if they were not.
func (s *Slot) parted(p string) *parted {
	for i := range s.Parted {
		if s.Parted[i].Person == p && p != "" {
			return &s.Parted[i]
		}
	}
	return nil
}

// later is who of two who come came later; "" if one of them does not.
func (s *Slot) later(p, q string) string {
	if !s.has(p) || !s.has(q) {
		return ""
	}
	for i := len(s.People) - 1; i >= 0; i-- {
		if x := s.People[i].Person; x == p || x == q {
			return x
		}
	}
	return ""
}

func (s *Slot) has(p string) bool {
	return p != "" && slices.ContainsFunc(s.People, func(c coming) bool { return c.Person == p })
}

func (s *Slot) people() []string {
	out := make([]string, len(s.People))
	for i, c := range s.People {
		out[i] = c.Person
	}
	return out
}

func (s *Slot) full() bool { return len(s.People) >= s.Most }

// ahead: it was not cancelled, and has not begun.
func (s *Slot) ahead(now time.Time) bool { return !s.Cancelled && s.Starts.After(now) }

// status is what a person reads of it.
func (s *Slot) status(now time.Time) string {
	switch {
	case s.Cancelled:
		return "cancelled"
	case !s.Starts.After(now):
		return "over"
	case s.full():
		return "full"
	}
	return "open"
}

// tick lets what is due at now happen; done says that the slot may be forgotten. After a standstill only the last reminder is sent.
func (s *Slot) tick(now time.Time) (done bool, err error) {
	if s.DueAt.After(now) {
		return false, errKept
	}
	s.Over = s.Over || !s.Starts.After(now)
	if !s.Ends().Add(kept).After(now) {
		return true, nil
	}
	passed := s.Reminded
	for s.Reminded < len(before) && !s.Starts.Add(-before[s.Reminded]).After(now) {
		s.Reminded++
	}
	if s.Reminded > passed && s.ahead(now) && len(s.People) > 0 {
		hours := int(before[s.Reminded-1] / time.Hour)
		s.tell(tellReminded, hours)
		s.told = append(s.told, told{What: tellReminded, To: s.Mentor, Hours: hours})
	}
	s.schedule()
	return false, nil
}

func (s *Slot) schedule() {
	switch {
	case s.Over:
		s.DueAt = s.Ends().Add(kept)
	case !s.Cancelled && s.Reminded < len(before):
		s.DueAt = s.Starts.Add(-before[s.Reminded])
	default:
		s.DueAt = s.Starts
	}
}

// tell tells everybody who comes.
func (s *Slot) tell(what string, hours int) {
	for _, c := range s.People {
		s.told = append(s.told, told{What: what, To: c.Person, Hours: hours})
	}
}
