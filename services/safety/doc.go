// Package safety hears people who were treated badly: reports and their sealed cases, outcomes and appeals, and the duty rota of
// the moderators.
//
// # What it owns
//
//   - safety_case: one report and everything that comes of it, to its last decision. Codes, times and ids are plain; whatever a
//     person wrote or was seen to have written is sealed (seal.go) under a key of the case. The key is destroyed 90 days after the
//     close, and the sealed bytes with it.
//   - safety_week: who is on duty in a week, and the sealed words that were left for them.
//   - safety_audit, safety_audit_mark: what staff did, everywhere, each entry bound to the one before by its hash; and whom its marks stand
//     for, until they leave (audit). It is only ever added to, and verified every day.
//   - safety_room: what tells whether the key of the room (Config.KeyFile) is still the one of before. The key itself is not here.
//
// # The promises
//
//   - A report by somebody signed in about a person or a message stops contact at once, as a block does: mentoring is asked as
//     soon as the case is committed, asked again by the clock until it has answered, and hears the fact contact_to_stop besides.
//     The other side is told nothing: no notice, no reason, no route here that answers differently.
//   - Who has a conflict (conflict.go) never sees the case: not in a list, not in a count, and by its id it is not there. What the
//     reported person does alone (a block, a request nobody accepted) gives nobody a conflict: they do not choose who looks. If no
//     moderator is left, administrators without conflict look; if nobody is, the operator hears it from the log and from Notes,
//     without a word about what it is, and whoever reported sees that it waits.
//   - A report may describe somebody whose id is not known (unnamed.go, ADR 11). Until a moderator who has read it says who that is, nobody of
//     the staff whom its words may name sees it, and nothing can be decided for anybody; from then on it is a report about that person.
//   - It is acknowledged within 24 hours: whoever is on duty is told at once and reminded after 12, everybody without conflict
//     after 20 and 24; after that it shows as overdue. Who took it up is reminded after 3 and 7 days, everybody after 14. Who
//     can look is looked at anew all the time: what nobody is left for, or whose moderator cannot go on, goes to the next.
//   - What is sealed is read by opening the case, with a reason; each opening is a fact and stays visible in the case.
//   - A decision can be appealed once, within 30 days, by the person it fell on, and is decided again by somebody else.
//   - Erasing an account takes ids out of cases. The sealed copy of a case in progress (open, or still to be appealed) stays until
//     90 days after its close; that of a case that is over goes at once. A year after its close nothing is left of a case.
//   - Reporting is bounded: ten a day for a person; signed out by address, by wide network, and for all together, where beyond 60 in
//     an hour moderators are told of them together, and beyond 2,000 they are refused with the advice to sign in. Whoever is signed
//     in is never refused for what others in their network do.
//
// Routes below /api/v1/: reports, outcomes, cases, duty, ops-safety.
//
// Facts out: case_received, contact_to_stop, case_waits, case_moved, case_opened, report_moved, outcome_given, project_ruled,
// copy_destroyed, duty_set, duty_read. No states. Facts in: accounts.account_closed, and what staff did (audit). States in:
// accounts.account, mentoring.match, mentoring.standing, programs.grants. Asks mentoring (stop_contact, evidence, parted_by), profiles
// (evidence), catalog (evidence) and accounts (appellant); answers notifications (appeal_code).
package safety
