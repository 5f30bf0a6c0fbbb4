// Package assign says what a cohort is: newcomers, mentors with places, the pairs that may be made and what each is worth; and what an
// answer to it is: pairs, and a certificate that proves them. It is pure: no clock, no log, integers only. People are row numbers.
//
//	solve   makes the answer: the greatest total (fit), no pair that would rather have each other (stable), or as many people as
//	        possible, then the worst-off, then the total (fair)
//	verify  checks an answer and its certificate against the problem, and shares no code with solve
//
// The same problem always gets the same answer: nothing in it depends on chance, time, memory addresses or the number of cores. The rule
// for ties is with each Objective.
//
// A Problem may also be read from a file (ReadInstance) and is checked by Problem.Check, which names everything that is wrong.
package assign
