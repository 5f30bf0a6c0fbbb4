package wire

import "time"

// Facts of handing a mentorship over to another mentor. The aggregate is the match. Newcomer, From and To are the three people.
type (
	// HandOverProposed: From cannot go on and proposes To; the newcomer says yes or no until Until. To hears nothing yet.
	HandOverProposed struct {
		Match    string    `json:"match"`
		Newcomer string    `json:"newcomer"`
		From     string    `json:"from"`
		To       string    `json:"to"`
		Until    time.Time `json:"until"`
	}
	// HandOverAsked: the newcomer agrees; To says yes or no until Until.
	HandOverAsked struct {
		Match    string    `json:"match"`
		Newcomer string    `json:"newcomer"`
		From     string    `json:"from"`
		To       string    `json:"to"`
		Until    time.Time `json:"until"`
	}
	// HandOverEnded: it came to nothing and everything stays as it was. It is for From and, unless it is Hidden, the newcomer; To hears of
	// it if they were asked (Asked) and did not end it themselves.
	HandOverEnded struct {
		Match    string `json:"match"`
		Newcomer string `json:"newcomer"`
		From     string `json:"from"`
		To       string `json:"to"`
		How      string `json:"how"` // refused (by the newcomer), declined (by To), expired, cancelled (by From, or there is nothing left to hand over)
		Asked    bool   `json:"asked"`
		Hidden   bool   `json:"hidden,omitempty"` // the newcomer never heard of it and hears nothing now
	}
	// MatchHandedOver: To is the mentor now. It is for all three.
	MatchHandedOver struct {
		Match    string `json:"match"`
		Newcomer string `json:"newcomer"`
		From     string `json:"from"`
		To       string `json:"to"`
		Shared   bool   `json:"shared"` // To may read what was written before
	}
)

func (HandOverProposed) Fact() (string, string) { return "mentoring", "hand_over_proposed" }
func (HandOverAsked) Fact() (string, string)    { return "mentoring", "hand_over_asked" }
func (HandOverEnded) Fact() (string, string)    { return "mentoring", "hand_over_ended" }
func (MatchHandedOver) Fact() (string, string)  { return "mentoring", "match_handed_over" }
