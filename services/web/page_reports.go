package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

type reportsView struct {
	Items []reportRow
	Next  string
}

type reportRow struct {
	ID, What, State, At string
	Waits               bool // an answer from the moderators
}

func pageReports(v *visit) error {
	var a client.Answer
	list, err := client.Do[api.ReportList](v.ctx, v.api, http.MethodGet, client.Path("reports"), v.paged(), nil, client.Into(&a))
	if err != nil {
		return err
	}
	view := reportsView{Next: v.nextPage("/reports", a.Next)}
	for _, r := range list.Items {
		view.Items = append(view.Items, reportRow{r.ID, v.reported(r.About, r.Kind), v.p.Code("report.is_", r.Status), v.p.Date(r.Created, v.zone()),
			r.Unanswered})
	}
	return v.show(http.StatusOK, "reports", v.p.T("report.own"), view)
}

// reported is what a report is about, in a few words.
func (v *visit) reported(about, kind string) string {
	return v.p.T("report.row", "About", v.p.Code("report.about_", about), "Kind", v.p.Code("report.kind_", kind))
}

// ownReportView is a report as whoever made it follows it.
type ownReportView struct {
	Form
	Action   string
	Code     string // of somebody without an account
	What     string
	Lead     string
	Steps    []reportStep
	Contact  string
	Result   string
	Waits    bool // for somebody independent
	Messages []messageView
	NoThread bool
	Left     int
	Kept     string
}

// reportStep is one stone of a report's way.
type reportStep struct {
	Text, When string
	Done, Now  bool
}

// reportWay are the states of a report in order.
var reportWay = []string{"received", "acknowledged", "looked_at", "decided", "closed"}

func (v *visit) reportSteps(r *api.Report) []reportStep {
	at := map[string]*time.Time{"received": &r.Created, "acknowledged": r.Acknowledged, "decided": r.Decided, "closed": r.Closed}
	status := r.Status
	if status == "appealed" {
		status = "decided"
	}
	now := slices.Index(reportWay, status)
	var out []reportStep
	for i, code := range reportWay {
		step := reportStep{Text: v.p.Code("report.step_", code), Done: i < now || i == now && code == "closed", Now: i == now && code != "closed"}
		if t := at[code]; t != nil && i <= now {
			step.When = v.p.Short(*t, v.now, v.zone())
		} else if code == "acknowledged" && now == 0 {
			step.When = v.p.T("report.by", "Moment", v.p.Short(r.AcknowledgeBy, v.now, v.zone()))
		}
		out = append(out, step)
	}
	return out
}

func (v *visit) ownReport(status int, r *api.Report, f Form, code string, opts ...client.CallOption) error {
	view := ownReportView{Form: f, Action: "/reports/" + r.ID, Code: code, What: v.reported(r.About, r.Kind), Steps: v.reportSteps(r),
		Contact: v.p.Code("report.contact_", r.Contact), Waits: r.Independent}
	if code != "" {
		view.Action = "/reports/code"
	}
	view.Lead = v.p.Code("report.lead_", r.Status, "Moment", v.moment(r.AcknowledgeBy))
	if r.Result != "" {
		view.Result = v.p.Code("report.result_", r.Result)
	}
	switch {
	case r.CopyGone:
		view.Kept = v.p.T("report.copy_gone")
	case r.CopyUntil != nil:
		view.Kept = v.p.T("report.copy_until", "Day", v.p.Date(*r.CopyUntil, v.zone()))
	}
	m, err := v.api.ReportMessages(v.ctx, r.ID, opts...)
	if view.NoThread = err != nil; err == nil {
		view.Left = m.Left
		for _, x := range m.Items {
			view.Messages = append(view.Messages, v.reportMessage(x, "reporter"))
		}
	}
	return v.show(status, "own-report", v.p.T("report.one"), view)
}

// reportMessage is one message between whoever reported and the moderators; own is the side of the reader.
func (v *visit) reportMessage(m api.ReportMessage, own string) messageView {
	return messageView{ID: strconv.Itoa(m.Seq), Name: v.p.Code("report.from_", m.From), Text: m.Words, At: v.p.Short(m.At, v.now, v.zone()),
		Own: m.From == own, HTML: markdown(m.Words)}
}

func pageOwnReport(v *visit) error {
	r, err := v.api.OwnReport(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.ownReport(http.StatusOK, r, v.empty(), "")
}

func doOwnReport(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	if f.Text("message") == "" {
		f.refuse("message", "wrong.message_required")
	} else if _, err := v.api.AddToReport(v.ctx, id, f.Text("message"), f.key()); err == nil {
		return v.to("/reports/"+id, "message_sent")
	} else if !v.blame(&f, err, map[string]string{"/words": "message"}) {
		return err
	}
	r, err := v.api.OwnReport(v.ctx, id)
	if err != nil {
		return err
	}
	return v.ownReport(http.StatusUnprocessableEntity, r, f, "")
}

func pageReportCode(v *visit) error {
	return v.show(http.StatusOK, "report-code", v.p.T("report.follow"), v.empty())
}

// doReportCode shows a report to who has its code, and takes a message. The code is in the form alone, never in an address.
func doReportCode(v *visit) error {
	f := v.posted()
	id, code, ok := splitCode(f.Value("report_code"))
	var r *api.Report
	if ok {
		var err error
		r, err = v.api.As(nil).OwnReport(v.ctx, id, client.ReportCode(code))
		if err != nil && !fault.Has(err, fault.NotFound) && !v.blame(&f, err, nil) {
			return err
		}
	}
	if r == nil {
		if len(f.Wrong) == 0 {
			f.refuse("report_code", "wrong.report_code")
		}
		return v.show(http.StatusUnprocessableEntity, "report-code", v.p.T("report.follow"), f)
	}
	status := http.StatusOK
	if f.Value("do") == "write" {
		switch text := f.Text("message"); {
		case text == "":
			f.refuse("message", "wrong.message_required")
		default:
			if _, err := v.api.As(nil).AddToReport(v.ctx, id, text, f.key(), client.ReportCode(code)); err == nil {
				f = v.empty()
			} else if !v.blame(&f, err, map[string]string{"/words": "message"}) {
				return err
			}
		}
		if len(f.Wrong) > 0 {
			status = http.StatusUnprocessableEntity
		}
	}
	return v.ownReport(status, r, f, reportCode(id, code), client.ReportCode(code))
}
