package safety

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/bus/embedded"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/store/mongostore"
	"github.com/waymark-dev/waymark/pkg/store/sqlitestore"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// A real process is killed with SIGKILL at every named point of a report, and another takes over: this test binary runs itself as
// the one that dies.

const (
	envPoint = "WAYMARK_TEST_SAFETY_CRASH"
	envDir   = "WAYMARK_TEST_SAFETY_DIR"
	envMongo = "WAYMARK_TEST_SAFETY_MONGO" // URI|database; "" is SQLite in the folder
)

// heir is the service on what another process has left, with a mentoring that counts how often it parts the two.
type heir struct {
	s      *Service
	parted atomic.Int64
}

var crashKey = Key{Hash: "key-hash", Body: "body-hash", ID: "01990000-0000-8000-8000-000000000001"}

func inherit(t *testing.T, dir, mongo string, crash func(string)) *heir {
	t.Helper()
	ctx := t.Context()
	var e store.Engine
	var err error
	if uri, name, ok := strings.Cut(mongo, "|"); ok {
		e, err = mongostore.Open(ctx, uri, name)
	} else {
		e, err = sqlitestore.Open(ctx, filepath.Join(dir, "test.db"))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	server, err := embedded.Start(filepath.Join(dir, "nats"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	clock := testkit.NewClock()
	connect := func(name string) *bus.Bus {
		b, err := bus.Connect(ctx, bus.Options{Service: name, InProcess: server, Log: quietLog, Now: clock.Now})
		if err == nil {
			err = b.EnsureStreams(ctx, name)
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(b.Close)
		return b
	}
	key, err := KeyIn(dir)
	if err != nil {
		t.Fatal(err)
	}
	h := &heir{}
	b, mentoring, accounts := connect(self), connect("mentoring"), connect("accounts")
	h.s, err = New(ctx, Config{KeyFile: key}, Deps{
		DB: store.New(e, clock.Now, quietLog), Bus: b, Verifier: testkit.Tokens{}, Now: clock.Now, Log: quietLog, Crash: crash,
	})
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = bus.Answer(ctx, mentoring, "mentoring", "stop_contact",
			func(_ context.Context, _ wire.StopContactQuestion) (wire.StopContactAnswer, error) {
				h.parted.Add(1)
				return wire.StopContactAnswer{Stopped: true}, nil
			})
	}()
	go func() { _ = h.s.m.accounts.Run(ctx) }()
	for _, id := range []string{"ada", "bo"} {
		if _, err := h.s.m.accounts.Get(ctx, id); err == nil {
			continue
		}
		env := wire.Envelope{SpecVersion: "1.0", ID: "account-" + id, Source: "/waymark/accounts", Type: "waymark.state.accounts.account.v1", Subject: id,
			Version: 1, Time: clock.Now(), Data: []byte(`{"account":"` + id + `","confirmed":true}`)}
		if _, err := accounts.Publish(ctx, env); err != nil {
			t.Fatal(err)
		}
		testkit.Heard(t, h.s.m.accounts, id, 1)
	}
	for { // until mentoring can be asked
		_, err := bus.Ask[wire.StopContactQuestion, wire.StopContactAnswer](ctx, b, "mentoring", "stop_contact", wire.StopContactQuestion{})
		if !fault.Coded(err, "ask.nobody") {
			break
		}
	}
	h.parted.Store(0)
	return h
}

func (h *heir) report(ctx context.Context) (*store.Doc[Case], error) {
	ctx = auth.With(ctx, auth.Principal{ID: "ada"})
	d, _, err := h.s.Report(ctx, NewReport{About: AboutPerson, Person: "bo", Kind: "harassment", Words: "w"}, crashKey)
	return d, err
}

// TestCrashChild is the process that dies. It does nothing unless it is told what.
func TestCrashChild(t *testing.T) {
	point := os.Getenv(envPoint)
	if point == "" {
		t.Skip("NOT RUN: this is the other half of TestKilled")
	}
	h := inherit(t, os.Getenv(envDir), os.Getenv(envMongo), func(at string) {
		switch point {
		case "list":
			fmt.Println("point " + at)
		case at:
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	})
	if _, err := h.report(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestKilled: wherever a process dies, a report that was committed stops contact: by the fact, and by the clock of whoever takes over.
// Whoever heard no answer and tries again has one report.
func TestKilled(t *testing.T) {
	for _, kind := range []string{"sqlite", "mongo"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			uri := ""
			if kind == "mongo" {
				uri = testkit.MongoURI(t)
			}
			child := func(t *testing.T, point string) (dir, mongo string, out []byte, err error) {
				dir = t.TempDir()
				if uri != "" {
					mongo = uri + "|" + testkit.MongoName()
				}
				cmd := exec.Command(os.Args[0], "-test.run=^TestCrashChild$", "-test.count=1")
				cmd.Env = append(os.Environ(), envPoint+"="+point, envDir+"="+dir, envMongo+"="+mongo)
				out, err = cmd.CombinedOutput()
				return dir, mongo, out, err
			}
			_, _, out, err := child(t, "list")
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			var points []string
			for line := range strings.Lines(string(out)) {
				if p, ok := strings.CutPrefix(strings.TrimSpace(line), "point "); ok {
					points = append(points, p)
				}
			}
			if len(points) < 6 {
				t.Fatalf("only these points: %v", points)
			}
			for _, point := range points {
				t.Run(point, func(t *testing.T) {
					dir, mongo, out, err := child(t, point)
					var exit *exec.ExitError
					if !errors.As(err, &exit) || !exit.Sys().(syscall.WaitStatus).Signaled() {
						t.Fatalf("not killed: %v\n%s", err, out)
					}
					h := inherit(t, dir, mongo, nil)
					if uri != "" {
						t.Cleanup(func() { drop(mongo) })
					}
					h.takesOver(t, point)
				})
			}
		})
	}
}

func drop(mongo string) {
	uri, name, _ := strings.Cut(mongo, "|")
	if e, err := mongostore.Open(context.Background(), uri, name); err == nil {
		_ = e.Drop(context.Background())
		_ = e.Close()
	}
}

func (h *heir) takesOver(t *testing.T, point string) {
	ctx := t.Context()
	committed := point != "report.before"
	d, err := h.s.c.cases.Get(ctx, crashKey.ID)
	if committed == fault.Has(err, fault.NotFound) {
		t.Fatalf("killed at %s: %v", point, err)
	}
	if committed {
		if err := h.s.Tick(ctx); err != nil {
			t.Fatal(err)
		}
		done := d.Body.Contact == ContactStopped
		if d, err = h.s.c.cases.Get(ctx, crashKey.ID); err != nil || d.Body.Contact != ContactStopped {
			t.Fatalf("%+v %v", d, err)
		}
		if n := h.parted.Load(); (n == 0) != done {
			t.Fatalf("mentoring was asked %d times by who took over", n)
		}
	}
	if d, err = h.report(ctx); err != nil || d.ID != crashKey.ID || d.Body.Contact != ContactStopped {
		t.Fatalf("trying again: %+v %v", d, err)
	}
	if n, err := h.s.c.cases.Count(ctx); err != nil || n != 1 {
		t.Fatalf("%d reports, %v", n, err)
	}
	if err := h.s.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	facts := map[string]bool{}
	reading, cancel := context.WithCancel(ctx)
	defer cancel()
	_ = h.s.d.Bus.Follow(reading, self, []string{wire.FactSubject(self, "contact_to_stop", "*")}, 1<<60, func(m bus.Message) {
		facts[m.Envelope.ID] = true
	}, cancel)
	if len(facts) != 1 {
		t.Fatalf("the fact that repeats it came %d times", len(facts))
	}
}
