package api

import "time"

// # Cases, for moderators
//
// Whoever has to do with one of the two sides never sees a case: not in lists, not in counts, and asking for it reads like one
// that is not there. That is whoever reported, was reported, has or had a request or mentorship with either, blocked or was
// blocked by either, maintains the project, or declared a conflict. Administrators who are not moderators see a case only when no
// moderator without conflict is left.
//
// GET shows kinds, times, states and who is involved by id; ask /people for names. What was written is blurred: it comes with
// POST …/openings, which says why and is itself recorded and shown in the case.
//
// A report that only describes somebody (about=somebody) has no person until a moderator who has read it says who it is. Whoever of the staff
// its words may name does not see it in the meantime; afterwards conflicts count as always, and nothing but none can be decided before.
//
// The way of a case: received → acknowledged → looked_at (opened) → decided → closed. Opening one that is only received
// acknowledges it. Only who has opened a case can decide it. none closes it; a warning, suspension or removal can be appealed
// once within 30 days, and is closed by itself then. An appeal is decided by somebody else, finally. 90 days after the close the
// case's key is destroyed, and with it everything that was written.

// Case is a case without what was written in it.
type Case struct {
	ID string `json:"id" doc:"Its id"`
	Reported
	PersonLeft    bool       `json:"person_left" doc:"They have closed their account"`
	Programme     string     `json:"programme,omitempty" doc:"Of the thread"`
	Reporter      string     `json:"reporter,omitempty" doc:"Id of whoever reported; absent if signed out, and once they have left"`
	SignedOut     bool       `json:"signed_out" doc:"Whoever reported was signed out; they can be written to all the same"`
	ReporterLeft  bool       `json:"reporter_left" doc:"Whoever reported has closed their account"`
	Status        string     `json:"status" enum:"received,acknowledged,looked_at,decided,appealed,closed" doc:"Where it stands"`
	Created       time.Time  `json:"created" doc:"When it was reported"`
	AcknowledgeBy time.Time  `json:"acknowledge_by" doc:"By when it has to be acknowledged"`
	Overdue       bool       `json:"overdue" doc:"It was not"`
	Acknowledged  *time.Time `json:"acknowledged,omitempty" doc:"When it was"`
	LookedAt      *time.Time `json:"looked_at,omitempty" doc:"When it was first opened"`
	Closed        *time.Time `json:"closed,omitempty" doc:"When it was closed"`
	Moderator     string     `json:"moderator,omitempty" doc:"Who has taken it up; anybody without conflict may act all the same"`
	// Copy of what was reported: kept; still to be fetched; nothing that the reporter could see; destroyed.
	Copy          string     `json:"copy" enum:"kept,waiting,nothing,destroyed" doc:"What became of the sealed copy"`
	CopyUntil     *time.Time `json:"copy_until,omitempty" doc:"When everything written is destroyed"`
	Contact       string     `json:"contact" enum:"none,stopping,stopped,too_many_blocks" doc:"Whether contact of the two is stopped"`
	Messages      int        `json:"messages" doc:"How many messages there are with the reporter"`
	ReporterWaits bool       `json:"reporter_waits" doc:"The last message is the reporter's"`
	// Decisions are one, or two after an appeal.
	Decisions   []CaseDecision `json:"decisions" doc:"What was decided, without the words"`
	Appealed    *time.Time     `json:"appealed,omitempty" doc:"When the person appealed"`
	AppealUntil *time.Time     `json:"appeal_until,omitempty" doc:"Until when they can"`
	Independent bool           `json:"waits_for_independent" doc:"Nobody is left to look at it, or decide its appeal: name another moderator"`
	Opened      []CaseOpening  `json:"opened" doc:"Who opened it, the last 100"`
	OpenedTimes int            `json:"opened_times" doc:"How often it was opened in all"`
	// Can is what the caller can do with it now.
	Can []string `json:"can" doc:"acknowledge, open, subject (once opened), decide (once opened), close, message, hand_over, declare_conflict"`
}

// CaseDecision is one decision.
type CaseDecision struct {
	Measure string     `json:"measure" enum:"none,warning,suspension,removal" doc:"What was decided"`
	Until   *time.Time `json:"until,omitempty" doc:"When a suspension ends"`
	By      string     `json:"by" doc:"Id of the moderator; erased once they have left"`
	At      time.Time  `json:"at" doc:"When"`
	Appeal  bool       `json:"appeal" doc:"It followed an appeal"`
}

// CaseOpening says who opened a case.
type CaseOpening struct {
	By     string    `json:"by" doc:"Id of the moderator; erased once they have left"`
	At     time.Time `json:"at" doc:"When"`
	Reason string    `json:"reason" enum:"triage,decide,appeal,hand_over,review,legal" doc:"Why"`
}

// CaseList is one page of cases.
type CaseList struct {
	Items []Case `json:"items" doc:"The oldest first; those of one state if one was asked for"`
}

// CaseCounts are of the cases that the caller can see; at most 1,000 of them are counted.
type CaseCounts struct {
	Received int `json:"received" doc:"Not acknowledged yet"`
	Overdue  int `json:"overdue" doc:"Of those, longer than 24 hours"`
	Open     int `json:"open" doc:"Acknowledged or looked at"`
	Appealed int `json:"appealed" doc:"Wait for a second decision"`
	Mine     int `json:"mine" doc:"Of all these, taken up by you"`
}

// NewCaseOpening asks for what is sealed in a case.
type NewCaseOpening struct {
	Reason string `json:"reason" enum:"triage,decide,appeal,hand_over,review,legal" doc:"Why; recorded with who asked and when"`
}

// OpenedCase is what is sealed in a case. Do not keep it.
type OpenedCase struct {
	Case      Case              `json:"case" doc:"The case, with this opening in it"`
	Words     string            `json:"words,omitempty" doc:"The reporter's"`
	Copied    []CopiedMessage   `json:"copied_messages" doc:"The message with some before and after"`
	Lines     []CopiedLine      `json:"copied_lines" doc:"The person's page as the reporter could see it, or the project's card"`
	Messages  []ReportMessage   `json:"messages" doc:"Between the reporter and the moderators"`
	Appeal    string            `json:"appeal,omitempty" doc:"Of the person it fell on"`
	Decisions []string          `json:"decision_words" doc:"What the person was told, one for each decision"`
	Notes     []CaseHandingNote `json:"notes" doc:"Of moderators who handed it over"`
}

// CopiedMessage is one message of the sealed copy.
type CopiedMessage struct {
	ID       string    `json:"id" doc:"Its id"`
	From     string    `json:"from" doc:"Id of the writer"`
	At       time.Time `json:"at" doc:"When it was written"`
	Text     string    `json:"text" doc:"What it said when it was reported"`
	Reported bool      `json:"reported" doc:"This is the one"`
}

// CopiedLine is one part of a page in the sealed copy.
type CopiedLine struct {
	Part string `json:"part" doc:"Which one: the field's name in the API of people or projects"`
	Text string `json:"text" doc:"What it said when it was reported"`
}

// CaseHandingNote is what one moderator left for the next.
type CaseHandingNote struct {
	By    string    `json:"by" doc:"Id of the moderator; erased once they have left"`
	At    time.Time `json:"at" doc:"When"`
	Words string    `json:"words" doc:"What they wrote"`
}

// NewCaseDecision decides a case.
type NewCaseDecision struct {
	// Measure is none or removal for a project (remove it in the catalogue too).
	Measure string `json:"measure" enum:"none,warning,suspension,removal" doc:"What follows"`
	// Until is needed for a suspension, and for nothing else: from an hour to two years ahead.
	Until *time.Time `json:"until,omitempty" doc:"When a suspension ends"`
	// Words are read by the person it falls on. They say what it is about, and name nobody.
	Words string `json:"words,omitempty" maxLength:"2000" doc:"What it is about, for the person it falls on; needed unless nothing follows"`
}

// CaseSubject says who a report is about that describes somebody (about=somebody).
type CaseSubject struct {
	Person string `json:"person" minLength:"1" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Id of the person"`
}

// HandOver gives a case to somebody else.
type HandOver struct {
	To   string `json:"to,omitempty" maxLength:"64" pattern:"^[a-z0-9-]*$" doc:"Id of a moderator; left out, whoever is on duty is asked"`
	Note string `json:"note,omitempty" maxLength:"2000" doc:"What they should know; sealed"`
}

// # Duty

// Duty is the rota: who is told first of new cases and late ones.
type Duty struct {
	Now   string     `json:"now" doc:"The week that it is (ISO 8601, in UTC)" example:"2026-w45"`
	Weeks []DutyWeek `json:"weeks" doc:"This week and the 11 after it"`
}

// DutyWeek is one week of it.
type DutyWeek struct {
	Week      string    `json:"week" doc:"Such as 2026-w45" example:"2026-w45"`
	From      time.Time `json:"from" doc:"Monday, 00:00 UTC"`
	To        time.Time `json:"to" doc:"The Monday after"`
	Moderator string    `json:"moderator,omitempty" doc:"Who is on duty; absent: everybody is asked"`
	Note      bool      `json:"note" doc:"Words were left for them; they can be opened by them and by who left them"`
}

// DutyBody puts somebody on duty in a week.
type DutyBody struct {
	Moderator string `json:"moderator" maxLength:"64" pattern:"^[a-z0-9-]*$" doc:"Id of a member of staff; empty: everybody is asked"`
	// Note names no case: they may have a conflict with it. It is destroyed 90 days after the week.
	Note string `json:"note,omitempty" maxLength:"2000" doc:"Words for them; sealed"`
}

// DutyNote are the words that were left for a week.
type DutyNote struct {
	Words string    `json:"words" doc:"What was written"`
	By    string    `json:"by" doc:"Id of who wrote it"`
	At    time.Time `json:"at" doc:"When"`
}
