package httpserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/waymark-dev/waymark/pkg/httpserver/strict"
)

// ready is an answer that is already JSON.
type ready []byte

// render marshals an answer before its status is written, so that what cannot be marshalled is a clean 500, and gives empty
// lists where Go has nil: the description promises lists.
func (r *Router) render(ctx huma.Context, status string, v any) (any, error) {
	if _, ok := v.(*failure); !ok {
		ctx.SetHeader("Content-Type", jsonType) // whatever else the client takes
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		// huma would answer 200 with half a sentence; nothing is written yet, so the frame can still answer 500.
		panic(fmt.Errorf("%s: %w", ctx.Operation().OperationID, err))
	}
	out := bytes.TrimRight(b.Bytes(), "\n")
	if rule := ctx.Operation().Metadata["route"].(*route).outputs[status]; rule != nil {
		out = strict.FillLists(out, rule)
	}
	ctx.SetHeader("Content-Length", strconv.Itoa(len(out)))
	return ready(out), nil
}

// marshal writes what render made.
func marshal(w io.Writer, v any) error {
	if b, ok := v.(ready); ok {
		_, err := w.Write(b)
		return err
	}
	return json.NewEncoder(w).Encode(v)
}

// unmarshal decodes a body that has been checked.
func unmarshal(data []byte, v any) error { return json.Unmarshal(data, v) }
