package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// The criteria of a cohort are one form: each compares what newcomers and mentors answered to questions of the set-up. A question that a
// criterion reads gets a column of its own, which nobody has to know.

const (
	mostCriteria  = 50
	freeCriteria  = 2    // empty ones that a form offers
	byQuestion    = "q:" // before the code of a question, in a choice
	byColumn      = "c:" // before a column that no question fills
	usualProfile  = "5"  // the weight of our own scoring where there are no criteria yet
	usualWeight   = "1"  // of a new criterion
	mostWeight    = 100  // of criteria and of our own scoring
	mostSteps     = 1000 // ahead
	criteriaAt    = "/criteria"
	criterionAt   = "/criteria/criteria/"
	leastOfOrders = 2
)

var criteriaRules = []string{"same", "different", "ahead", "overlap", "asked"}

// criterionFields is one criterion of the form.
type criterionFields struct {
	N         int
	Title     string
	Newcomers []option // questions that newcomers are asked
	Mentors   []option
}

type criteriaView struct {
	Form
	Cohort  *api.Cohort
	Version string
	Items   []criterionFields
	Rules   []string
	Asked   bool // there are questions to compare
}

func pageCohortCriteria(v *visit) error { return v.criteria(http.StatusOK, nil) }

func (v *visit) criteria(status int, f *Form) error {
	var a client.Answer
	c, err := v.api.Cohort(v.ctx, v.r.PathValue("id"), client.Into(&a))
	if err != nil {
		return err
	}
	if !c.Mine.Organiser {
		return errNoPage
	}
	if f == nil {
		filled := v.filledCriteria(c)
		f = &filled
	}
	view := criteriaView{Form: *f, Cohort: c, Version: strconv.FormatInt(a.Version, 10), Rules: criteriaRules}
	if status != http.StatusOK {
		view.Version = f.Value("version")
	}
	view.Asked = len(questionsFor(c, "newcomer")) > 0 && len(questionsFor(c, "mentor")) > 0
	count := 0
	if c.Criteria != nil {
		count = len(c.Criteria.Criteria)
	}
	for n := range min(count+freeCriteria, mostCriteria) {
		i := itoa(n)
		view.Items = append(view.Items, criterionFields{n, v.p.T("criteria.one", "Number", n+1),
			v.columnsOf(c, "newcomer", f.Value("c_newcomer_"+i), f.Value("c_when_"+i)), v.columnsOf(c, "mentor", f.Value("c_mentor_"+i))})
	}
	return v.show(status, "cohort-criteria", v.p.T("criteria.title_of", "Name", c.Name), view)
}

// questionsFor are the questions of a side whose answers can be compared: those about eligibility are kept apart.
func questionsFor(c *api.Cohort, side string) (out []api.CohortQuestion) {
	for _, q := range c.Questions {
		if !q.Eligibility && (q.For == "" || q.For == "both" || q.For == side) {
			out = append(out, q)
		}
	}
	return out
}

// columnsOf are what a criterion can read of a side; also what it reads now, where no question fills it.
func (v *visit) columnsOf(c *api.Cohort, side string, now ...string) (out []option) {
	for _, q := range questionsFor(c, side) {
		out = append(out, option{byQuestion + q.Code, q.Text})
	}
	for _, x := range now {
		if column, ok := strings.CutPrefix(x, byColumn); ok && !slices.ContainsFunc(out, func(o option) bool { return o.Value == x }) {
			out = append(out, option{x, v.p.T("criteria.column", "Name", column)})
		}
	}
	return out
}

// choiceOf is how the form names a column.
func choiceOf(c *api.Cohort, side, column string) string {
	for _, q := range questionsFor(c, side) {
		if q.Column == column {
			return byQuestion + q.Code
		}
	}
	return byColumn + column
}

// filledCriteria is the form of a cohort's criteria as they are.
func (v *visit) filledCriteria(c *api.Cohort) Form {
	f := v.empty("c_profile", usualProfile)
	if c.Criteria == nil {
		return f
	}
	f.typed.Set("c_profile", itoa(c.Criteria.Profile))
	for i, x := range c.Criteria.Criteria {
		n := itoa(i)
		newcomer, mentor := x.Newcomer, x.Mentor
		if newcomer == "" {
			newcomer = x.Name
		}
		if mentor == "" {
			mentor = x.Name
		}
		for field, value := range map[string]string{"name": x.Name, "rule": x.Rule, "newcomer": choiceOf(c, "newcomer", newcomer),
			"mentor": choiceOf(c, "mentor", mentor), "weight": itoa(x.Weight), "order": strings.Join(x.Order, "\n"), "separator": x.Separator} {
			f.typed.Set("c_"+field+"_"+n, value)
		}
		if x.Required {
			f.typed.Set("c_required_"+n, "yes")
		}
		if len(x.Best) > 0 {
			f.typed.Set("c_least_"+n, itoa(x.Best[0]))
			f.typed.Set("c_most_"+n, itoa(x.Best[len(x.Best)-1]))
		}
		if x.When != nil {
			f.typed.Set("c_when_"+n, choiceOf(c, "newcomer", x.When.Newcomer))
			f.typed.Set("c_is_"+n, strings.Join(x.When.Is, "\n"))
		}
	}
	return f
}

// criteriaForm reads the form.
type criteriaForm struct {
	*Form
	v      *visit
	c      *api.Cohort
	called map[string]string // what a refusal calls a field; it names none of the others
}

// whole reads a whole number of a criterion; what is none is refused. An empty field is empty, where it may be.
func (f *criteriaForm) whole(field string, least, most, empty int) int {
	if f.Text(field) == "" && empty >= least {
		return empty
	}
	n, err := strconv.Atoi(f.Text(field))
	if err != nil || n < least || n > most {
		if name := f.called[field]; name != "" {
			f.refuse(field, "criteria.wrong_number_of", "Field", name, "Min", least, "Max", most)
		} else {
			f.refuse(field, "criteria.wrong_number", "Min", least, "Max", most)
		}
		return least
	}
	return n
}

// column is the column that a choice means. A question that has none gets its code as one.
func (f *criteriaForm) column(field, side string) string {
	x := f.Value(field)
	if column, ok := strings.CutPrefix(x, byColumn); ok {
		return column
	}
	code, ok := strings.CutPrefix(x, byQuestion)
	for i := range f.c.Questions {
		q := &f.c.Questions[i]
		asked := func(o api.CohortQuestion) bool { return o.Code == q.Code }
		if ok && q.Code == code && slices.ContainsFunc(questionsFor(f.c, side), asked) {
			if q.Column == "" {
				q.Column = q.Code
			}
			return q.Column
		}
	}
	f.refuse(field, "criteria.wrong_question")
	return ""
}

// stepsOf are what can be chosen in answer to a question, as steps: where nobody wrote others.
func (f *criteriaForm) stepsOf(choice string) []string {
	for _, q := range f.c.Questions {
		if byQuestion+q.Code == choice && q.Kind == "one" {
			return q.Options
		}
	}
	return nil
}

// read gives the criteria, nil for none, and for each the number that it has in the form.
func (f *criteriaForm) read() (out *api.CohortCriteria, at []int) {
	f.called = map[string]string{"c_profile": f.v.p.T("criteria.profile")}
	set := api.CohortCriteria{Profile: f.whole("c_profile", 0, mostWeight, -1)}
	for i := range mostCriteria {
		n := itoa(i)
		x := api.Criterion{Name: f.Text("c_name_" + n), Rule: f.Value("c_rule_" + n), Required: f.Is("c_required_"+n, "yes")}
		if x.Name == "" { // no criterion, or one that was taken out
			continue
		}
		at = append(at, i)
		f.called["c_weight_"+n] = x.Name + f.v.p.T("list.comma") + f.v.p.T("criteria.weight")
		x.Weight = f.whole("c_weight_"+n, 1, mostWeight, 1)
		if x.Newcomer = f.column("c_newcomer_"+n, "newcomer"); x.Newcomer == x.Name {
			x.Newcomer = ""
		}
		if x.Mentor = f.column("c_mentor_"+n, "mentor"); x.Mentor == x.Name {
			x.Mentor = ""
		}
		switch x.Rule {
		case "ahead":
			x.Order = lines(f.Value("c_order_"+n), mostCriteria*2+1)
			if len(x.Order) == 0 {
				x.Order = f.stepsOf(f.Value("c_newcomer_" + n))
			}
			if len(x.Order) > 0 && len(x.Order) < leastOfOrders {
				f.refuse("c_order_"+n, "criteria.wrong_order")
			}
			if f.Text("c_least_"+n)+f.Text("c_most_"+n) != "" {
				x.Best = []int{f.whole("c_least_"+n, -mostSteps, mostSteps, -mostSteps-1), f.whole("c_most_"+n, -mostSteps, mostSteps, -mostSteps-1)}
			}
		case "overlap":
			x.Separator = f.Text("c_separator_" + n)
		case "asked":
			x.Separator = f.Text("c_separator_" + n)
			if f.Value("c_when_"+n) != "" {
				x.When = &api.CriterionWhen{Newcomer: f.column("c_when_"+n, "newcomer"), Is: lines(f.Value("c_is_"+n), 21)}
				if len(x.When.Is) == 0 {
					f.refuse("c_is_"+n, "criteria.wrong_required")
				}
			}
		}
		set.Criteria = append(set.Criteria, x)
	}
	if len(set.Criteria) > 0 {
		out = &set
	}
	return out, at
}

// blameCriteria takes what the API refused of criteria into the form: at is the number of each in it.
func (f *criteriaForm) blameCriteria(err error, at []int) {
	for _, x := range fault.As(err).Fields {
		rest, ok := strings.CutPrefix(x.Pointer, criterionAt)
		number, what, _ := strings.Cut(rest, "/")
		if i, e := strconv.Atoi(number); ok && e == nil && i >= 0 && i < len(at) {
			what, _, _ = strings.Cut(what, "/")
			switch what {
			case "best":
				what = "least"
			case "name", "rule", "newcomer", "mentor", "weight", "order", "separator", "when":
			default:
				what = "name"
			}
			f.Wrong = append(f.Wrong, wrong{"c_" + what + "_" + itoa(at[i]), f.v.p.Code("criteria.wrong_", x.Code)})
		}
	}
}

func doCohortCriteria(v *visit) error {
	posted := v.posted()
	c, err := v.ownCohort()
	if err != nil {
		return err
	}
	version, err := strconv.ParseInt(posted.Value("version"), 10, 64)
	if err != nil || version < 1 {
		return errNoPage
	}
	f := criteriaForm{Form: &posted, v: v, c: c}
	set := c.CohortSettings
	var at []int
	set.Criteria, at = f.read()
	set.Questions = c.Questions // with columns
	if len(f.Wrong) == 0 {
		if _, err = v.api.ChangeCohort(v.ctx, c.ID, set, client.IfMatch(version)); err == nil {
			return v.to("/cohorts/"+c.ID+criteriaAt, "saved")
		}
		if f.blameCriteria(err, at); len(f.Wrong) > 0 {
			f.again(err)
		} else if !v.blame(f.Form, err, nil) {
			return err
		}
	}
	return v.criteria(http.StatusUnprocessableEntity, f.Form)
}
