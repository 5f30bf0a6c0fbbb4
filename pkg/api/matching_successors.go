package api

// Successor is a mentor who could go on with a mentorship. The name is not here: profiles has it (GET /people?ids=).
type Successor struct {
	Person string `json:"person" doc:"The id"`
	// Reasons have words that stand on this mentor's own page, and name nothing else of the newcomer.
	Reasons []Reason `json:"reasons" doc:"What of this mentor speaks for it, the weightiest first; at most three; without what it adds to a score"`
	Wait    string   `json:"wait,omitempty" enum:"new_here,within_a_day,within_two_days,within_three_days,within_a_week,longer" doc:"Until an answer; measured"`
	Load    string   `json:"load,omitempty" enum:"new_here,free,some,busy" doc:"How much is going on"`
}

// Successors are the best first.
type Successors struct {
	Items []Successor `json:"items" doc:"Mentors with a place free, best first; at most 10"`
}
