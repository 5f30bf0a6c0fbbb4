// Package outcomes is the part of programs that says how a cohort went, in counts: how many applied, were accepted, met a mentor, completed
// or left; how long it took until a mentor was there; how many check-ins came in time. It keeps nothing: every answer is counted anew.
//
// Organisers and reviewers, who see every participant by name, read exact counts. Everybody else with a role on the programme, and the
// file that is made to be handed on, get protected ones, and only once the cohort is closed: while counts move, two readings tell who moved.
// A count of 1 to 4 is hidden; so is a step where what is missing to the last shown step before it is 1 to 4, and more of a column until what
// is hidden there, with those without a track, are at least two cells and five people. A change after the close, as an erasure, is not masked.
//
// Routes: /api/v1/cohorts/{id}/outcomes, …/outcomes/file.
package outcomes
