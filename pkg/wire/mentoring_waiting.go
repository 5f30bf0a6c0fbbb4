package wire

import "time"

// Facts of the waiting list for people. The aggregate is the newcomer's standing. All are for the newcomer.
type (
	// PlaceOffered: Mentor has a free place, which nobody else in the line is offered until Until. Asking the mentor takes it up.
	PlaceOffered struct {
		Newcomer  string    `json:"newcomer"`
		Mentor    string    `json:"mentor"`
		Programme string    `json:"programme"`
		Until     time.Time `json:"until"`
	}
	// PlaceOfferEnded: the offer is over and the newcomer waits on: at the end of the line if they did not answer (unanswered), where
	// they were if the place is gone (gone).
	PlaceOfferEnded struct {
		Newcomer  string `json:"newcomer"`
		Mentor    string `json:"mentor"`
		Programme string `json:"programme"`
		How       string `json:"how"` // unanswered, gone
	}
	// WaitingEnded: the newcomer waits no more: they have a mentor there now (found), did not answer twice (unanswered), or waited for
	// as long as one can (expired). Who leaves the list by themselves hears nothing.
	WaitingEnded struct {
		Newcomer  string `json:"newcomer"`
		Programme string `json:"programme"`
		How       string `json:"how"` // found, unanswered, expired
	}
)

func (PlaceOffered) Fact() (string, string)    { return "mentoring", "place_offered" }
func (PlaceOfferEnded) Fact() (string, string) { return "mentoring", "place_offer_ended" }
func (WaitingEnded) Fact() (string, string)    { return "mentoring", "waiting_ended" }
