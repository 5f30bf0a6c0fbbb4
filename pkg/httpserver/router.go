package httpserver

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
	"golang.org/x/sync/semaphore"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/telemetry"
)

// Waiter is a mirror that a read can wait for (outbox.Mirror).
type Waiter interface {
	Name() string
	Wait(ctx context.Context, id string, version int64) bool
}

// Options of a router.
type Options struct {
	Service string // "mentoring"
	Title   string
	Guard   Verifier
	Now     func() time.Time
	Log     *slog.Logger // names the service in every line; nil is silent
	// Waiters are this service's mirrors: a request with the header Waymark-Version (comma separated
	// "<service>.<kind>.<id>@<version>") waits up to 2 s for those it mirrors.
	Waiters []Waiter
	// TrustedProxies are the addresses (or networks) whose X-Forwarded-For is believed (the gateway's).
	TrustedProxies []string
	// Streams bounds the open streams of all people together; 10,000 by default. One person has at most 5.
	Streams int
}

// Verifier verifies a bearer token (auth.Guard).
type Verifier interface {
	Verify(token string) (auth.Principal, error)
}

// Router is one service's HTTP side. Register everything first, then serve.
type Router struct {
	o        Options
	engine   *gin.Engine
	api      huma.API
	trusted  []netip.Prefix
	routes   []Route
	streams  *seats
	uploads  *semaphore.Weighted
	metrics  *telemetry.HTTP
	document func() ([]byte, error)
}

// New makes a router with the middleware that every service has. It panics where the options cannot work.
func New(o Options) *Router {
	setUp()
	if o.Service == "" || o.Guard == nil {
		panic("httpserver: a router needs a service name and a guard")
	}
	if o.Title == "" {
		o.Title = "Waymark " + o.Service
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Streams == 0 {
		o.Streams = 10_000
	}
	r := &Router{o: o, engine: newEngine(), trusted: prefixes(o.TrustedProxies), streams: newSeats(o.Streams),
		uploads: semaphore.NewWeighted(uploadMemory)}
	r.api = newAPI(r)
	r.document = sync.OnceValues(r.marshalDocument)
	r.engine.NoRoute(func(c *gin.Context) { writeFailure(c.Writer, c.Request, noRoute) })
	r.engine.NoMethod(func(c *gin.Context) { writeFailure(c.Writer, c.Request, noMethod) })
	r.engine.GET("/openapi/"+o.Service+".json", r.serveDocument)
	r.engine.HEAD("/openapi/"+o.Service+".json", r.serveDocument)
	return r
}

// Instrument makes the router count its requests. Call it before serving.
func (r *Router) Instrument(m *telemetry.HTTP) { r.metrics = m }

// Handler serves the service: /api/v1/…, and its OpenAPI document at /openapi/<service>.json.
func (r *Router) Handler() http.Handler { return &frame{router: r, next: r.engine} }

// Document is the service's OpenAPI 3.1 document as JSON, marshalled once.
func (r *Router) Document() ([]byte, error) { return r.document() }

func (r *Router) serveDocument(c *gin.Context) {
	recordOf(c.Request.Context()).route = "/openapi"
	b, err := r.Document()
	if err != nil {
		writeFailure(c.Writer, c.Request, failureOf(err))
		return
	}
	c.Data(http.StatusOK, jsonType, b)
}

// Segments are the first path segments below /api/v1/ that this service serves, sorted.
func (r *Router) Segments() []string {
	var out []string
	for _, x := range r.routes {
		segment, _, _ := strings.Cut(strings.TrimPrefix(x.Path, prefix), "/")
		if !slices.Contains(out, segment) {
			out = append(out, segment)
		}
	}
	slices.Sort(out)
	return out
}

// Service is the name of the service.
func (r *Router) Service() string { return r.o.Service }

// Route is one registered route, for the tests that walk all of them.
type Route struct {
	Method, Path, ID string
	Permission       auth.Permission
}

// Routes lists all, streams too.
func (r *Router) Routes() []Route { return slices.Clone(r.routes) }

// Served lists what the engine really serves, as "METHOD /path/{id}", sorted: for the test that compares it with Routes and the
// document.
func (r *Router) Served() []string {
	var out []string
	for _, x := range r.engine.Routes() {
		parts := strings.Split(x.Path, "/")
		for i, p := range parts {
			if name, ok := strings.CutPrefix(p, ":"); ok {
				parts[i] = "{" + name + "}"
			}
		}
		out = append(out, x.Method+" "+strings.Join(parts, "/"))
	}
	slices.Sort(out)
	return out
}
