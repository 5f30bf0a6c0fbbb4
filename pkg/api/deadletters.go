package api

import "time"

// DeadLetter is a message that a consumer of a service gave up. It holds ids and codes only.
type DeadLetter struct {
	ID        string    `json:"id" doc:"The letter's id"`
	Consumer  string    `json:"consumer" doc:"Which consumer of the service gave up"`
	Type      string    `json:"type" doc:"The message's type"`
	Message   string    `json:"message" doc:"The message's id"`
	Aggregate string    `json:"aggregate" doc:"What the message is about"`
	Reason    string    `json:"reason" doc:"A code"`
	Tries     int       `json:"tries" doc:"How often it was tried"`
	At        time.Time `json:"at" doc:"When it was given up"`
}

// DeadLetterList is one page of them.
type DeadLetterList struct {
	Items []DeadLetter `json:"items" doc:"Newest first"`
}
