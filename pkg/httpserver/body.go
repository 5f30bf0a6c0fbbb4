package httpserver

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver/strict"
)

// readBody reads, bounds and checks the body, and puts it back for huma to decode.
func (r *Router) readBody(w http.ResponseWriter, req *http.Request, rt *route, rec *record) error {
	if len(rt.types) == 0 {
		return noBody(w, req)
	}
	t, err := rt.checkType(req)
	if err != nil {
		return err
	}
	rec.contentType = t
	limit := rt.op.MaxBody
	if req.ContentLength > limit {
		return tooLarge(limit)
	}
	if rt.file {
		if !r.uploads.TryAcquire(limit) {
			return fault.New(fault.Unavailable, "upload.busy", "Too many uploads at a time; try again soon.").After(10 * time.Second)
		}
		rec.release = func() { r.uploads.Release(limit) }
	}
	if req.ContentLength != 0 {
		// Not for empty bodies: there the server already waits for the next request on this connection.
		deadline := time.Now().Add(bodyTimeout + time.Duration(limit/defaultMaxBody)*time.Second)
		_ = http.NewResponseController(w).SetReadDeadline(deadline)
	}
	body, err := io.ReadAll(io.LimitReader(req.Body, limit+1))
	switch {
	case err != nil:
		rec.body = []byte{} // there is no more to come
		return unreadable(w, err)
	case int64(len(body)) > limit:
		return tooLarge(limit)
	case len(body) == 0 && rt.needBody:
		return fault.InvalidFields(fault.Field{Pointer: "", Code: strict.Required})
	}
	rec.body = body
	if rt.body != nil && len(body) > 0 {
		if body, err = strict.Check(body, rt.body); err != nil {
			return err
		}
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	return nil
}

// noBody refuses a body where none is taken: it would be an instruction that nobody follows.
func noBody(w http.ResponseWriter, req *http.Request) error {
	if req.ContentLength == 0 {
		return nil
	}
	if req.ContentLength < 0 { // chunked, perhaps of nothing
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTimeout))
		n, err := io.ReadFull(req.Body, make([]byte, 1))
		if n == 0 && errors.Is(err, io.EOF) {
			return nil
		}
	}
	return fault.New(fault.Malformed, "body.unexpected", "This request takes no body; send it without one.")
}

// Limits of reading what is refused anyway.
const (
	drainBytes  = 32 << 20
	drainTime   = 5 * time.Second
	keepsAnyway = 256 << 10 // net/http itself reads so much
)

// drain reads the body of a refused request, within bounds: else the connection is reset while the client still sends, and
// somebody whose file is too large reads "connection lost" instead of why. For people who are signed in.
func drain(w http.ResponseWriter, req *http.Request, rec *record) {
	if rec.principal.SignedIn() && rec.body == nil && (req.ContentLength < 0 || req.ContentLength > keepsAnyway) {
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(drainTime))
		_, _ = io.CopyN(io.Discard, req.Body, drainBytes)
	}
}

// checkType refuses content types and encodings that are not taken.
func (rt *route) checkType(req *http.Request) (string, error) {
	if req.ContentLength == 0 && !rt.needBody {
		return "", nil
	}
	if e := req.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return "", refusal(415, "content_encoding", "Send the body without compression.")
	}
	t, params, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	charset := strings.ToLower(params["charset"])
	if err != nil || !slices.Contains(rt.types, t) || charset != "" && charset != "utf-8" {
		return "", refusal(415, "content_type", "Send the body as "+strings.Join(rt.types, " or ")+" in UTF-8.")
	}
	return t, nil
}

func tooLarge(limit int64) error {
	return fault.Newf(fault.TooLarge, "body.too_large", "The body has more than the %d bytes that are taken here.", limit)
}

func unreadable(w http.ResponseWriter, err error) error {
	w.Header().Set("Connection", "close") // what is left of the body would be read as the next request
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return refusal(408, "body.timeout", "The body did not arrive in time; try again on a better line.")
	}
	return fault.New(fault.Malformed, "body.unreadable", "The body broke off, or its framing cannot be read.").With(err)
}
