package criteria

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Million is 1: values and scores are in millionths.
const Million = 1_000_000

// Neutral is the value where somebody left an answer empty, or did not ask.
const Neutral = Million / 2

// Rules.
const (
	Same      = "same"      // both said the same
	Different = "different" // they said something else
	Ahead     = "ahead"     // the mentor is some steps further, by an order or a number
	Overlap   = "overlap"   // lists have words in common
	Asked     = "asked"     // the newcomer asked for it, and the mentor offers it
)

// Rules lists all, in the order in which they are told.
var Rules = []string{Same, Different, Ahead, Overlap, Asked}

// Limits of a set.
const (
	MaxCriteria  = 50
	MaxName      = 80  // characters of a name, a column, a word of an order
	MaxWeight    = 100 // 1 is the least
	MaxOrder     = 100 // words of an order
	MaxSteps     = 1000
	MaxSeparator = 8 // bytes
	MaxIs        = 20
)

// Criterion is one question and how its answers are compared.
type Criterion struct {
	Name     string `json:"name"`
	Rule     string `json:"rule"`
	Newcomer string `json:"newcomer,omitempty"` // column of newcomers; "" is Name
	Mentor   string `json:"mentor,omitempty"`   // column of mentors; "" is Name
	Weight   int    `json:"weight"`             // 1..MaxWeight
	Required bool   `json:"required,omitempty"`
	// Order of "ahead", from the first step to the last. Without one the answers are whole numbers.
	Order []string `json:"order,omitempty"`
	// Best of "ahead": how many steps further a mentor is best, from least to most. Empty is one to two.
	Best []int `json:"best,omitempty"`
	// Separator of lists in "overlap" and "asked"; "" splits at commas, semicolons, bars and line ends.
	Separator string `json:"separator,omitempty"`
	// When says where a newcomer asks, in "asked"; without it whoever filled in the column asks.
	When *When `json:"when,omitempty"`
}

// When holds where a column of the newcomer has one of the words.
type When struct {
	Newcomer string   `json:"newcomer"`
	Is       []string `json:"is"`
}

// Set is a programme's criteria.
type Set struct {
	Criteria []Criterion `json:"criteria"`
	// Profile is the weight, 0..MaxWeight, of our own scoring beside the criteria, where there is something for it to compare.
	Profile int `json:"profile"`
}

// DefaultProfile is the weight of our own scoring beside criteria that do not say.
const DefaultProfile = 5

// NewcomerColumn is the column of newcomers that the criterion reads.
func (c *Criterion) NewcomerColumn() string {
	if c.Newcomer != "" {
		return c.Newcomer
	}
	return c.Name
}

// MentorColumn is the column of mentors that the criterion reads.
func (c *Criterion) MentorColumn() string {
	if c.Mentor != "" {
		return c.Mentor
	}
	return c.Name
}

// best is the range of steps in which a mentor is best.
func (c *Criterion) best() (least, most int) {
	switch len(c.Best) {
	case 1:
		return c.Best[0], c.Best[0]
	case 2:
		return c.Best[0], c.Best[1]
	}
	return 1, 2
}

// Check says all that is wrong with a set, each with the pointer of its place, such as /criteria/2/weight.
func (s *Set) Check() []fault.Field {
	var wrong problems
	if len(s.Criteria) == 0 {
		wrong.add("/criteria", "required", "Name at least one criterion.")
	}
	if len(s.Criteria) > MaxCriteria {
		wrong.add("/criteria", "too_many", fmt.Sprintf("Name at most %d criteria.", MaxCriteria))
		return wrong
	}
	if s.Profile < 0 || s.Profile > MaxWeight {
		wrong.add("/profile", "out_of_range", fmt.Sprintf("The weight of our own scoring is a whole number from 0 to %d.", MaxWeight))
	}
	names := map[string]bool{}
	for i := range s.Criteria {
		c := &s.Criteria[i]
		at := "/criteria/" + strconv.Itoa(i)
		if n := normal(c.Name); names[n] && n != "" {
			wrong.add(at+"/name", "duplicate", "Give every criterion a name of its own.")
		} else {
			names[n] = true
		}
		c.check(at, &wrong)
	}
	return wrong
}

func (c *Criterion) check(at string, wrong *problems) {
	wrong.word(at+"/name", c.Name, "Give the criterion a name.")
	if c.Newcomer != "" {
		wrong.word(at+"/newcomer", c.Newcomer, "Name a column.")
	}
	if c.Mentor != "" {
		wrong.word(at+"/mentor", c.Mentor, "Name a column.")
	}
	if !slices.Contains(Rules, c.Rule) {
		wrong.add(at+"/rule", "not_one_of", "The rule is one of "+strings.Join(Rules, ", ")+".")
		return
	}
	if c.Weight < 1 || c.Weight > MaxWeight {
		wrong.add(at+"/weight", "out_of_range", fmt.Sprintf("The weight is a whole number from 1 to %d.", MaxWeight))
	}
	for _, x := range []struct {
		key   string
		set   bool
		rules []string
	}{
		{"order", len(c.Order) > 0, []string{Ahead}}, {"best", len(c.Best) > 0, []string{Ahead}},
		{"separator", c.Separator != "", []string{Overlap, Asked}}, {"when", c.When != nil, []string{Asked}},
	} {
		if x.set && !slices.Contains(x.rules, c.Rule) {
			wrong.add(at+"/"+x.key, "not_here", fmt.Sprintf("%q goes with the rule %s only: leave it out.", x.key, strings.Join(x.rules, " or ")))
		}
	}
	c.checkOrder(at, wrong)
	if len(c.Separator) > MaxSeparator || c.Separator != "" && strings.TrimSpace(c.Separator) == "" && !strings.ContainsAny(c.Separator,
		"\n\t") {
		wrong.add(at+"/separator", "format", fmt.Sprintf("The separator is at most %d bytes, and no space.", MaxSeparator))
	}
	if c.When == nil {
		return
	}
	wrong.word(at+"/when/newcomer", c.When.Newcomer, "Name the column of newcomers in which they ask.")
	if len(c.When.Is) == 0 || len(c.When.Is) > MaxIs {
		wrong.add(at+"/when/is", "required", fmt.Sprintf("Say with which answer they ask: one word, or a list of at most %d.", MaxIs))
	}
	for i, w := range c.When.Is {
		wrong.word(fmt.Sprintf("%s/when/is/%d", at, i), w, "Say with which answer they ask.")
	}
}

func (c *Criterion) checkOrder(at string, wrong *problems) {
	if len(c.Order) == 1 || len(c.Order) > MaxOrder {
		wrong.add(at+"/order", "out_of_range", fmt.Sprintf("An order has 2 to %d words, from the first step to the last.", MaxOrder))
	}
	seen := map[string]bool{}
	for i, w := range c.Order[:min(len(c.Order), MaxOrder)] {
		p := fmt.Sprintf("%s/order/%d", at, i)
		if wrong.word(p, w, "A step needs a word."); seen[normal(w)] {
			wrong.add(p, "duplicate", "Each word stands in an order only once.")
		}
		seen[normal(w)] = true
	}
	switch {
	case len(c.Best) > 2:
		wrong.add(at+"/best", "too_many", "Give the least and the most steps ahead, such as [1, 2].")
	case len(c.Best) == 2 && c.Best[0] > c.Best[1]:
		wrong.add(at+"/best", "not_ascending", "Give the least before the most, such as [1, 2].")
	}
	for i, n := range c.Best[:min(len(c.Best), 2)] {
		if n < -MaxSteps || n > MaxSteps {
			wrong.add(fmt.Sprintf("%s/best/%d", at, i), "out_of_range", fmt.Sprintf("Steps lie between -%d and %d.", MaxSteps, MaxSteps))
		}
	}
}

// problems collects what is wrong.
type problems []fault.Field

func (p *problems) add(pointer, code, detail string) {
	*p = append(*p, fault.Field{Pointer: pointer, Code: code, Detail: detail})
}

// word checks a name or an answer of a criterion.
func (p *problems) word(pointer, v, missing string) {
	switch {
	case normal(v) == "":
		p.add(pointer, "required", missing)
	case utf8.RuneCountInString(v) > MaxName:
		p.add(pointer, "too_long", fmt.Sprintf("Shorten this to at most %d characters.", MaxName))
	}
}
