package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

type thing struct {
	ID   string `json:"id"`
	Note string `json:"note,omitempty"`
}

type newThing struct {
	Name string `json:"name" minLength:"1" maxLength:"10"`
}

// things is a small made-up service behind a router of ours.
type things struct {
	router *httpserver.Router
	seen   func(*http.Request)
}

func newThings(t *testing.T) *things {
	t.Helper()
	s := &things{router: httpserver.New(httpserver.Options{Service: "things", Guard: testkit.Tokens{}})}
	type listIn struct {
		httpserver.Paging
		Kind string `query:"kind"`
	}
	type listOut struct {
		httpserver.Paged
		Body struct {
			Items []thing `json:"items"`
		}
	}
	httpserver.Register(s.router, httpserver.Op{ID: "list", Method: "GET", Path: "/api/v1/things", Permission: auth.Public},
		func(ctx context.Context, in *listIn) (*listOut, error) {
			var from int
			_, _ = fmt.Sscan(in.Cursor, &from)
			out := &listOut{}
			for i := range in.Limit {
				if from+i < 7 {
					out.Body.Items = append(out.Body.Items, thing{ID: fmt.Sprint(from + i), Note: in.Kind})
				}
			}
			if from+in.Limit < 7 {
				out.Link = httpserver.NextLink(ctx, fmt.Sprint(from+in.Limit))
			}
			return out, nil
		})
	type makeIn struct{ Body newThing }
	type thingOut struct {
		httpserver.Versioned
		Body thing
	}
	httpserver.Register(s.router, httpserver.Op{
		ID: "make", Method: "POST", Path: "/api/v1/things", Permission: auth.SignedIn, Idempotent: true, Status: 201,
	}, func(ctx context.Context, in *makeIn) (*thingOut, error) {
		id := httpserver.KeyFrom(ctx).ID("thing")
		return &thingOut{httpserver.VersionedOf("things", "thing", id, 1), thing{ID: id}}, nil
	})
	type oneIn struct {
		ID string `path:"id"`
		httpserver.Matching
	}
	httpserver.Register(s.router, httpserver.Op{ID: "one", Method: "GET", Path: "/api/v1/things/{id}", Permission: auth.Public},
		func(ctx context.Context, in *oneIn) (*thingOut, error) {
			return &thingOut{httpserver.VersionedOf("things", "thing", in.ID, 42), thing{ID: in.ID}}, nil
		})
	httpserver.Register(s.router, httpserver.Op{ID: "drop", Method: "DELETE", Path: "/api/v1/things/{id}", Permission: auth.Public},
		func(ctx context.Context, in *oneIn) (*struct{}, error) {
			if v, err := in.Expected(); err != nil || v != 42 {
				return nil, fault.New(fault.Stale, "thing.stale", "Load it again.")
			}
			return nil, nil
		})
	httpserver.RegisterUpload(s.router, httpserver.Op{ID: "send", Path: "/api/v1/files", Permission: auth.Public},
		[]string{"text/csv"}, func(ctx context.Context, _ map[string]string, _ string, b []byte) (*thingOut, error) {
			return &thingOut{Body: thing{ID: string(b)}}, nil
		})
	httpserver.RegisterStream(s.router, httpserver.Op{ID: "live", Path: "/api/v1/live", Permission: auth.Public},
		func(ctx context.Context, _ map[string]string, last string, send func(httpserver.Event) error) error {
			var from int
			_, _ = fmt.Sscan(last, &from)
			for i := range 3 { // then the line breaks
				if err := send(httpserver.Event{ID: fmt.Sprint(from + i + 1), Name: "n", Data: []byte(`{"x":` + "\n1}")}); err != nil {
					return err
				}
			}
			if from >= 6 {
				return fault.New(fault.Gone, "live.over", "It is over.")
			}
			return nil
		})
	return s
}

func (s *things) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.seen != nil {
		s.seen(r)
	}
	s.router.Handler().ServeHTTP(w, r)
}

// bothWays runs a test over a socket and in-process.
func bothWays(t *testing.T, f func(t *testing.T, s *things, dial func(...client.Option) *client.Client)) {
	t.Run("socket", func(t *testing.T) {
		s := newThings(t)
		srv := httptest.NewServer(s)
		t.Cleanup(srv.Close)
		f(t, s, func(o ...client.Option) *client.Client { return dial(t, srv.URL, o...) })
	})
	t.Run("in-process", func(t *testing.T) {
		s := newThings(t)
		f(t, s, func(o ...client.Option) *client.Client {
			return dial(t, "http://waymark", append(o, client.WithTransport(client.InProcess(s)))...)
		})
	})
}

func dial(t *testing.T, at string, o ...client.Option) *client.Client {
	t.Helper()
	c, err := client.New(at, append([]client.Option{client.WithTries(4, time.Millisecond)}, o...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCalls(t *testing.T) {
	bothWays(t, func(t *testing.T, s *things, dial func(...client.Option) *client.Client) {
		ctx := t.Context()
		var sent []http.Header
		var mu sync.Mutex
		s.seen = func(r *http.Request) { mu.Lock(); sent = append(sent, r.Header.Clone()); mu.Unlock() }
		c := dial(client.WithTokens(client.Token(testkit.Token("ann"))))
		made, err := client.Do[thing](ctx, c, "POST", client.Path("things"), nil, newThing{Name: "x"})
		if err != nil || made.ID == "" {
			t.Fatal(made, err)
		}
		var a client.Answer
		got, err := client.Do[thing](ctx, c, "GET", client.Path("things", "a b+c"), nil, nil, client.Into(&a))
		if err != nil || got.ID != "a b+c" || a.Version != 42 || a.Status != 200 {
			t.Fatal(got, err, a)
		}
		mu.Lock()
		if len(sent[0].Get("Idempotency-Key")) < 20 || sent[0].Get("Waymark-Version") != "" {
			t.Error(sent[0])
		}
		if v := sent[1].Get("Waymark-Version"); v != "things.thing."+made.ID+"@1" {
			t.Error("a read does not say what it must see:", v)
		}
		mu.Unlock()
		if _, err := client.Do[struct{}](ctx, c, "DELETE", client.Path("things", "a"), nil, nil, client.IfMatch(42)); err != nil {
			t.Fatal(err)
		}
		if _, err := client.Do[struct{}](ctx, c, "DELETE", client.Path("things", "a"), nil, nil, client.IfMatch(41)); !fault.Coded(err,
			"thing.stale") {
			t.Fatal(err)
		}
		_, err = client.Do[thing](ctx, c, "POST", client.Path("things"), nil, newThing{})
		if f := fault.As(err); f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Pointer != "/name" {
			t.Fatal(err)
		}
		if _, err := client.Do[thing](ctx, c.As(nil), "POST", client.Path("things"), nil, newThing{Name: "x"}); !fault.Has(err,
			fault.Unauthenticated) {
			t.Fatal(err)
		}
		if got, err := client.Upload[thing](ctx, c, client.Path("files"), nil, "text/csv", []byte("a,b")); err != nil || got.ID != "a,b" {
			t.Fatal(got, err)
		}
		if _, err := client.Do[thing](ctx, c, "HEAD", client.Path("things", "a"), nil, nil); err != nil {
			t.Fatal(err)
		}
	})
}

func TestPages(t *testing.T) {
	bothWays(t, func(t *testing.T, s *things, dial func(...client.Option) *client.Client) {
		c := dial()
		var got []string
		for x, err := range client.Pages[thing](t.Context(), c, client.Path("things"), url.Values{"limit": {"3"}, "kind": {"a&b"}}) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, x.ID+x.Note)
		}
		if strings.Join(got, " ") != "0a&b 1a&b 2a&b 3a&b 4a&b 5a&b 6a&b" {
			t.Fatal(got)
		}
		for _, err := range client.Pages[thing](t.Context(), c, client.Path("nothing"), nil) {
			if !fault.Has(err, fault.NotFound) {
				t.Fatal(err)
			}
		}
		for range client.Pages[thing](t.Context(), c, client.Path("things"), nil) {
			break
		}
	})
}

func TestStreamGoesOn(t *testing.T) {
	bothWays(t, func(t *testing.T, s *things, dial func(...client.Option) *client.Client) {
		var ids []string
		var last error
		for e, err := range client.Stream(t.Context(), dial(), client.Path("live"), nil, "0") {
			if last = err; err == nil {
				ids = append(ids, e.ID)
				if e.Name != "n" || string(e.Data) != "{\"x\":\n1}" {
					t.Fatal(e)
				}
			}
		}
		if strings.Join(ids, "") != "123456789" || !fault.Coded(last, "live.over") {
			t.Fatal(ids, last)
		}
		for range client.Stream(t.Context(), dial(), client.Path("live"), nil, "") {
			break
		}
		for _, err := range client.Stream(t.Context(), dial(), client.Path("nothing"), nil, "") {
			if !fault.Has(err, fault.NotFound) {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		for range client.Stream(ctx, dial(), client.Path("live"), nil, "") {
			cancel()
		}
	})
}

// flaky answers by a list and then properly.
type flaky struct {
	answers []int // a status; 0 breaks the line
	calls   atomic.Int32
	keys    sync.Map
	next    http.Handler
}

func (f *flaky) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := int(f.calls.Add(1))
	f.keys.Store(r.Header.Get("Idempotency-Key"), true)
	if n > len(f.answers) {
		f.next.ServeHTTP(w, r)
		return
	}
	switch s := f.answers[n-1]; s {
	case 0:
		panic(http.ErrAbortHandler)
	case 503:
		httpserver.WriteProblem(w, r, fault.New(fault.Unavailable, "x.away", "Away."))
	default:
		w.WriteHeader(s)
	}
}

func TestTriesAgain(t *testing.T) {
	for _, tt := range []struct {
		name    string
		method  string
		answers []int
		opts    []client.CallOption
		calls   int32
		want    string
	}{
		{"unavailable", "GET", []int{503, 503, 503}, nil, 4, ""},
		{"broken line", "GET", []int{0, 0}, nil, 3, ""},
		{"a write, with one key", "POST", []int{0, 503, 504}, nil, 4, ""},
		{"a proxy between", "GET", []int{502}, nil, 2, ""},
		{"too often", "GET", []int{503, 503, 503, 503, 503}, nil, 4, "x.away"},
		{"once", "GET", []int{503}, []client.CallOption{client.Once()}, 1, "x.away"},
		{"not our fault", "GET", []int{500}, nil, 1, "http.500"},
		{"not there", "GET", []int{404}, nil, 1, "http.404"},
		{"redirects are not followed", "GET", []int{302}, nil, 1, "http.302"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := &flaky{answers: tt.answers, next: newThings(t)}
			srv := httptest.NewServer(f)
			defer srv.Close()
			c := dial(t, srv.URL, client.WithTokens(client.Token(testkit.Token("ann"))))
			var in any
			if tt.method == "POST" {
				in = newThing{Name: "x"}
			}
			_, err := client.Do[json.RawMessage](t.Context(), c, tt.method, client.Path("things"), nil, in, tt.opts...)
			code := ""
			if err != nil {
				code = fault.As(err).Code
			}
			if code != tt.want {
				t.Error(err)
			}
			if f.calls.Load() != tt.calls {
				t.Error("calls", f.calls.Load())
			}
			keys := 0
			f.keys.Range(func(any, any) bool { keys++; return true })
			if keys != 1 {
				t.Error("keys", keys)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	srv.Close()
	_, err := client.Do[thing](t.Context(), dial(t, srv.URL), "GET", client.Path("things"), nil, nil)
	if !fault.Coded(err, "client.unreachable") {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = client.Do[thing](ctx, dial(t, srv.URL), "GET", client.Path("things"), nil, nil); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "x", "ftp://x", "http://", "://"} {
		if _, err := client.New(bad); err == nil {
			t.Error(bad, "was taken")
		}
	}
}

// TestRefresh: a refused token is replaced once, then the refusal counts.
func TestRefresh(t *testing.T) {
	s := newThings(t)
	var refused []string
	source := func(_ context.Context, old string) (string, error) {
		refused = append(refused, old)
		if old == "" {
			return "old", nil
		}
		return testkit.Token("ann"), nil
	}
	c := dial(t, "http://waymark", client.WithTransport(client.InProcess(s)), client.WithTokens(source))
	if _, err := client.Do[thing](t.Context(), c, "POST", client.Path("things"), nil, newThing{Name: "x"}); err != nil {
		t.Fatal(err)
	}
	if strings.Join(refused, ",") != ",old" {
		t.Fatal(refused)
	}
	c = dial(t, "http://waymark", client.WithTransport(client.InProcess(s)), client.WithTokens(client.Token("never")))
	if _, err := client.Do[thing](t.Context(), c, "POST", client.Path("things"), nil, newThing{Name: "x"}); !fault.Has(err,
		fault.Unauthenticated) {
		t.Fatal(err)
	}
}

func TestInProcess(t *testing.T) {
	gone := make(chan struct{})
	type leak struct{}
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Context().Value(leak{}) != nil {
			t.Error("the caller's values came along")
		}
		switch r.URL.Path {
		case "/panic":
			panic("x")
		case "/late":
			_, _ = io.WriteString(w, "part")
			panic("x")
		case "/stream":
			w.WriteHeader(200)
			_, _ = io.WriteString(w, "first")
			<-r.Context().Done()
			close(gone)
		case "/none":
			w.Header().Set("X", "1")
			w.WriteHeader(204)
			w.Header().Set("X", "2")
		}
	})
	get := func(path string) (*http.Response, error) {
		req, err := http.NewRequestWithContext(context.WithValue(t.Context(), leak{}, 1), "GET", "http://x"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		return client.InProcess(h).RoundTrip(req)
	}
	if _, err := get("/panic"); err == nil {
		t.Error("a panic is no answer")
	}
	res, err := get("/late")
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(res.Body); err == nil {
		t.Error("an answer that broke off reads as whole:", string(b))
	}
	if res, err = get("/stream"); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 5)
	if _, err := io.ReadFull(res.Body, b); err != nil || string(b) != "first" {
		t.Fatal(err, string(b))
	}
	res.Body.Close()
	<-gone
	if res, err = get("/none"); err != nil || res.StatusCode != 204 || res.Header.Get("X") != "1" {
		t.Fatal(res, err)
	}
}
