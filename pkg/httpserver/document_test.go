package httpserver_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// document loads the description as a stranger's tool does.
func document(t *testing.T, w *world) *openapi3.T {
	t.Helper()
	a := w.do(t, "GET", "/openapi/notes.json", "", "")
	if a.status != 200 || a.header.Get("Content-Type") != "application/json" {
		t.Fatal(a.status, a.header)
	}
	doc, err := openapi3.NewLoader().LoadFromData([]byte(a.body))
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context(), openapi3.AllowExtraSiblingFields("description")); err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestDocument(t *testing.T) {
	w := newWorld(t)
	doc := document(t, w)
	if doc.OpenAPI != "3.1.0" {
		t.Fatal(doc.OpenAPI)
	}
	want := map[string]string{
		"notes-list":   "200 400 401 406 422 429 500 503 504",
		"notes-make":   "201 400 401 403 406 408 409 413 415 422 429 500 503 504",
		"notes-get":    "200 400 401 403 404 406 409 410 412 422 429 500 503 504",
		"notes-end":    "204 400 401 403 404 406 412 422 429 500 503 504",
		"notes-purge":  "204 400 401 403 406 422 429 500 503 504",
		"notes-import": "200 400 401 403 406 408 413 415 422 429 500 503 504",
		"notes-live":   "200 400 401 403 406 422 429 500 503 504",
	}
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			statuses := slices.Collect(func(yield func(string) bool) {
				for s := range op.Responses.Map() {
					if !yield(s) {
						return
					}
				}
			})
			slices.Sort(statuses)
			if got := strings.Join(statuses, " "); got != want[op.OperationID] {
				t.Errorf("%s answers %s, want %s", op.OperationID, got, want[op.OperationID])
			}
			delete(want, op.OperationID)
			for status, r := range op.Responses.Map() {
				if status >= "400" && r.Value.Content["application/problem+json"].Schema.Ref != "#/components/schemas/fault.Problem" {
					t.Error(op.OperationID, status, "has no problem document")
				}
			}
			open := slices.ContainsFunc(*op.Security, func(s openapi3.SecurityRequirement) bool { return len(s) == 0 })
			if open != (op.OperationID == "notes-list") {
				t.Error(op.OperationID, "security", *op.Security)
			}
		}
	}
	if len(want) > 0 {
		t.Error("not described:", want)
	}
	var names []string
	for name := range doc.Components.Schemas {
		names = append(names, name)
	}
	slices.Sort(names)
	if got := strings.Join(names, " "); got != "fault.Field fault.Problem httpserver_test.newNote "+
		"httpserver_test.note httpserver_test.notes "+
		"httpserver_test.part notes.SentBody" {
		t.Error(got)
	}
}

// TestAnswersFollowTheDocument: no answer of the walk through everything that can go wrong is undeclared.
func TestAnswersFollowTheDocument(t *testing.T) {
	w := newWorld(t)
	doc := document(t, w)
	for _, path := range []string{"/api/v1/notes?limit=3", "/api/v1/notes?limit=x", "/api/v1/notes/abc", "/api/v1/notes/gone",
		"/api/v1/notes/broken"} {
		a := w.do(t, "GET", path, ann, "")
		template := strings.Split(path, "?")[0]
		if strings.Count(template, "/") == 4 {
			template = "/api/v1/notes/{id}"
		}
		r := doc.Paths.Find(template).Get.Responses.Status(a.status)
		if r == nil {
			t.Errorf("%s answers %d, which is not declared", path, a.status)
			continue
		}
		media := r.Value.Content.Get(a.header.Get("Content-Type"))
		var v any
		if err := json.Unmarshal([]byte(a.body), &v); err != nil {
			t.Fatal(err)
		}
		if err := media.Schema.Value.VisitJSON(v); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestUndeclared: a use case that answers what its description does not list is an error in the log.
func TestUndeclared(t *testing.T) {
	w := newWorld(t)
	if a := w.do(t, "GET", "/api/v1/notes/undeclared", ann, ""); a.status != 413 {
		t.Fatal(a.status)
	}
	if log := w.log.String(); !strings.Contains(log, `"undeclared":true`) || !strings.Contains(log, `"level":"ERROR"`) {
		t.Fatal(log)
	}
}

func TestProblemDocumentIsOurs(t *testing.T) {
	w := newWorld(t)
	a := w.do(t, "GET", "/api/v1/notes/broken", ann, "")
	var p fault.Problem
	d := json.NewDecoder(strings.NewReader(a.body))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil || p.Type != "urn:waymark:problem:internal" {
		t.Fatal(err, a.body)
	}
	if strings.Contains(a.body, "EOF") || !strings.Contains(w.log.String(), "unexpected EOF") {
		t.Fatal("the cause belongs into the log only:", a.body, w.log.String())
	}
}
