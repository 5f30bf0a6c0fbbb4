package api

import "time"

// OrganisationBody is what is said about an organisation.
type OrganisationBody struct {
	Name     string `json:"name" minLength:"1" maxLength:"120" doc:"Its name" example:"Example Foundation"`
	About    string `json:"about,omitempty" maxLength:"4000" doc:"What it does"`
	Homepage string `json:"homepage,omitempty" maxLength:"500" doc:"An https address" example:"https://foundation.example.org"`
}

// OrganisationPatch changes what is in it.
type OrganisationPatch struct {
	Name     *string `json:"name,omitempty" minLength:"1" maxLength:"120" doc:"Its name"`
	About    *string `json:"about,omitempty" maxLength:"4000" doc:"What it does"`
	Homepage *string `json:"homepage,omitempty" maxLength:"500" doc:"An https address; empty takes it away"`
}

// Organisation runs programmes.
type Organisation struct {
	ID string `json:"id" doc:"Its id"`
	OrganisationBody
	Created time.Time `json:"created" doc:"When it was made"`
}

// Organisations is one page of them.
type Organisations struct {
	Items []Organisation `json:"items" doc:"By name"`
}

// ProgrammeRules are how a programme works. Durations are in seconds.
type ProgrammeRules struct {
	FirstClock      int64          `json:"first_clock" minimum:"3600" maximum:"2592000" doc:"How long the first mentor has" example:"259200"`
	NextClock       int64          `json:"next_clock" minimum:"3600" maximum:"2592000" doc:"How long each after has" example:"172800"`
	MoveOn          int64          `json:"move_on" minimum:"3600" maximum:"2592000" doc:"After which the newcomer may move on" example:"172800"`
	InfoPause       int64          `json:"info_pause" minimum:"3600" maximum:"2592000" doc:"How long a question pauses the clock" example:"604800"`
	WaitClock       int64          `json:"wait_clock" minimum:"3600" maximum:"2592000" doc:"How long a freed place is offered" example:"172800"`
	OpenRequests    int            `json:"open_requests" minimum:"1" maximum:"10" doc:"Open requests per newcomer" example:"1"`
	Unanswered      int            `json:"unanswered" minimum:"1" maximum:"50" doc:"Unanswered requests per mentor" example:"3"`
	MentorCap       int            `json:"mentor_cap" minimum:"0" maximum:"50" doc:"Places of one mentor here; 0 no cap" example:"0"`
	DefaultPlaces   int            `json:"default_places" minimum:"1" maximum:"50" doc:"Places of a new mentor" example:"1"`
	SilentPause     int            `json:"silent_pause" minimum:"1" maximum:"20" doc:"Silent expiries that pause a mentor" example:"2"`
	Weeks           int            `json:"weeks" minimum:"1" maximum:"52" doc:"How long a mentorship lasts" example:"8"`
	SilenceReminder []int64        `json:"silence_reminder" minItems:"1" maxItems:"5" doc:"After how long silence is reminded of, ascending"`
	SilenceEnd      int64          `json:"silence_end" minimum:"86400" maximum:"31536000" doc:"After how long silence ends it" example:"2419200"`
	MentorApproval  bool           `json:"mentor_approval" doc:"Mentors of the programme are invisible in it until approved"`
	Weights         map[string]int `json:"weights,omitempty" doc:"Parts of the score, 0..100; what is left out keeps its default"`
	LooksFor        []LookedFor    `json:"looks_for,omitempty" maxItems:"12" doc:"What it looks for in its mentors: the part criteria of the score"`
}

// LookedFor is something that a programme looks for in its mentors.
type LookedFor struct {
	Kind   string `json:"kind" enum:"skill,cause,language" doc:"What it is"`
	ID     string `json:"id" minLength:"1" maxLength:"60" doc:"A skill or cause of the lists, in any spelling; a spoken language (BCP 47)" example:"go"`
	Weight int    `json:"weight" minimum:"1" maximum:"10" doc:"How much it counts among the others" example:"1"`
}

// RuleWeights are the names that ProgrammeRules.Weights knows.
var RuleWeights = []string{
	"causes", "criteria", "fresh", "goals", "hours", "interests", "kind", "languages", "price", "reply", "skills", "style",
}

// RulesVersion is one version of a programme's rules. It never changes.
type RulesVersion struct {
	Version int            `json:"version" doc:"From 1"`
	Current bool           `json:"current" doc:"Whether it is the one that counts"`
	At      time.Time      `json:"at" doc:"When it was made"`
	Rules   ProgrammeRules `json:"rules" doc:"The rules"`
}

// ProgrammeBody makes a programme.
type ProgrammeBody struct {
	Org     string `json:"org" minLength:"1" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Its organisation; never changes"`
	Parent  string `json:"parent,omitempty" maxLength:"64" pattern:"^[a-z0-9-]*$" doc:"The programme it is part of; never changes"`
	Name    string `json:"name" minLength:"1" maxLength:"120" doc:"Its name" example:"Autumn cohort"`
	About   string `json:"about,omitempty" maxLength:"4000" doc:"What it is"`
	Open    bool   `json:"open,omitempty" doc:"People may join and ask"`
	Listed  bool   `json:"listed,omitempty" doc:"Shown to everybody"`
	Joining string `json:"joining,omitempty" enum:"open,invited" default:"open" doc:"Who may join"`
	// Rules are the usual ones if they are left out.
	Rules *ProgrammeRules `json:"rules,omitempty" doc:"How it works"`
}

// ProgrammePatch changes what is in it.
type ProgrammePatch struct {
	Name    *string `json:"name,omitempty" minLength:"1" maxLength:"120" doc:"Its name"`
	About   *string `json:"about,omitempty" maxLength:"4000" doc:"What it is"`
	Open    *bool   `json:"open,omitempty" doc:"People may join and ask"`
	Listed  *bool   `json:"listed,omitempty" doc:"Shown to everybody"`
	Joining *string `json:"joining,omitempty" enum:"open,invited" doc:"Who may join"`
}

// Programme is something that people take part in.
type Programme struct {
	ID      string    `json:"id" doc:"Its id; the always-open one is open"`
	Org     string    `json:"org" doc:"Its organisation"`
	Parent  string    `json:"parent,omitempty" doc:"The programme it is part of"`
	Name    string    `json:"name" doc:"Its name"`
	About   string    `json:"about,omitempty" doc:"What it is"`
	Open    bool      `json:"open" doc:"People may join and ask"`
	Listed  bool      `json:"listed" doc:"Shown to everybody"`
	Joining string    `json:"joining" enum:"open,invited" doc:"Who may join"`
	Rules   int       `json:"rules" doc:"The version of its rules that counts"`
	Created time.Time `json:"created" doc:"When it was made"`
	IsHub   bool      `json:"is_hub,omitempty" doc:"Other programmes are its communities"`
	Hub     string    `json:"hub,omitempty" doc:"The hub that it is a community of"`
	// Me is absent for somebody who has nothing to do with it.
	Me *ProgrammeMe `json:"me,omitempty" doc:"What you are in it"`
}

// ProgrammeMe is what the caller is in a programme.
type ProgrammeMe struct {
	Newcomer bool     `json:"newcomer" doc:"You take part as a newcomer"`
	Mentor   bool     `json:"mentor" doc:"You take part as a mentor"`
	Invited  bool     `json:"invited" doc:"You may join"`
	Approval string   `json:"approval" enum:"none,waiting,approved,refused" doc:"As a mentor of it"`
	Reason   string   `json:"reason,omitempty" doc:"Of a refusal, a code"`
	Roles    []string `json:"roles" doc:"What you do for it: organiser, reviewer, partner, observer"`
	// HubInvitations and HubAsked are for its organisers.
	HubInvitations []string `json:"hub_invitations,omitempty" doc:"Hubs that want it as a community; none binds it before you agree"`
	HubAsked       string   `json:"hub_asked,omitempty" doc:"The hub that you asked to be a community of, and that has not answered"`
}

// Programmes is one page of them.
type Programmes struct {
	Items []Programme `json:"items" doc:"By name"`
}

// MemberBody joins a programme, or invites somebody into it.
type MemberBody struct {
	Newcomer bool `json:"newcomer,omitempty" doc:"As a newcomer"`
	Mentor   bool `json:"mentor,omitempty" doc:"As a mentor"`
	// Person invites somebody else, who then may join; nobody is made a member by others.
	Person string `json:"person,omitempty" maxLength:"64" pattern:"^[a-z0-9-]*$" doc:"Organisers: invite this person instead"`
}

// Member is one person in a programme. Ask profiles for the name.
type Member struct {
	Person   string    `json:"person" doc:"The person's id"`
	Newcomer bool      `json:"newcomer" doc:"Takes part as a newcomer"`
	Mentor   bool      `json:"mentor" doc:"Takes part as a mentor"`
	Invited  bool      `json:"invited" doc:"Was invited"`
	Approval string    `json:"approval" enum:"none,waiting,approved,refused" doc:"As a mentor of the programme"`
	Reason   string    `json:"reason,omitempty" doc:"Of a refusal, a code"`
	Joined   time.Time `json:"joined,omitzero" doc:"When they joined"`
	Hub      string    `json:"hub,omitempty" doc:"The hub through which they came"`
	Agreed   int       `json:"agreed,omitempty" doc:"The version of the rules that they were shown there"`
}

// Members is one page of them.
type Members struct {
	Items []Member `json:"items" doc:"In no order that means anything"`
}

// MemberDecision is about a mentor of a programme.
type MemberDecision struct {
	Decision string `json:"decision" enum:"approve,refuse" doc:"What was decided"`
	Reason   string `json:"reason,omitempty" enum:"tell_more,not_yet,conduct,duplicate,other" doc:"Of a refusal; the person is told the code"`
}

// RoleGrant is a role on a scope.
type RoleGrant struct {
	Person string    `json:"person" doc:"Who has it"`
	Role   string    `json:"role" enum:"organiser,reviewer,partner,observer,maintainer" doc:"The role"`
	Scope  string    `json:"scope" doc:"Where: org:<id>, programme:<id>, project:<id>" example:"org:community"`
	At     time.Time `json:"at" doc:"Since when"`
}

// RoleGrants is a list of them.
type RoleGrants struct {
	Items []RoleGrant `json:"items" doc:"By person, then by when"`
}
