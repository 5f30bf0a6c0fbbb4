package httpserver

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/waymark-dev/waymark/pkg/auth"
)

// prefix is where every route lives.
const prefix = "/api/v1/"

// permissionKey is where the document says who may call an operation.
const permissionKey = "x-waymark-permission"

// Defaults of an operation.
const (
	defaultMaxBody = 64 << 10         // bytes
	defaultTimeout = 30 * time.Second // for the answer
	bodyTimeout    = 10 * time.Second // for a body to arrive, and one more second for each 64 kB that it may have
)

// Op describes one operation.
type Op struct {
	ID          string // "mentoring-accept-request"; unique over all services
	Method      string
	Path        string // "/api/v1/requests/{id}/accept"
	Tag         string // group in the docs page
	Summary     string
	Description string
	Permission  auth.Permission // New panics without one
	Status      int             // of success; 200 by default, 204 for an output without Body
	MaxBody     int64           // bytes; 64 kB by default
	// Idempotent: the route takes (and for a POST that creates: needs) an Idempotency-Key; KeyFrom(ctx) has it. Where
	// people need not be signed in, the key has at least 16 characters: strangers must not meet on one.
	Idempotent bool
	// Errors are the statuses this operation can answer beside those every route can (400 401 403 404 406 408 413 415 422
	// 429 500 503 504 as far as they apply).
	Errors []int
	// Query are the query parameters of a stream or an upload; all others are refused. (Other operations have them in
	// their input.)
	Query []Query
	// Timeout bounds the whole answer (504 then); 30 s by default. Streams have none.
	Timeout time.Duration
}

// Query is one query parameter of a stream or an upload: a text.
type Query struct {
	Name, Doc string
	Required  bool
	MaxLength int // characters; 200 by default
	Enum      []string
}

// Register registers an operation. In and Out are huma inputs and outputs (fields by tags; Body of pkg/api). The context has
// the principal (auth.From), and an error is a fault or internal. It panics without a permission.
func Register[In, Out any](r *Router, op Op, fn func(ctx context.Context, in *In) (*Out, error)) {
	hop, rt := r.describe(op)
	huma.Register(r.api, *hop, func(ctx context.Context, in *In) (*Out, error) {
		out, err := fn(ctx, in)
		if err != nil {
			return nil, rt.fail(ctx, err)
		}
		return out, nil
	})
}

// describe makes huma's description of an operation, with everything that every route has.
func (r *Router) describe(op Op) (*huma.Operation, *route) {
	switch {
	case op.Permission == "":
		panic("httpserver: " + op.Method + " " + op.Path + " states no permission")
	case !known(op.Permission):
		panic("httpserver: " + op.ID + " states a permission that does not exist")
	case !strings.HasPrefix(op.Path, prefix):
		panic("httpserver: " + op.Path + " is not below " + prefix)
	case op.ID == "" || op.Method == "":
		panic("httpserver: " + op.Path + " has no id or no method")
	}
	if op.MaxBody == 0 {
		op.MaxBody = defaultMaxBody
	}
	if op.Timeout == 0 {
		op.Timeout = defaultTimeout
	}
	if op.Tag == "" {
		op.Tag = r.o.Service
	}
	rt := &route{op: op}
	hop := &huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: op.Path, Tags: []string{op.Tag},
		Summary: op.Summary, Description: op.Description, DefaultStatus: op.Status,
		MaxBodyBytes: op.MaxBody + 1, BodyReadTimeout: -1, SkipValidateParams: true, SkipValidateBody: true,
		Metadata:   map[string]any{"route": rt, "permission": op.Permission},
		Security:   []map[string][]string{{"bearer": {}}},
		Extensions: map[string]any{permissionKey: op.Permission},
	}
	if open(op.Permission) {
		hop.Security = append([]map[string][]string{{}}, hop.Security...)
	}
	hop.Responses = map[string]*huma.Response{}
	problem := r.problemSchema()
	for _, status := range []int{400, 500} { // so that huma adds no default answer; compile adds the rest
		hop.Responses[strconv.Itoa(status)] = problemResponse(problem, status)
	}
	hop.Parameters = append(hop.Parameters, versionParam())
	for _, q := range op.Query {
		hop.Parameters = append(hop.Parameters, q.param())
	}
	if op.Idempotent {
		hop.Parameters = append(hop.Parameters, keyParam(op))
	}
	return hop, rt
}

func (q Query) param() *huma.Param {
	if q.MaxLength == 0 {
		q.MaxLength = 200
	}
	s := &huma.Schema{Type: huma.TypeString, MaxLength: &q.MaxLength, Description: q.Doc}
	for _, e := range q.Enum {
		s.Enum = append(s.Enum, e)
	}
	return &huma.Param{Name: q.Name, In: "query", Description: q.Doc, Required: q.Required, Schema: s}
}

func known(p auth.Permission) bool {
	return slices.Contains([]auth.Permission{
		auth.Public, auth.SignedIn, auth.OwnObject, auth.ScopedRole, auth.IsModerator, auth.IsAdministrator, auth.Unsubscribe,
	}, p)
}

// open says whether a permission lets people in who are not signed in.
func open(p auth.Permission) bool { return p == auth.Public || p == auth.Unsubscribe }

// mount puts an operation behind its gate. huma has filled in parameters and body by now.
func (r *Router) mount(hop *huma.Operation, rt *route, handler gin.HandlerFunc) {
	rt.compile(r, hop)
	path := strings.NewReplacer("{", ":", "}", "").Replace(hop.Path)
	serve := func(c *gin.Context) {
		if leave, ok := r.gate(c, rt); ok {
			defer leave()
			handler(c)
		}
	}
	r.engine.Handle(hop.Method, path, serve)
	if hop.Method == http.MethodGet {
		r.engine.Handle(http.MethodHead, path, serve)
	}
	r.routes = append(r.routes, Route{Method: hop.Method, Path: hop.Path, ID: hop.OperationID, Permission: rt.op.Permission})
}
