// Package matching says who fits whom: mentors and issues for a newcomer, newcomers for a mentor, and why; and it pairs whole cohorts (room
// rounds). It promises nothing to anybody. Its index lives in memory and is made anew from the states of others whenever it starts; the
// only documents are rounds.
//
// In: the states profiles.person, profiles.skill, mentoring.standing, mentoring.match, mentoring.claim, mentoring.help, catalog.project,
// catalog.issue, programs.programme, programs.member and programs.participant, followed by this process alone. A change is visible well
// within 2 s, a block too. The fact accounts.account_closed: who has left is taken out of all rounds. Out: round_published, erased.
//
// Routes: /api/v1/recommendations/… (mentors, browse, issues, newcomers, askers, successors, compare, why-not); /api/v1/rounds;
// /api/v1/ops-matching. Somebody signed out may send a profile along; it is used for the answer and kept nowhere. What the codes
// of reasons and gaps mean, and their
// parameters: api.ReasonCodes.
//
// Whoever can be found: mentors who are approved (where the programme wants that), visible, and findable by the one who asks;
// newcomers for a mentor only if they asked that mentor or allow offers. Whom a block parts cannot be found. A list has only mentors who
// could take somebody now: of the others why-not says paused or queue_full, where mentoring refuses a request, or full, where one waits
// until a place is free. The arithmetic is in rank.
//
// No answer tells more than bands of somebody's hours, load and reply times: scores, credits and prices are made of the bands, so that
// neither many questions nor many profiles find out the rest. A profile that is sent along is compared by how many hours a quarter of a day
// has (in UTC), not which. Words that the taxonomy does not have are opaque ids here (skill.Opaque), wherever they come from.
//
// A history of contributions may be sent with a question for issues, and a profile may name earlier work: both add skills, each by the share
// of the work that used it, and topics to the asker's profile for this answer (history.go, room history, a table that was learned). What
// somebody said stands and goes before; reasons that come from earlier work alone say so (uses_what_you_did and the like). A history that is
// sent along is kept nowhere.
//
// What many were shown lately has a price (attention), so that one list does not send everybody to the same door: in this process's memory,
// by keyed hashes, counted once a day and viewer, and only where signed-in people look at their own list. Nobody's own looking counts for them.
package matching
