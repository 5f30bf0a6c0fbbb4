// Package outcomes is the part of programs that says how a cohort goes and went, in counts: how many applied, were accepted, met a mentor,
// completed or left; how long it took until a mentor said yes, and mentors to answer; how many contributed a second time, still contribute
// 3, 6 and 12 months later, and mentor others since. README.md has the formula of each, and its name in CHAOSS where it has one.
//
// Organisers and reviewers, who see every participant by name, read exact counts, counted anew each time, and the console: what waits for
// them, the most urgent first. Everybody else with a role on the programme, and the file that is made to be handed on, read the report: counts
// that were frozen once after the cohort's end (Report), part after part, and never change, whoever is erased afterwards. While counts move,
// two readings tell who moved. No number of the report is without noise (protect.go, figures.go): whoever knows all others still cannot tell
// what one person did, over several cohorts either.
//
// Whether somebody still contributes no forge tells here: they are asked, with one tap in the mail or on a page (Still), and nobody needs to
// answer. A token of a mail opens one question for one person and stores nothing before they confirm. What they said is erased with them.
//
// Routes: /api/v1/cohorts/{id}/outcomes and below, …/console, /api/v1/applications/{id}/still, /api/v1/still. Facts: still_asked.
package outcomes
