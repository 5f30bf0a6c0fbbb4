package httpserver

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// Export is the route by which people take out what one service keeps about them. Every service that keeps anything has one; the client puts
// the parts together (client.Export), so all of them are asked in the same way: page by page, whether there is more than a page or not.
type Export struct {
	Path        string // below a segment of the service, ending in /export
	Tag         string // group in the docs page
	Description string // what is on which page, and what is left out
}

// exported is one page of a part; T is the body, of pkg/api.
type exported[T any] struct {
	Paged
	Body T
}

// RegisterExport registers it, for whoever is signed in, as "<service>-export". page gives at most limit entries after cursor ("" for the
// first page), and the cursor of the next page, "" at the end. What is there once is in the first page. Whom it is about is in the context
// (auth.From): there is no way to ask for somebody else. Neither who decided about, blocked or reported them is ever in it.
func RegisterExport[T any](r *Router, e Export, page func(ctx context.Context, limit int, cursor string) (T, string, error)) {
	Register(r, Op{
		ID: r.o.Service + "-export", Method: http.MethodGet, Path: e.Path, Tag: e.Tag, Permission: auth.SignedIn,
		Summary: "What " + r.o.Service + " keeps about you", Description: e.Description,
	}, func(ctx context.Context, in *Paging) (*exported[T], error) {
		part, next, err := page(ctx, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		return &exported[T]{Paged{NextLink(ctx, next)}, part}, nil
	})
}

// Whole is the page of a part that fits on one. It has no cursor, so none is taken.
func Whole[T any](part func(ctx context.Context) (T, error)) func(ctx context.Context, limit int, cursor string) (T, string, error) {
	return func(ctx context.Context, _ int, cursor string) (T, string, error) {
		if cursor != "" {
			var none T
			return none, "", fault.InvalidFields(fault.Field{Pointer: "?cursor", Code: "invalid"})
		}
		out, err := part(ctx)
		return out, "", err
	}
}
