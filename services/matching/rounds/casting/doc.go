// Package casting makes a round's problem of who takes part: pure code, without a store. A Cast is both sides as they were at one moment; Scoring scores
// its pairs by rank, and by a cohort's criteria where it has any; Problem is what is solved, by row number.
//
//	cast.go      who takes part, and the groups of the audit
//	scoring.go   what every pair is worth
//	problem.go   the problem: candidates, and what each pair is to its mentor alone, for stable
//	candidates*  the best mentors of each newcomer by the index, at most Keep, with criteria by bounds; some newcomers of each mentor
//	why.go       what speaks for each pair, and why somebody has none
//	worth.go     what one pair would be worth
package casting
