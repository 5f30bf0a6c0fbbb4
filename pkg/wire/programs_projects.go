package wire

// Facts of projects that are offered to cohorts, and of what waits for organisers. No text, address or name.
type (
	// CohortProjectMoved: a project of a cohort was offered, changed, or is in another state; tell who offered it. The aggregate is the project.
	CohortProjectMoved struct {
		Project   string `json:"project"`
		Cohort    string `json:"cohort"`
		Programme string `json:"programme"`
		Person    string `json:"person,omitempty"` // who offered it; "" where they did it themselves
		State     string `json:"state"`            // waiting, approved, refused, withdrawn
		How       string `json:"how"`              // offered, changed, decided, mentor
		Staff     bool   `json:"staff,omitempty"`  // an organiser did it
	}
	// CohortProjectNamed: somebody was named as a mentor of a project; tell them, they may take their name off. The aggregate is the project.
	CohortProjectNamed struct {
		Project   string `json:"project"`
		Cohort    string `json:"cohort"`
		Programme string `json:"programme"`
		Person    string `json:"person"`
	}
	// DeskWaits: something new waits for the organisers of a programme; tell this one. The aggregate is what waits, thing its id.
	DeskWaits struct {
		Thing     string `json:"thing"`
		What      string `json:"what"`             // project, board
		Cohort    string `json:"cohort,omitempty"` // of a project
		Programme string `json:"programme"`
		Person    string `json:"person"`
	}
)

func (CohortProjectMoved) Fact() (string, string) { return "programs", "cohort_project_moved" }
func (CohortProjectNamed) Fact() (string, string) { return "programs", "cohort_project_named" }
func (DeskWaits) Fact() (string, string)          { return "programs", "desk_waits" }
