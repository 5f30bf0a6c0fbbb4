package httpserver_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestText: an answer that is no JSON comes as what the document says, to who takes that; refusals stay problem+json.
func TestText(t *testing.T) {
	r := httpserver.New(httpserver.Options{Service: "dates", Guard: testkit.Tokens{}})
	type in struct {
		ID string `path:"id" maxLength:"5" pattern:"^[a-z]+$"`
	}
	httpserver.RegisterText(r, httpserver.Op{
		ID: "dates-one", Method: http.MethodGet, Path: "/api/v1/dates/{id}", Permission: auth.Public, Summary: "One",
	}, "text/calendar", func(_ context.Context, in *in) (*httpserver.Text, error) {
		if in.ID != "may" {
			return nil, fault.New(fault.NotFound, "date.absent", "There is no such date.")
		}
		return &httpserver.Text{Body: []byte("BEGIN:VCALENDAR\r\n"), Name: "may.ics"}, nil
	})
	handler := r.Handler()
	send := func(method, path, accept string) *httptest.ResponseRecorder {
		req := httptest.NewRequest(method, "/api/v1/dates/"+path, nil)
		if accept != "" {
			req.Header.Set("Accept", accept)
		}
		rec := httptest.NewRecorder()
		handler.ServeHTTP(rec, req)
		return rec
	}
	for _, accept := range []string{"", "*/*", "text/calendar", "text/html, text/*;q=0.1"} {
		got := send("GET", "may", accept)
		h := got.Header()
		if got.Code != 200 || got.Body.String() != "BEGIN:VCALENDAR\r\n" || h.Get("Content-Type") != "text/calendar; charset=utf-8" ||
			h.Get("Content-Length") != "17" || h.Get("Content-Disposition") != `attachment; filename="may.ics"` || h.Get("Cache-Control") != "no-store" {
			t.Errorf("Accept %q: %d %v %q", accept, got.Code, h, got.Body)
		}
	}
	for _, x := range []struct {
		path, accept string
		status       int
	}{{"may", "application/json", 406}, {"june", "", 404}, {"MAY", "", 422}, {"december", "", 422}} {
		got := send("GET", x.path, x.accept)
		if got.Code != x.status || got.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s as %q: %d %s", x.path, x.accept, got.Code, got.Body)
		}
	}
	doc, err := r.Document()
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Paths map[string]map[string]struct {
			Responses map[string]struct {
				Content map[string]any
			}
		}
	}
	if err := json.Unmarshal(doc, &d); err != nil {
		t.Fatal(err)
	}
	if c := d.Paths["/api/v1/dates/{id}"]["get"].Responses["200"].Content; len(c) != 1 || c["text/calendar"] == nil {
		t.Errorf("the document says %v: %s", c, strings.TrimSpace(string(doc)))
	}
}
