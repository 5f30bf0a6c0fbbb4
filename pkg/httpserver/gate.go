package httpserver

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver/strict"
)

// gate lets a request in to its operation, or answers it. Who calls comes first, so that strangers learn nothing about the
// rest; then what they ask for; the body last.
func (r *Router) gate(c *gin.Context, rt *route) (leave context.CancelFunc, ok bool) {
	rec := recordOf(c.Request.Context())
	rec.route, rec.op = rt.op.Path, rt.op.ID
	rec.path = c.Request.URL.EscapedPath()
	if q := c.Request.URL.RawQuery; q != "" {
		rec.path += "?" + q
	}
	if err := r.admit(c, rt, rec); err != nil {
		f := failureOf(err)
		rec.undeclared = !rt.answers[f.problem.Status]
		drain(c.Writer, c.Request, rec)
		writeFailure(c.Writer, c.Request, f)
		return nil, false
	}
	ctx, leave := auth.With(c.Request.Context(), rec.principal), func() {}
	if !rt.stream {
		ctx, leave = context.WithTimeout(ctx, rt.op.Timeout)
	}
	c.Request = c.Request.WithContext(ctx)
	return leave, true
}

func (r *Router) admit(c *gin.Context, rt *route, rec *record) error {
	req := c.Request
	p, err := r.principal(req.Header)
	if err != nil {
		return err
	}
	rec.principal = p
	if !open(rt.op.Permission) && !p.SignedIn() {
		return fault.New(fault.Unauthenticated, "auth.required", "Sign in first: send a bearer token.")
	}
	if !rt.permitted(p) {
		return fault.New(fault.Forbidden, "auth.forbidden", "Your account does not have the role that this needs.")
	}
	want := cmp.Or(rt.text, jsonType)
	if rt.stream {
		want = eventsType
	}
	if !accepts(req.Header, want) {
		return refusal(406, "not_acceptable", "This answers "+want+" only; say so in Accept, or leave it out.")
	}
	wrong := rt.checkParams(c, rec)
	if wrong != nil && (rt.file || !fault.Has(wrong, fault.Invalid)) {
		return wrong
	}
	if err := together(wrong, r.readBody(c.Writer, req, rt, rec)); err != nil {
		return err
	}
	if rt.op.Idempotent {
		rec.makeKey(rt.op, req.Header.Get(keyHeader))
	}
	if !r.wait(req.Context(), p, parseVersions(elements(req.Header.Values(versionHeader)))) {
		c.Header(staleHeader, "true")
	}
	return nil
}

// together lists what is wrong with parameters and body at once. Parameters come first where the body cannot be read at all.
func together(params, body error) error {
	if params == nil || !fault.Has(body, fault.Invalid) {
		return cmp.Or(params, body)
	}
	fields := append(slices.Clone(fault.As(params).Fields), fault.As(body).Fields...)
	return fault.InvalidFields(fields[:min(len(fields), strict.MaxFields)]...)
}

// maxToken is the greatest size of an Authorization header in bytes.
const maxToken = 8 << 10

// principal verifies the bearer token. None is nobody; one that does not hold is refused everywhere, so that a client with an
// old token learns it at once.
func (r *Router) principal(h http.Header) (auth.Principal, error) {
	token, err := bearer(h)
	if err != nil || token == "" {
		return auth.Principal{}, err
	}
	return r.o.Guard.Verify(token)
}

func bearer(h http.Header) (string, error) {
	lines := h.Values("Authorization")
	if len(lines) == 0 {
		return "", nil
	}
	scheme, token, _ := strings.Cut(lines[0], " ")
	token = strings.TrimSpace(token)
	if len(lines) > 1 || len(lines[0]) > maxToken || !strings.EqualFold(scheme, "Bearer") || token == "" {
		return "", fault.New(fault.Unauthenticated, "auth.scheme", "Send one Authorization header: Bearer and a token.")
	}
	return token, nil
}
