package api

import "time"

// AuditState says whether the audit of what staff did is whole.
type AuditState struct {
	Head   string `json:"head" doc:"The hash of the last one. Written down elsewhere, it shows later that none was cut off"`
	Whole  bool   `json:"whole" doc:"Whether every entry follows from the one before, unchanged"`
	Broken string `json:"broken,omitempty" doc:"What is wrong with the first that does not"`
	// HeadKnown is there if a head was sent along.
	HeadKnown *bool `json:"head_known,omitempty" doc:"Whether the audit has the head that was sent"`
	// Notes are what else the operator should know, without a word about any case.
	Notes []string `json:"notes" doc:"What else the operator should know, in words"`
	Codes []string `json:"codes" enum:"case_alone,appeal_alone,audit_broken" doc:"The same by codes, in the same order"`
}

// AuditEntry is one thing that somebody of the staff did.
type AuditEntry struct {
	At     time.Time `json:"at" doc:"When"`
	What   string    `json:"what" doc:"A code" example:"accounts.roles_changed"`
	Who    string    `json:"who,omitempty" doc:"Id of who did it; absent once they have left"`
	About  string    `json:"about,omitempty" doc:"Id of whom or what it was about; absent once that is gone, or where it is who did it"`
	Detail string    `json:"detail,omitempty" doc:"Codes" example:"reason=spam"`
}

// AuditList is one page of the audit.
type AuditList struct {
	Items []AuditEntry `json:"items" doc:"The newest first"`
}
