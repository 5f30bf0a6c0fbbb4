package deployments

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

var services = []string{"accounts", "profiles", "programs", "catalog", "mentoring", "matching", "safety", "notifications", "gateway"}

func project(t *testing.T) *types.Project {
	t.Helper()
	b, err := os.ReadFile("compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	dir, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	p, err := loader.LoadWithContext(context.Background(), types.ConfigDetails{
		WorkingDir: dir, ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Content: b}},
	}, func(o *loader.Options) { o.SetProjectName("waymark", true) })
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestCompose: the file is valid, and says of every service what the design asks for.
func TestCompose(t *testing.T) {
	p := project(t)
	for _, name := range services {
		s, ok := p.Services[name]
		if !ok {
			t.Errorf("no service %s", name)
			continue
		}
		if !s.ReadOnly || !slices.Contains(s.CapDrop, "ALL") {
			t.Errorf("%s can write or has capabilities", name)
		}
		if s.User != "65532:65532" {
			t.Errorf("%s runs as %q where nobody says as whom", name, s.User)
		}
		if v := s.Environment["WAYMARK_TARGET"]; v == nil || *v != name {
			t.Errorf("%s does not run %s", name, name)
		}
		if v := s.Environment["WAYMARK_NATS_SEED_FILE"]; v == nil || *v != "/run/secrets/nats_"+name {
			t.Errorf("%s has no NATS user of its own", name)
		}
		if _, ok := p.Secrets["nats_"+name]; !ok {
			t.Errorf("%s has no seed", name)
		}
		for _, port := range s.Ports {
			if port.HostIP != "127.0.0.1" {
				t.Errorf("%s listens beyond this machine", name)
			}
		}
		if v := s.Environment["WAYMARK_TRUSTED_PROXIES"]; v == nil || (*v != "") != (name != "gateway") {
			t.Errorf("%s believes the wrong addresses", name)
		}
		if v := s.Environment["WAYMARK_MAIL_HOST"]; v == nil {
			t.Errorf("%s has no word on mail", name)
		}
		if name != "gateway" && len(s.Ports) > 0 {
			t.Errorf("%s is reached from outside", name)
		}
	}
	peers := *p.Services["gateway"].Environment["WAYMARK_PEER"]
	for _, name := range services {
		if name != "gateway" && !strings.Contains(peers, name+"=http://"+name+":8080") {
			t.Errorf("the gateway does not know %s", name)
		}
	}
}

func TestDockerfile(t *testing.T) {
	b, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"CGO_ENABLED=0", "distroless/static", "USER 65532", "./services/waymark"} {
		if !strings.Contains(string(b), want) {
			t.Errorf("the Dockerfile has no %s", want)
		}
	}
}
