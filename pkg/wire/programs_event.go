package wire

// Facts of events. The aggregate of EventMoved is the event, which has the id of its cohort; of EventTeamGiven it is who attends.
type (
	// EventMoved: staff did something with an event. Whom or what it was about is in no field.
	EventMoved struct {
		Event     string `json:"event"`
		Programme string `json:"programme"`
		How       string `json:"how"` // set_up, open, working, over, badges, badge_replaced, accepted, hidden, team_making, published, gone, here
	}
	// EventTeamGiven: tell Person that they have a team, have another one, or have none any more; or that somebody noted that they are not there.
	EventTeamGiven struct {
		Event  string `json:"event"`
		Person string `json:"person"`
		How    string `json:"how"` // published, late, moved, none, gone
	}
)

// EventPlaceState is what others mirror of somebody at an event: which teams they are in (a mentor: which they guide). Who shares a team
// sees the other's page: the teams go out of it 30 days after the event. Its id derives from event and person; it is deleted when the person is
// erased.
type EventPlaceState struct {
	Event     string   `json:"event"`
	Programme string   `json:"programme"`
	Person    string   `json:"person"`
	Teams     []string `json:"teams"`
}

// ArrivalQuestion asks accounts to make an account for somebody who arrives by a badge, who has none, and gives no address. Only programs may
// ask, once the badge is theirs. The same Key is the same account.
type ArrivalQuestion struct {
	Key    string `json:"key"` // at most 100 characters; nobody can guess it
	Locale string `json:"locale,omitempty"`
}

// ArrivalAnswer must not be stored or logged. The token signs in, once, within a day; Invalid "/token" later.
type ArrivalAnswer struct {
	Account string `json:"account"`
	Token   string `json:"token"`
}

func (EventMoved) Fact() (string, string)         { return "programs", "event_moved" }
func (EventTeamGiven) Fact() (string, string)     { return "programs", "event_team_given" }
func (EventPlaceState) StateOf() (string, string) { return "programs", "event_place" }
