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

//go:embed links.html home.html links.css
var linkFiles embed.FS

var linkPages = template.Must(template.ParseFS(linkFiles, "links.html", "home.html"))

// linkText is what the small page behind a one-time link says. Nothing happens before the button is pressed: mail programs and
// messengers open links on their own.
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
	Purpose, Token string
	Error          string
	Wrong          []string // fields that need a change
	Entered        string   // the address, kept for another try
	Finished       bool
}

// links serves the pages behind one-time links, on the public API only, as whoever opened them (as gives the client for their
// network address). They work without JavaScript and by keyboard.
func links(as func(remote string) (*client.Client, error)) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { show(w, http.StatusOK, "home.html", nil) })
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
		c, err := as(r.RemoteAddr)
		if err == nil {
			err = useLink(r.Context(), c, purpose, v.Token, v.Entered, r.PostForm.Get("password"))
		}
		if err != nil {
			f := fault.As(err)
			v.Error = f.Detail
			for _, field := range f.Fields {
				if f.Code == "invalid" { // others say in their text what is wrong
					v.Wrong = append(v.Wrong, fieldText(field))
				}
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

func showLink(w http.ResponseWriter, status int, v linkView) { show(w, status, "links.html", v) }

func show(w http.ResponseWriter, status int, page string, v any) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("Referrer-Policy", "no-referrer") // the token is in the address
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = linkPages.ExecuteTemplate(w, page, v)
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
