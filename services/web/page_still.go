package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// stillRow is one question, some months after a cohort.
type stillRow struct {
	Months             int
	Text, When, Answer string
	Open, Yes, No      bool
}

type stillView struct {
	Form
	ID     string
	Looked bool // a token was given, and it is one
	Rows   []stillRow
	Done   string
}

func (v *visit) stillRow(q api.StillQuestion) stillRow {
	row := stillRow{Months: q.Months, Text: v.p.T("still.question", "Months", q.Months), Open: q.Open, Yes: q.Answer == "yes", No: q.Answer == "no"}
	row.When = v.p.T("still.from", "Day", v.p.Date(q.From, v.zone()))
	switch {
	case q.Open:
		row.When = v.p.T("still.until", "Day", v.p.Date(q.Until, v.zone()))
	case q.Until.Before(v.now):
		row.When = v.p.T("still.over")
	}
	if q.Answer != "" {
		row.Answer = v.p.Code("still.said_", q.Answer)
	}
	return row
}

// pageStill is what the reader is asked after a cohort.
func pageStill(v *visit) error { return v.still(http.StatusOK, v.empty()) }

func (v *visit) still(status int, f Form) error {
	q, err := v.api.StillContributing(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	view := stillView{Form: f, ID: q.Application}
	for _, x := range q.Questions {
		view.Rows = append(view.Rows, v.stillRow(x))
	}
	return v.show(status, "still", v.p.T("still.title"), view)
}

var stillAnswers = []string{"yes", "no", "none"}

func doStill(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	months, err := strconv.Atoi(f.Value("months"))
	if err != nil || !slices.Contains(stillAnswers, f.Value("do")) {
		return errNoPage
	}
	_, err = v.api.SayStillContributing(v.ctx, id, months, f.Value("do"))
	if shown, err := v.askAgain(&f, err, map[string]string{}, func(status int, f *Form) error { return v.still(status, *f) }); shown {
		return err
	}
	return v.to("/applications/"+id+"/still", "still_said")
}

// pageStillMail asks for the token of the mail; a script takes it out of the address. Nothing is stored before somebody presses yes or no.
func pageStillMail(v *visit) error { return v.stillMail(http.StatusOK, stillView{Form: v.empty()}) }

func (v *visit) stillMail(status int, view stillView) error {
	return v.alone(status, "still-mail", v.p.T("still.title"), view)
}

func doStillMail(v *visit) error {
	f := v.posted()
	token := f.Text("token")
	if i := strings.LastIndexByte(token, '#'); i >= 0 { // the whole link was pasted
		token = token[i+1:]
	}
	f.typed.Set("token", token)
	if token == "" {
		f.refuse("token", "wrong.token_required")
		return v.stillMail(http.StatusUnprocessableEntity, stillView{Form: f})
	}
	var seen *api.StillView
	var err error
	how := f.Value("do")
	if slices.Contains(stillAnswers, how) {
		seen, err = v.api.As(nil).SayStillByToken(v.ctx, token, how)
	} else {
		how = ""
		seen, err = v.api.As(nil).LookAtStill(v.ctx, token)
	}
	if err != nil {
		x := fault.As(err)
		switch x.Kind {
		case fault.Unavailable, fault.Deadline, fault.TooMany, fault.Internal:
			return err
		case fault.Conflict:
			f.refuse("", "problem.kind_conflict")
			f.Wrong[len(f.Wrong)-1].Text = v.problem(x)
		default:
			f.refuse("token", "wrong.still_token")
		}
		return v.stillMail(http.StatusUnprocessableEntity, stillView{Form: f})
	}
	view := stillView{Form: f, Looked: true, Rows: []stillRow{v.stillRow(seen.StillQuestion)}}
	if how != "" {
		view.Done = v.p.Code("still.done_", how)
	}
	return v.stillMail(http.StatusOK, view)
}
