package web

import (
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
)

// The set-up of a cohort is one form, and its organisers are several: a form changes the parts that were changed in it, as a profile's does
// (merge.go). Where another place changed the same part meanwhile, what stands now is shown beside what was typed.

// setupPart is one part of the set-up: the fields that it has in the form.
type setupPart struct {
	field  string   // where its mistake stands
	label  string   // key of its name
	fields []string // its fields; those of the questions go by their prefix
}

// setupParts are all that the form has a field for, in its order.
var setupParts = func() []setupPart {
	one := func(names ...string) (out []setupPart) {
		for _, n := range names {
			out = append(out, setupPart{n, "field." + n, []string{n}})
		}
		return out
	}
	dates := setupPart{"phase_call", "cohort.dates", nil}
	for _, name := range phaseNames {
		dates.fields = append(dates.fields, "phase_"+name)
	}
	list := append(one("cohort_name", "cohort_about"), setupPart{"published", "cohort.publish", []string{"published"}},
		setupPart{"no_figures", "cohort.no_figures", []string{"no_figures"}}, dates)
	list = append(list, one("newcomers", "mentors")...)
	list = append(list, setupPart{"within", "cohort.within", []string{"within"}}, setupPart{"where", "cohort.where", []string{"where"}})
	list = append(list, one("cohort_place", "cohort_places", "check_in_every", "kept_days", "tracks", "partners", "agreement")...)
	return append(list, setupPart{questionsPart, "cohort.questions", nil}, setupPart{"reader", "cohort.readers", []string{"reader"}})
}()

// questionsPart is the part of all questions, where its first stands.
const questionsPart = "q_text_0"

// mark is what a part says in a form: equal for what is the same.
func (p setupPart) mark(f *Form) string {
	if p.field == questionsPart {
		return tagOf(questionsIn(f))
	}
	said := []string{}
	for _, name := range p.fields {
		var values []string
		for _, v := range f.typed[name] {
			if v = tidy(v); v != "" {
				values = append(values, v)
			}
		}
		said = append(said, name+"="+strings.Join(ordered(values), "\x00"))
	}
	return tagOf(said)
}

func tidy(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// questionsIn are the questions of a form, without the codes of those that have none yet.
func questionsIn(f *Form) (out []api.CohortQuestion) {
	for i := range mostQuestions {
		q, ok := questionOf(f, i)
		if !ok {
			continue
		}
		if f.Value("q_code_"+itoa(i)) == "" {
			q.Code = ""
		}
		out = append(out, q)
	}
	return out
}

// take puts a part of one form into another.
func (p setupPart) take(from, to *Form) {
	names := p.fields
	if p.field == questionsPart {
		for name := range to.typed {
			if strings.HasPrefix(name, "q_") {
				delete(to.typed, name)
			}
		}
		for name := range from.typed {
			if strings.HasPrefix(name, "q_") {
				names = append(names, name)
			}
		}
	}
	for _, name := range names {
		to.typed[name] = slices.Clone(from.typed[name])
	}
}

// setupMarks are the marks of all parts by the field of each, for the form to send back.
func setupMarks(f *Form) string {
	marks := make([]string, len(setupParts))
	for i, p := range setupParts {
		marks[i] = p.field + ":" + p.mark(f)
	}
	return strings.Join(marks, " ")
}

// mergeSetup gives a form that was typed what others changed meanwhile in parts that it leaves alone, and says which parts both changed. now is
// the form of the cohort as it stands. A form that has no mark of a part, such as one of an older page, may have been made before it was changed:
// where the two differ both count as changed.
func mergeSetup(f, now *Form) (both []setupPart) {
	was := map[string]string{}
	for m := range strings.FieldsSeq(f.Value("was")) {
		field, mark, _ := strings.Cut(m, ":")
		was[field] = mark
	}
	for _, p := range setupParts {
		typed, stands := p.mark(f), p.mark(now)
		switch {
		case p.field == "no_figures" && !f.Is("figures", "asked"):
		case typed == stands:
		case typed == was[p.field]:
			p.take(now, f)
		case stands != was[p.field]:
			both = append(both, p)
		}
	}
	return both
}

// saysNow is what a part of a form says, in words.
func (v *visit) saysNow(p setupPart, now *Form, c *api.Cohort) string {
	switch p.field {
	case "phase_call":
		var out []string
		for _, x := range v.phaseRows(c) {
			out = append(out, x.Name+" "+x.From)
		}
		return v.p.Join(out)
	case questionsPart:
		var out []string
		for _, q := range c.Questions {
			out = append(out, q.Text)
		}
		return v.p.Join(out)
	case "reader":
		names := v.names(c.Readers)
		var out []string
		for _, id := range c.Readers {
			out = append(out, v.staffName(names, id))
		}
		return v.p.Join(out)
	case "newcomers", "mentors":
		return v.p.Code("cohort.joins_", now.Value(p.field))
	case "within", "where":
		if now.Value(p.field) != "" {
			return v.p.Code("cohort."+p.field+"_", now.Value(p.field))
		}
		return ""
	case "published", "no_figures":
		return ""
	}
	return strings.Join(lines(now.Value(p.field), 40), "; ")
}
