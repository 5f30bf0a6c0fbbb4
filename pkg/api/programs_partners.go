package api

import "time"

// PartnerBody is what an organiser says about a partner organisation.
type PartnerBody struct {
	Name     string   `json:"name" minLength:"1" maxLength:"120" doc:"Its name"`
	Homepage string   `json:"homepage,omitempty" maxLength:"500" doc:"An https address"`
	Brings   []string `json:"brings,omitempty" maxItems:"3" enum:"projects,mentors,money" doc:"What it brings"`
	About    string   `json:"about,omitempty" maxLength:"1000" doc:"The same in words; everybody who sees the programme reads it"`
	Contacts []string `json:"contacts,omitempty" maxItems:"10" doc:"Ids of people who see this partner's page, and nothing else of the programme"`
}

// PartnerMine is what the caller is to a partner.
type PartnerMine struct {
	Organiser bool   `json:"organiser" doc:"You organise the programme"`
	Contact   bool   `json:"contact" doc:"You speak for the partner"`
	Mentor    string `json:"mentor,omitempty" enum:"said,consented,refused" doc:"You are named as its mentor: said until you answer"`
}

// Partner is an organisation that brings projects, mentors or money to a programme.
type Partner struct {
	ID        string `json:"id" doc:"Its id"`
	Programme string `json:"programme" doc:"The programme"`
	PartnerBody
	Created time.Time   `json:"created" doc:"When it was named"`
	Mine    PartnerMine `json:"mine" doc:"What you are to it"`
}

// Partners is one page of them.
type Partners struct {
	Items []Partner `json:"items" doc:"By name"`
}

// PartnerProjects are ids of projects of the catalogue.
type PartnerProjects struct {
	Items []string `json:"items" doc:"By id"`
}

// PartnerMentor is somebody who mentors for a partner.
type PartnerMentor struct {
	Person string    `json:"person" doc:"Who"`
	State  string    `json:"state" enum:"said,consented,refused" doc:"said: they have not answered, and count until they refuse"`
	Since  time.Time `json:"since" doc:"From when on their hours count"`
}

// PartnerMentors is one page of them.
type PartnerMentors struct {
	Items []PartnerMentor `json:"items" doc:"In the order of their ids"`
}

// PartnerAnswer is a mentor's.
type PartnerAnswer struct {
	Answer string `json:"answer" enum:"consented,refused" doc:"Whether you are counted for this partner"`
}

// PartnerMoneyBody is money that a partner promised or gave. Nothing is paid here: it is noted.
type PartnerMoneyBody struct {
	Currency string    `json:"currency" pattern:"^[A-Z]{3}$" minLength:"3" maxLength:"3" example:"EUR" doc:"ISO 4217"`
	Minor    int64     `json:"minor" minimum:"1" maximum:"1000000000000000" doc:"In the smallest unit of the currency: 1250 is 12.50 EUR"`
	On       time.Time `json:"on" doc:"On which day"`
	State    string    `json:"state" enum:"pledged,received" doc:"Promised, or here"`
}

// PartnerMoney is one such note.
type PartnerMoney struct {
	ID string `json:"id" doc:"Its id"`
	PartnerMoneyBody
}

// MoneySum is a sum in one currency.
type MoneySum struct {
	Currency string `json:"currency" doc:"ISO 4217"`
	Pledged  int64  `json:"pledged" doc:"Promised and not here yet, in the smallest unit"`
	Received int64  `json:"received" doc:"Here, in the smallest unit"`
}

// PartnerPeriod is a figure of some quarters. It never changes.
type PartnerPeriod struct {
	Figure   string    `json:"figure" enum:"mentor_hours,contributions" doc:"Which"`
	From     time.Time `json:"from" doc:"From when"`
	Until    time.Time `json:"until" doc:"Until when, not included"`
	Value    int       `json:"value" doc:"Rounded; 0 where it is withheld"`
	Withheld bool      `json:"withheld,omitempty" doc:"A year was not enough to hide single people: it is never shown"`
	// Parts are what came from inside and outside the organisation, and from each place: all that there are of one kind, or none of it.
	Parts []PartnerPart `json:"parts,omitempty" doc:"About how much came from where; they need not add up to the value"`
}

// PartnerPart is about how much of a figure came from somewhere.
type PartnerPart struct {
	By    string `json:"by" enum:"belongs,place" doc:"Told apart by whether people belong to the organisation, or by the place of their cohort"`
	Is    string `json:"is" enum:"internal,external,unsaid,remote,venue,region,elsewhere" doc:"From where; elsewhere are all places with too few people"`
	Place string `json:"place,omitempty" doc:"The name of a venue or region"`
	Value int    `json:"value" doc:"With noise, rounded"`
}

// PartnerReport is a partner's page: what it gave beside what its projects received.
type PartnerReport struct {
	Partner       Partner         `json:"partner" doc:"Whose"`
	Organisation  string          `json:"organisation" doc:"The name of the programme's organisation"`
	ProgrammeName string          `json:"programme_name" doc:"The programme's name"`
	Projects      []string        `json:"projects" doc:"Ids of its projects in the catalogue"`
	MentorHours   int             `json:"mentor_hours" doc:"The sum of the periods shown"`
	Contributions int             `json:"contributions" doc:"The sum of the periods shown"`
	Periods       []PartnerPeriod `json:"periods" doc:"The latest first"`
	Next          time.Time       `json:"next" doc:"When the next figures are due"`
	Least         int             `json:"least" doc:"People that a figure is of at least"`
	Base          int             `json:"base" doc:"What figures are rounded to"`
	Money         []MoneySum      `json:"money" doc:"By currency"`
	Entries       []PartnerMoney  `json:"entries" doc:"The latest first"`
}

// ExportedPartner is what a person is to a partner.
type ExportedPartner struct {
	Partner string    `json:"partner" doc:"The partner"`
	Name    string    `json:"name" doc:"Its name"`
	As      string    `json:"as" enum:"mentor,contact" doc:"As what"`
	State   string    `json:"state,omitempty" doc:"As a mentor: said, consented, refused"`
	Minutes int       `json:"minutes,omitempty" doc:"Minutes of sessions that wait to be counted"`
	Since   time.Time `json:"since,omitzero" doc:"Since when"`
}
