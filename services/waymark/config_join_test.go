package main

import (
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/run"
)

// TestDataFolderIsOurs: a folder that everybody may write to is refused, and so is one that another process has, also where only the
// streams are in it.
func TestDataFolderIsOurs(t *testing.T) {
	settings := Settings{Data: t.TempDir(), Target: []string{gatewayName}, NATS: NATS{Replicas: 1}, MongoDB: MongoDB{Database: "waymark"}}
	start := func() (*world, error) {
		return open(t.Context(), settings, run.System, slog.New(slog.DiscardHandler), edgeAddress)
	}
	if err := os.Chmod(settings.Data, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := start(); err == nil || !strings.Contains(err.Error(), "chmod o-w") {
		t.Error(err)
	}
	if err := os.Chmod(settings.Data, 0o750); err != nil {
		t.Fatal(err)
	}
	w, err := start()
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	if _, err := start(); err == nil || !strings.Contains(err.Error(), "another Waymark") {
		t.Error(err)
	}
}

// TestJoiningIsConfigured: what the operator says about joining is what people meet.
func TestJoiningIsConfigured(t *testing.T) {
	file := write(t, "waymark.yaml", "join:\n  registration: invited\n  adults: true\n  conduct: 2026-01\n  conduct_url: https://example.org/conduct\n"+
		"  locale: fr\n")
	_, out, errs := cli(t, "config", "check", "--config", file)
	for _, want := range []string{"registration: invited", "adults: true", "conduct: 2026-01", "conduct_url: https://example.org/conduct", "locale: fr"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s%s", want, out, errs)
		}
	}
	settings := Settings{
		Data: t.TempDir(), Listen: "127.0.0.1:0", Target: []string{"all"}, NATS: NATS{Replicas: 1}, MongoDB: MongoDB{Database: "waymark"},
		Join: Join{Registration: "invited", Adults: true, Conduct: "2026-01", ConductURL: "https://example.org/conduct", Locale: "fr"},
	}
	w, err := open(t.Context(), settings, run.System, slog.New(slog.DiscardHandler), edgeAddress)
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	c, err := client.New(edgeAddress, client.WithTransport(client.InProcess(w.rooms["accounts"].Router().Handler())))
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Joining(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := api.Joining{Registration: "invited", Conduct: "2026-01", ConductURL: "https://example.org/conduct", Adults: true, Locale: "fr",
		Delivery: "operator"}
	if *got != want {
		t.Errorf("%+v", *got)
	}
	if _, err := c.SignUp(t.Context(), api.SignUp{Address: "mila@example.org"}); !fault.Coded(err, "accounts.by_invitation") {
		t.Error(err)
	}
}
