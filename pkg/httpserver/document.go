package httpserver

import (
	"encoding/json"
	"fmt"
)

// marshalDocument renders the description once, when all operations are there.
func (r *Router) marshalDocument() ([]byte, error) {
	b, err := json.Marshal(r.api.OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("httpserver: OpenAPI document of %s: %w", r.o.Service, err)
	}
	return b, nil
}
