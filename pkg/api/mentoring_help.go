package api

import "time"

// HelpOffer is an issue on which the caller, a mentor, offers help.
type HelpOffer struct {
	Issue string    `json:"issue" doc:"Id of the issue"`
	Since time.Time `json:"since" doc:"Since when"`
	Shown bool      `json:"shown" doc:"Whether the issue is shown as mentored now because of it: you have a free place and are not paused"`
}

// HelpOfferList are the caller's.
type HelpOfferList struct {
	Items []HelpOffer `json:"items" doc:"At most 20"`
}

// IssueHelp is who offers help on an issue and has a place free, as far as the caller may ask them.
type IssueHelp struct {
	Issue   string   `json:"issue" doc:"Id of the issue"`
	Mentors []string `json:"mentors" doc:"Ids of people, at most five"`
	Yours   bool     `json:"yours" doc:"The caller offers help on it"`
}
