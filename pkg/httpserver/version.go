package httpserver

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/waymark-dev/waymark/pkg/fault"
)

const (
	versionHeader = "Waymark-Version"
	staleHeader   = "Waymark-Stale"
)

// maxVersions is how many versions a request may ask to wait for.
const maxVersions = 8

// versionWait is how long a request waits for mirrors in all.
const versionWait = 2 * time.Second

// versioned is one entry of the Waymark-Version header: "<service>.<kind>.<id>@<version>".
type versioned struct {
	mirror, id string
	version    int64
}

func versionParam() *huma.Param {
	most := 2000
	doc := "What this request must have seen, as earlier answers named it; at most 8, comma separated. It waits up to 2 seconds " +
		"for them; if that was not enough, the answer has the header Waymark-Stale."
	return &huma.Param{
		Name: versionHeader, In: "header", Description: doc,
		Schema: &huma.Schema{
			Type: huma.TypeString, MaxLength: &most, Description: doc,
			Pattern: `^[a-z0-9_-]+\.[a-z0-9_-]+\.[a-z0-9_-]+@[0-9]{1,18}( *, *[a-z0-9_-]+\.[a-z0-9_-]+\.[a-z0-9_-]+@[0-9]{1,18}){0,7}$`,
		},
	}
}

// parseVersions reads the header; what does not look like it is refused.
func parseVersions(s string) ([]versioned, error) {
	if s == "" {
		return nil, nil
	}
	bad := func(code string, params map[string]any) error {
		return fault.InvalidFields(fault.Field{Pointer: "header:" + versionHeader, Code: code, Params: params})
	}
	entries := strings.Split(s, ",")
	if len(entries) > maxVersions {
		return nil, bad("too_many", map[string]any{"max": maxVersions})
	}
	var out []versioned
	for _, e := range entries {
		name, digits, ok := strings.Cut(strings.TrimSpace(e), "@")
		parts := strings.Split(name, ".")
		v, err := strconv.ParseInt(digits, 10, 64)
		if !ok || err != nil || v < 0 || len(parts) != 3 || parts[0] == "" || parts[1] == "" || parts[2] == "" {
			return nil, bad("format", map[string]any{"format": "<service>.<kind>.<id>@<version>"})
		}
		out = append(out, versioned{parts[0] + "." + parts[1], parts[2], v})
	}
	return out, nil
}

// wait waits for those that this service mirrors; false if one of them did not come in time.
func (r *Router) wait(ctx context.Context, list []versioned) bool {
	if len(list) == 0 {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, versionWait)
	defer cancel()
	fresh := true
	for _, v := range list {
		for _, w := range r.o.Waiters {
			if w.Name() == v.mirror && !w.Wait(ctx, v.id, v.version) {
				fresh = false
			}
		}
	}
	return fresh
}
