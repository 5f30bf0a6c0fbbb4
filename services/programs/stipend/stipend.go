package stipend

import (
	"regexp"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/programs/wording"
)

// States.
const (
	Planned   = "planned"
	Approved  = "approved"
	Paid      = "paid"
	Returned  = "returned"
	Cancelled = "cancelled"
)

// NameKept is how long a legal name stays after its stipend was paid or came back: until a year's accounts are closed.
const NameKept = 400 * 24 * time.Hour

// NameChecked is how often a legal name is held against its stipend.
const NameChecked = 24 * time.Hour

// Limits.
const (
	stipendsMost = 5000 // of a programme
	movesMost    = 20
	maxWhat      = 200
	maxName      = 200
	farthest     = 5 * 365 * 24 * time.Hour
)

var personID = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)

// ways are the states that follow each.
var ways = map[string][]string{
	Planned: {Approved, Cancelled}, Approved: {Paid, Cancelled, Planned}, Paid: {Returned}, Cancelled: {Planned},
}

// Move is a step, and whose it was.
type Move struct {
	State string    `json:"state"`
	By    string    `json:"by,omitempty"`
	At    time.Time `json:"at"`
}

// Stipend is something that is due.
type Stipend struct {
	Org       string `json:"org"`
	Programme string `json:"programme"`
	api.StipendBody
	State   string    `json:"state"`
	Moves   []Move    `json:"moves"`
	Created time.Time `json:"created"`
}

// Name is the legal name beside one stipend; the document's id is the stipend's.
type Name struct {
	Programme string    `json:"programme"`
	Person    string    `json:"person"`
	Name      string    `json:"name"`
	Readers   []string  `json:"readers"` // when it was given
	DueAt     time.Time `json:"due_at,omitzero"`
	CheckAt   time.Time `json:"check_at,omitzero"` // when it is held against its stipend again
}

// Finance are the readers of a programme; the document's id is the programme's.
type Finance struct {
	Readers []string `json:"readers,omitempty"`
}

// reads says whether somebody reads this name: they were told as a reader when it was given, and are one.
func (n *Name) reads(person string, now []string) bool {
	return person != "" && slices.Contains(n.Readers, person) && slices.Contains(now, person)
}

// over says whether it is past its time.
func (n *Name) over(now time.Time) bool { return !n.DueAt.IsZero() && !n.DueAt.After(now) }

// next is when it is to be looked at.
func (n *Name) next() time.Time {
	if !n.DueAt.IsZero() && n.DueAt.Before(n.CheckAt) {
		return n.DueAt
	}
	return n.CheckAt
}

// Check cleans a stipend and says what is wrong with it.
func Check(b api.StipendBody, now time.Time) (api.StipendBody, []fault.Field) {
	var wrong, w []fault.Field
	b.What, w = wording.Text("/what", b.What, 0, maxWhat, false)
	wrong = append(wrong, w...)
	switch {
	case b.Kind == "event" && b.Person != "":
		wrong = append(wrong, fault.Field{Pointer: "/person", Code: "not_here"})
	case b.Kind == "event" && b.What == "" && len(w) == 0:
		wrong = append(wrong, fault.Field{Pointer: "/what", Code: "required"})
	case b.Kind != "event" && b.Person == "":
		wrong = append(wrong, fault.Field{Pointer: "/person", Code: "required"})
	case b.Kind != "event" && !personID.MatchString(b.Person):
		wrong = append(wrong, fault.Field{Pointer: "/person", Code: "bad_id"})
	}
	switch {
	case b.Funder.Partner == "" && b.Funder.Name == "":
		wrong = append(wrong, fault.Field{Pointer: "/funder", Code: "required"})
	case b.Funder.Partner != "" && b.Funder.Name != "":
		wrong = append(wrong, fault.Field{Pointer: "/funder/name", Code: "not_here"})
	case b.Funder.Name != "":
		b.Funder.Name, w = wording.Name("/funder/name", b.Funder.Name)
		wrong = append(wrong, w...)
	}
	b.Due = b.Due.UTC().Truncate(24 * time.Hour)
	if b.Due.After(now.Add(farthest)) || b.Due.Before(now.Add(-farthest)) {
		wrong = append(wrong, fault.Field{Pointer: "/due", Code: "too_far", Params: map[string]any{"days": int(farthest / (24 * time.Hour))}})
	}
	return b, wrong
}

// move takes it into another state. Conflict "stipend.no_way".
func (s *Stipend) move(to, by string, now time.Time) (changed bool, err error) {
	switch {
	case s.State == to:
		return false, nil
	case !slices.Contains(ways[s.State], to):
		return false, fault.Newf(fault.Conflict, "stipend.no_way", "What is %s cannot become %s.", s.State, to)
	}
	s.State = to
	s.Moves = append(slices.Clone(s.Moves), Move{State: to, By: by, At: now})
	s.Moves = s.Moves[max(0, len(s.Moves)-movesMost):]
	return true, nil
}

// change replaces what is due; what was approved is planned again. Conflict "stipend.settled" once it was paid or given up.
func (s *Stipend) change(b api.StipendBody, by string, now time.Time) error {
	if s.State != Planned && s.State != Approved {
		return fault.New(fault.Conflict, "stipend.settled", "This was paid or given up: note another one instead.")
	}
	s.StipendBody = b
	_, err := s.move(Planned, by, now)
	return err
}

// erase takes everything of the person out: the amount stays.
func (s *Stipend) erase(person string) {
	if s.Person == person {
		s.Person, s.What = "", ""
	}
	s.Moves = slices.Clone(s.Moves)
	for i := range s.Moves {
		if s.Moves[i].By == person {
			s.Moves[i].By = ""
		}
	}
}

// until is when a legal name is deleted; zero: not yet.
func (s *Stipend) until(now time.Time) time.Time {
	switch s.State {
	case Paid, Returned:
		return now.Add(NameKept)
	case Cancelled:
		return now
	}
	return time.Time{}
}
