package httpserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Content types.
const (
	jsonType    = "application/json"
	problemType = "application/problem+json"
	eventsType  = "text/event-stream"
)

// failure is a problem document on its way out. huma sees it as an error with a status.
type failure struct {
	problem fault.Problem
	header  http.Header
	cause   error // for the log
}

func (f *failure) Error() string             { return f.problem.Code }
func (f *failure) Unwrap() error             { return f.cause }
func (f *failure) GetStatus() int            { return f.problem.Status }
func (f *failure) GetHeaders() http.Header   { return f.headers() }
func (f *failure) ContentType(string) string { return problemType }

// MarshalJSON is the problem document.
func (f *failure) MarshalJSON() ([]byte, error) { return json.Marshal(f.problem) }

// Schema keeps huma from describing the type itself: every refusal is described by fault.Problem.
func (f *failure) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Type: huma.TypeObject} }

func (f *failure) headers() http.Header {
	h := http.Header{}
	for k, v := range f.header {
		h[k] = v
	}
	if f.problem.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(f.problem.RetryAfter))
	}
	if f.problem.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="waymark"`)
	}
	return h
}

// failureOf is what an error becomes outside: a fault as it is, anything else without its text.
func failureOf(err error) *failure {
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	var known *fault.Fault
	if !errors.As(err, &known) && (errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)) {
		err = fault.New(fault.Deadline, "deadline", "This took too long. Ask again, with the same Idempotency-Key if you sent one.").With(err)
	}
	x := fault.As(err)
	return &failure{problem: x.Problem(), cause: err}
}

// titles of the statuses that are no kind of fault.
var titles = map[int]string{
	404: "Not found", 405: "Method not allowed", 406: "No such representation", 408: "The body took too long",
	415: "Content type not taken",
}

func titleOf(status int) string {
	if t, ok := titles[status]; ok {
		return t
	}
	return fault.New(fault.KindOf(status), "", "").Problem().Title
}

// refusal is a problem with a status that is no kind of fault.
func refusal(status int, code, detail string, fields ...fault.Field) *failure {
	return &failure{problem: fault.Problem{
		Type:  "urn:waymark:problem:" + strings.ReplaceAll(strings.ToLower(http.StatusText(status)), " ", "_"),
		Title: titleOf(status), Status: status, Code: code, Detail: detail, Fields: fields,
	}}
}

var (
	noRoute  = refusal(404, "route.unknown", "There is nothing at this path. /openapi.json lists what there is.")
	noMethod = refusal(405, "method.not_allowed", "This path does not take this method; the Allow header lists those it takes.")
)

// writeFailure answers with a problem document.
func writeFailure(w http.ResponseWriter, r *http.Request, f *failure) {
	if rec := recordOf(r.Context()); rec != nil {
		rec.failed(f)
	}
	b, err := json.Marshal(f)
	if err != nil { // parameters that JSON does not know: keep the rest
		f.problem.Fields = nil
		b, _ = json.Marshal(f)
	}
	h := w.Header()
	for k, v := range f.headers() {
		h[k] = v
	}
	h.Set("Content-Type", problemType)
	h.Set("Content-Length", strconv.Itoa(len(b)))
	w.WriteHeader(f.problem.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(b) // a client that is gone reads nothing
	}
}

// WriteProblem answers with the problem document of err. For handlers beside a router, such as the gateway.
func WriteProblem(w http.ResponseWriter, r *http.Request, err error) {
	writeFailure(w, r, failureOf(err))
}

// WriteStatus answers with a problem document that has a status which is no kind of fault (404 of a path, 405, 406 …).
func WriteStatus(w http.ResponseWriter, r *http.Request, status int, code, detail string) {
	writeFailure(w, r, refusal(status, code, detail))
}

// libraryFailure is what huma's own refusals become. The gate has checked everything before, so they are rare: a value that
// follows its schema and still does not fit its Go type. Never huma's texts: they repeat values.
func libraryFailure(status int, errs []error) *failure {
	for _, err := range errs {
		var f *fault.Fault
		if errors.As(err, &f) {
			return failureOf(f)
		}
	}
	if status >= 500 || status == 0 { // 0: huma asks for an example while it registers
		return failureOf(fmt.Errorf("huma answered %d: %w", status, errors.Join(errs...)))
	}
	var fields []fault.Field
	for _, err := range errs {
		if d, ok := err.(huma.ErrorDetailer); ok && len(fields) < 20 {
			fields = append(fields, fault.Field{Pointer: pointerOf(d.ErrorDetail().Location), Code: "format"})
		}
	}
	x := fault.New(fault.KindOf(status), "invalid", "Some of this needs a change; each field says what to do.")
	x.Fields = fields
	f := failureOf(x)
	f.problem.Status = status
	return f
}

// pointerOf turns huma's location "body.items[3].tags" into a pointer.
func pointerOf(location string) string {
	in, rest, _ := strings.Cut(location, ".")
	switch in {
	case "query":
		return "?" + rest
	case "path", "header":
		return in + ":" + rest
	}
	if rest == "" {
		return ""
	}
	return "/" + strings.NewReplacer(".", "/", "[", "/", "]", "").Replace(rest)
}

// fail makes the answer of a use case that failed, and says so in the log if the document does not list it.
func (rt *route) fail(ctx context.Context, err error) error {
	f := failureOf(err)
	if rec := recordOf(ctx); rec != nil {
		rec.failed(f)
		rec.undeclared = !rt.answers[f.problem.Status]
	}
	return f
}
