package api

import "time"

// CohortPhase is one phase of a cohort and when it begins; it ends where the next begins.
type CohortPhase struct {
	Name string    `json:"name" enum:"call,application,review,round,running,closed" doc:"Which phase"`
	From time.Time `json:"from" doc:"When it begins"`
}

// CohortTrack is a direction that people choose when they take part.
type CohortTrack struct {
	Code string `json:"code" minLength:"1" maxLength:"40" pattern:"^[a-z0-9][a-z0-9-]{0,39}$" doc:"Its code" example:"docs"`
	Name string `json:"name" minLength:"1" maxLength:"120" doc:"Its name" example:"Documentation"`
}

// CohortQuestion is one question of a cohort's call.
type CohortQuestion struct {
	Code     string   `json:"code" minLength:"1" maxLength:"40" pattern:"^[a-z0-9][a-z0-9-]{0,39}$" doc:"Its code" example:"why"`
	Text     string   `json:"text" minLength:"1" maxLength:"300" doc:"The question" example:"Why this programme?"`
	Kind     string   `json:"kind" enum:"short,long,one,many,yes" doc:"A line, some paragraphs, one or many of the options, or yes and no"`
	Options  []string `json:"options,omitempty" maxItems:"20" doc:"Of one and many: what can be chosen"`
	For      string   `json:"for,omitempty" enum:"both,newcomer,mentor" default:"both" doc:"Who is asked"`
	Required bool     `json:"required,omitempty" doc:"It has to be answered before the application is sent"`
	// Eligibility answers are kept apart, read by the cohort's named readers only, and deleted 90 days after the decision.
	Eligibility bool `json:"eligibility,omitempty" doc:"It decides who may take part; only the named readers see the answer"`
	// Needed are the answers, of yes, one or many, that make somebody eligible; empty: any answer does.
	Needed []string `json:"needed,omitempty" maxItems:"20" doc:"Of a question about eligibility, for organisers and reviewers: which answers make eligible"`
	// Column feeds the cohort's criteria.
	Column string `json:"column,omitempty" maxLength:"80" doc:"Which column of the criteria the answer fills"`
}

// Criterion is one question of a programme and how the answers of a pair are compared; see waymark match.
type Criterion struct {
	Name      string         `json:"name" minLength:"1" maxLength:"80" doc:"Its name"`
	Rule      string         `json:"rule" enum:"same,different,ahead,overlap,asked" doc:"How answers are compared"`
	Newcomer  string         `json:"newcomer,omitempty" maxLength:"80" doc:"Column of newcomers; the name by default"`
	Mentor    string         `json:"mentor,omitempty" maxLength:"80" doc:"Column of mentors; the name by default"`
	Weight    int            `json:"weight" minimum:"1" maximum:"100" doc:"How much it counts"`
	Required  bool           `json:"required,omitempty" doc:"Rules a pair out where it is not met"`
	Order     []string       `json:"order,omitempty" maxItems:"100" doc:"Of ahead: the steps, from the first to the last"`
	Best      []int          `json:"best,omitempty" maxItems:"2" doc:"Of ahead: how many steps further is best, from and to"`
	Separator string         `json:"separator,omitempty" maxLength:"8" doc:"Of overlap and asked: what stands between words"`
	When      *CriterionWhen `json:"when,omitempty" doc:"Of asked: where a newcomer asks"`
}

// CriterionWhen holds where a column of the newcomer has one of the words.
type CriterionWhen struct {
	Newcomer string   `json:"newcomer" minLength:"1" maxLength:"80" doc:"Column of newcomers"`
	Is       []string `json:"is" minItems:"1" maxItems:"20" doc:"The answers with which they ask"`
}

// CohortCriteria are a cohort's criteria for pairs.
type CohortCriteria struct {
	Criteria []Criterion `json:"criteria" maxItems:"50" doc:"The criteria"`
	Profile  int         `json:"profile" minimum:"0" maximum:"100" doc:"The weight of the usual score beside them"`
}

// CohortPartner is a partner of the programme that is with a cohort. What it is called and brings is said at the partner alone.
type CohortPartner struct {
	ID       string   `json:"id,omitempty" maxLength:"64" doc:"The partner's id; absent only of what was written down before partners had pages"`
	Name     string   `json:"name,omitempty" maxLength:"120" doc:"Its name; one that is sent without an id means the partner of this name"`
	Homepage string   `json:"homepage,omitempty" maxLength:"500" doc:"An https address; what is sent is not read"`
	Projects []string `json:"projects,omitempty" maxItems:"50" doc:"Of one without an id: what was written down; others have them at the partner"`
}

// CohortSettings are what organisers decide about a cohort.
type CohortSettings struct {
	Name      string `json:"name" minLength:"1" maxLength:"120" doc:"Its name" example:"Autumn 2027"`
	About     string `json:"about,omitempty" maxLength:"4000" doc:"The call: what it is, for whom, what one needs"`
	Published bool   `json:"published,omitempty" doc:"Whoever sees the programme sees the cohort, and its clock runs"`
	// Phases in order, each at most once; the last is closed. Without any the cohort runs from when it is published until it is changed.
	Phases    []CohortPhase `json:"phases" maxItems:"6" doc:"The phases it has, in order"`
	Newcomers string        `json:"newcomers" enum:"apply,register,invited,none" doc:"How newcomers come to take part"`
	Mentors   string        `json:"mentors" enum:"apply,register,invited,none" doc:"How mentors come to take part"`
	// Where it is, and whom it is for. Of those who come, who belongs to the organisation is asked where both may.
	Where        string           `json:"where,omitempty" enum:"remote,venue,region" doc:"Where people meet; absent where nothing is said"`
	Place        string           `json:"place,omitempty" maxLength:"120" doc:"Of venue and region: its name" example:"Community hall, Example Street"`
	Within       string           `json:"within,omitempty" enum:"internal,external,both" doc:"For people of the organisation, for others, or for both"`
	Places       int              `json:"places,omitempty" minimum:"0" maximum:"10000" doc:"For newcomers; 0 no bound"`
	Tracks       []CohortTrack    `json:"tracks,omitempty" maxItems:"20" doc:"What people choose among"`
	Questions    []CohortQuestion `json:"questions,omitempty" maxItems:"30" doc:"What applicants are asked"`
	Agreement    string           `json:"agreement,omitempty" maxLength:"8000" doc:"What mentors accept before they take part; empty for none"`
	Criteria     *CohortCriteria  `json:"criteria,omitempty" doc:"What counts in rounds of this cohort"`
	Readers      []string         `json:"readers,omitempty" maxItems:"20" doc:"Who alone reads answers about eligibility, while they organise or review: ids"`
	Partners     []CohortPartner  `json:"partners,omitempty" maxItems:"30" doc:"Which of the programme's partners are with it"`
	CheckInEvery int              `json:"check_in_every,omitempty" minimum:"0" maximum:"90" doc:"Days between check-ins while it runs; 0 none"`
	// KeptDays is how long what somebody wrote is kept who does not take part; from the call on it can only be shortened.
	KeptDays int `json:"kept_days,omitempty" minimum:"0" maximum:"365" doc:"Days that applications of who is not selected are kept: 30 to 365; 0 is 365"`
	// NoFigures notes that the organisers want no published figures of who takes part, so that nobody reminds them of choosing any. A set-up of
	// such figures counts whatever this says.
	NoFigures bool `json:"no_figures,omitempty" doc:"Nobody is to be asked anything for published figures of who takes part"`
}

// CohortBody makes a cohort: from a template, whose dates begin with begins, or with settings of one's own, or both: what is set in
// settings counts.
type CohortBody struct {
	Template string          `json:"template,omitempty" enum:"internship,company,hackathon,open" doc:"What to begin with"`
	Begins   time.Time       `json:"begins,omitzero" doc:"When the first phase begins; needed with a template that has dates"`
	Language string          `json:"language,omitempty" maxLength:"35" pattern:"^[A-Za-z0-9-]+$" doc:"In which language its questions are (BCP 47)"`
	Name     string          `json:"name" minLength:"1" maxLength:"120" doc:"Its name" example:"Autumn 2027"`
	Settings *CohortSettings `json:"settings,omitempty" doc:"Instead of a template"`
}

// CohortClone makes another cohort of the same settings, every date shifted alike.
type CohortClone struct {
	Name   string    `json:"name" minLength:"1" maxLength:"120" doc:"The name of the new one"`
	Begins time.Time `json:"begins,omitzero" doc:"When its first phase begins; needed where there are dates"`
}

// CohortExtension moves every date after a phase.
type CohortExtension struct {
	Phase string `json:"phase" enum:"call,application,review,round,running" doc:"The phase that lasts longer"`
	Days  int    `json:"days" minimum:"1" maximum:"365" doc:"By how many days"`
}

// Cohort is one run of a programme.
type Cohort struct {
	ID        string `json:"id" doc:"Its id"`
	Org       string `json:"org" doc:"Its organisation"`
	Programme string `json:"programme" doc:"Its programme"`
	Template  string `json:"template,omitempty" doc:"What it began with"`
	From      string `json:"from,omitempty" doc:"The cohort that it was cloned from"`
	CohortSettings
	// AgreementVersion counts the texts of the agreement, from 1.
	AgreementVersion int       `json:"agreement_version,omitempty" doc:"Which text of the agreement counts"`
	Phase            string    `json:"phase" enum:"planned,call,application,review,round,running,closed" doc:"Where it is now"`
	Until            time.Time `json:"until,omitzero" doc:"When this phase ends"`
	Applying         bool      `json:"applying" doc:"Applications and registrations are taken now"`
	Created          time.Time `json:"created" doc:"When it was made"`
	Changed          time.Time `json:"changed" doc:"When its settings changed last"`
	// Mine is what the caller may do.
	Mine CohortMine `json:"mine" doc:"What you are to it"`
}

// CohortMine is what the caller is to a cohort.
type CohortMine struct {
	Organiser bool `json:"organiser" doc:"You organise it"`
	Reviewer  bool `json:"reviewer" doc:"You review its applications"`
	Reader    bool `json:"reader" doc:"You read answers about eligibility"`
}

// Cohorts is one page of them.
type Cohorts struct {
	Items []Cohort `json:"items" doc:"The newest first"`
}

// CohortDuty is one thing that is due.
type CohortDuty struct {
	// Code is what.
	Code string `json:"code" enum:"publish,phases,questions,readers,figures,review,decide,waiting,release,projects,admit,agree,check_in,eligibility,unknown"`

	Who  string    `json:"who" enum:"organisers,reviewers,mentors,newcomers,readers" doc:"From whom"`
	Due  time.Time `json:"due,omitzero" doc:"By when"`
	Done bool      `json:"done" doc:"Nothing is left of it"`
	Left int64     `json:"left" doc:"How many are left"`
}

// CohortChecklist is what is due from whom.
type CohortChecklist struct {
	Items []CohortDuty `json:"items" doc:"In the order of the phases"`
}

// CohortAgreement is one text of the agreement of a cohort's mentors.
type CohortAgreement struct {
	Version int    `json:"version" doc:"Counts up when the text changes; 0 where there is none"`
	Text    string `json:"text" doc:"The text"`
}
