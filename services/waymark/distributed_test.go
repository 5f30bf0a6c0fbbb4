package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/safety"
)

// cluster is every service as processes of its own, two of each, on an external NATS with a user for every service, and MongoDB.
type cluster struct {
	t       *testing.T
	dir     string
	binary  string
	natsURL string
	mongo   string
	run     string // keeps the databases of several runs apart
	peers   map[string][]string
	mu      sync.Mutex
	procs   map[string]*exec.Cmd
	logs    map[string]*bytes.Buffer
}

// needs skips a test that cannot run here, and says so.
func needs(t *testing.T) (mongo string) {
	t.Helper()
	mongo = os.Getenv("WAYMARK_TEST_MONGODB_URI")
	if os.Getenv("WAYMARK_TEST_DISTRIBUTED") == "" || mongo == "" {
		t.Skip("NOT RUN: the distributed run needs WAYMARK_TEST_DISTRIBUTED=1 and WAYMARK_TEST_MONGODB_URI (scripts/mongod start)")
	}
	return mongo
}

func build(t *testing.T, out, pkg string) {
	t.Helper()
	if b, err := exec.CommandContext(t.Context(), "go", "build", "-o", out, pkg).CombinedOutput(); err != nil {
		t.Fatalf("building %s: %v\n%s", pkg, err, b)
	}
}

// freePort is one that nobody listens on, nor will by an earlier answer: who was given that may still be starting.
func freePort(t *testing.T) int {
	t.Helper()
	for {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		port := ln.Addr().(*net.TCPAddr).Port
		_ = ln.Close()
		if _, given := givenPorts.LoadOrStore(port, true); !given {
			return port
		}
	}
}

var givenPorts sync.Map

func newCluster(t *testing.T) *cluster {
	mongo := needs(t)
	dir := t.TempDir()
	c := &cluster{
		t: t, dir: dir, binary: filepath.Join(dir, "waymark"), mongo: mongo, run: strings.ToLower(client.NewKey()[:8]),
		peers: map[string][]string{}, procs: map[string]*exec.Cmd{}, logs: map[string]*bytes.Buffer{},
	}
	build(t, c.binary, ".")
	build(t, filepath.Join(dir, "nats-server"), "github.com/nats-io/nats-server/v2")
	if code, _, errs := cli(t, "nats-users", "--dir", filepath.Join(dir, "users")); code != 0 {
		t.Fatal(errs)
	}
	port := freePort(t)
	c.natsURL = fmt.Sprintf("nats://127.0.0.1:%d", port)
	shipped, err := os.ReadFile("../../deployments/nats/nats.conf")
	if err != nil {
		t.Fatal(err)
	}
	conf := strings.NewReplacer("0.0.0.0:4222", fmt.Sprintf("127.0.0.1:%d", port), "/data", strconv.Quote(filepath.Join(dir, "js")),
		"include users.conf", "include users/users.conf").Replace(string(shipped))
	if !strings.Contains(conf, dir) || !strings.Contains(conf, "users/users.conf") {
		t.Fatal("the shipped nats.conf has changed:\n", conf)
	}
	if err := os.WriteFile(filepath.Join(dir, "nats.conf"), []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.stop)
	c.start("nats", filepath.Join(dir, "nats-server"), "--config", filepath.Join(dir, "nats.conf"))
	return c
}

func (c *cluster) start(name, binary string, args ...string) {
	c.t.Helper()
	cmd := exec.Command(binary, args...)
	log := &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = &lockedWriter{c: c, to: log}, &lockedWriter{c: c, to: log}
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.procs[name], c.logs[name] = cmd, log
}

type lockedWriter struct {
	c  *cluster
	to *bytes.Buffer
}

func (w *lockedWriter) Write(b []byte) (int, error) {
	w.c.mu.Lock()
	defer w.c.mu.Unlock()
	return w.to.Write(b)
}

func (c *cluster) output(name string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.logs[name] == nil {
		return ""
	}
	return c.logs[name].String()
}

// service starts one replica.
func (c *cluster) service(name string, replica int, extra ...string) string {
	c.t.Helper()
	port := freePort(c.t)
	url := fmt.Sprintf("http://127.0.0.1:%d", port)
	id := fmt.Sprintf("%s-%d", name, replica)
	args := append([]string{
		"serve", "--target", name, "--listen", fmt.Sprintf("127.0.0.1:%d", port), "--data", filepath.Join(c.dir, id),
		"--nats-url", c.natsURL, "--nats-seed-file", filepath.Join(c.dir, "users", name+".seed"), "--mongodb-uri", c.mongo,
		"--mongodb-database", "waymark_" + c.run + "_" + name, "--log-level", "warn", "--trusted-proxies", "127.0.0.1",
	}, extra...)
	if name == "safety" { // replicas share one key
		key := filepath.Join(c.dir, "safety.key")
		if _, err := safety.KeyIn(c.dir); err != nil {
			c.t.Fatal(err)
		}
		args = append(args, "--safety-key-file", key)
	}
	c.start(id, c.binary, args...)
	return url
}

// all starts two replicas of everything and waits until both gateways are ready.
func (c *cluster) all() (gateways []string) {
	c.t.Helper()
	for _, name := range names {
		for replica := range 2 {
			c.peers[name] = append(c.peers[name], c.service(name, replica))
		}
	}
	var peers []string
	for name, urls := range c.peers {
		peers = append(peers, "--peer", name+"="+strings.Join(urls, "|"))
	}
	for replica := range 2 {
		gateways = append(gateways, c.service(gatewayName, replica, peers...))
	}
	for _, url := range gateways {
		c.ready(url)
	}
	return gateways
}

func (c *cluster) ready(url string) {
	c.t.Helper()
	err := eventually(c.t.Context(), 3*time.Minute, func() error {
		res, err := http.Get(url + "/readyz")
		if err != nil {
			return err
		}
		defer res.Body.Close()
		b, _ := io.ReadAll(io.LimitReader(res.Body, 4096))
		if res.StatusCode != http.StatusOK {
			return fmt.Errorf("%d %s", res.StatusCode, b)
		}
		return nil
	})
	if err != nil {
		c.tell()
		c.t.Fatal(url, "is not ready: ", err)
	}
}

// tell shows what the processes said.
func (c *cluster) tell() {
	for name := range c.procs {
		if out := c.output(name); out != "" && name != "nats" {
			c.t.Logf("%s:\n%s", name, out[max(0, len(out)-1500):])
		}
	}
}

func (c *cluster) stop() {
	c.mu.Lock()
	procs := c.procs
	c.procs = map[string]*exec.Cmd{}
	c.mu.Unlock()
	for name, p := range procs {
		if name != "nats" {
			_ = p.Process.Signal(os.Interrupt)
		}
	}
	for name, p := range procs {
		if name != "nats" {
			c.await(name, p)
		}
	}
	if p := procs["nats"]; p != nil {
		_ = p.Process.Kill()
		_ = p.Wait()
	}
}

// await waits for a graceful stop.
func (c *cluster) await(name string, p *exec.Cmd) {
	done := make(chan error, 1)
	go func() { done <- p.Wait() }()
	select {
	case <-done:
	case <-time.After(120 * time.Second):
		c.t.Errorf("%s did not stop", name)
		_ = p.Process.Kill()
	}
}

var firstToken = regexp.MustCompile(`first-administrator#(\S+)`)

// bootstrap finds the link for the first administrator in what one of the accounts processes printed.
func (c *cluster) bootstrap() string {
	c.t.Helper()
	var token string
	err := eventually(c.t.Context(), patience, func() error {
		for replica := range 2 {
			if m := firstToken.FindStringSubmatch(c.output(fmt.Sprintf("accounts-%d", replica))); m != nil {
				token = m[1]
				return nil
			}
		}
		return fmt.Errorf("no link was printed")
	})
	if err != nil {
		c.tell()
		c.t.Fatal(err)
	}
	return token
}

// TestDistributedUsers: with a service's NATS user one can publish what is that service's own, and nothing else.
func TestDistributedUsers(t *testing.T) {
	c := newCluster(t)
	var b *bus.Bus
	err := eventually(t.Context(), patience, func() (err error) {
		b, err = bus.Connect(t.Context(), bus.Options{Service: "matching", URL: c.natsURL, SeedFile: filepath.Join(c.dir, "users", "matching.seed"),
			Now: run.System, Log: slog.New(slog.DiscardHandler)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.EnsureStreams(t.Context(), "matching"); err != nil {
		t.Fatal("its own streams:", err)
	}
	publish := func(service string, within time.Duration) error {
		ctx, cancel := context.WithTimeout(t.Context(), within)
		defer cancel()
		_, err := b.Publish(ctx, wire.Envelope{SpecVersion: "1.0", ID: "a-1-0", Type: "waymark.evt." + service + ".match_accepted.v1",
			Source: "/waymark/" + service, Subject: "a", Version: 1, Data: []byte(`{}`), Time: run.System()})
		return err
	}
	if err := publish("matching", patience); err != nil {
		t.Error("its own fact was refused:", err)
	}
	if err := publish("mentoring", 3*time.Second); err == nil {
		t.Error("another service's fact was published")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	if _, err := bus.Ask[wire.AddressQuestion, wire.AddressAnswer](ctx, b, "accounts", "address", wire.AddressQuestion{Account: "a"}); err == nil {
		t.Error("it could ask for an address")
	}
	if p := bus.Allowed("matching"); slices.ContainsFunc(p.Subscribe, func(s string) bool { return strings.HasPrefix(s, "_INBOX.") }) {
		t.Error("answers to others can be listened to")
	}
	if err := b.EnsureStreams(ctx, "mentoring"); err == nil {
		t.Error("it could make another service's streams")
	}
}

// TestDistributedTour is the same main job with every service its own processes, two replicas each, behind two gateways. Then
// one replica of everything is killed and the job is done again.
func TestDistributedTour(t *testing.T) {
	c := newCluster(t)
	gateways := c.all()
	public, err := client.New(gateways[0])
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	admin, password := "ida.operator@example.org", newPassword()
	first := &tour{out: &out, public: public, token: c.bootstrap(), address: admin, password: password, crowd: 20}
	if err := first.run(context.WithoutCancel(t.Context())); err != nil {
		c.tell()
		t.Fatalf("%v\n%s", err, out.String())
	}
	t.Log(out.String())
	for _, name := range append([]string{gatewayName}, names...) {
		c.mu.Lock()
		p := c.procs[name+"-0"]
		delete(c.procs, name+"-0")
		c.mu.Unlock()
		_ = p.Process.Kill()
		_ = p.Wait()
	}
	if public, err = client.New(gateways[1]); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	again := &tour{out: &out, public: public, address: admin, password: password, crowd: 20}
	if err := again.run(t.Context()); err != nil {
		c.tell()
		t.Fatalf("with one replica of everything killed: %v\n%s", err, out.String())
	}
	t.Log(out.String())
}
