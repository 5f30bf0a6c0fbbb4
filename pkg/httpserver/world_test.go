package httpserver_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// A small made-up service: notes that one can list, read and make, a file to send and a stream to follow.
type newNote struct {
	Title    string            `json:"title" minLength:"1" maxLength:"20" doc:"What it is about"`
	Kind     string            `json:"kind,omitempty" enum:"plain,secret"`
	Stars    int               `json:"stars,omitempty" minimum:"0" maximum:"5"`
	Weight   float64           `json:"weight,omitempty" maximum:"10"`
	Tags     []string          `json:"tags,omitempty" maxItems:"3" uniqueItems:"true" maxLength:"10"`
	At       *time.Time        `json:"at,omitempty"`
	Password string            `json:"password,omitempty" maxLength:"8"`
	Labels   map[string]string `json:"labels,omitempty"`
	Parts    []part            `json:"parts,omitempty" maxItems:"2"`
	Maybe    *bool             `json:"maybe"`
}

type part struct {
	Name  string `json:"name" pattern:"^[a-z]+$"`
	Parts []part `json:"parts,omitempty"`
}

type note struct {
	ID    string   `json:"id"`
	Title string   `json:"title"`
	Tags  []string `json:"tags"`
	Who   string   `json:"who"`
}

type notes struct {
	Items []note `json:"items"`
}

type noteIn struct {
	ID string `path:"id" maxLength:"36" pattern:"^[a-z0-9-]+$"`
	httpserver.Matching
}

type noteOut struct {
	httpserver.Versioned
	Body note
}

type world struct {
	router *httpserver.Router
	log    *strings.Builder
	opened atomic.Int32
	closed chan struct{}
	waited atomic.Int64
}

// Name and Wait make the world a mirror of accounts.account that is at version 3.
func (w *world) Name() string { return "accounts.account" }
func (w *world) Wait(_ context.Context, id string, version int64) bool {
	w.waited.Add(1)
	return version <= 3
}

func newWorld(t testing.TB, change ...func(*httpserver.Options)) *world {
	t.Helper()
	w := &world{log: &strings.Builder{}, closed: make(chan struct{}, 100)}
	o := httpserver.Options{
		Service: "notes", Guard: testkit.Tokens{}, Waiters: []httpserver.Waiter{w},
		Log: slog.New(slog.NewJSONHandler(&lockedWriter{w: w.log}, nil)),
	}
	for _, c := range change {
		c(&o)
	}
	w.router = httpserver.New(o)
	w.register()
	return w
}

func (w *world) register() {
	type listIn struct {
		httpserver.Paging
		Kind  string   `query:"kind" enum:"plain,secret"`
		Tags  []string `query:"tags" maxItems:"2" uniqueItems:"true" maxLength:"5"`
		Fresh bool     `query:"fresh"`
	}
	type listOut struct {
		httpserver.Paged
		Body notes
	}
	httpserver.Register(w.router, httpserver.Op{
		ID: "notes-list", Method: "GET", Path: "/api/v1/notes", Summary: "List notes", Permission: auth.Public,
	}, func(ctx context.Context, in *listIn) (*listOut, error) {
		out := &listOut{Body: notes{Items: []note{{ID: "n1", Title: in.Kind, Who: auth.From(ctx).ID}}}}
		if in.Cursor == "" {
			out.Link = httpserver.NextLink(ctx, "next page")
		}
		return out, nil
	})
	type makeIn struct{ Body newNote }
	httpserver.Register(w.router, httpserver.Op{
		ID: "notes-make", Method: "POST", Path: "/api/v1/notes", Summary: "Make a note", Permission: auth.SignedIn,
		Idempotent: true, Status: 201, MaxBody: 4096,
	}, func(ctx context.Context, in *makeIn) (*noteOut, error) {
		k := httpserver.KeyFrom(ctx)
		id := k.ID("note")
		out := &noteOut{Versioned: httpserver.VersionedOf("notes", "note", id, 1)}
		out.Body = note{ID: id, Title: in.Body.Title, Tags: in.Body.Tags, Who: k.Hash + " " + k.Body}
		return out, nil
	})
	httpserver.Register(w.router, httpserver.Op{
		ID: "notes-get", Method: "GET", Path: "/api/v1/notes/{id}", Summary: "Read a note", Permission: auth.OwnObject, Errors: []int{409, 410},
	}, w.get)
	httpserver.Register(w.router, httpserver.Op{
		ID: "notes-end", Method: "POST", Path: "/api/v1/notes/{id}/end", Summary: "End a note", Permission: auth.IsModerator,
	}, func(ctx context.Context, in *noteIn) (*struct{}, error) {
		if _, err := in.Expected(); err != nil {
			return nil, err
		}
		return nil, nil
	})
	httpserver.Register(w.router, httpserver.Op{
		ID: "notes-purge", Method: "DELETE", Path: "/api/v1/notes", Summary: "Purge", Permission: auth.IsAdministrator,
	}, func(ctx context.Context, in *struct{}) (*struct{}, error) { return nil, nil })
	type sent struct {
		Body struct {
			Bytes int    `json:"bytes"`
			Type  string `json:"type"`
			Dry   string `json:"dry"`
		}
	}
	httpserver.RegisterUpload(w.router, httpserver.Op{
		ID: "notes-import", Path: "/api/v1/notes-imports", Summary: "Import notes", Permission: auth.SignedIn, MaxBody: 1 << 20,
		Query: []httpserver.Query{{Name: "dry_run", Enum: []string{"true", "false"}}},
	}, []string{"text/csv", "application/json"}, func(ctx context.Context, q map[string]string, ct string, b []byte) (*sent, error) {
		var out sent
		out.Body.Bytes, out.Body.Type, out.Body.Dry = len(b), ct, q["dry_run"]
		return &out, nil
	})
	httpserver.RegisterStream(w.router, httpserver.Op{
		ID: "notes-live", Path: "/api/v1/notes-live", Summary: "Follow notes", Permission: auth.SignedIn,
		Query: []httpserver.Query{{Name: "kind", MaxLength: 10}},
	}, w.stream)
}

func (w *world) get(ctx context.Context, in *noteIn) (*noteOut, error) {
	switch in.ID {
	case "panic":
		panic("secret panic text")
	case "broken":
		return nil, io.ErrUnexpectedEOF
	case "gone":
		return nil, fault.New(fault.Gone, "note.gone", "It was erased.")
	case "busy":
		return nil, fault.New(fault.Unavailable, "note.busy", "Later.").After(3 * time.Second)
	case "undeclared":
		return nil, fault.New(fault.TooLarge, "note.large", "Too large.")
	case "slow":
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return &noteOut{Versioned: httpserver.VersionedOf("notes", "note", in.ID, 7), Body: note{ID: in.ID, Who: auth.From(ctx).ID}}, nil
}

func (w *world) stream(ctx context.Context, q map[string]string, last string, send func(httpserver.Event) error) error {
	w.opened.Add(1)
	defer func() { w.closed <- struct{}{} }()
	if q["kind"] == "bad" {
		return fault.New(fault.Invalid, "stream.bad", "No such kind.")
	}
	if err := send(httpserver.Event{ID: last + "1", Name: "note", Data: []byte(`{"a":` + "\n" + `1}`)}); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

type lockedWriter struct {
	mu chanMutex
	w  io.Writer
}

type chanMutex struct{ c atomic.Bool }

func (l *lockedWriter) Write(b []byte) (int, error) {
	for !l.mu.c.CompareAndSwap(false, true) {
	}
	defer l.mu.c.Store(false)
	return l.w.Write(b)
}

// answer is what came back.
type answer struct {
	status  int
	header  http.Header
	body    string
	problem fault.Problem
}

func (w *world) do(t testing.TB, method, path, token, body string, headers ...string) answer {
	t.Helper()
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i+1] == "-" {
			req.Header.Del(headers[i])
		} else {
			req.Header.Add(headers[i], headers[i+1])
		}
	}
	rec := httptest.NewRecorder()
	w.router.Handler().ServeHTTP(rec, req)
	a := answer{status: rec.Code, header: rec.Header(), body: rec.Body.String()}
	if strings.HasPrefix(a.header.Get("Content-Type"), "application/problem+json") {
		if err := json.Unmarshal(rec.Body.Bytes(), &a.problem); err != nil && method != "HEAD" {
			t.Fatalf("problem document: %v: %s", err, a.body)
		}
		if method != "HEAD" && a.problem.Status != a.status {
			t.Fatalf("status %d, in the document %d", a.status, a.problem.Status)
		}
	}
	return a
}

// fields are "pointer code" of each.
func (a answer) fields() string {
	var out []string
	for _, f := range a.problem.Fields {
		out = append(out, f.Pointer+" "+f.Code)
	}
	return strings.Join(out, ", ")
}
