package api

import "time"

// StipendFunder is who gives the money: a partner of the programme, or a name.
type StipendFunder struct {
	Partner string `json:"partner,omitempty" maxLength:"64" pattern:"^[a-z0-9-]*$" doc:"A partner of the programme"`
	Name    string `json:"name,omitempty" maxLength:"120" doc:"Or the name of whoever funds it"`
}

// StipendBody is something that is due. Nothing is paid here: it is noted.
type StipendBody struct {
	Kind     string        `json:"kind" enum:"stipend,scholarship,event" doc:"What it is; an event is due to nobody"`
	Person   string        `json:"person,omitempty" maxLength:"64" pattern:"^[a-z0-9-]*$" doc:"To whom it is due; somebody of the programme"`
	What     string        `json:"what,omitempty" maxLength:"200" doc:"For what; needed for an event"`
	Currency string        `json:"currency" pattern:"^[A-Z]{3}$" minLength:"3" maxLength:"3" example:"EUR" doc:"ISO 4217"`
	Minor    int64         `json:"minor" minimum:"1" maximum:"1000000000000000" doc:"In the smallest unit of the currency: 1250 is 12.50 EUR"`
	Funder   StipendFunder `json:"funder" doc:"Who gives it"`
	Due      time.Time     `json:"due" doc:"On which day"`
}

// StipendMove is a step on the way of a stipend.
type StipendMove struct {
	State string    `json:"state" enum:"planned,approved,paid,returned,cancelled" doc:"Into which state"`
	At    time.Time `json:"at" doc:"When"`
}

// Stipend is a stipend, a scholarship, or what an event costs.
type Stipend struct {
	ID        string `json:"id" doc:"Its id"`
	Programme string `json:"programme" doc:"The programme"`
	StipendBody
	State      string        `json:"state" enum:"planned,approved,paid,returned,cancelled" doc:"Where it is now"`
	Moves      []StipendMove `json:"moves" doc:"How it came there, the first first"`
	Named      bool          `json:"named" doc:"A legal name is kept with it"`
	Readable   bool          `json:"readable,omitempty" doc:"You may read that name"`
	FunderName string        `json:"funder_name,omitempty" doc:"The partner's name, or the name given"`
	Readers    []string      `json:"readers,omitempty" doc:"Own: who would read a legal name that you give now"`
	Created    time.Time     `json:"created" doc:"When it was noted"`
	Version    int64         `json:"version" doc:"What its ETag is, for who has it from a list"`
}

// Stipends is one page of them.
type Stipends struct {
	Items []Stipend `json:"items" doc:"By day, the latest first"`
}

// StipendState moves one.
type StipendState struct {
	State string `json:"state" enum:"planned,approved,paid,returned,cancelled" doc:"Into which state"`
}

// LegalName is the name under which somebody is paid.
type LegalName struct {
	Name string `json:"name" minLength:"1" maxLength:"200" doc:"As it stands in their papers"`
	// Readers are who its person saw as readers when they gave it.
	Readers []string `json:"readers,omitempty" maxItems:"10" doc:"When you give it: the readers as you saw them. If they differ by now, look again"`
}

// FinanceReaders are those who read legal names beside a programme's stipends.
type FinanceReaders struct {
	Readers []string `json:"readers" maxItems:"10" doc:"Ids of people. Who is added later reads only names that are given from then on"`
}

// ExportedStipend is what is due to the caller, with their legal name.
type ExportedStipend struct {
	Stipend
	LegalName string `json:"legal_name,omitempty" doc:"The name that you gave"`
}
