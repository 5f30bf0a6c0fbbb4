package main

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

// hints are values for fields whose schema alone does not say enough; everything else comes from the schema, so that a new
// route is walked without being listed here.
func (e *edge) hint(name string) (any, bool) {
	switch name {
	case "mentors":
		return []any{e.cast[mentor].id}, true
	case "person", "mentor":
		return e.cast[mentor].id, true
	case "address":
		e.number++
		return fmt.Sprintf("somebody%d@example.org", e.number), true
	case "password", "new":
		return "a sentence that nobody else would choose", true
	case "until", "starts":
		return time.Now().Add(48 * time.Hour).UTC().Format(time.RFC3339), true
	case "ids":
		return e.cast[mentor].id, true
	case "silence_reminder":
		return []any{604800}, true
	case "issue":
		return catalogued("issues")(e)["id"], true
	case "source":
		return "matrix", true
	}
	return nil, false
}

// example is a small valid value of a schema: what is required, and what v names.
func (e *edge) example(name string, schema object, v values) any {
	schema = e.resolve(schema)
	if x, ok := v[name]; ok && name != "id" {
		return x
	}
	oneWord := name == "mentors" && typeName(schema["type"]) == "string" // how mentors come to a cohort
	if x, ok := e.hint(name); ok && typeName(schema["type"]) != "boolean" && !oneWord {
		return x
	}
	if examples, ok := schema["examples"].([]any); ok && len(examples) > 0 && name != "" {
		return examples[0]
	}
	for _, key := range []string{"example", "default"} {
		if x, ok := schema[key]; ok {
			return x
		}
	}
	if enum, ok := schema["enum"].([]any); ok {
		return enum[0]
	}
	switch typeName(schema["type"]) {
	case "object":
		return e.exampleObject(schema, v)
	case "array":
		out := []any{}
		least, _ := schema["minItems"].(float64)
		for range int(least) {
			items, _ := schema["items"].(object)
			out = append(out, e.example("", items, v))
		}
		return out
	case "integer", "number":
		least, _ := schema["minimum"].(float64)
		return least
	case "boolean":
		return true
	}
	return textOf(schema)
}

func (e *edge) exampleObject(schema object, v values) object {
	out := object{}
	required, _ := schema["required"].([]any)
	for name, p := range at(schema, "properties") {
		_, named := v[name]
		if slices.Contains(required, any(name)) || named && name != "id" {
			out[name] = e.example(name, p.(object), v)
		}
	}
	// A change of nothing may be refused: one optional text at least.
	if len(out) == 0 && schema["additionalProperties"] == false {
		for _, name := range slices.Sorted(maps.Keys(at(schema, "properties"))) {
			p := e.resolve(at(schema, "properties", name))
			if t := typeName(p["type"]); (t == "string" || t == "boolean") && name != "org" && name != "programme" {
				out[name] = e.example(name, p, v)
				break
			}
		}
	}
	return out
}

func typeName(t any) string {
	switch t := t.(type) {
	case string:
		return t
	case []any: // with null
		for _, x := range t {
			if x != "null" {
				return fmt.Sprint(x)
			}
		}
	}
	return ""
}

// textOf is a text that a schema takes.
func textOf(schema object) string {
	switch schema["format"] {
	case "date-time":
		return time.Now().UTC().Format(time.RFC3339)
	case "uri":
		return "https://example.org/"
	}
	pattern, _ := schema["pattern"].(string)
	least, _ := schema["minLength"].(float64)
	for _, candidate := range []string{
		"Some words", absentID, "open", "1", "en", "*", `"1"`, strings.Repeat("a", 26), strings.Repeat("0", 32), "programme:open",
	} {
		if len(candidate) >= int(least) && (pattern == "" || regexp.MustCompile(pattern).MatchString(candidate)) {
			return candidate
		}
	}
	return strings.Repeat("a", max(1, int(least)))
}

// address is the path and query of a route with the values filled in; what they do not name is named by nobody.
func (e *edge) address(path string, op object, v values) string {
	query := url.Values{}
	parameters, _ := op["parameters"].([]any)
	for _, x := range parameters {
		p := x.(object)
		name, schema := p["name"].(string), at(p, "schema")
		value, named := v[name]
		switch {
		case p["in"] == "path":
			if !named {
				value = text(e.pathValue(name, schema))
			}
			path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
		case p["in"] == "query" && named:
			query.Set(name, value)
		case p["in"] == "query" && p["required"] == true:
			query.Set(name, text(e.example(name, schema, v)))
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path
}

// pathValue names nothing that is there.
func (e *edge) pathValue(name string, schema object) any {
	if enum, ok := schema["enum"].([]any); ok {
		return enum[0]
	}
	if typeName(schema["type"]) == "integer" {
		return 1
	}
	if name == "scope" {
		return "programme:" + absentID
	}
	if s := textOf(schema); s != "Some words" {
		return s
	}
	return absentID
}

func text(x any) string { return fmt.Sprint(x) }
