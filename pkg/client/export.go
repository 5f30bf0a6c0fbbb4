package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// exports are the parts of what is stored about a person: a service, and where it serves its own.
var exports = map[string]string{
	"accounts":      Path("accounts", "me", "export"),
	"catalog":       Path("issues", "marks", "export"),
	"matching":      Path("rounds", "export"),
	"mentoring":     Path("standing", "me", "export"),
	"notifications": Path("inbox", "export"),
	"participation": Path("participation", "me", "export"),
	"profiles":      Path("people", "me", "export"),
	"programs":      Path("grants", "me", "export"),
	"safety":        Path("reports", "export"),
}

// maxExportPages bounds one part: 100,000 entries.
const maxExportPages = 1000

// Export is everything that is stored about the caller: by service, one JSON object with the lists of all its pages. The pages
// keep nothing. Parts that could not be had are missing; the error names them, and holds each one's own (errors.As).
func (c *Client) Export(ctx context.Context) (map[string]json.RawMessage, error) {
	out := map[string]json.RawMessage{}
	var failed []error
	for _, part := range slices.Sorted(maps.Keys(exports)) {
		whole, err := c.exportPart(ctx, exports[part])
		if err != nil {
			failed = append(failed, fmt.Errorf("the part of %s: %w", part, err))
			continue
		}
		out[part] = whole
	}
	return out, errors.Join(failed...)
}

func (c *Client) exportPart(ctx context.Context, path string) (json.RawMessage, error) {
	whole := map[string]json.RawMessage{}
	query := url.Values{"limit": {"100"}}
	for range maxExportPages {
		var a Answer
		page, err := Do[map[string]json.RawMessage](ctx, c, http.MethodGet, path, query, nil, Into(&a))
		if err != nil {
			return nil, err
		}
		for field, value := range *page {
			if err := merge(whole, field, value); err != nil {
				return nil, err
			}
		}
		if a.Next == "" {
			return json.Marshal(whole)
		}
		next, err := url.Parse(a.Next)
		if err != nil {
			return nil, fault.New(fault.Internal, "client.link", "The server named a next page that cannot be read.").With(err)
		}
		query = next.Query()
	}
	return nil, fault.New(fault.TooLarge, "client.export", "There is more than this program reads. Fetch the part page by page.")
}

// merge puts a field of a further page to what was read before: lists go on, what is there once stays.
func merge(whole map[string]json.RawMessage, field string, value json.RawMessage) error {
	was, ok := whole[field]
	if !ok {
		whole[field] = value
		return nil
	}
	if !bytes.HasPrefix(was, []byte("[")) || !bytes.HasPrefix(value, []byte("[")) {
		return nil
	}
	var all, more []json.RawMessage
	if err := errors.Join(json.Unmarshal(was, &all), json.Unmarshal(value, &more)); err != nil {
		return err
	}
	joined, err := json.Marshal(append(all, more...))
	whole[field] = joined
	return err
}

// EraseMe closes the caller's account for good and gives the receipt, whose id is shown this once.
func (c *Client) EraseMe(ctx context.Context, in api.AccountClosing) (*api.ErasureReceipt, error) {
	return Do[api.ErasureReceipt](ctx, c, http.MethodDelete, Path("accounts", "me"), nil, in)
}

// Erasure reads the receipt of an erasure. Nobody needs to be signed in.
func (c *Client) Erasure(ctx context.Context, receipt string) (*api.ErasureReceipt, error) {
	return Do[api.ErasureReceipt](ctx, c, http.MethodGet, Path("accounts", "erasures", receipt), nil, nil)
}
