package rank

import "sort"

// Part is one part of a score.
type Part int

// The parts, in the order of ties. Those of people and those of issues share the array of credits.
const (
	Skills Part = iota
	Interests
	Causes
	Languages
	Goals
	Style
	HoursPart
	Reply
	Criteria
	Kind
	Fresh
	Price // the negative one
	nParts
)

var partNames = [nParts]string{"skills", "interests", "causes", "languages", "goals", "style", "hours", "reply", "criteria",
	"kind", "fresh", "price"}

// String is the name of the part in weights, credits and reasons.
func (p Part) String() string {
	if p < 0 || p >= nParts {
		return "unknown"
	}
	return partNames[p]
}

// Parts lists all, the price last.
func Parts() []Part {
	out := make([]Part, nParts)
	for i := range out {
		out[i] = Part(i)
	}
	return out
}

// DefaultVersion names the weights below. Results are stored with it; a change here is a new version.
const DefaultVersion = "v2"

// defaults have the default weight (0..100) of every part, for the newcomer's direction and for the other's; 0: does not count there.
type defaults [nParts]struct{ mine, theirs int }

var people = defaults{
	Skills: {42, 42}, Interests: {10, 10}, Causes: {14, 14}, Languages: {14, 14}, Goals: {8, 8}, Style: {6, 6},
	HoursPart: {10, 10}, Reply: {6, 0}, Criteria: {14, 14}, Price: {30, 30},
}

var issues = defaults{
	Skills: {40, 50}, Interests: {12, 8}, Causes: {14, 6}, Languages: {4, 10}, Kind: {24, 16}, Fresh: {33, 33}, Price: {30, 30},
}

// Weights are a programme's weights by the name of a part, 0..100. Parts it does not name, and names that are no part, keep the
// defaults. A part that only one direction has stays there. Criteria are what the programme looks for in its mentors; without any the
// part "criteria" counts nothing, whatever it weighs, so that it does not dilute the others.
type Weights struct {
	Version  string // "" with the defaults; names the criteria too
	ByName   map[string]int
	Criteria []Criterion
}

// Names are the names that a programme can weigh.
func Names() []string {
	out := append([]string(nil), partNames[:]...)
	sort.Strings(out)
	return out
}

// direction has the weights of one direction and their sum.
type direction struct {
	w   [nParts]int64
	sum int64
}

// weighed is a table under a programme's weights.
type weighed struct {
	mine, theirs direction
	price        int64 // percent
	version      string
}

func (w Weights) over(t defaults) weighed {
	out := weighed{version: w.Name()}
	for p := range nParts {
		mine, theirs := t[p].mine, t[p].theirs
		if n, ok := w.ByName[partNames[p]]; ok {
			n = min(max(n, 0), 100)
			if mine > 0 {
				mine = n
			}
			if theirs > 0 {
				theirs = n
			}
		}
		if p == Criteria && len(w.Criteria) == 0 {
			mine, theirs = 0, 0
		}
		if p == Price {
			out.price = int64(mine)
			continue
		}
		out.mine.w[p], out.theirs.w[p] = int64(mine), int64(theirs)
		out.mine.sum += int64(mine)
		out.theirs.sum += int64(theirs)
	}
	if out.mine.sum == 0 || out.theirs.sum == 0 { // all weights taken away: nothing could be told apart
		plain := Weights{Criteria: w.Criteria}.over(t)
		plain.price, plain.version = out.price, w.Name()
		return plain
	}
	return out
}

// add adds a direction up; each part is cut off on its own, so that the parts add up to the total exactly.
func (d *direction) add(values *[nParts]int64) (parts [nParts]int64, total int64) {
	for p := range Price {
		if d.w[p] != 0 {
			parts[p] = d.part(p, values[p])
			total += parts[p]
		}
	}
	return parts, total
}

// part is what a value of one part adds. It never falls when the value rises, which the index relies on.
func (d *direction) part(p Part, value int64) int64 {
	return int64(uint32(d.w[p]*value) / uint32(d.sum)) // at most 100 · Million: 32 bits, which divide faster
}

// Name is the version that results carry.
func (w Weights) Name() string {
	if w.Version == "" {
		return DefaultVersion
	}
	return DefaultVersion + "+" + w.Version
}

// fitFor is the least fit that makes a score at a price, or a little less.
func (w *weighed) fitFor(score, price int64) int64 {
	const whole = 100 * Million
	left := whole - price*w.price
	if left <= 0 || score <= 2 {
		return 0
	}
	return (score - 2) * whole / left
}
