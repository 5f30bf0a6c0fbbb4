package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/services/catalog"
)

// edge is the whole world in one process, and how to knock at its door.
type edge struct {
	*testing.T
	ctx        context.Context
	world      *world
	http       *http.Client
	public     *client.Client // signed out
	office     *office
	doc        object // the gathered OpenAPI document
	routes     []httpserver.Route
	cast       map[string]*actor
	made       map[string]values // things by their key, as long as they are unspent
	programmes map[string]values
	number     int
	problems   int
	found      map[string]bool // canaries that were in the files
	served     map[string]bool // routes that have done for somebody what they are for
}

// object is any JSON object.
type object = map[string]any

const edgeAddress = "http://waymark.test"

// openEdge opens a world of its own and reads its document.
func openEdge(t *testing.T) *edge {
	return openEdgeAt(t, run.System, slog.New(slog.NewJSONHandler(faults{t}, &slog.HandlerOptions{Level: slog.LevelError})))
}

func openEdgeAt(t *testing.T, now run.Clock, log *slog.Logger) *edge {
	return openEdgeOn(t, now, log, MongoDB{Database: "waymark"})
}

// openEdgeOn is openEdgeAt with a database of one's own; without a URI it is SQLite.
func openEdgeOn(t *testing.T, now run.Clock, log *slog.Logger, m MongoDB) *edge {
	settings := Settings{
		Data: t.TempDir(), Listen: "127.0.0.1:0", Target: []string{"all"}, MentorApproval: true,
		NATS: NATS{Replicas: 1}, MongoDB: m, Mail: Mail{Port: 587, TLS: "mandatory"},
		unpaced: true, // the cast asks again and again within minutes
	}
	w, err := open(t.Context(), settings, now, log, edgeAddress)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := w.front(edgeAddress)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := ignoreCanceled(<-ended); err != nil {
			t.Error(err)
		}
		w.close()
	})
	if err := w.awaitReady(t.Context()); err != nil {
		t.Fatal(err)
	}
	e := &edge{
		T: t, ctx: t.Context(), world: w, cast: map[string]*actor{}, made: map[string]values{}, programmes: map[string]values{},
		served: map[string]bool{}, found: map[string]bool{},
	}
	e.http = &http.Client{Transport: client.InProcess(handler)}
	e.public, err = client.New(edgeAddress, client.WithTransport(e.http.Transport))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		e.routes = append(e.routes, w.rooms[name].Router().Routes()...)
	}
	e.routes = append(e.routes, w.own.Routes()...)
	res, err := e.http.Get(edgeAddress + "/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err == nil {
		err = json.Unmarshal(b, &e.doc)
	}
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatal(res.Status, err)
	}
	return e
}

// faults makes every error in the log one of the test: a refusal that the document does not list is logged as an error.
type faults struct{ t testing.TB }

func (f faults) Write(b []byte) (int, error) {
	f.t.Errorf("log: %s", b)
	return len(b), nil
}

// router is that of a service, or the gateway's own.
func (e *edge) router(name string) *httpserver.Router {
	if name == operationName {
		return e.world.own
	}
	return e.world.rooms[name].Router()
}

// operation is what the document says about a route; nil if it says nothing.
func (e *edge) operation(method, path string) object {
	return at(e.doc, "paths", path, strings.ToLower(method))
}

// at follows names through objects; nil where there is none.
func at(o object, names ...string) object {
	for _, n := range names {
		o, _ = o[n].(object)
	}
	return o
}

// resolve follows a reference.
func (e *edge) resolve(s object) object {
	if ref, ok := s["$ref"].(string); ok {
		return at(e.doc, "components", "schemas", ref[strings.LastIndexByte(ref, '/')+1:])
	}
	return s
}

// importSome fills the catalogue with one of the shipped lists.
func (e *edge) importSome() {
	e.Helper()
	lists, err := catalog.Shipped()
	if err != nil {
		e.Fatal(err)
	}
	l := lists[len(lists)-1]
	if _, err := e.office.admin.ImportCatalog(e.ctx, client.CatalogUpload{
		Source: l.Source, Format: string(l.Format), AsOf: l.AsOf, File: l.Content,
	}); err != nil {
		e.Fatal(err)
	}
}

// TestDocument holds the gathered document against one whole world.
func TestDocument(t *testing.T) {
	t.Parallel()
	e := openEdge(t)
	t.Run("every route is described", e.everyRouteIsDescribed)
	t.Run("schema names mean one thing", e.schemaNamesMeanOneThing)
}

// everyRouteIsDescribed compares what the engines serve, what the routers list, what the document says and what a gateway
// elsewhere believes.
func (e *edge) everyRouteIsDescribed(t *testing.T) {
	ids, described := map[string]string{}, 0
	for _, name := range append([]string{operationName}, names...) {
		r := e.router(name)
		if want := slices.Sorted(slices.Values(segments[name])); name != operationName && (!slices.Equal(without(want, r.Segments()), nil) ||
			!slices.Equal(without(r.Segments(), want), nil)) {
			t.Errorf("%s serves the segments %v; rooms.go says %v", name, r.Segments(), want)
		}
		listed := []string{http.MethodGet + " /openapi/" + name + ".json"}
		for _, route := range r.Routes() {
			listed = append(listed, route.Method+" "+route.Path)
			if other, ok := ids[route.ID]; ok {
				t.Errorf("two operations are called %s: of %s and %s", route.ID, other, name)
			}
			ids[route.ID] = name
			op := e.operation(route.Method, route.Path)
			switch {
			case op == nil:
				t.Errorf("%s %s is not in the document", route.Method, route.Path)
			case op["operationId"] != route.ID:
				t.Errorf("%s %s is called %v in the document", route.Method, route.Path, op["operationId"])
			case op["x-waymark-permission"] != string(route.Permission):
				t.Errorf("%s says %v of who may call it; it is %s", route.ID, op["x-waymark-permission"], route.Permission)
			case strings.HasPrefix(route.Path, "/api/v1/ops-") && route.Permission != auth.IsModerator && route.Permission != auth.IsAdministrator:
				t.Errorf("%s is for operation, and states %s", route.ID, route.Permission)
			case op["summary"] == nil || op["tags"] == nil:
				t.Errorf("%s has no summary or no group", route.ID)
			}
			if route.Permission == "" {
				t.Errorf("%s %s states no permission", route.Method, route.Path)
			}
			described++
		}
		served := slices.DeleteFunc(r.Served(), func(s string) bool { return strings.HasPrefix(s, http.MethodHead+" ") })
		if extra := without(served, listed); len(extra) > 0 {
			t.Errorf("%s serves what it does not list: %v", name, extra)
		}
		for _, s := range listed {
			if path, ok := strings.CutPrefix(s, http.MethodGet); ok && !slices.Contains(r.Served(), http.MethodHead+path) {
				t.Errorf("%s serves no HEAD of%s", name, path)
			}
		}
	}
	for path := range at(e.doc, "paths") {
		for _, method := range []string{"get", "post", "put", "patch", "delete"} {
			if at(e.doc, "paths", path, method) != nil {
				described--
			}
		}
	}
	if described != 0 {
		t.Errorf("the document has %d operations less than the routers", described)
	}
	t.Logf("%d routes of %d services", len(e.routes), len(names))
}

// schemaNamesMeanOneThing: the gathered document would keep one of two meanings.
func (e *edge) schemaNamesMeanOneThing(t *testing.T) {
	all := map[string]any{}
	for _, name := range append([]string{operationName}, names...) {
		b, err := e.router(name).Document()
		if err != nil {
			t.Fatal(err)
		}
		var doc object
		if err := json.Unmarshal(b, &doc); err != nil {
			t.Fatal(err)
		}
		for schema, s := range at(doc, "components", "schemas") {
			if other, ok := all[schema]; ok && !reflect.DeepEqual(other, s) {
				t.Errorf("%s means something else in %s", schema, name)
			}
			all[schema] = s
		}
	}
	if gathered := at(e.doc, "components", "schemas"); len(gathered) != len(all) {
		t.Errorf("%d schemas are gathered of %d", len(gathered), len(all))
	}
}

// without is a without what is in b.
func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

// soon waits for what happens after an answer.
func (e *edge) soon(what string, holds func() error) {
	e.Helper()
	if err := eventually(e.ctx, patience, holds); err != nil {
		e.Fatalf("%s: %v", what, err)
	}
}
