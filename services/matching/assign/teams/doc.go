// Package teams puts the people of an event into teams: each team works on a project, has a size within the project's bounds, a language
// that all its members speak, and as many of the skills that the project needs as can be had; friends who arrive together stay
// together, and people who are to be kept apart are. It is pure: no clock, no log, integers only, one goroutine; people, projects,
// skills and languages are row numbers. The same problem gets the same answer everywhere.
//
// What is best, in this order (Answer.better):
//  1. as many people in a team as possible;
//  2. the greatest value: what the wishes of the people for their projects are worth, less Worth for each person that a need lacks.
//
// Small problems are solved exactly, by a search through all answers that gives up after a fixed number of steps (exact.go). Among equal
// answers that search takes the one in which the first person of the first row has the first project, a team before none, then the
// second person, and so on. Larger problems get a good answer (draft.go, exchange.go, local.go) whose tie is settled by rows too, and
// in any case bounds that no answer can pass (bound.go): the distance to them is told, never hidden.
//
// Package verify checks every claim of an answer against the problem and shares no code with this package but the types.
//
// On the day somebody does not come: Draft.Leave mends one team with bounded work. Mentors guide teams by way of package solve: a team is
// then what a newcomer is there, and takes one place (Seats).
package teams
