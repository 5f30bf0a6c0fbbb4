// Package event is the part of programs that keeps events: a weekend in a cohort, with people who arrive by badge, challenges, teams and
// what is left of them afterwards. It holds ids; names are in profiles.
//
//	badge.go      codes on badges: short, checked, stored as a keyed hash, good once
//	pace.go       how fast codes may be guessed: per network, over all, per code
//	event.go      the event: settings, stages, work to be done
//	attendee.go   who is here: what they say for the event, their friends, their wishes
//	challenge.go  what is pitched
//	cast.go       from who is here to a problem by row number
//	late.go       where somebody goes who comes late
//	team.go       teams, and what they hand over
//	service*.go   use cases; service_work.go is what goes on in the background
//
// Who is in which team stands in the attendee's document alone: so nobody is ever in two, and moving somebody is one atomic step. A draft
// lies in pages that are written before the event names them; publishing goes through them and can be done twice. Teams are made by a
// solver that whoever wires the services hands in (Deps.Solver).
//
// Work (making teams, publishing, mending teams after somebody went) goes on in the background under a lease: whoever finds work
// without a living lease goes on with it.
//
// Asks accounts "arrival". Facts: event_moved, event_team_given. State: event_place. Routes: /api/v1/events.
package event
