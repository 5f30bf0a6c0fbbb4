package wire

// Facts of matching.
type (
	// RoundPublished: a round of a programme, or of one of its cohorts, was published: so many pairs were proposed to mentoring, so many came
	// back to the organiser. The aggregate is the round.
	RoundPublished struct {
		Round     string `json:"round"`
		Programme string `json:"programme"`
		Cohort    string `json:"cohort,omitempty"`
		Objective string `json:"objective"` // fit, stable, fair
		Proposed  int    `json:"proposed"`
		Returned  int    `json:"returned"`
	}
	// RoundsErased: matching has forgotten somebody whose account was closed, in the rows of every round. See ProfileErased.
	RoundsErased struct {
		Account string `json:"account"`
	}
)

func (RoundPublished) Fact() (string, string) { return "matching", "round_published" }
func (RoundsErased) Fact() (string, string)   { return "matching", "erased" }
