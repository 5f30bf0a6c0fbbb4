package store

import (
	"context"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Section pages through one of several lists that are read one after the other. It says how many it gave, and the cursor of its next
// page ("" at its end).
type Section func(limit int, after string) (n int, next string, err error)

// Sections fills one page of at most limit documents (0 is 100) from several lists, the first that are not over. next is the cursor of
// the page that follows, "" at the end of the last list; after is such a cursor. Invalid "?cursor" for another one.
func Sections(limit int, after string, sections ...Section) (next string, err error) {
	if limit <= 0 {
		limit = 100
	}
	at := 0
	if after != "" {
		number, rest, ok := strings.Cut(after, ".")
		n, err := strconv.Atoi(number)
		if !ok || err != nil || n < 0 || n >= len(sections) {
			return "", fault.InvalidFields(fault.Field{Pointer: "?cursor", Code: "invalid"})
		}
		at, after = n, rest
	}
	for ; at < len(sections); at, after = at+1, "" {
		if limit == 0 { // full: what follows may be empty, which its reader will see
			return strconv.Itoa(at) + ".", nil
		}
		n, next, err := sections[at](limit, after)
		if err != nil {
			return "", err
		}
		if next != "" {
			return strconv.Itoa(at) + "." + next, nil
		}
		limit = max(0, limit-n)
	}
	return "", nil
}

// Listed is the list of what a query finds in a collection, the query's own limit and cursor apart. A page holds as many documents as its
// reader asks for; fn may make several entries of one, or none.
func Listed[T any](ctx context.Context, c *Collection[T], q Query, fn func(*Doc[T]) error) Section {
	return func(limit int, after string) (int, string, error) {
		q.Limit, q.After = limit, after
		page, err := c.Find(ctx, q)
		if err != nil {
			return 0, "", err
		}
		for _, d := range page.Docs {
			if err := fn(d); err != nil {
				return 0, "", err
			}
		}
		return len(page.Docs), page.Next, nil
	}
}
