package api

import "time"

// HubCommunityBody names a programme that is to be a community of a hub.
type HubCommunityBody struct {
	Programme string `json:"programme" minLength:"1" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The programme's id"`
}

// HubCommunity is a programme of a hub.
type HubCommunity struct {
	Programme      string `json:"programme" doc:"Its id"`
	Name           string `json:"name" doc:"Its name"`
	About          string `json:"about,omitempty" doc:"What it is"`
	State          string `json:"state" enum:"asked,invited,in" doc:"asked: its organisers want to be in; invited: the hub's want it in"`
	Open           bool   `json:"open" doc:"It takes people in"`
	Joining        string `json:"joining" enum:"open,invited" doc:"How one joins: its own rule holds in the hub too"`
	Rules          int    `json:"rules" doc:"Which version of its rules one agrees to"`
	MentorApproval bool   `json:"mentor_approval" doc:"It looks at its mentors before they are one"`
	Member         bool   `json:"member,omitempty" doc:"You are in it"`
}

// HubCommunities are all of a hub.
type HubCommunities struct {
	Items []HubCommunity `json:"items" doc:"By name"`
}

// HubChoice is a community that somebody wants to be in, with the version of its rules that they read.
type HubChoice struct {
	Programme string `json:"programme" minLength:"1" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"The community"`
	Rules     int    `json:"rules" minimum:"1" doc:"The version of its rules that you were shown"`
}

// HubRegistration registers somebody once for a hub and any of its communities.
type HubRegistration struct {
	Newcomer    bool        `json:"newcomer,omitempty" doc:"To be helped"`
	Mentor      bool        `json:"mentor,omitempty" doc:"To help"`
	Communities []HubChoice `json:"communities,omitempty" maxItems:"60" doc:"Which of them, too; later is possible as well"`
}

// HubOutcome is what became of one choice.
type HubOutcome struct {
	Programme string `json:"programme" doc:"The community"`
	Outcome   string `json:"outcome" enum:"joined,waiting,closed,invited_only,rules_changed,too_many,absent" doc:"waiting: it looks at its mentors first"`
}

// HubRegistered is what became of a registration.
type HubRegistered struct {
	Items []HubOutcome `json:"items" doc:"In the order of the choices"`
}

// HubFigure is one figure over all communities of a hub.
type HubFigure struct {
	Figure string `json:"figure" enum:"newcomers,mentors,mentorships,completed" doc:"Which; people are counted once"`
	Value  int    `json:"value" doc:"Rounded; 0 where it is hidden"`
	Hidden bool   `json:"hidden,omitempty" doc:"It would tell about few people, or about one community"`
}

// HubReport is one month's figures of a hub. It never changes.
type HubReport struct {
	Month       string      `json:"month" example:"2026-11" doc:"In whose first days it was made"`
	Communities int         `json:"communities" doc:"How many communities were in it"`
	Figures     []HubFigure `json:"figures" doc:"Sums over all of them, never of one"`
}

// HubReports are those of the last two years.
type HubReports struct {
	Items []HubReport `json:"items" doc:"The latest first"`
	Least int         `json:"least" doc:"People that a figure is of at least"`
	Base  int         `json:"base" doc:"What figures are rounded to"`
	Apart int         `json:"apart" doc:"A figure moves once it differs by so many"`
	Few   int         `json:"few" doc:"Communities that a figure is of at least"`
}

// ExportedHubRegistration is what the caller asked a hub for and that is not done yet: for a moment, or for at most a day.
type ExportedHubRegistration struct {
	Hub string    `json:"hub" doc:"The hub"`
	At  time.Time `json:"at" doc:"When you asked"`
	HubRegistration
}
