package application

import (
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// States.
const (
	Draft     = "draft"
	Sent      = "sent"
	Withdrawn = "withdrawn"
	Waiting   = "waiting" // on the waiting list
	Declined  = "declined"
	Accepted  = "accepted"
	Left      = "left"
)

// As what somebody takes part.
const (
	Newcomer = "newcomer"
	Mentor   = "mentor"
)

const (
	earlierMost = 5                // texts before the current one that are kept
	pause       = 10 * time.Minute // after which a saved draft counts as a version of its own
	charsMost   = 20_000           // of all answers together
)

// Earlier is a text before the current one.
type Earlier struct {
	At       time.Time                 `json:"at"`
	Answers  []api.ApplicationAnswer   `json:"answers,omitempty"`
	Evidence []api.ApplicationEvidence `json:"evidence,omitempty"`
}

// Decision is what was decided; the applicant reads it once it is released.
type Decision struct {
	api.ApplicationDecision
	Number   int64     `json:"number,omitempty"` // counts what was prepared, so that what was looked at is what is told
	By       string    `json:"by,omitempty"`
	At       time.Time `json:"at"`
	Released time.Time `json:"released,omitzero"`
}

// Application is one person's way into one cohort, from the draft to the end of taking part.
type Application struct {
	Org       string `json:"org"`
	Programme string `json:"programme"`
	Cohort    string `json:"cohort"`
	Person    string `json:"person"`
	As        string `json:"as"`
	State     string `json:"state"`
	// The draft's answers are without those about eligibility.
	api.ApplicationDraft
	Earlier   []Earlier `json:"earlier,omitempty"`
	Agreed    int       `json:"agreed,omitempty"` // the version of the agreement
	AgreedAt  time.Time `json:"agreed_at,omitzero"`
	Told      int       `json:"told,omitempty"` // the last version of the agreement that they were asked to accept anew; 0 once there is none
	Decision  *Decision `json:"decision,omitempty"`
	Saved     time.Time `json:"saved"`
	Version   time.Time `json:"version"` // when the current text was begun
	Sent      time.Time `json:"sent,omitzero"`
	Verdict   string    `json:"eligible,omitempty"` // on the answers about eligibility, as it was kept before; Tick takes it out
	Joined    time.Time `json:"joined,omitzero"`
	Gone      time.Time `json:"gone,omitzero"`
	TakenBack time.Time `json:"taken_back,omitzero"` // when it was withdrawn
	Reason    string    `json:"reason,omitempty"`
	Ended     string    `json:"ended,omitempty"` // by whom: own, organiser
	// Admit: the membership of the programme follows.
	Admit bool `json:"admit,omitempty"`
	// Hidden counts the changes that the applicant does not see: what they read of the version leaves them out, so that it does not tell
	// that something was decided before they are told.
	Hidden int64 `json:"hidden,omitempty"`
	// LookAt is when the clock looks next whether it is to be deleted; zero until it has.
	LookAt time.Time `json:"look_at,omitzero"`
}

// ID derives the document's id; ids of cohorts and people have no underscore.
func ID(cohort, person, as string) string { return cohort + "_" + person + "_" + as[:1] }

// TakesPart says whether the person is in the cohort.
func (a *Application) TakesPart() bool { return a.State == Accepted }

// Was says whether they ever took part.
func (a *Application) Was() bool { return a.State == Accepted || a.State == Left }

// says that a draft is what it says already, and that it is neither new nor taken back.
func (a *Application) says(d api.ApplicationDraft) bool {
	return a.State != "" && a.State != Withdrawn &&
		slices.EqualFunc(a.Answers, d.Answers, sameAnswer) && slices.Equal(a.Evidence, d.Evidence) && slices.Equal(a.Tracks, d.Tracks) &&
		slices.Equal(a.Projects, d.Projects) && a.Places == d.Places && a.Language == d.Language && a.Belongs == d.Belongs
}

// save takes a draft; the text before is kept where it stood for a while. false: nothing is new.
func (a *Application) save(d api.ApplicationDraft, now time.Time) bool {
	if a.says(d) {
		return false
	}
	if a.State == "" || a.State == Withdrawn {
		a.State, a.Version = Draft, now
	}
	if !a.Saved.IsZero() && now.Sub(a.Version) >= pause && len(a.Answers)+len(a.Evidence) > 0 {
		a.Earlier = append([]Earlier{{At: a.Saved, Answers: a.Answers, Evidence: a.Evidence}}, a.Earlier...)
		a.Earlier, a.Version = a.Earlier[:min(len(a.Earlier), earlierMost)], now
	}
	a.ApplicationDraft, a.Saved = d, now
	return true
}

func sameAnswer(x, y api.ApplicationAnswer) bool {
	return x.Question == y.Question && x.Text == y.Text && slices.Equal(x.Chosen, y.Chosen)
}

// sendable refuses what cannot be sent, with the answers about eligibility: what the rules make of them is kept nowhere. Invalid for what is missing;
// Conflict "application.decided", "application.not_eligible".
func (a *Application) sendable(c *cohort.Cohort, hidden []api.ApplicationAnswer) error {
	if a.State != Draft && a.State != Sent {
		return errDecided
	}
	if wrong := missing(c, a.As, a.Belongs, append(slices.Clone(a.Answers), hidden...)); len(wrong) > 0 {
		return fault.InvalidFields(wrong...)
	}
	if eligible(c, a.As, hidden) == "no" && c.Way(a.As) != cohort.ByApplication {
		return fault.New(fault.Conflict, "application.not_eligible", "The rules of this cohort are not met. Its organisers can tell you more.")
	}
	return nil
}

// decided is when it was decided for good, or they joined at once; zero before.
func (a *Application) decided() time.Time {
	switch {
	case !a.Was() && a.State != Declined:
		return time.Time{}
	case a.Decision != nil && !a.Decision.Released.IsZero():
		return a.Decision.Released
	}
	return a.Joined
}

// send sends it, or where the cohort takes everybody who registers, lets them take part at once.
func (a *Application) send(at string, agreement int, now time.Time) {
	a.Sent = now
	if agreement > 0 {
		a.Agreed, a.AgreedAt = agreement, now
	}
	a.State = Sent
	if at != "apply" {
		a.join(now)
	}
}

func (a *Application) join(now time.Time) {
	a.State, a.Joined, a.Gone, a.Reason, a.Ended, a.Admit = Accepted, now, time.Time{}, "", "", true
}

// withdraw ends it before anything was decided. Conflict "application.decided".
func (a *Application) withdraw(now time.Time) error {
	switch a.State {
	case Draft, Sent, Waiting:
		a.State, a.Decision, a.TakenBack = Withdrawn, nil, now
		return nil
	case Withdrawn:
		return nil
	}
	return errDecided
}

// untold says whether a decision waits to be told.
func (a *Application) untold() bool {
	return (a.State == Sent || a.State == Waiting) && a.Decision != nil && a.Decision.Released.IsZero()
}

// chosen says that an organiser accepted, and not that they registered.
func (a *Application) chosen() bool { return a.Decision != nil && !a.Decision.Released.IsZero() }

// Number is that of the decision that stands, told or not; 0 without one.
func (a *Application) Number() int64 {
	if a.Decision == nil {
		return 0
	}
	return a.Decision.Number
}

// prepared says that just this waits to be told, by the same organiser.
func (a *Application) prepared(d api.ApplicationDecision, by string) bool {
	return a.untold() && a.Decision.ApplicationDecision == d && a.Decision.By == by
}

// decide prepares a decision; until it is released it can be changed. seen is the number of the decision that stood for who decides: Conflict
// "application.decided_since" where another stands.
func (a *Application) decide(d api.ApplicationDecision, seen int64, by string, now time.Time) error {
	if a.State != Sent && a.State != Waiting {
		return fault.New(fault.Conflict, "application.not_sent", "Only what was sent and is not decided yet can be decided.")
	}
	switch {
	case d.Outcome == "accept" && d.Reason != "":
		return fault.InvalidFields(fault.Field{Pointer: "/reason", Code: "only_with_a_refusal"})
	case d.Outcome != "accept" && d.Reason == "":
		return fault.InvalidFields(fault.Field{Pointer: "/reason", Code: "required"})
	case seen != a.Number():
		return fault.New(fault.Conflict, "application.decided_since",
			"A decision about this application was prepared since you looked at it. Look at what it says, then send its number to replace it.")
	case a.State == Waiting && d.Outcome == "wait":
		return fault.New(fault.Conflict, "application.waits", "This application is on the waiting list already.")
	}
	a.Hidden++
	a.Decision = &Decision{ApplicationDecision: d, By: by, At: now, Number: a.Hidden}
	return nil
}

// release carries a decision out: the one of this number, 0 for whichever. Conflict "application.undecided" where there is none that
// waits, "application.decision_changed" where another was prepared meanwhile.
func (a *Application) release(number int64, now time.Time) error {
	if !a.untold() {
		return fault.New(fault.Conflict, "application.undecided", "Decide about this application first.")
	}
	if number > 0 && number != a.Decision.Number {
		return fault.New(fault.Conflict, "application.decision_changed", "This decision was changed since you looked at it. Look at it again, then release it.")
	}
	dec := *a.Decision
	dec.Released = now
	a.Decision = &dec
	switch a.Decision.Outcome {
	case "accept":
		a.join(now)
	case "wait":
		a.State = Waiting
	default:
		a.State = Declined
	}
	return nil
}

// leave ends taking part. false: they do not.
func (a *Application) leave(reason, by string, now time.Time) bool {
	if a.State != Accepted {
		return false
	}
	a.State, a.Gone, a.Reason, a.Ended, a.Admit = Left, now, reason, by, false
	return true
}

// agreement says what a mentor who takes part is to be told of the version of the agreement that counts now, 0 where there is none any more:
// "changed" once per version that they have not accepted, "dropped" where they were asked to and need not; "" for nothing.
func (a *Application) agreement(version int) string {
	switch {
	case a.As != Mentor || !a.TakesPart():
	case version > a.Agreed && version > a.Told:
		a.Told = version
		return "changed"
	case version == 0 && a.Told > a.Agreed:
		a.Told = 0
		return "dropped"
	}
	return ""
}

// StateOf is what others mirror; nil of who does not take part.
func StateOf(id string, a *Application) wire.State {
	if !a.Was() {
		return nil
	}
	out := wire.ParticipantState{
		Participant: id, Org: a.Org, Programme: a.Programme, Cohort: a.Cohort, Person: a.Person, As: a.As, State: a.State,
		Tracks: append([]string{}, a.Tracks...),
	}
	if a.As == Mentor {
		out.Places = max(1, a.Places)
	}
	return out
}

var errDecided = fault.New(fault.Conflict, "application.decided", "This was decided already; look at its page.")
