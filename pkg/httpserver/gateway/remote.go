package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

// shunned is how long a replica that could not be reached gets no requests while others can.
const shunned = 2 * time.Second

// Remote is a service in other processes: one or more replicas that are all alike.
type Remote struct {
	service  string
	replicas []*replica
	next     atomic.Uint64
	proxy    *httputil.ReverseProxy
	pool     *http.Transport
	log      *slog.Logger
}

type replica struct {
	url  *url.URL
	down atomic.Int64 // until when, in milliseconds since 1970
}

// NewRemote makes the way to the replicas at the given base URLs, such as "http://10.0.0.7:8080". They must trust the gateway's
// address (Options.TrustedProxies of their routers).
func NewRemote(service string, replicas []string, log *slog.Logger) (*Remote, error) {
	if len(replicas) == 0 {
		return nil, fmt.Errorf("gateway: %s has no replicas", service)
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	r := &Remote{service: service, log: log, pool: &http.Transport{
		DialContext:         (&net.Dialer{Timeout: 2 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		MaxIdleConnsPerHost: 256, IdleConnTimeout: 30 * time.Second, // before the replica closes them
		ResponseHeaderTimeout: 60 * time.Second, DisableCompression: true, ForceAttemptHTTP2: false,
	}}
	for _, s := range replicas {
		u, err := url.Parse(s)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, fmt.Errorf("gateway: a replica of %s has no http address", service)
		}
		r.replicas = append(r.replicas, &replica{url: u})
	}
	r.proxy = &httputil.ReverseProxy{
		Rewrite: rewrite, Transport: r, FlushInterval: -1, ModifyResponse: endWithServer, ErrorHandler: r.failed,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	return r, nil
}

// Close drops idle connections.
func (r *Remote) Close() { r.pool.CloseIdleConnections() }

// ServeHTTP hands the request to a replica.
func (r *Remote) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.Body != nil && req.Body != http.NoBody {
		req.Body = &incoming{ReadCloser: req.Body}
	}
	r.proxy.ServeHTTP(w, req)
}

func rewrite(p *httputil.ProxyRequest) {
	p.SetXForwarded()
	p.Out.URL.RawQuery = p.In.URL.RawQuery // a malformed one is the service's to refuse
	p.Out.Host = p.In.Host
}

// incoming notes what happened to a body, to know whose fault a failure is and whether another replica can be asked.
type incoming struct {
	io.ReadCloser
	begun atomic.Bool
	mu    sync.Mutex
	err   error
}

func (b *incoming) Read(p []byte) (int, error) {
	b.begun.Store(true)
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		b.mu.Lock()
		b.err = err
		b.mu.Unlock()
	}
	return n, err
}

// Close leaves the body open: the server closes it, and another replica may still need it.
func (b *incoming) Close() error { return nil }

func (b *incoming) failed() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

// RoundTrip asks the replicas in turn until one answers. Another one is asked where nothing can have happened yet: the
// connection could not be made, or the request only reads.
func (r *Remote) RoundTrip(req *http.Request) (*http.Response, error) {
	reads := req.Method == http.MethodGet || req.Method == http.MethodHead
	body, _ := req.Body.(*incoming)
	var last error
	order := r.order(time.Now())
	for i, one := range order {
		out := req.Clone(req.Context())
		out.URL.Scheme, out.URL.Host = one.url.Scheme, one.url.Host
		res, err := r.pool.RoundTrip(out)
		if err == nil {
			one.down.Store(0)
			if res.StatusCode == http.StatusServiceUnavailable && reads && i+1 < len(order) {
				_, _ = io.CopyN(io.Discard, res.Body, 64<<10)
				_ = res.Body.Close()
				continue
			}
			return res, nil
		}
		last = err
		if req.Context().Err() != nil || body != nil && body.failed() != nil {
			break
		}
		one.down.Store(time.Now().Add(shunned).UnixMilli())
		r.log.Warn("replica failed", "service", r.service, "replica", one.url.Host, "err", err)
		var op *net.OpError
		reached := !errors.As(err, &op) || op.Op != "dial"
		if body != nil && body.begun.Load() || reached && !reads {
			break
		}
	}
	return nil, last
}

// order begins with the next replica in turn, and puts those that failed just now at the end.
func (r *Remote) order(now time.Time) []*replica {
	n := len(r.replicas)
	start := int(r.next.Add(1) % uint64(n))
	var up, down []*replica
	for i := range n {
		one := r.replicas[(start+i)%n]
		if one.down.Load() > now.UnixMilli() {
			down = append(down, one)
		} else {
			up = append(up, one)
		}
	}
	return append(up, down...)
}

func (r *Remote) failed(w http.ResponseWriter, req *http.Request, err error) {
	own(w, req)
	if body, ok := req.Body.(*incoming); ok && body.failed() != nil {
		w.Header().Set("Connection", "close")
		err = fault.New(fault.Malformed, "body.unreadable", "The body broke off, or did not arrive in time.").With(err)
	} else {
		err = fault.New(fault.Unavailable, "service.unreachable", "This part is not available now; try again soon.").
			After(time.Second).With(err)
	}
	httpserver.WriteProblem(w, req, err)
}

// endWithServer makes a stream end when this server stops: it has no end of its own.
func endWithServer(res *http.Response) error {
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		return nil
	}
	stop := httpserver.Stopping(res.Request.Context())
	b := &ending{ReadCloser: res.Body, stop: stop}
	b.release = context.AfterFunc(stop, func() { _ = b.ReadCloser.Close() })
	res.Body = b
	return nil
}

type ending struct {
	io.ReadCloser
	stop    context.Context
	release func() bool
}

func (b *ending) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && b.stop.Err() != nil {
		err = io.EOF
	}
	return n, err
}

func (b *ending) Close() error {
	b.release()
	return b.ReadCloser.Close()
}

// Ready asks the replicas until one says that it is ready.
func (r *Remote) Ready(ctx context.Context) error {
	var last error
	for _, one := range r.order(time.Now()) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, one.url.JoinPath("/readyz").String(), nil)
		if err != nil {
			return fmt.Errorf("gateway: %w", err)
		}
		res, err := r.pool.RoundTrip(req)
		if err != nil {
			last = err
			continue
		}
		_, _ = io.CopyN(io.Discard, res.Body, 4096)
		_ = res.Body.Close()
		if res.StatusCode == http.StatusOK {
			return nil
		}
		last = fmt.Errorf("gateway: %s answers %d", one.url.Host, res.StatusCode)
	}
	return last
}
