package api

import "time"

// InboxItem is one notification of a person. Other people are ids: ask profiles for their names.
type InboxItem struct {
	ID    string    `json:"id" doc:"The item's id"`
	Kind  string    `json:"kind" doc:"What happened, a stable code such as mentor_asked" example:"mentor_asked"`
	Seq   int64     `json:"seq" doc:"Its place in the person's stream; the live stream's event id"`
	At    time.Time `json:"at" doc:"When it happened"`
	Read  bool      `json:"read" doc:"Whether the person has read it"`
	Waits bool      `json:"waits" doc:"Whether something still waits on the person"`
	Match string    `json:"match,omitempty" doc:"The match it is about"`
	Case  string    `json:"case,omitempty" doc:"The case (case_waits), one's own report (report_moved) or outcome (outcome_given)"`
	Other string    `json:"other,omitempty" doc:"The other person's id"`
	Issue string    `json:"issue,omitempty" doc:"The issue it is about"`
	Until time.Time `json:"until,omitzero" doc:"Until when the person has time"`
	How   string    `json:"how,omitempty" doc:"How it ended, a code"`
	Days  int       `json:"days,omitempty" doc:"A number of days, where it says one"`
}

// Inbox is one page of it.
type Inbox struct {
	Items  []InboxItem `json:"items" doc:"Newest first"`
	Unread int64       `json:"unread" doc:"How many are unread in all"`
	Last   int64       `json:"last" doc:"The place after which the live stream can be joined so that nothing is missed"`
}

// ReadAll marks everything up to a place in the stream as read.
type ReadAll struct {
	UpTo int64 `json:"up_to" minimum:"0" doc:"The greatest seq that the person has seen"`
}

// ReadAllDone says how many were marked.
type ReadAllDone struct {
	Marked int  `json:"marked" doc:"How many changed"`
	More   bool `json:"more" doc:"Whether there are more to mark: send it again"`
}

// NotificationPreferences say what is sent by e-mail; the inbox always has everything.
type NotificationPreferences struct {
	Mail map[string]bool `json:"mail" doc:"By kind of notification: whether an e-mail is sent at once"`
}
