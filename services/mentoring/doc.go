// Package mentoring keeps the promises between people: requests, places, blocks, mentorships, their threads and sessions, and claims
// on issues.
//
// A match is one document from the first ask to the end of the mentorship; a standing is one document per person with
// places, reservations and claims, listings and blocks; a message is a document. Documents change one at a time, each replace
// on condition that nothing else changed it; no lock and no transaction is over two of them. That a mentor is never
// overbooked, a newcomer never has two mentors in a programme and a block never leaks follows from the order of the writes,
// from the version of the match that reservation and claim name, and from settle, which alone frees. The order is specified by
// a model whose every state was visited; the tests run its scenarios and its mutants against this package.
//
// Routes: /api/v1/requests, /mentorships, /hand-overs, /waiting, /office-hours, /answers, /threads, /standing, /blocks,
// /calendars, /calendar-links, /claims, /ops-mentoring.
//
// Facts out: mentor_asked, mentor_reminded, offer_ended, info_asked, info_given, match_accepted, match_withdrawn,
// match_exhausted, match_proposed, match_active, match_ended, match_extended, silence_noticed, message_posted, mentor_paused,
// session_proposed, session_confirmed, session_cancelled, session_reminded, session_marked, issue_claimed, claim_reminded, claim_extended,
// claim_ended, hand_over_proposed, hand_over_asked, hand_over_ended, match_handed_over,
// place_offered, place_offer_ended, waiting_ended; those of the room office below.
// States out: match, standing, claim; help of the room help below. Facts in: accounts.account_closed. States in: accounts.account, profiles.person,
// programs.programme, programs.member, programs.participant. Answers the questions "propose", "replies" and "answer_token"; asks
// catalog the question "issues".
//
// It knows no names and no addresses, and no text of a person leaves it in an event.
//
// A mentorship that is handed over stays the same match: the mentor who is to go on reserves a place at its version, the newcomer's claim
// is taken again at it, then the mentor changes in one replace of the match, and settle frees the place of the one before.
package mentoring
