package wire

// Facts of how cohorts go and went. The aggregate of ParticipationMoved is the cohort, of the others the application.
type (
	// ParticipantCompleted: tell Person that an organiser noted that they completed, or took that back, and the certificate with it.
	ParticipantCompleted struct {
		Application string `json:"application"`
		Cohort      string `json:"cohort"`
		Person      string `json:"person"`
		How         string `json:"how"` // completed, taken_back
	}
	// StillAsked: ask Person whether they still contribute, so many months after their cohort ended. Asked once, reminded of once.
	StillAsked struct {
		Application string `json:"application"`
		Cohort      string `json:"cohort"`
		Person      string `json:"person"`
		Months      int    `json:"months"` // 3, 6, 12
		Reminder    bool   `json:"reminder"`
	}
	// ParticipationMoved: an organiser set up what is asked of people about themselves in a cohort, or published its figures. It says
	// nothing of who answered, or how many.
	ParticipationMoved struct {
		Cohort    string `json:"cohort"`
		Programme string `json:"programme"`
		How       string `json:"how"` // set_up, published
	}
)

// StillTokenQuestion asks for the token with which somebody answers from their mail whether they still contribute, without signing in. Only
// notifications may ask, while it renders that mail. NotFound where they are not asked.
type StillTokenQuestion struct {
	Application string `json:"application"`
	Person      string `json:"person"`
}

// StillTokenAnswer has the token: at most 500 characters, letters, digits and "-_.". It works while that question is open.
type StillTokenAnswer struct {
	Token string `json:"token"`
}

func (ParticipantCompleted) Fact() (string, string) { return "programs", "participant_completed" }
func (StillAsked) Fact() (string, string)           { return "programs", "still_asked" }
func (ParticipationMoved) Fact() (string, string)   { return "programs", "participation_moved" }
