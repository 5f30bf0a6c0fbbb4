package wire

// MaxIssues is how many issues one question may name.
const MaxIssues = 20

// IssuesQuestion asks catalog what it knows of some issues. Only mentoring may ask. 1 to MaxIssues ids, none twice.
type IssuesQuestion struct {
	Issues []string `json:"issues"`
	People []string `json:"people,omitempty"` // at most MaxIssues: which of them maintain the issues' projects
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
	// Help says who may offer help on it, as the project's maintainers wish: HelpMentors, HelpMaintainers or HelpNobody.
	Help string `json:"help,omitempty"`
	// Maintainers are those of the people asked about who maintain the project.
	Maintainers []string `json:"maintainers,omitempty"`
}

// Who may offer help on a project's issues. Where its maintainers wished nothing it is HelpMentors.
const (
	HelpMentors     = "mentors"     // its maintainers, and mentors who say that they know the project
	HelpMaintainers = "maintainers" // its maintainers alone
	HelpNobody      = "nobody"
)
