package httpserver

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver/strict"
)

// checkParams checks path, query and headers against the description, and fills rec.query.
func (rt *route) checkParams(c *gin.Context, rec *record) error {
	for i, p := range c.Params {
		v, err := url.PathUnescape(p.Value)
		if err != nil || v == "" {
			return noRoute
		}
		if c.Request.URL.RawPath != "" { // else the value is already without escapes
			c.Params[i].Value = v
		}
	}
	query, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return fault.New(fault.Malformed, "query.malformed", "The query of the address cannot be read; percent-encode its values.")
	}
	fields := rt.checkQuery(query, rec)
	for _, p := range rt.params {
		var values []string
		pointer := p.in + ":" + p.name
		switch p.in {
		case "path":
			values = []string{c.Param(p.name)}
		case "query":
			values, pointer = query[p.name], "?"+p.name
		case "header":
			values = c.Request.Header.Values(p.name)
			if p.list { // several lines are one list
				values = elements(values)
			}
		}
		fields = append(fields, p.check(pointer, values)...)
	}
	if len(fields) > strict.MaxFields {
		fields = fields[:strict.MaxFields]
	}
	return fault.InvalidFields(fields...)
}

// checkQuery refuses parameters that nobody asked for.
func (rt *route) checkQuery(query url.Values, rec *record) []fault.Field {
	var fields []fault.Field
	rec.query = make(map[string]string, len(query))
	for name, values := range query {
		if rt.queries[name] {
			rec.query[name] = values[0]
			continue
		}
		fields = append(fields, fault.Field{Pointer: "?" + shown(name), Code: "unknown_parameter"})
	}
	slices.SortFunc(fields, func(a, b fault.Field) int { return strings.Compare(a.Pointer, b.Pointer) })
	return fields
}

// shown bounds a name that the client chose.
func shown(name string) string {
	name = strings.ToValidUTF8(name, "")
	if len(name) > 60 {
		return strings.ToValidUTF8(name[:60], "") + "…"
	}
	return name
}

func (p param) check(pointer string, values []string) []fault.Field {
	if len(values) == 0 {
		if p.required {
			return []fault.Field{{Pointer: pointer, Code: strict.Required}}
		}
		return nil
	}
	headerList := p.list && p.in == "header"
	if len(values) > 1 && !p.explode && !headerList {
		return []fault.Field{{Pointer: pointer, Code: strict.Duplicate}}
	}
	if !p.list {
		return p.rule.CheckText(pointer, values[0])
	}
	if !p.explode && !headerList {
		values = strings.Split(values[0], ",")
	}
	return p.rule.CheckList(pointer, values)
}

// elements are those of a header that is a list.
func elements(lines []string) []string {
	if len(lines) == 0 {
		return nil
	}
	out := strings.Split(strings.Join(lines, ","), ",")
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out
}

// accepts says whether the client takes one of the content types; one that says nothing takes everything.
func accepts(h http.Header, types ...string) bool {
	lines := h.Values("Accept")
	if len(lines) == 0 {
		return true
	}
	for part := range strings.SplitSeq(strings.Join(lines, ","), ",") {
		name, params, _ := strings.Cut(part, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if refused(params) {
			continue
		}
		for _, t := range types {
			kind, _, _ := strings.Cut(t, "/")
			if name == t || name == "*/*" || name == kind+"/*" {
				return true
			}
		}
	}
	return strings.TrimSpace(strings.Join(lines, "")) == ""
}

// refused says whether the parameters of a media range have a weight of nothing.
func refused(params string) bool {
	for p := range strings.SplitSeq(params, ";") {
		k, v, _ := strings.Cut(strings.TrimSpace(p), "=")
		if strings.EqualFold(k, "q") && strings.Trim(v, "0.") == "" && strings.HasPrefix(v, "0") {
			return true
		}
	}
	return false
}
