package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// auditKinds are what the page offers to choose from: all of a room's, and each.
var auditKinds = []string{
	"accounts", "accounts.roles_changed", "accounts.account_suspended", "accounts.account_restored", "accounts.account_looked_up",
	"accounts.link_read", "accounts.link_requested", "profiles", "profiles.people_imported", "profiles.people_looked_up", "profiles.mentor_approved",
	"profiles.mentor_refused", "profiles.skill_decided", "catalog", "catalog.project_wished", "catalog.issue_checked",
	"catalog.import_finished", "programs", "programs.cohort_moved", "programs.application_decided",
	"programs.participant_completed", "programs.participation_moved", "programs.event_moved", "programs.grant_given",
	"programs.grant_removed", "programs.member_decided", "programs.programme_made", "programs.organisation_made",
	"programs.rules_changed", "programs.partner_changed",
	"programs.partner_named", "programs.stipend_moved", "programs.stipend_read", "programs.finance_named",
	"matching.round_published", "safety", "safety.duty_set", "safety.duty_read",
}

// perAudit is how many entries a page has.
const perAudit = 50

type auditView struct {
	Form
	State    *api.AuditState
	Looked   bool // for a head that was written down
	Found    bool
	Kinds    []option
	Items    []auditRow
	Broken   bool
	Filtered bool
	Next     string
}

type auditRow struct{ When, What, Who, About, Detail string }

var anyHead = regexp.MustCompile(`^[0-9a-f]{64}$`)

// pageAudit is what staff did, and whether the list of it is whole. What was done in a case is shown in the case alone.
func pageAudit(v *visit) error {
	if _, err := v.token(v.ctx, ""); err != nil {
		return err
	}
	if _, administrator := v.staff(); !administrator {
		return fault.New(fault.Forbidden, "web.administrators", "Only administrators do this.")
	}
	view := auditView{Form: Form{typed: v.r.URL.Query(), p: v.p}}
	for _, k := range auditKinds {
		text := v.p.Code("deed.", k)
		if !strings.Contains(k, ".") {
			text = v.p.T("audit.all_of", "Room", v.p.Code("room.", k))
		}
		view.Kinds = append(view.Kinds, option{k, text})
	}
	head := strings.ToLower(view.Text("head"))
	if head != "" && !anyHead.MatchString(head) {
		view.refuse("head", "wrong.head")
		head = ""
	}
	ask := v.auditQuestion(&view)
	var both sync.WaitGroup
	var err error
	both.Go(func() { view.State, _ = v.api.AuditState(v.ctx, head) }) // that it is whole takes long to say of a long one
	both.Go(func() { err = v.auditEntries(&view, ask) })
	both.Wait()
	switch {
	case fault.Has(err, fault.Forbidden) || fault.Has(err, fault.Unauthenticated):
		return err
	case err != nil:
		view.Broken = !v.blame(&view.Form, err, map[string]string{"?from": "since", "?until": "up_to", "?what": "what"}) || len(view.Items) == 0
	}
	if view.State != nil && view.State.HeadKnown != nil {
		view.Looked, view.Found = true, *view.State.HeadKnown
	}
	status := http.StatusOK
	if len(view.Wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return v.show(status, "audit", v.p.T("audit.title"), view)
}

// auditFilter are the fields of the filter; up_to is whole, the day that is named included.
var auditFilter = []string{"what", "since", "up_to"}

// auditQuestion is the filter as the API takes it. Days are the reader's.
func (v *visit) auditQuestion(view *auditView) url.Values {
	ask := url.Values(v.paged("what"))
	ask.Set("limit", strconv.Itoa(perAudit))
	for i, field := range []string{"since", "up_to"} {
		text := view.Text(field)
		if text == "" {
			continue
		}
		day, err := time.ParseInLocation(time.DateOnly, text, v.zone())
		if err != nil {
			view.refuse(field, "wrong.day", "Field", v.label(field))
			continue
		}
		ask.Set([]string{"from", "until"}[i], day.AddDate(0, 0, i).UTC().Format(time.RFC3339))
	}
	for _, field := range auditFilter {
		view.Filtered = view.Filtered || view.Text(field) != ""
	}
	return ask
}

func (v *visit) auditEntries(view *auditView, ask url.Values) error {
	var a client.Answer
	list, err := client.Do[api.AuditList](v.ctx, v.api, http.MethodGet, client.Path("ops-safety", "audit"), ask, nil, client.Into(&a))
	if err != nil {
		return err
	}
	var ids []string
	for _, e := range list.Items {
		ids = append(ids, e.Who, e.About)
	}
	var details []string
	for _, e := range list.Items {
		details = append(details, e.Detail)
	}
	names, scopes := v.names(ids), v.scopeNames(details)
	for _, e := range list.Items {
		row := auditRow{When: v.p.Short(e.At, v.now, v.zone()), What: v.p.Code("deed.", e.What, "Code", e.What), Who: v.staffName(names, e.Who),
			Detail: v.deedDetail(e.Detail, scopes)}
		if e.Who == "operator" { // who ran a command on the machine itself
			row.Who = v.p.T("audit.console")
		}
		switch {
		case names[e.About] != "":
			row.About = names[e.About]
		case e.About != "":
			row.Detail = strings.TrimSpace(row.Detail + " " + idOf(e.About))
		}
		view.Items = append(view.Items, row)
	}
	if a.Next != "" { // with the filter of this page, whose days are not the API's moments
		if next, err := url.Parse(a.Next); err == nil {
			q := url.Values{"cursor": {next.Query().Get("cursor")}}
			for _, field := range auditFilter {
				if s := view.Text(field); s != "" {
					q.Set(field, s)
				}
			}
			view.Next = "/operate/audit?" + q.Encode()
		}
	}
	return nil
}
