package rounds

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/store/mongostore"
	"github.com/waymark-dev/waymark/pkg/store/sqlitestore"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting/castingtest"
)

// A real process is killed with SIGKILL at every named point between a draft and the last proposal, and another goes on: this test binary
// runs itself as the one that dies. What mentoring promised lies in a file that outlives both.

const (
	envPoint = "WAYMARK_TEST_ROUNDS_CRASH"
	envStore = "WAYMARK_TEST_ROUNDS_STORE"
	envFile  = "WAYMARK_TEST_ROUNDS_FILE"
	envLater = "WAYMARK_TEST_ROUNDS_LATER"
)

// points are where it dies; the number is at which time it comes there.
var points = []string{"gather.people 1", "gather.before 1", "gather.after 1", "answer.chunks 2", "solve.before 1", "solve.after 2", "publish.page 1",
	"publish.paged 1", "publish.page 2", "publish.finish 1", "propose 3", "propose 40"}

// crashCast has more people than one page, and fewer places than newcomers.
func crashCast() *casting.Cast { return castingtest.Crowd(peoplePer+40, 60, 3) }

// promised is one line of the file.
type promised struct{ Match, Newcomer, Mentor string }

func readPromises(file string) (out []promised, err error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		var p promised
		if json.Unmarshal(lines.Bytes(), &p) == nil {
			out = append(out, p)
		}
	}
	return out, err
}

// fileMentoring proposes a pair once, two to a mentor at most: one fewer than the round believes.
func fileMentoring(t *testing.T, file string, at func(string)) func(context.Context, wire.ProposeQuestion) (wire.ProposeAnswer, error) {
	var mu sync.Mutex
	have, err := readPromises(file)
	f, ferr := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err = errors.Join(err, ferr); err != nil {
		t.Fatal(err)
	}
	return func(_ context.Context, q wire.ProposeQuestion) (wire.ProposeAnswer, error) {
		mu.Lock()
		defer mu.Unlock()
		n := 0
		for _, p := range have {
			if p.Match == q.Match {
				return wire.ProposeAnswer{Match: q.Match, Status: "proposed"}, nil
			}
			if p.Mentor == q.Mentor {
				n++
			}
		}
		if n >= 2 {
			return wire.ProposeAnswer{}, fault.New(fault.Conflict, "proposal.full", "full")
		}
		p := promised{q.Match, q.Newcomer, q.Mentor}
		b, _ := json.Marshal(p)
		if _, err := f.Write(append(b, '\n')); err != nil {
			return wire.ProposeAnswer{}, err
		}
		have = append(have, p)
		at("propose") // the answer is lost
		return wire.ProposeAnswer{Match: q.Match, Status: "proposed"}, nil
	}
}

// TestCrashChild is the process that dies, and the one that goes on. It does nothing where no test started it.
func TestCrashChild(t *testing.T) {
	where := os.Getenv(envStore)
	if where == "" {
		t.Skip("NOT RUN: TestCrash starts it")
	}
	clock := testkit.NewClock()
	if os.Getenv(envLater) != "" {
		clock.Advance(time.Minute) // the lease of the one that died is over
	}
	var engine store.Engine
	var err error
	if uri, name, ok := strings.Cut(where, "|"); ok {
		engine, err = mongostore.Open(t.Context(), uri, name)
	} else {
		engine, err = sqlitestore.Open(t.Context(), where)
	}
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, store.New(engine, clock.Now, discard), clock, crashCast())
	var mu sync.Mutex
	seen := map[string]int{}
	h.crash = func(point string) {
		mu.Lock()
		defer mu.Unlock()
		seen[point]++
		if os.Getenv(envPoint) == fmt.Sprint(point, " ", seen[point]) {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	h.mentoring = fileMentoring(t, os.Getenv(envFile), h.crash)
	h.start()
	if _, _, err := h.s.Get(olga, "r1"); fault.Coded(err, errAbsent.Code) {
		h.drafted("r1")
	}
	if d := h.idle("r1"); d.Body.Status == Draft {
		if d.Body.Failed != nil || len(d.Body.Answers) != len(Objectives) {
			t.Fatalf("%+v", d.Body.Failed)
		}
		_, err = h.s.Publish(olga, "r1", 0, assign.Fair, 7)
		h.must(err)
	}
	h.idle("r1")
	h.stop()
	h.must(engine.Close())
}

func TestCrash(t *testing.T) {
	t.Parallel()
	stores := map[string]func(t *testing.T) string{
		"sqlite": func(t *testing.T) string { return filepath.Join(t.TempDir(), "rounds.db") },
		"mongo":  func(t *testing.T) string { return testkit.MongoURI(t) + "|" + testkit.MongoName() },
	}
	few := []string{"gather.before 1", "publish.paged 1", "propose 40"} // what the stores could do differently
	for name, where := range stores {
		list := points
		if testing.Short() || name == "mongo" {
			list = few
		}
		for _, point := range list {
			t.Run(name+"/"+point, func(t *testing.T) {
				t.Parallel()
				at, file := where(t), filepath.Join(t.TempDir(), "promises")
				run := func(point, later string) error {
					cmd := exec.Command(os.Args[0], "-test.run", "^TestCrashChild$", "-test.timeout", "2m")
					cmd.Env = append(os.Environ(), envStore+"="+at, envFile+"="+file, envPoint+"="+point, envLater+"="+later)
					out, err := cmd.CombinedOutput()
					if err != nil && !strings.Contains(err.Error(), "killed") {
						t.Fatalf("%v\n%s", err, out)
					}
					return err
				}
				if err := run(point, ""); err == nil {
					t.Fatal("it did not die: the point was never reached")
				}
				if err := run("", "later"); err != nil {
					t.Fatal(err)
				}
				afterCrash(t, at, file)
			})
		}
	}
}

// afterCrash: every newcomer of the answer has an outcome, what mentoring promised is what the round says, once, and no mentor is promised
// more than there is.
func afterCrash(t *testing.T, at, file string) {
	t.Helper()
	clock := testkit.NewClock()
	var engine store.Engine
	var err error
	uri, name, mongo := strings.Cut(at, "|")
	if mongo {
		var e *mongostore.Engine
		e, err = mongostore.Open(t.Context(), uri, name)
		t.Cleanup(func() { _ = e.Drop(context.Background()); _ = e.Close() })
		engine = e
	} else {
		var e *sqlitestore.Engine
		e, err = sqlitestore.Open(t.Context(), at)
		t.Cleanup(func() { _ = e.Close() })
		engine = e
	}
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, store.New(engine, clock.Now, discard), clock, crashCast())
	h.start()
	d, _, err := h.s.Get(olga, "r1")
	h.must(err)
	rows, _, err := h.s.Pairs(olga, "r1", assign.Fair, showAll, 0, 1000)
	h.must(err)
	list, err := readPromises(file)
	h.must(err)
	by, taken := map[string]promised{}, map[string]int{}
	for _, p := range list {
		if _, twice := by[p.Match]; twice {
			t.Errorf("%s is promised twice", p.Match)
		}
		if by[p.Match] = p; taken[p.Mentor] >= 2 {
			t.Errorf("%s is promised to a third", p.Mentor)
		}
		taken[p.Mentor]++
	}
	said := 0
	for _, x := range rows {
		p, ok := by[matchID("r1", x.Row)]
		if x.Outcome == "" || (x.Outcome == proposed) != ok || ok && (p.Newcomer != x.Newcomer || p.Mentor != x.Mentor) {
			t.Errorf("%+v, promised %+v", x, p)
		}
		if ok {
			said++
		}
	}
	if d.Body.Status != Published || said != len(list) || d.Body.Publication.Proposed != said || d.Body.Publication.Returned[returned] == 0 {
		t.Errorf("%s: %d rows, %d promises, %+v", d.Body.Status, said, len(list), d.Body.Publication)
	}
	pages, err := h.s.c.people.Count(t.Context())
	if want := pages; err != nil || int(want) != 2+1 {
		t.Errorf("%d pages of people, %v", pages, err)
	}
}
