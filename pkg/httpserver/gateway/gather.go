package gateway

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// object is any JSON object.
type object = map[string]any

// gather puts the documents of services together. The same path or the same schema name with different contents is an error.
func gather(title, version string, parts map[string][]byte) (object, error) {
	paths, components, tags := object{}, object{}, map[string]bool{}
	for _, service := range slices.Sorted(maps.Keys(parts)) {
		var doc struct {
			OpenAPI    string            `json:"openapi"`
			Paths      object            `json:"paths"`
			Components map[string]object `json:"components"`
		}
		if err := json.Unmarshal(parts[service], &doc); err != nil {
			return nil, fmt.Errorf("gateway: document of %s: %w", service, err)
		}
		for path, item := range doc.Paths {
			if _, ok := paths[path]; ok {
				return nil, fmt.Errorf("gateway: %s is in the documents of two services, one is %s", path, service)
			}
			paths[path] = item
			for _, op := range operations(item) {
				for _, tag := range list(op["tags"]) {
					tags[fmt.Sprint(tag)] = true
				}
			}
		}
		for kind, named := range doc.Components {
			if components[kind] == nil {
				components[kind] = object{}
			}
			all := components[kind].(object)
			for name, c := range named {
				if other, ok := all[name]; ok && !reflect.DeepEqual(other, c) {
					return nil, fmt.Errorf("gateway: %s %s has two meanings, one in %s", kind, name, service)
				}
				all[name] = c
			}
		}
	}
	var named []any
	for _, t := range slices.Sorted(maps.Keys(tags)) {
		named = append(named, object{"name": t})
	}
	return object{
		"openapi": "3.1.0", "info": object{"title": title, "version": version},
		"servers": []any{object{"url": "/"}}, "tags": named, "paths": paths, "components": components,
	}, nil
}

var methods = []string{"get", "post", "put", "patch", "delete"}

// operations are those of a path item by method.
func operations(item any) map[string]object {
	out := map[string]object{}
	m, _ := item.(object)
	for _, method := range methods {
		if op, ok := m[method].(object); ok {
			out[method] = op
		}
	}
	return out
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}
