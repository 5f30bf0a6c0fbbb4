package wire

// ParticipantState is what others mirror of a person who takes part in a cohort: in one as newcomer and as mentor, they are two. Its id
// derives from cohort, person and as. Once they have left, or the cohort is over, the state stays and says so.
type ParticipantState struct {
	Participant string   `json:"participant"`
	Org         string   `json:"org"`
	Programme   string   `json:"programme"`
	Cohort      string   `json:"cohort"`
	Person      string   `json:"person"`
	As          string   `json:"as"`               // newcomer, mentor
	Places      int      `json:"places,omitempty"` // how many people a mentor carries in this cohort; newcomers 0
	State       string   `json:"state"`            // accepted, left
	Tracks      []string `json:"tracks"`           // codes of the cohort's tracks that they chose
}

func (ParticipantState) StateOf() (string, string) { return "programs", "participant" }
