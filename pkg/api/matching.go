package api

import "time"

// RecommendProfile is what somebody says about themselves to get recommendations. It is used for the answer and kept nowhere.
type RecommendProfile struct {
	Have      []RecommendSkill    `json:"have,omitempty" maxItems:"50" doc:"What you can do; code or not"`
	Want      []RecommendSkill    `json:"want,omitempty" maxItems:"50" doc:"What you want to learn"`
	Interests []string            `json:"interests,omitempty" maxItems:"30" doc:"Topics, in any words" example:"[\"astronomy\"]"`
	Causes    []string            `json:"causes,omitempty" maxItems:"20" doc:"Causes, in any words" example:"[\"health\"]"`
	Languages []RecommendLanguage `json:"languages,omitempty" maxItems:"20" doc:"Spoken languages"`
	Zone      string              `json:"zone,omitempty" maxLength:"50" doc:"IANA time zone" example:"Europe/Lisbon"`
	Hours     []ProfileHours      `json:"hours,omitempty" maxItems:"168" doc:"Free half hours, in your zone; compared by how many there are in a quarter of a day"`
	Format    string              `json:"format,omitempty" enum:"either,live,writing" default:"either" doc:"Live, in writing, or either"`
	// Goals and Style as in ProfileBody.
	Goals []string `json:"goals,omitempty" maxItems:"10" enum:"contribute,learn,change_field,work,portfolio,study,give_back,people,language,maintain" doc:"Goals"`
	Style []string `json:"style,omitempty" maxItems:"9" enum:"pairing,review,questions,meetings,plan,small_steps,alone,direct,gentle" doc:"Style"`
}

// RecommendSkill is a skill with a level.
type RecommendSkill struct {
	Skill string `json:"skill" minLength:"1" maxLength:"80" doc:"In any spelling" example:"Python"`
	Level int    `json:"level,omitempty" minimum:"0" maximum:"5" doc:"1 want to learn to 5 can teach; 0 not said"`
}

// RecommendLanguage is a spoken language with a level.
type RecommendLanguage struct {
	Language string `json:"language" minLength:"1" maxLength:"35" doc:"BCP 47" example:"pt-BR"`
	Level    int    `json:"level" minimum:"1" maximum:"4" doc:"1 basic, 2 conversational, 3 fluent, 4 native"`
}

// RecommendWork is something that somebody contributed to a project of the catalogue.
type RecommendWork struct {
	Project string `json:"project" minLength:"1" maxLength:"64" pattern:"^[a-z0-9_-]+$" doc:"A project's id; one that is not known counts for its kind alone"`
	Kind    string `json:"kind,omitempty" enum:"code,documentation,design,translation,testing,community,other" doc:"Of work; code if left out"`
}

// RecommendFilter narrows a list: every field that is set must hold, within one any of its words.
type RecommendFilter struct {
	Skills    []string `json:"skills,omitempty" maxItems:"20" doc:"Any of these skills"`
	Causes    []string `json:"causes,omitempty" maxItems:"20" doc:"Any of these causes"`
	Languages []string `json:"languages,omitempty" maxItems:"20" doc:"Any of these spoken languages"`
	Kinds     []string `json:"kinds,omitempty" maxItems:"7" enum:"code,documentation,design,translation,testing,community,other" doc:"Issues: of these kinds"`
	Projects  []string `json:"projects,omitempty" maxItems:"20" doc:"Issues: any of these projects, by id"`
	Mentored  bool     `json:"mentored,omitempty" doc:"Issues: with a mentor who has a free place"`
}

// RecommendQuestion asks for mentors, issues or newcomers.
type RecommendQuestion struct {
	// Profile is needed signed out; signed in it is used instead of your own.
	Profile *RecommendProfile `json:"profile,omitempty" doc:"Needed signed out; kept nowhere"`
	// History is used beside the profile, your own or the one sent along. It changes answers about issues alone.
	History   []RecommendWork `json:"history,omitempty" maxItems:"50" doc:"For issues: what you did elsewhere; kept nowhere"`
	Programme string          `json:"programme,omitempty" maxLength:"64" pattern:"^[a-z0-9_-]*$" doc:"In which programme; the open one if left out"`
	Limit     int             `json:"limit,omitempty" minimum:"1" maximum:"50" default:"10" doc:"How many at most"`
	Credits   bool            `json:"credits,omitempty" doc:"With all parts of the score"`
	Filter    RecommendFilter `json:"filter,omitzero" doc:"Only those that"`
}

// WhyNotQuestion asks how one mentor or one issue fits, and what stands against it.
type WhyNotQuestion struct {
	Mentor    string            `json:"mentor,omitempty" maxLength:"64" doc:"A person's id; this or issue"`
	Issue     string            `json:"issue,omitempty" maxLength:"200" doc:"An issue's id; this or mentor"`
	History   []RecommendWork   `json:"history,omitempty" maxItems:"50" doc:"With an issue: as in the question for issues"`
	Profile   *RecommendProfile `json:"profile,omitempty" doc:"Needed signed out; kept nowhere"`
	Programme string            `json:"programme,omitempty" maxLength:"64" pattern:"^[a-z0-9_-]*$" doc:"In which programme"`
}

// Reason is a reason for or against, as a stable code with its parameters; translations live with those who show it.
type Reason struct {
	Code   string       `json:"code" doc:"Stable" example:"can_teach"`
	Params ReasonParams `json:"params" doc:"What the code is about"`
	Credit int64        `json:"credit" doc:"What it adds to the score, in millionths; below 0 what it costs"`
}

// ReasonParams are ids of skills, topics, causes, spoken languages or kinds of work.
type ReasonParams struct {
	Words []string `json:"words" doc:"At most three; empty where the code says it all"`
	From  []string `json:"from,omitempty" doc:"Skills from which the words were concluded; at most three"`
	// Band is one of those that ReasonCodes lists for the code.
	Band string `json:"band,omitempty" doc:"Of free time in common in a week, or of how long ago; never the number" example:"from_2h"`
}

// Recommendation is one mentor, newcomer or issue. It grades nobody: it says how two fit together. Names and titles are not here: one
// question to profiles (GET /people?ids=) or the catalogue (GET /issues?ids=) has those of a whole list.
type Recommendation struct {
	Person  string `json:"person,omitempty" doc:"The id; profiles has the name"`
	Issue   string `json:"issue,omitempty" doc:"The id; the catalogue has its title"`
	Project string `json:"project,omitempty" doc:"Of the issue"`
	// IssueFacts stand with an issue only.
	IssueFacts
	// Fits is "less" where nothing is shared but a language, hours or a way of working; such entries come after all others.
	Fits    string   `json:"fits,omitempty" enum:"less" doc:"less: shares no skill, interest, cause or kind of work; after all others"`
	Reasons []Reason `json:"reasons" doc:"The best three at most, best first"`
	Gap     *Reason  `json:"gap,omitempty" doc:"What is missing most"`
	Wait    string   `json:"wait,omitempty" enum:"new_here,within_a_day,within_two_days,within_three_days,within_a_week,longer" doc:"Until an answer; measured"`
	Load    string   `json:"load,omitempty" enum:"new_here,free,some,busy,nobody_yet,some_interest,popular" doc:"How much is going on"`
	Score   *int64   `json:"score,omitempty" doc:"With credits: millionths"`
	// Credits add up to the score exactly; only the price is negative.
	Credits map[string]int64 `json:"credits,omitempty" doc:"With credits: every part"`
	// Limit stands only in an answer to why-not or compare: what stands against it in any case. Of a mentor who is full a request waits
	// until a place is free; with queue_full and paused it is refused.
	Limit string `json:"limit,omitempty" enum:"paused,queue_full,full,no_common_language,no_common_hour,ineligible,taken" doc:"Why it is not offered"`
}

// IssueFacts are what a list shows of an issue beside its title and project.
type IssueFacts struct {
	Kind     string    `json:"kind,omitempty" enum:"code,documentation,design,translation,testing,community,other" doc:"Issues: kind of work, estimated"`
	Level    int       `json:"level,omitempty" minimum:"0" maximum:"5" doc:"Issues: how much experience it asks for, estimated; absent if unknown"`
	Language string    `json:"language,omitempty" doc:"Issues: spoken language it is written in, estimated (BCP 47)"`
	Into     string    `json:"into,omitempty" doc:"Issues: spoken language to translate into, where the title names one (BCP 47)"`
	Seen     time.Time `json:"seen,omitzero" doc:"Issues: the last day it was seen open"`
	IssueLife
}

// Recommendations are the best first.
type Recommendations struct {
	Items   []Recommendation `json:"items" doc:"The best first"`
	Weights string           `json:"weights" doc:"Version of the weights" example:"v1"`
	Week    time.Time        `json:"week" doc:"Monday of the week in which hours were compared: daylight saving differs over the year"`
}

// Asker is how somebody fits whose request waits for the caller's answer.
type Asker struct {
	Request   string `json:"request" doc:"Which; mentoring has it"`
	Programme string `json:"programme" doc:"Of the request: who fits is counted there"`
	Recommendation
	Weights string `json:"weights" doc:"Version of the programme's weights"`
}

// Askers are the oldest first, not more than 50.
type Askers struct {
	Items []Asker   `json:"items" doc:"Of requests that are not yours to answer, or not open, nothing is said"`
	Week  time.Time `json:"week" doc:"Monday of the week in which hours were compared"`
}

// CompareQuestion asks how some mentors fit, side by side.
type CompareQuestion struct {
	Mentors   []string          `json:"mentors" minItems:"1" maxItems:"3" uniqueItems:"true" nullable:"false" doc:"Up to three people's ids"`
	Profile   *RecommendProfile `json:"profile,omitempty" doc:"Needed signed out; kept nowhere"`
	Programme string            `json:"programme,omitempty" maxLength:"64" pattern:"^[a-z0-9_-]*$" doc:"In which programme"`
}

// Compared is one mentor of a comparison: with limit, credits and every part in words.
type Compared struct {
	Recommendation
	Parts []ComparedPart `json:"parts" doc:"Every part of the score, in the same order for all; empty where nothing may be said"`
}

// ComparedPart is one part of a score in words.
type ComparedPart struct {
	Part   string  `json:"part" enum:"skills,interests,causes,languages,goals,style,hours,reply,criteria" doc:"Which"`
	Credit int64   `json:"credit" doc:"What it adds to the score, in millionths"`
	Reason *Reason `json:"reason,omitempty" doc:"What speaks for it"`
	Gap    *Reason `json:"gap,omitempty" doc:"What is missing"`
}

// Comparison is the answer, in the order that was asked for.
type Comparison struct {
	Items   []Compared `json:"items" doc:"Those who can be shown"`
	Absent  []string   `json:"absent" doc:"Ids of whom nothing can be said: not there, or not for you"`
	Weights string     `json:"weights" doc:"Version of the weights"`
	Week    time.Time  `json:"week" doc:"Monday of the week in which hours were compared"`
}

// WhyNot is the answer to why-not.
type WhyNot struct {
	Recommendation
	Weights string    `json:"weights" doc:"Version of the weights"`
	Week    time.Time `json:"week" doc:"Monday of the week in which hours were compared"`
}
