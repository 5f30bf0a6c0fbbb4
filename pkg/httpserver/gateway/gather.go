package gateway

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
)

// object is any JSON object.
type object = map[string]any

// gather puts the documents of services together, in their order. The same path or the same schema name with different contents
// is an error. Tags are in the order of services, those of which every operation is for staff at the end.
func gather(title, version string, services []string, parts map[string][]byte) (object, error) {
	paths, components := object{}, object{}
	var tags []string
	others := map[string]bool{} // tags with something for people who are no staff
	for _, service := range services {
		var own []string
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
				access := text(op["x-waymark-permission"])
				for _, t := range list(op["tags"]) {
					tag := fmt.Sprint(t)
					own = append(own, tag)
					others[tag] = others[tag] || access != "moderator" && access != "administrator"
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
		slices.Sort(own)
		for _, tag := range own {
			if !slices.Contains(tags, tag) {
				tags = append(tags, tag)
			}
		}
	}
	slices.SortStableFunc(tags, func(a, b string) int {
		switch {
		case others[a] == others[b]:
			return 0
		case others[a]:
			return -1
		}
		return 1
	})
	named := []any{}
	for _, t := range tags {
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
