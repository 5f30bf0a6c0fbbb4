package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// maxPages ends a list that would never end.
const maxPages = 100_000

// Pages goes through a whole list, page by page as it is needed. It ends with the first error.
func Pages[T any](ctx context.Context, c *Client, path string, query url.Values, opts ...CallOption) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		for range maxPages {
			var a Answer
			page, err := Do[api.List[T]](ctx, c, http.MethodGet, path, query, nil, append(opts[:len(opts):len(opts)], Into(&a))...)
			if err != nil {
				yield(none, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if a.Next == "" {
				return
			}
			next, err := url.Parse(a.Next)
			if err != nil {
				yield(none, fault.New(fault.Internal, "client.link", "The server named a next page that cannot be read.").With(err))
				return
			}
			query = next.Query() // of the same path: a list does not send its reader elsewhere
		}
	}
}

var (
	linkNext = regexp.MustCompile(`<([^>]*)>\s*;[^,]*\brel="?next"?`)
	linkPrev = regexp.MustCompile(`<([^>]*)>\s*;[^,]*\brel="?prev"?`)
)

// linkOf finds path and query of one relation in Link headers.
func linkOf(h http.Header, rel *regexp.Regexp) string {
	if m := rel.FindStringSubmatch(strings.Join(h.Values("Link"), ", ")); m != nil {
		return m[1]
	}
	return ""
}
