package httpserver

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// Text is an answer that is no JSON.
type Text struct {
	Body []byte
	Name string // of the file, if the answer is to be kept as one: letters, digits, dots and hyphens
}

type textOutput struct {
	Type   string `header:"Content-Type"`
	Length string `header:"Content-Length"`
	Keep   string `header:"Content-Disposition" doc:"How to name it as a file"`
	Body   []byte
}

// RegisterText registers an operation that answers with a text of one content type, in UTF-8; refusals are problem+json as
// everywhere. In is a huma input, as for Register. fn gives the whole text: there is nothing here for what does not fit into memory.
func RegisterText[In any](r *Router, op Op, contentType string, fn func(ctx context.Context, in *In) (*Text, error)) {
	hop, rt := r.describe(op)
	rt.text = contentType
	hop.Responses["200"] = &huma.Response{
		Description: http.StatusText(http.StatusOK),
		Content:     map[string]*huma.MediaType{contentType: {Schema: &huma.Schema{Type: huma.TypeString}}},
	}
	huma.Register(r.api, *hop, func(ctx context.Context, in *In) (*textOutput, error) {
		t, err := fn(ctx, in)
		if err != nil {
			return nil, rt.fail(ctx, err)
		}
		out := &textOutput{Type: contentType + "; charset=utf-8", Length: strconv.Itoa(len(t.Body)), Body: t.Body}
		if t.Name != "" {
			out.Keep = `attachment; filename="` + t.Name + `"`
		}
		return out, nil
	})
}
