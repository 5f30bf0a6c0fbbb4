package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// InProcess sends requests to a handler of the same process, without a socket. Answers stream, and a request that is given up
// ends the handler's context. The context's values stay behind, as they would on a line.
func InProcess(h http.Handler) http.RoundTripper { return inProcess{h} }

type inProcess struct{ handler http.Handler }

// RoundTrip runs the handler until its answer begins.
func (p inProcess) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(bare{req.Context()})
	in := req.Clone(ctx)
	in.RequestURI, in.Proto, in.ProtoMajor, in.ProtoMinor = req.URL.RequestURI(), "HTTP/1.1", 1, 1
	if in.Host == "" {
		in.Host = req.URL.Host
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	r, w := io.Pipe()
	out := &pipeWriter{header: http.Header{}, begun: make(chan struct{}), pipe: w}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer in.Body.Close()
		defer func() {
			if p := recover(); p != nil {
				out.fail(fmt.Errorf("client: the handler broke off: %v", p))
				return
			}
			out.WriteHeader(http.StatusOK)
			_ = w.Close()
		}()
		p.handler.ServeHTTP(out, in)
	}()
	select {
	case <-out.begun:
	case <-ctx.Done():
		cancel()
		_ = r.CloseWithError(ctx.Err())
		return nil, ctx.Err()
	}
	if out.broken != nil {
		cancel()
		return nil, out.broken
	}
	res := &http.Response{
		Status: strconv.Itoa(out.status) + " " + http.StatusText(out.status), StatusCode: out.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: out.sent, Request: req, ContentLength: -1,
		Body: &pipeReader{PipeReader: r, cancel: cancel},
	}
	if n, err := strconv.ParseInt(out.sent.Get("Content-Length"), 10, 64); err == nil {
		res.ContentLength = n
	}
	if req.Method == http.MethodHead || out.status == http.StatusNoContent || out.status == http.StatusNotModified {
		go func() { _, _ = io.Copy(io.Discard, r) }()
		select { // whatever the handler still does is not cut off by a caller that has nothing to read
		case <-ended:
		case <-ctx.Done():
		}
		cancel()
		res.Body = http.NoBody
	}
	return res, nil
}

// bare is a context without its values.
type bare struct{ ctx context.Context }

func (b bare) Deadline() (time.Time, bool) { return b.ctx.Deadline() }
func (b bare) Done() <-chan struct{}       { return b.ctx.Done() }
func (b bare) Err() error                  { return b.ctx.Err() }
func (b bare) Value(any) any               { return nil }

// pipeWriter is the handler's side.
type pipeWriter struct {
	header http.Header
	once   sync.Once
	begun  chan struct{}
	status int
	sent   http.Header // as it was when the answer began
	broken error
	pipe   *io.PipeWriter
}

func (w *pipeWriter) Header() http.Header { return w.header }

func (w *pipeWriter) WriteHeader(status int) {
	if status >= 100 && status < 200 {
		return
	}
	w.once.Do(func() {
		w.status, w.sent = status, w.header.Clone()
		close(w.begun)
	})
}

func (w *pipeWriter) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	if len(b) == 0 {
		return 0, nil
	}
	return w.pipe.Write(b)
}

// Flush has nothing to do but to begin: the pipe holds nothing back.
func (w *pipeWriter) Flush() { w.WriteHeader(http.StatusOK) }

// SetWriteDeadline and SetReadDeadline are not needed: the reader's context ends the pipe.
func (w *pipeWriter) SetWriteDeadline(time.Time) error { return nil }

// SetReadDeadline is there for the same reason.
func (w *pipeWriter) SetReadDeadline(time.Time) error { return nil }

func (w *pipeWriter) fail(err error) {
	w.once.Do(func() {
		w.broken = err
		close(w.begun)
	})
	_ = w.pipe.CloseWithError(err)
}

// pipeReader ends the handler when the answer is closed.
type pipeReader struct {
	*io.PipeReader
	cancel context.CancelFunc
}

var errClosed = errors.New("client: the answer was closed")

func (r *pipeReader) Close() error {
	r.cancel()
	return r.PipeReader.CloseWithError(errClosed)
}
