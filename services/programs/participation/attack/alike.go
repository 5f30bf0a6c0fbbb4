package attack

import (
	"math"
	"math/rand/v2"

	"github.com/waymark-dev/waymark/services/programs/participation/protect"
)

// Alike is the attack of who knows all but one, by likelihood: so many questions split the same people alike, and every table moves them anew.
// The one gave one of two answers, as often the one as the other.
type Alike struct {
	Name   string
	Rule   protect.Rule
	Tables int
	// Keyed: steps come from who is in a cell, so that the same people are always moved alike (cell keys). Then the attacker looks at one table
	// more, of a question that splits the others alike and of which they know what the one answered.
	Keyed bool
}

// AlikeOutcome is what came of it, as parts of 1 of the people tried.
type AlikeOutcome struct {
	Method  string  `json:"method"`
	Tables  int     `json:"tables"`
	People  int     `json:"people"`
	Right   float64 `json:"right"`   // guessed right, where one half is a coin
	Sure95  float64 `json:"sure_95"` // of whom the attacker is surer than 95 of 100
	Sure99  float64 `json:"sure_99"`
	Certain float64 `json:"certain"` // of whom nothing else is possible
}

// Alikes are what is compared: rule 2 with the most questions of two answers that it took, the rule of today with the most that one report and all
// reports of a programme take, and cell keys.
func Alikes() []Alike {
	now := protect.Current
	return []Alike{
		{Name: "rule 2, one table", Rule: protect.Second, Tables: 1},
		{Name: "rule 2, twelve of one report", Rule: protect.Second, Tables: 12},
		{Name: "rule 2, 48 of four reports, renamed", Rule: protect.Second, Tables: 48},
		{Name: "rule 2 with cell keys, one table and one that is known", Rule: protect.Second, Tables: 1, Keyed: true},
		{Name: "tables, one table", Rule: now, Tables: 1},
		{Name: "tables, the most of one report", Rule: now, Tables: now.Draws / 2},
		{Name: "tables, the most of all reports", Rule: now, Tables: now.AllDraws / 2},
	}
}

// Against tries that many people.
func (a Alike) Against(people int, seed uint64) AlikeOutcome {
	draw := rand.New(rand.NewPCG(seed, uint64(a.Rule.Version)))
	out := AlikeOutcome{Method: a.Name, Tables: a.Tables, People: people}
	x := likelihood{rule: a.Rule, chances: a.Rule.Chances()}
	for range people {
		others := [2]int{50 + draw.IntN(20), 50 + draw.IntN(20)}
		truth := draw.IntN(2)
		var odds float64 // logarithm of: as the first, against as the second
		if a.Keyed {
			odds = x.keyed(draw, others, truth)
		} else {
			for range a.Tables {
				p := x.printed(draw, with(others, truth))
				odds += math.Log(x.of(p, with(others, 0))) - math.Log(x.of(p, with(others, 1)))
			}
		}
		if right := odds > 0 == (truth == 0); right {
			out.Right++
		}
		for _, s := range []struct {
			than float64
			n    *float64
		}{{.95, &out.Sure95}, {.99, &out.Sure99}} {
			if math.Abs(odds) > math.Log(s.than/(1-s.than)) {
				*s.n++
			}
		}
		if math.IsInf(odds, 0) {
			out.Certain++
		}
	}
	for _, n := range []*float64{&out.Right, &out.Sure95, &out.Sure99, &out.Certain} {
		*n /= float64(people)
	}
	return out
}

// with are the counts of both answers with the one among them.
func with(others [2]int, answer int) [2]int {
	others[answer]++
	return others
}

// likelihood knows how likely a rule prints what of two counts that are too large to be hidden.
type likelihood struct {
	rule    protect.Rule
	chances []float64
}

// step draws a step.
func (x likelihood) step(draw *rand.Rand) int {
	at, p := draw.Float64(), 0.0
	for i, chance := range x.chances {
		if p += chance; at < p {
			return i - x.rule.Shake
		}
	}
	return x.rule.Shake
}

// printed is what a table prints: both answers and how many answered.
func (x likelihood) printed(draw *rand.Rand, n [2]int) [3]int {
	return x.round(n[0]+x.step(draw), n[1]+x.step(draw))
}

func (x likelihood) round(a, b int) [3]int {
	r := func(n int) int { return (n + x.rule.Base/2) / x.rule.Base * x.rule.Base }
	return [3]int{r(a), r(b), r(a + b)}
}

// of is how likely it is that counts are printed so.
func (x likelihood) of(printed [3]int, n [2]int) (p float64) {
	for i, a := range x.chances {
		for j, b := range x.chances {
			if x.round(n[0]+i-x.rule.Shake, n[1]+j-x.rule.Shake) == printed {
				p += a * b
			}
		}
	}
	return p
}

// keyed is the same where the steps come from who is in a cell. In the table that is known the one gave the first answer; where the other prints
// anything else, other people are in its cells, and that can only be the one.
func (x likelihood) keyed(draw *rand.Rand, others [2]int, truth int) float64 {
	known := x.printed(draw, with(others, 0))
	secret := known
	if truth == 1 {
		secret = x.printed(draw, with(others, 1))
	}
	if secret != known {
		return math.Inf(-1)
	}
	return -math.Log(x.of(secret, with(others, 1)))
}
