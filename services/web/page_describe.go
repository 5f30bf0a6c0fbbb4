package web

import (
	"net/http"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
)

// describeRoutes are about oneself in the statistics of a cohort.
var describeRoutes = []route{
	{"GET /cohorts/{id}/describe", signedIn, pageDescribe},
	{"POST /cohorts/{id}/describe", signedIn, doDescribe},
	{"GET /cohorts/{id}/describe/{question}", signedIn, pageDescribeQuestion},
}

// preferNot is the choice that says nothing.
const preferNot = "-"

// describeField is one question as the page asks it.
type describeField struct {
	N                 int
	Name, Own, Text   string // the form's fields, and the question
	Multiple, Words   bool
	Options           []option
	Error, WordsError string
}

type describeView struct {
	Form
	Cycle    string
	Open     bool
	Said     bool
	Consent  string
	Text     string
	Tells    []string // what happens to the answers
	Fields   []describeField
	OwnWords bool // the questions are the organiser's, in their language
	Never    bool // nothing of it could be published, so nothing is asked
}

func pageDescribe(v *visit) error {
	d, err := v.api.SelfDescription(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	f := v.empty()
	for _, a := range d.Answers {
		for i, q := range d.Questions {
			if q.Code != a.Question {
				continue
			}
			f.typed["q_"+strconv.Itoa(i)] = a.Chosen
			if a.PreferNot {
				f.typed["q_"+strconv.Itoa(i)] = []string{preferNot}
			}
			f.typed.Set("w_"+strconv.Itoa(i), a.Words)
		}
	}
	return v.describe(http.StatusOK, &f, d)
}

// tells are what happens to the answers: what people agree to, in the reader's language.
func (v *visit) tells(way string, pool int) []string {
	out := []string{v.p.T("describe.tell_apart"), v.p.T("describe.tell_kept"), v.p.T("describe.tell_tables"), v.p.T("describe.tell_back")}
	if pool > 1 {
		out[1] = v.p.T("describe.tell_pool", "Number", v.p.Number(pool))
	}
	if way == "noise" {
		out[2] = v.p.T("describe.tell_noise")
	}
	return out
}

func (v *visit) describe(status int, f *Form, d *api.SelfDescription) error {
	view := describeView{Form: *f, Cycle: d.Cycle, Open: d.Open, Said: len(d.Answers) > 0, Consent: d.Consent, OwnWords: !d.Shipped,
		Never: d.Never && d.Open && len(f.Wrong) == 0}
	view.Tells = v.tells(d.Way, d.Pool)
	for i, q := range d.Questions {
		x := describeField{N: i, Name: "q_" + strconv.Itoa(i), Own: "w_" + strconv.Itoa(i), Text: v.asked(d.Shipped, q), Multiple: q.Multiple, Words: q.Describe,
			Error: f.Error("q_" + strconv.Itoa(i)), WordsError: f.Error("w_" + strconv.Itoa(i))}
		for _, o := range q.Options {
			x.Options = append(x.Options, option{o.Code, v.answered(d.Shipped, q, o.Code)})
		}
		view.Fields = append(view.Fields, x)
	}
	return v.show(status, "describe", v.p.T("describe.title"), view)
}

// asked is a question in the reader's language where it is one of the shipped set.
func (v *visit) asked(shipped bool, q api.ParticipationQuestion) string {
	if shipped {
		return v.p.Named("asked.", q.Code, q.Text)
	}
	return q.Text
}

// answered is the name of a row: an option of the question, or one of those that every table has.
func (v *visit) answered(shipped bool, q api.ParticipationQuestion, code string) string {
	switch code {
	case "answers", "others", "own_words", "several":
		return v.p.Code("figures.row_", code)
	}
	for _, o := range q.Options {
		if o.Code == code {
			if shipped {
				return v.p.Named("asked.", q.Code+"_"+code, o.Text)
			}
			return o.Text
		}
	}
	return code
}

func doDescribe(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	if f.Value("do") == "back" {
		if err := v.api.TakeBackDescription(v.ctx, id); err != nil {
			return err
		}
		return v.to("/cohorts/"+id+"/describe", "described_back")
	}
	d, err := v.api.SelfDescription(v.ctx, id)
	if err != nil {
		return err
	}
	in := api.SelfDescriptionBody{Answers: []api.ParticipationAnswer{}}
	fields := map[string]string{}
	if f.Value("do") != "skip" { // who skips sends the same, empty: nobody who sees it pass can tell
		for i, q := range d.Questions {
			n := strconv.Itoa(i)
			a := api.ParticipationAnswer{Question: q.Code, Words: f.Text("w_" + n)}
			for _, c := range f.All("q_"+n, len(q.Options)+1) {
				if c == preferNot {
					a.PreferNot = true
				} else if c != "" {
					a.Chosen = append(a.Chosen, c)
				}
			}
			if len(a.Chosen) == 0 && a.Words == "" && !a.PreferNot {
				continue
			}
			if a.PreferNot && (len(a.Chosen) > 0 || a.Words != "") {
				f.refuse("q_"+n, "describe.wrong_both")
			} else if !q.Multiple && len(a.Chosen) > 0 && a.Words != "" {
				f.refuse("q_"+n, "describe.wrong_one")
			}
			at := "/answers/" + strconv.Itoa(len(in.Answers))
			fields[at], fields[at+"/words"] = "q_"+n, "w_"+n
			in.Answers = append(in.Answers, a)
		}
		in.Consent = f.Value("consent")
		if len(in.Answers) > 0 && in.Consent != d.Consent {
			f.refuse("consent", "describe.wrong_consent")
		}
	}
	if len(f.Wrong) == 0 {
		_, err = v.api.DescribeSelf(v.ctx, id, in)
	}
	shown, err := v.askAgain(&f, err, fields, func(status int, f *Form) error { return v.describe(status, f, d) })
	if shown {
		return err
	}
	if f.Value("do") == "skip" {
		return v.to("/cohorts/"+id, "")
	}
	return v.to("/cohorts/"+id+"/describe", "described")
}

// pageDescribeQuestion asks before answers are taken back.
func pageDescribeQuestion(v *visit) error {
	if v.r.PathValue("question") != "back" {
		return errNoPage
	}
	id := v.r.PathValue("id")
	if _, err := v.api.SelfDescription(v.ctx, id); err != nil {
		return err
	}
	return v.question("describe.back", "/cohorts/"+id+"/describe", "back", true)
}

// asksAboutMe says whether a cohort asks the reader about themselves.
func (v *visit) asksAboutMe(cohort string) bool {
	if !v.signedIn() {
		return false
	}
	_, err := v.api.SelfDescription(v.ctx, cohort)
	return err == nil
}

// mayDescribe says whether somebody who takes part is told that they can describe themselves: until they have, and only for what can be published.
func (v *visit) mayDescribe(cohort string) bool {
	d, err := v.api.SelfDescription(v.ctx, cohort)
	return err == nil && d.Open && !d.Never && len(d.Answers) == 0
}
