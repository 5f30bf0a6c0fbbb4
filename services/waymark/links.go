package main

import (
	"context"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

//go:embed links.html home.html links.css links.js
var linkFiles embed.FS

var linkPages = template.Must(template.ParseFS(linkFiles, "links.html", "home.html"))

// linkText is what the small page behind a one-time link says. Nothing happens before the button is pressed: mail programs and
// messengers open links on their own.
//
// The token stands behind # in every link, so that it is in no log, no Referer and no history: browsers send that part to nobody.
// A small script moves it into the form; without script the person enters the code, which stands beside every link. A page that
// asks for more than the code looks first whether the link still works, which changes nothing.
type linkText struct {
	Title, Lead, Button, Done string
	Password, Address         bool // which fields it asks for
}

var linkTexts = map[string]linkText{
	"confirm": {
		Title:    "Confirm your address",
		Lead:     "Choose a password, and the account with this address is yours.",
		Password: true,
		Button:   "Confirm",
		Done:     "Your address is confirmed. You can go on where you were.",
	},
	"address": {
		Title:  "Confirm your new address",
		Lead:   "From now on we write to this address.",
		Button: "Confirm",
		Done:   "Your new address is confirmed.",
	},
	"undo-address": {
		Title:  "Take the change of your address back",
		Lead:   "Your account gets this address again, everybody who is signed in is signed out, and its password is removed.",
		Button: "Take the change back",
		Done:   "Your account has its old address again. Ask for a link to sign in, then choose a new password.",
	},
	"sign_in": {
		Title: "Your code to sign in",
		Lead:  "Give this code to the program that you sign in with. It works once, for 15 minutes.",
	},
	"reset": {
		Title:    "Choose a new password",
		Lead:     "Everybody who is signed in to your account is signed out by this.",
		Button:   "Set the password",
		Done:     "Your new password is set. Sign in with it.",
		Password: true,
	},
	"invitation": {
		Title:    "You are invited",
		Lead:     "Choose a password, and you have an account. Nobody sees you before.",
		Button:   "Accept the invitation",
		Done:     "Welcome. You can sign in now and look at what was filled in for you.",
		Password: true,
	},
	"first-administrator": {
		Title:    "Become the first administrator",
		Lead:     "This link works once. Enter your address and choose a password.",
		Button:   "Become administrator",
		Done:     "You are the administrator of this Waymark. You can sign in now.",
		Password: true,
		Address:  true,
	},
	"unsubscribe": {
		Title:  "No more e-mails of this kind",
		Lead:   "You can still see everything in your inbox, and choose e-mails again in your settings.",
		Button: "Stop these e-mails",
		Done:   "You will get no more e-mails of this kind.",
	},
}

type linkView struct {
	linkText
	Purpose, Token string   // Token "": the page asks for the code
	Over           string   // why the link does not work; then there is no form
	Error          string   // what to do about the form
	Wrong          []string // fields that need a change
	Entered        string   // the address, kept for another try
	Finished       bool
	Join           *api.Joining // what has to be agreed to; nil: nothing here
}

// joins are the purposes whose form asks people to agree to what the place asks for; with "confirm" they did so before.
var joins = []string{"invitation", "first-administrator"}

// First says whether the code is asked for before anything else.
func (v linkView) First() bool { return v.Button == "" || v.Password || v.Address }

// links serves the pages behind one-time links, on the public API only, as whoever opened them (as gives the client for their
// network address). They work without JavaScript and by keyboard.
func links(as func(remote string) (*client.Client, error)) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { show(w, http.StatusOK, "home.html", nil) })
	mux.HandleFunc("GET /links/links.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=3600")
		http.ServeFileFS(w, r, linkFiles, "links.css")
	})
	mux.HandleFunc("GET /links/links.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=3600")
		http.ServeFileFS(w, r, linkFiles, "links.js")
	})
	mux.HandleFunc("GET /links/{purpose}", func(w http.ResponseWriter, r *http.Request) {
		purpose := r.PathValue("purpose")
		text, ok := linkTexts[purpose]
		if !ok {
			http.NotFound(w, r)
			return
		}
		showLink(w, http.StatusOK, linkView{linkText: text, Purpose: purpose})
	})
	mux.HandleFunc("POST /links/{purpose}", func(w http.ResponseWriter, r *http.Request) {
		purpose := r.PathValue("purpose")
		text, ok := linkTexts[purpose]
		if !ok {
			http.NotFound(w, r)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
		if err := r.ParseForm(); err != nil {
			http.Error(w, "The form could not be read. Go back and try again.", http.StatusBadRequest)
			return
		}
		v := linkView{linkText: text, Purpose: purpose, Token: strings.TrimSpace(r.PostForm.Get("token")), Entered: r.PostForm.Get("address")}
		if v.Token == "" {
			v.Error = "Enter the code that stands beside the link."
			showLink(w, http.StatusBadRequest, v)
			return
		}
		first := v.First() && (r.PostForm.Get("step") == "code" || text.Button == "")
		c, err := as(r.RemoteAddr)
		switch {
		case err != nil:
		case first:
			err = c.CheckLink(r.Context(), purpose, v.Token)
		default:
			err = useLink(r.Context(), c, purpose, r.PostForm, v.Token)
		}
		if err != nil {
			f := fault.As(err)
			if v.refused(f) || slices.Contains(joins, purpose) {
				v.agree(r.Context(), c)
			}
			showLink(w, f.Kind.Status(), v)
			return
		}
		if v.Finished = !first; first && slices.Contains(joins, purpose) {
			v.agree(r.Context(), c)
		}
		showLink(w, http.StatusOK, v)
	})
	// A page of another origin must not press the button.
	return http.NewCrossOriginProtection().Handler(mux)
}

// agree finds out what people agree to here.
func (v *linkView) agree(ctx context.Context, c *client.Client) {
	if c == nil {
		return
	}
	if j, err := c.Joining(ctx); err == nil && (j.Adults || j.Conduct != "") {
		v.Join = j
	}
}

// refused says what went wrong, in one voice: that the link is over, or what to change in the form. It says whether something was
// not agreed to.
func (v *linkView) refused(f *fault.Fault) (disagreed bool) {
	token := slices.ContainsFunc(f.Fields, func(field fault.Field) bool { return field.Pointer == "/token" })
	if f.Code == "unsubscribe.unknown" || token {
		v.Over = f.Detail
		if f.Code == "invalid" {
			v.Over = "This is not a whole code. Copy it once more, with nothing before or after it."
		}
		return false
	}
	v.Error = f.Detail
	for _, field := range f.Fields {
		if f.Code == "invalid" { // others say in their text what is wrong
			v.Wrong = append(v.Wrong, fieldText(field))
		}
		disagreed = disagreed || field.Pointer == "/conduct" || field.Pointer == "/adult"
	}
	slices.Sort(v.Wrong)
	return disagreed
}

func fieldText(f fault.Field) string {
	switch f.Pointer {
	case "/password":
		return "Choose a password of 10 to 128 characters that is not a common one."
	case "/address":
		return "Enter a whole e-mail address, such as name@example.org."
	case "/conduct":
		return "Read the code of conduct, and say that you accept it."
	case "/adult":
		return "Say that you are 18 or over."
	}
	return "Something in the form is not complete."
}

func showLink(w http.ResponseWriter, status int, v linkView) { show(w, status, "links.html", v) }

func show(w http.ResponseWriter, status int, page string, v any) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = linkPages.ExecuteTemplate(w, page, v)
}

// useLink does what the link is for, with what the form says.
func useLink(ctx context.Context, c *client.Client, purpose string, form url.Values, token string) error {
	password, conduct, adult := form.Get("password"), form.Get("conduct"), form.Get("adult") != ""
	var err error
	switch purpose {
	case "unsubscribe":
		err = c.Unsubscribe(ctx, token)
	case "confirm":
		_, err = c.ConfirmAddress(ctx, api.UseLink{Token: token, Password: password, Conduct: conduct, Adult: adult})
	case "invitation":
		_, err = c.AcceptInvitation(ctx, api.UseLink{Token: token, Password: password, Conduct: conduct, Adult: adult})
	case "reset":
		_, err = c.UseResetLink(ctx, api.UseResetLink{Token: token, Password: password})
	case "address":
		err = c.UseAddressLink(ctx, token)
	case "undo-address":
		err = c.UndoAddress(ctx, token)
	case "first-administrator":
		_, err = c.UseFirstAdministrator(ctx, api.UseFirstAdministrator{
			Token: token, Address: form.Get("address"), Password: password, Conduct: conduct, Adult: adult,
		})
	}
	return err
}
