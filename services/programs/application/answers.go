package application

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/wording"
)

// Limits, in characters.
const (
	maxShort = 300
	maxLong  = 4000
	maxWhat  = 300
	maxTag   = 35
)

// Secret are the answers about eligibility of one application; the document's id is the application's. They are gone 90 days after the
// decision.
type Secret struct {
	Application string                  `json:"application"`
	Cohort      string                  `json:"cohort"`
	Person      string                  `json:"person"`
	Answers     []api.ApplicationAnswer `json:"answers"`
	DueAt       time.Time               `json:"due_at"`
}

// read cleans a draft and says what is wrong with it; what is about eligibility comes apart. Questions that are not the cohort's are refused.
func read(d api.ApplicationDraft, c *cohort.Cohort, as string) (open api.ApplicationDraft, secret []api.ApplicationAnswer, wrong []fault.Field) {
	asked := c.Asked(as)
	open = api.ApplicationDraft{Tracks: slices.Clone(d.Tracks), Projects: slices.Clone(d.Projects), Places: d.Places, Language: d.Language, Belongs: d.Belongs}
	chars, seen := 0, map[string]bool{}
	for i, a := range d.Answers {
		at := "/answers/" + strconv.Itoa(i)
		n := slices.IndexFunc(asked, func(q api.CohortQuestion) bool { return q.Code == a.Question })
		if n < 0 {
			wrong = append(wrong, fault.Field{Pointer: at + "/question", Code: "unknown"})
			continue
		}
		if seen[a.Question] {
			wrong = append(wrong, fault.Field{Pointer: at + "/question", Code: "repeated"})
			continue
		}
		seen[a.Question] = true
		a, w := answer(a, asked[n], at)
		wrong = append(wrong, w...)
		chars += utf8.RuneCountInString(a.Text)
		switch {
		case a.Text == "" && len(a.Chosen) == 0:
		case asked[n].Eligibility:
			secret = append(secret, a)
		default:
			open.Answers = append(open.Answers, a)
		}
	}
	if chars > charsMost {
		wrong = append(wrong, fault.Field{Pointer: "/answers", Code: "too_long", Params: map[string]any{"max": charsMost}})
	}
	for i, e := range d.Evidence {
		at := "/evidence/" + strconv.Itoa(i)
		var w []fault.Field
		e.URL, w = wording.Link(at+"/url", e.URL)
		wrong = append(wrong, w...)
		if len(w) == 0 && e.URL == "" {
			wrong = append(wrong, fault.Field{Pointer: at + "/url", Code: "required"})
		}
		e.What, w = wording.Text(at+"/what", e.What, 0, maxWhat, false)
		wrong = append(wrong, w...)
		open.Evidence = append(open.Evidence, e)
	}
	for i, code := range open.Tracks {
		if !slices.ContainsFunc(c.Tracks, func(t api.CohortTrack) bool { return t.Code == code }) {
			wrong = append(wrong, fault.Field{Pointer: "/tracks/" + strconv.Itoa(i), Code: "unknown"})
		} else if slices.Contains(open.Tracks[:i], code) {
			wrong = append(wrong, fault.Field{Pointer: "/tracks/" + strconv.Itoa(i), Code: "repeated"})
		}
	}
	if open.Language != "" {
		if tag, err := language.Parse(open.Language); err != nil || len(open.Language) > maxTag {
			wrong = append(wrong, fault.Field{Pointer: "/language", Code: "unknown_language"})
		} else {
			open.Language = tag.String()
		}
	}
	switch {
	case c.Within == cohort.Both:
	case open.Belongs != "" && open.Belongs != c.Within:
		wrong = append(wrong, fault.Field{Pointer: "/belongs", Code: "not_here"})
	default:
		open.Belongs = c.Within // whom it is for says it
	}
	if as == Newcomer && open.Places != 0 {
		wrong = append(wrong, fault.Field{Pointer: "/places", Code: "not_here"})
	}
	return open, secret, wrong
}

func answer(a api.ApplicationAnswer, q api.CohortQuestion, at string) (api.ApplicationAnswer, []fault.Field) {
	var wrong []fault.Field
	switch q.Kind {
	case cohort.Short, cohort.Long:
		most := maxShort
		if q.Kind == cohort.Long {
			most = maxLong
		}
		a.Text, wrong = wording.Text(at+"/text", a.Text, 0, most, q.Kind == cohort.Long)
		if len(a.Chosen) > 0 {
			wrong = append(wrong, fault.Field{Pointer: at + "/chosen", Code: "not_here"})
		}
		return a, wrong
	}
	allowed := q.Options
	if q.Kind == cohort.Yes {
		allowed = []string{"yes", "no"}
	}
	if a.Text != "" {
		wrong = append(wrong, fault.Field{Pointer: at + "/text", Code: "not_here"})
	}
	if q.Kind != cohort.Many && len(a.Chosen) > 1 {
		wrong = append(wrong, fault.Field{Pointer: at + "/chosen", Code: "too_many", Params: map[string]any{"max": 1}})
	}
	for i, x := range a.Chosen {
		if !slices.Contains(allowed, x) {
			wrong = append(wrong, fault.Field{Pointer: at + "/chosen/" + strconv.Itoa(i), Code: "unknown"})
		} else if slices.Contains(a.Chosen[:i], x) {
			wrong = append(wrong, fault.Field{Pointer: at + "/chosen/" + strconv.Itoa(i), Code: "repeated"})
		}
	}
	return a, wrong
}

// missing says which required questions have no answer; pointers name the question's code, as it is not in the body.
func missing(c *cohort.Cohort, as, belongs string, answers []api.ApplicationAnswer) (wrong []fault.Field) {
	if c.Within == cohort.Both && belongs == "" {
		wrong = append(wrong, fault.Field{Pointer: "/belongs", Code: "required"})
	}
	for _, q := range c.Asked(as) {
		if q.Required && !slices.ContainsFunc(answers, func(a api.ApplicationAnswer) bool { return a.Question == q.Code }) {
			wrong = append(wrong, fault.Field{Pointer: "/answers/" + q.Code, Code: "required", Params: map[string]any{"question": q.Code}})
		}
	}
	return wrong
}

// eligible says what the rules make of the answers: yes unless an answer that is asked for is not the needed one.
func eligible(c *cohort.Cohort, as string, secret []api.ApplicationAnswer) string {
	for _, q := range c.Asked(as) {
		if !q.Eligibility || len(q.Needed) == 0 {
			continue
		}
		i := slices.IndexFunc(secret, func(a api.ApplicationAnswer) bool { return a.Question == q.Code })
		if i < 0 || !slices.ContainsFunc(secret[i].Chosen, func(x string) bool { return slices.Contains(q.Needed, x) }) {
			return "no"
		}
	}
	return "yes"
}

// Offered is an approved project of a cohort.
type Offered struct {
	ID, Name string
	Mentors  []string
}

// wishes says what is wrong with the projects that somebody wishes for: what is approved can be chosen, and what was chosen before stays.
func wishes(chosen, before []string, as string, offered []Offered) (wrong []fault.Field) {
	for i, id := range chosen {
		at := "/projects/" + strconv.Itoa(i)
		switch {
		case as != Newcomer:
			wrong = append(wrong, fault.Field{Pointer: at, Code: "not_here"})
		case slices.Contains(chosen[:i], id):
			wrong = append(wrong, fault.Field{Pointer: at, Code: "repeated"})
		case !slices.Contains(before, id) && !slices.ContainsFunc(offered, func(o Offered) bool { return o.ID == id }):
			wrong = append(wrong, fault.Field{Pointer: at, Code: "unknown"})
		}
	}
	return wrong
}

// columns are the answers that feed the criteria of a round, and the approved projects that somebody wishes for or is to mentor.
func columns(c *cohort.Cohort, a *Application, offered []Offered) map[string]string {
	out := map[string]string{}
	var projects []string
	for _, o := range offered {
		if a.As == Newcomer && slices.Contains(a.Projects, o.ID) || a.As == Mentor && slices.Contains(o.Mentors, a.Person) {
			projects = append(projects, o.Name)
		}
	}
	if len(projects) > 0 {
		out[cohort.ByProject] = strings.Join(projects, "; ")
	}
	for _, q := range c.Asked(a.As) {
		if q.Column == "" || q.Eligibility || q.Column == cohort.ByProject && len(offered) > 0 { // a question from before the column was kept free
			continue
		}
		for _, x := range a.Answers {
			if x.Question == q.Code {
				out[q.Column] = x.Text + strings.Join(x.Chosen, "; ")
			}
		}
	}
	return out
}
