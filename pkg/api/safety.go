package api

import "time"

// # Reports, for whoever makes one
//
// Anybody may report, signed in or not. Signed in, the report is found again in the list of one's own reports. Signed out, the
// answer has a code, shown once: whoever has id and code follows the report. The code goes into the header
// Waymark-Report-Code, never into an address.
//
// A report by somebody signed in about a person or a message stops contact between the two at once: whatever they share ends,
// the seat is free again, and neither finds the other any more, exactly as with a block. The other side is told neither who
// reported nor that there is a report. The reporter can lift the block under /blocks like any other.
//
// What a page says by codes:
//
//	status        received      we have it; a person looks at it by acknowledge_by
//	              acknowledged  somebody has taken it up
//	              looked_at     somebody has read it
//	              decided       there is a result
//	              appealed      the other side asked for a second look; somebody else looks
//	              closed        over
//	result        acted         we did something about it (what exactly is between us and the other side)
//	              not_found     we did not find that a rule was broken
//	contact       none          nothing to stop (signed out, or about a project)
//	              stopping      not confirmed yet; it goes on by itself within seconds
//	              stopped       neither finds the other any more; also where they have left meanwhile: it does not say which
//	              too_many_blocks  the reporter has as many blocks as one can have: lift one; it goes on by itself
//	waits_for_independent       everybody who could look has something to do with one of the two; the operator was told

// NewReport reports a person, a message or a project, or describes somebody whose page one cannot open. Name what About says, and nothing
// else; with somebody the words are needed.
type NewReport struct {
	// A message can be reported by who takes part in its thread.
	// Somebody is whom the words describe: their name, where they were seen.
	About   string `json:"about" enum:"person,message,project,somebody" doc:"What it is about; somebody: a person whose id is not known, described in words"`
	Person  string `json:"person,omitempty" maxLength:"64" pattern:"^[a-z0-9-]*$" doc:"Id of the person, for about=person"`
	Thread  string `json:"thread,omitempty" maxLength:"100" pattern:"^[a-z0-9_-]*$" doc:"Id of the request or mentorship, for about=message"`
	Message string `json:"message,omitempty" maxLength:"120" pattern:"^[a-z0-9_-]*$" doc:"Id of the message, for about=message"`
	Project string `json:"project,omitempty" maxLength:"100" pattern:"^[a-z0-9_-]*$" doc:"Id of the project, for about=project"`
	Kind    string `json:"kind" enum:"harassment,unsafe,discrimination,spam,impersonation,other" doc:"What kind of thing it is"`
	// Words are read by whoever looks at the case, and by nobody else.
	Words    string `json:"words,omitempty" maxLength:"5900" doc:"In your own words, in any language; at most 4,000 bytes, about somebody 5,900"`
	Language string `json:"language,omitempty" maxLength:"35" pattern:"^[A-Za-z0-9-]*$" doc:"The language to answer in (BCP 47)" example:"fr"`
}

// ReportReceipt is the answer to a report.
type ReportReceipt struct {
	ID string `json:"id" doc:"Its id"`
	// Code is for who is signed out, and given only now: it cannot be asked for again.
	Code          string    `json:"code,omitempty" doc:"Signed out only: keep it, and send it as Waymark-Report-Code to follow the report"`
	Status        string    `json:"status" enum:"received,acknowledged,looked_at,decided,appealed,closed" doc:"Where it stands"`
	AcknowledgeBy time.Time `json:"acknowledge_by" doc:"By when somebody takes it up"`
	Contact       string    `json:"contact" enum:"none,stopping,stopped,too_many_blocks" doc:"Whether contact with the other side is stopped"`
}

// Reported is what a report is about, as it was made.
type Reported struct {
	About    string `json:"about" enum:"person,message,project,somebody" doc:"What it is about"`
	Person   string `json:"person,omitempty" doc:"Id of the person reported, of the writer for a message; for moderators only, and absent once they have left"`
	Thread   string `json:"thread,omitempty" doc:"Id of the request or mentorship of a message"`
	Message  string `json:"message,omitempty" doc:"Id of the message"`
	Project  string `json:"project,omitempty" doc:"Id of the project"`
	Kind     string `json:"kind" enum:"harassment,unsafe,discrimination,spam,impersonation,other" doc:"What kind of thing it is, as the reporter chose it"`
	Language string `json:"language,omitempty" doc:"The language the reporter would like to be answered in"`
}

// Report is a report as whoever made it sees it.
type Report struct {
	ID string `json:"id" doc:"Its id"`
	Reported
	Status        string     `json:"status" enum:"received,acknowledged,looked_at,decided,appealed,closed" doc:"Where it stands"`
	Result        string     `json:"result,omitempty" enum:"acted,not_found" doc:"Once decided"`
	Contact       string     `json:"contact" enum:"none,stopping,stopped,too_many_blocks" doc:"Whether contact with the other side is stopped"`
	Created       time.Time  `json:"created" doc:"When you reported"`
	AcknowledgeBy time.Time  `json:"acknowledge_by" doc:"By when somebody takes it up"`
	Acknowledged  *time.Time `json:"acknowledged,omitempty" doc:"When somebody took it up"`
	Decided       *time.Time `json:"decided,omitempty" doc:"When it was last decided"`
	Closed        *time.Time `json:"closed,omitempty" doc:"When it was closed"`
	// Independent is about who can look at it.
	Independent bool       `json:"waits_for_independent" doc:"It waits for somebody who has nothing to do with either side"`
	Messages    int        `json:"messages" doc:"How many messages there are between you and the moderators"`
	Unanswered  bool       `json:"answer_waits" doc:"The last message is from a moderator"`
	CopyUntil   *time.Time `json:"copy_until,omitempty" doc:"When everything that was written in it is destroyed; absent until it is closed"`
	CopyGone    bool       `json:"copy_destroyed" doc:"What was written in it is destroyed; its times and codes remain"`
}

// ReportList is one page of one's own reports.
type ReportList struct {
	Items []Report `json:"items" doc:"The newest first"`
}

// NewReportMessage is a message between whoever reported and the moderators.
type NewReportMessage struct {
	Words string `json:"words" minLength:"1" maxLength:"4000" doc:"At most 4,000 bytes; sealed like the report"`
}

// ReportMessage is one of them. Moderators are not named.
type ReportMessage struct {
	Seq   int       `json:"seq" doc:"From 1; at most 20 in all"`
	From  string    `json:"from" enum:"reporter,moderator" doc:"Which side wrote it"`
	Words string    `json:"words" doc:"What they wrote; absent once destroyed"`
	At    time.Time `json:"at" doc:"When"`
}

// ReportMessages are all of a report.
type ReportMessages struct {
	Items []ReportMessage `json:"items" doc:"In their order"`
	Left  int             `json:"left" doc:"How many more can be written; 0 once the report is closed"`
}

// # Outcomes, for whomever one fell on
//
// Nobody learns of a report about them before an outcome falls on them, and never who reported. Somebody who is kept out by
// the outcome cannot sign in: the mail about it carries a code for the header Waymark-Outcome-Code, with which they read the
// outcome and appeal.
//
// An appeal is made once, within 30 days; somebody else than the first moderator decides again, and that is final. Where nobody else is there,
// it waits until the operator has made somebody else a moderator.
//
// What is decided about a project falls on its maintainers: they read it, and one of them can appeal for all.

// Outcome is what was decided about the caller, or about a project that they maintain.
type Outcome struct {
	ID          string     `json:"id" doc:"Its id"`
	Measure     string     `json:"measure" enum:"none,warning,suspension,removal" doc:"What holds now; none after an appeal that was granted"`
	Until       *time.Time `json:"until,omitempty" doc:"When a suspension ends"`
	Kind        string     `json:"kind" enum:"harassment,unsafe,discrimination,spam,impersonation,other" doc:"What kind of thing it is about"`
	Words       string     `json:"words,omitempty" doc:"What it is about, in the moderator's words; absent once destroyed"`
	At          time.Time  `json:"at" doc:"When it was decided"`
	Final       bool       `json:"final" doc:"It was decided a second time, or the time to appeal is over"`
	Appealed    *time.Time `json:"appealed,omitempty" doc:"When you appealed"`
	AppealUntil *time.Time `json:"appeal_until,omitempty" doc:"Until when you can appeal; absent if you cannot"`
	Project     string     `json:"project,omitempty" doc:"Id of the project that it is about, for its maintainers; absent where it is about you"`
	Independent bool       `json:"waits_for_independent" doc:"Your appeal waits: there is nobody yet who did not decide the first time. The operator was told"`
}

// OutcomeList are all outcomes that fell on the caller, at most 100.
type OutcomeList struct {
	Items []Outcome `json:"items" doc:"The newest first"`
}

// Appeal asks for a second look by somebody else.
type Appeal struct {
	Words string `json:"words" minLength:"1" maxLength:"4000" doc:"Why it should be decided otherwise; at most 4,000 bytes; sealed"`
}

// SafetyExport is everything of the caller in here: what they reported and wrote, and what was decided about them.
type SafetyExport struct {
	Reports  []ExportedReport  `json:"reports" doc:"Your own, the newest first"`
	Outcomes []ExportedOutcome `json:"outcomes" doc:"Those that fell on you"`
	// Kept is the same for everybody, whether or not anybody ever reported them: if there are cases in progress by or about somebody,
	// erasing the account spares their sealed copies until 90 days after their close. Whether there are is told to nobody but who
	// reported.
	Kept string `json:"kept" enum:"sealed_copies_of_cases_in_progress_until_90_days_after_close" doc:"What erasing an account spares"`
}

// ExportedReport is a report with what its maker wrote.
type ExportedReport struct {
	Report
	Words string          `json:"words,omitempty" doc:"Your own words; absent once destroyed"`
	Wrote []ReportMessage `json:"wrote" doc:"The messages between you and the moderators"`
}

// ExportedOutcome is an outcome with what the person answered.
type ExportedOutcome struct {
	Outcome
	Appeal string `json:"appeal,omitempty" doc:"Your own words; absent once destroyed"`
}
