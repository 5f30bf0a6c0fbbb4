package api

// MentorQuery looks for a mentor by name.
type MentorQuery struct {
	Q string `json:"q" minLength:"2" maxLength:"80" doc:"How the name begins, two letters at least" example:"Mika"`
}

// PeopleLookup looks for anybody by name. For moderators.
type PeopleLookup struct {
	Q string `json:"q" minLength:"2" maxLength:"80" doc:"How the name begins, two letters at least" example:"Asha"`
}

// PeopleLookedUp are those who are found, whatever hides them.
type PeopleLookedUp struct {
	Items []PersonLookedUp `json:"items" doc:"By name, at most 20"`
	More  bool             `json:"more,omitempty" doc:"There are others: give more of the name"`
}

// PersonLookedUp is what tells one person of a name from another.
type PersonLookedUp struct {
	ID          string            `json:"id" doc:"The person's id"`
	DisplayName string            `json:"display_name" doc:"How the person wants to be called"`
	Newcomer    bool              `json:"newcomer" doc:"Looks for a mentor or an issue"`
	Mentor      bool              `json:"mentor" doc:"Offers to mentor"`
	Hidden      bool              `json:"hidden,omitempty" doc:"Has not confirmed the address or accepted the invitation yet, or is suspended"`
	Zone        string            `json:"zone,omitempty" doc:"IANA time zone"`
	Languages   []ProfileLanguage `json:"languages,omitempty" doc:"Spoken languages"`
}

// BlockedNames are the names of those whom the caller has blocked.
type BlockedNames struct {
	Items []BlockedName `json:"items" doc:"Who has left, or whom the caller could not see without the block either, is left out"`
}

// BlockedName is one of them.
type BlockedName struct {
	ID          string `json:"id" doc:"The person's id"`
	DisplayName string `json:"display_name" doc:"How the person wants to be called"`
}
