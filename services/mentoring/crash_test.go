package mentoring

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/bus/embedded"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/store/mongostore"
	"github.com/waymark-dev/waymark/pkg/store/sqlitestore"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// A real process is killed with SIGKILL at every named point of every promise, and another takes over: this test binary runs
// itself as the one that dies.

const (
	envScene = "WAYMARK_TEST_CRASH_SCENE"
	envPoint = "WAYMARK_TEST_CRASH"
	envStore = "WAYMARK_TEST_CRASH_STORE"
	envNATS  = "WAYMARK_TEST_CRASH_NATS"
)

// scene is one promise: what is there before, what is done, and what must have come of it once it was done again.
type scene struct {
	name   string
	family func() *family
	after  time.Duration // the clock when it is done
	least  int           // points that it passes at least; 0 is 4
	before func(ctx context.Context, s *Service, p *play) error
	act    func(ctx context.Context, s *Service, p *play) error
	again  func(ctx context.Context, s *Service, p *play) error // how whoever heard nothing tries again, if not by act
	done   func(p *play) string                                 // after the caller, or the clock, has tried again
}

func scenes() []scene {
	one := func(f family) func() *family { return func() *family { return &f } }
	two := []spec{{"r1", pX, []int{pA, pB}, Open}}
	status := func(k int, want Status) func(p *play) string {
		return func(p *play) string {
			if got := p.world.match[k].body.Status; got != want {
				return fmt.Sprintf("%s is %s, want %s", p.match(k), got, want)
			}
			return ""
		}
	}
	nextAsked := func(p *play) string {
		if got := p.world.match[0].body.asked(); got != p.person(pB) {
			return "the next is not asked but " + got
		}
		return ""
	}
	return []scene{
		{
			name: "request", family: one(family{name: "request", matches: []spec{{"r1", pX, []int{pA, pB}, ""}}, capacity: [2]int{1, 1}, asks: 3}),
			act: creates(0)().run, again: asksAnew, done: func(p *play) string {
				if wrong := status(0, Open)(p); wrong == "" {
					return ""
				}
				d, err := p.free.c.matches.Get(context.Background(), p.match(0)+"-again")
				if err != nil || d.Body.Status != Open {
					return fmt.Sprintf("neither the request nor the one with a fresh key came about: %v", err)
				}
				return status(0, Void)(p)
			},
		},
		{
			name: "accept", family: one(family{name: "accept", matches: two, capacity: [2]int{1, 1}, asks: 3}),
			act: accepts(pA, 0)().run, done: status(0, Accepted),
		},
		{
			name: "decline", family: one(family{name: "decline", matches: two, capacity: [2]int{1, 1}, asks: 3}),
			act: declines(pA, 0).run, done: nextAsked,
		},
		{
			name: "expiry", family: one(family{name: "expiry", matches: two, capacity: [2]int{1, 1}, asks: 3}), after: 73 * time.Hour,
			act: func(ctx context.Context, s *Service, _ *play) error { return s.Tick(ctx) }, done: nextAsked,
		},
		{
			name: "end", family: one(family{name: "end", matches: two, capacity: [2]int{1, 1}, asks: 3}),
			before: accepts(pA, 0)().run, act: ends(0).run, done: status(0, Ended),
		},
		{
			name: "block", family: one(family{name: "block", matches: append(two[:1:1], spec{"p", pX, []int{pA}, Proposed}), capacity: [2]int{2, 1},
				asks: 3, pair: [2]int{pA, pX}}),
			before: accepts(pA, 1)().run, act: blocks(pX)().run,
			done: func(p *play) string { return status(1, Ended)(p) + nextAsked(p) },
		},
		{
			name: "withdraw", family: one(family{name: "withdraw", matches: two, capacity: [2]int{1, 1}, asks: 3}),
			act: withdraws(0).run, done: status(0, Withdrawn),
		},
		{
			name: "lift", family: one(family{name: "lift", matches: two, capacity: [2]int{1, 1}, asks: 3, pair: [2]int{pA, pX}}),
			before: blocks(pX)().run, act: lifts(pX)().run,
			done: func(p *play) string {
				for who := range personNames {
					if left := p.world.standing[who].body.Blocks; len(left) > 0 {
						return fmt.Sprintf("%s still has %+v", p.person(who), left)
					}
				}
				return nextAsked(p)
			},
		},
		{ // A hands X over to B: wherever it stops, the mentorship has one mentor, with a place
			name: "hand over", family: one(family{name: "hand over", matches: []spec{{"r1", pX, []int{pA}, Open}}, capacity: [2]int{1, 1}, asks: 3}),
			before: func(ctx context.Context, s *Service, p *play) error {
				return errors.Join(accepts(pA, 0)().run(ctx, s, p), handsOver(pA, pB, 0).run(ctx, s, p), consents(0).run(ctx, s, p))
			},
			act: takesOver(pB, 0)().run,
			done: func(p *play) string {
				if got := p.world.match[0].body.mentor(); got != p.person(pB) {
					return "the mentor is " + got
				}
				return status(0, Accepted)(p)
			},
		},
		{
			name: "propose", least: 2, family: one(family{name: "propose", matches: []spec{{"p", pX, []int{pA}, ""}}, capacity: [2]int{1, 1}, asks: 3}),
			act: proposes(0)().run, done: status(0, Proposed),
		},
		{ // X leaves: an open request and a mentorship end
			name: "forget", family: one(family{name: "forget", matches: append(two[:1:1], spec{"p", pX, []int{pA}, Proposed}),
				capacity: [2]int{2, 1}, asks: 3}),
			before: accepts(pA, 1)().run,
			act:    func(ctx context.Context, s *Service, p *play) error { return s.forget(ctx, p.person(pX)) },
			done: func(p *play) string {
				if _, err := p.free.c.standings.Get(context.Background(), p.person(pX)); !fault.Has(err, fault.Gone) {
					return fmt.Sprintf("there still is a standing: %v", err)
				}
				return status(0, Withdrawn)(p) + status(1, Ended)(p)
			},
		},
		{ // A lowers to nothing while an accept has its reservation
			name: "places", family: one(family{name: "places", matches: two, capacity: [2]int{2, 1}, asks: 3}),
			before: func(ctx context.Context, s *Service, p *play) error {
				pr, _ := s.programme(ctx, wire.AlwaysOpen)
				_, err := s.reserveFor(ctx, Entry{Match: p.match(0), Version: 1, Programme: pr.ID, Newcomer: p.person(pX), Mentor: p.person(pA)}, pr)
				return err
			},
			act: func(ctx context.Context, s *Service, p *play) error {
				_, err := s.SetPlaces(as(ctx, p.person(pA)), Places{}, 0)
				return err
			},
			done: func(p *play) string {
				e := Entry{Match: p.match(0), Version: 1, Programme: wire.AlwaysOpen, Newcomer: p.person(pX), Mentor: p.person(pA)}
				if _, err := p.free.commit(context.Background(), e, programme{Rules: wire.DefaultRules()}); err == nil {
					return "an accept commits beyond what was answered"
				}
				if n := p.world.standing[pA].body.Capacity; n != 0 {
					return fmt.Sprintf("%d places", n)
				}
				return status(0, Open)(p)
			},
		},
		{ // an accept stopped after its reservation, and settle frees it
			name: "settle", family: one(family{name: "settle", matches: two, capacity: [2]int{1, 1}, asks: 3}),
			before: func(ctx context.Context, s *Service, p *play) error {
				pr, _ := s.programme(ctx, wire.AlwaysOpen)
				_, err := s.reserveFor(ctx, Entry{Match: p.match(0), Version: 1, Programme: pr.ID, Newcomer: p.person(pX), Mentor: p.person(pA)}, pr)
				return err
			},
			act: func(ctx context.Context, s *Service, _ *play) error { return s.Tick(ctx) }, done: status(0, Open),
		},
		{ // a request whose process died before it was inserted, long ago
			name: "never made", after: spared + time.Second,
			family: one(family{name: "never made", matches: []spec{{"r1", pX, []int{pA, pB}, ""}}, capacity: [2]int{1, 1}, asks: 3}),
			before: func(ctx context.Context, s *Service, p *play) error {
				pr, _ := s.programme(ctx, wire.AlwaysOpen)
				return s.list(ctx, Listing{Match: p.match(0), Programme: pr.ID, Newcomer: p.person(pX), Mentors: p.mentors(0), At: s.d.Now()}, pr)
			},
			act: func(ctx context.Context, s *Service, _ *play) error { return s.Tick(ctx) }, done: status(0, Void),
		},
	}
}

// TestCrashChild is the process that dies. It does nothing unless it is told what.
func TestCrashChild(t *testing.T) {
	name := os.Getenv(envScene)
	if name == "" {
		t.Skip("NOT RUN: this is the other half of TestKilled")
	}
	for _, sc := range scenes() {
		if sc.name == name {
			die(t, sc, os.Getenv(envPoint))
		}
	}
}

// die plays the scene; at the named point (its name and how many times it was passed) the process is killed. With the point
// "list" it prints all points it passes.
func die(t *testing.T, sc scene, point string) {
	ctx := context.Background()
	clock := testkit.NewClock()
	s, relay, p := inherit(t, sc, clock, os.Getenv(envStore), os.Getenv(envNATS))
	running, stop := context.WithCancel(ctx)
	defer stop()
	go func() { _ = relay(running) }() // what is published is published while it dies
	p = p.begin(p.family, deviations{}, 1)
	if sc.before != nil {
		p.must(sc.before(ctx, s, p))
		p.world.read(p)
	}
	clock.Advance(sc.after)
	passed := map[string]int{}
	s.crash = func(at string) {
		passed[at]++
		here := fmt.Sprintf("%s#%d", at, passed[at])
		switch point {
		case "list":
			fmt.Println("point " + here)
		case here:
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	p.must(sc.act(ctx, s, p))
}

// inherit opens the store and the NATS directory that a process has left.
func inherit(t *testing.T, sc scene, clock *testkit.Clock, at, nats string) (*Service, func(context.Context) error, *play) {
	t.Helper()
	ctx := context.Background()
	kind, where, _ := strings.Cut(at, ":")
	var e store.Engine
	var err error
	if kind == "mongo" {
		uri, name, _ := strings.Cut(where, "|")
		e, err = mongostore.Open(ctx, uri, name)
	} else {
		e, err = sqlitestore.Open(ctx, where)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	server, err := embedded.Start(nats)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	b, err := bus.Connect(ctx, bus.Options{Service: service, InProcess: server, Log: slog.New(slog.DiscardHandler), Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	db := store.New(e, clock.Now, slog.New(slog.DiscardHandler))
	s, err := New(ctx, Config{}, Deps{DB: db, Bus: b, Now: clock.Now, Log: slog.New(slog.DiscardHandler), Verifier: testkit.Tokens{}})
	if err != nil {
		t.Fatal(err)
	}
	s.eligible = func(context.Context, programme, string, []string, map[string]bool) error { return nil }
	s.without = func(context.Context, programme, string, string, string) (absence, error) { return absence{}, nil }
	st := &stage{t: t, engine: e, gate: &gate{Engine: e}, free: s, clock: clock}
	f := sc.family()
	p := &play{stage: st, family: f, n: 1, liftsAt: map[*actor]int{}}
	p.world.lifted = sc.name == "lift"
	p.world.f = f
	p.world.granted = f.capacity
	return s, s.relay.Run, p
}

// TestKilled kills a process at every point of every scene, and lets the next one take over: within 60 s every promise holds,
// and whoever tries again gets the one effect.
func TestKilled(t *testing.T) {
	for _, kind := range []string{"sqlite", "mongo"} {
		t.Run(kind, func(t *testing.T) {
			uri := ""
			if kind == "mongo" {
				uri = testkit.MongoURI(t)
			}
			kills := 0
			for _, sc := range scenes() {
				t.Run(sc.name, func(t *testing.T) {
					points := listPoints(t, sc, kind, uri)
					if len(points) < cmp.Or(sc.least, 4) {
						t.Fatalf("only these points: %v", points)
					}
					for i, point := range points {
						if testing.Short() && i%6 != 0 {
							continue
						}
						kills++
						t.Run(point, func(t *testing.T) {
							t.Parallel()
							killedAt(t, sc, point, kind, uri)
						})
					}
				})
			}
			t.Logf("%d processes killed", kills)
		})
	}
}

// place makes a store and a NATS directory of a child's own.
func place(t *testing.T, kind, uri string) []string {
	dir := t.TempDir()
	where := "sqlite:" + filepath.Join(dir, "test.db")
	if kind == "mongo" {
		name := testkit.MongoName()
		where = "mongo:" + uri + "|" + name
		t.Cleanup(func() {
			if e, err := mongostore.Open(context.Background(), uri, name); err == nil {
				_ = e.Drop(context.Background())
				_ = e.Close()
			}
		})
	}
	return []string{envStore + "=" + where, envNATS + "=" + filepath.Join(dir, "nats")}
}

func child(sc scene, point string, env []string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], "-test.run=^TestCrashChild$", "-test.count=1")
	cmd.Env = append(append(os.Environ(), env...), envScene+"="+sc.name, envPoint+"="+point)
	return cmd
}

func listPoints(t *testing.T, sc scene, kind, uri string) (points []string) {
	t.Helper()
	out, err := child(sc, "list", place(t, kind, uri)).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, line := range strings.Split(string(out), "\n") {
		if point, ok := strings.CutPrefix(line, "point "); ok {
			points = append(points, point)
		}
	}
	return points
}

func killedAt(t *testing.T, sc scene, point, kind, uri string) {
	env := place(t, kind, uri)
	out, err := child(sc, point, env).CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || !exit.Sys().(syscall.WaitStatus).Signaled() {
		t.Fatalf("the child was not killed at %s: %v\n%s", point, err, out)
	}
	at, nats := strings.TrimPrefix(env[0], envStore+"="), strings.TrimPrefix(env[1], envNATS+"=")
	ctx := context.Background()
	clock := testkit.NewClock()
	clock.Advance(sc.after + 45*time.Second)
	s, _, p := inherit(t, sc, clock, at, nats)

	tick := func() {
		t.Helper()
		p.must(s.Tick(ctx))
		p.world.read(p)
	}
	tick()
	if broken := p.afterTick(); broken != "" {
		t.Fatalf("after 45 s: %s", broken)
	}
	// Whoever heard nothing tries again.
	again := sc.act
	if sc.again != nil {
		again = sc.again
	}
	if err := again(ctx, s, p); err != nil {
		t.Fatalf("trying again: %v", err)
	}
	clock.Advance(30 * time.Second)
	tick()
	if broken := p.afterTick(); broken != "" {
		t.Fatalf("after trying again: %s", broken)
	}
	if wrong := sc.done(p); wrong != "" {
		t.Fatalf("after trying again: %s", wrong)
	}
	p.published(s)
}

// asksAnew sends the request again; if it was given up meanwhile, with a fresh key, as its refusal says.
func asksAnew(ctx context.Context, s *Service, p *play) error {
	err := creates(0)().run(ctx, s, p)
	if !fault.Coded(err, errNotMade.Code) {
		return err
	}
	_, err = s.Create(as(ctx, p.person(p.matches[0].newcomer)), NewRequest{Mentors: p.mentors(0), Message: "hello"},
		Key{Hash: "again", Body: "body", ID: p.match(0) + "-again"})
	return err
}

// afterTick is every promise.
func (p *play) afterTick() string {
	w := p.world
	for k := range p.matches {
		if m := &w.match[k].body; m.live() {
			if mentor := m.mentor(); mentor == "" {
				return "live without a mentor"
			}
		}
	}
	if broken := w.rest(deviations{}); broken != "" {
		return broken
	}
	taken := 0
	for k := range p.matches {
		if w.match[k].body.liveFor(p.person(pA)) {
			taken++
		}
	}
	if taken > w.granted[pA] {
		return "(1) overbooked"
	}
	return ""
}

// published: every fact of the promise is in the stream once, whoever published it.
func (p *play) published(s *Service) {
	p.t.Helper()
	ctx := context.Background()
	p.must(s.relay.Drain(ctx))
	seen, accepted, ended := map[string]bool{}, map[string]int{}, map[string]int{}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	p.must(s.d.Bus.Follow(ctx, service, []string{wire.FactSubject(service, "*", "*")}, 1<<60, func(m bus.Message) {
		if seen[m.Envelope.ID] {
			return // published twice by two processes: one identity
		}
		seen[m.Envelope.ID] = true
		var x struct{ Match string }
		_ = json.Unmarshal(m.Envelope.Data, &x)
		switch _, typ := m.Envelope.TypeOf(); typ {
		case "match_accepted":
			accepted[x.Match]++
		case "match_ended":
			ended[x.Match]++
		}
	}, cancel))
	for k := range p.matches {
		m, id := &p.world.match[k].body, p.match(k)
		wantAccepted, wantEnded := 0, 0
		if !m.Began.IsZero() {
			wantAccepted = 1
			if m.terminal() {
				wantEnded = 1
			}
		}
		if accepted[id] != wantAccepted || ended[id] != wantEnded {
			p.t.Fatalf("%s is %s: %d facts of accepting, %d of its end", id, m.Status, accepted[id], ended[id])
		}
	}
}
