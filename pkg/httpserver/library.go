package httpserver

import (
	"net/http"
	"reflect"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
)

// setUp sets what Gin and huma keep in package variables, once and before the first engine: both have no other place for it.
var setUp = sync.OnceFunc(func() {
	gin.SetMode(gin.ReleaseMode)
	huma.DefaultArrayNullable = false
	huma.ValidateStrictCasing = true
	huma.NewError = func(status int, _ string, errs ...error) huma.StatusError { return libraryFailure(status, errs) }
	huma.NewErrorWithContext = func(_ huma.Context, status int, _ string, errs ...error) huma.StatusError {
		return libraryFailure(status, errs)
	}
})

func newEngine() *gin.Engine {
	e := gin.New()
	e.RedirectTrailingSlash = false
	e.HandleMethodNotAllowed = true
	e.ForwardedByClientIP = false
	// An encoded slash stays inside its segment. The gate takes the escapes out of the values: Gin would turn + into a space.
	e.UseRawPath = true
	e.UnescapePathValues = false
	return e
}

// adapter hands huma's operations to the router, which puts its gate before them.
type adapter struct {
	http.Handler
	router *Router
}

// Handle is called by huma.Register with the finished operation.
func (a *adapter) Handle(op *huma.Operation, handler func(huma.Context)) {
	rt := op.Metadata["route"].(*route)
	a.router.mount(op, rt, func(c *gin.Context) { handler(humagin.NewContext(op, c)) })
}

func newAPI(r *Router) huma.API {
	format := huma.Format{Marshal: marshal, Unmarshal: unmarshal}
	cfg := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: r.o.Title, Version: "v1"},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", r.schemaName),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"bearer": {Type: "http", Scheme: "bearer", Description: "An access token; see sessions for how to get one."},
				},
			},
		},
		Formats:       map[string]huma.Format{jsonType: format, problemType: format},
		DefaultFormat: jsonType,
		Transformers:  []huma.Transformer{r.render},
	}
	return huma.NewAPI(cfg, &adapter{Handler: r.engine, router: r})
}

// schemaName names a type with its package, so that documents of several services can be put together. What has no name of
// its own is named after the service and the place where it stands.
func (r *Router) schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := t.Name()
	if name == "" {
		return r.o.Service + "." + huma.DefaultSchemaNamer(t, hint)
	}
	pkg := t.PkgPath()
	pkg = pkg[strings.LastIndexByte(pkg, '/')+1:]
	if base, args, generic := strings.Cut(name, "["); generic {
		name = base + "Of"
		for _, arg := range strings.Split(strings.TrimSuffix(args, "]"), ",") {
			name += huma.DefaultSchemaNamer(reflect.TypeFor[any](), arg)
		}
	}
	if pkg == "" {
		return name
	}
	return pkg + "." + name
}
