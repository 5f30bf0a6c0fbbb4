package wire

import "time"

// ProjectRuled: it was decided whether a project stays in the catalogue. Of one ruling the greater round counts, in whatever order they
// come; a second one follows an appeal. The project is out while any ruling about it says removal. The aggregate is the case.
type ProjectRuled struct {
	Project string `json:"project"`
	Ruling  string `json:"ruling"`
	Round   int    `json:"round"`   // 1, or 2 after an appeal
	Measure string `json:"measure"` // none, removal
}

// ProjectDecided: tell a maintainer what was decided about their project, and until when they can appeal; of one outcome the greater round
// counts. The aggregate is the case.
type ProjectDecided struct {
	Outcome     string    `json:"outcome"`
	Person      string    `json:"person"`
	Project     string    `json:"project"`
	Round       int       `json:"round"`   // 1, or 2 after an appeal
	Measure     string    `json:"measure"` // none, removal
	AppealUntil time.Time `json:"appeal_until,omitzero"`
}

// OutcomeAppealed: somebody on whom an outcome fell has asked for a second look, so that no appeal waits on this person any more: on them,
// or on another maintainer of the project. The aggregate is the case.
type OutcomeAppealed struct {
	Outcome string `json:"outcome"`
	Person  string `json:"person"`
}

func (ProjectDecided) Fact() (string, string)  { return "safety", "project_decided" }
func (OutcomeAppealed) Fact() (string, string) { return "safety", "outcome_appealed" }

func (ProjectRuled) Fact() (string, string) { return "safety", "project_ruled" }
