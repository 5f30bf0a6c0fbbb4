package api

import "time"

// CohortProjectMoney is what a project gives to whoever works on it. Nothing is paid here.
type CohortProjectMoney struct {
	Currency string `json:"currency" pattern:"^[A-Z]{3}$" minLength:"3" maxLength:"3" example:"EUR" doc:"ISO 4217"`
	Minor    int64  `json:"minor" minimum:"1" maximum:"1000000000000000" doc:"In the smallest unit of the currency: 1250 is 12.50 EUR"`
}

// CohortProjectBody is what somebody says of a project that they offer to a cohort.
type CohortProjectBody struct {
	Title   string              `json:"title" minLength:"1" maxLength:"120" doc:"In one line"`
	Text    string              `json:"text" minLength:"1" maxLength:"4000" doc:"What is to be done; shown with the cohort once an organiser approved it"`
	Skills  []string            `json:"skills,omitempty" maxItems:"10" doc:"Skills that it takes"`
	Links   []string            `json:"links,omitempty" maxItems:"5" doc:"https addresses where more of it can be seen"`
	Mentors []string            `json:"mentors,omitempty" maxItems:"10" doc:"Ids of mentors of the programme who would accompany it; each is told, and may refuse"`
	Money   *CohortProjectMoney `json:"money,omitempty" doc:"What it gives to whoever works on it"`
	Partner string              `json:"partner,omitempty" maxLength:"64" pattern:"^[a-z0-9-]*$" doc:"The partner that brings it"`
	Project string              `json:"project,omitempty" maxLength:"26" pattern:"^([a-z2-7]{26})?$" doc:"Its id in the catalogue"`
	Contact string              `json:"contact,omitempty" maxLength:"300" doc:"How to reach you; organisers read it, and nobody else"`
}

// CohortProjectMine is what the caller is to a project.
type CohortProjectMine struct {
	Author    bool     `json:"author" doc:"You offered it"`
	Organiser bool     `json:"organiser" doc:"You organise the cohort"`
	Mentor    bool     `json:"mentor" doc:"You are named as its mentor"`
	Own       bool     `json:"own" doc:"You wrote it, mentor it or speak for its partner: somebody else decides about it"`
	Ways      []string `json:"ways" enum:"approved,refused,withdrawn" doc:"States into which you can take it now"`
}

// CohortProject is a project that was offered to a cohort.
type CohortProject struct {
	ID        string `json:"id" doc:"Its id"`
	Cohort    string `json:"cohort" doc:"The cohort"`
	Programme string `json:"programme" doc:"The programme"`
	CohortProjectBody
	State  string `json:"state" enum:"waiting,approved,refused,withdrawn" doc:"Where it stands; only what is approved is shown to others"`
	Reason string `json:"reason,omitempty" doc:"For who offered it and organisers: why it was refused"`
	// Before and Changed are for who decides: what was approved once, and where it reads otherwise now.
	Before  *CohortProjectBody `json:"before,omitempty" doc:"For who offered it and organisers: what was approved, where something else waits now"`
	Changed []string           `json:"changed,omitempty" enum:"title,text,skills,links,mentors,money,partner,project" doc:"Where the two differ"`
	Author  string             `json:"author,omitempty" doc:"For organisers: who offered it"`
	Made    time.Time          `json:"made" doc:"When it was offered"`
	Moved   time.Time          `json:"moved" doc:"When its state changed"`
	Mine    CohortProjectMine  `json:"mine" doc:"What you are to it"`
}

// CohortProjects is one page of them.
type CohortProjects struct {
	Items []CohortProject `json:"items" doc:"The latest first"`
}

// CohortProjectDecision is what is decided about a project.
type CohortProjectDecision struct {
	State  string `json:"state" enum:"approved,refused,withdrawn" doc:"organisers approve and refuse what is not their own; withdrawn: also who offered it"`
	Reason string `json:"reason,omitempty" maxLength:"1000" doc:"Of refused: why; who offered it reads it"`
}

// ExportedCohortProject is a project that a person offered to a cohort, or is named as a mentor of.
type ExportedCohortProject struct {
	Project string             `json:"project" doc:"Its id"`
	Cohort  string             `json:"cohort" doc:"The cohort"`
	As      string             `json:"as" enum:"author,mentor" doc:"As what"`
	State   string             `json:"state" doc:"Where it stands"`
	Body    *CohortProjectBody `json:"body,omitempty" doc:"What you wrote"`
	Before  *CohortProjectBody `json:"before,omitempty" doc:"What was approved of it"`
	Reason  string             `json:"reason,omitempty" doc:"Why it was refused, in the organiser's words"`
	Since   time.Time          `json:"since" doc:"Since when"`
}
