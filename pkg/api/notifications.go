package api

import "time"

// InboxItem is one notification of a person. Other people are ids: ask profiles for their names.
type InboxItem struct {
	ID          string    `json:"id" doc:"The item's id"`
	Kind        string    `json:"kind" doc:"What happened, a stable code such as mentor_asked" example:"mentor_asked"`
	Seq         int64     `json:"seq" doc:"Its place in the person's stream; the live stream's event id"`
	At          time.Time `json:"at" doc:"When it happened"`
	Read        bool      `json:"read" doc:"Whether the person has read it"`
	Waits       bool      `json:"waits" doc:"Whether something still waits on the person"`
	Settled     bool      `json:"settled" doc:"Whether what was asked of the person is done, by them or by somebody else, or its time is over"`
	Match       string    `json:"match,omitempty" doc:"The match it is about"`
	Session     string    `json:"session,omitempty" doc:"The session of the match that it is about"`
	Slot        string    `json:"slot,omitempty" doc:"The office hour that it is about"`
	Application string    `json:"application,omitempty" doc:"The application to a cohort that it is about"`
	Programme   string    `json:"programme,omitempty" doc:"The programme in whose line one waits, that invites, or that has decided"`
	Project     string    `json:"project,omitempty" doc:"The project of the catalogue that it is about"`
	Case        string    `json:"case,omitempty" doc:"The case (case_waits), one's own report (report_moved) or outcome (outcome_given)"`
	Other       string    `json:"other,omitempty" doc:"The other person's id"`
	Issue       string    `json:"issue,omitempty" doc:"The issue it is about"`
	Until       time.Time `json:"until,omitzero" doc:"Until when the person has time; of a session or an office hour, when it begins; absent once it is settled"`
	How         string    `json:"how,omitempty" doc:"How it ended, a code"`
	Days        int       `json:"days,omitempty" doc:"A number of days, where it says one"`
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

// NotificationPreferences say what is sent by e-mail and when; the inbox always has everything.
type NotificationPreferences struct {
	// Events: of a kind that can wait on somebody, at_once means when it waits on this person; else it is in the digest.
	Events     map[string]string `json:"events" doc:"By kind: at_once (when it waits on you), digest (the weekly letter) or inbox (no e-mail)"`
	Digest     DigestTime        `json:"digest" doc:"The weekly letter"`
	QuietHours QuietHours        `json:"quiet_hours" doc:"When no e-mail is sent at once, but about your account's safety"`
	Zone       string            `json:"zone" doc:"The IANA zone of these hours: your profile's, UTC without one" example:"Africa/Nairobi"`
	// Mail is the older and coarser form of Events.
	Mail map[string]bool `json:"mail" doc:"By kind of notification: whether events says at_once"`
}

// DigestTime is when the weekly letter goes out. A week in which nothing happened has none.
type DigestTime struct {
	On      bool   `json:"on" doc:"Without it, what would be in the letter is in the inbox alone"`
	Weekday string `json:"weekday" enum:"monday,tuesday,wednesday,thursday,friday,saturday,sunday" doc:"On your own clock"`
	Hour    int    `json:"hour" minimum:"0" maximum:"23" doc:"On your own clock"`
}

// QuietHours are a time of the day.
type QuietHours struct {
	On   bool   `json:"on" doc:"Whether there are any"`
	From string `json:"from" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"21:00" doc:"When they begin, on your own clock"`
	To   string `json:"to" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"08:00" doc:"When they end; earlier than from means the next morning"`
}

// NotificationChange changes what it names of somebody's choices.
type NotificationChange struct {
	Events     map[string]string `json:"events,omitempty" maxProperties:"60" doc:"By kind of notification: at_once, digest or inbox"`
	Digest     *DigestTime       `json:"digest,omitempty" doc:"The weekly letter"`
	QuietHours *QuietHours       `json:"quiet_hours,omitempty" doc:"When no e-mail is sent at once"`
	Mail       map[string]bool   `json:"mail,omitempty" maxProperties:"60" doc:"By kind: true is at_once, false takes it back to digest; events wins"`
}
