package wire

import "time"

// Facts of claims on issues. The aggregate is the issue's claim. Each is for its Person.
type (
	// IssueClaimed: the person works on the issue until Until: they took it free, or it passed to them as the next in line.
	IssueClaimed struct {
		Issue  string    `json:"issue"`
		Person string    `json:"person"`
		How    string    `json:"how"` // taken, passed
		Until  time.Time `json:"until"`
	}
	// ClaimReminded: half of the time is gone.
	ClaimReminded struct {
		Issue  string    `json:"issue"`
		Person string    `json:"person"`
		Until  time.Time `json:"until"`
	}
	// ClaimExtended: the person has until Until, as something is under way.
	ClaimExtended struct {
		Issue  string    `json:"issue"`
		Person string    `json:"person"`
		Until  time.Time `json:"until"`
	}
	// ClaimEnded: the person no longer works on the issue (released, expired, done, gone) or waits for it (done, gone).
	ClaimEnded struct {
		Issue  string `json:"issue"`
		Person string `json:"person"`
		How    string `json:"how"` // released, expired, done, gone
	}
)

// ClaimState is what others mirror of an issue that somebody works on. Of a free one there is none. It names nobody.
type ClaimState struct {
	Issue   string    `json:"issue"`
	Until   time.Time `json:"until"`
	Waiting int       `json:"waiting"` // people in the line, at most 20
}

func (IssueClaimed) Fact() (string, string)  { return "mentoring", "issue_claimed" }
func (ClaimReminded) Fact() (string, string) { return "mentoring", "claim_reminded" }
func (ClaimExtended) Fact() (string, string) { return "mentoring", "claim_extended" }
func (ClaimEnded) Fact() (string, string)    { return "mentoring", "claim_ended" }
func (ClaimState) StateOf() (string, string) { return "mentoring", "claim" }
