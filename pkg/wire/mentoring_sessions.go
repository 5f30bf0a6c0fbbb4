package wire

import "time"

// Facts of sessions. The aggregate is the session. Where the two meet is in none of them.
type (
	// SessionProposed: To confirms the time that From proposed, first or instead of another.
	SessionProposed struct {
		Match   string    `json:"match"`
		Session string    `json:"session"`
		From    string    `json:"from"`
		To      string    `json:"to"`
		Starts  time.Time `json:"starts"`
		Minutes int       `json:"minutes"`
	}
	// SessionConfirmed: From agreed to what To had proposed.
	SessionConfirmed struct {
		Match   string    `json:"match"`
		Session string    `json:"session"`
		From    string    `json:"from"`
		To      string    `json:"to"`
		Starts  time.Time `json:"starts"`
	}
	// SessionCancelled: From cancelled it. Slip: they had just proposed it and nobody had agreed; To needs not hear of it.
	SessionCancelled struct {
		Match   string    `json:"match"`
		Session string    `json:"session"`
		From    string    `json:"from"`
		To      string    `json:"to"`
		Starts  time.Time `json:"starts"`
		Slip    bool      `json:"slip,omitempty"`
	}
	// SessionReminded: a confirmed session begins in at most Hours; both are reminded.
	SessionReminded struct {
		Match    string    `json:"match"`
		Session  string    `json:"session"`
		Newcomer string    `json:"newcomer"`
		Mentor   string    `json:"mentor"`
		Starts   time.Time `json:"starts"`
		Hours    int       `json:"hours"` // 24, 1
	}
	// SessionMarked: From said whether it took place. Held stands; missed may be put right by another fact. To is "" where it was said after
	// the end of the mentorship.
	SessionMarked struct {
		Match   string    `json:"match"`
		Session string    `json:"session"`
		From    string    `json:"from"`
		To      string    `json:"to"`
		How     string    `json:"how"` // held, missed
		Mentor  string    `json:"mentor,omitempty"`
		Starts  time.Time `json:"starts,omitzero"`
		Minutes int       `json:"minutes,omitempty"`
	}
)

func (SessionProposed) Fact() (string, string)  { return "mentoring", "session_proposed" }
func (SessionConfirmed) Fact() (string, string) { return "mentoring", "session_confirmed" }
func (SessionCancelled) Fact() (string, string) { return "mentoring", "session_cancelled" }
func (SessionReminded) Fact() (string, string)  { return "mentoring", "session_reminded" }
func (SessionMarked) Fact() (string, string)    { return "mentoring", "session_marked" }
