// Package profiles owns the people: what they say about themselves, who may see it, and who may be found as a mentor. A profile's id
// is the account's. Names are served here and nowhere else.
//
// Who sees whom is decided in See, from what the viewer has to do with the other (service_viewers.go gathers it): a block hides
// both from each other and reads like absence; an unconfirmed, suspended, closed or merely invited account is nobody to others; a
// match shows the two to each other; else the person has said who may find them. Mentors are found once a moderator has approved
// them (Config.ApprovalOff, or the rules of the always-open programme, switch that off); the approval stays whatever is edited,
// until a moderator takes it back, but a new name or free text of somebody whom everybody finds is shown signed out only when a
// moderator has read it (changed.go). In a programme its own rules decide (wire.PersonState.MentorsIn).
//
// What accounts says of an account is written into the profile, so that its state is right in one message: settleAccount, from a durable
// consumer and after every making of a profile. Other services see "invited" for everything that makes somebody invisible.
//
// Importing people. Package roster reads the file, rows.go makes people of it. A CSV file is checked as a whole; with one problem
// nothing is written. Then its rows are put beside the documents in
// chunks, encrypted with a key that only the import's document has, and that document is made: from there on the import is carried
// out in steps of some rows, whatever is killed (service_steps.go). Only accounts may know addresses for good: each row's address is
// handed to it (question "invitation", idempotent by import and line) and comes back as a person's id. A chunk is removed when its rows are
// done, the key with the last of them; what a crash leaves of chunks cannot be opened by anybody. Addresses are in no document,
// event, refusal or log. Imported people stay invisible until they confirm the address, or, if the account was there before, until they
// save the profile themselves; a profile that was there is never touched, and who imports is not told who was here before. Workbooks
// (.xlsx, .ods) are refused with the words "save as CSV": there is no reader for them.
//
// Facts: mentor_offered, mentor_approved, mentor_refused, person_imported (with organisation and programme), skill_decided, people_looked_up. States:
// person, skill. Asks: accounts "invitation"; mentoring "own_blocks", "answer_turn". Consumes: accounts.account_closed, the states of
// accounts. Mirrors: accounts, standings, matches, programmes, members.
//
// The list of skills, free guides and what moderators decide about words are in package skills.
//
// Routes below /api/v1/: people, skills, causes, people-imports, mentor-approvals, ops-profiles.
package profiles
