package api

import "time"

// What is stored about the caller comes in one part from each service: GET …/export. A part whose lists are long is paged: the Link
// header has the next page, lists go on there, and what is there once is in the first page alone. No part says who blocked or
// reported the caller, or decided about them.

// AccountExport is what accounts keeps about the caller. One page: at most 100 sessions.
type AccountExport struct {
	Account   Account            `json:"account" doc:"Address, language, roles, what you agreed to"`
	Former    string             `json:"former_address,omitempty" doc:"The address before a change, kept for 7 days"`
	Sessions  []Session          `json:"sessions" doc:"Where you are, or were a short while ago, signed in; at most 100, newest first"`
	Links     []ExportedLink     `json:"links" doc:"One-time links that still work, without what is secret in them"`
	Suspended *AccountSuspension `json:"suspended,omitempty" doc:"Since when and why you may not sign in"`
}

// ExportedLink is a one-time link that was sent and still works.
type ExportedLink struct {
	Purpose string    `json:"purpose" doc:"What it is for"`
	Expires time.Time `json:"expires" doc:"Until when it works"`
}

// ProfileExport is what profiles keeps about the caller. One page.
type ProfileExport struct {
	Profile   *OwnProfile `json:"profile,omitempty" doc:"All that you said; absent if you have no profile"`
	Programme string      `json:"invited_by_programme,omitempty" doc:"The programme whose organisers made the profile, by a file"`
}

// ProgramsExport is what programs keeps about the caller, paged: first memberships, then applications, then reviews; the roles, at most
// 200, and the rest are in the first page.
type ProgramsExport struct {
	Memberships   []ExportedMembership      `json:"memberships" doc:"In which programmes you are, were or may be"`
	Roles         []RoleGrant               `json:"roles" doc:"Your roles there"`
	Applications  []Application             `json:"applications,omitempty" doc:"Your applications to cohorts, with answers about eligibility while they are kept"`
	Reviews       []Review                  `json:"reviews,omitempty" doc:"What you said of others' applications as a reviewer"`
	Opinions      []ExportedOpinion         `json:"opinions,omitempty" doc:"What reviewers said of your applications; never who"`
	Registrations []ExportedHubRegistration `json:"registrations,omitempty" doc:"What you asked a hub for and that is not done yet"`
	CheckIns      []ExportedCheckIn         `json:"check_ins,omitempty" doc:"What you said at check-ins"`
	Evidence      []CohortShown             `json:"evidence,omitempty" doc:"Evidence that you gave, and your goals"`
	Certificates  []CertificateStatement    `json:"certificates,omitempty" doc:"Your certificates"`
	Still         []ExportedStill           `json:"still,omitempty" doc:"Whether you still contributed some months after a cohort, as you said"`
	Events        []ExportedEvent           `json:"events,omitempty" doc:"What you said and wrote at events"`
	Partners      []ExportedPartner         `json:"partners,omitempty" doc:"Partners that you speak for, or are named by as a mentor"`
	Board         []ExportedBoard           `json:"board,omitempty" doc:"What you posted on boards, and where you would like to help"`
	Projects      []ExportedCohortProject   `json:"projects,omitempty" doc:"Projects that you offered to cohorts, or are named by as a mentor"`
	Stipends      []ExportedStipend         `json:"stipends,omitempty" doc:"What is due to you, with the legal name that you gave"`
}

// ExportedMembership is the caller in one programme.
type ExportedMembership struct {
	Programme string    `json:"programme" doc:"The programme's id"`
	Left      time.Time `json:"left,omitzero" doc:"When you left"`
	Member
}

// CatalogExport is what catalog keeps about the caller, paged: first what they marked, then the projects they have to do with.
type CatalogExport struct {
	Marks    []ExportedMark    `json:"marks" doc:"Issues that you said are closed or taken"`
	Projects []ExportedProject `json:"projects" doc:"Projects that you claimed, or wished something for"`
	Imports  []CatalogImport   `json:"imports" doc:"Lists that you imported"`
}

// ExportedMark is what the caller said about an issue.
type ExportedMark struct {
	Issue    string    `json:"issue" doc:"The issue's id"`
	Mark     string    `json:"mark,omitempty" doc:"closed or taken; absent once it was checked"`
	At       time.Time `json:"at,omitzero" doc:"When"`
	Counts   time.Time `json:"counts,omitzero" doc:"From then on it counts like everybody's: the account was new"`
	Alone    bool      `json:"alone,omitempty" doc:"So many issues waited to be checked that it hides the issue from you alone"`
	Mistaken bool      `json:"mistaken,omitempty" doc:"Somebody checked and found it open"`
	Done     bool      `json:"done,omitempty" doc:"You had claimed it and said that it is done"`
}

// ExportedProject is a project that the caller claimed or wished for.
type ExportedProject struct {
	Project string         `json:"project" doc:"The project's id"`
	URL     string         `json:"url" doc:"Where it is"`
	Claim   string         `json:"claim,omitempty" doc:"asked, confirmed or refused"`
	Asked   time.Time      `json:"asked,omitzero" doc:"When you claimed it"`
	Decided time.Time      `json:"decided,omitzero" doc:"When that was decided"`
	Wishes  *ProjectWishes `json:"wishes,omitempty" doc:"As they stand, if the last one was yours"`
}

// MentoringExport is what mentoring keeps about the caller, paged: first the requests they made, then those they were asked in, then
// the sessions, then the messages.
type MentoringExport struct {
	Standing    *Standing       `json:"standing,omitempty" doc:"Your places and pause; in the first page"`
	Blocks      []BlockedPerson `json:"blocks" doc:"Whom you blocked, at most 250; in the first page"`
	Requests    []Request       `json:"requests" doc:"Those you made and those you were asked in, as you see them"`
	Mentorships []Mentorship    `json:"mentorships" doc:"Of those requests, the ones that became a mentorship of yours"`
	Claims      []IssueClaim    `json:"claims" doc:"Issues that you work on or wait for, at most three; in the first page"`
	Calendar    *time.Time      `json:"calendar_since,omitempty" doc:"Since when there is a link to your calendar; in the first page"`
	Sessions    []Meeting       `json:"sessions" doc:"Sessions of your mentorships"`
	Messages    []Message       `json:"messages" doc:"What you wrote, and what others wrote to you in threads that you can read"`
	Waiting     []WaitingEntry  `json:"waiting" doc:"Where you wait for a place, at most three; in the first page"`
	Help        []HelpOffer     `json:"help" doc:"Issues on which you offer help, at most 20; in the first page"`
	OfficeHours []OfficeHour    `json:"office_hours" doc:"Office hours that you hold or come to"`
}

// InboxExport is what notifications keeps about the caller, paged.
type InboxExport struct {
	Preferences *NotificationPreferences `json:"preferences,omitempty" doc:"What you chose; in the first page"`
	Items       []InboxItem              `json:"items" doc:"Your inbox, newest first; it keeps a year"`
}

// ErasureReceipt says which services have forgotten somebody who closed their account. It names nobody.
type ErasureReceipt struct {
	Receipt   string            `json:"receipt,omitempty" doc:"Its secret id, in the answer to closing the account alone: keep it to look again"`
	Requested time.Time         `json:"requested" doc:"When the account was closed"`
	Complete  bool              `json:"complete" doc:"Whether every service has confirmed"`
	Services  []ErasedByService `json:"services" doc:"Every service that keeps something about people"`
	Kept      string            `json:"kept" doc:"What erasure spares, as a code; the same for everybody"`
}

// ErasedByService is what one service says.
type ErasedByService struct {
	Service string    `json:"service" enum:"accounts,catalog,mentoring,notifications,profiles,programs,safety" doc:"The service"`
	At      time.Time `json:"at,omitzero" doc:"When it confirmed; absent as long as it has not"`
}

// ExportedOpinion is what one reviewer said of an application of the reader's.
type ExportedOpinion struct {
	Application string   `json:"application" doc:"Which"`
	Withheld    bool     `json:"withheld,omitempty" doc:"It is kept, and stands here once the decision was made known to you: until then that may change"`
	Rating      int      `json:"rating,omitempty" doc:"From 1 to 5"`
	Flags       []string `json:"flags,omitempty" doc:"What others should see"`
	Note        string   `json:"note,omitempty" doc:"In the reviewer's words"`
}
