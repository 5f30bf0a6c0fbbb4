package wire

// HelpState is what others mirror of an issue on which mentors offer help: how many of them have a free place now, at most 20. Where
// there is none, there is no state. It names nobody.
type HelpState struct {
	Issue   string `json:"issue"`
	Mentors int    `json:"mentors"`
	Project string `json:"project,omitempty"` // of the catalogue
}

func (HelpState) StateOf() (string, string) { return "mentoring", "help" }
