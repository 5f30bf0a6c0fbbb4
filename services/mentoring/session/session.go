// Package session has the rules of one meeting of a mentorship: who proposes when and where, who confirms, when both are
// reminded, and what became of it. It knows no store, clock or bus: what happened is left in what Told gives.
package session

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Status of a session.
type Status string

// The statuses of a session. Cancelled, held and missed are final, except that what was marked as missed may be marked as held.
const (
	Proposed  Status = "proposed"  // waits for the side that did not propose
	Confirmed Status = "confirmed" // both agreed
	Cancelled Status = "cancelled" // by either side, or its time passed before it was agreed
	Held      Status = "held"      // it took place
	Missed    Status = "missed"    // it did not
)

// Limits.
const (
	Most         = 100              // sessions of a mentorship, the cancelled ones too
	mostProposed = 20               // times proposed for one session
	look         = 12 * time.Hour   // whether the mentorship goes on is looked at so often
	dayBefore    = 24 * time.Hour   // the first reminder
	hourBefore   = time.Hour        // the second
	slip         = 10 * time.Minute // so long a first proposal can be taken back without telling that it was
	// DayMost times are proposed by one side of a mentorship within Day, in all of its sessions.
	DayMost = 10
	Day     = 24 * time.Hour
)

// LateFor is how long after the end of its mentorship it may still be said of a session whether it took place.
const LateFor = 14 * 24 * time.Hour

// What is told of a session.
const (
	TellProposed  = "proposed"
	TellConfirmed = "confirmed"
	TellCancelled = "cancelled"
	TellMarked    = "marked"
	TellReminded  = "reminded"
)

// Told is one thing that happened: From did it, To is the other side; both are reminded, Hours before.
type Told struct {
	What     string
	From, To string
	Hours    int
	Slip     bool // taken back by who had just proposed it, before anybody had agreed to it: nothing to hear of
}

// Session is one meeting of a mentorship.
type Session struct {
	Match     string `json:"match"`
	Programme string `json:"programme,omitempty"`
	Org       string `json:"org,omitempty"`
	Newcomer  string `json:"newcomer"`
	Mentor    string `json:"mentor"`
	Status    Status `json:"status"`
	Plan
	Proposal int       `json:"proposal"` // how often a time was proposed; a confirmation names the one it is for
	Proposer string    `json:"proposer"` // whose proposal waits, or was confirmed
	Reminded int       `json:"reminded,omitempty"`
	Created  time.Time `json:"created"`
	Changed  time.Time `json:"changed"`
	// Owed: the mentorship has not yet heard of what was done last. See Heard.
	Owed  bool      `json:"owed,omitempty"`
	DueAt time.Time `json:"due_at,omitzero"`

	told []Told
}

// Faults of a session.
var (
	ErrAbsent = fault.New(fault.NotFound, "session.absent", "There is no such session.")
	ErrMany   = fault.Newf(fault.Conflict, "session.too_many",
		"A mentorship has at most %d sessions. Arrange further ones in its thread.", Most)
	errOwn = fault.New(fault.Conflict, "session.own_proposal",
		"You proposed this time yourself; the other side confirms it. Propose another one, or cancel it.")
	errMoved = fault.New(fault.Conflict, "session.moved",
		"Another time or place has been proposed meanwhile. Load the session again and confirm that one.")
	errOver     = fault.New(fault.Conflict, "session.over", "This session is over, or was cancelled. Propose a new one.")
	errNotBegun = fault.New(fault.Conflict, "session.not_begun", "Only a session that was confirmed and has begun can be marked. Wait for it.")
	errLate     = fault.Newf(fault.Conflict, "session.too_late",
		"Whether a session took place can be said until %d days after the end of the mentorship.", int(LateFor/(24*time.Hour)))
	errProposed = fault.Newf(fault.Conflict, "session.many_proposals",
		"%d times were proposed for this session. Agree on one in the thread, cancel this session and propose that time.", mostProposed)
)

// DayFull refuses one more proposal of a side that has made DayMost within Day, until then.
func DayFull(wait time.Duration) error {
	return fault.Newf(fault.TooMany, "session.too_many_today",
		"At most %d times can be proposed within a day. Agree on one in the thread, then propose that.", DayMost).After(wait)
}

// New is a session that one of the two proposes.
func New(s Session, by string, p Plan, now time.Time) (Session, error) {
	s.Status, s.Created = Cancelled, now
	if err := p.Check(now); err != nil {
		return s, err
	}
	s.propose(by, p, now)
	return s, nil
}

// Propose is another time or place, by either; the other side then confirms.
func (s *Session) Propose(by string, p Plan, now time.Time) error {
	if !s.open(now) {
		return errOver
	}
	if err := p.Check(now); err != nil {
		return err
	}
	if s.Proposal >= mostProposed {
		return errProposed
	}
	s.propose(by, p, now)
	return nil
}

func (s *Session) propose(by string, p Plan, now time.Time) {
	s.Plan, s.Status, s.Proposer, s.Reminded = p.Tidy(), Proposed, by, 0
	s.Proposal++
	s.act(TellProposed, by, now)
}

// Forget takes out what somebody who left said of where they are: the zone of their proposal. It says whether that is news.
func (s *Session) Forget(person string) bool {
	if s.Proposer != person || s.Zone == "UTC" {
		return false
	}
	s.Zone = "UTC"
	return true
}

// Confirm agrees to the proposal of this number, which the other side made.
func (s *Session) Confirm(by string, proposal int, now time.Time) error {
	switch {
	case !s.open(now):
		return errOver
	case proposal != s.Proposal:
		return errMoved
	case by == s.Proposer:
		return errOwn
	}
	s.Status = Confirmed
	for s.Reminded < len(before) && !s.reminder(s.Reminded).After(now) { // it is too late for this one
		s.Reminded++
	}
	s.act(TellConfirmed, by, now)
	return nil
}

// Cancel is either side's, as long as it has not begun.
func (s *Session) Cancel(by string, now time.Time) error {
	if !s.open(now) {
		return errOver
	}
	slipped := s.Status == Proposed && s.Proposal == 1 && by == s.Proposer && now.Before(s.Created.Add(slip))
	s.Status = Cancelled
	s.act(TellCancelled, by, now)
	s.told[len(s.told)-1].Slip = slipped
	return nil
}

// Mark says whether it took place; either side, once it has begun. Held stands; missed may be put right.
func (s *Session) Mark(by string, held bool, now time.Time) error {
	switch {
	case s.Status == Missed && held:
	case s.Status != Confirmed && s.Status != Proposed:
		return errOver
	case s.Status == Proposed || s.Starts.After(now):
		return errNotBegun
	}
	s.Status = Missed
	if held {
		s.Status = Held
	}
	s.act(TellMarked, by, now)
	return nil
}

// MarkLate is Mark once the mentorship has ended: of what had begun by then, and for so long. Nobody is told.
func (s *Session) MarkLate(by string, held bool, ended, now time.Time) error {
	switch {
	case s.Starts.After(ended):
		return errOver
	case now.After(ended.Add(LateFor)):
		return errLate
	}
	if err := s.Mark(by, held, now); err != nil {
		return err
	}
	s.Owed, s.DueAt = false, time.Time{} // no mentorship is there to hear of it
	for i := range s.told {
		s.told[i].To = ""
	}
	return nil
}

// Same says whether p's wish for a status has come true already, so that a repeat is answered as it is.
func (s *Session) Same(want Status, by string) bool {
	return s.Status == want && (want != Confirmed || s.Proposer != by)
}

// act notes that one of the two did something.
func (s *Session) act(what, by string, now time.Time) {
	s.Changed, s.Owed = now, true
	s.tell(Told{What: what, From: by, To: s.Partner(by)})
	s.schedule(now)
}

// Partner is the other side of p.
func (s *Session) Partner(p string) string {
	if p == s.Newcomer {
		return s.Mentor
	}
	return s.Newcomer
}

// Concerns says whether p is one of the two.
func (s *Session) Concerns(p string) bool { return p != "" && (p == s.Newcomer || p == s.Mentor) }

// Heard notes that the mentorship knows of what was done at that time.
func (s *Session) Heard(at, now time.Time) {
	if s.Changed.Equal(at) {
		s.Owed = false
		s.schedule(now)
	}
}

// Close ends it because its mentorship has: what is still ahead is cancelled, the place is not needed any more. Nobody is told:
// both have heard of the end. It says whether that changed anything.
func (s *Session) Close(ended time.Time) bool {
	was, place := s.Status, s.Place
	s.Status, s.Place = s.Seen(false, ended), ""
	changed := was != s.Status || place != "" || s.Owed || !s.DueAt.IsZero()
	s.Owed, s.DueAt = false, time.Time{}
	return changed
}

// Seen is the status as it is shown: what lies ahead of the end of its mentorship is off, whether or not that is written yet.
func (s *Session) Seen(live bool, ended time.Time) Status {
	if !live && (s.Status == Proposed || s.Status == Confirmed && s.Starts.After(ended)) {
		return Cancelled
	}
	return s.Status
}

// open: it is ahead, and not cancelled.
func (s *Session) open(now time.Time) bool {
	return (s.Status == Proposed || s.Status == Confirmed) && s.Starts.After(now)
}

func (s *Session) tell(t Told) { s.told = append(s.told, t) }

// Told hands over what was told since the last time.
func (s *Session) Told() []Told {
	out := s.told
	s.told = nil
	return out
}
