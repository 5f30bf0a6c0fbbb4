package api

import "time"

// ApplicationAnswer is the answer to one question of the call.
type ApplicationAnswer struct {
	Question string   `json:"question" minLength:"1" maxLength:"40" pattern:"^[a-z0-9][a-z0-9-]{0,39}$" doc:"The question's code"`
	Text     string   `json:"text,omitempty" maxLength:"4000" doc:"Of short and long"`
	Chosen   []string `json:"chosen,omitempty" maxItems:"20" doc:"Of one, many and yes (yes or no): what was chosen"`
}

// ApplicationEvidence is a contribution that somebody shows.
type ApplicationEvidence struct {
	URL  string `json:"url" minLength:"1" maxLength:"500" doc:"An https address where it can be seen"`
	What string `json:"what,omitempty" maxLength:"300" doc:"What one did there"`
}

// ApplicationDraft is what somebody writes into an application.
type ApplicationDraft struct {
	Answers  []ApplicationAnswer   `json:"answers,omitempty" maxItems:"30" doc:"What was answered so far"`
	Evidence []ApplicationEvidence `json:"evidence,omitempty" maxItems:"10" doc:"Contributions"`
	Tracks   []string              `json:"tracks,omitempty" maxItems:"20" doc:"Codes of the tracks that were chosen"`
	Projects []string              `json:"projects,omitempty" maxItems:"5" doc:"Newcomers: ids of the cohort's approved projects that you would like to work on"`
	Places   int                   `json:"places,omitempty" minimum:"0" maximum:"20" doc:"Mentors: how many people you carry in this cohort"`
	Belongs  string                `json:"belongs,omitempty" enum:"internal,external" doc:"Where the cohort is for both: whether you belong to the organisation"`
	Language string                `json:"language,omitempty" maxLength:"35" pattern:"^[A-Za-z0-9-]+$" doc:"In which language you read this (BCP 47)"`
}

// ApplicationSending sends an application, or registers.
type ApplicationSending struct {
	Agreement int `json:"agreement,omitempty" minimum:"0" maximum:"100000" doc:"Mentors: the version of the agreement that you accept"`
}

// ApplicationDecision is what was decided about an application.
type ApplicationDecision struct {
	Outcome string `json:"outcome" enum:"accept,wait,decline" doc:"What was decided"`
	Reason  string `json:"reason,omitempty" enum:"places,experience,not_eligible,fit,incomplete,other" doc:"Of decline and wait: why"`
	Words   string `json:"words,omitempty" maxLength:"2000" doc:"Words of the organisers for this person"`
}

// DecisionBody prepares a decision about one application.
type DecisionBody struct {
	ApplicationDecision
	// Replaces keeps what another organiser decided meanwhile from being overwritten unseen.
	Replaces int64 `json:"replaces,omitempty" minimum:"0" doc:"The number of the decision that stood when you looked, told or not; 0 for none"`
}

// ApplicationDecided is a decision as organisers see it; the applicant sees it once it was released.
type ApplicationDecided struct {
	ApplicationDecision
	Number   int64     `json:"number,omitempty" doc:"For organisers and reviewers: counts what was prepared; send it to release exactly this, or to replace it"`
	By       string    `json:"by,omitempty" doc:"For organisers: who prepared it; absent where they left"`
	At       time.Time `json:"at" doc:"When it was decided; for the applicant, when they were told"`
	Released time.Time `json:"released,omitzero" doc:"When the applicant was told"`
}

// Application is one person's way into a cohort, from the first draft to the end of taking part.
type Application struct {
	ID        string `json:"id" doc:"Its id"`
	Programme string `json:"programme" doc:"The programme"`
	Cohort    string `json:"cohort" doc:"The cohort"`
	Person    string `json:"person" doc:"Whose it is"`
	As        string `json:"as" enum:"newcomer,mentor" doc:"As what"`
	State     string `json:"state" enum:"draft,sent,withdrawn,waiting,declined,accepted,left" doc:"Where it stands"`
	ApplicationDraft
	// Eligible says what the rules make of the answers about eligibility; "" before it was sent, and once they are deleted.
	Eligible string              `json:"eligible,omitempty" enum:"yes,no" doc:"For the named readers, of one application: whether the rules are met"`
	Agreed   int                 `json:"agreed,omitempty" doc:"The version of the agreement that was accepted"`
	AgreedAt time.Time           `json:"agreed_at,omitzero" doc:"When"`
	Decision *ApplicationDecided `json:"decision,omitempty" doc:"What was decided"`
	Saved    time.Time           `json:"saved" doc:"When it was last saved"`
	Sent     time.Time           `json:"sent,omitzero" doc:"When it was sent"`
	Joined   time.Time           `json:"joined,omitzero" doc:"Since when they take part"`
	Left     time.Time           `json:"left,omitzero" doc:"When they left"`
	Reason   string              `json:"left_reason,omitempty" doc:"Why, if they said so; for them and the organisers"`
	LeftBy   string              `json:"left_by,omitempty" enum:"own,organiser" doc:"Who ended it: the person, or an organiser"`
	Reviews  *ApplicationRated   `json:"reviews,omitempty" doc:"For organisers and reviewers: what reviewers said"`
	// KeptUntil is told of one application, not in lists.
	KeptUntil time.Time `json:"kept_until,omitzero" doc:"When all of it is deleted as things stand; absent of who takes part or did"`
}

// ApplicationRated sums up what reviewers said.
type ApplicationRated struct {
	Count    int      `json:"count" doc:"How many rated it"`
	Mean     int      `json:"mean" doc:"Hundredths of the mean rating; 0 without one"`
	Flags    []string `json:"flags" doc:"What was flagged, each once"`
	Mine     bool     `json:"mine" doc:"You have rated it"`
	Conflict bool     `json:"conflict" doc:"You declared a conflict of interests"`
}

// Applications is one page of them.
type Applications struct {
	Items []Application `json:"items" doc:"In no order that means anything"`
}

// ApplicationVersion is an earlier text of an application.
type ApplicationVersion struct {
	At       time.Time             `json:"at" doc:"When it was saved"`
	Answers  []ApplicationAnswer   `json:"answers" doc:"The answers then, without those about eligibility"`
	Evidence []ApplicationEvidence `json:"evidence" doc:"The contributions then"`
}

// ApplicationVersions are the earlier texts that are kept.
type ApplicationVersions struct {
	Items []ApplicationVersion `json:"items" doc:"The newest first"`
}

// EligibilityAnswers are the answers about eligibility of one application.
type EligibilityAnswers struct {
	Answers []ApplicationAnswer `json:"answers" doc:"The answers"`
	Deleted time.Time           `json:"deleted,omitzero" doc:"When they will be deleted"`
}

// ReviewBody is what a reviewer says of an application.
type ReviewBody struct {
	Conflict bool     `json:"conflict,omitempty" doc:"You have an interest in it, and no longer see or rate it"`
	Rating   int      `json:"rating,omitempty" minimum:"0" maximum:"5" doc:"1 to 5; 0 for none yet"`
	Flags    []string `json:"flags,omitempty" maxItems:"5" enum:"look_closer,outstanding,doubtful_evidence,incomplete,other_track" doc:"What others should see"`
	Note     string   `json:"note,omitempty" maxLength:"2000" doc:"For organisers and reviewers; in the applicant's export, unnamed, once it was decided and told"`
}

// Review is one of them.
type Review struct {
	Reviewer string `json:"reviewer,omitempty" doc:"Whose it is; empty where they left"`
	ReviewBody
	At time.Time `json:"at" doc:"When"`
}

// Reviews are all of an application.
type Reviews struct {
	Items []Review `json:"items" doc:"In no order that means anything"`
}

// DecisionsBody prepares one decision about several applications.
type DecisionsBody struct {
	ApplicationDecision
	Applications []string `json:"applications" minItems:"1" maxItems:"200" doc:"Which"`
	// Replaces may be left out where nothing stood about any of them.
	Replaces []int64 `json:"replaces,omitempty" maxItems:"200" doc:"The number of the decision that stood about each, 0 for none, in the same order"`
}

// DecisionPrepared is what became of one of them.
type DecisionPrepared struct {
	Application string `json:"application" doc:"Which"`
	Prepared    bool   `json:"prepared" doc:"It waits to be told"`
	Code        string `json:"code,omitempty" doc:"Why not"`
}

// DecisionsPrepared is what became of all.
type DecisionsPrepared struct {
	Items []DecisionPrepared `json:"items" doc:"In the order of the request"`
}

// DecisionsRelease tells applicants what was decided.
type DecisionsRelease struct {
	Applications []string `json:"applications" minItems:"1" maxItems:"200" doc:"Which; each has a decision that is not released yet"`
	// Numbers keep what changed since it was looked at from being told.
	Numbers []int64 `json:"numbers,omitempty" maxItems:"200" doc:"The number of each decision as it was looked at, in the same order"`
}

// DecisionReleased is what became of one of them.
type DecisionReleased struct {
	Application string `json:"application" doc:"Which"`
	Released    bool   `json:"released" doc:"The applicant can read it now"`
	Code        string `json:"code,omitempty" doc:"Why not"`
}

// DecisionsReleased is what became of all.
type DecisionsReleased struct {
	Items []DecisionReleased `json:"items" doc:"In the order of the request"`
}

// LeavingBody ends somebody's taking part before its time.
type LeavingBody struct {
	Reason string `json:"reason,omitempty" enum:"time,found_other,no_fit,conduct,no_contact,other" doc:"Why; nobody needs to say"`
}
