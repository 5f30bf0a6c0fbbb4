// Package project is the part of programs that keeps the projects which are offered to a cohort: by contacts of its programme's partners,
// by maintainers, by its mentors and by organisers.
//
// A project is one document: waiting, approved, refused, withdrawn. An organiser approves or refuses it, with a reason, and nobody decides
// about what is their own: what they wrote, mentor, or speak for. Who changes an approved project materially (see Material) sends it back to
// waiting; what was approved is kept beside it until the next decision, so that organisers see both. Only what is approved is shown to
// others, wished for in applications, and an input of rounds.
//
// Whoever is named as a mentor of a project is told, and takes their name off themselves. Money is said, not paid.
//
// Routes: /api/v1/cohorts/{id}/projects. Facts: cohort_project_moved, cohort_project_named, desk_waits.
package project
