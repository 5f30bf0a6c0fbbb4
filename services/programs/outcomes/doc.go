// Package outcomes is the part of programs that says how a cohort went, in counts: how many applied, were accepted, met a mentor, completed
// or left; how long it took until a mentor was there; how many check-ins came in time. It keeps nothing: every answer is counted anew.
//
// Organisers and reviewers, who see every participant by name, read exact counts. Everybody else with a role on the programme, and the
// file that is made to be handed on, get protected ones: a count of 1 to 4 is hidden, a second one of its column where a single hidden one
// could be had by subtraction, and the rest of a funnel's step where what is missing to the step before is 1 to 4.
//
// Routes: /api/v1/cohorts/{id}/outcomes, …/outcomes/file.
package outcomes
