package gateway

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/telemetry"
)

// Mount is one service behind the gateway.
type Mount struct {
	Service  string
	Segments []string     // below /api/v1/
	Handler  http.Handler // Router.Handler(), or a *Remote
	// Ready is asked by /readyz; nil is always ready.
	Ready func(ctx context.Context) error
}

// Options of a gateway.
type Options struct {
	Title, Version string // of the OpenAPI document
	Mounts         []Mount
	// Aliases are paths that are another path of a service: "/.well-known/jwks.json" is "/api/v1/keys".
	Aliases map[string]string
	// Fallback gets what is nobody's: the pages. nil answers 404.
	Fallback http.Handler
	// TrustedProxies are addresses or networks whose X-Forwarded-For is believed.
	TrustedProxies []netip.Prefix
	// PerAddress are requests a second that one address (an IPv6 /64) may send over time, and Burst at once; 1,000 and 20,000
	// by default, so that a conference behind one address passes. Negative: no limit.
	PerAddress, Burst int
	Log               *slog.Logger
}

// Gateway is the handler.
type Gateway struct {
	o         Options
	segments  map[string]*Mount
	documents *documents
	limits    *limits
	wasReady  atomic.Bool // /readyz has said so
}

// New makes a gateway. It panics if two services own one segment.
func New(o Options) *Gateway {
	if o.PerAddress == 0 {
		o.PerAddress = 1000
	}
	if o.Burst == 0 {
		o.Burst = 20 * max(o.PerAddress, 1)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	g := &Gateway{o: o, segments: map[string]*Mount{}, limits: newLimits(o.PerAddress, o.Burst)}
	for i := range o.Mounts {
		m := &o.Mounts[i]
		for _, s := range m.Segments {
			if other, ok := g.segments[s]; ok {
				panic("gateway: " + other.Service + " and " + m.Service + " both serve /api/v1/" + s)
			}
			g.segments[s] = m
		}
	}
	g.documents = newDocuments(o)
	return g
}

// ServeHTTP routes a request.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	line := &line{ResponseWriter: w, rc: http.NewResponseController(w)}
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			g.o.Log.Error("gateway panicked", "err", fmt.Sprint(p), "stack", string(debug.Stack()))
			if !line.begun {
				httpserver.WriteProblem(line, r, fmt.Errorf("gateway: %v", p))
			}
		}
	}()
	r, client := g.prepare(r)
	if r.Header.Get("X-Forwarded-Proto") == "https" {
		line.Header().Set("Strict-Transport-Security", "max-age=31536000")
	}
	if wait := g.limits.take(client, time.Now()); wait > 0 {
		g.refuse(line, r, fault.New(fault.TooMany, "address.too_many", "Too many requests from your address; wait a moment.").After(wait))
		return
	}
	if to, ok := g.o.Aliases[r.URL.Path]; ok {
		r.URL.Path, r.URL.RawPath = to, ""
	}
	switch p := r.URL.EscapedPath(); {
	case strings.HasPrefix(p, "/api/v1/"):
		segment, _, _ := strings.Cut(strings.TrimPrefix(p, "/api/v1/"), "/")
		if m, ok := g.segments[segment]; ok {
			m.Handler.ServeHTTP(line, r)
			return
		}
		g.unknown(line, r)
	case p == "/openapi.json":
		g.get(line, r, g.documents.serveJSON)
	case p == "/docs":
		g.get(line, r, g.documents.serveHTML)
	case p == "/docs/style.css":
		g.get(line, r, g.documents.serveCSS)
	case p == "/livez":
		g.get(line, r, func(w http.ResponseWriter, r *http.Request) { ok(w) })
	case p == "/readyz":
		g.get(line, r, g.ready)
	case g.o.Fallback != nil && !strings.HasPrefix(p, "/api/"):
		g.o.Fallback.ServeHTTP(line, r)
	default:
		g.unknown(line, r)
	}
}

// prepare takes out what a client may not say about itself, and puts in what services rely on.
func (g *Gateway) prepare(r *http.Request) (*http.Request, netip.Addr) {
	client, encrypted := httpserver.Client(r, g.o.TrustedProxies), httpserver.Encrypted(r, g.o.TrustedProxies)
	ctx, _ := telemetry.Begin(r.Context(), r.Header, "gateway")
	r = r.Clone(ctx)
	for _, h := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip"} {
		r.Header.Del(h)
	}
	if encrypted {
		r.Header.Set("X-Forwarded-Proto", "https")
	}
	r.Header.Set("Traceparent", telemetry.TraceParent(ctx))
	if client.IsValid() {
		r.RemoteAddr = net.JoinHostPort(client.String(), "0")
	}
	return r, client
}

func (g *Gateway) refuse(w http.ResponseWriter, r *http.Request, err error) {
	own(w, r)
	httpserver.WriteProblem(w, r, err)
}

func (g *Gateway) unknown(w http.ResponseWriter, r *http.Request) {
	own(w, r)
	httpserver.WriteStatus(w, r, http.StatusNotFound, "route.unknown", "There is nothing at this path. /openapi.json lists what there is.")
}

// get serves a path of the gateway itself.
func (g *Gateway) get(w http.ResponseWriter, r *http.Request, h http.HandlerFunc) {
	own(w, r)
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		httpserver.WriteStatus(w, r, http.StatusMethodNotAllowed, "method.not_allowed", "This path takes GET only.")
		return
	}
	h(w, r)
}

// own sets the headers of the gateway's own answers.
func own(w http.ResponseWriter, r *http.Request) {
	httpserver.Secure(w.Header())
	w.Header().Set("X-Request-Id", telemetry.RequestID(r.Context()))
}

func ok(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"status":"ok"}` + "\n")) // a client that is gone reads nothing
}

// ready asks every service; one that is not ready is named in the log only.
func (g *Gateway) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	for _, m := range g.o.Mounts {
		if m.Ready == nil {
			continue
		}
		if err := m.Ready(ctx); err != nil {
			// At the start everybody waits for somebody, and says so when it is over: that is no news.
			level := slog.LevelDebug
			if g.wasReady.Load() {
				level = slog.LevelWarn
			}
			g.o.Log.Log(ctx, level, "not ready", "service", m.Service, "err", err)
			httpserver.WriteProblem(w, r,
				fault.New(fault.Unavailable, "health.not_ready", "Not ready yet; try again soon.").After(time.Second))
			return
		}
	}
	g.wasReady.Store(true)
	ok(w)
}

// writeWait is how long a reader may take for one write.
const writeWait = 30 * time.Second

// line gives the reader fresh time with every write, so that streams live longer than the server's limit for an answer.
type line struct {
	http.ResponseWriter
	rc    *http.ResponseController
	begun bool
}

func (l *line) WriteHeader(status int) {
	l.begun = true
	l.ResponseWriter.WriteHeader(status)
}

func (l *line) Write(b []byte) (int, error) {
	l.begun = true
	_ = l.rc.SetWriteDeadline(time.Now().Add(writeWait)) // not there in tests
	return l.ResponseWriter.Write(b)
}

func (l *line) Unwrap() http.ResponseWriter { return l.ResponseWriter }
