package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"gopkg.in/yaml.v3"
)

// file resolves flags from a YAML file: keys are the flags' names, nested ones are joined by "-". What the environment
// says comes first; a key that no flag has is refused.
type file struct{ values map[string]any }

const maxConfig = 1 << 20

func loadYAML(r io.Reader) (kong.Resolver, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxConfig+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxConfig {
		return nil, errors.New("the configuration file is larger than 1 MB")
	}
	var tree map[string]any
	if err := yaml.Unmarshal(b, &tree); err != nil {
		return nil, fmt.Errorf("the configuration file is not YAML: %w", err)
	}
	f := file{map[string]any{}}
	f.flatten("", tree)
	return f, nil
}

// guidesOf is the table of guides as the flag takes it: in the file each has a url and a title.
func guidesOf(table map[string]any) string {
	var out []string
	for skill, x := range table {
		g, _ := x.(map[string]any)
		text := fmt.Sprintf("%s=%v|%v", skill, g["url"], g["title"])
		out = append(out, strings.ReplaceAll(text, ";", `\;`))
	}
	slices.Sort(out)
	return strings.Join(out, ";")
}

// flatten joins nested keys; "peer", "guides" and lists stay whole.
func (f file) flatten(prefix string, tree map[string]any) {
	for key, value := range tree {
		name := prefix + strings.ReplaceAll(key, "_", "-")
		switch v := value.(type) {
		case map[string]any:
			if name == "peer" {
				var pairs []string
				for service, where := range v {
					pairs = append(pairs, fmt.Sprintf("%s=%v", service, where))
				}
				slices.Sort(pairs)
				f.values[name] = strings.Join(pairs, ";")
				continue
			}
			if name == "guides" {
				f.values["guide"] = guidesOf(v)
				continue
			}
			f.flatten(name+"-", v)
		case []any:
			var items []string
			for _, item := range v {
				items = append(items, fmt.Sprint(item))
			}
			f.values[name] = strings.Join(items, ",")
		default:
			f.values[name] = fmt.Sprint(v)
		}
	}
}

// Validate refuses unknown keys.
func (f file) Validate(app *kong.Application) error {
	known := map[string]bool{}
	_ = kong.Visit(app, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok {
			known[flag.Name] = true
		}
		return next(nil)
	})
	var unknown []string
	for key := range f.values {
		if !known[key] {
			unknown = append(unknown, key)
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return fmt.Errorf("the configuration file has keys that do not exist: %s", strings.Join(unknown, ", "))
	}
	return nil
}

// Resolve gives a flag's value, unless its environment variable is set.
func (f file) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, env := range flag.Envs {
		if _, ok := os.LookupEnv(env); ok {
			return nil, nil
		}
	}
	if v, ok := f.values[flag.Name]; ok {
		return v, nil
	}
	return nil, nil
}
