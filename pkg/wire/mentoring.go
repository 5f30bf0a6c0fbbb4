package wire

import "time"

// Facts of mentoring. The aggregate is the match unless said otherwise. Every one names the people it concerns.
type (
	// MentorAsked: it is this mentor's turn, until Until.
	MentorAsked struct {
		Match    string    `json:"match"`
		Newcomer string    `json:"newcomer"`
		Mentor   string    `json:"mentor"`
		Issue    string    `json:"issue,omitempty"`
		Until    time.Time `json:"until"`
		Order    int       `json:"order"` // 1..3
	}
	// MentorReminded: half of the time is gone.
	MentorReminded struct {
		Match    string    `json:"match"`
		Newcomer string    `json:"newcomer"`
		Mentor   string    `json:"mentor"`
		Until    time.Time `json:"until"`
	}
	// OfferEnded: a mentor said not this time, or gave no answer; Next is asked now, if any. It is for the newcomer, who hears nothing
	// of an offer that they took back themselves. A block by the mentor reads as not this time.
	OfferEnded struct {
		Match    string `json:"match"`
		Newcomer string `json:"newcomer"`
		Mentor   string `json:"mentor"`
		How      string `json:"how"` // declined, expired; cancelled in facts before November 2026
		Next     string `json:"next,omitempty"`
		// Reason is what the mentor chose to give with a decline: no_time, other_field, enough_people, later; mostly nothing.
		Reason string `json:"reason,omitempty"`
	}
	// InfoAsked: the mentor needs to know more; the clock pauses.
	InfoAsked struct {
		Match    string    `json:"match"`
		Newcomer string    `json:"newcomer"`
		Mentor   string    `json:"mentor"`
		Until    time.Time `json:"until"`
	}
	// InfoGiven: the newcomer answered; the clock goes on.
	InfoGiven struct {
		Match    string    `json:"match"`
		Newcomer string    `json:"newcomer"`
		Mentor   string    `json:"mentor"`
		Until    time.Time `json:"until"`
	}
	// MatchAccepted: the mentor said yes (or both took a round's proposal).
	MatchAccepted struct {
		Match    string `json:"match"`
		Newcomer string `json:"newcomer"`
		Mentor   string `json:"mentor"`
		Issue    string `json:"issue,omitempty"`
	}
	// MatchWithdrawn: the newcomer took the request back, or back from Mentor alone, who was asked or needed more: it is for them,
	// and does not say which.
	MatchWithdrawn struct {
		Match    string `json:"match"`
		Newcomer string `json:"newcomer"`
		Mentor   string `json:"mentor,omitempty"`
	}
	// MatchExhausted: nobody is left to ask; what next is with the newcomer.
	MatchExhausted struct {
		Match    string `json:"match"`
		Newcomer string `json:"newcomer"`
	}
	// MatchProposed: a round proposes this pair.
	MatchProposed struct {
		Match    string    `json:"match"`
		Newcomer string    `json:"newcomer"`
		Mentor   string    `json:"mentor"`
		Round    string    `json:"round"`
		Until    time.Time `json:"until"`
	}
	// MatchActive: both have written, or had a first session.
	MatchActive struct {
		Match    string `json:"match"`
		Newcomer string `json:"newcomer"`
		Mentor   string `json:"mentor"`
	}
	// MatchEnded: completed, or ended by a side (never said which one wanted it, nor why), by silence or time.
	MatchEnded struct {
		Match    string `json:"match"`
		Newcomer string `json:"newcomer"`
		Mentor   string `json:"mentor"`
		How      string `json:"how"` // completed, ended, silence
	}
	// MatchExtended: it now goes on until Until.
	MatchExtended struct {
		Match    string    `json:"match"`
		Newcomer string    `json:"newcomer"`
		Mentor   string    `json:"mentor"`
		Until    time.Time `json:"until"`
	}
	// SilenceNoticed: nothing was written for some days; both are reminded.
	SilenceNoticed struct {
		Match    string `json:"match"`
		Newcomer string `json:"newcomer"`
		Mentor   string `json:"mentor"`
		Days     int    `json:"days"`
	}
	// MessagePosted: a message waits for To. The aggregate is the match; Message is the id of the message.
	MessagePosted struct {
		Match   string `json:"match"`
		Message string `json:"message"`
		From    string `json:"from"`
		To      string `json:"to"`
	}
	// MentorPaused: the service paused a mentor after silent expiries. The aggregate is the mentor's standing.
	MentorPaused struct {
		Mentor string    `json:"mentor"`
		Until  time.Time `json:"until"`
		Why    string    `json:"why"` // silent
	}
)

// OfferState is one offer of a match. Of a live mentorship that is being handed over, the mentor who is to go on is waiting until the
// newcomer agreed, then asked; the one before is handed_over afterwards.
type OfferState struct {
	Mentor string    `json:"mentor"`
	State  string    `json:"state"` // waiting, asked, accepted, declined, expired, cancelled, handed_over
	Asked  time.Time `json:"asked,omitzero"`
	Ended  time.Time `json:"ended,omitzero"`
}

// MatchState is what others mirror of a match.
type MatchState struct {
	Match     string       `json:"match"`
	Programme string       `json:"programme"`
	Newcomer  string       `json:"newcomer"`
	Mentor    string       `json:"mentor,omitempty"` // who accepted
	Offers    []OfferState `json:"offers"`
	Issue     string       `json:"issue,omitempty"`
	Status    string       `json:"status"` // open, needs_info, accepted, active, completed, ended, withdrawn, exhausted, proposed, void
	Created   time.Time    `json:"created"`
	Changed   time.Time    `json:"changed"`
}

// StandingState is what others mirror of a person's standing: whom to offer, and whom to hide from whom.
type StandingState struct {
	Person      string `json:"person"`
	Capacity    int    `json:"capacity"`
	CapacitySet bool   `json:"capacity_set"` // else the default places of the programme that asks count, not Capacity
	Taken       int    `json:"taken"`        // live mentorships and reservations
	Unanswered  int    `json:"unanswered"`   // requests that list this mentor
	// UnansweredIn are those requests by programme: a mentor can be asked in one while it stays below the programme's rule
	// "unanswered". At most 200 programmes; one that is not named has none.
	UnansweredIn map[string]int `json:"unanswered_in,omitempty"`
	PausedUntil  time.Time      `json:"paused_until,omitzero"`
	Caps         map[string]int `json:"caps,omitempty"`    // own caps per programme
	Blocked      []string       `json:"blocked,omitempty"` // either side blocked the other; at most 500
	// Answered requests and how long answering took, for bands: the last at most 20.
	Answers []int64 `json:"answers,omitempty"` // seconds
	Asked   int     `json:"asked"`             // requests ever answered or expired
}

// ProposeQuestion asks mentoring to make a match out of a pair of a published round. Only matching may ask. Idempotent by Match.
type ProposeQuestion struct {
	Match     string    `json:"match"` // the id that the proposal gets: derives from round and pair
	Programme string    `json:"programme"`
	Cohort    string    `json:"cohort,omitempty"` // the cohort that the round is of; "" of the whole programme
	Newcomer  string    `json:"newcomer"`
	Mentor    string    `json:"mentor"`
	Round     string    `json:"round"`
	Until     time.Time `json:"until"` // when it expires if the mentor has not accepted; at most a year ahead
}

// ProposeAnswer says what became of it. A pair that cannot be proposed is Conflict "proposal.not_possible", which does not say why.
type ProposeAnswer struct {
	Match  string `json:"match"`
	Status string `json:"status"` // proposed, or what it has become since it was
}

// RepliesQuestion asks mentoring how the proposals of a round went on. Only matching may ask.
type RepliesQuestion struct {
	Round string `json:"round"`
}

// RepliesAnswer counts the proposals of one round as they are now; each is in one of the numbers.
type RepliesAnswer struct {
	Yes     int `json:"yes"`     // the mentor said yes, whatever became of the mentorship since
	No      int `json:"no"`      // one of the two said not this time, or takes part no more
	Silent  int `json:"silent"`  // the time to answer ran out
	Waiting int `json:"waiting"` // no answer yet
	Back    int `json:"back"`    // taken back before there was an answer: there was no place after all
}

func (MentorAsked) Fact() (string, string)      { return "mentoring", "mentor_asked" }
func (MentorReminded) Fact() (string, string)   { return "mentoring", "mentor_reminded" }
func (OfferEnded) Fact() (string, string)       { return "mentoring", "offer_ended" }
func (InfoAsked) Fact() (string, string)        { return "mentoring", "info_asked" }
func (InfoGiven) Fact() (string, string)        { return "mentoring", "info_given" }
func (MatchAccepted) Fact() (string, string)    { return "mentoring", "match_accepted" }
func (MatchWithdrawn) Fact() (string, string)   { return "mentoring", "match_withdrawn" }
func (MatchExhausted) Fact() (string, string)   { return "mentoring", "match_exhausted" }
func (MatchProposed) Fact() (string, string)    { return "mentoring", "match_proposed" }
func (MatchActive) Fact() (string, string)      { return "mentoring", "match_active" }
func (MatchEnded) Fact() (string, string)       { return "mentoring", "match_ended" }
func (MatchExtended) Fact() (string, string)    { return "mentoring", "match_extended" }
func (SilenceNoticed) Fact() (string, string)   { return "mentoring", "silence_noticed" }
func (MessagePosted) Fact() (string, string)    { return "mentoring", "message_posted" }
func (MentorPaused) Fact() (string, string)     { return "mentoring", "mentor_paused" }
func (MatchState) StateOf() (string, string)    { return "mentoring", "match" }
func (StandingState) StateOf() (string, string) { return "mentoring", "standing" }
