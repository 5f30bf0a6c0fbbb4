package httpserver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/telemetry"
)

const requestIDHeader = "X-Request-Id"

// record is what is known about one request while it runs.
type record struct {
	route      string // the pattern, never the path: paths have ids of people
	op         string
	err        error
	undeclared bool
	panicked   bool

	principal auth.Principal
	key       Key
	query     map[string]string
	path      string // as it was asked for, with the query, for Link headers
	body      []byte
	address   string

	contentType string // of the body
	release     func() // gives back what the body holds of the upload memory
}

func (r *record) failed(f *failure) { r.err = f }

type recordKey struct{}

// recordOf finds the record; nil outside of a router.
func recordOf(ctx context.Context) *record {
	r, _ := ctx.Value(recordKey{}).(*record)
	return r
}

// frame is around everything a router does: request id, security headers, recovery, log, metrics.
type frame struct {
	router *Router
	next   http.Handler
}

func (f *frame) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	start := time.Now() // of the machine: durations are no domain time
	rec := &record{route: "none", address: f.router.addressOf(req)}
	ctx, span := telemetry.Begin(req.Context(), req.Header, f.router.o.Service)
	ctx = context.WithValue(ctx, recordKey{}, rec)
	req = req.WithContext(ctx)
	out := &watcher{ResponseWriter: w}
	begin(ctx, out.Header())
	// A reader that takes its answer drop by drop holds a connection no longer than this; streams set their own.
	_ = http.NewResponseController(w).SetWriteDeadline(start.Add(2 * time.Minute))
	done := f.router.metrics.Started(f.router.o.Service)
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				done(rec.route, req.Method, out.code())
				panic(p)
			}
			why, _ := p.(error)
			if rec.panicked = out.shut == nil || !errors.Is(why, out.shut); rec.panicked {
				rec.err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			} else { // huma panics where an answer cannot be written
				rec.err = fmt.Errorf("writing the answer: %v", p)
			}
			if out.status == 0 {
				clear(out.Header())
				begin(ctx, out.Header())
				writeFailure(out, req.WithContext(context.WithoutCancel(req.Context())), failureOf(rec.err))
			}
		}
		if rec.release != nil {
			rec.release()
		}
		done(rec.route, req.Method, out.code())
		span.End()
		f.log(req, rec, out, time.Since(start))
	}()
	f.next.ServeHTTP(out, req)
}

func begin(ctx context.Context, h http.Header) {
	Secure(h)
	h.Set(requestIDHeader, telemetry.RequestID(ctx))
}

// log writes one line for a request: no path, query, body, token, address or person.
func (f *frame) log(req *http.Request, rec *record, out *watcher, took time.Duration) {
	level := slog.LevelInfo
	attrs := []slog.Attr{
		slog.String("method", req.Method), slog.String("route", rec.route),
		slog.Int("status", out.code()), slog.Int64("bytes", out.bytes), slog.Float64("ms", float64(took.Microseconds())/1000),
		slog.String("request", telemetry.RequestID(req.Context())),
	}
	if rec.err != nil {
		f, ok := rec.err.(*failure)
		if ok {
			attrs = append(attrs, slog.String("code", f.problem.Code))
		}
		gone := !rec.panicked && (out.shut != nil || errors.Is(req.Context().Err(), context.Canceled))
		if gone { // whoever asked waits no more: what comes of that is no fault of ours
			attrs = append(attrs, slog.Bool("gone", true))
		}
		if out.code() >= 500 {
			if !gone {
				level = slog.LevelError
			}
			if ok && f.cause != nil {
				attrs = append(attrs, slog.String("err", f.cause.Error()))
			} else {
				attrs = append(attrs, slog.String("err", rec.err.Error()))
			}
		}
	}
	if rec.undeclared {
		level = slog.LevelError
		attrs = append(attrs, slog.Bool("undeclared", true))
	}
	f.router.o.Log.LogAttrs(req.Context(), level, "request", attrs...)
}

// Secure sets the headers that every answer of an API has.
func Secure(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}

// watcher notes what was answered.
type watcher struct {
	http.ResponseWriter
	status int
	bytes  int64
	shut   error // why a write has failed
}

func (w *watcher) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watcher) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	w.shut = cmp.Or(w.shut, err)
	return n, err
}

func (w *watcher) code() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}

// Flush and Unwrap keep streaming and deadlines working.
func (w *watcher) Flush()                      { _ = http.NewResponseController(w.ResponseWriter).Flush() }
func (w *watcher) Unwrap() http.ResponseWriter { return w.ResponseWriter }
