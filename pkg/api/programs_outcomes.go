package api

import "time"

// OutcomeFigure is one figure, or that it is hidden.
type OutcomeFigure struct {
	Value  int  `json:"value" doc:"The figure; 0 where it is hidden"`
	Hidden bool `json:"hidden,omitempty" doc:"It is too small to be shown, or would give away one that is; or there is none"`
}

// OutcomeStep is how many came as far as a step: begun, sent, accepted, matched, completed, left, second, answered_N and still_N (answers that
// people gave themselves, N is 3, 6 or 12 months after the end), became_mentor.
type OutcomeStep struct {
	Step string `json:"step" pattern:"^[a-z_]+(_3|_6|_12)?$" maxLength:"20" doc:"Which step; services/programs/outcomes/README.md lists them"`
	OutcomeFigure
	Pending bool `json:"pending,omitempty" doc:"Its time has not come yet"`
}

// OutcomeGroup is the way of a group through a cohort, and what became of it.
type OutcomeGroup struct {
	As    string `json:"as" enum:"newcomer,mentor" doc:"As what they take part"`
	Track string `json:"track,omitempty" doc:"Only those of this track; absent for all"`
	// Belongs splits exact counts of a cohort that is for both.
	Belongs string        `json:"belongs,omitempty" enum:"internal,external" doc:"Only those who belong to the organisation, or do not; absent for all"`
	Steps   []OutcomeStep `json:"steps" doc:"From the first draft to completion, then who left; of newcomers also what became of them"`
}

// CohortOutcomes is how a cohort went. What is protected was frozen once and never changes, whoever is erased afterwards; a part of it is
// pending until its time has come.
type CohortOutcomes struct {
	Protected        bool           `json:"protected" doc:"Small counts are hidden, and what would give them away"`
	Rule             int            `json:"rule,omitempty" doc:"Of what is protected: the version of the rules; README.md of the room has them"`
	Least            int            `json:"least" doc:"The smallest count that a protected answer shows"`
	Why              string         `json:"why,omitempty" enum:"not_closed,not_made" doc:"Why all is hidden: it is not over, or the report is not made"`
	Made             time.Time      `json:"made,omitzero" doc:"Of what is protected: when its first part was frozen"`
	Groups           []OutcomeGroup `json:"groups" doc:"Newcomers, then mentors: all, then by track; of exact counts then by who belongs to the organisation"`
	DaysToMatch      OutcomeFigure  `json:"days_to_match" doc:"Median days from joining to the yes that gave somebody a mentor"`
	ReplyHours       OutcomeFigure  `json:"reply_hours" doc:"Median over mentors of the median hours in which they answered a request"`
	RequestsAnswered OutcomeFigure  `json:"requests_answered" doc:"Of the requests that came to a mentor and are over, per cent that were answered"`
	CheckInsInTime   OutcomeFigure  `json:"check_ins_in_time" doc:"Of the check-ins that were due, per cent that came within three days"`
}

// StillQuestion asks somebody whether they still contribute, some months after their cohort ended.
type StillQuestion struct {
	Months int       `json:"months" enum:"3,6,12" doc:"So long after the end"`
	From   time.Time `json:"from" doc:"When it is asked"`
	Until  time.Time `json:"until" doc:"Until when it can be answered"`
	Open   bool      `json:"open" doc:"It can be answered now"`
	Answer string    `json:"answer,omitempty" enum:"yes,no" doc:"What they said"`
}

// StillQuestions are all that somebody is asked after a cohort. Nobody needs to answer.
type StillQuestions struct {
	Application string          `json:"application" doc:"The participant's application"`
	Cohort      string          `json:"cohort" doc:"The cohort"`
	Questions   []StillQuestion `json:"questions" doc:"In order; none before the cohort is over"`
}

// StillBody answers one of them.
type StillBody struct {
	Answer string `json:"answer" enum:"yes,no,none" doc:"Whether they still contribute; none takes an answer back"`
}

// StillToken is what the mail carries: it opens this one question.
type StillToken struct {
	Token string `json:"token" minLength:"1" maxLength:"500" doc:"From the mail"`
}

// StillMailAnswer is the answer with the token of the mail.
type StillMailAnswer struct {
	Token  string `json:"token" minLength:"1" maxLength:"500" doc:"From the mail"`
	Answer string `json:"answer" enum:"yes,no,none" doc:"Whether they still contribute; none takes an answer back"`
}

// StillView is what can be seen with the token alone: the question, and nothing of who is asked.
type StillView struct {
	StillQuestion
}

// ExportedStill is what the caller answered after a cohort.
type ExportedStill struct {
	Cohort string    `json:"cohort" doc:"The cohort"`
	Months int       `json:"months" doc:"So long after its end"`
	Answer string    `json:"answer" enum:"yes,no" doc:"What you said"`
	At     time.Time `json:"at" doc:"When"`
}

// ConsoleItem is one thing that waits for an organiser.
type ConsoleItem struct {
	Code        string    `json:"code" enum:"stuck,reply,check_in,unmatched,offered,overload,project" doc:"What"`
	Application string    `json:"application,omitempty" doc:"Of the participant whom it is about"`
	Person      string    `json:"person,omitempty" doc:"Who that is"`
	Side        string    `json:"side,omitempty" enum:"newcomer,mentor" doc:"Of stuck and check_in: who said so, or has not checked in"`
	Project     string    `json:"project,omitempty" doc:"Of project: its id in the catalogue"`
	Partner     string    `json:"partner,omitempty" doc:"Of project: who brings it"`
	Offered     string    `json:"offered,omitempty" doc:"Of offered and project: the id of a project that was offered to the cohort"`
	Title       string    `json:"title,omitempty" doc:"Of offered and project: what it is called"`
	Since       time.Time `json:"since,omitzero" doc:"Since when it waits"`
	Count       int       `json:"count,omitempty" doc:"How many: check-ins, open requests, people above what a mentor carries"`
}

// ConsoleMentor is the work of one mentor of a cohort.
type ConsoleMentor struct {
	Application string        `json:"application" doc:"Their application"`
	Person      string        `json:"person" doc:"Who it is"`
	Places      int           `json:"places" doc:"How many people they carry in this cohort"`
	Live        int           `json:"live" doc:"How many they accompany in the programme now"`
	Waiting     int           `json:"waiting" doc:"How many requests wait for their answer"`
	ReplyHours  OutcomeFigure `json:"reply_hours" doc:"Median hours in which they answered requests of the programme; hidden without one"`
}

// ConsoleHelp is how much help mentors with a free place offer on single issues of a project.
type ConsoleHelp struct {
	Project string `json:"project" doc:"Its id in the catalogue"`
	Issues  int    `json:"issues" doc:"On how many of its issues"`
	Offers  int    `json:"offers" doc:"Offers on all of them together: a mentor may offer on several"`
}

// CohortConsole is what an organiser looks at in the morning: what waits first.
type CohortConsole struct {
	Items   []ConsoleItem   `json:"items" doc:"The most urgent first; at most 200"`
	Left    int             `json:"left" doc:"How many more there are"`
	Mentors []ConsoleMentor `json:"mentors" doc:"The most loaded first; at most 200"`
	More    int             `json:"more" doc:"How many more mentors there are"`
	Places  int             `json:"places" doc:"Of all mentors together"`
	Live    int             `json:"live" doc:"How many people are accompanied"`
	Without int             `json:"without" doc:"How many newcomers take part without a mentor"`
	// Help on single issues is asked for on the issue's page, whether or not somebody takes part.
	Helped     []ConsoleHelp `json:"helped,omitempty" doc:"The cohort's projects, those with most help first; at most 20"`
	HelpedMore int           `json:"helped_more,omitempty" doc:"How many more projects there are"`
	// Whole cohort, exact.
	ReplyHours OutcomeFigure `json:"reply_hours" doc:"Median over mentors of the median hours in which they answered"`
}
