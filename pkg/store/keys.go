package store

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// namePattern of collections and indexes: they become names in the database.
func validName(name string) bool {
	if name == "" || len(name) > 60 || name[0] < 'a' || name[0] > 'z' {
		return false
	}
	for i := range len(name) {
		if c := name[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}

// ValidID says whether an id may name a document: 1 to MaxID lower case letters, digits, '-' and '_'.
func ValidID(id string) bool {
	if id == "" || len(id) > MaxID {
		return false
	}
	for i := range len(id) {
		if c := id[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// value makes an index value one of string and int64.
func value(v any) (any, error) {
	switch x := v.(type) {
	case string:
		return x, checkString(x)
	case int64:
		return x, nil
	case bool:
		if x {
			return int64(1), nil
		}
		return int64(0), nil
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.String:
		return r.String(), checkString(r.String())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return r.Int(), nil
	case reflect.Bool:
		return value(r.Bool())
	}
	return nil, fmt.Errorf("store: a %T cannot be an index value", v)
}

func checkString(s string) error {
	if len(s) > MaxKey || !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
		return badKey()
	}
	return nil
}

// values makes the values of a Multi index sorted strings without repeats; nil if there are none.
func values(v any) ([]string, error) {
	list, ok := v.([]string)
	if !ok {
		r := reflect.ValueOf(v)
		if r.Kind() != reflect.Slice || r.Type().Elem().Kind() != reflect.String {
			return nil, fmt.Errorf("store: a %T cannot be the values of a multi index", v)
		}
		for i := range r.Len() {
			list = append(list, r.Index(i).String())
		}
	}
	for _, s := range list {
		if err := checkString(s); err != nil {
			return nil, err
		}
	}
	list = slices.Compact(slices.Sorted(slices.Values(list)))
	if len(list) > MaxKeys {
		return nil, tooLarge("list of values to find by", MaxKeys)
	}
	return list, nil
}

// normal makes keys what engines expect, and refuses those of no declared index.
func (k Keys) normal(indexes map[string]Index) (Keys, error) {
	if len(k) == 0 {
		return nil, nil
	}
	out := make(Keys, len(k))
	for name, v := range k {
		x, ok := indexes[name]
		if !ok {
			return nil, fmt.Errorf("store: key %q has no index", name)
		}
		if x.Multi {
			list, err := values(v)
			if err != nil {
				return nil, err
			}
			if len(list) > 0 {
				out[name] = list
			}
			continue
		}
		n, err := value(v)
		if err != nil {
			return nil, fmt.Errorf("index %s: %w", name, err)
		}
		out[name] = n
	}
	return out, nil
}

// SameKey says whether two index values, as engines keep them, are the same.
func SameKey(a, b any) bool {
	x, ok := a.([]string)
	y, ok2 := b.([]string)
	if ok || ok2 {
		return ok && ok2 && slices.Equal(x, y)
	}
	return a == b
}

func (k Keys) equal(o Keys) bool { return maps.EqualFunc(k, o, SameKey) }
