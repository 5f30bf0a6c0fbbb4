// Package suitability estimates whether people who are new to a project finish issues like one: from what an importer of lists really
// knows, the project's stars and the comments, of issues with a label for beginners. It says more often or less often than most such
// issues, or nothing: where too little is known, or where the estimate is near the middle. It is about issues and projects, never about a
// person. The estimate is calibrated on projects that it was not learned from; README.md has the table.
package suitability

// Million is certainty.
const Million = 1_000_000

// Facts are what is known of an issue.
type Facts struct {
	Stars    int // of its project; 0 unknown
	Comments int // 0 unknown, or none: lists do not tell them apart
}

// Verdict is what can be said.
type Verdict int

// Unknown is said where nobody knows the project's stars, and where the estimate is near the middle: of 335 of the 900 issues of known projects
// that README.md counts.
const (
	Unknown Verdict = iota
	MoreOften
	LessOften
)

// Codes of the reason and of the gap that say so.
const (
	MoreCode = "newcomers_finish_these"
	LessCode = "newcomers_seldom_finish_these"
)

// StarBand is 0 where the stars are unknown, else 1 to 4.
func StarBand(stars int) int { return band(stars, 1, 1000, 5000, 15_000) }

// CommentBand is 0 where the comments are unknown or none, else 1 to 3.
func CommentBand(comments int) int { return band(comments, 1, 3, 6) }

func band(n int, from ...int) int {
	for i := len(from) - 1; i >= 0; i-- {
		if n >= from[i] {
			return i + 1
		}
	}
	return 0
}

// Estimate is the share of such issues that somebody new to the project finished, in millionths; false where nobody can say.
func Estimate(f Facts) (share int64, ok bool) {
	s := StarBand(f.Stars)
	if s == 0 {
		return 0, false
	}
	return shares[s-1][CommentBand(f.Comments)], true
}

// Say speaks only where the estimate is far from the middle: at least four thirds of it, or at most two thirds.
func Say(f Facts) Verdict {
	share, ok := Estimate(f)
	switch {
	case !ok:
		return Unknown
	case share*3 >= Base*4:
		return MoreOften
	case share*3 <= Base*2:
		return LessOften
	}
	return Unknown
}
