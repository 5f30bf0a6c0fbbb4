package web

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestSomebodyIsReported: who has no link describes somebody, and both texts reach the report; a moderator who has read the case finds anybody
// by name, mail address or the address of their page and says that it is they, after which the page goes back to the list.
func TestSomebodyIsReported(t *testing.T) {
	const id = "0193aaaa-0000-7000-8000-000000000001"
	var sent, named string
	h := siteOver(t, func(r *http.Request) (*http.Response, error) {
		switch {
		case r.URL.Path == "/api/v1/reports":
			b, _ := io.ReadAll(r.Body)
			sent = string(b)
			return given(r, `{"id":"r-1","code":"c-1","status":"received","acknowledge_by":"2026-11-24T10:00:00Z","contact":"none"}`)
		case r.URL.Path == "/api/v1/cases/c-1/subject":
			b, _ := io.ReadAll(r.Body)
			named = string(b)
			return given(r, `{}`)
		case r.URL.Path == "/api/v1/cases/c-1":
			return given(r, `{"id":"c-1","about":"somebody","kind":"spam","status":"looked_at","created":"2026-11-23T10:00:00Z","can":["open","subject","decide"],
				"copy":"nothing","contact":"none","decisions":[],"opened":[]}`)
		case r.URL.Path == "/api/v1/people/lookup":
			return given(r, `{"items":[{"id":"p-1","display_name":"Asha One","newcomer":true,"mentor":false,"zone":"Africa/Nairobi"}],"more":true}`)
		case r.URL.Path == "/api/v1/accounts/lookup":
			b, _ := io.ReadAll(r.Body)
			if !strings.Contains(string(b), `"asha@example.org"`) {
				return refused(r, http.StatusNotFound, "accounts.none")
			}
			return given(r, `{"id":"`+id+`","confirmed":true,"invited":false,"roles":[],"created":"2026-11-23T10:00:00Z"}`)
		case r.URL.Path == "/api/v1/people/"+id:
			return given(r, `{"id":"`+id+`","display_name":"Ora Two"}`)
		}
		return away(r)
	})
	form := ask(h, http.MethodGet, "/report?somebody=1", nil).Body.String()
	if !strings.Contains(form, "Report somebody whose page you cannot open") ||
		!strings.Contains(ask(h, http.MethodGet, "/report", nil).Body.String(), "/report?somebody=1") {
		t.Fatalf("the form:\n%s", form)
	}
	f := filled(t, form, "Send the report")
	w := ask(h, http.MethodPost, "/report", f)
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Write who it is") || sent != "" {
		t.Errorf("without a word: %d, sent %q", w.Code, sent)
	}
	f.Set("report_kind", "harassment")
	f.Set("report_whom", "A man called B.")
	f.Set("report_words", "He wrote at night.")
	if w := ask(h, http.MethodPost, "/report", f); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "r-1.c-1") ||
		!strings.Contains(sent, `"about":"somebody"`) || !strings.Contains(sent, `A man called B.\n\nHe wrote at night.`) {
		t.Errorf("%d, sent %q", w.Code, sent)
	}
	for _, x := range []struct{ whom, words, wrong string }{
		{strings.Repeat("б", 600), strings.Repeat("ж", 2000), ""},
		{strings.Repeat("好", 600), strings.Repeat("a", 4000), ""},
		{"B.", strings.Repeat("ж", 2001), `href="#report_words"`},
		{strings.Repeat("a", 601), "He wrote.", `href="#report_whom"`},
	} {
		sent = ""
		f.Set("report_whom", x.whom)
		f.Set("report_words", x.words)
		w := ask(h, http.MethodPost, "/report", f)
		if ok := x.wrong == ""; ok != (w.Code == http.StatusOK) || ok != strings.Contains(sent, x.words) || !strings.Contains(w.Body.String(), x.wrong) {
			t.Errorf("%d and %d bytes: %d, want %q, sent %d", len(x.whom), len(x.words), w.Code, x.wrong, len(sent))
		}
	}
	page := asSomebody(h, http.MethodGet, "/cases/c-1", nil).Body.String()
	if !strings.Contains(page, "Not known yet") || !strings.Contains(page, "/cases/c-1/subject") {
		t.Errorf("the case:\n%s", page)
	}
	f = filled(t, asSomebody(h, http.MethodGet, "/cases/c-1/subject", nil).Body.String(), "Look")
	f.Set("do", "find")
	for typed, want := range map[string]string{
		"Ash": "Asha One", "asha@example.org": `value="` + id + `"`, "https://here.example/people/" + id + "?x=1": "Ora Two",
	} {
		f.Set("subject-name", typed)
		if body := asSomebody(h, http.MethodPost, "/cases/c-1", f).Body.String(); !strings.Contains(body, want) || !strings.Contains(body, `name="subject"`) {
			t.Errorf("%s is not found:\n%s", typed, body)
		}
	}
	f.Set("subject-name", "Ash")
	body := asSomebody(h, http.MethodPost, "/cases/c-1", f).Body.String()
	for _, want := range []string{"newcomer", "Nairobi", "There are others of this name"} {
		if !strings.Contains(body, want) {
			t.Errorf("what tells her apart lacks %q:\n%s", want, body)
		}
	}
	f.Set("subject-name", "nobody@example.org")
	if body := asSomebody(h, http.MethodPost, "/cases/c-1", f).Body.String(); !strings.Contains(body, "Nobody was found") {
		t.Errorf("an address of nobody:\n%s", body)
	}
	if w := asSomebody(h, http.MethodPost, "/cases/c-1", url.Values{"do": {"subject"}}); w.Code != http.StatusUnprocessableEntity || named != "" {
		t.Errorf("nobody was chosen: %d %q", w.Code, named)
	}
	w = asSomebody(h, http.MethodPost, "/cases/c-1", url.Values{"do": {"subject"}, "subject": {"p-1"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/cases" || !strings.Contains(named, `"p-1"`) {
		t.Errorf("%d to %s, said %q", w.Code, w.Header().Get("Location"), named)
	}
}
