package httpserver

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
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
	Log     *slog.Logger
	// Waiters are this service's mirrors: a request with the header Waymark-Version (comma separated
	// "<service>.<kind>.<id>@<version>") waits up to 2 s for those it mirrors.
	Waiters []Waiter
	// TrustedProxies are the addresses whose X-Forwarded-For is believed (the gateway's).
	TrustedProxies []string
}

// Verifier verifies a bearer token (auth.Guard).
type Verifier interface {
	Verify(token string) (auth.Principal, error)
}

// Router is one service's HTTP side.
type Router struct{}

// New makes a router with the middleware that every service has.
func New(o Options) *Router { panic("httpserver: not built yet") }

// Handler serves the service: /api/v1/…, and its OpenAPI document at /openapi/<service>.json.
func (r *Router) Handler() http.Handler { panic("httpserver: not built yet") }

// Document is the service's OpenAPI 3.1 document as JSON, marshalled once.
func (r *Router) Document() ([]byte, error) { panic("httpserver: not built yet") }

// Segments are the first path segments below /api/v1/ that this service serves.
func (r *Router) Segments() []string { panic("httpserver: not built yet") }

// Route is one registered route, for the tests that walk all of them.
type Route struct {
	Method, Path, ID string
	Permission       auth.Permission
}

// Routes lists all, streams too.
func (r *Router) Routes() []Route { panic("httpserver: not built yet") }

// Op describes one operation.
type Op struct {
	ID          string // "mentoring-accept-request"; unique over all services
	Method      string
	Path        string // "/api/v1/requests/{id}/accept"
	Tag         string // group in the docs page
	Summary     string
	Description string
	Permission  auth.Permission // New panics without one
	Status      int             // of success; 200 by default
	MaxBody     int64           // bytes; 64 kB by default
	// Idempotent: the route takes (and for a POST that creates: needs) an Idempotency-Key; KeyFrom(ctx) has it.
	Idempotent bool
	// Errors are the statuses this operation can answer beside those every route can (400 401 403 404 406 408 413 415 422
	// 429 500 503 504 as far as they apply).
	Errors []int
}

// Register registers an operation. In and Out are huma inputs and outputs (fields by tags; Body of pkg/api). The context has
// the principal (auth.From), and an error is a fault or internal.
func Register[In, Out any](r *Router, op Op, fn func(ctx context.Context, in *In) (*Out, error)) {
	panic("httpserver: not built yet")
}

// Event is one server-sent event.
type Event struct {
	ID   string
	Name string
	Data []byte // one JSON document
}

// RegisterStream registers a stream of server-sent events, described by hand in the OpenAPI document. fn sends until the client
// leaves or the server stops; lastID is the Last-Event-ID. Keep-alives are sent meanwhile.
func RegisterStream(r *Router, op Op, fn func(ctx context.Context, query map[string]string, lastID string, send func(Event) error) error) {
	panic("httpserver: not built yet")
}

// RegisterUpload registers a POST whose body is a file of at most op.MaxBody bytes with one of the content types, streamed to fn.
func RegisterUpload[Out any](r *Router, op Op, contentTypes []string,
	fn func(ctx context.Context, query map[string]string, contentType string, body []byte) (*Out, error)) {
	panic("httpserver: not built yet")
}
