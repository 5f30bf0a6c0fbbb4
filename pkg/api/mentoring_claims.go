package api

import "time"

// IssueClaim is who works on an issue, as the caller may know it.
type IssueClaim struct {
	Issue    string     `json:"issue" doc:"Id of the issue"`
	State    string     `json:"state" enum:"free,claimed" doc:"Whether somebody works on it"`
	Until    *time.Time `json:"until,omitempty" doc:"When it passes to the next in line"`
	Waiting  int        `json:"waiting" doc:"How many wait"`
	Yours    string     `json:"yours" enum:"none,holder,waiting" doc:"What the caller has to do with it"`
	Position int        `json:"position,omitempty" doc:"The caller's place in the line, from 1"`
	Extended bool       `json:"extended,omitempty" doc:"The caller has extended it; that is possible once"`
}

// IssueClaimList are the caller's claims, at most three.
type IssueClaimList struct {
	Items []IssueClaim `json:"items" doc:"Those that the caller works on or waits for"`
}
