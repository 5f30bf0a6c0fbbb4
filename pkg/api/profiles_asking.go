package api

// AskingPerson is what a mentor who answers from the mail reads of who asks them, without signing in: enough to decide by, and less than
// their page. Neither an id nor a whole name, no text of theirs, no zone.
type AskingPerson struct {
	FirstName string            `json:"first_name" doc:"The first word of how they want to be called"`
	Wants     []string          `json:"wants" doc:"Ids of the first six skills that they want to learn"`
	Knows     []string          `json:"knows" doc:"Ids of the first six skills that they have"`
	Languages []ProfileLanguage `json:"languages" doc:"Spoken languages"`
	Zone      string            `json:"zone,omitempty" doc:"IANA time zone of the mentor who reads it"`
}
