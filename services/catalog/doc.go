// Package catalog keeps projects and beginner-friendly issues, read from public lists; licences, freshness, and what
// maintainers wish. Signed out, everybody may browse it. Of the facts of others it hears account_closed, and forgets the person (marks,
// claims, and who wished or imported), and safety's project_ruled, which takes a project out or lets it in again, whatever anybody
// wishes, and programs's board_moved: a tool that was opened on a broker's board is asked for (board_tool) and taken in like a line of a list.
// Of the states of others it takes into its own issues who works on them and whether a mentor with a free place helps
// (mentoring's claim and help), and puts what moderators decided about skills over its words when they are read (pkg/steering).
//
// State out: project, issue. Facts out: import_finished, issue_marked, project_wished. Answers the question "issues".
//
// Routes: GET projects, projects/{id}, issues, issues/{id} (also ?ids=…); POST and DELETE issues/{id}/marks, POST
// issues/{id}/checks; POST projects/{id}/claim, POST projects/{id}/claim/decisions, GET and PATCH projects/{id}/wishes; POST
// and GET catalog-imports; GET ops-catalog/marked-issues, ops-catalog/claims, ops-catalog/dead-letters.
//
// A project document keeps what each list says and what its maintainers wish apart, and shows what follows from both; so
// lists may come in any order and again, and no wish is lost. Issues take skills, topics, causes and visibility from their
// project. When one of these changes, the project gets the flag Sweep in the same write; the sweep, which runs at once, after
// imports and every 30 s, brings its issues up to date and recounts them, and may be killed anywhere. Until then the lists of
// this service ask the project itself, so that a paused project hides its issues at once.
//
// Package source reads the files of lists, reading tells what their words say, licence what a licence is.
//
// A live forge has its place: an issue names its Source and when a forge was asked (CheckedAt), and a forge will be one more
// source with sightings of its own.
package catalog
