package wire

// LetterSettled: an administrator sent a dead letter of a service to its consumer again, with success, or gave it up for good. Every service
// has this fact of its own letters; the aggregate is the letter.
type LetterSettled struct {
	Service  string `json:"service"`
	Consumer string `json:"consumer"`
	How      string `json:"how"` // sent_again, discarded
}

// Fact is of the service whose letter it is.
func (x LetterSettled) Fact() (string, string) { return x.Service, "letter_settled" }
