package api

import "time"

// NewMeeting is when and where to meet.
type NewMeeting struct {
	Starts  time.Time `json:"starts" doc:"When it begins; at most 180 days ahead"`
	Minutes int       `json:"minutes" minimum:"15" maximum:"180" doc:"How long it lasts" example:"30"`
	Zone    string    `json:"zone" minLength:"1" maxLength:"50" doc:"IANA time zone of who proposes it" example:"Europe/Lisbon"`
	Place   string    `json:"place,omitempty" maxLength:"500" doc:"A line of at most 200 characters, or an https link of at most 500; may follow later"`
}

// ConfirmMeeting agrees to one proposal.
type ConfirmMeeting struct {
	Proposal int `json:"proposal" minimum:"1" maximum:"1000" doc:"The number of the proposal that was read: another one may have come"`
}

// Meeting is one session of a mentorship.
type Meeting struct {
	ID         string    `json:"id" doc:"Its id"`
	Mentorship string    `json:"mentorship" doc:"Id of the mentorship"`
	Status     string    `json:"status" enum:"proposed,confirmed,cancelled,held,missed" doc:"Where it stands"`
	Proposal   int       `json:"proposal" doc:"How often a time was proposed"`
	Proposer   string    `json:"proposer" doc:"Id of the person whose proposal this is; the other one confirms it"`
	Starts     time.Time `json:"starts" doc:"When it begins"`
	Ends       time.Time `json:"ends" doc:"When it is over"`
	Minutes    int       `json:"minutes" doc:"How long it lasts"`
	Zone       string    `json:"zone" doc:"IANA time zone of who proposed it"`
	Place      string    `json:"place,omitempty" doc:"Where; absent once it is cancelled or its mentorship has ended"`
	Created    time.Time `json:"created" doc:"When it was first proposed"`
	Changed    time.Time `json:"changed" doc:"When one of the two did something about it last"`
}

// MeetingList is one page of sessions.
type MeetingList struct {
	Items []Meeting `json:"items" doc:"In the order of their time"`
}

// CalendarLink is the link to a private calendar of one's sessions.
type CalendarLink struct {
	Since *time.Time `json:"since,omitempty" doc:"Since when there is one; absent if there is none"`
	Path  string     `json:"path,omitempty" doc:"The link below this site's address. A secret, shown only when it is made"`
}
