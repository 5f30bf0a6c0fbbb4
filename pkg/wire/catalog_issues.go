package wire

// MaxIssues is how many issues one question may name.
const MaxIssues = 20

// IssuesQuestion asks catalog what it knows of some issues. Only mentoring may ask. 1 to MaxIssues ids, none twice.
type IssuesQuestion struct {
	Issues []string `json:"issues"`
}

// IssuesAnswer has one entry per id, in the order in which they were asked.
type IssuesAnswer struct {
	Issues []IssueKnown `json:"issues"`
}

// IssueKnown is what the catalogue says of one issue.
type IssueKnown struct {
	Issue   string `json:"issue"`
	Known   bool   `json:"known"`             // it is in the catalogue, shown or not
	Open    bool   `json:"open"`              // it is shown to newcomers: neither closed nor marked, and its project neither paused nor removed
	Project string `json:"project,omitempty"` // whose issue it is, if it is known
}
