package wire

// Facts of cohorts. The aggregate of CohortMoved is the cohort, of the others the application.
type (
	// CohortMoved: a cohort was made, changed or deleted, or its clock moved it into another phase.
	CohortMoved struct {
		Cohort    string `json:"cohort"`
		Programme string `json:"programme"`
		How       string `json:"how"`   // made, changed, extended, phase, deleted
		Phase     string `json:"phase"` // where it is now: planned, call, application, review, round, running, closed
	}
	// ApplicationSent: somebody applied, registered or changed what they had sent.
	ApplicationSent struct {
		Application string `json:"application"`
		Cohort      string `json:"cohort"`
		Person      string `json:"person"`
		As          string `json:"as"` // newcomer, mentor
	}
	// ApplicationDecided: tell the person what was decided about their application; the reason and the words are on its page.
	ApplicationDecided struct {
		Application string `json:"application"`
		Cohort      string `json:"cohort"`
		Person      string `json:"person"`
		Outcome     string `json:"outcome"` // accept, wait, decline
	}
	// ParticipantLeft: somebody takes part no more before the cohort ended. The reason stays with programs.
	ParticipantLeft struct {
		Application string `json:"application"`
		Cohort      string `json:"cohort"`
		Person      string `json:"person"`
		As          string `json:"as"`
		By          string `json:"by"` // own, organiser
	}
	// AgreementMoved: the agreement of a cohort's mentors has another text, which Person is to accept (changed); they have (accepted), or there is
	// none to accept any more (dropped).
	AgreementMoved struct {
		Application string `json:"application"`
		Cohort      string `json:"cohort"`
		Person      string `json:"person"`
		Version     int    `json:"version"` // of the agreement
		How         string `json:"how"`     // changed, accepted, dropped
	}
	// CheckInDue: tell To that a check-in is open, or that it is late.
	CheckInDue struct {
		Application string `json:"application"` // of the newcomer whom it is about
		Cohort      string `json:"cohort"`
		To          string `json:"to"`
		Side        string `json:"side"` // newcomer, mentor
		Number      int    `json:"number"`
		Late        bool   `json:"late"`
	}
)

// ParticipantState is what others mirror of a person who takes part in a cohort: in one as newcomer and as mentor, they are two. Its id
// derives from cohort, person and as. Once they have left the state stays and says so; it is deleted when the person is erased.
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

// RoundInputQuestion asks programs for what a round of a cohort is solved with. Only matching may ask.
type RoundInputQuestion struct {
	Cohort string `json:"cohort"`
	After  string `json:"after"` // Next of the answer before; "" from the start
	// People are those who are asked for, at most 50; everybody where there are none. A programs of an earlier version answers with everybody.
	People []string `json:"people,omitempty"`
}

// RoundInputAnswer has at most 100 participants; Next is "" at the end. Criteria is JSON as the public API has it (CohortCriteria), "" for none.
type RoundInputAnswer struct {
	Known     bool               `json:"known"` // there is such a cohort
	Programme string             `json:"programme"`
	Phase     string             `json:"phase"`
	Criteria  string             `json:"criteria"`
	People    []RoundParticipant `json:"people"`
	Next      string             `json:"next"`
}

// RoundParticipant is somebody who takes part, with what they answered to the questions that fill columns of the criteria. Columns are
// answers of people: they are kept by nobody who asks.
type RoundParticipant struct {
	Participant string            `json:"participant"`
	Person      string            `json:"person"`
	As          string            `json:"as"` // newcomer, mentor
	Places      int               `json:"places"`
	Columns     map[string]string `json:"columns"`
}

func (CohortMoved) Fact() (string, string)         { return "programs", "cohort_moved" }
func (ApplicationSent) Fact() (string, string)     { return "programs", "application_sent" }
func (ApplicationDecided) Fact() (string, string)  { return "programs", "application_decided" }
func (ParticipantLeft) Fact() (string, string)     { return "programs", "participant_left" }
func (AgreementMoved) Fact() (string, string)      { return "programs", "agreement_moved" }
func (CheckInDue) Fact() (string, string)          { return "programs", "check_in_due" }
func (ParticipantState) StateOf() (string, string) { return "programs", "participant" }
