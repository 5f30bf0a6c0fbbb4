package web

import (
	"net/http"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// approvalStates are the lists of offers to mentor.
var approvalStates = []string{"waiting", "approved", "refused"}

// refusals are why somebody cannot be found as a mentor.
var refusals = []string{"tell_more", "not_yet", "duplicate", "conduct", "other"}

type approvalsView struct {
	State  string
	States []string
	Items  []approvalRow
	Next   string
}

type approvalRow struct {
	ID, Name, About, Since string
	Changed                bool // since it was approved
	Teaches                []string
}

func pageApprovals(v *visit) error {
	view := approvalsView{State: v.r.URL.Query().Get("state"), States: approvalStates}
	if !slices.Contains(approvalStates, view.State) {
		view.State = "waiting"
	}
	ask := v.paged()
	ask["state"] = []string{view.State}
	var a client.Answer
	list, err := client.Do[api.MentorCandidates](v.ctx, v.api, http.MethodGet, client.Path("mentor-approvals"), ask, nil, client.Into(&a))
	if err != nil {
		return err
	}
	view.Next = v.nextPage("/approvals", a.Next)
	for _, c := range list.Items {
		row := approvalRow{ID: c.Person.ID, Name: c.Person.DisplayName, About: cutText(c.Person.About, 160), Changed: !c.Approval.Changed.IsZero()}
		if !c.Approval.Asked.IsZero() {
			row.Since = v.p.Ago(c.Approval.Asked, v.now, v.zone())
		}
		for _, s := range c.Person.Teach[:min(len(c.Person.Teach), 6)] {
			row.Teaches = append(row.Teaches, s.Skill)
		}
		view.Items = append(view.Items, row)
	}
	return v.show(http.StatusOK, "approvals", v.p.T("approve.title"), view)
}

// cutText is the beginning of a text.
func cutText(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

type approvalView struct {
	Form
	Person   api.PersonPage
	Where    string
	State    string
	Stands   string // where the approval stands, in words
	Since    string
	Changed  string // when the name or a text changed after the approval
	Version  int64
	Refusals []string
	Links    []link
}

func (v *visit) approval(status int, f Form) error {
	c, err := v.api.MentorApproval(v.ctx, v.r.PathValue("id"))
	if fault.Coded(err, "approval.not_offered") {
		return errNoPage
	}
	if err != nil {
		return err
	}
	view := approvalView{Form: f, Person: c.Person, State: c.Approval.State, Stands: v.p.Code("approve.is_", c.Approval.State), Version: c.Version,
		Refusals: refusals, Where: v.where(c.Person.Zone, c.Person.Languages)}
	if !c.Approval.Asked.IsZero() {
		view.Since = v.p.Ago(c.Approval.Asked, v.now, v.zone())
	}
	if !c.Approval.Changed.IsZero() {
		view.Stands, view.Changed = v.p.T("approve.changed"), v.p.Ago(c.Approval.Changed, v.now, v.zone())
	}
	for _, l := range c.Person.Links {
		view.Links = append(view.Links, link{URL: l.URL, Text: l.URL})
	}
	return v.show(status, "approval", c.Person.DisplayName, view)
}

func pageApproval(v *visit) error { return v.approval(http.StatusOK, v.empty()) }

// doApproval approves or refuses the offer as it was read: who changed it meanwhile is read again.
func doApproval(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	version := int64(f.number("version", 1, 1<<52))
	if len(f.Wrong) > 0 {
		return errNoPage
	}
	var err error
	told := "approved"
	switch f.Value("do") {
	case "approve":
		_, err = v.api.ApproveMentor(v.ctx, id, client.IfMatch(version))
	case "refuse":
		if !slices.Contains(refusals, f.Value("refusal")) {
			f.refuse("refusal", "wrong.refusal_required")
			return v.approval(http.StatusUnprocessableEntity, f)
		}
		_, err = v.api.RefuseMentor(v.ctx, id, f.Value("refusal"), client.IfMatch(version))
		told = "refused"
	default:
		return errNoPage
	}
	if err != nil {
		if !v.blame(&f, err, map[string]string{"/reason": "refusal"}) {
			return err
		}
		return v.approval(http.StatusUnprocessableEntity, f)
	}
	return v.to("/approvals", told)
}
