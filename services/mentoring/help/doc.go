// Package help keeps offers of help: mentors with a place free who help on issues of projects that they maintain or know. An issue with one
// of them is mentored; a place is not promised by it.
//
// Routes: /api/v1/help-offers, /issue-help. States out: mentoring.help (how many mentors, and nobody of them). It asks the catalogue
// through the room above it what it knows of issues; who may be found and asked, and who has a place, the room above it says.
package help
