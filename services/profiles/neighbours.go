package profiles

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// What the mirrors keep of others: the few fields that this service asks for. The rest of a state is left out when it is read.
type (
	// knownAccount is what a profile needs of its account.
	knownAccount struct {
		Confirmed bool `json:"confirmed"`
		Suspended bool `json:"suspended,omitempty"`
	}
	// knownStanding is whom a person is parted from.
	knownStanding struct {
		Blocked []string `json:"blocked,omitempty"`
	}
	// Match is who has to do with whom.
	Match struct {
		Newcomer string  `json:"newcomer"`
		Mentor   string  `json:"mentor,omitempty"` // who accepted
		Offers   []Offer `json:"offers"`
		Status   string  `json:"status"`
	}
	// Offer is one mentor of a match; Asked is zero while they stand in line.
	Offer struct {
		Mentor string    `json:"mentor"`
		Asked  time.Time `json:"asked,omitzero"`
	}
	// knownPlace is which teams of an event somebody is in, or guides.
	knownPlace struct {
		Person string   `json:"person"`
		Teams  []string `json:"teams"`
	}
)

func (knownAccount) StateOf() (string, string)  { return wire.AccountState{}.StateOf() }
func (knownStanding) StateOf() (string, string) { return wire.StandingState{}.StateOf() }
func (knownPlace) StateOf() (string, string)    { return wire.EventPlaceState{}.StateOf() }
func (Match) StateOf() (string, string)         { return wire.MatchState{}.StateOf() }
