package web

import (
	"net/http"
	"slices"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// instanceRoles are the roles on the whole place.
var instanceRoles = []string{"moderator", "administrator"}

// restReasons are why somebody is kept out.
var restReasons = []string{"conduct", "spam", "safety", "security", "legal", "other"}

// overruleReasons are why an administrator overrules what was decided about reports.
var overruleReasons = []string{"mistake", "wrong_person", "new_evidence", "legal", "agreement", "other"}

type operatePeopleView struct {
	Form
	Staff  []staffRow
	Broken bool
}

type staffRow struct{ ID, Name, Roles string }

func (v *visit) operatePeople(status int, f Form) error {
	view := operatePeopleView{Form: f}
	var list []api.AccountSummary
	var ids []string
	for _, role := range instanceRoles {
		for a, err := range v.api.AccountsWith(v.ctx, role) {
			if fault.Has(err, fault.Forbidden) || fault.Has(err, fault.Unauthenticated) {
				return err
			}
			if view.Broken = view.Broken || err != nil; err != nil || len(ids) == maxStaff {
				break
			}
			if !slices.Contains(ids, a.ID) {
				list, ids = append(list, a), append(ids, a.ID)
			}
		}
	}
	names := v.names(ids)
	for _, a := range list {
		view.Staff = append(view.Staff, staffRow{a.ID, v.staffName(names, a.ID), v.roleNames(a.Roles)})
	}
	return v.show(status, "operate-people", v.p.T("people.title"), view)
}

func (v *visit) roleNames(roles []string) string {
	var out []string
	for _, r := range roles {
		out = append(out, v.p.Code("role.", r))
	}
	return v.p.Join(out)
}

func pageOperatePeople(v *visit) error { return v.operatePeople(http.StatusOK, v.empty()) }

// doOperatePeople finds an account by its address, which stands in no address of a page, or invites somebody.
func doOperatePeople(v *visit) error {
	f := v.posted()
	field := map[string]string{"find": "find_address", "invite": "invite_address"}[f.Value("do")]
	if field == "" {
		return errNoPage
	}
	address := f.Text(field)
	if address == "" {
		f.refuse(field, "wrong.address_required")
		return v.operatePeople(http.StatusUnprocessableEntity, f)
	}
	if field == "invite_address" {
		made, err := v.api.Invite(v.ctx, api.InvitationRequest{Address: address, Locale: v.p.Tag}, f.key())
		if err == nil {
			if made.Already {
				return v.to("/operate/people/"+made.Account, "invited_already")
			}
			if v.learnMail(); !v.site.byMail.Load() { // the address stands in that list, and in no address of a page
				return v.to("/operate/links", "invited_waits")
			}
			return v.to("/operate/people/"+made.Account, "invited")
		}
		if !v.blame(&f, err, map[string]string{"/address": field}) {
			return err
		}
		return v.operatePeople(http.StatusUnprocessableEntity, f)
	}
	a, err := v.api.LookUp(v.ctx, address)
	switch {
	case err == nil:
		return v.to("/operate/people/"+a.ID, "")
	case fault.Has(err, fault.NotFound):
		f.refuse(field, "people.nobody")
	case !v.blame(&f, err, map[string]string{"/address": field}):
		return err
	}
	return v.operatePeople(http.StatusUnprocessableEntity, f)
}

type operatePersonView struct {
	Form
	*api.AccountSummary
	Name, Opened, Kept, Until string
	Known                     bool
	AllRoles, Reasons         []string
	Overrules                 []string
	Administrator, Self       bool
	First                     string
}

func (v *visit) operatePerson(status int, f Form) error {
	a, err := v.api.AccountOf(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	names := v.names([]string{a.ID})
	view := operatePersonView{Form: f, AccountSummary: a, Name: v.staffName(names, a.ID), Known: names[a.ID] != "", Opened: v.p.Date(a.Created, v.zone()),
		AllRoles: instanceRoles, Reasons: restReasons, Overrules: overruleReasons, Self: a.ID == v.account(),
		First: v.now.In(v.zone()).AddDate(0, 0, 1).Format("2006-01-02")}
	_, view.Administrator = v.staff()
	if a.Suspended != nil {
		view.Kept = v.p.Code("rest.because_", a.Suspended.Reason)
		if a.Suspended.Until != nil {
			view.Until = v.moment(*a.Suspended.Until)
		}
	}
	if !f.typed.Has("do") {
		f.typed["role"] = a.Roles
	}
	return v.show(status, "operate-person", v.p.T("people.one"), view)
}

func pageOperatePerson(v *visit) error { return v.operatePerson(http.StatusOK, v.empty()) }

func doOperatePerson(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	var err error
	switch f.Value("do") {
	case "roles":
		_, err = v.api.SetRoles(v.ctx, id, f.All("role", len(instanceRoles)), f.key())
	case "suspend":
		in := api.SuspensionRequest{Reason: f.Value("rest_reason")}
		if s := f.Text("rest_until"); s != "" {
			until, bad := time.ParseInLocation("2006-01-02", s, v.zone())
			if bad != nil || !until.After(v.now) {
				f.refuse("rest_until", "wrong.rest_until_out_of_range")
			}
			in.Until = &until
		}
		if !slices.Contains(restReasons, in.Reason) {
			f.refuse("rest_reason", "wrong.rest_reason_required")
		}
		if len(f.Wrong) == 0 {
			_, err = v.api.Suspend(v.ctx, id, in)
		}
	case "restore":
		_, err = v.api.Restore(v.ctx, id)
	case "overrule":
		if !slices.Contains(overruleReasons, f.Value("overrule_reason")) {
			f.refuse("overrule_reason", "wrong.overrule_reason_required")
			break
		}
		_, err = v.api.LiftSanctions(v.ctx, id, api.SanctionsLifting{Reason: f.Value("overrule_reason")})
	default:
		return errNoPage
	}
	if err != nil && !v.blame(&f, err, map[string]string{"/reason": "rest_reason", "/until": "rest_until", "/roles": "role"}) {
		return err
	}
	if len(f.Wrong) > 0 {
		return v.operatePerson(http.StatusUnprocessableEntity, f)
	}
	return v.to("/operate/people/"+id, "saved")
}
