package api

import "time"

// PeopleImportReport says how a file of people was understood.
type PeopleImportReport struct {
	DryRun    bool                 `json:"dry_run" doc:"Nothing was written"`
	Encoding  string               `json:"encoding" doc:"utf-8, utf-16, windows-1252"`
	Separator string               `json:"separator" doc:"A comma, a semicolon, or tab"`
	Rows      int                  `json:"rows" doc:"How many people are in it"`
	Columns   []PeopleImportColumn `json:"columns" doc:"Every column of the file"`
	// Problems are the first 1,000; none repeats what the file says.
	Problems      []PeopleImportProblem `json:"problems" doc:"What is wrong, by line; at most 1,000"`
	ProblemsTotal int                   `json:"problems_total" doc:"How many there are in all"`
	Import        *PeopleImport         `json:"import,omitempty" doc:"What was made; not after a dry run"`
}

// PeopleImportColumn is one column of the file.
type PeopleImportColumn struct {
	Column  string `json:"column" doc:"Its letter"`
	Heading string `json:"heading" doc:"Its heading in the file"`
	Field   string `json:"field,omitempty" doc:"What it was understood as"`
	Used    bool   `json:"used" doc:"false: it was not understood, and nothing of it is kept. A mapping can name it"`
	// Perhaps is what an unused column may be. It counts only if mapping says so: its people may not have written it for others to read.
	Perhaps string `json:"perhaps,omitempty" doc:"What it may stand for; say so with mapping" example:"about"`
}

// PeopleInvitation invites one person by address.
type PeopleInvitation struct {
	Address     string `json:"address" minLength:"3" maxLength:"254" doc:"Their e-mail address" example:"ada@example.org"`
	DisplayName string `json:"display_name" minLength:"1" maxLength:"80" doc:"How to call them; they can change it" example:"Ada Example"`
	Programme   string `json:"programme,omitempty" maxLength:"64" doc:"Into which programme; the always-open one by default (administrators only)"`
	Role        string `json:"role,omitempty" enum:"newcomer,mentor,both" default:"newcomer" doc:"As what"`
	Locale      string `json:"locale,omitempty" maxLength:"35" doc:"Language of the invitation (BCP 47)"`
}

// PeopleImportProblem is what is wrong with one cell or line.
type PeopleImportProblem struct {
	Line   int            `json:"line" doc:"The line of the file, from 1"`
	Column string         `json:"column,omitempty" doc:"The column's letter"`
	Field  string         `json:"field,omitempty" doc:"What the column was understood as"`
	Code   string         `json:"code" doc:"What is wrong"`
	Params map[string]any `json:"params,omitempty" doc:"Limits and allowed words"`
}

// PeopleImport is an import on its way. Whether somebody was here before is told to nobody.
type PeopleImport struct {
	ID        string                `json:"id" doc:"The import's id"`
	Programme string                `json:"programme" doc:"Into which programme"`
	State     string                `json:"state" enum:"running,done" doc:"Where it stands"`
	Created   time.Time             `json:"created" doc:"When it was made"`
	Finished  time.Time             `json:"finished,omitzero" doc:"When it was done"`
	Rows      int                   `json:"rows" doc:"How many people"`
	Done      int                   `json:"done" doc:"How many have been invited or have failed"`
	Failed    int                   `json:"failed" doc:"How many could not be invited"`
	Failures  []PeopleImportFailure `json:"failures" doc:"Which, at most 1,000"`
}

// PeopleImportFailure is one that could not be invited.
type PeopleImportFailure struct {
	Line int    `json:"line" doc:"The line of the file; 0 where a part of it was lost"`
	Code string `json:"code" doc:"Why"`
}

// PeopleImports is one page of them.
type PeopleImports struct {
	Items []PeopleImport `json:"items" doc:"Newest first"`
}
