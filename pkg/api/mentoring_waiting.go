package api

import "time"

// WaitingWish is whom a newcomer waits for in a programme: up to three mentors, anybody who has a place, or both.
type WaitingWish struct {
	Mentors []string `json:"mentors,omitempty" maxItems:"3" doc:"Ids of people"`
	Anybody bool     `json:"anybody,omitempty" doc:"Any mentor of the programme with a free place; those who are skipped are not offered again"`
}

// WaitingEntry is the caller's place in the waiting list of a programme. Who waits longest is offered a free place first; those whose
// mentor left, or could not go on, come before them all.
type WaitingEntry struct {
	Programme string        `json:"programme" doc:"Where the caller waits"`
	Mentors   []string      `json:"mentors" doc:"Whom they wait for; at most three"`
	Anybody   bool          `json:"anybody" doc:"Any mentor of the programme with a free place"`
	Since     time.Time     `json:"since" doc:"Decides the order; it begins anew when an offer was not answered"`
	Until     time.Time     `json:"until" doc:"When the waiting ends by itself"`
	First     bool          `json:"first,omitempty" doc:"The caller's mentor left: they come before those who did not have one"`
	Ahead     int           `json:"ahead" doc:"How many are before the caller where the line is shortest; 200 is that many or more"`
	Usual     string        `json:"usual" enum:"unknown,week,month,longer" doc:"How long people waited for these mentors; unknown below five"`
	Offer     *WaitingOffer `json:"offer,omitempty" doc:"The place that is offered now"`
	Version   int64         `json:"version" doc:"For If-Match: it changes with for whom the caller waits and with what is offered"`
}

// WaitingOffer is a free place that nobody else in the line is offered meanwhile. Ask the mentor to take it up.
type WaitingOffer struct {
	Mentor string    `json:"mentor" doc:"Id of the mentor who has it"`
	Until  time.Time `json:"until" doc:"Then the next in line is offered it"`
}

// WaitingList are the caller's entries, one for each programme.
type WaitingList struct {
	Items []WaitingEntry `json:"items" doc:"At most three"`
}
