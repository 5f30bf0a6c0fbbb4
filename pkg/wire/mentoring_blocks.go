package wire

// OwnBlocksQuestion asks mentoring whom a person has blocked, by themselves or by a report. Only profiles may ask, for that person: the
// states, which all services read, do not tell who wants a block.
type OwnBlocksQuestion struct {
	Person string `json:"person"`
}

// OwnBlocksAnswer must not be stored or logged.
type OwnBlocksAnswer struct {
	Blocked []string `json:"blocked"` // ids of people; at most 500
	// Back are those of them who have blocked the person too. Nobody is told: they are not named to the person, like who has left.
	Back []string `json:"back,omitempty"`
}
