package programs

import (
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// What the mirrors keep of others: the few fields that this service asks for. The rest of a state is left out when it is read,
// so that nobody's week, languages or skills lie in this service's store.
type (
	// knownAccount says whether somebody may take part.
	knownAccount struct {
		Confirmed bool `json:"confirmed"`
		Suspended bool `json:"suspended,omitempty"`
		// Proofs binds the tokens of mails: see wire.AccountState.
		Proofs int64 `json:"proofs,omitempty"`
	}
	// knownPerson says whether somebody may be known of.
	knownPerson struct {
		Invited bool `json:"invited"`
	}
	// knownStanding is whom a block parts somebody from.
	knownStanding struct {
		Blocked []string `json:"blocked,omitempty"`
	}
	// knownProject is whose claim to look after a project of the catalogue was confirmed there.
	knownProject struct {
		Maintainers []string `json:"maintainers,omitempty"`
	}
	// knownHelp is how many mentors with a free place offer help on an issue of a project.
	knownHelp struct {
		Project string `json:"project,omitempty"`
		Mentors int    `json:"mentors"`
	}
	// knownMatch says whose newcomer somebody is, and how long each mentor took to answer.
	knownMatch struct {
		Programme string            `json:"programme"`
		Newcomer  string            `json:"newcomer"`
		Mentor    string            `json:"mentor,omitempty"`
		Status    string            `json:"status"`
		Created   time.Time         `json:"created"`
		Offers    []wire.OfferState `json:"offers,omitempty"`
	}
)

func (knownAccount) StateOf() (string, string) { return wire.AccountState{}.StateOf() }
func (knownMatch) StateOf() (string, string)   { return wire.MatchState{}.StateOf() }
func (knownPerson) StateOf() (string, string)  { return wire.PersonState{}.StateOf() }

func (knownHelp) StateOf() (string, string)    { return wire.HelpState{}.StateOf() }
func (knownProject) StateOf() (string, string) { return wire.ProjectState{}.StateOf() }

func (knownStanding) StateOf() (string, string) { return wire.StandingState{}.StateOf() }
