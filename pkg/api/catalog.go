package api

import "time"

// Licence says what is known about a licence, and by which definition it is open: the Open Source Initiative's, the Open
// Definition, or the CERN open hardware licences. Without an id, State says why: no list says anything (absent), something is
// stated that is no licence we know (unrecognised), or it is stated that there is none (none).
type Licence struct {
	SPDX  string `json:"spdx,omitempty" doc:"SPDX id or expression; absent where none is known" example:"MIT"`
	Open  string `json:"open" enum:"osi,open_definition,cern_ohl,not_open,unknown" doc:"By which definition it is open, if it is"`
	State string `json:"state" enum:"stated,absent,unrecognised,none" doc:"absent: nobody says; none: nobody may use it"`
}

// Policy is something that a project may have said, such as a code of conduct.
type Policy struct {
	State string `json:"state" enum:"stated,unknown" doc:"unknown: no list says that there is one"`
	Link  string `json:"link,omitempty" doc:"Where it is"`
}

// ProjectSource is a list that names the project.
type ProjectSource struct {
	Name string    `json:"name" doc:"The list's name"`
	Seen time.Time `json:"seen" doc:"The day the list was made"`
}

// Project is a project that welcomes newcomers. An absent field is not known.
type Project struct {
	ID            string          `json:"id" doc:"Derived from the canonical address"`
	Name          string          `json:"name" doc:"The project's name"`
	Description   string          `json:"description,omitempty" doc:"One or two sentences"`
	URL           string          `json:"url" doc:"Where the project is"`
	Site          string          `json:"site,omitempty" doc:"Its home page"`
	Forge         string          `json:"forge,omitempty" doc:"github, gitlab, gitea, bitbucket or sourcehut; absent elsewhere"`
	MainLanguage  string          `json:"main_language,omitempty" doc:"Main programming language, a skill's id" example:"go"`
	Skills        []string        `json:"skills" doc:"Canonical skills that it uses or needs"`
	Topics        []string        `json:"topics" doc:"What it is about"`
	Causes        []string        `json:"causes" doc:"What it works for"`
	Licence       Licence         `json:"licence" doc:"What is known of its licence"`
	Stars         *int            `json:"stars,omitempty" doc:"As last stated"`
	Updated       time.Time       `json:"updated,omitzero" doc:"Last activity stated"`
	Label         string          `json:"label,omitempty" doc:"What it calls its beginner-friendly issues"`
	Guide         Policy          `json:"contribution_guide" doc:"How to contribute"`
	Conduct       Policy          `json:"code_of_conduct" doc:"How people treat each other"`
	Newcomers     Policy          `json:"newcomer_policy" doc:"What it says to newcomers, or where its beginner-friendly issues are"`
	AIPolicy      Policy          `json:"ai_policy" doc:"What it says about AI tools"`
	OpenIssues    int             `json:"open_issues" doc:"Beginner-friendly issues here"`
	Cap           int             `json:"cap,omitempty" doc:"How many newcomers at once its maintainers wish; absent without a cap"`
	Paused        bool            `json:"paused" doc:"Its maintainers want no newcomers now; it is in no list"`
	PausedUntil   time.Time       `json:"paused_until,omitzero" doc:"When the pause ends itself"`
	Needs         *ProjectNeeds   `json:"needs,omitempty" doc:"What a first change asks of one's computer; absent where nothing is known"`
	HasMaintainer bool            `json:"has_maintainer" doc:"Whether a maintainer was confirmed here"`
	Sources       []ProjectSource `json:"sources" doc:"The lists that name it"`
	Seen          time.Time       `json:"seen" doc:"The newest day a list named it"`
}

// ProjectNeeds is what a first change asks of one's computer, as maintainers or lists say.
type ProjectNeeds struct {
	DownloadMB int    `json:"download_mb,omitempty" doc:"How much has to be downloaded first, in MB; absent: not known"`
	Browser    string `json:"browser,omitempty" enum:"yes,no" doc:"Whether a browser is enough; absent: not known"`
}

// ProjectList is one page of projects.
type ProjectList struct {
	Items []Project `json:"items" doc:"The projects"`
}

// Issue is one beginner-friendly issue. What it asks for is estimated from its labels, title and project.
type Issue struct {
	ID          string    `json:"id" doc:"Derived from the canonical address"`
	Title       string    `json:"title" doc:"As its author wrote it"`
	URL         string    `json:"url" doc:"Where it is"`
	Forge       string    `json:"forge,omitempty" doc:"Which kind of forge"`
	Project     string    `json:"project" doc:"The project's id"`
	ProjectName string    `json:"project_name" doc:"The project's name"`
	Labels      []string  `json:"labels" doc:"As the list has them"`
	Kind        string    `json:"kind" enum:"code,documentation,design,translation,testing,community,other" doc:"What kind of work, estimated"`
	Level       int       `json:"level" minimum:"0" maximum:"5" doc:"How much experience it asks for, estimated: 1 none to 5 much; 0 unknown"`
	Skills      []string  `json:"skills" doc:"What it needs, estimated"`
	Topics      []string  `json:"topics" doc:"Of its project"`
	Causes      []string  `json:"causes" doc:"Of its project"`
	Language    string    `json:"language,omitempty" doc:"Spoken language of the title, estimated (BCP 47)"`
	Comments    *int      `json:"comments,omitempty" doc:"As last stated"`
	Opened      time.Time `json:"opened,omitzero" doc:"When it was opened"`
	Seen        time.Time `json:"seen" doc:"The last day it was seen open"`
	Source      string    `json:"source" doc:"The list that saw it last"`
	Checked     time.Time `json:"checked_at,omitzero" doc:"When the forge itself was asked last"`
	Shown       bool      `json:"shown" doc:"Whether it is in the caller's lists"`
	Hidden      string    `json:"hidden_because,omitempty" enum:"closed,marked,project" doc:"marked: by the caller or by enough others; project: it is paused"`
	YourMark    string    `json:"your_mark,omitempty" enum:"closed,taken" doc:"What the caller said of it, until somebody has checked"`
	Finished    bool      `json:"finished,omitempty" doc:"Somebody who had claimed it says that it is done, and nobody has checked yet"`
	// Needs are those of its project.
	Needs *ProjectNeeds `json:"needs,omitempty" doc:"What a first change asks of one's computer; absent where nothing is known"`
	IssueLife
}

// IssueLife is what goes on with an issue here. It names nobody.
type IssueLife struct {
	Claimed  bool `json:"claimed,omitempty" doc:"Somebody works on it"`
	Waiting  int  `json:"waiting,omitempty" doc:"How many wait for it"`
	Mentored bool `json:"mentored,omitempty" doc:"A mentor with a free place offers help with it"`
}

// IssueList is one page of issues.
type IssueList struct {
	Items []Issue `json:"items" doc:"The issues"`
}

// IssueMark says that an issue is not to be had.
type IssueMark struct {
	Mark string `json:"mark" enum:"closed,taken" doc:"What the caller found"`
}

// IssueCheck settles the marks of an issue.
type IssueCheck struct {
	Found string `json:"found" enum:"open,closed" doc:"What was found on the forge"`
}

// MarkedIssue is an issue that waits to be checked. Nobody is named.
type MarkedIssue struct {
	Issue  Issue     `json:"issue" doc:"The issue"`
	Closed int       `json:"closed" doc:"How many say that it is closed"`
	Taken  int       `json:"taken" doc:"How many say that it is taken"`
	Since  time.Time `json:"since" doc:"The first mark"`
}

// MarkedIssueList is one page of them.
type MarkedIssueList struct {
	Items []MarkedIssue `json:"items" doc:"Oldest mark first"`
}

// ProjectClaim is where the caller's claim to maintain a project stands.
type ProjectClaim struct {
	Project string `json:"project" doc:"The project's id"`
	State   string `json:"state" enum:"asked,confirmed,refused" doc:"Where it stands"`
}

// OwnProject is a project that the caller maintains, or says they do.
type OwnProject struct {
	Project    string    `json:"project" doc:"The project's id"`
	Name       string    `json:"name" doc:"Its name"`
	URL        string    `json:"url" doc:"Its address"`
	Maintainer bool      `json:"maintainer" doc:"Whether the caller maintains it: a claim was confirmed, or a role was given"`
	Claim      string    `json:"claim,omitempty" enum:"asked,confirmed,refused" doc:"Where the caller's claim stands; absent without one"`
	Asked      time.Time `json:"asked,omitzero" doc:"When the caller claimed it"`
	Decided    time.Time `json:"decided,omitzero" doc:"When a moderator decided"`
}

// OwnProjectList is a page of one's own projects: first what was claimed, then what a role was given on.
type OwnProjectList struct {
	Items []OwnProject `json:"items" doc:"Claimed ones first; a project is there once"`
}

// ProjectClaimDecision confirms or refuses a claim.
type ProjectClaimDecision struct {
	Person  string `json:"person" minLength:"1" maxLength:"64" doc:"The claimant's id"`
	Confirm bool   `json:"confirm" doc:"Whether the person maintains the project"`
}

// Claimant is a person who claims a project.
type Claimant struct {
	Person string    `json:"person" doc:"Ask profiles for the name"`
	Asked  time.Time `json:"asked" doc:"When"`
}

// ClaimedProject is a project with claims that wait.
type ClaimedProject struct {
	Project   string     `json:"project" doc:"The project's id"`
	Name      string     `json:"name" doc:"Its name"`
	URL       string     `json:"url" doc:"Where it is"`
	Claimants []Claimant `json:"claimants" doc:"Those who wait"`
}

// ClaimedProjectList is one page of them.
type ClaimedProjectList struct {
	Items []ClaimedProject `json:"items" doc:"Longest waiting first"`
}

// ProjectWish changes how a project is shown. What is absent stays as it is.
type ProjectWish struct {
	Description *string    `json:"description,omitempty" maxLength:"500" doc:"Shown in place of what lists say; empty: as lists say"`
	Skills      *[]string  `json:"skills,omitempty" maxItems:"20" nullable:"false" doc:"In place of what lists say; empty: as lists say"`
	Link        *string    `json:"link,omitempty" maxLength:"2000" doc:"Where the project is now; empty: as lists say"`
	Paused      *bool      `json:"paused,omitempty" doc:"true hides the project and its issues from lists; false shows them again"`
	PausedUntil *time.Time `json:"paused_until,omitempty" doc:"The pause ends itself then, within 366 days"`
	Cap         *int       `json:"cap,omitempty" minimum:"0" maximum:"100" doc:"Newcomers at once; 0: no cap"`
	Help        *string    `json:"help,omitempty" enum:"mentors,maintainers,nobody" doc:"Who may offer help: who knows it too, its maintainers, nobody"`
	DownloadMB  *int       `json:"download_mb,omitempty" minimum:"0" maximum:"1000000" doc:"MB to download before a first change; 0: as lists say"`
	Browser     *string    `json:"browser,omitempty" enum:"yes,no,unknown" doc:"Whether a browser is enough for it; unknown: as lists say"`
	Removed     *bool      `json:"removed,omitempty" doc:"true takes the project and its issues out of the catalogue; false brings them back"`
}

// ProjectWishes are a project's wishes as they stand.
type ProjectWishes struct {
	Project     string    `json:"project" doc:"The project's id"`
	Description string    `json:"description,omitempty" doc:"In place of what lists say"`
	Skills      []string  `json:"skills" doc:"In place of what lists say"`
	Link        string    `json:"link,omitempty" doc:"In place of what lists say"`
	Paused      bool      `json:"paused" doc:"Whether it is paused"`
	PausedUntil time.Time `json:"paused_until,omitzero" doc:"When the pause ends itself"`
	Cap         int       `json:"cap" doc:"Newcomers at once; 0: no cap"`
	Help        string    `json:"help" enum:"mentors,maintainers,nobody" doc:"Who may offer help on its issues"`
	DownloadMB  int       `json:"download_mb" doc:"MB to download before a first change; 0: as lists say"`
	Browser     string    `json:"browser" enum:"yes,no,unknown" doc:"Whether a browser is enough for it; unknown: as lists say"`
	Removed     bool      `json:"removed" doc:"Whether it was taken out"`
	Barred      bool      `json:"barred,omitempty" doc:"Moderators took it out after a report; no wish brings it back"`
	Changed     time.Time `json:"changed,omitzero" doc:"When a wish last changed"`
}

// CatalogLeftOut is one thing that an import left out, or merged with another.
type CatalogLeftOut struct {
	Effect string `json:"effect" enum:"left_out,field_left_out,merged" doc:"The entry is left out, a field of it, or it is one with an earlier one"`
	Line   int    `json:"line,omitempty" doc:"Of the file, from 1"`
	Item   string `json:"item,omitempty" doc:"JSON pointer within the file; of a CSV's header, the column's number from 0"`
	Code   string `json:"code" doc:"Why, a stable code"`
	Reason string `json:"reason" doc:"Why, in a plain sentence"`
}

// CatalogReport says what was read from a list, and exactly what was not.
type CatalogReport struct {
	Read          int              `json:"read" doc:"Entries in the file, projects and issues"`
	Projects      int              `json:"projects" doc:"Different projects"`
	Issues        int              `json:"issues" doc:"Different issues"`
	LeftOut       map[string]int   `json:"left_out" doc:"How many entries were left out, by code"`
	FieldsLeftOut map[string]int   `json:"fields_left_out" doc:"How many fields were left out or cut, by code"`
	Merged        map[string]int   `json:"merged" doc:"How many entries became one with an earlier one, by code"`
	Broken        bool             `json:"broken" doc:"The file ends or breaks in the middle; what came before was read"`
	Entries       []CatalogLeftOut `json:"entries" doc:"The first 1,000 of them"`
}

// CatalogImport is one import of a list.
type CatalogImport struct {
	ID       string        `json:"id,omitempty" doc:"The import's id; absent for a dry run"`
	Source   string        `json:"source" doc:"The list's name"`
	Format   string        `json:"format" doc:"The file's format"`
	AsOf     time.Time     `json:"as_of" doc:"The day the list was made"`
	State    string        `json:"state" enum:"running,finished,interrupted,dry_run" doc:"interrupted: nothing has moved for two minutes; send it again"`
	Started  time.Time     `json:"started" doc:"When it began"`
	Finished time.Time     `json:"finished,omitzero" doc:"When it was done"`
	Done     int           `json:"done" doc:"How many projects and issues were looked at"`
	Added    int           `json:"added" doc:"Projects and issues that are new"`
	Updated  int           `json:"updated" doc:"Those that have changed"`
	Same     int           `json:"same" doc:"Those that were so already"`
	Report   CatalogReport `json:"report" doc:"What was read, and what was not"`
}

// CatalogImportList is one page of imports; their reports have counts and no entries.
type CatalogImportList struct {
	Items []CatalogImport `json:"items" doc:"Newest first"`
}
