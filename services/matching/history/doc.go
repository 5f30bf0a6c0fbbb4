// Package history says what somebody's earlier work adds to what they say of themselves, when they look for issues: skills, each counting
// as much as the share of the work that used it, and what the projects were about. It is pure: no input or output, no clock, no log, whole
// numbers only. The table of shares in data/ was learned offline (data/NOTICE.md); everything else is one line of arithmetic per skill, so
// that a person can be told which skill or topic came from their work (rank.Person.Shown and About, and reasons with it).
package history
