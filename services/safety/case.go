package safety

import (
	"slices"
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Status is where a case stands.
type Status string

// The way of a case; appealed goes back to decided, once.
const (
	Received     Status = "received"
	Acknowledged Status = "acknowledged"
	LookedAt     Status = "looked_at"
	Decided      Status = "decided"
	Appealed     Status = "appealed"
	Closed       Status = "closed"
)

// What a report is about.
const (
	AboutPerson  = "person"
	AboutMessage = "message"
	AboutProject = "project"
)

// How far stopping contact has come.
const (
	ContactNone    = "none"
	ContactPending = "stopping"
	ContactStopped = "stopped"
	ContactFull    = "too_many_blocks"
)

// What became of the copy.
const (
	CopyKept      = "kept"
	CopyWaits     = "waiting"
	CopyNothing   = "nothing"
	CopyDestroyed = "destroyed"
)

// Bounds and clocks.
const (
	acknowledgeWithin = 24 * time.Hour
	remindAfter       = 12 * time.Hour
	urgentAfter       = 20 * time.Hour
	appealWithin      = 30 * 24 * time.Hour
	decideReminded    = 3 * 24 * time.Hour // after it was taken up, or appealed
	decideUrged       = 7 * 24 * time.Hour
	decideOverdue     = 14 * 24 * time.Hour
	copyKept          = 90 * 24 * time.Hour
	caseKept          = 365 * 24 * time.Hour // what remains of a case, after its close
	copyTried         = 24 * time.Hour       // how long a copy that could not be taken is tried for

	maxMessages = 20
	// Who opened it, declared a conflict or was barred, and the few others it names, are together fewer than store.MaxKeys: whoever
	// leaves is found in every case.
	maxOpened   = 80
	maxDeclared = 40
	maxBarred   = 80
	// Maintainers of a project who are told and may appeal; the catalogue has at most ten.
	maxMaintainers = 20
	maxNotes       = 10
	maxTold        = 40 // moderators that one step tells

	// MaxWords bounds what a person writes in one go, in bytes; maxTo is for what moderators write.
	MaxWords = 4000
	// MaxWho is what comes beside where the words also describe somebody: 600 letters of any script, and an empty line.
	MaxWho  = 1900
	maxTo   = 2000
	maxCopy = 48 << 10 // bytes of a sealed copy before sealing
)

// gone stands for somebody who has left where somebody has to stand.
const gone = "erased"

// Part is one sealed text. What it is is part of what it is sealed with.
type Part struct {
	Part string    `json:"part"` // words, copy, appeal, message-n, decision-n, note-n
	From string    `json:"from,omitempty"`
	At   time.Time `json:"at"`
	Box  []byte    `json:"box"`
}

// Opened says who read what is sealed.
type Opened struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// Decision is one decision.
type Decision struct {
	Measure string    `json:"measure"` // none, warning, suspension, removal
	Until   time.Time `json:"until,omitzero"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// Case is a report and what comes of it. All of it is bounded; what anybody wrote is in Parts, sealed under Key.
type Case struct {
	About     string `json:"about"`
	Kind      string `json:"kind"`
	Language  string `json:"language,omitempty"`
	Person    string `json:"person,omitempty"` // reported; "" for a project and once they have left
	Thread    string `json:"thread,omitempty"`
	Message   string `json:"message,omitempty"`
	Project   string `json:"project,omitempty"`
	Programme string `json:"programme,omitempty"`

	Reporter     string `json:"reporter,omitempty"` // "" signed out, and once they have left
	SignedOut    bool   `json:"signed_out,omitempty"`
	Code         string `json:"code,omitempty"` // hash
	ReporterLeft bool   `json:"reporter_left,omitempty"`
	PersonLeft   bool   `json:"person_left,omitempty"`

	Status       Status    `json:"status"`
	Created      time.Time `json:"created"`
	Acknowledged time.Time `json:"acknowledged,omitzero"`
	Looked       time.Time `json:"looked,omitzero"`
	DecidedAt    time.Time `json:"decided_at,omitzero"`
	AppealedAt   time.Time `json:"appealed_at,omitzero"`
	ClosedAt     time.Time `json:"closed_at,omitzero"`

	Moderator   string     `json:"moderator,omitempty"`
	Barred      []string   `json:"barred,omitempty"`      // who had a conflict when it came
	Declared    []string   `json:"declared,omitempty"`    // who declared one
	Maintainers []string   `json:"maintainers,omitempty"` // of the project
	Alone       bool       `json:"alone,omitempty"`       // nobody is left to look at it
	Many        bool       `json:"many,omitempty"`        // one of very many: moderators are told of them together
	Reminded    int        `json:"reminded,omitempty"`    // how many of the stages of the present wait are out
	Decisions   []Decision `json:"decisions,omitempty"`
	Outcome     string     `json:"outcome,omitempty"` // the id by which the person it fell on, or the project's maintainers, know it
	AppealedBy  string     `json:"appealed_by,omitempty"`
	Opened      []Opened   `json:"opened,omitempty"`
	OpenedTimes int        `json:"opened_times,omitempty"`
	Messages    int        `json:"messages,omitempty"`
	LastFrom    string     `json:"last_from,omitempty"` // reporter, moderator
	Notes       int        `json:"notes,omitempty"`

	Contact string `json:"contact"`
	Copy    string `json:"copy"`
	Key     []byte `json:"key,omitempty"` // wrapped; nil once destroyed
	Parts   []Part `json:"parts,omitempty"`

	said []wire.Event
}

// Faults of a case. One that is absent and one that is not the caller's to see read the same.
var (
	errAbsent   = fault.New(fault.NotFound, "case.absent", "There is no such case.")
	errNoReport = fault.New(fault.NotFound, "report.absent", "There is no such report, or its code is another one.")
	errOutcome  = fault.New(fault.NotFound, "outcome.absent", "There is no such outcome, or its code is another one.")
	errMoved    = fault.New(fault.Conflict, "case.moved", "This case has moved on meanwhile. Load it again.")
	errUnread   = fault.New(fault.Conflict, "case.not_opened", "Open the case and read it before you decide it.")
	errSame     = fault.New(fault.Conflict, "case.same_moderator", "An appeal is decided by somebody else than the first time.")
	errOver     = fault.New(fault.Conflict, "case.closed", "This is closed; nothing more can be written.")
	errMuch     = fault.Newf(fault.TooMany, "case.too_many_messages", "There are %d messages already; that is all there can be.", maxMessages)
	errNotes    = fault.Newf(fault.TooMany, "case.too_many_notes", "There are %d notes already. Hand it over without one.", maxNotes)
	errNoAppeal = fault.New(fault.Conflict, "outcome.no_appeal", "This cannot be appealed (any more).")
	errGone     = fault.New(fault.Gone, "case.destroyed", "What was written in this case has been destroyed, 90 days after its close.")
	errDeclared = fault.New(fault.TooMany, "case.too_many_conflicts", "Too many have declared a conflict.")
	errKept     = fault.New(fault.Internal, "safety.kept", "Nothing to change.") // never leaves this package
)

func (c *Case) say(e wire.Event) { c.said = append(c.said, e) }

// open says whether it still waits for a decision.
func (c *Case) open() bool {
	return c.Status == Received || c.Status == Acknowledged || c.Status == LookedAt || c.Status == Appealed
}

// due is by when it has to be acknowledged.
func (c *Case) due() time.Time { return c.Created.Add(acknowledgeWithin) }

// overdue says whether it was not.
func (c *Case) overdue(now time.Time) bool { return c.Status == Received && !now.Before(c.due()) }

// shownContact is what whoever reported reads of Contact: of somebody who left meanwhile the same as of anybody else.
func (c *Case) shownContact() string {
	if c.Contact == ContactNone && !c.SignedOut && (c.About == AboutPerson || c.About == AboutMessage) {
		return ContactStopped
	}
	return c.Contact
}

// receive says what a new case says. It names nobody who reported but where contact has to stop.
func (c *Case) receive(id string, tell []string) {
	c.say(wire.CaseReceived{Case: id, Concerns: c.About, Kind: c.Kind})
	if c.Contact == ContactPending {
		c.say(wire.ContactToStop{Case: id, Person: c.Reporter, Other: c.Person})
	}
	c.tell(id, "new", c.due(), tell)
}

// tell tells moderators that the case waits for them.
func (c *Case) tell(id, stage string, until time.Time, whom []string) {
	for _, m := range whom[:min(len(whom), maxTold)] {
		c.say(wire.CaseWaits{Case: id, Moderator: m, Stage: stage, Until: until})
	}
}

// report tells whoever reported, if they can be told.
func (c *Case) report(id, step, result string) {
	if c.Reporter != "" {
		c.say(wire.ReportMoved{Report: id, Person: c.Reporter, Step: step, Result: result})
	}
}

// decidedFirst says whether it is appealed and m decided it the first time: somebody else is to decide it now.
func (c *Case) decidedFirst(m string) bool { return c.Status == Appealed && c.Decisions[0].By == m }

// acknowledge is m taking it up. errKept if m has already; errMoved if it is past that and somebody else's; errSame for an appeal of what m
// decided.
func (c *Case) acknowledge(id, m string, now time.Time) error {
	switch {
	case c.decidedFirst(m):
		return errSame
	case c.Status == Received:
		c.Status, c.Acknowledged, c.Moderator, c.Reminded = Acknowledged, now, m, 0
		c.say(wire.CaseMoved{Case: id, Step: "acknowledged", By: m})
		c.report(id, "acknowledged", "")
		return nil
	case !c.open():
		return errMoved
	case c.Moderator == m:
		return errKept
	case c.Moderator == "": // it was handed over
		c.Moderator = m
		c.say(wire.CaseMoved{Case: id, Step: "acknowledged", By: m})
		return nil
	}
	return errMoved
}

// look is m reading what is sealed. It is noted whatever the state; a case that was only received is acknowledged by it.
func (c *Case) look(id, m, reason string, now time.Time) error {
	if len(c.Key) == 0 {
		return errGone
	}
	if c.Status == Received {
		if err := c.acknowledge(id, m, now); err != nil {
			return err
		}
	}
	if c.Moderator == "" && c.open() && !c.decidedFirst(m) {
		c.Moderator = m
	}
	if c.Status == Acknowledged {
		c.Status, c.Looked = LookedAt, now
		c.say(wire.CaseMoved{Case: id, Step: "looked_at", By: m})
	}
	c.Opened = append(c.Opened, Opened{By: m, At: now, Reason: reason})
	if len(c.Opened) > maxOpened { // who has decided or is to decide must still be found
		at := slices.IndexFunc(c.Opened, func(o Opened) bool { return o.By != m })
		c.Opened = slices.Delete(c.Opened, max(at, 0), max(at, 0)+1)
	}
	c.OpenedTimes++
	c.say(wire.CaseOpened{Case: id, Moderator: m, Reason: reason})
	return nil
}

// openedBy says whether m has read it (since the appeal, if there is one).
func (c *Case) openedBy(m string) bool {
	return slices.ContainsFunc(c.Opened, func(o Opened) bool { return o.By == m && !o.At.Before(c.AppealedAt) })
}

// conflict is m declaring one. It never comes back; if m had taken the case up, it waits for somebody else.
func (c *Case) conflict(id, m string) error {
	if slices.Contains(c.Declared, m) {
		return errKept
	}
	if len(c.Declared) >= maxDeclared {
		return errDeclared
	}
	c.Declared = append(c.Declared, m)
	if c.Moderator == m {
		c.Moderator = ""
	}
	c.say(wire.CaseMoved{Case: id, Step: "conflict", By: m})
	return nil
}

// handOver gives it to somebody else, or to nobody yet.
func (c *Case) handOver(id, m, to string) error {
	if !c.open() {
		return errMoved
	}
	c.Moderator = to
	c.say(wire.CaseMoved{Case: id, Step: "handed_over", By: m})
	return nil
}

// put keeps a sealed part.
func (c *Case) put(part, from string, box []byte, now time.Time) {
	c.Parts = append(c.Parts, Part{Part: part, From: from, At: now, Box: box})
}

// joined notes who has become a maintainer of the project since the report came.
func (c *Case) joined(fresh []string) {
	for _, p := range fresh {
		if !slices.Contains(c.Maintainers, p) && len(c.Maintainers) < maxMaintainers {
			c.Maintainers = append(c.Maintainers, p)
		}
	}
}

func (c *Case) part(name string) *Part {
	for i := range c.Parts {
		if c.Parts[i].Part == name {
			return &c.Parts[i]
		}
	}
	return nil
}

// message numbers the next message between reporter and moderators.
func (c *Case) message(id, from, by string) (part string, err error) {
	switch {
	case c.Status == Closed || len(c.Key) == 0:
		return "", errOver
	case c.Messages >= maxMessages:
		return "", errMuch
	}
	c.Messages++
	c.LastFrom = from
	c.say(wire.CaseMoved{Case: id, Step: "message", By: by})
	if from == fromModerator {
		c.report(id, "message", "")
	}
	return messagePart(c.Messages), nil
}

// Sides of a conversation.
const (
	fromReporter  = "reporter"
	fromModerator = "moderator"
)

func messagePart(n int) string  { return "message-" + strconv.Itoa(n) }
func decisionPart(n int) string { return "decision-" + strconv.Itoa(n) }
func notePart(n int) string     { return "note-" + strconv.Itoa(n) }
