package attack

import (
	"fmt"
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
}

// Methods are what is compared: no protection, the textbook's, and the two that are offered.
func Methods() []Method {
	return []Method{
		{Name: "naive", Way: report.Plain, Rule: protect.Exact},
		{Name: "textbook", Way: report.Tables, Rule: protect.Textbook},
		{Name: "tables", Way: report.Tables, Rule: protect.Current},
		{Name: "noise", Way: report.Noise, Epsilon: 1000},
	}
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
		c := madeUp(rand.New(rand.NewPCG(seed, uint64(n))))
		for i, m := range methods {
			draw := rand.New(rand.NewPCG(seed^0x5eed, uint64(n*len(methods)+i)))
			if err := c.against(m, n, draw, &out[i], each); err != nil {
				return nil, fmt.Errorf("community %d, %s: %w", n, m.Name, err)
			}
		}
	}
	return out, nil
}

// against publishes every cycle of a community by a method and attacks.
func (c community) against(m Method, n int, draw *rand.Rand, o *Outcome, each func(string, int, *report.Report) error) error {
	var earlier []*report.Report
	for cycle, people := range c.cycles {
		answered, newcomers, mentors := everybody(people)
		plan := report.Plan{
			Way: m.Way, Rule: m.Rule, Epsilon: m.Epsilon, ByGroup: n%2 == 1, Cycles: 1, Questions: questions, Newcomers: newcomers, Mentors: mentors,
			Coins: func(k int) (heads int) {
				for range k {
					heads += draw.IntN(2)
				}
				return heads
			},
			Randomness: draw.Uint64,
		}
		tables, err := report.Count(plan, answered, earlier)
		if err != nil {
			return err
		}
		r := &report.Report{
			ID: fmt.Sprintf("c%04d-%d", n, cycle+1), Programme: fmt.Sprintf("c%04d", n), Cycles: []string{fmt.Sprintf("c%04d-%d", n, cycle+1)},
			Week: fmt.Sprintf("2026-W%02d", 10*cycle+1), Way: m.Way, Rule: m.Rule, Epsilon: m.Epsilon, Set: "made-up", Questions: questions, Tables: tables,
		}
		r.Hash = r.Sum()
		if each != nil {
			if err := each(m.Name, n, r); err != nil {
				return err
			}
		}
		if err := read(r, earlier, o); err != nil {
			return err
		}
		if err := c.oneUnknown(plan, r, earlier, cycle, o); err != nil {
			return err
		}
		earlier = append([]*report.Report{r}, earlier...)
	}
	return nil
}

// oneUnknown is the attack of who knows all but one: for each question, which answers of the one can have led to what is printed.
func (c community) oneUnknown(plan report.Plan, r *report.Report, earlier []*report.Report, cycle int, o *Outcome) error {
	people, target := c.cycles[cycle], c.target[cycle]
	for i, q := range r.Questions {
		truth := people[target].Answers[q.Code]
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
			if plan.Way != report.Noise { // noise can lead from any answer to any number
				var err error
				if fits, err = possible(plan, r, earlier, i, people, target, g); err != nil {
					return err
				}
			}
			if fits {
				left++
			} else if g != nil && len(truth) > 0 && &g[0] == &truth[0] {
				return fmt.Errorf("attack: the truth was ruled out in %s", r.ID)
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

// possible says whether the table of one question can come from these people with the target's answer replaced.
func possible(plan report.Plan, r *report.Report, earlier []*report.Report, i int, people []person, target int, guess []string) (bool, error) {
	q, t := r.Questions[i], &r.Tables[i]
	count := protect.NewTable(t.ID, q.Codes(), t.Groups, q.Multiple)
	for k, p := range people {
		g := 0
		if len(t.Groups) > 1 && p.Group == report.Mentor {
			g = 1
		}
		chosen := p.Answers[q.Code]
		if k == target {
			chosen = guess
		}
		count.Add(g, chosen...)
	}
	return plan.Rule.Possible(&t.Published, report.Earlier(earlier, t.ID), count)
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
		intervals, err := r.Rule.Read(&t.Published, report.Earlier(earlier, t.ID), t.People)
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

// near counts the numbers that differ from those of an earlier report by 1 to 9.
func near(t *report.Table, e *report.Report) (n int) {
	was := e.Table(t.ID)
	if was == nil || e.Way == report.Noise {
		return 0
	}
	for _, v := range t.Values {
		if w := was.At(v.Option, v.Group); w != nil && w.N != nil && v.N != nil && *w.N != *v.N && *w.N-*v.N < 10 && *v.N-*w.N < 10 {
			n++
		}
	}
	return n
}

// dpMargin keeps the reader of noisy reports honest: it is what they would add to each number.
func dpMargin(r *report.Report) int {
	return dp.Margin(r.Epsilon/max(1, len(r.Questions)), len(r.Cycles))
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
		case r.Way == report.Tables && r.Rule == protect.Current:
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

// broken says where numbers break the rule that the report names.
func broken(r *report.Report) (out []string) {
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
	return o.Exact > 0 || o.Pinned > 0 || o.NearPairs > 0 || o.Hidden > 0 && o.Narrowest < protect.Current.Doubt
}
