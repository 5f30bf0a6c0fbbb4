package main

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/waymark-dev/waymark/pkg/api"
	pagewords "github.com/waymark-dev/waymark/services/web/words"
)

// parsedSettings reads settings as serve does.
func parsedSettings(t *testing.T, args ...string) Settings {
	t.Helper()
	var c commands
	var keys map[string]any
	parser, err := kong.New(&c, kong.Name("waymark"), kong.DefaultEnvars("WAYMARK"), kong.Configuration(func(r io.Reader) (kong.Resolver, error) {
		f, err := loadYAML(r)
		if err == nil {
			keys = f.(file).values
		}
		return f, err
	}))
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.Parse(append([]string{"serve"}, args...))
	if err != nil {
		t.Fatal(err)
	}
	c.Serve.Origins = origins(parsed, keys)
	return c.Serve.Settings
}

// TestSettingsAreTold: every setting with its value, who had the last word and what it means; nothing secret.
func TestSettingsAreTold(t *testing.T) {
	conf := write(t, "waymark.yaml", "log_level: warn\nmail:\n  port: 2525\n"+
		"guides:\n  go:\n    url: https://go.example/tour\n    title: \"A tour; in your browser\"\n")
	t.Setenv("WAYMARK_MAIL_PORT", "2626")
	t.Setenv("WAYMARK_MAIL_HOST", "")
	s := parsedSettings(t, "--config", conf, "--mongodb-uri", "mongodb://u:canary@h/", "--listen=127.0.0.1:0",
		"--nats-url", "canary@nats.example:4222")
	list, err := s.list()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][2]string{
		"log-level": {"warn", "file"}, "mail-port": {"2626", "environment"}, "mail-host": {"", "default"}, "listen": {"127.0.0.1:0", "flag"},
		"mongodb-uri": {"(hidden: it holds a password)", "flag"}, "mail-tls": {"mandatory", "default"},
		"guide": {"go=https://go.example/tour|A tour; in your browser", "file"},
	} {
		i := slices.IndexFunc(list, func(x api.Setting) bool { return x.Name == name })
		if i < 0 {
			t.Errorf("%s is missing", name)
			continue
		}
		if x := list[i]; x.Value != want[0] || x.Origin != want[1] || x.Meaning == "" || !strings.HasPrefix(x.Env, "WAYMARK_") {
			t.Errorf("%+v; it should be %v", x, want)
		}
	}
	for _, x := range list {
		if strings.Contains(x.Value, "canary") {
			t.Errorf("%s tells a secret", x.Name)
		}
	}
}

// TestEverySettingHasWords: the page of settings says in every language what each of them decides.
func TestEverySettingHasWords(t *testing.T) {
	s := parsedSettings(t)
	list, err := s.list()
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 30 {
		t.Fatalf("only %d settings found", len(list))
	}
	book, err := pagewords.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range book.Languages() {
		for _, x := range list {
			if p.Named("setting.about_", x.Name, "") == "" {
				t.Errorf("%s: %s has no words: add setting.about_%s to words/%s.settings.toml", p.Tag, x.Name, strings.ReplaceAll(x.Name, "-", "_"), p.Tag)
			}
		}
	}
}

// TestGuidesAreChecked: a table that is wrong is refused before the start.
func TestGuidesAreChecked(t *testing.T) {
	for _, bad := range []string{"go=http://go.example|A tour", "go=https://go.example/tour", "go=https://go.example/|" + strings.Repeat("a", 81)} {
		if code, _, errs := cli(t, "config", "check", "--guide", bad); code != 2 || !strings.Contains(errs, "--guide") {
			t.Errorf("%s: %d %s", bad, code, errs)
		}
	}
	if code, out, errs := cli(t, "config", "check", "--guide", "go=https://go.example/tour|A tour"); code != 0 || !strings.Contains(out, "title: A tour") {
		t.Error(code, out, errs)
	}
}
