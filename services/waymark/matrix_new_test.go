package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/auth"
)

// leaves are the operations after which somebody is gone.
var leaves = map[string]bool{
	"accounts-close": true, "accounts-sign-out": true, "accounts-sign-out-everywhere": true, "accounts-set-roles": true,
	"accounts-suspend": true, "accounts-change-password": true, "accounts-end-session": true,
}

// TestSomebodyNew walks every route as somebody who has an account and nothing else, and as staff in a Waymark that is as good as
// empty, with ids of nothing that is there and of themselves: no answer but those that the document lists. The log holds an
// error for any other, so this is what ordinary first days must never be.
func TestSomebodyNew(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT RUN: -short; the matrix walks the same routes")
	}
	t.Parallel()
	e := openEdge(t)
	e.gather()
	const fresh = "somebody new"
	requests := 0
	for _, route := range e.routes {
		k := &knock{edge: e, route: route, op: e.operation(route.Method, route.Path)}
		if k.op == nil || leaves[route.ID] {
			continue
		}
		who := []string{fresh}
		if route.Permission == auth.IsModerator || route.Permission == auth.IsAdministrator || route.Permission == auth.ScopedRole {
			who = append(who, administrator)
		}
		e.cast[fresh] = e.person(fresh) // of whom no route before has left anything
		for _, k.role = range who {
			k.what, k.v = "ids that follow their schema", values{}
			a := k.send(route.Method)
			k.what, k.v = "absent things in the body", values{"mentor": absentID, "issue": absentID, "person": absentID, "programme": absentID}
			k.send(route.Method)
			requests += 2
			if strings.Contains(route.Path, "{person}") || strings.Contains(route.Path, "/people/{id}") {
				k.what, k.v = "themselves", values{"person": e.cast[k.role].id, "id": e.cast[k.role].id}
				k.send(route.Method)
				requests++
			}
			if a.status == http.StatusTooManyRequests {
				t.Errorf("%s: somebody new is refused at the first request", k)
			}
		}
	}
	t.Logf("%d requests", requests)
}
