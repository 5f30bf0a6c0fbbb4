package web

import (
	"net/http"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// purpose is what a one-time link is for. Nothing happens before the button is pressed: mail programs and messengers open links
// on their own. The token stands behind # in the link, where no server and no log sees it; a small script moves it into its field,
// and without a script it is typed or pasted there.
type purpose struct {
	password bool // a password is chosen
	optional bool // … if one likes
	address  bool
	joins    bool // it makes an account: what the place asks for is agreed to
	use      func(v *visit, f Form, in entering) (*api.SignedIn, error)
}

// entering is what the forms of one-time links have in common.
type entering struct{ token, password, address, conduct, label string }

var purposes = map[string]purpose{
	"confirm": {password: true, optional: true, use: func(v *visit, f Form, in entering) (*api.SignedIn, error) {
		return v.api.As(nil).ConfirmAddress(v.ctx, api.UseLink{Token: in.token, Password: in.password, Label: in.label}, f.key())
	}},
	"invitation": {password: true, optional: true, joins: true, use: func(v *visit, f Form, in entering) (*api.SignedIn, error) {
		return v.api.As(nil).AcceptInvitation(v.ctx, api.UseLink{Token: in.token, Password: in.password, Conduct: in.conduct,
			Adult: f.Is("adult", "yes"), Label: in.label}, f.key())
	}},
	"sign_in": {use: func(v *visit, f Form, in entering) (*api.SignedIn, error) {
		return v.api.As(nil).UseSignInLink(v.ctx, api.UseSignInLink{Token: in.token, Label: in.label}, f.key())
	}},
	"reset": {password: true, use: func(v *visit, f Form, in entering) (*api.SignedIn, error) {
		return v.api.As(nil).UseResetLink(v.ctx, api.UseResetLink{Token: in.token, Password: in.password, Label: in.label}, f.key())
	}},
	"address": {use: func(v *visit, f Form, in entering) (*api.SignedIn, error) {
		return nil, v.api.As(nil).UseAddressLink(v.ctx, in.token, f.key())
	}},
	"undo-address": {use: func(v *visit, f Form, in entering) (*api.SignedIn, error) {
		return nil, v.api.As(nil).UndoAddress(v.ctx, in.token, f.key())
	}},
	"unsubscribe": {use: func(v *visit, _ Form, in entering) (*api.SignedIn, error) {
		return nil, v.api.As(nil).Unsubscribe(v.ctx, in.token)
	}},
	"first-administrator": {password: true, address: true, joins: true, use: func(v *visit, f Form, in entering) (*api.SignedIn, error) {
		return v.api.As(nil).UseFirstAdministrator(v.ctx, api.UseFirstAdministrator{Token: in.token, Address: in.address, Password: in.password,
			Locale: v.p.Tag, Conduct: in.conduct, Adult: f.Is("adult", "yes"), Label: in.label}, f.key())
	}},
}

type linkView struct {
	Form
	Purpose                     string
	Lead, Button                string
	Password, Optional, Address bool
	Joining                     *api.Joining
}

func pageLink(v *visit) error {
	f := v.empty("token", "")
	if t := v.r.URL.Query().Get("token"); t != "" { // links of before, and of programs that write them so
		f.typed.Set("token", t)
	}
	return v.link(http.StatusOK, f)
}

func (v *visit) link(status int, f Form) error {
	name := v.r.PathValue("purpose")
	p, ok := purposes[name]
	if !ok {
		return errNoPage
	}
	view := linkView{Form: f, Purpose: name, Lead: v.p.Code("link.lead_", name), Button: v.p.Code("link.do_", name), Password: p.password,
		Optional: p.optional, Address: p.address}
	if p.joins {
		if j, err := v.api.As(nil).Joining(v.ctx); err == nil {
			view.Joining = j
		}
	}
	return v.alone(status, "link", v.p.Code("link.title_", name), view)
}

func doLink(v *visit) error {
	f, name := v.posted(), v.r.PathValue("purpose")
	p, ok := purposes[name]
	if !ok {
		return errNoPage
	}
	in := entering{token: f.Text("token"), password: f.Value("password"), address: f.Text("address"), label: deviceLabel(v.r.UserAgent())}
	if i := strings.LastIndexAny(in.token, "#="); i >= 0 { // the whole link was pasted
		in.token = in.token[i+1:]
	}
	if in.token == "" {
		f.refuse("token", "wrong.token_required")
	}
	switch n := len([]rune(in.password)); {
	case !p.password || p.optional && n == 0:
	case n < 10:
		f.refuse("password", "wrong.password_too_short")
	}
	if p.address && in.address == "" {
		f.refuse("address", "wrong.address_required")
	}
	if p.joins {
		in.conduct = v.agreed(&f)
	}
	if len(f.Wrong) > 0 {
		return v.link(http.StatusUnprocessableEntity, f)
	}
	got, err := p.use(v, f, in)
	if err != nil {
		if k, ok := keptOut(err); ok {
			return v.keptOut(k)
		}
		if fault.Coded(err, "accounts.link") { // used, over, or never was: its field's code says less
			f.refuse("token", "problem.accounts_link")
			f.again(err)
			return v.link(http.StatusUnprocessableEntity, f)
		}
		if !v.blame(&f, err, map[string]string{"/token": "token", "/password": "password", "/address": "address", "/conduct": "conduct",
			"/adult": "adult"}) && !fault.Has(err, fault.NotFound) {
			return err
		}
		if len(f.Wrong) == 0 {
			f.refuse("token", "problem.accounts_link")
		}
		return v.link(http.StatusUnprocessableEntity, f)
	}
	if got != nil {
		v.begin(got)
	}
	to := "/"
	if got != nil && v.answers().Draft { // straight to what they had begun
		to = "/ask"
	}
	return v.to(to, "link_"+strings.ReplaceAll(name, "-", "_"))
}

// agreed reads what somebody who joins agrees to, and refuses what is missing. It gives the version of the code of conduct.
func (v *visit) agreed(f *Form) string {
	j, err := v.api.As(nil).Joining(v.ctx)
	if err != nil {
		j = &api.Joining{Conduct: conductVersion} // the API refuses what is not right
	}
	if j.Conduct != "" && !f.Is("conduct", "yes") {
		f.refuse("conduct", "wrong.conduct_required")
	}
	if j.Adults && !f.Is("adult", "yes") {
		f.refuse("adult", "wrong.adult_required")
	}
	return j.Conduct
}
