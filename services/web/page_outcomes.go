package web

import (
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

type outcomesView struct {
	Items []reportRow
}

func pageOutcomes(v *visit) error {
	list, err := v.api.Outcomes(v.ctx)
	if err != nil {
		return err
	}
	view := outcomesView{}
	for _, o := range list.Items {
		what := v.p.Code("outcome.is_", o.Measure)
		if o.Project != "" {
			what = v.p.Code("outcome.project_", o.Measure)
		}
		view.Items = append(view.Items, reportRow{ID: o.ID, What: what, State: v.p.Code("report.kind_", o.Kind),
			At: v.p.Date(o.At, v.zone()), Waits: o.AppealUntil != nil && o.Appealed == nil})
	}
	return v.show(http.StatusOK, "outcomes", v.p.T("outcome.own"), view)
}

// outcomeView is a decision as the person it fell on reads it.
type outcomeView struct {
	Form
	ID, Code    string
	Title, Kind string
	At, Until   string
	Words       string
	AppealUntil string // "" where there is nothing to appeal
	Appealed    string
	Final       bool
	None        bool // nothing holds any more
	Alone       bool // the appeal waits: nobody is there who did not decide the first time
	Project     string
}

func (v *visit) outcome(status int, o *api.Outcome, f Form, code string) error {
	view := outcomeView{Form: f, ID: o.ID, Code: code, Title: v.p.Code("outcome.is_", o.Measure), Kind: v.p.Code("report.kind_", o.Kind),
		At: v.p.Date(o.At, v.zone()), Words: o.Words, Final: o.Final, None: o.Measure == "none",
		Alone: o.Independent, Project: o.Project}
	if o.Project != "" {
		view.Title = v.p.Code("outcome.project_", o.Measure)
	}
	if o.Until != nil {
		view.Until = v.moment(*o.Until)
	}
	if o.Appealed != nil {
		view.Appealed = v.p.Date(*o.Appealed, v.zone())
	} else if o.AppealUntil != nil {
		view.AppealUntil = v.p.DayName(*o.AppealUntil, v.now, v.zone())
	}
	return v.show(status, "outcome", v.p.T("outcome.page"), view)
}

// outcomeCodeView asks for the code of somebody who cannot sign in. The mail has it behind #, where no server sees it.
type outcomeCodeView struct {
	Form
	ID       string
	SignedIn bool
}

func (v *visit) outcomeCode(status int, f Form) error {
	return v.show(status, "outcome-code", v.p.T("outcome.page"), outcomeCodeView{f, v.r.PathValue("id"), v.signedIn()})
}

func pageOutcome(v *visit) error {
	if v.signedIn() {
		o, err := v.api.Outcome(v.ctx, v.r.PathValue("id"))
		if err == nil {
			return v.outcome(http.StatusOK, o, v.empty(), "")
		}
		if !fault.Has(err, fault.NotFound) && !fault.Has(err, fault.Unauthenticated) && !fault.Has(err, fault.Forbidden) {
			return err
		}
	}
	return v.outcomeCode(http.StatusOK, v.empty())
}

func doOutcome(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	code := f.Text("outcome_code")
	c, opts := v.api, []client.CallOption{}
	if code != "" {
		c, opts = v.api.As(nil), append(opts, client.OutcomeCode(code))
	}
	if code != "" && !anyID.MatchString(code) {
		f.refuse("outcome_code", "wrong.report_code")
		return v.outcomeCode(http.StatusUnprocessableEntity, f)
	}
	o, err := c.Outcome(v.ctx, id, opts...)
	if fault.Has(err, fault.NotFound) || fault.Has(err, fault.Unauthenticated) {
		f.refuse("outcome_code", "wrong.report_code")
		return v.outcomeCode(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	if f.Value("do") != "appeal" {
		return v.outcome(http.StatusOK, o, v.empty(), code)
	}
	if f.Text("appeal_words") == "" {
		f.refuse("appeal_words", "wrong.appeal_words_required")
		return v.outcome(http.StatusUnprocessableEntity, o, f, code)
	}
	next, err := c.Appeal(v.ctx, id, f.Text("appeal_words"), append(opts, f.key())...)
	switch {
	case err == nil && code == "":
		return v.to("/outcomes/"+id, "appeal_sent")
	case err == nil:
		return v.outcome(http.StatusOK, next, v.empty(), code)
	case !v.blame(&f, err, map[string]string{"/words": "appeal_words"}):
		return err
	}
	return v.outcome(http.StatusUnprocessableEntity, o, f, code)
}
