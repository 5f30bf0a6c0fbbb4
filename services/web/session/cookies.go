package session

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Lifetimes of cookies.
const (
	TokensAge = 60 * 24 * time.Hour  // the session itself may end before
	ChoiceAge = 365 * 24 * time.Hour // language, theme and the like
)

// Jar reads and writes the site's cookies.
type Jar struct{ secure bool }

// NewJar is a jar for a site that is reached over TLS (secure) or on a plain-HTTP local address.
func NewJar(secure bool) Jar { return Jar{secure} }

// Name is the cookie's name on the wire.
func (j Jar) Name(short string) string {
	if j.secure {
		return "__Host-wm-" + short
	}
	return "wm-" + short
}

// Get reads a cookie; "" if there is none or it is longer than 4 kB.
func (j Jar) Get(r *http.Request, short string) string {
	c, err := r.Cookie(j.Name(short))
	if err != nil || len(c.Value) > 4096 {
		return ""
	}
	return c.Value
}

// Set keeps a value for an age; 0 is until the browser closes. The value must be made of cookie characters.
func (j Jar) Set(w http.ResponseWriter, short, value string, age time.Duration) {
	http.SetCookie(w, &http.Cookie{
		Name: j.Name(short), Value: value, Path: "/", MaxAge: int(age / time.Second), Secure: j.secure, HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
	})
}

// Drop forgets a cookie.
func (j Jar) Drop(w http.ResponseWriter, short string) {
	http.SetCookie(w, &http.Cookie{
		Name: j.Name(short), Path: "/", MaxAge: -1, Secure: j.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// Choose keeps something that the reader chose, such as the language, for a year.
func (j Jar) Choose(w http.ResponseWriter, short, value string) { j.Set(w, short, value, ChoiceAge) }

// Tokens are a session's tokens with the access token's end.
type Tokens struct {
	Account, Access, Refresh string
	Ends                     time.Time
}

// SignedIn says whether there is a session at all.
func (t Tokens) SignedIn() bool { return t.Refresh != "" }

// Names of the cookies.
const (
	accessCookie  = "access"
	refreshCookie = "session"
)

// Tokens reads the session of a request; the zero value is signed out.
func (j Jar) Tokens(r *http.Request) Tokens {
	t := Tokens{Refresh: j.Get(r, refreshCookie)}
	if t.Refresh == "" {
		return Tokens{}
	}
	if parts := strings.SplitN(j.Get(r, accessCookie), "/", 3); len(parts) == 3 {
		if seconds, err := strconv.ParseInt(parts[0], 10, 64); err == nil {
			t.Ends, t.Account, t.Access = time.Unix(seconds, 0), parts[1], parts[2]
		}
	}
	return t
}

// Keep writes a session's tokens.
func (j Jar) Keep(w http.ResponseWriter, t Tokens) {
	j.Set(w, refreshCookie, t.Refresh, TokensAge)
	j.Set(w, accessCookie, strconv.FormatInt(t.Ends.Unix(), 10)+"/"+t.Account+"/"+t.Access, TokensAge)
}

// Forget signs this browser out.
func (j Jar) Forget(w http.ResponseWriter) {
	j.Drop(w, refreshCookie)
	j.Drop(w, accessCookie)
}

// Secure says whether cookies go over TLS only.
func (j Jar) Secure() bool { return j.secure }
