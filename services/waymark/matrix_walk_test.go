package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

// answer is what came back.
type answer struct {
	status  int
	code    string // of a problem
	problem string // all of it
	kind    string // content type
	length  int64
}

func (a answer) String() string {
	return strings.TrimSpace(fmt.Sprintf("%d %s %s", a.status, a.code, a.problem))
}

// step is one request of the walk.
type knock struct {
	*edge
	route httpserver.Route
	op    object
	role  string
	what  string // the thing
	v     values
}

// send sends the request and checks what every answer has to hold.
func (k *knock) send(method string) answer {
	k.Helper()
	body, contentType := k.body()
	req, err := http.NewRequestWithContext(k.ctx, method, edgeAddress+k.address(k.route.Path, k.op, k.v), bytes.NewReader(body))
	if err != nil {
		k.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if token := k.token(k.role); token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	parameters, _ := k.op["parameters"].([]any)
	for _, p := range parameters {
		if p.(object)["name"] == "Idempotency-Key" {
			req.Header.Set("Idempotency-Key", client.NewKey())
		}
	}
	res, err := k.http.Do(req)
	if err != nil {
		k.Fatalf("%s: %v", k, err)
	}
	defer res.Body.Close()
	a := answer{status: res.StatusCode, kind: res.Header.Get("Content-Type"), length: res.ContentLength}
	if a.kind != "text/event-stream" {
		b, err := io.ReadAll(res.Body)
		if err != nil {
			k.Fatalf("%s: %v", k, err)
		}
		if a.status >= 400 && method != http.MethodHead {
			var p struct{ Code, Detail string }
			if err := json.Unmarshal(b, &p); err != nil || p.Code == "" || p.Detail == "" {
				k.wrong("%s: the problem document says %s", k, b)
			}
			a.code, a.problem = p.Code, string(b)
		}
		if method == http.MethodHead && len(b) > 0 {
			k.wrong("%s: HEAD has a body", k)
		}
	}
	k.declared(a)
	return a
}

func (k *knock) String() string {
	return fmt.Sprintf("%s (%s %s, %s) as %s, %s", k.route.ID, k.route.Method, k.route.Path, k.route.Permission, k.role, k.what)
}

// declared: no 5xx, and nothing that the document does not list.
func (k *knock) declared(a answer) {
	k.Helper()
	listed := at(k.op, "responses", strconv.Itoa(a.status))
	if a.status >= 500 || listed == nil {
		k.wrong("%s: %s is an answer that must not come", k, a)
		return
	}
	content := at(listed, "content")
	if kind, _, _ := strings.Cut(a.kind, ";"); len(content) > 0 && content[kind] == nil || len(content) == 0 && a.status != 204 && kind != "" {
		k.wrong("%s: %s comes as %q, the document says %v", k, a, a.kind, slices.Collect(maps.Keys(content)))
	}
}

// body is a small valid body, and its type.
func (k *knock) body() ([]byte, string) {
	content := at(k.op, "requestBody", "content")
	if len(content) == 0 {
		return nil, ""
	}
	if media := at(content, "application/json"); media != nil && at(media, "schema")["format"] != "binary" {
		b, err := json.Marshal(k.example("", at(media, "schema"), k.v))
		if err != nil {
			k.Fatal(err)
		}
		return b, "application/json"
	}
	kind := slices.Sorted(maps.Keys(content))[0]
	if content["text/csv"] != nil {
		kind = "text/csv"
	}
	k.number++
	return fmt.Appendf(nil, "email,name\nguest%d@example.org,Guest of the matrix\n", k.number), kind
}

// TestPermissionMatrix walks every route with every role and what they may not see beside what they may.
func TestPermissionMatrix(t *testing.T) {
	t.Parallel()
	e := openEdge(t)
	e.gather()
	requests, unknown, never := 0, []string{}, []string{}
	for _, route := range e.routes {
		k := &knock{edge: e, route: route, op: e.operation(route.Method, route.Path)}
		if k.op == nil {
			t.Errorf("%s is not in the document", route.ID)
			continue
		}
		list := thingsOf(route.Path)
		if len(list) == 0 {
			list = []thing{{what: "nothing named", make: fixed(values{})}}
			if strings.Contains(route.Path, "{") {
				list[0].what = "something absent"
				unknown = append(unknown, route.ID)
			}
		}
		clear(e.made) // what the route before has changed
		for _, x := range list {
			requests += k.walk(x)
		}
	}
	for _, route := range e.routes {
		if !e.served[route.ID] {
			never = append(never, route.ID)
		}
	}
	e.everyDeedIsThere()
	t.Logf("these need a secret, a clock or a failure, and refused everybody: %v", never)
	t.Logf("%d routes, %d roles, %d requests; walked with absent things only: %v", len(e.routes), len(roles), requests, unknown)
}

// walk sends one route with one thing as everybody, those it does not concern first.
func (k *knock) walk(x thing) (requests int) {
	k.Helper()
	order := slices.Clone(roles)
	slices.SortStableFunc(order, func(a, b string) int { return rank(x, a) - rank(x, b) })
	through := false
	for _, role := range order {
		k.role, k.what, k.v = role, x.what, k.value(x)
		a := k.send(k.route.Method)
		requests++
		k.judge(x, a)
		if a.status < 300 {
			k.served[k.route.ID] = true
		}
		if slices.Contains(x.may, role) && a.status != 401 && a.status != 403 && a.status != 404 {
			through = true
		}
		if k.route.Method == http.MethodGet {
			head, again := k.send(http.MethodHead), k.send(http.MethodGet) // what grows meanwhile has another length
			requests += 2
			if head.status != a.status || a.kind != "text/event-stream" && head.length != a.length && a.length == again.length {
				k.wrong("%s: HEAD answers %s with %d bytes, GET %s with %d", k, head, head.length, a, a.length)
			}
		}
		if a.status < 300 && k.route.Method != http.MethodGet {
			k.spent(x, role)
		}
		if len(k.v) == 0 || len(x.what) == 0 {
			continue
		}
		there := *k
		k.v, k.what = absentOf(k.v), "absent instead of "+x.what
		absent := k.send(k.route.Method)
		requests++
		k.judge(thing{what: k.what, concerns: []string{}}, absent)
		if !knows(x, role) && a != absent && !(a.status < 300 && absent.status < 300) {
			k.wrong("%s answers %s; what is absent %s", &there, a, absent)
		}
	}
	scoped := k.route.Permission == auth.ScopedRole || k.route.Permission == auth.OwnObject
	if scoped && len(x.may) > 0 && !through {
		k.wrong("%s: %s: none of %v gets through", k.route.ID, x.what, x.may)
	}
	return requests
}

// rank orders a walk: those who may change the thing come last.
func rank(x thing, role string) int {
	if slices.Contains(x.may, role) {
		return 2
	}
	if x.concerns != nil && slices.Contains(x.concerns, role) {
		return 1
	}
	return 0
}

// judge holds an answer against what the route states.
func (k *knock) judge(x thing, a answer) {
	k.Helper()
	open := k.route.Permission == auth.Public || k.route.Permission == auth.Unsubscribe
	staff := k.route.Permission == auth.IsAdministrator || k.route.Permission == auth.IsModerator
	allowed := k.role == administrator || k.role == moderator && k.route.Permission == auth.IsModerator
	scoped := k.route.Permission == auth.ScopedRole || k.route.Permission == auth.OwnObject
	switch {
	case putOut[k.role]:
		k.must(a, a.status == 401 && a.code == "auth.token", "is refused for the token")
	case k.role == nobody && !open:
		k.must(a, a.status == 401 && a.code == "auth.required", "has to sign in")
	case k.route.Method == http.MethodGet && (open || k.route.Permission == auth.OwnObject) && x.make != nil && knows(x, k.role):
		k.must(a, a.status < 300, "may see this")
	case open && k.route.Method == http.MethodGet:
		k.must(a, a.status != 401 && a.status != 403, "is open to all")
	case open:
	case a.status == 401:
		k.must(a, false, "is signed in")
	case staff && !allowed:
		k.must(a, a.status == 403 && a.code == "auth.forbidden", "does not have the role")
	case staff:
		k.must(a, a.status != 403, "has the role")
	case scoped && x.may != nil && !slices.Contains(x.may, k.role) && k.route.Method != http.MethodGet:
		k.must(a, a.status == 403 || a.status == 404, "may not change this")
	case scoped && x.may != nil && k.role == x.may[0]:
		k.must(a, a.status != 404, "knows that it is there")
	}
}

func (k *knock) must(a answer, holds bool, why string) {
	k.Helper()
	if !holds {
		k.wrong("%s %s, and is answered %s", k, why, a)
	}
}

// spent makes anew what a request has used up: the thing, or whoever has put themselves out.
func (k *knock) spent(x thing, role string) {
	k.Helper()
	delete(k.made, x.what)
	own := strings.HasPrefix(k.route.Path, "/api/v1/accounts/me") || strings.HasPrefix(k.route.Path, "/api/v1/sessions")
	if !own || k.cast[role] == nil {
		return
	}
	list, err := k.cast[role].Sessions(k.ctx)
	if err != nil || !slices.ContainsFunc(list.Items, func(s api.Session) bool { return s.ID == k.cast[role].session }) {
		k.play(role)
	}
}

// wrong notes what does not hold, and gives up when that is enough to read.
func (k *knock) wrong(format string, args ...any) {
	k.Helper()
	k.Errorf(format, args...)
	if k.problems++; k.problems == enough {
		k.Fatal("and so on")
	}
}

const enough = 60
