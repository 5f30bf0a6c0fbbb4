// Package recommend says which first task a person is likely to take next, from what they did elsewhere and what is known of tasks and
// projects on the day of asking. It is pure: no input or output, no clock, no log. Its features are rounded to ten-thousandths, its model is
// a sum of small trees with whole numbers in the leaves (millionths): the same inputs give the same order, and each score is the sum of
// exact credits of a few groups that a person understands: languages, projects, words, kind of work, popularity.
//
// What is legal on the day of asking: rows of the person's own history, of a candidate its repository, issue, languages, areas and title, and
// whatever was merged before that day. A candidate's opening day is read by nothing here: in a bench whose answer lies in the middle of its
// list it would tell the answer, and nobody learns from it what fits a person. How many candidates of the same project a list has is not
// read either, for the same reason. Tests hold that.
//
// The model in data/ was learned by scripts/bench-issues learn; data/NOTICE.md says from what, when and under which licences.
package recommend
