package api

import "time"

// AnswerToken is what the mail to an asked mentor carries: it opens this one request, for this mentor, while it is their turn.
type AnswerToken struct {
	Token string `json:"token" minLength:"1" maxLength:"500" doc:"From the mail"`
}

// AnswerView is what can be seen of a request with the token alone: nothing of the person who asks.
type AnswerView struct {
	Open   bool       `json:"open" doc:"Whether it still waits for the answer"`
	Status string     `json:"status" enum:"asked,accepted,declined,expired,cancelled" doc:"Where it stands with this mentor"`
	Until  *time.Time `json:"until,omitempty" doc:"When the time to answer is over; absent while it is paused, or once it is answered"`
	Issue  string     `json:"issue,omitempty" doc:"Id of the issue that it is about"`
	Goals  int        `json:"goals" doc:"How many goals the request names"`
	// Mentorship is there once this mentor has accepted.
	Mentorship string   `json:"mentorship,omitempty" doc:"Id of the mentorship that began with a yes; signing in opens it"`
	Reasons    []string `json:"reasons" doc:"Ready-made reasons that can go with a decline, by their codes"`
}

// MailAnswer is a mentor's answer with the token of the mail.
type MailAnswer struct {
	Token  string `json:"token" minLength:"1" maxLength:"500" doc:"From the mail"`
	How    string `json:"how" enum:"accept,decline" doc:"Yes, or not this time"`
	Reason string `json:"reason,omitempty" enum:"no_time,other_field,enough_people,later" doc:"With a decline: a reason that the newcomer reads; none is fine"`
}

// Decline can carry a ready-made reason, which the newcomer reads.
type Decline struct {
	Reason string `json:"reason,omitempty" enum:"no_time,other_field,enough_people,later" doc:"A ready-made reason; none is fine"`
}
