package main

import (
	"context"
	"embed"
	"html/template"
	"net/http"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

//go:embed links.html links.css
var linkFiles embed.FS

var linkPage = template.Must(template.ParseFS(linkFiles, "links.html"))

// linkText is what the small page behind a one-time link says. Nothing happens before the button is pressed: mail programs and
// messengers open links on their own.
type linkText struct {
	Title, Lead, Button, Done string
	Password, Address         bool // which fields it asks for
}

var linkTexts = map[string]linkText{
	"confirm":             {"Confirm your address", "Press the button and this address is yours.", "Confirm", "Your address is confirmed. You can go on where you were.", false, false},
	"address":             {"Confirm your new address", "From now on we write to this address.", "Confirm", "Your new address is confirmed.", false, false},
	"sign_in":             {"Your code to sign in", "Give this code to the program that you sign in with. It works once, for 15 minutes.", "", "", false, false},
	"reset":               {"Choose a new password", "Everybody who is signed in to your account is signed out by this.", "Set the password", "Your new password is set. Sign in with it.", true, false},
	"invitation":          {"You are invited", "Choose a password, and you have an account. Nobody sees you before.", "Accept the invitation", "Welcome. You can sign in now and look at what was filled in for you.", true, false},
	"first-administrator": {"Become the first administrator", "This link works once. Enter your address and choose a password.", "Become administrator", "You are the administrator of this Waymark. You can sign in now.", true, true},
	"unsubscribe":         {"No more e-mails of this kind", "You can still see everything in your inbox, and choose e-mails again in your settings.", "Stop these e-mails", "You will get no more e-mails of this kind.", false, false},
}

type linkView struct {
	linkText
	Purpose, Token string
	Error          string
	Wrong          []string // fields that need a change
	Entered        string   // the address, kept for another try
	Finished       bool
	Result         string
}

// links serves the pages behind one-time links, on the public API only. They work without JavaScript and by keyboard.
func links(c *client.Client) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /links/links.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=3600")
		http.ServeFileFS(w, r, linkFiles, "links.css")
	})
	mux.HandleFunc("GET /links/{purpose}", func(w http.ResponseWriter, r *http.Request) {
		purpose := r.PathValue("purpose")
		text, ok := linkTexts[purpose]
		if !ok {
			http.NotFound(w, r)
			return
		}
		showLink(w, http.StatusOK, linkView{linkText: text, Purpose: purpose, Token: r.URL.Query().Get("token")})
	})
	mux.HandleFunc("POST /links/{purpose}", func(w http.ResponseWriter, r *http.Request) {
		purpose := r.PathValue("purpose")
		text, ok := linkTexts[purpose]
		if !ok || text.Button == "" {
			http.NotFound(w, r)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
		if err := r.ParseForm(); err != nil {
			http.Error(w, "The form could not be read. Go back and try again.", http.StatusBadRequest)
			return
		}
		v := linkView{linkText: text, Purpose: purpose, Token: r.PostForm.Get("token"), Entered: r.PostForm.Get("address")}
		if err := useLink(r.Context(), c, purpose, v.Token, v.Entered, r.PostForm.Get("password")); err != nil {
			f := fault.As(err)
			v.Error = f.Detail
			for _, field := range f.Fields {
				v.Wrong = append(v.Wrong, fieldText(field))
			}
			slices.Sort(v.Wrong)
			showLink(w, f.Kind.Status(), v)
			return
		}
		v.Finished = true
		showLink(w, http.StatusOK, v)
	})
	// A page of another origin must not press the button.
	return http.NewCrossOriginProtection().Handler(mux)
}

func fieldText(f fault.Field) string {
	switch f.Pointer {
	case "/password":
		return "Choose a password of 10 to 128 characters that is not a common one."
	case "/address":
		return "Enter a whole e-mail address, such as name@example.org."
	}
	return "This link is not complete. Open it again from where you found it."
}

func showLink(w http.ResponseWriter, status int, v linkView) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("Referrer-Policy", "no-referrer") // the token is in the address
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = linkPage.Execute(w, v)
}

// useLink does what the link is for.
func useLink(ctx context.Context, c *client.Client, purpose, token, address, password string) error {
	if purpose == "unsubscribe" {
		return c.Unsubscribe(ctx, token)
	}
	return useAccountLink(ctx, c, purpose, token, address, password)
}

func useAccountLink(ctx context.Context, c *client.Client, purpose, token, address, password string) error {
	var err error
	switch purpose {
	case "confirm":
		_, err = c.ConfirmAddress(ctx, api.UseLink{Token: token, Password: password})
	case "invitation":
		_, err = c.AcceptInvitation(ctx, api.UseLink{Token: token, Password: password})
	case "reset":
		_, err = c.UseResetLink(ctx, api.UseResetLink{Token: token, Password: password})
	case "address":
		err = c.UseAddressLink(ctx, token)
	case "first-administrator":
		_, err = c.UseFirstAdministrator(ctx, api.UseFirstAdministrator{Token: token, Address: address, Password: password})
	}
	return err
}
