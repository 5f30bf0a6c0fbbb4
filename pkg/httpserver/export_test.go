package httpserver_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

// TestExport: page by page, for whoever is signed in and about themselves alone; a part of one page takes no cursor.
func TestExport(t *testing.T) {
	w := newWorld(t)
	type takenOut struct {
		Who   string `json:"who"`
		Items []int  `json:"items"`
	}
	httpserver.RegisterExport(w.router, httpserver.Export{Path: "/api/v1/notes/me/export", Description: "Three pages."},
		func(ctx context.Context, limit int, cursor string) (takenOut, string, error) {
			next := map[string]string{"": "b", "b": "c"}[cursor]
			return takenOut{auth.From(ctx).ID, []int{limit}}, next, nil
		})
	a := w.do(t, "GET", "/api/v1/notes/me/export?limit=7", ann, "")
	if a.status != 200 || !strings.Contains(a.body, `"who":"ann"`) || !strings.Contains(a.body, `[7]`) ||
		a.header.Get("Link") != `</api/v1/notes/me/export?cursor=b&limit=7>; rel="next"` {
		t.Fatal(a.status, a.body, a.header)
	}
	if a := w.do(t, "GET", "/api/v1/notes/me/export?cursor=c", ann, ""); a.status != 200 || a.header.Get("Link") != "" {
		t.Fatal(a.status, a.header)
	}
	if a := w.do(t, "GET", "/api/v1/notes/me/export", "", ""); a.status != 401 {
		t.Fatal(a.status)
	}
	for _, odd := range []string{"?limit=101", "?person=bea"} {
		if a := w.do(t, "GET", "/api/v1/notes/me/export"+odd, ann, ""); a.status != 422 {
			t.Error(odd, a.status)
		}
	}
	if routes := w.router.Routes(); routes[len(routes)-1].ID != "notes-export" || routes[len(routes)-1].Permission != auth.SignedIn {
		t.Error(routes[len(routes)-1])
	}

	one := newWorld(t)
	httpserver.RegisterExport(one.router, httpserver.Export{Path: "/api/v1/notes/me/export"},
		httpserver.Whole(func(ctx context.Context) (takenOut, error) {
			return takenOut{Who: fmt.Sprint(auth.From(ctx).ID, "!")}, nil
		}))
	if a := one.do(t, "GET", "/api/v1/notes/me/export?limit=100", ann, ""); a.status != 200 || !strings.Contains(a.body, "ann!") {
		t.Fatal(a.status, a.body)
	}
	if a := one.do(t, "GET", "/api/v1/notes/me/export?cursor=b", ann, ""); a.status != 422 || a.fields() != "?cursor invalid" {
		t.Fatal(a.status, a.body)
	}
}
