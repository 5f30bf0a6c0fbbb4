package api

import "time"

// NewOfficeHour is one slot in which a mentor talks with up to five people, who owe each other nothing afterwards.
type NewOfficeHour struct {
	Programme string    `json:"programme,omitempty" maxLength:"100" doc:"Whose members may come; the always-open programme by default"`
	Starts    time.Time `json:"starts" doc:"When it begins; at most 180 days ahead"`
	Minutes   int       `json:"minutes" minimum:"15" maximum:"180" doc:"How long it lasts" example:"60"`
	Zone      string    `json:"zone" minLength:"1" maxLength:"50" doc:"IANA time zone of the mentor" example:"Europe/Lisbon"`
	Place     string    `json:"place,omitempty" maxLength:"500" doc:"A line of at most 200 characters, or an https link of at most 500; may follow later"`
	Topic     string    `json:"topic,omitempty" maxLength:"200" doc:"What it is about"`
	Most      int       `json:"most" minimum:"1" maximum:"5" doc:"How many people may come"`
}

// OfficeHour is one slot. Where it is, is shown to those who come; who comes, to the mentor.
type OfficeHour struct {
	ID        string    `json:"id" doc:"Its id"`
	Mentor    string    `json:"mentor" doc:"Id of the person"`
	Programme string    `json:"programme" doc:"Whose members may come"`
	Status    string    `json:"status" enum:"open,full,cancelled,over" doc:"Whether one can come"`
	Yours     string    `json:"yours" enum:"none,coming,mentor" doc:"What the caller has to do with it"`
	Starts    time.Time `json:"starts" doc:"When it begins"`
	Ends      time.Time `json:"ends" doc:"When it is over"`
	Minutes   int       `json:"minutes" doc:"How long it lasts"`
	Zone      string    `json:"zone" doc:"IANA time zone of the mentor"`
	Topic     string    `json:"topic,omitempty" doc:"What it is about"`
	Place     string    `json:"place,omitempty" doc:"Where; for the mentor and those who come"`
	Most      int       `json:"most" doc:"How many people may come"`
	Coming    int       `json:"coming" doc:"How many come"`
	People    []string  `json:"people" doc:"For the mentor: ids of those who come"`
	Changed   time.Time `json:"changed" doc:"When the mentor changed it last"`
}

// OfficeHourList is one page of slots.
type OfficeHourList struct {
	Items []OfficeHour `json:"items" doc:"In the order of their time"`
}
