package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/run"
)

// page is a page as a person reads it.
type page struct {
	status int
	text   string
}

func (p page) has(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(p.text, text) {
			t.Errorf("the page (%d) does not say %q:\n%s", p.status, text, p.text)
		}
	}
}

func (p page) hasNot(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(p.text, text) {
			t.Errorf("the page (%d) says %q:\n%s", p.status, text, p.text)
		}
	}
}

func read(t *testing.T, res *http.Response, err error) page {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return page{res.StatusCode, string(b)}
}

// smallPages are the pages of this room alone, on the edge's API.
func smallPages(e *edge) *http.Client {
	return &http.Client{Transport: client.InProcess(links(func(string) (*client.Client, error) { return e.public, nil }))}
}

// TestLinkPages: the link of the first administrator, as a person without script uses it: the code first, then the form.
func TestLinkPages(t *testing.T) {
	e := openEdge(t)
	small := smallPages(e)
	get := func(path string) page { res, err := small.Get(edgeAddress + path); return read(t, res, err) }
	post := func(path string, form url.Values) page {
		res, err := small.PostForm(edgeAddress+path, form)
		return read(t, res, err)
	}
	token, _, err := e.world.accounts.Bootstrap(e.ctx)
	if err != nil {
		t.Fatal(err)
	}
	const path = "/links/first-administrator"

	p := get(path + "?token=" + token) // an older link: nothing in a URL counts
	p.has(t, `name="token"`, `autocomplete="off"`, ">Code<", "Go on", `src="/links/links.js"`)
	p.hasNot(t, token, `name="password"`, `name="address"`)

	if p = post(path, url.Values{"token": {""}, "step": {"code"}}); p.status != http.StatusBadRequest {
		t.Error(p.status)
	}
	p.has(t, "Enter the code", ">Code<")
	p = post(path, url.Values{"token": {"wml_nonsense"}, "step": {"code"}})
	p.has(t, "This link does not work", "Enter another code")
	p.hasNot(t, "<form")

	p = post(path, url.Values{"token": {" " + token + "\n"}, "step": {"code"}})
	if p.status != http.StatusOK {
		t.Error(p.status)
	}
	p.has(t, `value="`+token+`"`, `name="password"`, `name="address"`, "Become administrator")
	if _, needed, err := e.world.accounts.Bootstrap(e.ctx); err != nil || !needed {
		t.Fatal("something happened before the button was pressed", err)
	}

	form := url.Values{"token": {token}, "address": {"ida@example.org"}, "password": {"short"}}
	p = post(path, form)
	p.has(t, "Choose a password of 10", `value="ida@example.org"`, `value="`+token+`"`)
	p.hasNot(t, "does not work", "not complete")

	form.Set("password", "a sentence that nobody else would choose")
	p = post(path, form)
	p.has(t, "You are the administrator", `<a href="/">Go on`)
	p.hasNot(t, "<form")

	for _, step := range []string{"code", ""} { // used: said at once, in one voice, and without a form
		form.Set("step", step)
		p = post(path, form)
		if p.status != http.StatusUnprocessableEntity {
			t.Error(p.status)
		}
		p.has(t, "This link was used before, or has expired", `href="/"`)
		p.hasNot(t, "<form", "not complete")
	}
	for _, path := range []string{"/links/nothing", "/links/"} {
		if p := get(path); p.status != http.StatusNotFound {
			t.Error(path, p.status)
		}
	}
	if p := get("/links/links.js"); p.status != http.StatusOK || !strings.Contains(p.text, "replaceState") {
		t.Error(p)
	}
}

// TestLinkPageAsksToAgree: whoever never signed up agrees to what the place asks for before the account is there.
func TestLinkPageAsksToAgree(t *testing.T) {
	w, err := open(t.Context(), Settings{
		Data: t.TempDir(), Listen: "127.0.0.1:0", Target: []string{"all"}, NATS: NATS{Replicas: 1}, MongoDB: MongoDB{Database: "waymark"},
		Join: Join{Adults: true, Conduct: "2026-01", ConductURL: "https://example.org/conduct"},
	}, run.System, slog.New(slog.DiscardHandler), edgeAddress)
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	token, _, err := w.accounts.Bootstrap(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h := links(func(string) (*client.Client, error) {
		return client.New(edgeAddress, client.WithTransport(client.InProcess(w.rooms["accounts"].Router().Handler())))
	})
	post := func(form url.Values) page {
		r := httptest.NewRequest(http.MethodPost, "/links/first-administrator", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		return page{rec.Code, rec.Body.String()}
	}
	post(url.Values{"token": {token}, "step": {"code"}}).has(t, `name="adult"`, `value="2026-01"`, `href="https://example.org/conduct"`)
	form := url.Values{"token": {token}, "address": {"ida@example.org"}, "password": {"a sentence that nobody else would choose"}}
	post(form).has(t, "Say that you are 18", "Read the code of conduct", `name="adult"`)
	form.Set("adult", "yes")
	form.Set("conduct", "2026-01")
	post(form).has(t, "You are the administrator")
}

// TestSignInLinkPage: the page shows the code once it is known to work, and using it is left to the person.
func TestSignInLinkPage(t *testing.T) {
	e := openEdge(t)
	token, _, err := e.world.accounts.Bootstrap(e.ctx)
	if err == nil {
		e.office, err = newOffice(e.ctx, e.public, token, "ida@example.org", newPassword())
	}
	if err == nil {
		_, err = e.office.open(e.ctx, "mila@example.org", "")
	}
	if err == nil {
		_, err = e.public.RequestLink(e.ctx, "sign_in", "mila@example.org")
	}
	if err != nil {
		t.Fatal(err)
	}
	code, err := e.office.link(e.ctx, "mila@example.org", "sign_in")
	if err != nil {
		t.Fatal(err)
	}
	small := smallPages(e)
	res, err := small.PostForm(edgeAddress+"/links/sign_in", url.Values{"token": {code}, "step": {"code"}})
	p := read(t, res, err)
	p.has(t, "<code>"+code+"</code>")
	if _, err := e.public.UseSignInLink(e.ctx, api.UseSignInLink{Token: code}); err != nil {
		t.Error("the page used it up:", err)
	}
	res, err = small.PostForm(edgeAddress+"/links/sign_in", url.Values{"token": {code}, "step": {"code"}})
	read(t, res, err).has(t, "was used before")
}

// TestOneStepLinkPage: where the code is all that is asked for, its page has the button; it is pressed by a page of this origin only.
func TestOneStepLinkPage(t *testing.T) {
	var asked []string
	h := links(func(string) (*client.Client, error) {
		asked = append(asked, "asked")
		return nil, fault.InvalidFields(fault.Field{Pointer: "/token", Code: "not_valid"})
	})
	knock := func(method, body string, headers ...string) page {
		r := httptest.NewRequest(method, "https://waymark.example/links/address", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code == http.StatusOK && !strings.Contains(w.Header().Get("Content-Security-Policy"), "script-src 'self';") {
			t.Error(w.Header())
		}
		return page{w.Code, w.Body.String()}
	}
	p := knock(http.MethodGet, "")
	p.has(t, ">Code<", "<button>Confirm</button>")
	p.hasNot(t, `name="step"`)
	if p := knock(http.MethodPost, "token=x", "Sec-Fetch-Site", "cross-site"); p.status != http.StatusForbidden || len(asked) > 0 {
		t.Error(p, asked)
	}
	if p := knock(http.MethodPost, "token=x", "Sec-Fetch-Site", "same-origin"); p.status < 400 || len(asked) != 1 {
		t.Error(p, asked)
	}
}
