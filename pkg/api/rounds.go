package api

import "time"

// NewRound drafts a round.
type NewRound struct {
	Programme  string   `json:"programme" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"Id of the programme"`
	Cohort     string   `json:"cohort,omitempty" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"One of its cohorts; all of the programme if left out"`
	Objectives []string `json:"objectives,omitempty" maxItems:"3" uniqueItems:"true" enum:"fit,stable,fair" doc:"What to solve it for; all three if left out"`
	Side       string   `json:"side,omitempty" enum:"newcomers,mentors" doc:"Whose best stable answer it is; of newcomers if left out"`
}

// Round is a round of a programme, or of one of its cohorts: a draft that nobody hears of until it is published.
type Round struct {
	ID          string            `json:"id" doc:"Its id"`
	Programme   string            `json:"programme" doc:"Id of the programme"`
	Cohort      string            `json:"cohort,omitempty" doc:"Id of the cohort; absent where everybody in the programme takes part"`
	Status      string            `json:"status" enum:"draft,publishing,published" doc:"Where it is"`
	Created     time.Time         `json:"created" doc:"When it was drafted"`
	Changed     time.Time         `json:"changed" doc:"When it changed last"`
	Work        *RoundWork        `json:"work,omitempty" doc:"What goes on in the background"`
	Failed      *RoundFailure     `json:"failed,omitempty" doc:"What could not be done; beside work: it fails, and is tried again"`
	Input       *RoundInput       `json:"input,omitempty" doc:"What it was made of; absent until that is gathered"`
	Pinned      []RoundPair       `json:"pinned" doc:"Pairs that are in every answer, by row"`
	Forbidden   []RoundPair       `json:"forbidden" doc:"Pairs that are in none"`
	LeftOut     []int             `json:"left_out" doc:"Rows of newcomers who take no part any more"`
	Seats       []RoundSeat       `json:"seats" doc:"Mentors who have another number of places here than they can carry"`
	Edits       int               `json:"edits" doc:"How often something of these was changed"`
	Side        string            `json:"side" enum:"newcomers,mentors" doc:"Whose best stable answer it is"`
	Answers     []RoundAnswer     `json:"answers" doc:"What each objective made of it"`
	Publication *RoundPublication `json:"publication,omitempty" doc:"How it was published"`
}

// RoundWork goes on in the background.
type RoundWork struct {
	Kind      string    `json:"kind" enum:"gather,solve,check,publish" doc:"What is done"`
	Objective string    `json:"objective,omitempty" doc:"For which objective just now"`
	Done      int       `json:"done" doc:"How far it is"`
	Total     int       `json:"total" doc:"Of how much; 0 if that is not known yet"`
	Since     time.Time `json:"since" doc:"Since when"`
}

// RoundFailure is work that was given up; beside work, why it is tried again.
type RoundFailure struct {
	Kind   string    `json:"kind" enum:"gather,solve,check,publish" doc:"What was to be done"`
	Code   string    `json:"code" doc:"Why not"`
	Detail string    `json:"detail" doc:"Why not, in a sentence"`
	At     time.Time `json:"at" doc:"When"`
	// Of "round.nobody": who could be paired, and who takes part and could not.
	Newcomers int            `json:"newcomers,omitempty" doc:"How many newcomers there were"`
	Mentors   int            `json:"mentors,omitempty" doc:"How many mentors there were"`
	Left      map[string]int `json:"left,omitempty" doc:"Who takes part and is not in it, by reason, as in input"`
}

// RoundInput is what a round was made of.
type RoundInput struct {
	Newcomers int            `json:"newcomers" doc:"How many newcomers"`
	Mentors   int            `json:"mentors" doc:"How many mentors"`
	Places    int            `json:"places" doc:"How many places they have together"`
	Pairs     int            `json:"pairs" doc:"How many pairs were looked at"`
	Left      map[string]int `json:"left" doc:"Who takes part and is not in it, by reason: has_mentor, proposed, no_profile"`
	At        time.Time      `json:"at" doc:"When people were asked"`
	Took      int64          `json:"took_ms" doc:"Milliseconds"`
	Weights   string         `json:"weights" doc:"Version of the weights"`
	ByName    map[string]int `json:"weights_by_name,omitempty" doc:"Those of the programme, where they differ from the usual ones"`
	Rules     int            `json:"rules" doc:"Version of the programme's rules"`
	// Parts are by name: skills, interests …
	Parts    map[string]RoundWeight `json:"parts,omitempty" doc:"The weights that counted, by part; absent in rounds of earlier versions"`
	LooksFor []LookedFor            `json:"looks_for,omitempty" doc:"What the programme looked for in its mentors; absent in rounds of earlier versions"`
	Criteria string                 `json:"criteria,omitempty" doc:"SHA-256 of the cohort's criteria"`
	Keep     int                    `json:"keep" doc:"How many mentors of each newcomer were looked at"`
	Inexact  int                    `json:"inexact,omitempty" doc:"Newcomers for whom these may not be the very best: criteria of a large cohort"`
}

// RoundWeight is how much a part counts for each side, 0..100.
type RoundWeight struct {
	Mine   int `json:"newcomers" doc:"In what the newcomer gets"`
	Theirs int `json:"mentors" doc:"In what the mentor gets"`
}

// RoundPair is a pair by its rows.
type RoundPair struct {
	Newcomer int `json:"newcomer_row" minimum:"0" maximum:"1000000" doc:"Row of the newcomer"`
	Mentor   int `json:"mentor_row" minimum:"0" maximum:"1000000" doc:"Row of the mentor"`
}

// RoundSeat is how many places a mentor has in a round.
type RoundSeat struct {
	Mentor int `json:"mentor_row" minimum:"0" maximum:"1000000" doc:"Row of the mentor"`
	Places int `json:"places" doc:"How many places"`
}

// RoundLeaving leaves a newcomer out, or takes them in again.
type RoundLeaving struct {
	Left bool `json:"left" doc:"They take no part any more; else they do again"`
}

// RoundPlaces gives a mentor a number of places.
type RoundPlaces struct {
	Places int `json:"places" minimum:"0" maximum:"1000000" doc:"How many newcomers at most; 0 for one who takes no part any more"`
}

// RoundAnswer is what one objective made of a round.
type RoundAnswer struct {
	Objective string      `json:"objective" enum:"fit,stable,fair" doc:"Greatest total; no two would rather have each other; most people, then the worst-off"`
	Stale     bool        `json:"stale,omitempty" doc:"Pairs were pinned or forbidden since: solve again"`
	Matched   int         `json:"matched" doc:"Newcomers with a mentor"`
	Total     int64       `json:"total" doc:"Sum of the scores of the pairs, in millionths"`
	Least     int64       `json:"least" doc:"The lowest of them"`
	Median    int64       `json:"median" doc:"The middle one"`
	MeanRank  float64     `json:"mean_rank" doc:"Which choice newcomers got, on average"`
	First     int         `json:"first" doc:"Newcomers with their first choice"`
	Three     int         `json:"three" doc:"Newcomers with one of their first three choices"`
	Envious   int         `json:"envious" doc:"Newcomers who, and a mentor who, would rather have each other"`
	Used      int         `json:"used" doc:"Mentors who have somebody"`
	Full      int         `json:"full" doc:"Mentors whose places are all taken"`
	Choices   []int       `json:"choices" doc:"Newcomers by choice: 1st, 2nd, 3rd, 4th-5th, 6th-10th, 11th-20th, later, nobody"`
	Load      []int       `json:"load" doc:"Mentors: without a place, with nobody, under half full, half or more, full"`
	At        time.Time   `json:"at" doc:"When it was solved"`
	Took      int64       `json:"took_ms" doc:"Milliseconds"`
	Moved     int         `json:"moved" doc:"Newcomers for whom something else came out than before"`
	Mended    bool        `json:"mended,omitempty" doc:"The answer before was mended, which is exact, too"`
	Side      string      `json:"side,omitempty" enum:"newcomers,mentors" doc:"Whose best answer it is; of stable"`
	Solver    string      `json:"solver,omitempty" doc:"Which solver it was: by its name the same pairs come out again"`
	Checked   *RoundCheck `json:"checked,omitempty" doc:"What came of checking it"`
}

// RoundCheck is what came of checking an answer from what is stored.
type RoundCheck struct {
	At     time.Time `json:"at" doc:"When"`
	Proved bool      `json:"proved" doc:"The certificate proves it"`
	Same   bool      `json:"same" doc:"Solving it again gives the same total and as many people"`
	Pairs  bool      `json:"pairs" doc:"The very same pairs came out; where not, several answers are as good"`
	What   string    `json:"what,omitempty" doc:"What is false, by rows"`
}

// RoundPublication is how a round was published.
type RoundPublication struct {
	Objective string         `json:"objective" enum:"fit,stable,fair" doc:"Whose pairs"`
	Started   time.Time      `json:"started" doc:"Since when"`
	Until     time.Time      `json:"until" doc:"Until when mentors can accept"`
	Finished  *time.Time     `json:"finished,omitempty" doc:"When all pairs were proposed"`
	Proposed  int            `json:"proposed" doc:"Pairs that were proposed"`
	Returned  map[string]int `json:"returned" doc:"Pairs that came back, by outcome, as of a row"`
}

// RoundReplies are how the pairs of a published round went on; all zero before.
type RoundReplies struct {
	Yes     int  `json:"yes" doc:"Mentors who said yes, whatever became of it since"`
	Waiting int  `json:"waiting" doc:"No answer yet"`
	Without int  `json:"without" doc:"Not this time, or no answer in time"`
	No      *int `json:"no,omitempty" doc:"Of those, not this time: told once nothing waits and neither part is a small group"`
	Silent  *int `json:"silent,omitempty" doc:"Of those, no answer in time; likewise"`
	Back    int  `json:"back" doc:"Could not be proposed, or taken back before there was an answer"`
}

// RoundList is a page of rounds, newest first.
type RoundList struct {
	Items []Round `json:"items" doc:"Rounds"`
}

// RoundFix settles a pair beforehand.
type RoundFix struct {
	RoundPair
	As string `json:"as" enum:"pinned,forbidden,free" doc:"pinned: in every answer; forbidden: in none; free: as it comes"`
}

// RoundSolving solves a round again.
type RoundSolving struct {
	Objectives []string `json:"objectives,omitempty" maxItems:"3" uniqueItems:"true" enum:"fit,stable,fair" doc:"For what; all three if left out"`
	Side       string   `json:"side,omitempty" enum:"newcomers,mentors" doc:"Whose best stable answer from now on; as before if left out"`
}

// RoundPublishing publishes a round.
type RoundPublishing struct {
	Objective string `json:"objective" enum:"fit,stable,fair" doc:"Whose pairs are proposed"`
	Days      int    `json:"days,omitempty" minimum:"1" maximum:"60" doc:"How long mentors have to accept; 14 days if left out"`
}

// RoundRow is one newcomer with what an objective gave them.
type RoundRow struct {
	Row       int    `json:"row" doc:"Row of the newcomer"`
	Newcomer  string `json:"newcomer,omitempty" doc:"Id of the person; absent if they were erased"`
	MentorRow int    `json:"mentor_row" doc:"Row of the mentor; -1 for nobody"`
	Mentor    string `json:"mentor,omitempty" doc:"Id of the person; absent for nobody, or if they were erased"`
	Score     int64  `json:"score" doc:"What the pair is worth, in millionths"`
	Rank      int    `json:"rank" doc:"Which choice of the newcomer this is; 0 if it is none"`
	Options   int    `json:"options" doc:"How many mentors were possible"`
	Pinned    bool   `json:"pinned,omitempty" doc:"The organiser pinned it"`
	Envious   bool   `json:"envious,omitempty" doc:"This newcomer and some other mentor would rather have each other"`
	Alone     string `json:"alone,omitempty" enum:"left_out,no_candidates,forbidden,full,other" doc:"Why there is nobody"`
	// Limits are codes; of no_candidates.
	Limits  []string      `json:"limits,omitempty" doc:"What makes every mentor impossible, most frequent first: no_common_language …"`
	Reasons []RoundReason `json:"reasons,omitempty" doc:"What the cohort's criteria say of the pair"`
	Outcome string        `json:"outcome,omitempty" enum:"proposed,alone,returned,erased,unknown" doc:"What came of it; returned: not possible now"`
	Status  string        `json:"status,omitempty" enum:"proposed,accepted,active" doc:"What the proposal is now; absent if it ended"`
	// PinTo and Not change at once, the rest when the round is solved again.
	PinTo *RoundSettled  `json:"pin_to,omitempty" doc:"The mentor to whom the newcomer is pinned now"`
	Not   []RoundSettled `json:"not,omitempty" doc:"Mentors with whom the pair is forbidden now"`
}

// RoundSettled is a mentor with whom a pair is pinned or forbidden.
type RoundSettled struct {
	Row    int    `json:"mentor_row" doc:"Row of the mentor"`
	Mentor string `json:"mentor,omitempty" doc:"Id of the person; absent if they were erased"`
}

// RoundReason is what one criterion says of a pair. One that was asked for in confidence says nothing.
type RoundReason struct {
	Criterion string `json:"criterion" doc:"Its name"`
	Rule      string `json:"rule" enum:"same,different,ahead,overlap" doc:"How answers were compared"`
	For       bool   `json:"for" doc:"It speaks for the pair; else it is missing"`
}

// RoundRows is a page of rows.
type RoundRows struct {
	Objective string     `json:"objective" doc:"Whose pairs they are"`
	Items     []RoundRow `json:"items" doc:"Newcomers, by row"`
}

// RoundCandidate is a mentor whom a newcomer could have.
type RoundCandidate struct {
	Row    int            `json:"row" doc:"Row of the mentor"`
	Mentor string         `json:"mentor,omitempty" doc:"Id of the person; absent if they were erased"`
	Score  int64          `json:"score" doc:"What the pair is worth, in millionths; 0 if it was not looked at"`
	Places int            `json:"places" doc:"How many places they have in this round"`
	Most   int            `json:"most" doc:"How many they can carry"`
	Taken  map[string]int `json:"taken" doc:"How many of them each objective gives away"`
	Fixed  string         `json:"fixed,omitempty" enum:"pinned,forbidden" doc:"What the organiser settled"`
	// Reasons are without anybody's answers.
	Reasons []RoundReason `json:"reasons,omitempty" doc:"What the cohort's criteria say of the pair"`
}

// RoundChoices are the mentors whom one newcomer could have, best first.
type RoundChoices struct {
	Row      int              `json:"row" doc:"Row of the newcomer"`
	Newcomer string           `json:"newcomer,omitempty" doc:"Id of the person; absent if they were erased"`
	Has      map[string]int   `json:"has" doc:"Row of the mentor whom each objective gave them; -1 for nobody"`
	LeftOut  bool             `json:"left_out,omitempty" doc:"They take no part any more"`
	Items    []RoundCandidate `json:"items" doc:"Mentors, best first"`
}

// RoundWorth is what a pair would be worth, or why it cannot be. Nothing in it is anybody's answer, and a block is told nowhere.
type RoundWorth struct {
	RoundPair
	Newcomer string `json:"newcomer,omitempty" doc:"Id of the person; absent if they were erased"`
	Mentor   string `json:"mentor,omitempty" doc:"Id of the person; absent if they were erased"`
	Listed   bool   `json:"listed" doc:"It is among the pairs that the round looked at; else it is worked out from profiles as they are now"`
	Score    int64  `json:"score" doc:"What the pair is worth, in millionths; 0 where it cannot be"`
	Rank     int    `json:"rank" doc:"Which choice of the newcomer the mentor would be; 0 where it cannot be"`
	// Limit is open: gone is one of the two takes no part now, or has a mentor by now.
	Limit   string        `json:"limit,omitempty" doc:"Why it cannot be: no_common_language, no_common_hour, full, taken, came_back, criteria, ineligible, gone"`
	Fixed   string        `json:"fixed,omitempty" enum:"pinned,forbidden" doc:"What the organiser settled"`
	Reasons []RoundReason `json:"reasons,omitempty" doc:"What the cohort's criteria say of the pair"`
	At      time.Time     `json:"at" doc:"Profiles of which moment"`
}

// RoundMentors is a page of a round's mentors, by row.
type RoundMentors struct {
	Items []RoundCandidate `json:"items" doc:"Mentors"`
}

// RoundAudit is how groups of people did, never fewer than ten together: in a draft, and where fewer than ten newcomers have somebody else than there,
// before anything was pinned, forbidden or left out.
type RoundAudit struct {
	Objective string       `json:"objective" doc:"Of which answer"`
	Least     int          `json:"least" doc:"The least number of people that is shown together"`
	Items     []RoundGroup `json:"items" doc:"Groups"`
	Drafted   bool         `json:"drafted" doc:"It is how they did before anything was pinned, forbidden or left out"`
	Hidden    []string     `json:"hidden" doc:"What is not shown because it would tell how fewer people did: newcomers/track"`
}

// RoundGroup is how one group did. Shares are in percent, rounded to fives, people to tens, the rest to tenths.
type RoundGroup struct {
	Side      string  `json:"side" enum:"newcomers,mentors" doc:"Whose"`
	By        string  `json:"by" enum:"region,language,experience,track" doc:"What they have in common"`
	Group     string  `json:"group" doc:"Which; - for those who said nothing, +n for n groups together"`
	People    int     `json:"people" doc:"About how many they are"`
	Matched   int     `json:"matched" doc:"Newcomers with a mentor; of mentors, places that are taken"`
	MeanRank  float64 `json:"mean_rank,omitempty" doc:"Which choice they got on average; absent where it would tell how fewer than ten with a mentor did"`
	Envy      int     `json:"envy" doc:"Newcomers with justified envy"`
	PerMentor float64 `json:"per_mentor,omitempty" doc:"Newcomers for each mentor"`
}

// RoundCertificate is why an answer is right, by row numbers, with what it stands on.
type RoundCertificate struct {
	Format    string      `json:"format" doc:"Form of the stored problem"`
	Round     string      `json:"round" doc:"Id of the round"`
	Input     RoundInput  `json:"input" doc:"What it was made of"`
	Problem   []string    `json:"problem" doc:"SHA-256 of the chunks that hold the problem"`
	Pinned    []RoundPair `json:"pinned" doc:"Pairs that were settled"`
	Forbidden []RoundPair `json:"forbidden" doc:"Pairs that were ruled out"`
	Mentors   []int       `json:"mentors" doc:"Row of each newcomer's mentor; -1 for nobody"`
	LeftOut   []int       `json:"left_out,omitempty" doc:"Rows of newcomers who took no part any more"`
	Seats     []RoundSeat `json:"seats,omitempty" doc:"Mentors who had another number of places than the problem says"`
	Solver    string      `json:"solver,omitempty" doc:"Which solver it was; absent in answers of earlier versions"`
	// CriteriaSet is the JSON of package criteria.
	CriteriaSet any `json:"criteria_set,omitempty" doc:"The cohort's criteria as they were"`
	Proof       any `json:"proof" doc:"The certificate: prices for fit, checked claims for stable and fair"`
}

// RoundsExport is what rounds keep about the caller: in which they are, and which they made. Paged.
type RoundsExport struct {
	Rounds []ExportedRound `json:"rounds" doc:"Rounds in which you are, or that you made or published"`
}

// ExportedRound is the caller in one round.
type ExportedRound struct {
	Round     string    `json:"round" doc:"Id of the round"`
	Programme string    `json:"programme" doc:"Id of the programme"`
	Cohort    string    `json:"cohort,omitempty" doc:"Id of the cohort"`
	Created   time.Time `json:"created" doc:"When it was drafted"`
	As        string    `json:"as" enum:"newcomer,mentor,organiser" doc:"What you are in it"`
	Row       int       `json:"row" doc:"In which row; -1 as an organiser"`
}
