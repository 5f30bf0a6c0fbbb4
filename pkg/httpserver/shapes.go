package httpserver

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Paging is embedded in the input of every list.
type Paging struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"How many at most"`
	Cursor string `query:"cursor" maxLength:"1000" doc:"From the Link header of the page before"`
}

// Paged is embedded in the output of every list. Set it with NextLink.
type Paged struct {
	Link string `header:"Link" doc:"RFC 8288; rel=next is the next page; rel=prev, where a list has it, the one before"`
}

// NextLink renders the Link header for the request of ctx; "" at the end.
func NextLink(ctx context.Context, next string) string { return pageLink(ctx, next, "next") }

// BothLinks renders the Link header of a list that also leads back; "" where there is neither.
func BothLinks(ctx context.Context, prev, next string) string {
	var out []string
	for _, l := range []string{pageLink(ctx, next, "next"), pageLink(ctx, prev, "prev")} {
		if l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, ", ")
}

func pageLink(ctx context.Context, cursor, rel string) string {
	rec := recordOf(ctx)
	if cursor == "" || rec == nil {
		return ""
	}
	path, query, _ := strings.Cut(rec.path, "?")
	q, err := url.ParseQuery(query)
	if err != nil {
		return ""
	}
	q.Set("cursor", cursor)
	return "<" + path + "?" + q.Encode() + `>; rel="` + rel + `"`
}

// Versioned is embedded in the output of what has an entity tag and, after a write, of what a read may wait for.
type Versioned struct {
	ETag    string `header:"ETag" doc:"The version of what was answered"`
	Waymark string `header:"Waymark-Version" doc:"Send it back with a read that must see this write"`
}

// VersionedOf renders both headers: ETag "<version>", Waymark-Version "<service>.<kind>.<id>@<version>".
func VersionedOf(service, kind, id string, version int64) Versioned {
	v := strconv.FormatInt(version, 10)
	return Versioned{ETag: `"` + v + `"`, Waymark: service + "." + kind + "." + id + "@" + v}
}

// Matching is embedded in the input of every change that a stale page could make.
type Matching struct {
	IfMatch string `header:"If-Match" pattern:"^([*]|\"[1-9][0-9]{0,17}\")$" doc:"The ETag of what was read; 412 if it has changed"`
}

// Expected is the version that If-Match names; 0 without one (and for *). Malformed ones are a fault.
func (m Matching) Expected() (int64, error) {
	tag := strings.TrimSpace(m.IfMatch)
	if tag == "" || tag == "*" {
		return 0, nil
	}
	if len(tag) > 2 && tag[0] == '"' && tag[len(tag)-1] == '"' {
		digits := tag[1 : len(tag)-1]
		v, err := strconv.ParseInt(digits, 10, 64)
		if err == nil && v > 0 && strconv.FormatInt(v, 10) == digits {
			return v, nil
		}
	}
	return 0, fault.InvalidFields(fault.Field{
		Pointer: "header:If-Match", Code: "format", Params: map[string]any{"format": "one entity tag as it was in ETag"},
	})
}
