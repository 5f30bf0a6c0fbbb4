// Package event is the part of programs that keeps events: a weekend in a cohort, with people who arrive by badge, challenges, teams and
// what is left of them afterwards. It holds ids; names are in profiles.
//
//	badge.go      codes on badges: short, checked, stored as a keyed hash, good once
//	pace.go       wrong codes have a pace, of one process; right ones have none
//	event.go      the event: settings, stages, work to be done
//	attendee.go   who is here: what they say for the event, their friends, their wishes
//	challenge.go  what is pitched
//	cast.go       from who is here to a problem by row number
//	parted.go     whom a block parts: never in one team, nor with a mentor whom it parts from one of the team
//	late.go       where somebody goes who comes late
//	team.go       teams, and what they hand over
//	service*.go   use cases; service_work.go is what goes on in the background
//
// Blocks are told to nobody (ADR 4). Whom one parts may name one group of friends, and sit in different teams; a badge that would bring them
// into one brings nobody, as if its holder had not come yet. A block that comes once teams stand moves nobody, since being moved would
// tell; an organiser who notes that somebody is not here, and then that they are, has them put into another team.
//
// What is handed over is the project's and stays with it; who wrote it is taken out when they leave. People of a team see each other's page
// until 30 days after the event is over.
//
// Not there: a lost phone. Who arrived by badge and gave no e-mail address has nothing but the session on that phone; with another badge they
// are somebody new, and their team says that the former one does not come. So the page of the event asks for an address.
//
// Who is in which team stands in the attendee's document alone: so nobody is ever in two, and moving somebody is one atomic step. A draft
// lies in pages that are written before the event names them; publishing goes through them and can be done twice. Teams are made by a
// solver that whoever wires the services hands in (Deps.Solver).
//
// Work (making teams, publishing, mending teams after somebody went) goes on in the background under a lease: whoever finds work
// without a living lease goes on with it.
//
// README.md says what an event of 6,000 took.
//
// Asks accounts "arrival". Facts: event_moved, event_team_given. State: event_place. Routes: /api/v1/events.
package event
