package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func cli(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = execute(t.Context(), args, streams{&o, &e})
	return code, o.String(), e.String()
}

// TestWhoHasTheLastWord: flag over environment over file over default.
func TestWhoHasTheLastWord(t *testing.T) {
	file := write(t, "waymark.yaml", "listen: 127.0.0.1:1111\nlog_level: warn\nmail:\n  host: file.example\n  from: a@example.org\n")
	t.Setenv("WAYMARK_LISTEN", "127.0.0.1:2222")
	code, out, errs := cli(t, "config", "check", "--config", file, "--log-level", "error")
	if code != 0 {
		t.Fatal(code, errs)
	}
	for _, want := range []string{"listen: 127.0.0.1:2222", "log_level: error", "host: file.example", "port: 587"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	t.Setenv("WAYMARK_LISTEN", "127.0.0.1:2222")
	if _, out, _ := cli(t, "config", "check", "--config", file, "--listen", "127.0.0.1:3333"); !strings.Contains(out, "127.0.0.1:3333") {
		t.Error("the flag does not come first", out)
	}
}

func TestConfigurationIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"unknown key":    {[]string{"--config", write(t, "c.yaml", "lisen: x\n")}, "lisen"},
		"no YAML":        {[]string{"--config", write(t, "d.yaml", "\t{")}, "not YAML"},
		"unknown target": {[]string{"--target", "mentors"}, "--target"},
		"part alone":     {[]string{"--target", "accounts"}, "--nats-url"},
		"no port":        {[]string{"--listen", "localhost"}, "HOST:PORT"},
		"no address":     {[]string{"--public-url", "waymark"}, "--public-url"},
		"who joins":      {[]string{"--join-registration", "some"}, "--join-registration"},
		"no text":        {[]string{"--join-conduct", "2026-01"}, "--join-conduct-url"},
		"no web address": {[]string{"--join-conduct", "1", "--join-conduct-url", "conduct"}, "whole address"},
		"no language":    {[]string{"--join-locale", "not a tag"}, "--join-locale"},
		"no sender":      {[]string{"--mail-host", "smtp.example.org"}, "--mail-from"},
		"no file":        {[]string{"--key-file", "/nowhere"}, "--key-file"},
		"two URIs":       {[]string{"--mongodb-uri", "a", "--mongodb-uri-file", write(t, "u", "b")}, "one of them"},
		"unknown peer":   {[]string{"--peer", "mentors=http://a:1"}, "--peer"},
	} {
		code, _, errs := cli(t, append([]string{"config", "check"}, c.args...)...)
		if code != 2 || !strings.Contains(errs, c.want) {
			t.Errorf("%s: exit status %d, %s", name, code, errs)
		}
	}
}

func TestSecretsAreHidden(t *testing.T) {
	password := write(t, "smtp", "canary-in-a-file")
	_, out, errs := cli(t, "config", "check", "--mongodb-uri", "mongodb://u:canary@h/", "--nats-url", "nats://u:canary@h:1",
		"--mail-host", "h", "--mail-from", "a@example.org", "--mail-password-file", password)
	if strings.Contains(out+errs, "canary") {
		t.Error(out, errs)
	}
}

func TestExampleConfiguration(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "deployments", "config", "waymark.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	key := write(t, "key", "0123456789012345678901234567890123456789")
	example := strings.NewReplacer("/etc/waymark/key", key, "/etc/waymark/smtp-password", key).Replace(string(text))
	if code, out, errs := cli(t, "config", "check", "--config", write(t, "waymark.yaml", example)); code != 0 {
		t.Fatal(code, out, errs)
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{"nonsense"}, {}} {
		code, _, errs := cli(t, args...)
		if code != 2 || !strings.Contains(errs, "the commands are serve, demo, tour, import, match, rehearse, participation, config, doctor, sign-in") {
			t.Error(args, code, errs)
		}
	}
	if _, _, errs := cli(t, "serve", "nonsense"); strings.Contains(errs, "the commands are") {
		t.Error("a command was given:", errs)
	}
	for _, args := range [][]string{{"sign-in"}, {"serve", "--listen", "nowhere"}, {"config", "check", "--listen", "nowhere"}} {
		if code, _, errs := cli(t, args...); code != 2 || strings.Contains(errs, "wrong usage") || !strings.Contains(errs, "ive ") {
			t.Error(args, code, errs)
		}
	}
	if code, out, _ := cli(t, "serve", "--help"); code != 0 || !strings.Contains(out, "127.0.0.1:8080") || !strings.Contains(out, "waymark-data") {
		t.Error("the help has no defaults:", code, out)
	}
	if code, out, _ := cli(t, "--help"); code != 0 || !strings.Contains(out, "tour") {
		t.Error(code, out)
	}
	if code, out, _ := cli(t, "version"); code != 0 || !strings.HasPrefix(out, "waymark ") {
		t.Error(code, out)
	}
	if code, _, errs := cli(t, "demo", "--listen", "0.0.0.0:0"); code != 2 {
		t.Error("a demo beyond this machine:", code, errs)
	}
}

// TestEmptyEnvironment: Compose hands on what the operator did not set as empty; that is the same as not set.
func TestEmptyEnvironment(t *testing.T) {
	for _, name := range []string{"MAIL_HOST", "MAIL_FROM", "MAIL_USER", "MAIL_PASSWORD_FILE", "TRUSTED_PROXIES", "KEY_FILE", "NATS_SEED_FILE"} {
		t.Setenv("WAYMARK_"+name, "")
	}
	if code, out, errs := cli(t, "config", "check"); code != 0 {
		t.Fatal(code, out, errs)
	}
}
