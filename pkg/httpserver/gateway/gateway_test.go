package gateway_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/httpserver/gateway"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

type thing struct {
	Who     string   `json:"who" doc:"Who <b>asked</b>"`
	Address string   `json:"address" maxLength:"40"`
	Tags    []string `json:"tags" maxItems:"3" enum:"a,b"`
}

// service is a small made-up service: one thing, one list, one stream.
func service(name string, proxies ...string) *httpserver.Router {
	r := httpserver.New(httpserver.Options{Service: name, Guard: testkit.Tokens{}, TrustedProxies: proxies})
	type in struct {
		ID string `path:"id" maxLength:"20" pattern:"^[a-z]+$"`
		N  int    `query:"n" maximum:"3" default:"1"`
	}
	type out struct{ Body thing }
	httpserver.Register(r, httpserver.Op{
		ID: name + "-get", Method: "GET", Path: "/api/v1/" + name + "/{id}", Permission: auth.SignedIn, Summary: "Get one", Tag: "Of " + name,
		Errors: []int{409},
	}, func(ctx context.Context, in *in) (*out, error) {
		return &out{thing{Who: name + " " + auth.From(ctx).ID, Address: httpserver.AddressFrom(ctx)}}, nil
	})
	type makeIn struct{ Body thing }
	httpserver.Register(r, httpserver.Op{
		ID: name + "-make", Method: "POST", Path: "/api/v1/" + name, Permission: auth.SignedIn, Idempotent: true, MaxBody: 1000,
	}, func(ctx context.Context, in *makeIn) (*out, error) { return &out{in.Body}, nil })
	httpserver.RegisterStream(r, httpserver.Op{ID: name + "-live", Path: "/api/v1/" + name + "-live", Permission: auth.Public},
		func(ctx context.Context, _ map[string]string, last string, send func(httpserver.Event) error) error {
			if err := send(httpserver.Event{ID: "1", Data: []byte(`"` + name + `"`)}); err != nil {
				return err
			}
			<-ctx.Done()
			return nil
		})
	return r
}

func mount(r *httpserver.Router) gateway.Mount {
	return gateway.Mount{Service: r.Service(), Segments: r.Segments(), Handler: r.Handler()}
}

// remote runs replicas of a service behind sockets of their own.
func remote(t *testing.T, name string, replicas int) (gateway.Mount, []*httptest.Server) {
	t.Helper()
	r := service(name, "127.0.0.1")
	health := httpserver.Health(nil, nil)
	var servers []*httptest.Server
	var urls []string
	for range replicas {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			if req.URL.Path == "/readyz" {
				health.ServeHTTP(w, req)
				return
			}
			r.Handler().ServeHTTP(w, req)
		}))
		t.Cleanup(s.Close)
		servers, urls = append(servers, s), append(urls, s.URL)
	}
	way, err := gateway.NewRemote(name, urls, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(way.Close)
	return gateway.Mount{Service: name, Segments: r.Segments(), Handler: way, Ready: way.Ready}, servers
}

// serve puts the gateway on a socket.
func serve(t *testing.T, h http.Handler) (url string, stop func() error) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- httpserver.Serve(ctx, ln, h, slog.New(slog.DiscardHandler)) }()
	var ended atomic.Bool
	stop = func() error {
		if ended.Swap(true) {
			return nil
		}
		cancel()
		return <-done
	}
	t.Cleanup(func() { _ = stop() })
	return "http://" + ln.Addr().String(), stop
}

func get(t *testing.T, method, url, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Authorization", "Bearer "+testkit.Token("ann"))
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(b)
}

// TestBothWays: whether a service is in this process or on two replicas elsewhere shows in no answer.
func TestBothWays(t *testing.T) {
	far, _ := remote(t, "far", 2)
	g := gateway.New(gateway.Options{
		Mounts: []gateway.Mount{mount(service("near")), far}, Aliases: map[string]string{"/.well-known/near": "/api/v1/near/a"},
	})
	at, _ := serve(t, g)
	for _, name := range []string{"near", "far"} {
		t.Run(name, func(t *testing.T) {
			for _, tt := range []struct {
				method, path, body string
				headers            []string
				status             int
				want               string
			}{
				{"GET", "/api/v1/NAME/a?n=2", "", nil, 200, `{"who":"NAME ann","address":"127.0.0.1","tags":[]}`},
				{"GET", "/api/v1/NAME/a", "", []string{"X-Forwarded-For", "198.51.100.1", "X-Real-Ip", "198.51.100.1", "Forwarded",
					"for=1.1.1.1"}, 200,
					`"address":"127.0.0.1"`},
				{"GET", "/api/v1/NAME/a?n=4", "", nil, 422, `"pointer":"?n"`},
				{"GET", "/api/v1/NAME/a?n=%zz", "", nil, 400, `query.malformed`},
				{"GET", "/api/v1/NAME/a;b", "", nil, 422, `path:id`},
				{"GET", "/api/v1/NAME/a%2Fb", "", nil, 422, `path:id`},
				{"GET", "/api/v1/NAME/a/b", "", nil, 404, `route.unknown`},
				{"GET", "/api/v1/NAME%2Fa", "", nil, 404, `route.unknown`},
				{"DELETE", "/api/v1/NAME/a", "", nil, 405, `method.not_allowed`},
				{"POST", "/api/v1/NAME", `{"who":"x","address":"y","tags":["a"]}`, []string{"Idempotency-Key", "k"}, 200, `"tags":["a"]`},
				{"POST", "/api/v1/NAME", `{"who":"x","address":"y","tags":["c"]}`, []string{"Idempotency-Key", "k"}, 422, `/tags/0`},
				{"POST", "/api/v1/NAME", strings.Repeat(" ", 1001), []string{"Idempotency-Key", "k"}, 413, `body.too_large`},
				{"HEAD", "/api/v1/NAME/a", "", nil, 200, ``},
			} {
				path := strings.ReplaceAll(tt.path, "NAME", name)
				res, body := get(t, tt.method, at+path, tt.body, tt.headers...)
				if res.StatusCode != tt.status || !strings.Contains(body, strings.ReplaceAll(tt.want, "NAME", name)) {
					t.Errorf("%s %s: %s %s", tt.method, path, res.Status, body)
				}
				if len(res.Header.Values("X-Request-Id")) != 1 || len(res.Header.Values("Cache-Control")) != 1 {
					t.Errorf("%s %s: headers twice or not at all: %v", tt.method, path, res.Header)
				}
			}
		})
	}
	for path, want := range map[string]string{
		"/": "route.unknown", "/api": "route.unknown", "/api/v1/": "route.unknown", "/api/v1/none": "route.unknown",
		"/api/v2/near/a":    "route.unknown",
		"/.well-known/near": `"who":"near ann"`, "/livez": "ok", "/readyz": "ok", "//api/v1/near/a": "route.unknown",
	} {
		if res, body := get(t, "GET", at+path, ""); !strings.Contains(body, want) || res.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Error(path, res.Status, body)
		}
	}
	for _, path := range []string{"/openapi.json", "/docs", "/livez", "/readyz"} {
		if res, body := get(t, "POST", at+path, ""); res.StatusCode != 405 || res.Header.Get("Allow") != "GET, HEAD" {
			t.Error(path, res.Status, body)
		}
	}
	if res, _ := get(t, "GET", at+"/api/v1/near/a", "", "Origin",
		"https://evil.example"); res.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("foreign pages may read this")
	}
}

// first reads a stream until its first event.
func first(t *testing.T, url string) *bufio.Reader {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	r := bufio.NewReader(res.Body)
	for {
		s, err := r.ReadString('\n')
		if err != nil {
			t.Fatal(res.Status, err)
		}
		if strings.HasPrefix(s, "data: ") {
			return r
		}
	}
}

// TestStreams: events come at once through the gateway, and a stop of the gateway ends them properly.
func TestStreams(t *testing.T) {
	far, _ := remote(t, "far", 1)
	at, stop := serve(t, gateway.New(gateway.Options{Mounts: []gateway.Mount{mount(service("near")), far}}))
	readers := []*bufio.Reader{first(t, at+"/api/v1/near-live"), first(t, at+"/api/v1/far-live")}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	for i, r := range readers {
		if _, err := io.ReadAll(r); err != nil {
			t.Error(i, "was cut, not ended:", err)
		}
	}
}

// TestReplicas: one replica down is not felt; all down is 503, and /readyz says so; the documents stay.
func TestReplicas(t *testing.T) {
	far, servers := remote(t, "far", 2)
	at, _ := serve(t, gateway.New(gateway.Options{Mounts: []gateway.Mount{far}}))
	get(t, "GET", at+"/openapi.json", "")
	servers[0].Close()
	for i := range 20 {
		body := fmt.Sprintf(`{"who":"%d","address":"","tags":[]}`, i)
		if res, b := get(t, "GET", at+"/api/v1/far/a", ""); res.StatusCode != 200 {
			t.Fatal(res.Status, b)
		}
		if res, b := get(t, "POST", at+"/api/v1/far", body, "Idempotency-Key", "k"); res.StatusCode != 200 || b != body {
			t.Fatal(res.Status, b)
		}
	}
	if res, _ := get(t, "GET", at+"/readyz", ""); res.StatusCode != 200 {
		t.Fatal(res.Status)
	}
	servers[1].Close()
	for _, method := range []string{"GET", "POST"} {
		res, b := get(t, method, at+"/api/v1/far/a", "")
		if res.StatusCode != 503 || res.Header.Get("Retry-After") == "" || !strings.Contains(b, "service.unreachable") ||
			strings.Contains(b, "127.0.0.1") {
			t.Fatal(res.Status, b)
		}
	}
	if res, b := get(t, "GET", at+"/readyz", ""); res.StatusCode != 503 || strings.Contains(b, "far") {
		t.Fatal(res.Status, b)
	}
	if res, _ := get(t, "GET", at+"/openapi.json", ""); res.StatusCode != 200 {
		t.Fatal(res.Status)
	}
}

// TestBusyReplica: a read that one replica cannot serve now is served by another.
func TestBusyReplica(t *testing.T) {
	var busy atomic.Int32
	one := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		busy.Add(1)
		w.WriteHeader(503)
	}))
	defer one.Close()
	two := httptest.NewServer(service("far", "127.0.0.1").Handler())
	defer two.Close()
	way, err := gateway.NewRemote("far", []string{one.URL, two.URL}, nil)
	if err != nil {
		t.Fatal(err)
	}
	at, _ := serve(t, gateway.New(gateway.Options{Mounts: []gateway.Mount{{Service: "far", Segments: []string{"far"}, Handler: way}}}))
	for range 4 {
		if res, b := get(t, "GET", at+"/api/v1/far/a", ""); res.StatusCode != 200 {
			t.Fatal(res.Status, b)
		}
	}
	if busy.Load() == 0 {
		t.Error("the other one was never asked")
	}
}

func TestGathered(t *testing.T) {
	far, _ := remote(t, "far", 1)
	at, _ := serve(t, gateway.New(gateway.Options{Title: "Waymark", Version: "v1", Mounts: []gateway.Mount{mount(service("near")), far}}))
	res, body := get(t, "GET", at+"/openapi.json", "")
	doc, err := openapi3.NewLoader().LoadFromData([]byte(body))
	if err != nil || res.Header.Get("Content-Type") != "application/json" {
		t.Fatal(err, res.Header)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if doc.Paths.Len() != 6 || len(doc.Tags) != 4 || doc.Components.Schemas["fault.Problem"] == nil ||
		doc.Components.SecuritySchemes["bearer"] == nil {
		t.Fatal(body)
	}
	if res, _ := get(t, "GET", at+"/openapi.json", "", "If-None-Match", res.Header.Get("ETag")); res.StatusCode != 304 {
		t.Fatal(res.Status)
	}
	res, body = get(t, "GET", at+"/docs", "")
	if csp := res.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
		t.Fatal(csp)
	}
	for _, want := range []string{
		`<html lang="en">`, `id="op-near-get"`, `/api/v1/far/{id}`, `href="#schema-gateway_test.thing"`, `id="schema-fault.Problem"`,
		`Who &lt;b&gt;asked&lt;/b&gt;`, `one of a, b`, `open to all`, `class="skip"`,
		`id="first-steps"`, `signed in, key</span>`, `<dt>422</dt>`, `409 <span`,
	} {
		if !strings.Contains(body, want) {
			t.Error("not on the page:", want)
		}
	}
	if strings.Contains(body, "<script") || strings.Contains(body, "style=") || strings.Contains(body, "//") {
		t.Error("the page has a script, an inline style or something from elsewhere")
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		if ids[m[1]] {
			t.Error("id twice:", m[1])
		}
		ids[m[1]] = true
		if strings.ContainsAny(m[1], " \t") {
			t.Error("an id with spaces:", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`href="#([^"]*)"`).FindAllStringSubmatch(body, -1) {
		if !ids[m[1]] {
			t.Error("link to nowhere:", m[1])
		}
	}
	for takes, want := range map[string]string{
		"gzip": "gzip", "br, GZIP;q=0.5": "gzip", "gzip;q=0": "", "gzip; q=0.0": "", "identity": "", "br": "",
	} {
		req, _ := http.NewRequestWithContext(t.Context(), "GET", at+"/docs", nil)
		req.Header.Set("Accept-Encoding", takes)
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		var r io.Reader = res.Body
		if want != "" {
			if r, err = gzip.NewReader(res.Body); err != nil {
				t.Fatal(takes, err)
			}
		}
		b, err := io.ReadAll(r)
		_ = res.Body.Close()
		if res.Header.Get("Content-Encoding") != want || res.Header.Get("Vary") != "Accept-Encoding" || err != nil || string(b) != body {
			t.Errorf("%q: %v %v, %d bytes", takes, res.Header, err, len(b))
		}
	}
	if res, css := get(t, "GET", at+"/docs/style.css", ""); res.Header.Get("Content-Type") != "text/css; charset=utf-8" ||
		!strings.Contains(css, "prefers-color-scheme") {
		t.Fatal(res.Header)
	}
}

// TestIncomplete: as long as a service has not described itself, there is no document rather than half of one.
func TestIncomplete(t *testing.T) {
	far, servers := remote(t, "far", 1)
	servers[0].Close()
	g := gateway.New(gateway.Options{Mounts: []gateway.Mount{mount(service("near")), far}})
	w := httptest.NewRecorder()
	g.ServeHTTP(w, httptest.NewRequest("GET", "/openapi.json", nil))
	if w.Code != 503 || !strings.Contains(w.Body.String(), "openapi.incomplete") {
		t.Fatal(w.Code, w.Body)
	}
}

func TestTwoOwnersPanic(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Fatal("two services own one segment")
		}
	}()
	a := mount(service("near"))
	b := a
	b.Service = "other"
	gateway.New(gateway.Options{Mounts: []gateway.Mount{a, b}})
}

func TestLimits(t *testing.T) {
	g := gateway.New(gateway.Options{
		PerAddress: 1, Burst: 3, Mounts: []gateway.Mount{mount(service("near"))},
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
	})
	ask := func(peer, forwarded string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", "/livez", nil)
		r.RemoteAddr = peer
		if forwarded != "" {
			r.Header.Set("X-Forwarded-For", forwarded)
		}
		w := httptest.NewRecorder()
		g.ServeHTTP(w, r)
		return w
	}
	for i := range 4 {
		w := ask("192.0.2.1:1", fmt.Sprintf("198.51.100.%d", i)) // what it says about itself does not count
		if want := map[bool]int{true: 200, false: 429}[i < 3]; w.Code != want {
			t.Fatal(i, w.Code)
		}
		if w.Code == 429 && (w.Header().Get("Retry-After") != "1" || !json.Valid(w.Body.Bytes())) {
			t.Fatal(w.Header(), w.Body)
		}
	}
	for i := range 4 { // behind a trusted proxy everybody has their own
		if w := ask("10.0.0.1:1", fmt.Sprintf("198.51.100.%d", i)); w.Code != 200 {
			t.Fatal(i, w.Code)
		}
	}
	for i := range 4 { // one subscriber's addresses are one
		w := ask(fmt.Sprintf("[2001:db8::%d]:1", i+1), "")
		if want := map[bool]int{true: 200, false: 429}[i < 3]; w.Code != want {
			t.Fatal(i, w.Code)
		}
	}
	// 6,000 people behind one address, three requests each at once, pass with the defaults.
	g = gateway.New(gateway.Options{Mounts: []gateway.Mount{mount(service("near"))}})
	for i := range 18_000 {
		if w := ask("192.0.2.1:1", ""); w.Code != 200 {
			t.Fatal(i, w.Code)
		}
	}
}

func TestFallback(t *testing.T) {
	pages := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/panic" {
			panic("secret")
		}
		_, _ = io.WriteString(w, "page "+r.URL.Path)
	})
	g := gateway.New(gateway.Options{Fallback: pages})
	for path, want := range map[string]string{"/": "page /", "/links/x": "page /links/x", "/api/v1/x": "route.unknown",
		"/panic": "internal"} {
		w := httptest.NewRecorder()
		g.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if !strings.Contains(w.Body.String(), want) || strings.Contains(w.Body.String(), "secret") {
			t.Error(path, w.Code, w.Body)
		}
	}
}

// TestEncrypted: browsers are told to stay with TLS where they came by it, and pages hear it from the gateway alone.
func TestEncrypted(t *testing.T) {
	var told string
	g := gateway.New(gateway.Options{
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
		Fallback:       http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { told = r.Header.Get("X-Forwarded-Proto") }),
	})
	for _, tt := range []struct {
		peer, proto string
		tls, want   bool
	}{
		{"192.0.2.1:1", "", false, false}, {"192.0.2.1:1", "https", false, false}, {"10.0.0.1:1", "http", false, false},
		{"10.0.0.1:1", "https", false, true}, {"192.0.2.1:1", "", true, true}, {"@", "https", false, false},
	} {
		for _, path := range []string{"/livez", "/page"} {
			r := httptest.NewRequest("GET", path, nil)
			r.RemoteAddr, r.TLS = tt.peer, nil
			if tt.tls {
				r.TLS = &tls.ConnectionState{}
			}
			if tt.proto != "" {
				r.Header.Set("X-Forwarded-Proto", tt.proto)
			}
			w := httptest.NewRecorder()
			g.ServeHTTP(w, r)
			if got := w.Header().Get("Strict-Transport-Security") != ""; got != tt.want || path == "/page" && (told == "https") != tt.want {
				t.Errorf("%+v %s: %v, pages are told %q", tt, path, got, told)
			}
		}
	}
}
