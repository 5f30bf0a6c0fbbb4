package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/waymark-dev/waymark/pkg/api"
)

// list are the settings with what they are, by name. What may hold a password is hidden.
func (s *Settings) list() ([]api.Setting, error) {
	model := struct {
		Settings `embed:""`
	}{*s}
	parser, err := kong.New(&model, kong.Name("waymark"), kong.DefaultEnvars("WAYMARK"))
	if err != nil {
		return nil, err
	}
	var out []api.Setting
	for _, flag := range parser.Model.Flags {
		if flag.Name == "help" {
			continue
		}
		x := api.Setting{Name: flag.Name, Value: settingText(flag.Name, flag.Target.Interface()), Origin: s.Origins[flag.Name], Meaning: flag.Help}
		if x.Origin == "" {
			x.Origin = "default"
		}
		if len(flag.Envs) > 0 {
			x.Env = flag.Envs[0]
		}
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b api.Setting) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

// settingText is a value as a flag takes it; an address with somebody in it may hold their password, with a scheme or without one.
func settingText(name string, value any) string {
	address := strings.HasSuffix(name, "url") || strings.HasSuffix(name, "uri")
	var parts []string
	switch v := value.(type) {
	case []string:
		parts = v
	case map[string]string:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, key+"="+hideUser(v[key]))
		}
		return strings.Join(parts, ";")
	default:
		parts = []string{fmt.Sprint(v)}
	}
	for i, p := range parts {
		before, _, _ := strings.Cut(p, "@")
		if address || strings.Contains(before, ":") {
			parts[i] = hideUser(p)
		}
	}
	return strings.Join(parts, ",")
}

// origins say of each flag who had the last word; those at their default are not in it. file has the keys of the configuration file.
func origins(parsed *kong.Context, file map[string]any) map[string]string {
	out := map[string]string{}
	for _, flag := range parsed.Flags() {
		for _, env := range flag.Envs {
			if v, ok := os.LookupEnv(env); ok && v != "" {
				out[flag.Name] = "environment"
			}
		}
		if _, ok := file[flag.Name]; ok && out[flag.Name] == "" {
			out[flag.Name] = "file"
		}
	}
	for _, p := range parsed.Path {
		if p.Flag != nil && !p.Resolved {
			out[p.Flag.Name] = "flag"
		}
	}
	return out
}
