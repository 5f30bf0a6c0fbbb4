package httpserver_test

import (
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestRefusals walks what a request can have wrong with it.
func TestRefusals(t *testing.T) {
	const key = "Idempotency-Key"
	tests := []struct {
		name, method, path, token, body string
		headers                         []string
		status                          int
		code, fields                    string
	}{
		{name: "no such path", method: "GET", path: "/api/v1/nothing", status: 404, code: "route.unknown"},
		{name: "trailing slash", method: "GET", path: "/api/v1/notes/", status: 404, code: "route.unknown"},
		{name: "double slash", method: "GET", path: "/api/v1//notes", status: 404, code: "route.unknown"},
		{name: "empty id", method: "POST", path: "/api/v1/notes//end", token: mod, status: 404, code: "route.unknown"},
		{name: "other case", method: "GET", path: "/API/v1/notes", status: 404, code: "route.unknown"},
		{name: "method", method: "PATCH", path: "/api/v1/notes", status: 405, code: "method.not_allowed"},
		{name: "made-up method", method: "BREW", path: "/api/v1/notes", status: 405, code: "method.not_allowed"},
		{name: "options", method: "OPTIONS", path: "/api/v1/notes", headers: []string{"Origin", "https://x.example"}, status: 405,
			code: "method.not_allowed"},

		{name: "no token", method: "GET", path: "/api/v1/notes/a", status: 401, code: "auth.required"},
		{name: "bad token", method: "GET", path: "/api/v1/notes/a", token: "nonsense", status: 401, code: "auth.token"},
		{name: "bad token where none is needed", method: "GET", path: "/api/v1/notes", token: "nonsense", status: 401, code: "auth.token"},
		{name: "basic", method: "GET", path: "/api/v1/notes", headers: []string{"Authorization", "Basic YTpi"}, status: 401,
			code: "auth.scheme"},
		{name: "two tokens", method: "GET", path: "/api/v1/notes", token: ann, headers: []string{"Authorization", "Bearer " + mod}, status: 401,
			code: "auth.scheme"},
		{name: "empty token", method: "GET", path: "/api/v1/notes", headers: []string{"Authorization", "Bearer "}, status: 401,
			code: "auth.scheme"},
		{name: "huge token", method: "GET", path: "/api/v1/notes", token: strings.Repeat("x", 9000), status: 401, code: "auth.scheme"},
		{name: "not a moderator", method: "POST", path: "/api/v1/notes/a/end", token: ann, status: 403, code: "auth.forbidden"},
		{name: "moderator is no administrator", method: "DELETE", path: "/api/v1/notes", token: mod, status: 403, code: "auth.forbidden"},
		{name: "administrator may", method: "DELETE", path: "/api/v1/notes", token: admin, status: 204},
		{name: "administrator is moderator", method: "POST", path: "/api/v1/notes/a/end", token: admin, status: 204},

		{name: "accept", method: "GET", path: "/api/v1/notes", headers: []string{"Accept", "text/html"}, status: 406, code: "not_acceptable"},
		{name: "accept nothing", method: "GET", path: "/api/v1/notes", headers: []string{"Accept", "application/json;q=0"}, status: 406,
			code: "not_acceptable"},
		{name: "accept several", method: "GET", path: "/api/v1/notes", headers: []string{"Accept", "text/html, application/*;q=0.1"},
			status: 200},

		{name: "unknown query", method: "GET", path: "/api/v1/notes?b=1&a=1", status: 422,
			fields: "?a unknown_parameter, ?b unknown_parameter"},
		{name: "query twice", method: "GET", path: "/api/v1/notes?limit=1&limit=2", status: 422, fields: "?limit duplicate"},
		{name: "query no number", method: "GET", path: "/api/v1/notes?limit=x", status: 422, fields: "?limit wrong_type"},
		{name: "query number with sign", method: "GET", path: "/api/v1/notes?limit=%2B5", status: 422, fields: "?limit wrong_type"},
		{name: "query huge number", method: "GET", path: "/api/v1/notes?limit=99999999999999999999", status: 422,
			fields: "?limit out_of_range"},
		{name: "query range", method: "GET", path: "/api/v1/notes?limit=101", status: 422, fields: "?limit out_of_range"},
		{name: "query empty number", method: "GET", path: "/api/v1/notes?limit=", status: 422, fields: "?limit wrong_type"},
		{name: "query enum", method: "GET", path: "/api/v1/notes?kind=odd", status: 422, fields: "?kind not_one_of"},
		{name: "query bool", method: "GET", path: "/api/v1/notes?fresh=1", status: 422, fields: "?fresh wrong_type"},
		{name: "query list", method: "GET", path: "/api/v1/notes?tags=a,b,c", status: 422, fields: "?tags too_many"},
		{name: "query list item", method: "GET", path: "/api/v1/notes?tags=a,toolong", status: 422, fields: "?tags too_long"},
		{name: "query list repeated", method: "GET", path: "/api/v1/notes?tags=a,a", status: 422, fields: "?tags repeated"},
		{name: "query long", method: "GET", path: "/api/v1/notes?cursor=" + strings.Repeat("x", 1001), status: 422, fields: "?cursor too_long"},
		{name: "query nul", method: "GET", path: "/api/v1/notes?cursor=a%00", status: 422, fields: "?cursor nul"},
		{name: "query no text", method: "GET", path: "/api/v1/notes?cursor=%ff", status: 422, fields: "?cursor utf8"},
		{name: "query escapes", method: "GET", path: "/api/v1/notes?cursor=%zz", status: 400, code: "query.malformed"},
		{name: "query semicolon", method: "GET", path: "/api/v1/notes?limit=1;kind=plain", status: 400, code: "query.malformed"},

		{name: "path pattern", method: "GET", path: "/api/v1/notes/A_B", token: ann, status: 422, fields: "path:id pattern"},
		{name: "path encoded slash", method: "GET", path: "/api/v1/notes/a%2Fend", token: ann, status: 422, fields: "path:id pattern"},
		{name: "path encoded dots", method: "GET", path: "/api/v1/notes/%2e%2e", token: ann, status: 422, fields: "path:id pattern"},
		{name: "path nul", method: "GET", path: "/api/v1/notes/a%00", token: ann, status: 422, fields: "path:id nul"},
		{name: "path long", method: "GET", path: "/api/v1/notes/" + strings.Repeat("a", 37), token: ann, status: 422,
			fields: "path:id too_long"},
		{name: "path plus", method: "GET", path: "/api/v1/notes/a+b%2F", token: ann, status: 422, fields: "path:id pattern"},

		{name: "no key", method: "POST", path: "/api/v1/notes", token: ann, body: `{"title":"x","maybe":true}`, status: 422,
			fields: "header:Idempotency-Key required"},
		{name: "no key and a bad body", method: "POST", path: "/api/v1/notes?x=1", token: ann, body: `{"maybe":true}`, status: 422,
			fields: "?x unknown_parameter, header:Idempotency-Key required, /title required"},
		{name: "no key and no JSON", method: "POST", path: "/api/v1/notes", token: ann, body: `{`, status: 422,
			fields: "header:Idempotency-Key required"},
		{name: "two keys", method: "POST", path: "/api/v1/notes", token: ann, body: `{"title":"x","maybe":true}`,
			headers: []string{key, "a", key, "b"}, status: 422, fields: "header:Idempotency-Key duplicate"},
		{name: "key with space", method: "POST", path: "/api/v1/notes", token: ann, body: `{"title":"x","maybe":true}`,
			headers: []string{key, "a b"}, status: 422, fields: "header:Idempotency-Key pattern"},
		{name: "long key", method: "POST", path: "/api/v1/notes", token: ann, body: `{"title":"x","maybe":true}`,
			headers: []string{key, strings.Repeat("k", 101)}, status: 422, fields: "header:Idempotency-Key too_long"},

		{name: "no body", method: "POST", path: "/api/v1/notes", token: ann, headers: []string{key, "k", "Content-Type",
			"application/json"}, status: 422,
			fields: " required"},
		{name: "no content type", method: "POST", path: "/api/v1/notes", token: ann, body: `{}`, headers: []string{key, "k",
			"Content-Type", "-"},
			status: 415, code: "content_type"},
		{name: "form", method: "POST", path: "/api/v1/notes", token: ann, body: `title=x`,
			headers: []string{key, "k", "Content-Type", "-", "Content-Type", "application/x-www-form-urlencoded"}, status: 415,
			code: "content_type"},
		{name: "charset", method: "POST", path: "/api/v1/notes", token: ann, body: `{}`,
			headers: []string{key, "k", "Content-Type", "-", "Content-Type", "application/json; charset=latin1"}, status: 415,
			code: "content_type"},
		{name: "gzip", method: "POST", path: "/api/v1/notes", token: ann, body: `{}`, headers: []string{key, "k", "Content-Encoding", "gzip"},
			status: 415, code: "content_encoding"},
		{name: "large", method: "POST", path: "/api/v1/notes", token: ann, body: `{"title":"` + strings.Repeat("x", 4090) + `"}`,
			headers: []string{key, "k"}, status: 413, code: "body.too_large"},
		{name: "just fits", method: "POST", path: "/api/v1/notes", token: ann,
			body: `{"title":"x","maybe":true}` + strings.Repeat(" ", 4096-26), headers: []string{key, "k"}, status: 201},
		{name: "body where none is taken", method: "POST", path: "/api/v1/notes/a/end", token: mod, body: `{}`, status: 400,
			code: "body.unexpected"},
		{name: "upload type", method: "POST", path: "/api/v1/notes-imports", token: ann, body: `x`,
			headers: []string{"Content-Type", "-", "Content-Type", "text/plain"}, status: 415, code: "content_type"},
		{name: "upload query", method: "POST", path: "/api/v1/notes-imports?dry_run=maybe&x=1", token: ann, body: `x`, status: 422,
			fields: "?x unknown_parameter, ?dry_run not_one_of"},

		{name: "if-match", method: "POST", path: "/api/v1/notes/a/end", token: mod, headers: []string{"If-Match", `W/"1"`}, status: 422,
			fields: "header:If-Match pattern"},
		{name: "versions", method: "GET", path: "/api/v1/notes", headers: []string{"Waymark-Version", "accounts.account"}, status: 422,
			fields: "header:Waymark-Version pattern"},
		{name: "too many versions", method: "GET", path: "/api/v1/notes",
			headers: []string{"Waymark-Version", strings.TrimSuffix(strings.Repeat("a.b.c@1,", 9), ",")}, status: 422,
			fields: "header:Waymark-Version too_many"},
		{name: "no version at all", method: "GET", path: "/api/v1/notes", headers: []string{"Waymark-Version", ""}, status: 422,
			fields: "header:Waymark-Version pattern"},
		{name: "versions on two lines", method: "GET", path: "/api/v1/notes",
			headers: []string{"Waymark-Version", "a.b.c@1", "Waymark-Version", "a.b.c@1 , a.b.d@1"}, status: 200},

		{name: "fault", method: "GET", path: "/api/v1/notes/gone", token: ann, status: 410, code: "note.gone"},
		{name: "retry after", method: "GET", path: "/api/v1/notes/busy", token: ann, status: 503, code: "note.busy"},
		{name: "internal", method: "GET", path: "/api/v1/notes/broken", token: ann, status: 500, code: "internal"},
		{name: "panic", method: "GET", path: "/api/v1/notes/panic", token: ann, status: 500, code: "internal"},
	}
	w := newWorld(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := w.do(t, tt.method, tt.path, tt.token, tt.body, tt.headers...)
			code := tt.code
			if tt.fields != "" {
				code = "invalid"
			}
			if a.status != tt.status || a.problem.Code != code || a.fields() != tt.fields {
				t.Fatalf("got %d %s [%s], want %d %s [%s]\n%s", a.status, a.problem.Code, a.fields(), tt.status, code, tt.fields, a.body)
			}
			for _, f := range a.problem.Fields {
				if f.Detail == "" || strings.Contains(f.Detail, "cannot be taken as it is") {
					t.Errorf("%s %s does not say what to do: %q", f.Pointer, f.Code, f.Detail)
				}
			}
			if a.status >= 400 && a.header.Get("Content-Type") != "application/problem+json" {
				t.Error("content type", a.header.Get("Content-Type"))
			}
			if a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("X-Request-Id") == "" {
				t.Error("headers", a.header)
			}
			if (a.status == 401) != (a.header.Get("WWW-Authenticate") != "") {
				t.Error("WWW-Authenticate", a.header)
			}
			if a.status == 405 && a.header.Get("Allow") == "" {
				t.Error("no Allow")
			}
		})
	}
	if log := w.log.String(); strings.Contains(log, "A_B") || strings.Contains(log, "odd") || strings.Contains(log, "nonsense") ||
		strings.Contains(log, "ann") {
		t.Error("the log has what was sent:", log)
	}
}

// TestBodies walks what a JSON body can have wrong with it.
func TestBodies(t *testing.T) {
	w := newWorld(t)
	tests := []struct {
		name, body string
		status     int
		fields     string
	}{
		{"whole", `{"title":"x","kind":"secret","stars":5,"weight":1.5,"tags":["a","b"],"at":"2026-11-02T09:00:00.000Z",
			"labels":{"a b":"c","A b":"d"},"parts":[{"name":"a","parts":[{"name":"b"}]}],"maybe":null}`, 201, ""},
		{"not JSON", `{"title":`, 400, "/title syntax"},
		{"text after", `{"title":"x","maybe":true} x`, 400, " syntax"},
		{"two values", `{"title":"x","maybe":true}{}`, 400, " syntax"},
		{"no object", `[]`, 422, " wrong_type"},
		{"null", `null`, 422, " wrong_type"},
		{"missing", `{}`, 422, "/title required, /maybe required"},
		{"twice", `{"title":"x","title":"y","maybe":true}`, 422, "/title duplicate"},
		{"twice by escape", `{"title":"x","t\u0069tle":"y","maybe":true}`, 422, "/title duplicate"},
		{"other case", `{"Title":"x","maybe":true}`, 422, "/Title unknown_field, /title required"},
		{"case beside", `{"title":"x","TITLE":"y","maybe":true}`, 422, "/TITLE unknown_field"},
		{"unknown", `{"title":"x","maybe":true,"a/b~c":{"d":1}}`, 422, "/a~1b~0c unknown_field"},
		{"unknown within", `{"title":"x","maybe":true,"parts":[{"name":"a","x":1}]}`, 422, "/parts/0/x unknown_field"},
		{"empty key", `{"title":"x","maybe":true,"":1}`, 422, "/ unknown_field"},
		{"null list", `{"title":"x","maybe":true,"tags":null}`, 422, "/tags wrong_type"},
		{"null text", `{"title":null,"maybe":true}`, 422, "/title wrong_type"},
		{"null item", `{"title":"x","maybe":true,"tags":[null]}`, 422, "/tags/0 wrong_type"},
		{"too short", `{"title":"","maybe":true}`, 422, "/title too_short"},
		{"too long", `{"title":"` + strings.Repeat("é", 21) + `","maybe":true}`, 422, "/title too_long"},
		{"long enough in characters", `{"title":"` + strings.Repeat("é", 20) + `","maybe":true}`, 201, ""},
		{"enum", `{"title":"x","maybe":true,"kind":"odd"}`, 422, "/kind not_one_of"},
		{"too many", `{"title":"x","maybe":true,"tags":["a","b","c","d"]}`, 422, "/tags too_many"},
		{"repeated", `{"title":"x","maybe":true,"tags":["a","a"]}`, 422, "/tags/1 repeated"},
		{"item too long", `{"title":"x","maybe":true,"tags":["` + strings.Repeat("a", 11) + `"]}`, 422, "/tags/0 too_long"},
		{"range", `{"title":"x","maybe":true,"stars":6,"weight":10.5}`, 422, "/stars out_of_range, /weight out_of_range"},
		{"no integer", `{"title":"x","maybe":true,"stars":1.5}`, 422, "/stars wrong_type"},
		{"number as text", `{"title":"x","maybe":true,"stars":"1"}`, 422, "/stars wrong_type"},
		{"huge", `{"title":"x","maybe":true,"weight":1e999}`, 422, "/weight out_of_range"},
		{"huge integer", `{"title":"x","maybe":true,"stars":99999999999999999999}`, 422, "/stars out_of_range"},
		{"whole number", `{"title":"x","maybe":true,"stars":1.0}`, 201, ""},
		{"leading zero", `{"title":"x","maybe":true,"stars":01}`, 400, "/stars syntax"},
		{"NaN", `{"title":"x","maybe":true,"weight":NaN}`, 400, "/weight syntax"},
		{"time", `{"title":"x","maybe":true,"at":"yesterday"}`, 422, "/at format"},
		{"pattern", `{"title":"x","maybe":true,"parts":[{"name":"A"}]}`, 422, "/parts/0/name pattern"},
		{"bool", `{"title":"x","maybe":"true"}`, 422, "/maybe wrong_type"},
		{"utf8", "{\"title\":\"\xff\",\"maybe\":true}", 400, "/title utf8"},
		{"utf8 key", "{\"\xff\":1}", 400, " utf8"},
		{"half a pair", `{"title":"\ud800","maybe":true}`, 400, "/title utf8"},
		{"nul", `{"title":"a\u0000b","maybe":true}`, 422, "/title nul"},
		{"nul in unknown", `{"title":"x","maybe":true,"labels":{"a":"\u0000"}}`, 422, "/labels/a nul"},
		{"control", "{\"title\":\"a\nb\",\"maybe\":true}", 400, "/title syntax"},
		{"byte order mark", "\xef\xbb\xbf{}", 400, " syntax"},
		{"comment", `{"title":"x","maybe":true/* */}`, 400, "/maybe syntax"},
		{"trailing comma", `{"title":"x","maybe":true,}`, 400, " syntax"},
		{"deep", `{"title":"x","maybe":true,"x":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`, 400, "…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := w.do(t, "POST", "/api/v1/notes", ann, tt.body, "Idempotency-Key", "k")
			if tt.fields == "…" {
				if f := a.problem.Fields; a.status != tt.status || len(f) != 1 || f[0].Code != "too_deep" {
					t.Fatal(a.status, a.body)
				}
				return
			}
			got := a.fields()
			if a.status != tt.status || got != tt.fields && !(a.status == 400 && strings.HasSuffix(got, tt.fields)) {
				t.Fatalf("got %d [%s], want %d [%s]\n%s", a.status, a.fields(), tt.status, tt.fields, a.body)
			}
		})
	}
	// What was sent is never repeated.
	a := w.do(t, "POST", "/api/v1/notes", testkit.Token("bea"),
		`{"title":"canary-title-far-too-long-to-be-taken","maybe":"canary","password":"canary-password"}`,
		"Idempotency-Key", "canary-key")
	if a.status != 422 || strings.Contains(a.body, "canary") || strings.Contains(w.log.String(), "canary") {
		t.Fatal(a.body, w.log.String())
	}
	for _, want := range []string{`"max":20`, `"max":8`, `"detail":"Shorten this to at most 20 characters."`} {
		if !strings.Contains(a.body, want) {
			t.Error("no limit", want, a.body)
		}
	}
}
