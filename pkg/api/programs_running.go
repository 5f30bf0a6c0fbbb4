package api

import "time"

// CheckInBody is what one side says at a check-in.
type CheckInBody struct {
	Going string `json:"going" enum:"well,slowly,stuck" doc:"How it goes"`
	Words string `json:"words,omitempty" maxLength:"2000" doc:"For the organisers; the other side never reads it"`
}

// CheckIn is one check-in of one side.
type CheckIn struct {
	Number int       `json:"number" doc:"The first is 1"`
	Side   string    `json:"side" enum:"newcomer,mentor" doc:"Whose it is"`
	Due    time.Time `json:"due" doc:"Its day"`
	Open   bool      `json:"open" doc:"It can be filled in now"`
	Late   bool      `json:"late" doc:"Its day was three days ago and it is not there"`
	Going  string    `json:"going,omitempty" enum:"well,slowly,stuck" doc:"How it goes"`
	Words  string    `json:"words,omitempty" doc:"What was said"`
	At     time.Time `json:"at,omitzero" doc:"When it was said"`
}

// CohortGoal is something that a participant is after.
type CohortGoal struct {
	Text string `json:"text" minLength:"1" maxLength:"200" doc:"What"`
	Done bool   `json:"done,omitempty" doc:"It is reached"`
}

// CohortGoals are all of them.
type CohortGoals struct {
	Goals []CohortGoal `json:"goals" maxItems:"10" doc:"In the order of the participant"`
}

// CohortEvidence shows what was done: a merged change, or a mentor's word.
type CohortEvidence struct {
	URL  string `json:"url,omitempty" maxLength:"500" doc:"An https address; newcomers give one"`
	What string `json:"what,omitempty" maxLength:"300" doc:"What was done"`
}

// CohortShown is one piece of evidence.
type CohortShown struct {
	ID string `json:"id,omitempty" doc:"Of this piece, within this participant's"`
	CohortEvidence
	Side string    `json:"side" enum:"newcomer,mentor,organiser" doc:"Who showed it"`
	At   time.Time `json:"at" doc:"When"`
	Back bool      `json:"back,omitempty" doc:"You can take it back"`
}

// CohortRun is how a participant's time in a cohort goes, as far as the caller may see it.
type CohortRun struct {
	Application string        `json:"application" doc:"The participant's application"`
	Cohort      string        `json:"cohort" doc:"The cohort"`
	Person      string        `json:"person" doc:"Whose it is"`
	Side        string        `json:"side" enum:"newcomer,mentor,organiser" doc:"What you are to it"`
	CheckIns    []CheckIn     `json:"check_ins" doc:"Your side's; organisers and reviewers read both"`
	Goals       []CohortGoal  `json:"goals" doc:"What they are after"`
	Evidence    []CohortShown `json:"evidence" doc:"What was done"`
	Completed   time.Time     `json:"completed,omitzero" doc:"When an organiser noted that they completed"`
	Certificate string        `json:"certificate,omitempty" doc:"Own: the code of the certificate"`
}

// Mentored is somebody who takes part in a cohort, and whose mentor the caller is.
type Mentored struct {
	Application string `json:"application" doc:"Their application: its check-ins have a side that is yours"`
	Cohort      string `json:"cohort" doc:"The cohort"`
	Person      string `json:"person" doc:"Whose it is"`
	Waiting     int    `json:"waiting" doc:"How many check-ins of your side are open and not filled in"`
}

// MentoredList are those of one programme.
type MentoredList struct {
	Items []Mentored `json:"items" doc:"In no order that means anything"`
}

// CompletionBody notes that somebody completed a cohort.
type CompletionBody struct {
	Completed bool `json:"completed" doc:"Whether they have"`
}

// CertificateBody makes a certificate.
type CertificateBody struct {
	Name string `json:"name" minLength:"1" maxLength:"120" doc:"The name that stands on it; it is kept nowhere else"`
}

// CertificateStatement is what is signed: this object as JSON, its fields in this order, without spaces.
type CertificateStatement struct {
	Code         string    `json:"code" doc:"Its code"`
	Name         string    `json:"name" doc:"Whose it is"`
	Organisation string    `json:"organisation" doc:"Who ran the programme"`
	Programme    string    `json:"programme" doc:"The programme"`
	Cohort       string    `json:"cohort" doc:"The cohort"`
	As           string    `json:"as" enum:"newcomer,mentor" doc:"As what they took part"`
	From         time.Time `json:"from" doc:"Since when"`
	Until        time.Time `json:"until" doc:"Until when"`
	Issued       time.Time `json:"issued" doc:"When it was made"`
}

// Certificate can be verified by anybody who has its code.
type Certificate struct {
	Statement CertificateStatement `json:"statement" doc:"What it says"`
	Signed    string               `json:"signed" doc:"The signed text, in UTF-8: the statement as JSON without spaces"`
	Signature string               `json:"signature" doc:"Ed25519 over the signed text, in base64"`
	Key       string               `json:"key" doc:"The public key, in base64"`
	Valid     bool                 `json:"valid" doc:"Whether the signature holds"`
}

// ExportedCheckIn is one check-in of the caller.
type ExportedCheckIn struct {
	Cohort string    `json:"cohort" doc:"The cohort"`
	Number int       `json:"number" doc:"Which"`
	Side   string    `json:"side" enum:"newcomer,mentor" doc:"As what"`
	Going  string    `json:"going" doc:"How it went"`
	Words  string    `json:"words,omitempty" doc:"What you said"`
	At     time.Time `json:"at" doc:"When"`
}
