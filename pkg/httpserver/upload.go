package httpserver

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// uploadMemory bounds what all uploads of a router hold in memory at a time, in bytes.
const uploadMemory = 256 << 20

// RegisterUpload registers a POST whose body is a file of at most op.MaxBody bytes with one of the content types, handed to
// fn as a whole. The file is not looked into here: fn checks it. query has the parameters of op.Query that were sent.
func RegisterUpload[Out any](r *Router, op Op, contentTypes []string,
	fn func(ctx context.Context, query map[string]string, contentType string, body []byte) (*Out, error)) {
	if op.Method == "" {
		op.Method = http.MethodPost
	}
	hop, rt := r.describe(op)
	rt.file = true
	hop.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
	least := 1
	for _, t := range contentTypes {
		hop.RequestBody.Content[t] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary", MinLength: &least}}
	}
	huma.Register(r.api, *hop, func(ctx context.Context, _ *struct{}) (*Out, error) {
		rec := recordOf(ctx)
		out, err := fn(ctx, rec.query, rec.contentType, rec.body)
		if err != nil {
			return nil, rt.fail(ctx, err)
		}
		return out, nil
	})
}
