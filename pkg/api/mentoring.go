package api

import "time"

// NewRequest asks mentors, one after the other, for a mentorship.
type NewRequest struct {
	Programme string   `json:"programme,omitempty" maxLength:"100" doc:"Where to ask; the always-open programme by default" example:"open"`
	Mentors   []string `json:"mentors" minItems:"1" maxItems:"3" doc:"Ids of people, in the order in which they are asked"`
	Issue     string   `json:"issue,omitempty" maxLength:"100" pattern:"^[a-z0-9_-]+$" doc:"Id of the issue that it is about, if there is one"`
	Message   string   `json:"message" minLength:"1" maxLength:"2000" doc:"What the asked mentor reads; nobody else does"`
	Goals     []string `json:"goals,omitempty" maxItems:"5" doc:"What you want to reach, each in a sentence of at most 200 characters"`
}

// Offer is one mentor of a request.
type Offer struct {
	Mentor string     `json:"mentor" doc:"Id of the person"`
	State  string     `json:"state" enum:"waiting,asked,accepted,declined,expired,cancelled,handed_over" doc:"Where it stands"`
	Asked  *time.Time `json:"asked,omitempty" doc:"Since when it is this mentor's turn"`
	Until  *time.Time `json:"until,omitempty" doc:"When the time to answer is over; absent while it is paused"`
	Ended  *time.Time `json:"ended,omitempty" doc:"When it was answered, ran out or was cancelled"`
	Reason string     `json:"reason,omitempty" enum:"no_time,other_field,enough_people,later" doc:"What the mentor gave as a reason, if they chose one"`
}

// NextStep is something that can be done now.
type NextStep struct {
	Code string `json:"code" doc:"What it is" example:"recommended_mentors"`
	Path string `json:"path" doc:"Where to do it" example:"/api/v1/recommendations/mentors"`
}

// Request is a request for a mentorship, or a round's proposal. A mentor sees only the own offer, and only once asked. Once
// their turn is over without a yes, they see neither the goals nor what becomes of the request: the status is then the own offer's state.
type Request struct {
	ID        string     `json:"id" doc:"The mentorship has the same id once it is accepted"`
	Programme string     `json:"programme" doc:"Where it was asked"`
	Status    string     `json:"status" doc:"open, needs_info, withdrawn, exhausted, proposed, accepted, active, completed, ended, or the offer's"`
	Newcomer  string     `json:"newcomer,omitempty" doc:"Id of the person who asks; absent for organisers"`
	Offers    []Offer    `json:"offers" doc:"In the order in which they are asked; empty for organisers"`
	Issue     string     `json:"issue,omitempty" doc:"Id of the issue that it is about"`
	Round     string     `json:"round,omitempty" doc:"The round that proposed it"`
	Goals     []Goal     `json:"goals" doc:"What the newcomer wants to reach"`
	InfoUntil *time.Time `json:"info_until,omitempty" doc:"While needs_info: until when the mentor's clock stands still at most"`
	MoveOn    *time.Time `json:"move_on_from,omitempty" doc:"From when the newcomer may move on to the next"`
	Created   time.Time  `json:"created" doc:"When it was made"`
	Changed   time.Time  `json:"changed" doc:"When it changed last"`
	Next      []NextStep `json:"next" doc:"What the newcomer can do next, where nobody is left to ask"`
}

// RequestList is one page of requests.
type RequestList struct {
	Items []Request `json:"items" doc:"Newest first"`
}

// Goal is something the two want to reach.
type Goal struct {
	Text string `json:"text" minLength:"1" maxLength:"200" doc:"In a sentence"`
	Done bool   `json:"done,omitempty" doc:"Whether it is reached"`
}

// Goals replace all goals of a mentorship.
type Goals struct {
	Goals []Goal `json:"goals" maxItems:"5" doc:"All of them, in order"`
}

// Mentorship is a request that was accepted.
type Mentorship struct {
	ID        string     `json:"id" doc:"The same as the request's"`
	Programme string     `json:"programme" doc:"Where it belongs"`
	Status    string     `json:"status" enum:"accepted,active,completed,ended" doc:"active once both have written"`
	Newcomer  string     `json:"newcomer" doc:"Id of the person"`
	Mentor    string     `json:"mentor" doc:"Id of the person"`
	Issue     string     `json:"issue,omitempty" doc:"Id of the issue that it is about"`
	Goals     []Goal     `json:"goals" doc:"What the two want to reach"`
	Began     time.Time  `json:"began" doc:"When it was accepted"`
	Ends      time.Time  `json:"ends" doc:"When it completes by itself, unless it is extended"`
	EndedAt   *time.Time `json:"ended_at,omitempty" doc:"When it ended; never who wanted it, nor why"`
	LastWord  time.Time  `json:"last_word" doc:"When one of the two wrote last"`
	LastBy    string     `json:"last_by,omitempty" enum:"you,other" doc:"Who wrote last; absent while neither of the two has"`
	// NextMeeting is of a mentorship that goes on.
	NextMeeting *time.Time `json:"next_meeting,omitempty" doc:"When the next meeting begins that both agreed to"`

	HandOver   string   `json:"hand_over,omitempty" enum:"proposed,asked" doc:"A hand-over is on its way: see …/hand-over"`
	HandedOver bool     `json:"handed_over,omitempty" doc:"The caller handed it over to another mentor; for them it ended then"`
	Former     []string `json:"former_mentors,omitempty" doc:"Ids of the mentors before this one; for the newcomer and the present mentor"`
	Shared     bool     `json:"thread_shared,omitempty" doc:"The newcomer lets the present mentor read what was written before them"`
}

// MentorshipList is one page of mentorships.
type MentorshipList struct {
	Items []Mentorship `json:"items" doc:"Newest first"`
}

// InfoText is a question of the mentor, or the newcomer's answer.
type InfoText struct {
	Text string `json:"text" minLength:"1" maxLength:"4000" doc:"Read by the other side alone"`
}

// NewMessage is a message to write.
type NewMessage struct {
	Text string `json:"text" minLength:"1" maxLength:"4000" doc:"Read by the other side alone"`
}

// Message is one message of a thread.
type Message struct {
	ID   string    `json:"id" doc:"Its id"`
	Seq  int       `json:"seq" doc:"Its number in the thread, from 1"`
	From string    `json:"from" doc:"Id of the person who wrote it"`
	To   string    `json:"to,omitempty" doc:"Id of the person it is for; absent in the request itself"`
	Text string    `json:"text" doc:"Empty once its writer was erased"`
	At   time.Time `json:"at" doc:"When it was written"`
}

// MessageList is one page of a thread.
type MessageList struct {
	Items []Message `json:"items" doc:"In the order asked for"`
}

// Places are how many people a mentor can carry.
type Places struct {
	Capacity int            `json:"capacity" minimum:"0" maximum:"50" doc:"Over all programmes; 0 takes nobody new"`
	Caps     map[string]int `json:"caps,omitempty" doc:"At most so many in a programme, by its id; 0 to 50 each, at most 50 programmes"`
}

// Pause takes no new requests until a time.
type Pause struct {
	Until time.Time `json:"until" doc:"When the pause ends by itself; at most a year ahead"`
}

// Standing is the caller's own standing as mentor and newcomer.
type Standing struct {
	Capacity    int            `json:"capacity" doc:"Places over all programmes"`
	Caps        map[string]int `json:"caps" doc:"Own caps by programme"`
	Taken       int            `json:"taken" doc:"Places that are taken"`
	Unanswered  int            `json:"unanswered" doc:"Requests that wait for the caller, or may come to"`
	PausedUntil *time.Time     `json:"paused_until,omitempty" doc:"When the pause ends"`
	PausedWhy   string         `json:"paused_why,omitempty" doc:"own, or silent after requests that were not answered"`

	Load []ProgrammeLoad `json:"load" doc:"The same by programme, where there is anything; Capacity, Taken and Unanswered are over all"`

	AskAgain    []AskAgain `json:"ask_again,omitempty" doc:"Mentors whom the caller asked not long ago, and can ask again later" maxItems:"126"`
	NextRequest *time.Time `json:"next_request,omitempty" doc:"From when on the caller can make another request; absent: now"`
}

// AskAgain is a mentor whom the caller asked without a yes.
type AskAgain struct {
	Mentor string    `json:"mentor" doc:"Id of the mentor"`
	From   time.Time `json:"from" doc:"From when on the caller can ask them again"`
}

// ProgrammeLoad is what a mentor carries in one programme.
type ProgrammeLoad struct {
	Programme  string `json:"programme" doc:"Its id"`
	Taken      int    `json:"taken" doc:"Places that are taken there"`
	Unanswered int    `json:"unanswered" doc:"Requests there that wait for the caller, or may come to"`
	Cap        *int   `json:"cap,omitempty" doc:"The caller's own cap there, if there is one"`
}

// BlockedPerson is somebody whom the caller has blocked.
type BlockedPerson struct {
	Person string    `json:"person" doc:"Id of the person"`
	Since  time.Time `json:"since" doc:"Since when"`
}

// BlockedPersonList is all of them, at most 250.
type BlockedPersonList struct {
	Items []BlockedPerson `json:"items" doc:"Oldest first"`
}
