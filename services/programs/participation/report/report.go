// Package report is the frozen report of one cycle, or of a pool of up to four: what was published once and never changes.
package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/waymark-dev/waymark/services/programs/participation/dp"
	"github.com/waymark-dev/waymark/services/programs/participation/protect"
)

// Ways to publish.
const (
	Tables = "tables" // hidden small numbers, rounding (protect)
	Noise  = "noise"  // differential privacy (dp)
	Plain  = "plain"  // exact counts; nobody publishes so, the attack shows why
)

// Question is a question as it was asked, so that a report explains itself.
type Question struct {
	Code     string   `json:"code"`
	Text     string   `json:"text"`
	Multiple bool     `json:"multiple,omitempty"` // several answers are possible
	Describe bool     `json:"describe,omitempty"` // or in own words, which are never published
	Options  []Option `json:"options"`
}

// Option is one answer to choose.
type Option struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// Table is one published table.
type Table struct {
	protect.Published
	Question string `json:"question"`
	People   []int  `json:"people"` // how many took part, by group, whoever left early too; no secret, and nothing of what was said
}

// Report is what is published. Periods are ISO weeks, never finer.
type Report struct {
	ID        string       `json:"id"` // of its cycle, or of the first of its pool
	Programme string       `json:"programme"`
	Cycles    []string     `json:"cycles"`
	Once      bool         `json:"once,omitempty"` // of several cycles: who is in more than one is counted once; not so in the oldest reports
	Week      string       `json:"week"`           // in which it was published, such as 2026-W47
	Way       string       `json:"way"`
	Rule      protect.Rule `json:"rule"`              // of Tables
	Epsilon   int          `json:"epsilon,omitempty"` // of Noise, in thousandths, of the whole report
	Margin    int          `json:"margin,omitempty"`  // of Noise: 95 of 100 numbers are no further than this from the count
	Set       string       `json:"set"`               // version of the question set
	Questions []Question   `json:"questions"`
	Tables    []Table      `json:"tables"`
	Hash      string       `json:"hash"` // SHA-256 of this report with an empty hash
}

// Sum is the hash of the report without its hash.
func (r Report) Sum() string {
	r.Hash = ""
	b, err := json.Marshal(r)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Whole says whether the report is as it was frozen.
func (r Report) Whole() bool { return r.Hash != "" && r.Sum() == r.Hash }

// Table finds a table; nil if there is none.
func (r *Report) Table(id string) *Table {
	for i := range r.Tables {
		if r.Tables[i].ID == id {
			return &r.Tables[i]
		}
	}
	return nil
}

// Person is what one person answered, by question; an empty list or none is no answer.
type Person struct {
	Group   string // newcomer or mentor
	Answers map[string][]string
}

// Groups of people in a programme.
const (
	Newcomer = "newcomer"
	Mentor   = "mentor"
)

// InOwnWords is the row of those who described themselves.
const InOwnWords = "own_words"

// Plan says what a report counts.
type Plan struct {
	Way        string
	Rule       protect.Rule
	Epsilon    int  // of Noise
	ByGroup    bool // newcomers and mentors by themselves too
	Questions  []Question
	Newcomers  int // how many took part, whoever answered or left
	Mentors    int
	Coins      protect.Coins
	Randomness dp.Source
}

// TableID names the table of a question; another choice of answers is another table. What is the same in two tables is compared all the same:
// see Earlier.
func TableID(q Question, byGroup bool) string {
	codes := q.Code + "|" + strconv.FormatBool(q.Multiple)
	for _, o := range q.Codes() {
		codes += "|" + o
	}
	sum := sha256.Sum256([]byte(codes))
	id := q.Code + "-" + hex.EncodeToString(sum[:4])
	if byGroup {
		id += "-by-role"
	}
	return id
}

// Codes are the rows of the question's table.
func (q Question) Codes() []string {
	var out []string
	for _, o := range q.Options {
		out = append(out, o.Code)
	}
	if q.Describe {
		out = append(out, InOwnWords)
	}
	return out
}

// groupsOf are the groups of tables.
func (p Plan) groupsOf() (names []string, of func(Person) int, people []int) {
	if !p.ByGroup {
		return []string{""}, func(Person) int { return 0 }, []int{p.Newcomers + p.Mentors}
	}
	return []string{Newcomer, Mentor}, func(x Person) int {
		if x.Group == Mentor {
			return 1
		}
		return 0
	}, []int{p.Newcomers, p.Mentors}
}

// Count makes the tables of a report. earlier are all earlier reports that it is compared with, the newest first. An error publishes nothing.
func Count(p Plan, answered []Person, earlier []*Report) ([]Table, error) {
	names, of, people := p.groupsOf()
	absent := append([]int(nil), people...)
	for _, x := range answered {
		absent[of(x)]--
	}
	for _, n := range absent {
		if n < 0 { // how many took part never comes from who answered
			return nil, errors.New("report: more people answered than took part")
		}
	}
	var out []Table
	enough := map[string]bool{}
	if p.Way != Noise {
		enough = Enough(p.Questions, earlier, 0, p.Rule)
	}
	for _, q := range p.Questions {
		id := TableID(q, p.ByGroup)
		var made *protect.Published
		var err error
		switch {
		case p.Way == Noise:
			made, err = p.noisy(id, q, names, of, absent, answered)
		case enough[q.Code]:
			made = &protect.Published{
				ID: id, Options: q.Codes(), Groups: names, Multiple: q.Multiple, Withheld: protect.Enough, Values: []protect.Value{},
			}
		default:
			t := protect.NewTable(id, q.Codes(), names, q.Multiple)
			for _, x := range answered {
				t.Add(of(x), x.Answers[q.Code]...)
			}
			for g, n := range absent {
				t.Absent(g, n)
			}
			made, err = p.Rule.Release(t, Earlier(earlier, id, q.Code, p.Rule), p.Coins)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, Table{Published: *made, Question: q.Code, People: people})
	}
	return out, nil
}

// noisy is a table under differential privacy; epsilon is shared by all tables of the report alike.
func (p Plan) noisy(id string, q Question, names []string, of func(Person) int, absent []int, answered []Person) (*protect.Published, error) {
	if len(p.Questions) == 0 {
		return nil, errors.New("report: no questions")
	}
	t := dp.NewTable(id, q.Codes(), names, q.Multiple)
	for _, x := range answered {
		t.Add(of(x), x.Answers[q.Code]...)
	}
	for g, n := range absent {
		t.Absent(g, n)
	}
	noisy, err := dp.Release(t, p.PerTable(), p.Randomness)
	if err != nil {
		return nil, err
	}
	out := &protect.Published{ID: id, Options: t.Rows[:len(t.Rows)-1], Groups: names, Multiple: q.Multiple, Values: []protect.Value{}}
	for _, v := range noisy {
		n := v.N
		out.Values = append(out.Values, protect.Value{Option: v.Row, Group: v.Group, N: &n})
	}
	return out, nil
}

// PerTable is the part of epsilon that one table may spend.
func (p Plan) PerTable() int { return p.Epsilon / max(1, len(p.Questions)) }
