package web

import (
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
)

type accountView struct {
	Form
	*api.Account
	Sessions []sessionRow
	Broken   bool
}

type sessionRow struct {
	ID, Label, Seen string
	Current         bool
}

func pageAccount(v *visit) error { return v.accountPage(http.StatusOK, v.empty()) }

func (v *visit) accountPage(status int, f Form) error {
	account, err := v.api.Account(v.ctx)
	if err != nil {
		return err
	}
	view := accountView{Form: f, Account: account}
	list, err := v.api.Sessions(v.ctx)
	if view.Broken = err != nil; err == nil {
		for _, s := range list.Items {
			row := sessionRow{ID: s.ID, Label: s.Label, Seen: v.p.Short(s.Seen, v.now, v.zone()), Current: s.Current}
			if row.Label == "" {
				row.Label = v.p.T("account.device")
			}
			view.Sessions = append(view.Sessions, row)
		}
	}
	return v.show(status, "account", v.p.T("settings.account"), view)
}

// accountFields are the fields of the account's forms.
var accountFields = map[string]string{"/address": "address", "/password": "current", "/current": "current", "/new": "new_password"}

func doAccount(v *visit) error {
	f := v.posted()
	var err error
	told := "saved"
	switch f.Value("do") {
	case "password":
		if len([]rune(f.Value("new_password"))) < 10 {
			f.refuse("new_password", "wrong.password_too_short")
			break
		}
		err = v.api.ChangePassword(v.ctx, api.PasswordChange{Current: f.Value("current"), New: f.Value("new_password")})
	case "address":
		if f.Text("address") == "" {
			f.refuse("address", "wrong.address_required")
			break
		}
		_, err = v.api.ChangeAddress(v.ctx, api.AddressChange{Address: f.Text("address"), Password: f.Value("current")})
		told = "link_sent"
	case "session":
		err = v.api.EndSession(v.ctx, f.Value("session"))
		told = "session_ended"
	case "everywhere":
		if err = v.api.SignOutEverywhere(v.ctx); err == nil {
			v.leave()
			return v.to("/sign-in", "signed_out_everywhere")
		}
	case "language":
		tag := v.p.Tag
		_, err = v.api.ChangeAccount(v.ctx, api.AccountChange{Locale: &tag})
	default:
		return errNoPage
	}
	if err != nil && !v.blame(&f, err, accountFields) {
		return err
	}
	if len(f.Wrong) > 0 {
		return v.accountPage(http.StatusUnprocessableEntity, f)
	}
	return v.to("/settings/account", told)
}
