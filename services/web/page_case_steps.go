package web

import (
	"net/http"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// caseFields are the fields of what is done in a case.
var caseFields = map[string]string{"/words": "message", "/reason": "reason", "/measure": "measure", "/until": "until", "/to": "to", "/note": "note"}

// doCase is what a moderator does in a case. Opening it shows what is sealed in this one answer, and is recorded.
func doCase(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	var err error
	told := "saved"
	switch f.Value("do") {
	case "acknowledge":
		_, err = v.api.AcknowledgeCase(v.ctx, id)
		told = "case_taken"
	case "open":
		before, _ := v.api.Case(v.ctx, id) // without it the page only says less
		var o *api.OpenedCase
		if o, err = v.api.OpenCase(v.ctx, id, f.Value("reason"), f.key()); err == nil {
			view := v.caseOf(&o.Case, v.empty("reason", f.Value("reason")))
			view.Sealed = v.unsealed(o)
			view.Taken = before != nil && before.Moderator != o.Case.Moderator && o.Case.Moderator == v.account()
			return v.show(http.StatusOK, "case", v.p.T("case.one"), view)
		}
	case "write":
		if f.Text("message") == "" {
			f.refuse("message", "wrong.message_required")
			return v.casePage(http.StatusUnprocessableEntity, f)
		}
		_, err = v.api.WriteInCase(v.ctx, id, f.Text("message"), f.key())
		told = "message_sent"
	case "decide":
		return v.decide(f, id)
	case "close":
		_, err = v.api.CloseCase(v.ctx, id)
		told = "case_closed"
	case "hand-over":
		return v.handOver(f, id)
	case "find", "subject":
		return v.subjectOf(f, id)
	case "conflict":
		if err = v.api.DeclareConflict(v.ctx, id); err == nil {
			return v.to("/cases", "case_conflict")
		}
	default:
		return errNoPage
	}
	if err != nil {
		if !v.blame(&f, err, caseFields) {
			return err
		}
		return v.casePage(fault.As(err).Kind.Status(), f)
	}
	return v.to("/cases/"+id, told)
}

type caseStepView struct {
	caseView
	Moderators []option
}

// pageCaseStep asks for what a step needs, or whether it is meant.
func pageCaseStep(v *visit) error {
	id, step := v.r.PathValue("id"), v.r.PathValue("step")
	c, err := v.api.Case(v.ctx, id)
	if err != nil {
		return err
	}
	switch step {
	case "decide":
		if !slices.Contains(c.Can, "decide") {
			return v.to("/cases/"+c.ID, "case_open_first")
		}
		return v.show(http.StatusOK, "case-decide", v.p.T("case.decide"), v.caseOf(c, v.empty()))
	case "hand-over":
		return v.show(http.StatusOK, "case-hand-over", v.p.T("case.hand_over"), caseStepView{v.caseOf(c, v.empty()), v.others()})
	case "subject":
		if !slices.Contains(c.Can, "subject") {
			return v.to("/cases/"+c.ID, "case_open_first")
		}
		return v.show(http.StatusOK, "case-subject", v.p.T("somebody.name_title"), caseSubjectView{caseView: v.caseOf(c, v.empty())})
	case "conflict":
		return v.question("case.conflict", "/cases/"+c.ID, "conflict", true)
	case "close":
		return v.question("case.close", "/cases/"+c.ID, "close", false)
	}
	return errNoPage
}

// others are the moderators beside the reader.
func (v *visit) others() []option {
	var out []option
	for _, m := range v.moderators() {
		if m.Value != v.account() {
			out = append(out, m)
		}
	}
	return out
}

func (v *visit) decide(f Form, id string) error {
	in := api.NewCaseDecision{Measure: f.Value("measure"), Words: f.Text("decision_words")}
	switch {
	case in.Measure == "":
		f.refuse("measure", "wrong.measure_required")
	case in.Measure == "suspension":
		until, err := time.ParseInLocation("2006-01-02", f.Text("rest_until"), v.zone())
		if err != nil || !until.After(v.now) {
			f.refuse("rest_until", "wrong.rest_until_out_of_range")
		}
		in.Until = &until
	}
	var err error
	if len(f.Wrong) == 0 {
		if _, err = v.api.DecideCase(v.ctx, id, in, f.key()); err == nil {
			return v.to("/cases/"+id, "case_decided")
		}
		if !v.blame(&f, err, map[string]string{"/measure": "measure", "/until": "rest_until", "/words": "decision_words"}) {
			return err
		}
	}
	c, err := v.api.Case(v.ctx, id)
	if err != nil {
		return err
	}
	return v.show(http.StatusUnprocessableEntity, "case-decide", v.p.T("case.decide"), v.caseOf(c, f))
}

func (v *visit) handOver(f Form, id string) error {
	_, err := v.api.HandOverCase(v.ctx, id, api.HandOver{To: f.Value("to"), Note: f.Text("note")}, f.key())
	if err == nil {
		return v.to("/cases/"+id, "case_handed_over")
	}
	if !v.blame(&f, err, caseFields) {
		return err
	}
	c, err := v.api.Case(v.ctx, id)
	if err != nil {
		return err
	}
	return v.show(http.StatusUnprocessableEntity, "case-hand-over", v.p.T("case.hand_over"), caseStepView{v.caseOf(c, f), v.others()})
}
