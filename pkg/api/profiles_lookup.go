package api

// MentorQuery looks for a mentor by name.
type MentorQuery struct {
	Q string `json:"q" minLength:"2" maxLength:"80" doc:"How the name begins, two letters at least" example:"Mika"`
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
