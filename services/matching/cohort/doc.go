// Package cohort joins two tables of people into a problem that assign can solve, and tells what came of it. It is pure: tables come in
// as cells, files go out as bytes, and the same input gives the same bytes.
//
//	table.go       cells, with what is wrong with them: file, line, column
//	columns.go     which column is what, by its heading or by a map
//	people.go      ids, places, answers
//	scores.go      pairs with scores that somebody else made
//	candidates.go  pairs with scores of ours: all of them, or the best few of everybody
//	event.go       tables of an event: people, what they work on, made into teams
//	event_write.go the teams of an event, written and read again
//	settled.go     what an event has settled itself: apart, together, pinned
//	finder.go      columns by heading or map, of any of these tables
//	fixed.go       pairs that a programme has settled itself: pinned or forbidden
//	pairs.go       the list of pairs, written and read again; cells that a spreadsheet would run are defused (pkg/csvsafe)
//	measure.go     how well people did: ranks, envy, load
//	groups.go      the same per group, small groups protected
//	plot.go        a picture of it
//	certificate.go what was solved, from which files, and the proof
package cohort
