package event

import (
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/programs/wording"
)

// Stages.
const (
	Open    = "open"    // people arrive, pitch and wish
	Working = "working" // teams were told
	Over    = "over"
)

// Kinds of work.
const (
	solving    = "solve"
	publishing = "publish"
	repairing  = "repair"
)

// Bounds of an event.
const (
	maxAttendees  = 10_000
	atOnce        = 500 // requests that may be at one limit in the same moment: further below it nothing is held
	maxChallenges = 2_000
	maxOwn        = 5 // challenges that one person pitches for an event
	maxTables     = 10_000
)

// Event is the event of a cohort; the document's id is the cohort's.
type Event struct {
	Org       string `json:"org"`
	Programme string `json:"programme"`
	api.EventSettings
	Stage     string    `json:"stage"`
	Draft     *Draft    `json:"draft,omitempty"`
	Work      []Work    `json:"work,omitempty"` // in this order; at most one of each kind
	Failed    string    `json:"failed,omitempty"`
	Published time.Time `json:"published,omitzero"`
	Ended     time.Time `json:"ended,omitzero"`  // while it is over
	Apart     bool      `json:"apart,omitempty"` // its people see each other no longer because of it
	Old       []string  `json:"old,omitempty"`   // drafts whose pages are to be removed
	Created   time.Time `json:"created"`
	By        string    `json:"by,omitempty"`
}

// How long people of a team see each other's page: after the end of the event, or after teams were told where nobody ends it.
const (
	togetherFor = 30 * 24 * time.Hour
	atMostFor   = 180 * 24 * time.Hour
)

// parts is when people of a team cease to see each other's page; zero where they do not.
func (e *Event) parts() time.Time {
	switch {
	case e.Published.IsZero() || e.Apart:
		return time.Time{}
	case !e.Ended.IsZero():
		return e.Ended.Add(togetherFor)
	}
	return e.Published.Add(atMostFor)
}

// Draft is what is told of the draft; its teams are in pages.
type Draft struct {
	api.EventDraft
	Pages int `json:"pages"`
}

// Work is something to be done in the background.
type Work struct {
	Kind  string    `json:"kind"`
	Draft string    `json:"draft,omitempty"` // to publish
	Since time.Time `json:"since"`
	// Again: somebody went while it was done; rises.
	Again int `json:"again,omitempty"`
}

// Lease says which process does an event's work, and how far it is.
type Lease struct {
	Owner string    `json:"owner"`
	Until time.Time `json:"until"`
	api.EventWork
}

// has says whether work of a kind is to be done.
func (e *Event) has(kind string) bool {
	for _, w := range e.Work {
		if w.Kind == kind {
			return true
		}
	}
	return false
}

// ask notes work; that which is noted already is noted to be done again.
func (e *Event) ask(w Work) {
	for i := range e.Work {
		if e.Work[i].Kind == w.Kind {
			e.Work[i].Again++
			return
		}
	}
	e.Work = append(append([]Work(nil), e.Work...), w)
}

// done takes work off that was done as it is noted; false where it was asked for again meanwhile.
func (e *Event) done(w Work) bool {
	for i, x := range e.Work {
		if x.Kind == w.Kind && x.Since.Equal(w.Since) {
			if x.Again != w.Again {
				return false
			}
			e.Work = append(append([]Work(nil), e.Work[:i]...), e.Work[i+1:]...)
			return true
		}
	}
	return true
}

// Settings cleans settings and says what is wrong with them.
func Settings(in api.EventSettings) (api.EventSettings, []fault.Field) {
	var wrong []fault.Field
	if in.Least > in.Most {
		wrong = append(wrong, fault.Field{Pointer: "/most", Code: "out_of_range", Params: map[string]any{"min": in.Least, "max": 12}})
	}
	rooms, tables := []api.EventRoom{}, 0
	for i, r := range in.Rooms {
		name, bad := wording.Name("/rooms/"+strconv.Itoa(i)+"/name", r.Name)
		wrong = append(wrong, bad...)
		tables += r.Tables
		rooms = append(rooms, api.EventRoom{Name: name, Tables: r.Tables})
	}
	if tables > maxTables {
		wrong = append(wrong, fault.Field{Pointer: "/rooms", Code: "too_many", Params: map[string]any{"max": maxTables}})
	}
	in.Rooms = rooms
	return in, wrong
}

// place is the room and table of a team by its number, the first is 1; "" where tables do not suffice.
func place(rooms []api.EventRoom, number int) (string, int) {
	for _, r := range rooms {
		if number <= r.Tables {
			return r.Name, number
		}
		number -= r.Tables
	}
	return "", 0
}

// moves says whether a stage follows another. Organisers may open again what was closed too early.
func moves(from, to string) bool {
	return from == to || to == Over || from == Over && to == Working || from == Open && to == Working
}
