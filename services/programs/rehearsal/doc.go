// Package rehearsal is the part of programs that plays a cohort through with made-up people before real ones come.
//
// The cohort's settings are copied into a store of the rehearsal's own, which is thrown away afterwards. The rooms that real people use
// (cohort, application, running) are opened on it with a clock that the rehearsal moves, so that what happens is what would happen: drafts
// are refused, places run out, check-ins fall due. Pairs come from the solver that rounds use (Deps.Pair). Every fact that the rooms write
// is shown as those whom it tells would read it (Deps.Preview); none is published, so nobody is told anything. What can be read off the
// settings alone, and what the play brought up, are warnings.
//
// Sizes are bounded: 40 newcomers, 20 mentors, 3,000 messages, a minute. One process plays two rehearsals at a time.
//
// Route: POST /api/v1/cohorts/{id}/rehearsal.
package rehearsal
