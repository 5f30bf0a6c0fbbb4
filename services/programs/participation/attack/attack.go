package attack

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"

	"github.com/waymark-dev/waymark/services/programs/participation/dp"
	"github.com/waymark-dev/waymark/services/programs/participation/protect"
	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

// Method is one way to publish that the attack is run against.
type Method struct {
	Name    string
	Way     string
	Rule    protect.Rule
	Epsilon int
	Pooled  bool // one report of all cycles
	Often   bool // whoever is in several cycles of a pool is counted in each
	Offered bool // programmes publish so: it must not leak
}

// Methods are what is compared: no protection, the textbook's, the rules of older reports, and the two that are offered; of one cycle and pooled.
func Methods() []Method {
	return []Method{
		{Name: "naive", Way: report.Plain, Rule: protect.Exact},
		{Name: "textbook", Way: report.Tables, Rule: protect.Textbook},
		{Name: "rule-1", Way: report.Tables, Rule: protect.First},
		{Name: "rule-2", Way: report.Tables, Rule: protect.Second},
		{Name: "tables", Way: report.Tables, Rule: protect.Current, Offered: true},
		{Name: "noise", Way: report.Noise, Epsilon: 1000, Offered: true},
		{Name: "pool-rule-1", Way: report.Tables, Rule: protect.First, Pooled: true, Often: true},
		{Name: "pool-tables", Way: report.Tables, Rule: protect.Current, Pooled: true, Offered: true},
		{Name: "pool-noise", Way: report.Noise, Epsilon: 1000, Pooled: true, Offered: true},
	}
}

// seed is the method's own, so that what it draws does not depend on which others there are.
func (m Method) seed() uint64 {
	h := fnv.New64a()
	h.Write([]byte(m.Name))
	return h.Sum64()
}

// Outcome is what the attacks got out of one method.
type Outcome struct {
	Method     string `json:"method"`
	Reports    int    `json:"reports"`
	Tables     int    `json:"tables"`   // published
	Withheld   int    `json:"withheld"` // not published, too small
	Numbers    int    `json:"numbers"`  // printed
	Hidden     int    `json:"hidden"`
	Pinned     int    `json:"pinned"`    // numbers of which the reader knows the exact count
	Narrowest  int    `json:"narrowest"` // the fewest values that a hidden number can have for the reader; 0 if none is hidden
	Behind     int    `json:"behind"`    // the fewest people behind a printed number that has any; 0 where that is not known or there is noise
	NearPairs  int    `json:"near"`      // pairs of numbers of two reports of one programme that differ by 1 to 9
	Targets    int    `json:"targets"`   // people attacked by who knows all others, each with one question
	Exact      int    `json:"exact"`     // of those, answers read off for certain
	Narrowed   int    `json:"narrowed"`  // of those, some answer was ruled out for certain
	FewestLeft int    `json:"fewest"`    // the fewest answers that were left possible
}

// MadeUp runs the attack against every method over that many made-up communities of four cycles each. The same seed makes the same people; what
// the methods draw is secret to the attackers, but the same again too. each is called with every report (may be nil).
func MadeUp(communities int, seed uint64, methods []Method, each func(method string, community int, r *report.Report) error) ([]Outcome, error) {
	out := make([]Outcome, len(methods))
	for i, m := range methods {
		out[i].Method = m.Name
	}
	for n := range communities {
		c := madeUp(rand.New(rand.NewPCG(seed, uint64(n))), n%kinds)
		for i, m := range methods {
			draw := rand.New(rand.NewPCG(seed^m.seed(), uint64(n)))
			if err := c.against(m, n, draw, &out[i], each); err != nil {
				return nil, fmt.Errorf("community %d, %s: %w", n, m.Name, err)
			}
		}
	}
	return out, nil
}

// against publishes a community by a method, cycle by cycle or all in one, and attacks.
func (c community) against(m Method, n int, draw *rand.Rand, o *Outcome, each func(string, int, *report.Report) error) error {
	var earlier []*report.Report
	for cycle := range c.cycles {
		x := published{m: m, cycles: c.cycles[cycle : cycle+1], target: c.target[cycle], earlier: earlier}
		last := cycle
		if m.Pooled {
			x.cycles, last = c.cycles, len(c.cycles)-1
		}
		asked, byGroup := c.asks(cycle)
		all := m.crowd(x.cycles)
		tables, err := report.Count(report.Plan{
			Way: m.Way, Rule: m.Rule, Epsilon: m.Epsilon, ByGroup: byGroup, Questions: asked, Newcomers: all.size[report.Newcomer], Mentors: all.size[report.Mentor],
			Coins: func(k int) (heads int) {
				for range k {
					heads += draw.IntN(2)
				}
				return heads
			},
			Randomness: draw.Uint64,
		}, all.answered, earlier)
		if err != nil {
			return err
		}
		x.r = &report.Report{
			ID: fmt.Sprintf("c%04d-%d", n, cycle+1), Programme: fmt.Sprintf("c%04d", n), Once: m.Pooled && !m.Often, Week: week(last), Way: m.Way,
			Rule: m.Rule, Epsilon: m.Epsilon, Set: "made-up", Questions: asked, Tables: tables,
		}
		for i := range x.cycles {
			x.r.Cycles = append(x.r.Cycles, fmt.Sprintf("c%04d-%d", n, cycle+i+1))
		}
		x.r.Hash = x.r.Sum()
		if each != nil {
			if err := each(m.Name, n, x.r); err != nil {
				return err
			}
		}
		if err := x.attacked(o); err != nil || m.Pooled {
			return err
		}
		earlier = append([]*report.Report{x.r}, earlier...)
	}
	return nil
}

// published is a report of made-up people, with what the attackers have.
type published struct {
	m       Method
	r       *report.Report
	earlier []*report.Report
	cycles  [][]person
	target  person
}

// attacked runs both attacks, and looks how many people are behind what is printed.
func (x published) attacked(o *Outcome) error {
	if err := read(x.r, x.earlier, o); err != nil {
		return err
	}
	for _, t := range x.r.Tables {
		for _, v := range t.Values {
			if v.N == nil || x.m.Way == report.Noise {
				continue
			}
			if n := behind(x.cycles, t.Question, v.Option, v.Group); n > 0 && (o.Behind == 0 || n < o.Behind) {
				o.Behind = n
			}
		}
	}
	return x.oneUnknown(o)
}

// oneUnknown is the attack of who knows all but one: for each question, which answers of the one can have led to what is printed. The one
// gives the same answer in every cycle, and the attacker knows that.
func (x published) oneUnknown(o *Outcome) error {
	rest, one := parted(x.cycles, x.target.id)
	others := x.m.crowd(rest) // people are counted each for themselves, so the one is added to them
	for i, q := range x.r.Questions {
		truth := x.target.Answers[q.Code]
		if len(truth) == 0 {
			continue // nothing was said, so nothing can be read off
		}
		o.Targets++
		guesses := [][]string{truth, nil}
		for _, code := range q.Codes() {
			if len(truth) != 1 || code != truth[0] {
				guesses = append(guesses, []string{code})
			}
		}
		left := 0
		for _, g := range guesses {
			fits := true
			if x.m.Way != report.Noise { // noise can lead from any answer to any number
				var err error
				if fits, err = x.possible(i, others, x.m.crowd(saying(one, q.Code, g))); err != nil {
					return err
				}
			}
			if fits {
				left++
			} else if g != nil && &g[0] == &truth[0] {
				return fmt.Errorf("attack: the truth was ruled out in %s", x.r.ID)
			}
		}
		if left == 1 {
			o.Exact++
		}
		if left < len(guesses) {
			o.Narrowed++
		}
		if o.FewestLeft == 0 || left < o.FewestLeft {
			o.FewestLeft = left
		}
	}
	return nil
}

// possible says whether the table of one question can come from these people.
func (x published) possible(i int, crowds ...crowd) (bool, error) {
	q, t := x.r.Questions[i], &x.r.Tables[i]
	count := protect.NewTable(t.ID, q.Codes(), t.Groups, q.Multiple)
	group := func(name string) int {
		if len(t.Groups) > 1 && name == report.Mentor {
			return 1
		}
		return 0
	}
	for _, c := range crowds {
		for name, n := range c.size {
			count.Absent(group(name), n)
		}
		for _, p := range c.answered {
			g := group(p.Group)
			count.Absent(g, -1)
			count.Add(g, p.Answers[q.Code]...)
		}
	}
	return x.m.Rule.Possible(&t.Published, report.Earlier(x.earlier, t.ID, q.Code, x.m.Rule), count)
}

// read is the attack of the reader on one report, with those before it.
func read(r *report.Report, earlier []*report.Report, o *Outcome) error {
	o.Reports++
	for i := range r.Tables {
		t := &r.Tables[i]
		if t.Withheld != "" {
			o.Withheld++
			continue
		}
		o.Tables++
		if r.Way == report.Noise {
			o.Numbers += len(t.Values)
			continue
		}
		intervals, err := r.Rule.Read(&t.Published, report.Earlier(earlier, t.ID, t.Question, r.Rule), t.People)
		if err != nil {
			return err
		}
		for _, x := range intervals {
			if x.Values() == 1 {
				o.Pinned++
			}
			if !x.Hidden {
				o.Numbers++
				continue
			}
			o.Hidden++
			if o.Narrowest == 0 || x.Values() < o.Narrowest {
				o.Narrowest = x.Values()
			}
		}
		for _, e := range earlier {
			o.NearPairs += near(t, e)
		}
	}
	return nil
}

// near counts the numbers that differ from those of the same question, answer and group in an earlier report by 1 to 9, whatever else is
// in the two tables.
func near(t *report.Table, e *report.Report) (n int) {
	if e.Way == report.Noise {
		return 0
	}
	for i := range e.Tables {
		was := &e.Tables[i]
		if was.Question != t.Question {
			continue
		}
		for _, v := range t.Values {
			if w := was.At(v.Option, v.Group); w != nil && w.N != nil && v.N != nil && *w.N != *v.N && *w.N-*v.N < 10 && *v.N-*w.N < 10 {
				n++
			}
		}
	}
	return n
}

// dpMargin keeps the reader of noisy reports honest: it is what they would add to each number.
func dpMargin(r *report.Report) int {
	return dp.Margin(r.Epsilon / max(1, len(r.Questions)))
}

// Reports attacks exported reports as the reader does: those of one programme in the order of their weeks. What a report says about its rule
// is not believed where its numbers say otherwise; the second answer has a sentence for each such thing.
func Reports(all []*report.Report) (Outcome, []string, error) {
	o := Outcome{Method: "reports"}
	var wrong []string
	before := map[string][]*report.Report{}
	for _, r := range all {
		if !r.Whole() {
			wrong = append(wrong, r.ID+": the hash does not fit: this is not what was frozen")
		}
		rule := r.Rule
		switch {
		case r.Way == report.Tables && r.Rule.Known():
			wrong = append(wrong, broken(r)...)
		case r.Way == report.Noise && r.Epsilon > 0:
			if dpMargin(r) < 1 {
				wrong = append(wrong, r.ID+": the noise hides nobody")
			}
		default:
			wrong = append(wrong, r.ID+": no rule that is known protects it; its numbers are taken as exact")
			rule = protect.Exact
		}
		x := *r
		x.Rule = rule
		if err := read(&x, before[r.Programme], &o); err != nil {
			return o, wrong, fmt.Errorf("%s: %w", r.ID, err)
		}
		before[r.Programme] = append([]*report.Report{r}, before[r.Programme]...)
	}
	return o, wrong, nil
}

// broken says where numbers break the rule that the report names, and where the rule is too weak.
func broken(r *report.Report) (out []string) {
	if len(r.Cycles) > 1 && !r.Once {
		out = append(out, fmt.Sprintf("%s: whoever was in all %d cycles is counted %d times: fewer people than %d can be behind a number",
			r.ID, len(r.Cycles), len(r.Cycles), r.Rule.MinCell))
	}
	for _, t := range r.Tables {
		for _, v := range t.Values {
			if v.N != nil && (*v.N < r.Rule.MinCell || *v.N%r.Rule.Base != 0) {
				out = append(out, fmt.Sprintf("%s: table %s prints %d, which its rule forbids", r.ID, t.ID, *v.N))
			}
		}
	}
	return out
}

// Leaks says whether the attack got anything out that it must not.
func (o Outcome) Leaks() bool {
	return o.Exact > 0 || o.Pinned > 0 || o.NearPairs > 0 || o.Behind > 0 && o.Behind < protect.Current.MinCell ||
		o.Hidden > 0 && o.Narrowest < protect.Current.Doubt
}
