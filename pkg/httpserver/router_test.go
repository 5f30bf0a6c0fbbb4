package httpserver_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

var (
	ann   = testkit.Token("ann")
	mod   = testkit.Token("mod", auth.Moderator)
	admin = testkit.Token("adm", auth.Administrator)
)

func TestMainPath(t *testing.T) {
	w := newWorld(t)
	a := w.do(t, "GET", "/api/v1/notes?kind=plain", "", "")
	if a.status != 200 || a.body != `{"items":[{"id":"n1","title":"plain","tags":[],"who":""}]}` {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if got := a.header.Get("Link"); got != `</api/v1/notes?cursor=next+page&kind=plain>; rel="next"` {
		t.Fatal(got)
	}
	if a.header.Get("Content-Type") != "application/json" || len(a.header.Get("X-Request-Id")) != 32 {
		t.Fatal(a.header)
	}
	a = w.do(t, "POST", "/api/v1/notes", ann, `{"title":"Hello","maybe":null}`, "Idempotency-Key", "k1")
	if a.status != 201 || a.header.Get("ETag") != `"1"` {
		t.Fatalf("%d %s %v", a.status, a.body, a.header)
	}
	var n note
	if err := json.Unmarshal([]byte(a.body), &n); err != nil || n.ID[14] != '8' || n.Tags == nil {
		t.Fatal(err, n)
	}
	if want := "notes.note." + n.ID + "@1"; a.header.Get("Waymark-Version") != want {
		t.Fatal(a.header)
	}
	again := w.do(t, "POST", "/api/v1/notes", ann, `{"title":"Hello","maybe":null}`, "Idempotency-Key", "k1")
	if again.body != a.body {
		t.Fatal("the same key gave something else")
	}
	a = w.do(t, "GET", "/api/v1/notes/abc", ann, "")
	if a.status != 200 || !strings.Contains(a.body, `"who":"ann"`) {
		t.Fatalf("%d %s", a.status, a.body)
	}
	a = w.do(t, "POST", "/api/v1/notes-imports?dry_run=true", ann, "a,b\n", "Content-Type", "-", "Content-Type", "text/csv; charset=utf-8")
	if a.status != 200 || a.body != `{"bytes":4,"type":"text/csv","dry":"true"}` {
		t.Fatalf("%d %s", a.status, a.body)
	}
	a = w.do(t, "POST", "/api/v1/notes/abc/end", mod, "")
	if a.status != 204 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if got := w.router.Segments(); strings.Join(got, " ") != "notes notes-imports notes-live" {
		t.Fatal(got)
	}
	if got := w.router.Routes(); len(got) != 7 || got[6].Permission != auth.SignedIn || got[6].Method != "GET" {
		t.Fatal(got)
	}
}

func TestNoPermissionPanics(t *testing.T) {
	for _, p := range []auth.Permission{"", "everybody"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("permission %q was taken", p)
				}
			}()
			r := httpserver.New(httpserver.Options{Service: "x", Guard: testkit.Tokens{}})
			httpserver.RegisterStream(r, httpserver.Op{ID: "x", Path: "/api/v1/x", Permission: p}, nil)
		}()
	}
}
