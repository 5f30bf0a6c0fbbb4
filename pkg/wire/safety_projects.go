package wire

// ProjectRuled: it was decided whether a project stays in the catalogue. Of one ruling the greater round counts, in whatever order they
// come; a second one follows an appeal. The project is out while any ruling about it says removal. The aggregate is the case.
type ProjectRuled struct {
	Project string `json:"project"`
	Ruling  string `json:"ruling"`
	Round   int    `json:"round"`   // 1, or 2 after an appeal
	Measure string `json:"measure"` // none, removal
}

func (ProjectRuled) Fact() (string, string) { return "safety", "project_ruled" }
