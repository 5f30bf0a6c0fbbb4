package api

import "time"

// NewHandOver names who is to go on with a mentorship.
type NewHandOver struct {
	To string `json:"to" minLength:"1" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the mentor who is to go on"`
}

// HandOverConsent is the newcomer's yes.
type HandOverConsent struct {
	ShareThread bool `json:"share_thread" doc:"The new mentor may read all that was written so far; otherwise they read the first message alone"`
}

// MentorshipHandOver is a mentorship on its way from one mentor to another: first the newcomer is asked, then the other mentor. Until both have
// said yes everything stays as it is.
type MentorshipHandOver struct {
	Mentorship  string    `json:"mentorship" doc:"Id of the mentorship"`
	Programme   string    `json:"programme" doc:"Where it belongs"`
	Status      string    `json:"status" enum:"proposed,asked" doc:"proposed: the newcomer is asked; asked: they agreed, the other mentor is asked"`
	Yours       string    `json:"yours" enum:"mentor,newcomer,successor" doc:"What the caller is in it"`
	Newcomer    string    `json:"newcomer" doc:"Id of the person"`
	From        string    `json:"from" doc:"Id of the mentor who cannot go on"`
	To          string    `json:"to" doc:"Id of the mentor who is to go on"`
	Issue       string    `json:"issue,omitempty" doc:"Id of the issue that it is about"`
	Goals       []Goal    `json:"goals" doc:"What the two want to reach"`
	ShareThread bool      `json:"share_thread" doc:"Whether the new mentor may read what was written so far"`
	Until       time.Time `json:"until" doc:"Until when the one who is asked may answer"`
}

// MentorshipHandOverList are those that the caller has to do with.
type MentorshipHandOverList struct {
	Items []MentorshipHandOver `json:"items" doc:"Those that wait for the caller's answer, and those the caller began; at most 100"`
}
