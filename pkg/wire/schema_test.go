package wire

import (
	"encoding/json"
	"go/ast"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// TestSchemas writes (with -update) and checks one JSON schema for every payload, with the doc comments as descriptions.
func TestSchemas(t *testing.T) {
	docs := comments(t)
	for name, v := range payloads() {
		s := schema(reflect.TypeOf(v), docs)
		s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
		s["$id"] = "urn:waymark:" + name
		s["title"] = reflect.TypeOf(v).Name()
		golden(t, filepath.Join("schemas", name+".schema.json"), indented(t, s))
	}
	extra(t, "schemas", ".schema.json")
}

// schema describes a type as JSON. Unknown fields are allowed: readers ignore them.
func schema(t reflect.Type, docs map[string]string) map[string]any {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string", "format": "date-time"}
	case t == reflect.TypeFor[json.RawMessage]():
		return map[string]any{"type": "object"}
	}
	switch t.Kind() {
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Slice:
		return map[string]any{"type": []string{"array", "null"}, "items": schema(t.Elem(), docs)}
	case reflect.Map:
		return map[string]any{"type": []string{"object", "null"}, "additionalProperties": schema(t.Elem(), docs)}
	case reflect.Struct:
		properties, required := map[string]any{}, []string{}
		for i := range t.NumField() {
			f := t.Field(i)
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			p := schema(f.Type, docs)
			if d := docs[t.Name()+"."+f.Name]; d != "" {
				p["description"] = d
			}
			properties[name] = p
			if !strings.Contains(options, "omit") {
				required = append(required, name)
			}
		}
		s := map[string]any{"type": "object", "properties": properties, "required": required}
		if d := docs[t.Name()]; d != "" {
			s["description"] = d
		}
		return s
	}
	panic("no schema for " + t.String())
}

// comments are the doc and line comments of types ("T") and fields ("T.F").
func comments(t *testing.T) map[string]string {
	out := map[string]string{}
	note := func(name string, groups ...*ast.CommentGroup) {
		for _, g := range groups {
			if text := strings.Join(strings.Fields(g.Text()), " "); text != "" {
				out[name] = strings.TrimSpace(out[name] + " " + text)
			}
		}
	}
	for _, f := range source(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			d, ok := n.(*ast.GenDecl)
			if !ok {
				return true
			}
			for _, s := range d.Specs {
				s, ok := s.(*ast.TypeSpec)
				if !ok {
					continue
				}
				if d.Lparen == 0 {
					note(s.Name.Name, d.Doc)
				}
				note(s.Name.Name, s.Doc)
				body, ok := s.Type.(*ast.StructType)
				if !ok {
					continue
				}
				for _, field := range body.Fields.List {
					for _, name := range field.Names {
						note(s.Name.Name+"."+name.Name, field.Doc, field.Comment)
					}
				}
			}
			return false
		})
	}
	return out
}
