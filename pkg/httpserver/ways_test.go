package httpserver_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/telemetry"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// keyOf makes a note and gives the key that the use case saw: "hash body".
func keyOf(t *testing.T, w *world, token, body, key string) (id, hash, request string) {
	t.Helper()
	a := w.do(t, "POST", "/api/v1/notes", token, body, "Idempotency-Key", key)
	var n note
	if err := json.Unmarshal([]byte(a.body), &n); err != nil || a.status != 201 {
		t.Fatal(err, a.status, a.body)
	}
	hash, request, _ = strings.Cut(n.Who, " ")
	return n.ID, hash, request
}

func TestIdempotencyKey(t *testing.T) {
	w := newWorld(t)
	const body, other = `{"title":"x","maybe":true}`, `{"title":"y","maybe":true}`
	id, hash, request := keyOf(t, w, ann, body, "k")
	if len(hash) != 64 || len(request) != 64 || len(id) != 36 {
		t.Fatal(id, hash, request)
	}
	if id2, hash2, request2 := keyOf(t, w, testkit.Token("ann", auth.Moderator), body, "k"); id2 != id || hash2 != hash ||
		request2 != request {
		t.Error("the same person with another token has another key")
	}
	if id2, hash2, request2 := keyOf(t, w, ann, other, "k"); id2 != id || hash2 != hash || request2 == request {
		t.Error("another body must show in Body only")
	}
	if id2, hash2, _ := keyOf(t, w, ann, body, "K"); id2 == id || hash2 == hash {
		t.Error("another key is the same")
	}
	if id2, hash2, _ := keyOf(t, w, testkit.Token("bea"), body, "k"); id2 == id || hash2 == hash {
		t.Error("another person has the same key")
	}
	k := httpserver.Key{Hash: hash}
	if k.ID("note") != id || k.ID("other") == id {
		t.Error("ids of several kinds")
	}
	var none httpserver.Key
	if a, b := none.ID("x"), none.ID("x"); a == b || a[14] != '7' {
		t.Error("without a key ids are fresh", a, b)
	}
	if httpserver.KeyFrom(context.Background()) != none {
		t.Error("a key from nowhere")
	}
}

// TestAnonymousKey: where strangers come in, keys must be long enough that two of them do not meet.
func TestAnonymousKey(t *testing.T) {
	w := newWorld(t)
	httpserver.Register(w.router, httpserver.Op{
		ID: "notes-open", Method: "POST", Path: "/api/v1/notes-open", Permission: auth.Public, Idempotent: true,
	}, func(ctx context.Context, in *struct{}) (*struct{ Body note }, error) {
		return &struct{ Body note }{note{Who: httpserver.KeyFrom(ctx).Hash}}, nil
	})
	if a := w.do(t, "POST", "/api/v1/notes-open", "", "", "Idempotency-Key", "short"); a.fields() != "header:Idempotency-Key too_short" {
		t.Fatal(a.body)
	}
	a := w.do(t, "POST", "/api/v1/notes-open", "", "", "Idempotency-Key", "long-enough-to-be-random")
	b := w.do(t, "POST", "/api/v1/notes-open", testkit.Token("anonymous"), "", "Idempotency-Key", "long-enough-to-be-random")
	if a.status != 200 || b.status != 200 || a.body == b.body {
		t.Fatal("somebody called anonymous is nobody", a.body, b.body)
	}
}

// TestVersions: a read waits for what the caller wrote, and for nobody else's things: whether it had to wait tells a version.
func TestVersions(t *testing.T) {
	ann, staff := testkit.Token("ann"), testkit.Token("sol", "moderator")
	for _, c := range []struct{ token, header, want string }{
		{ann, "accounts.account.ann@3", "1 "},
		{ann, "accounts.account.ann@4", "1 true"},
		{ann, "profiles.person.ann@9", "0 "}, // not mirrored here
		{ann, "accounts.account.ann@1, accounts.account.ann@2", "2 "},
		{ann, "accounts.account.ann@1,profiles.person.ann@123", "1 "},
		{ann, "accounts.account.bob@4", "0 "}, // another's
		{"", "accounts.account.ann@4", "0 "},  // signed out
		{staff, "accounts.account.ann@4", "1 true"},
	} {
		w := newWorld(t)
		a := w.do(t, "GET", "/api/v1/notes", c.token, "", "Waymark-Version", c.header)
		if got := strings.TrimSpace(string(rune('0'+w.waited.Load()))) + " " + a.header.Get("Waymark-Stale"); a.status != 200 || got != c.want {
			t.Errorf("%s: %d %q, want %q", c.header, a.status, got, c.want)
		}
	}
}

func TestExpected(t *testing.T) {
	for tag, want := range map[string]int64{"": 0, "*": 0, `"7"`: 7, ` "7" `: 7, `"0"`: -1, `7`: -1, `"x"`: -1, `W/"7"`: -1,
		`"7","8"`: -1, `"07"`: -1, `"`: -1, `"-1"`: -1} {
		got, err := httpserver.Matching{IfMatch: tag}.Expected()
		if (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("%q: %d %v", tag, got, err)
		}
	}
}

// TestTimeout: a use case that takes too long answers 504, and learns it by its context.
func TestTimeout(t *testing.T) {
	w := newWorld(t)
	httpserver.Register(w.router, httpserver.Op{
		ID: "notes-slow", Method: "GET", Path: "/api/v1/notes-slow", Permission: auth.Public, Timeout: time.Millisecond,
	}, func(ctx context.Context, in *struct{}) (*struct{}, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	})
	if a := w.do(t, "GET", "/api/v1/notes-slow", "", ""); a.status != 504 || a.problem.Code != "deadline" {
		t.Fatal(a.status, a.body)
	}
}

// TestWhoAskedHasGone: that nobody reads an answer any more is no fault of ours, neither in the use case nor in writing it down.
func TestWhoAskedHasGone(t *testing.T) {
	w := newWorld(t)
	for what, write := range map[string]error{"the line is open": nil, "the line is shut": io.ErrClosedPipe} {
		ctx, leave := context.WithCancel(t.Context())
		leave()
		req := httptest.NewRequest("GET", "/api/v1/notes/slow", nil).WithContext(ctx)
		req.Header.Set("Authorization", "Bearer "+ann)
		w.router.Handler().ServeHTTP(shut{httptest.NewRecorder(), write}, req)
		if said := w.log.String(); strings.Contains(said, `"ERROR"`) || !strings.Contains(said, `"gone":true`) {
			t.Error(what+":", said)
		}
		w.log.Reset()
	}
	late, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	for what, ctx := range map[string]context.Context{"a panic": t.Context(), "a service that hangs": late} {
		path := map[string]string{"a panic": "panic", "a service that hangs": "slow"}[what]
		req := httptest.NewRequest("GET", "/api/v1/notes/"+path, nil).WithContext(ctx)
		req.Header.Set("Authorization", "Bearer "+ann)
		w.router.Handler().ServeHTTP(httptest.NewRecorder(), req)
		if !strings.Contains(w.log.String(), `"ERROR"`) {
			t.Error("a fault of ours is not told:", what, w.log)
		}
		w.log.Reset()
	}
}

// shut takes what is written while there is no error.
type shut struct {
	*httptest.ResponseRecorder
	err error
}

func (s shut) Write(b []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	return s.ResponseRecorder.Write(b)
}

// TestUnanswerable: what cannot be marshalled is a clean 500.
func TestUnanswerable(t *testing.T) {
	w := newWorld(t)
	type odd struct {
		V any `json:"v"`
	}
	httpserver.Register(w.router, httpserver.Op{
		ID: "notes-odd", Method: "GET", Path: "/api/v1/notes-odd", Permission: auth.Public,
	}, func(ctx context.Context, in *struct{}) (*struct{ Body odd }, error) {
		return &struct{ Body odd }{odd{V: func() {}}}, nil
	})
	if a := w.do(t, "GET", "/api/v1/notes-odd", "", ""); a.status != 500 || a.problem.Code != "internal" || strings.Contains(a.body,
		"func") {
		t.Fatal(a.status, a.body)
	}
}

// TestResolver: an input that checks itself answers with its fault, not with huma's words.
func TestResolver(t *testing.T) {
	w := newWorld(t)
	httpserver.Register(w.router, httpserver.Op{
		ID: "notes-check", Method: "GET", Path: "/api/v1/notes-check", Permission: auth.Public,
	}, func(ctx context.Context, in *checked) (*struct{}, error) { return nil, nil })
	if a := w.do(t, "GET", "/api/v1/notes-check?a=secret", "", ""); a.status != 422 || a.fields() != "?a odd" ||
		strings.Contains(a.body, "secret") {
		t.Fatal(a.status, a.body)
	}
}

func TestMetrics(t *testing.T) {
	w := newWorld(t)
	reg := prometheus.NewRegistry()
	w.router.Instrument(telemetry.NewHTTP(reg))
	w.do(t, "GET", "/api/v1/notes/abc", ann, "")
	w.do(t, "GET", "/api/v1/secret/abc", ann, "")
	w.do(t, "BREW", "/api/v1/notes", ann, "")
	found := map[string]float64{}
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != "waymark_http_requests_total" {
			continue
		}
		for _, m := range f.GetMetric() {
			var labels []string
			for _, l := range m.GetLabel() {
				labels = append(labels, l.GetValue())
			}
			found[strings.Join(labels, " ")] = m.GetCounter().GetValue()
		}
	}
	for _, want := range []string{"GET /api/v1/notes/{id} notes 200", "GET none notes 404", "other none notes 405"} {
		if found[want] != 1 {
			t.Error(want, found)
		}
	}
}

func TestTrace(t *testing.T) {
	w := newWorld(t)
	const id = "0af7651916cd43dd8448eb211c80319c"
	a := w.do(t, "GET", "/api/v1/notes", "", "", "Traceparent", "00-"+id+"-b7ad6b7169203331-01")
	if a.header.Get("X-Request-Id") != id || !strings.Contains(w.log.String(), id) {
		t.Fatal(a.header)
	}
	for _, bad := range []string{"x", "00-" + id + "-b7ad6b7169203331", "00-" + strings.Repeat("0", 32) + "-b7ad6b7169203331-01",
		"ff-" + id + "-b7ad6b7169203331-01"} {
		if got := w.do(t, "GET", "/api/v1/notes", "", "", "Traceparent", bad).header.Get("X-Request-Id"); got == id || len(got) != 32 {
			t.Error(bad, got)
		}
	}
}

func TestClient(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, tt := range []struct{ peer, forwarded, want string }{
		{"192.0.2.1:80", "198.51.100.7", "192.0.2.1"},
		{"10.0.0.1:80", "", "10.0.0.1"},
		{"10.0.0.1:80", "198.51.100.7", "198.51.100.7"},
		{"10.0.0.1:80", "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"},
		{"10.0.0.1:80", "203.0.113.9, rubbish", "10.0.0.1"},
		{"10.0.0.1:80", "rubbish, 198.51.100.7", "198.51.100.7"},
		{"[fd00::1]:80", "2001:db8::1", "2001:db8::1"},
		{"[::ffff:10.0.0.1]:80", "198.51.100.7", "198.51.100.7"},
		{"@", "198.51.100.7", "invalid IP"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = tt.peer
		if tt.forwarded != "" {
			r.Header.Set("X-Forwarded-For", tt.forwarded)
		}
		if got := httpserver.Client(r, trusted).String(); got != tt.want {
			t.Errorf("%+v: %s", tt, got)
		}
	}
}

type checked struct {
	A string `query:"a"`
}

// Resolve is huma's way to check an input.
func (c *checked) Resolve(huma.Context) []error {
	return []error{fault.InvalidFields(fault.Field{Pointer: "?a", Code: "odd"})}
}

func BenchmarkGet(b *testing.B) {
	w := newWorld(b, func(o *httpserver.Options) { o.Log = nil })
	h := w.router.Handler()
	req := httptest.NewRequest("GET", "/api/v1/notes/abc", nil)
	req.Header.Set("Authorization", "Bearer "+ann)
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(httptest.NewRecorder(), req)
	}
}

func BenchmarkPost(b *testing.B) {
	w := newWorld(b, func(o *httpserver.Options) { o.Log = nil })
	h := w.router.Handler()
	b.ReportAllocs()
	for b.Loop() {
		req := httptest.NewRequest("POST", "/api/v1/notes", strings.NewReader(`{"title":"x","tags":["a","b"],"stars":3,"maybe":true}`))
		req.Header.Set("Authorization", "Bearer "+ann)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", "k")
		h.ServeHTTP(httptest.NewRecorder(), req)
	}
}
