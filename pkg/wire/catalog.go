package wire

import "time"

// Facts of catalog.
type (
	// ImportFinished: an import of projects and issues is done. The aggregate is the import.
	ImportFinished struct {
		Import  string `json:"import"`
		Added   int    `json:"added"`
		Updated int    `json:"updated"`
		Same    int    `json:"same"`
		LeftOut int    `json:"left_out"`
	}
	// IssueMarked: somebody said that an issue is closed or taken.
	IssueMarked struct {
		Issue  string `json:"issue"`
		Mark   string `json:"mark"` // closed, taken
		Person string `json:"person"`
	}
	// IssueChecked: a moderator or a maintainer settled what was marked.
	IssueChecked struct {
		Issue string `json:"issue"`
		Found string `json:"found"`           // open, closed
		Staff bool   `json:"staff,omitempty"` // by a moderator who does not maintain the project
	}
	// ProjectWished: a maintainer's wish changed.
	ProjectWished struct {
		Project string `json:"project"`
		Wish    string `json:"wish"`            // claim, claim_confirmed, claim_refused, correct, pause, resume, cap, help, remove, restore
		Staff   bool   `json:"staff,omitempty"` // of a moderator who does not maintain the project
	}
	// ProjectClaimDecided: a moderator has decided whether a person maintains a project. For the person.
	ProjectClaimDecided struct {
		Project  string `json:"project"`
		Person   string `json:"person"`
		Decision string `json:"decision"` // confirmed, refused
	}
)

// ProjectState is what others mirror of a project.
type ProjectState struct {
	Project string       `json:"project"`
	Skills  []SkillLevel `json:"skills,omitempty"` // level 0: unknown
	Topics  []string     `json:"topics,omitempty"`
	Causes  []string     `json:"causes,omitempty"`
	Licence string       `json:"licence,omitempty"` // SPDX id, "" unknown
	Open    string       `json:"open"`              // osi, open_definition, cern_ohl, not_open, unknown
	Shown   bool         `json:"shown"`             // neither paused nor removed by its maintainers
	Cap     int          `json:"cap,omitempty"`     // newcomers at once; 0 no cap
	Stars   int          `json:"stars,omitempty"`
	// Maintainers are whose claim to look after it a moderator confirmed, at most ten. Who has the role by a grant is told by programs.
	Maintainers []string `json:"maintainers,omitempty"`
}

// IssueState is what others mirror of an issue.
type IssueState struct {
	Issue    string       `json:"issue"`
	Project  string       `json:"project"`
	Skills   []SkillLevel `json:"skills,omitempty"` // what it needs; level 0: unknown
	Topics   []string     `json:"topics,omitempty"`
	Causes   []string     `json:"causes,omitempty"`
	Kind     string       `json:"kind"`               // code, documentation, design, translation, testing, community, other
	Language string       `json:"language,omitempty"` // spoken, of the title, BCP 47; "" unknown
	Into     string       `json:"into,omitempty"`     // spoken, into which it asks for a translation; "" none or not named
	Level    int          `json:"level"`              // how much experience it asks for, 1..5; 0 unknown
	Opened   time.Time    `json:"opened"`             // zero unknown
	Seen     time.Time    `json:"seen"`               // when it was last seen open
	Shown    bool         `json:"shown"`              // open, not hidden by marks, its project is shown
	Comments int          `json:"comments,omitempty"`
}

func (ImportFinished) Fact() (string, string) { return "catalog", "import_finished" }
func (IssueMarked) Fact() (string, string)    { return "catalog", "issue_marked" }
func (IssueChecked) Fact() (string, string)   { return "catalog", "issue_checked" }
func (ProjectWished) Fact() (string, string)  { return "catalog", "project_wished" }
func (ProjectClaimDecided) Fact() (string, string) {
	return "catalog", "project_claim_decided"
}
func (ProjectState) StateOf() (string, string) { return "catalog", "project" }
func (IssueState) StateOf() (string, string)   { return "catalog", "issue" }
