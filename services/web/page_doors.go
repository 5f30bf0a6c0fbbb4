package web

import (
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// conductVersion is the code of conduct of these pages; the API says which one people accept.
const conductVersion = "2026-01"

// doorView is a page to get in.
type doorView struct {
	Form
	Then string
	// Waits says that a session ended while a form was filled in, to which whoever signs in comes back.
	Waits bool
	Sent  string // "mail" or "operator" once a link is on its way
	// Joining is what the place asks of people who join; nil where it could not be asked.
	Joining *api.Joining
}

// doorFields are the fields of the pages to get in.
var doorFields = map[string]string{"/address": "address", "/password": "password", "/conduct": "conduct", "/adult": "adult"}

// then is where the reader goes on after signing in.
func (v *visit) then() string {
	if v.r.Method == http.MethodPost {
		return local(v.r.PostForm.Get("then"))
	}
	return local(v.r.URL.Query().Get("then"))
}

func pageSignIn(v *visit) error {
	if v.signedIn() {
		if _, err := v.api.Account(v.ctx); err == nil {
			return v.to(v.then(), "")
		}
	}
	return v.signIn(http.StatusOK, v.empty())
}

func doSignIn(v *visit) error {
	f := v.posted()
	address := f.Text("address")
	if address == "" {
		f.refuse("address", "wrong.address_required")
	}
	if f.Value("do") == "link" {
		return v.sendLink(f, "sign_in", "sign-in")
	}
	if f.Value("password") == "" {
		f.refuse("password", "wrong.password_required")
	}
	if len(f.Wrong) == 0 {
		in, err := v.api.As(nil).SignIn(v.ctx, api.SignIn{Address: address, Password: f.Value("password"),
			Device: v.site.jar.Get(v.r, deviceCookie), Label: deviceLabel(v.r.UserAgent())}, f.key())
		if err == nil {
			v.begin(in)
			return v.to(v.then(), "")
		}
		if k, ok := keptOut(err); ok {
			return v.keptOut(k)
		}
		if !v.blame(&f, err, doorFields) {
			return err
		}
	}
	return v.signIn(http.StatusUnprocessableEntity, f)
}

// waits says whether a form that could not be sent waits for whoever signs in now: the pages on the way keep what was typed in it.
func (v *visit) waits() bool { return v.r.FormValue("form") == "waits" }

// signIn is the page to sign in on.
func (v *visit) signIn(status int, f Form) error {
	view := doorView{Form: f, Then: v.then(), Waits: v.waits()}
	return v.answer(status, "sign-in", frame{Title: v.p.T("door.sign_in"), Keeps: view.Waits}, view)
}

// keptOutView is what somebody reads whom a decision keeps out: the way to the decision, and its code for who has no script.
type keptOutView struct{ Path, Code string }

// keptOut says whether a sign-in was refused because of a decision that can be read and appealed.
func keptOut(err error) (keptOutView, bool) {
	for _, f := range fault.As(err).Fields {
		outcome, _ := f.Params["outcome"].(string)
		code, _ := f.Params["code"].(string)
		if f.Code == "can_appeal" && anyID.MatchString(outcome) && anyReceipt.MatchString(code) {
			return keptOutView{"/outcomes/" + outcome + "#" + code, code}, true
		}
	}
	return keptOutView{}, false
}

func (v *visit) keptOut(k keptOutView) error {
	return v.alone(http.StatusForbidden, "kept-out", v.p.T("kept_out.title"), k)
}

// sendLink asks for a one-time link. Known and unknown addresses get the same answer.
func (v *visit) sendLink(f Form, purpose, page string) error {
	view := doorView{Then: v.then(), Waits: v.waits()}
	if len(f.Wrong) == 0 {
		sent, err := v.api.As(nil).RequestLink(v.ctx, purpose, f.Text("address"))
		if err == nil {
			view.Form, view.Sent = f, sent.Delivery
			return v.linkSent(view)
		}
		if !v.blame(&f, err, doorFields) {
			return err
		}
	}
	view.Form = f
	return v.answer(http.StatusUnprocessableEntity, page, frame{Title: v.p.Code("door.", purpose), Keeps: view.Waits}, view)
}

// linkSent says where the link is: in the mail, or with those who run a place that sends none.
func (v *visit) linkSent(view doorView) error {
	title := v.p.T("door.sent")
	if view.Sent == "operator" {
		title = v.p.T("door.by_hand")
	}
	return v.answer(http.StatusOK, "sent", frame{Title: title, Keeps: view.Waits}, view)
}

func pageReset(v *visit) error {
	view := doorView{Form: v.empty(), Then: v.then(), Waits: v.waits()}
	return v.answer(http.StatusOK, "reset", frame{Title: v.p.T("door.reset"), Keeps: view.Waits}, view)
}

func doReset(v *visit) error {
	f := v.posted()
	if f.Text("address") == "" {
		f.refuse("address", "wrong.address_required")
	}
	return v.sendLink(f, "reset", "reset")
}

func pageSignUp(v *visit) error {
	if v.signedIn() {
		return v.to(v.then(), "")
	}
	return v.signUp(http.StatusOK, v.empty())
}

func (v *visit) signUp(status int, f Form) error {
	view := doorView{Form: f, Then: v.then()}
	if j, err := v.api.As(nil).Joining(v.ctx); err == nil {
		view.Joining = j
	}
	return v.show(status, "sign-up", v.p.T("door.sign_up"), view)
}

func doSignUp(v *visit) error {
	f := v.posted()
	if f.Text("address") == "" {
		f.refuse("address", "wrong.address_required")
	}
	conduct := v.agreed(&f)
	if len(f.Wrong) == 0 {
		sent, err := v.api.As(nil).SignUp(v.ctx, api.SignUp{Address: f.Text("address"), Locale: v.p.Tag, Conduct: conduct, Adult: f.Is("adult", "yes")},
			f.key())
		if err == nil {
			return v.linkSent(doorView{Form: f, Then: v.then(), Sent: sent.Delivery})
		}
		if !v.blame(&f, err, doorFields) {
			return err
		}
	}
	return v.signUp(http.StatusUnprocessableEntity, f)
}

func pageSignOut(v *visit) error {
	return v.show(http.StatusOK, "sign-out", v.p.T("door.sign_out"), struct{}{})
}

func doSignOut(v *visit) error {
	if err := v.api.SignOut(v.ctx); err != nil && !fault.Has(err, fault.Unauthenticated) {
		v.site.d.Log.Warn("a session could not be ended", "err", err) // this browser forgets it all the same
	}
	v.leave()
	return v.to("/", "signed_out")
}
