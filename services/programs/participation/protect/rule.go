package protect

import (
	"crypto/rand"
	"math/bits"
)

// Rule says how figures are made. A report names its version; what a version says never changes.
type Rule struct {
	Version    int `json:"version"`
	MinAnswers int `json:"min_answers"` // people who answered, for a table to be made
	MinOthers  int `json:"min_others"`  // people who did not
	MinCell    int `json:"min_cell"`    // people behind a number that is shown
	Base       int `json:"base"`        // numbers are rounded to it
	Apart      int `json:"apart"`       // the least difference between two numbers of two reports
	Doubt      int `json:"doubt"`       // the values that a hidden number must at least be able to have
	Shake      int `json:"shake"`       // the most that a count is moved before anything else

	Gate     int `json:"gate,omitempty"`      // the most that a count is moved for whether a table is made; 0: as Shake
	Threes   int `json:"threes,omitempty"`    // of a step's coins, how many count three
	Draws    int `json:"draws,omitempty"`     // the most steps of one report that one person's answers can show in; 0: no limit
	AllDraws int `json:"all_draws,omitempty"` // the same of all reports that are compared with one another
}

// Current is the rule by which reports are made.
var Current = Rule{
	Version: 3, MinAnswers: 20, MinOthers: 10, MinCell: 10, Base: 5, Apart: 10, Doubt: 10, Shake: 12, Gate: 8, Threes: 4, Draws: 20, AllDraws: 36,
}

// Second is rule 2, by which older reports were made: see the package.
var Second = Rule{Version: 2, MinAnswers: 20, MinOthers: 10, MinCell: 10, Base: 5, Apart: 10, Doubt: 10, Shake: 8}

// First is rule 1, by which the oldest reports were made: see the package.
var First = Rule{Version: 1, MinAnswers: 20, MinOthers: 10, MinCell: 10, Base: 5, Apart: 10, Doubt: 10, Shake: 6}

// Known says whether a rule is one by which reports are or were made.
func (r Rule) Known() bool { return r == Current || r == Second || r == First }

// Exact is no protection: what the attack shows to leak.
var Exact = Rule{Base: 1}

// Textbook hides and rounds as Current does, but moves no count. The attack shows why that is not enough.
var Textbook = Rule{MinAnswers: 20, MinOthers: 10, MinCell: 10, Base: 5, Apart: 10, Doubt: 10}

// Coins gives the sum of n fair coins, n at most 64.
type Coins func(n int) int

// Fair are coins of the system's secure source.
func Fair(n int) int {
	var b [8]byte
	rand.Read(b[:])
	x := uint64(0)
	for _, v := range b {
		x = x<<8 | uint64(v)
	}
	return bits.OnesCount64(x >> (64 - n))
}

// move is a secret step between -Shake and Shake.
func (r Rule) move(coins Coins) int {
	if r.Shake == 0 {
		return 0
	}
	sum := coins(2*r.Shake - 3*r.Threes)
	if r.Threes > 0 {
		sum += 3 * coins(r.Threes)
	}
	return sum - r.Shake
}

// GateShake is the most that the counts are moved that decide whether a table is made.
func (r Rule) GateShake() int { return r.gate().Shake }

// gate is the rule of the counts that decide whether a table is made. They are printed nowhere, so that a smaller step is enough.
func (r Rule) gate() Rule {
	if r.Gate == 0 {
		return r
	}
	return Rule{Shake: r.Gate}
}

// Chances are the chances of each step, from -Shake to Shake.
func (r Rule) Chances() []float64 {
	out := []float64{1}
	for i := range 2*r.Shake - 2*r.Threes {
		worth := 1
		if i < r.Threes {
			worth = 3
		}
		next := make([]float64, len(out)+worth)
		for sum, p := range out {
			next[sum] += p / 2
			next[sum+worth] += p / 2
		}
		out = next
	}
	return out
}

// from is the least moved count of a place that is shown: then at least MinCell people are behind it, for each of its cells was moved by at
// most Shake. Behind the two sums are always enough: no table is made else.
func (r Rule) from(p place) int {
	if p.option == Answers || p.option == Others {
		return r.MinCell + r.Shake
	}
	return r.MinCell + r.Shake*len(p.vars)
}

// least is from, raised where the place was hidden in the latest earlier report that has it: what was hidden and has hardly grown stays so.
func (r Rule) least(p place, earlier []*Published) int {
	for _, e := range earlier {
		if v := e.At(p.option, p.group); v != nil {
			if v.N == nil {
				return r.from(p) + r.Apart
			}
			break
		}
	}
	return r.from(p)
}

// slack is how far a printed number may be from the moved count. kept: it is printed as in an earlier report.
func (r Rule) slack(kept bool) int {
	if kept && r.Apart > 0 {
		return r.Apart - 1
	}
	return r.Base / 2
}

// round is the nearest multiple of Base.
func (r Rule) round(n int) int { return (n + r.Base/2) / r.Base * r.Base }
