// Package rank says who fits whom and which issue fits somebody, and why. It is pure: no input or output, no clock, no log,
// and only integers (millionths), so that the same inputs give the same order on every machine.
//
// A pair is scored in both directions, each as a weighted sum of parts that lie in 0..1. With a for the one and b for the other the fit
// is their harmonic mean, 2ab/(a+b): a one-sided wish does not win. Each part is credited (a_i·b + b_i·a)/(a+b), rounded by largest
// remainder, so that the credits add up to the fit exactly; the price that a popular mentor or issue has is a negative credit of
// its own. Hard limits come first and have codes.
//
// An Index answers the exact best k: the same as scoring everybody (CheckMentors and CheckIssues do both). Rows lie in immutable columns
// (columns_*.go), a base and a small delta with tombstones, behind one atomic pointer; the next base is made beside (table.go).
//
//   - Issues stand by the rarest skill that they need, then by the second, kind and age, in blocks of 32, runs of those, and leads of all runs
//     of one rarest skill. A block knows what none of it exceeds, so most are left unread (fast_issue*.go); bits per word say which blocks
//     have it, and four bytes per row what is asked of it first (columns_issue_digest.go). What shares nothing with who asks is found by
//     classes of freshness, kind and load beside, of which the best are the same for everybody (columns_issue_class.go).
//   - Mentors stand by price and what they speak, in blocks of 64. Bit sets and postings say who has which skill, interest, cause and
//     language, wants to work how and has hours when; what each bit adds at most is added up for 64 at a time (fast_mentor*.go).
//   - Rows that are the same but for the id lie side by side, the least id first. Once one of them is not good enough, none after it is, and
//     they are passed over together (pack.Twins), so that a world where everybody is alike costs little.
//   - Many rows that come into an empty index are made into columns at once (table.putAll); each is read once in the order in which it came.
//   - Bounds need only that a part never lowers a score and that weights are not negative. A part that the fast ways do not know is taken
//     at its most there, and fit or pair have the last word.
//
// pack keeps the columns small, worlds makes up what is measured, versus compares with others (scripts/bench-rank).
package rank
