package wire

// OwnBlocksQuestion asks mentoring whom a person has blocked, by themselves or by a report. Only profiles may ask, for that person: the
// states, which all services read, do not tell who wants a block.
type OwnBlocksQuestion struct {
	Person string `json:"person"`
}

// OwnBlocksAnswer must not be stored or logged.
type OwnBlocksAnswer struct {
	Blocked []string `json:"blocked"` // ids of people; at most 500
}
