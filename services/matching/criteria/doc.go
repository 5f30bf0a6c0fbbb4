// Package criteria makes a programme's own questions parts of a score: the same profession, another organisation, a grade or two
// ahead, interests in common, a wish that somebody asked for. It is pure, knows no table but columns of text, and counts in integers
// (millionths), so that the same answers give the same score on every machine.
//
// Every criterion gives a pair a value from 0 to Million. Whoever left an answer empty is neither praised nor punished: the value is
// Neutral, and a required criterion rules nobody out for it. The score is the mean of the values by their weights; the credits of the
// criteria add up to it exactly. A required criterion rules a pair out where its value is 0.
//
// Parse reads YAML and ReadJSON the same words as JSON. New
// compiles a set for the columns of two tables (Lenient for answers that were taken long ago), Scorer scores pairs, and Reasons says
// why in plain words. What somebody asked for in confidence (rule "asked") is in the arithmetic, never in a reason.
package criteria
