package wire

import "time"

// Facts of safety. The aggregate is the case unless said otherwise. None of them says who reported to anybody but services that
// have to act on it; what a person caused by reporting has the actor "safety".
type (
	// CaseReceived: there is a new case. Whoever reported is not in it.
	CaseReceived struct {
		Case     string `json:"case"`
		Concerns string `json:"concerns"` // person, message, project, somebody
		Kind     string `json:"kind"`     // harassment, unsafe, spam, impersonation, discrimination, other
	}
	// ContactToStop: mentoring is to part the two as if Person had blocked Other (idempotent by the case). It repeats the question
	// StopContactQuestion, for the case that nobody could answer that. Never to be shown to anybody.
	ContactToStop struct {
		Case   string `json:"case"`
		Person string `json:"person"`
		Other  string `json:"other"`
	}
	// CaseWaits: a case waits for this moderator, who has no conflict with it as far as is known. Tell them, also after Until:
	// that is by when it is to be taken up, and the case waits all the more afterwards. Stage alone: an appeal waits that nobody is left
	// to decide, and this person, who decided first, can only see that somebody else is made a moderator.
	CaseWaits struct {
		Case      string    `json:"case"`
		Moderator string    `json:"moderator"`
		Stage     string    `json:"stage"` // new, reminder, urgent, overdue, undecided, appealed, appeal_reminder, alone, handed_over, message
		Until     time.Time `json:"until,omitzero"`
	}
	// CaseMoved: a step of a case, for the audit.
	CaseMoved struct {
		Case    string `json:"case"`
		Step    string `json:"step"`              // acknowledged, looked_at, decided, closed, appealed, conflict, handed_over, message, named
		By      string `json:"by,omitempty"`      // the moderator; "" where the other side or the clock did it
		Measure string `json:"measure,omitempty"` // of decided: none, warning, suspension, removal
	}
	// CaseOpened: a moderator read what is sealed in a case.
	CaseOpened struct {
		Case      string `json:"case"`
		Moderator string `json:"moderator"`
		Reason    string `json:"reason"` // triage, decide, appeal, hand_over, review, legal
	}
	// ReportMoved: tell whoever reported, in codes only. Report is the id of the case.
	ReportMoved struct {
		Report string `json:"report"`
		Person string `json:"person"`
		Step   string `json:"step"`             // acknowledged, message, decided, appealed, decided_again, closed
		Result string `json:"result,omitempty"` // of decided: acted, not_found
	}
	// OutcomeGiven: what was decided about a person; accounts acts on it, notifications tells the person. Of one outcome the
	// greater round counts, in whatever order they come; a second one follows an appeal and may say none.
	OutcomeGiven struct {
		Outcome string    `json:"outcome"`
		Person  string    `json:"person"`
		Round   int       `json:"round"`   // 1, or 2 after an appeal
		Measure string    `json:"measure"` // none, warning, suspension, removal
		Until   time.Time `json:"until,omitzero"`
		// AppealUntil is until when the person can ask for a second look; zero where they cannot.
		AppealUntil time.Time `json:"appeal_until,omitzero"`
	}
	// CopyDestroyed: the key of a case was destroyed; what was sealed in it can never be read again.
	CopyDestroyed struct {
		Case string `json:"case"`
	}
	// DutySet: who looks after new cases in a week. The aggregate is the week, such as 2026-w45.
	DutySet struct {
		Week      string `json:"week"`
		Moderator string `json:"moderator,omitempty"`
	}
	// DutyRead: somebody read the sealed words that were left for a week's moderator. The aggregate is the week.
	DutyRead struct {
		Week      string `json:"week"`
		Moderator string `json:"moderator"`
	}
)

// StopContactQuestion asks mentoring to part two people as if Person had blocked Other. Only safety may ask. Idempotent by Case,
// also after the person has lifted the block again.
type StopContactQuestion struct {
	Case   string `json:"case"`
	Person string `json:"person"`
	Other  string `json:"other"`
}

// StopContactAnswer says that it holds now.
type StopContactAnswer struct {
	Stopped bool `json:"stopped"`
}

// PartedByQuestion asks mentoring who of Asked (at most 200) does not want to meet Person and has blocked them, by themselves or by a
// report. Only safety may ask: a block that Person made keeps no moderator from a case about Person.
type PartedByQuestion struct {
	Person string   `json:"person"`
	Asked  []string `json:"asked"`
}

// PartedByAnswer must not be stored, logged or shown.
type PartedByAnswer struct {
	By []string `json:"by"`
}

// MessageEvidenceQuestion asks mentoring for a message with some before and after, as Reader can read them. Only safety may ask.
type MessageEvidenceQuestion struct {
	Match   string `json:"match"`
	Message string `json:"message"`
	Reader  string `json:"reader"`
}

// MessageEvidenceAnswer must not be stored unsealed, nor logged.
type MessageEvidenceAnswer struct {
	Writer    string            `json:"writer"` // of the message asked for
	Programme string            `json:"programme"`
	Messages  []EvidenceMessage `json:"messages"` // in their order, at most 11 and 32 kB
}

// EvidenceMessage is one message of a thread.
type EvidenceMessage struct {
	Message string    `json:"message"`
	From    string    `json:"from"`
	At      time.Time `json:"at"`
	Text    string    `json:"text"`
	Asked   bool      `json:"asked,omitempty"` // this is the message asked for
}

// PersonEvidenceQuestion asks profiles what Viewer ("" signed out) sees on the page of Person. Only safety may ask.
type PersonEvidenceQuestion struct {
	Person string `json:"person"`
	Viewer string `json:"viewer,omitempty"`
}

// PersonEvidenceAnswer must not be stored unsealed, nor logged. Without lines the viewer sees no page.
type PersonEvidenceAnswer struct {
	Lines []EvidenceLine `json:"lines"` // at most 32 kB
}

// ProjectEvidenceQuestion asks catalog for the card of a project. Only safety may ask.
type ProjectEvidenceQuestion struct {
	Project string `json:"project"`
}

// ProjectEvidenceAnswer must not be stored unsealed, nor logged.
type ProjectEvidenceAnswer struct {
	Lines       []EvidenceLine `json:"lines"`       // at most 32 kB
	Maintainers []string       `json:"maintainers"` // whose claims were confirmed, at most 10
}

// EvidenceLine is one part of a page: which one, by the field of the public API it stands in, and what it says.
type EvidenceLine struct {
	Part string `json:"part"`
	Text string `json:"text"`
}

// AppealCodeQuestion asks safety for the code with which somebody who cannot sign in reads an outcome and appeals. Only
// notifications may ask, while it sends the mail.
type AppealCodeQuestion struct {
	Outcome string `json:"outcome"`
	Person  string `json:"person"`
}

// AppealCodeAnswer must not be stored or logged.
type AppealCodeAnswer struct {
	Code string `json:"code"`
}

func (CaseReceived) Fact() (string, string)  { return "safety", "case_received" }
func (ContactToStop) Fact() (string, string) { return "safety", "contact_to_stop" }
func (CaseWaits) Fact() (string, string)     { return "safety", "case_waits" }
func (CaseMoved) Fact() (string, string)     { return "safety", "case_moved" }
func (CaseOpened) Fact() (string, string)    { return "safety", "case_opened" }
func (ReportMoved) Fact() (string, string)   { return "safety", "report_moved" }
func (OutcomeGiven) Fact() (string, string)  { return "safety", "outcome_given" }
func (CopyDestroyed) Fact() (string, string) { return "safety", "copy_destroyed" }
func (DutySet) Fact() (string, string)       { return "safety", "duty_set" }
func (DutyRead) Fact() (string, string)      { return "safety", "duty_read" }
