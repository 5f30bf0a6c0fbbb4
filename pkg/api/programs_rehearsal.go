package api

import "time"

// RehearsalBody says how large a rehearsal is.
type RehearsalBody struct {
	Newcomers int `json:"newcomers,omitempty" minimum:"1" maximum:"40" default:"12" doc:"Made-up newcomers"`
	Mentors   int `json:"mentors,omitempty" minimum:"1" maximum:"20" default:"5" doc:"Made-up mentors"`
}

// RehearsalPerson is somebody made up.
type RehearsalPerson struct {
	ID       string `json:"id" doc:"Their id in this rehearsal"`
	Name     string `json:"name" doc:"A made-up name"`
	As       string `json:"as" enum:"newcomer,mentor" doc:"As what they take part"`
	Language string `json:"language" doc:"The language that they read (BCP 47); they speak English too"`
	// Knows, Wants and With are of the profile that they are made up to have, and of what a round made of it.
	Knows []string `json:"knows,omitempty" doc:"Skills that they have"`
	Wants []string `json:"wants,omitempty" doc:"Skills that they want to learn"`
	With  []string `json:"with,omitempty" doc:"Ids of those with whom they were paired"`
	End   string   `json:"end" enum:"never_sent,withdrew,declined,waiting,left,no_pair,took_part,completed" doc:"How it ended for them"`
}

// RehearsalStep is a moment of the rehearsal.
type RehearsalStep struct {
	At     time.Time    `json:"at" doc:"When, by the moved clock"`
	Phase  string       `json:"phase" enum:"planned,call,application,review,round,running,closed" doc:"The phase then"`
	What   string       `json:"what" doc:"What happens, as a code" example:"applied"`
	Number int          `json:"number,omitempty" doc:"How many it happens to; of a check-in its number"`
	Waits  []CohortDuty `json:"waits" doc:"What is left to do then, and for whom it waits"`
}

// RehearsalText is one message as somebody reads it.
type RehearsalText struct {
	Kind     string               `json:"kind" doc:"The kind of notice" example:"check_in_due"`
	How      string               `json:"how,omitempty" doc:"More about it, as a code"`
	Language string               `json:"language" doc:"In which language (BCP 47)"`
	Mailed   bool                 `json:"mailed" doc:"It is mailed at once; else it is in the inbox, and in the weekly letter"`
	Subject  string               `json:"subject" doc:"The mail's subject"`
	Lines    []string             `json:"lines" doc:"Its text"`
	Action   string               `json:"action" doc:"What its link says"`
	Decision *ApplicationDecision `json:"decision,omitempty" doc:"Of a decision: what the page behind the link says"`
}

// RehearsalMessage is that somebody gets a text.
type RehearsalMessage struct {
	At   time.Time `json:"at" doc:"When"`
	To   string    `json:"to" doc:"The made-up person"`
	Text int       `json:"text" doc:"Which of the texts, from 0"`
}

// RehearsalWarning is something that the organisers had better look at.
type RehearsalWarning struct {
	Code   string    `json:"code" doc:"What it is about" example:"too_few_mentors"`
	Name   string    `json:"name,omitempty" doc:"Of which question, criterion, table or cohort"`
	Number int       `json:"number,omitempty" doc:"How many, or how many days"`
	Day    time.Time `json:"day,omitzero" doc:"When"`
}

// Rehearsal is a cohort played through with made-up people. Nothing of it is kept, and nobody was told anything.
type Rehearsal struct {
	Cohort   string             `json:"cohort" doc:"The cohort"`
	Warnings []RehearsalWarning `json:"warnings" doc:"What to look at, worst first"`
	People   []RehearsalPerson  `json:"people" doc:"Who was made up"`
	Steps    []RehearsalStep    `json:"steps" doc:"What happened when"`
	Messages []RehearsalMessage `json:"messages" doc:"Who got what, in order; at most 3,000"`
	Texts    []RehearsalText    `json:"texts" doc:"The messages' texts, each once"`
	LeftOut  int                `json:"left_out,omitempty" doc:"Messages beyond those"`
}
