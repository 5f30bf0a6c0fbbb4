package api

import "time"

// SkillGuide is the free guide to a skill that the operator of this community chose.
type SkillGuide struct {
	URL   string `json:"url" doc:"Where it is; https" example:"https://guides.example.org/git"`
	Title string `json:"title" doc:"What it is called" example:"Git from the beginning"`
}

// SkillSteering is one thing that moderators decided about the list of skills. Aliases do not say the word that they are for: Of is its
// opaque id.
type SkillSteering struct {
	Of    string `json:"of" doc:"The opaque id of the word or skill that it is about" example:"u-x7pxp2vhwhmuaybqlhta"`
	Skill string `json:"skill,omitempty" doc:"The skill that was added, renamed or merged" example:"bread-baking"`
	Into  string `json:"into,omitempty" doc:"The skill that it stands for from now on" example:"git"`
	Name  string `json:"name,omitempty" doc:"How the skill is written" example:"Bread baking"`
	Kind  string `json:"kind,omitempty" enum:"language,framework,tool,platform,topic,craft" doc:"Of a skill that was added"`
}

// SkillTable is what this community changed of the list of skills that ships with Waymark, and its free guides. With it whoever has
// that list knows every skill.
type SkillTable struct {
	Steering []SkillSteering       `json:"steering" doc:"By id"`
	Guides   map[string]SkillGuide `json:"guides" doc:"By canonical skill"`
}

// UnknownWord is a word that people used and that the list of skills does not have. Who used it is not said.
type UnknownWord struct {
	ID     string       `json:"id" doc:"Its opaque id" example:"u-x7pxp2vhwhmuaybqlhta"`
	Word   string       `json:"word" doc:"As profiles have it" example:"bread-baking"`
	People int          `json:"people" doc:"How many use it"`
	Near   []SkillEntry `json:"near" doc:"Skills that are written like it; at most three"`
}

// UnknownWords are those of them that most people use.
type UnknownWords struct {
	Items []UnknownWord `json:"items" doc:"What most people use first"`
	Total int           `json:"total" doc:"How many words there are that can be shown"`
	// Rare are not shown: a word that hardly anybody uses may tell of one person.
	Rare int `json:"rare" doc:"How many more there are, which fewer than three people use and which are written like no skill"`
	// Complete is false where there are more people with such words than one answer looks at.
	Complete bool `json:"complete" doc:"Whether everybody's words were looked at"`
}

// SkillDecision decides about a word or a skill; what was decided about it before is replaced. What people wrote stays as they wrote it.
type SkillDecision struct {
	// Word is an unknown word for alias, add and leave; a skill for merge and rename.
	Word string `json:"word" minLength:"1" maxLength:"80" doc:"Which word or skill, in any spelling" example:"bread-baking"`
	// Do: the word stands for a skill; it becomes a skill of its own; a skill gets another name; a skill becomes another one; the
	// word is no skill and leaves the list of unknown words.
	Do   string `json:"do" enum:"leave,alias,add,rename,merge" doc:"What becomes of it"`
	Into string `json:"into,omitempty" maxLength:"80" doc:"alias and merge: the skill that it stands for" example:"baking"`
	Name string `json:"name,omitempty" maxLength:"60" doc:"add and rename: how it is written" example:"Bread baking"`
	Kind string `json:"kind,omitempty" enum:"language,framework,tool,platform,topic,craft" doc:"add: craft is everything that is not code"`
}

// SkillDecided is a decision as it stands.
type SkillDecided struct {
	ID string `json:"id" doc:"The opaque id of the word or skill; DELETE takes the decision back" example:"u-x7pxp2vhwhmuaybqlhta"`
	// Word is not kept of a word that was left.
	Word string    `json:"word,omitempty" doc:"The word or skill"`
	Do   string    `json:"do" enum:"alias,add,rename,merge,leave" doc:"What became of it"`
	Into string    `json:"into,omitempty" doc:"The skill that it stands for"`
	Name string    `json:"name,omitempty" doc:"How it is written"`
	Kind string    `json:"kind,omitempty" enum:"language,framework,tool,platform,topic,craft" doc:"Of a skill that was added"`
	By   string    `json:"by,omitempty" doc:"Who decided, where they are still here"`
	At   time.Time `json:"at" doc:"When"`
}

// SkillDecisions is one page of them.
type SkillDecisions struct {
	Items []SkillDecided `json:"items" doc:"Newest first"`
}
