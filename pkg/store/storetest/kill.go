package storetest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
)

const childVariable = "WAYMARK_STORETEST_CHILD"

// Main is the TestMain of an engine. In the child processes of Kill it opens the engine by the argument that Kill was given and
// writes until it is killed.
func Main(m *testing.M, open func(ctx context.Context, arg string) (store.Engine, error)) {
	arg := os.Getenv(childVariable)
	if arg == "" {
		os.Exit(m.Run())
	}
	if err := child(context.Background(), arg, open); err != nil {
		fmt.Fprintln(os.Stderr, "child:", err)
		os.Exit(1)
	}
}

const killCollection = "test_kill"

// child writes with several callers, and prints "id version" after each write that was acknowledged. Chunks and deletions
// are among them.
func child(ctx context.Context, arg string, open func(ctx context.Context, arg string) (store.Engine, error)) error {
	e, err := open(ctx, arg)
	if err != nil {
		return err
	}
	c, err := store.Open(ctx, store.New(e, time.Now, nil), spec(killCollection))
	if err != nil {
		return err
	}
	var mu sync.Mutex
	out := os.Stdout
	said := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		_, _ = fmt.Fprintf(out, format+"\n", args...) // one write each, so that a line is whole or not there
	}
	said("ready")
	errs := make(chan error)
	run := strconv.FormatInt(time.Now().UnixNano(), 36)
	for i := range 8 {
		go func() {
			for k := 0; ; k++ {
				id := "doc" + itoa(k%5) // shared by all
				if k%4 == 3 {
					id = fmt.Sprintf("new-%s-%d-%d", run, i, k)
				}
				d, err := c.Upsert(ctx, id, func(d *store.Doc[thing]) error {
					d.Body.N++
					d.Body.Group = "g" + itoa(d.Body.N)
					d.Body.Tags = []string{"t" + itoa(d.Body.N), "every"}
					d.Body.Note = strings.Repeat("x", 1+rand.IntN(3000))
					return nil
				})
				if err != nil {
					errs <- err
					return
				}
				said("%s %d", id, d.Version)
				if k%16 == 15 {
					if err := c.Delete(ctx, id, nil); err != nil {
						errs <- err
						return
					}
					said("%s -1", id)
				}
			}
		}()
	}
	return <-errs
}

// Kill kills child processes that write to arg in a loop, at any moment, and checks that nothing that was acknowledged is
// lost and that every document is whole. check (may be nil) looks at what the engine left behind, while it is closed.
func Kill(t *testing.T, arg string, open func(ctx context.Context, arg string) (store.Engine, error), check func(t *testing.T)) {
	rounds := 12
	if testing.Short() || raceDetector {
		rounds = 4
	}
	acknowledged := map[string]int64{}
	lines := 0
	for range rounds {
		lines += killOne(t, arg, acknowledged, func(child *os.Process) { _ = child.Kill() })
		if check != nil {
			check(t)
		}
		e, err := open(t.Context(), arg)
		ok(t, err)
		verify(t, newWorld(t, e), acknowledged)
		ok(t, e.Close())
	}
	if lines < rounds*10 {
		t.Fatalf("only %d writes in %d rounds: nothing was tested", lines, rounds)
	}
	t.Logf("%d acknowledged writes, %d kills, none lost", lines, rounds)
}

// killOne runs one child until end kills it, at any moment; acknowledged gets the greatest version of each id, -1 when it was
// deleted.
func killOne(t *testing.T, arg string, acknowledged map[string]int64, end func(child *os.Process)) (lines int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), childVariable+"="+arg)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	ok(t, err)
	ok(t, cmd.Start())
	r := bufio.NewReader(out)
	if line, err := r.ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("the child did not start: %q %v", line, err)
	}
	timer := time.AfterFunc(time.Duration(20+rand.IntN(400))*time.Millisecond, func() { end(cmd.Process) })
	defer timer.Stop()
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			if !errors.Is(err, io.EOF) {
				t.Fatal(err)
			}
			break // a line without an end was not said
		}
		id, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		version, err := strconv.ParseInt(text, 10, 64)
		ok(t, err)
		if version < 0 || acknowledged[id] >= 0 && version > acknowledged[id] {
			acknowledged[id] = version
		}
		lines++
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.Exited() {
		t.Fatalf("the child was not killed: %v", err)
	}
	return lines
}

func verify(t *testing.T, w *world, acknowledged map[string]int64) {
	t.Helper()
	c := open(t, w.db, spec(killCollection))
	for id, version := range acknowledged {
		d, err := c.Get(w.ctx, id)
		if version < 0 {
			refused(t, err, fault.Gone, "store.deleted")
			continue
		}
		if fault.Has(err, fault.Gone) { // the deletion was not acknowledged, and took place
			continue
		}
		ok(t, err)
		if d.Version < version {
			t.Fatalf("%s: version %d was acknowledged, %d is there", id, version, d.Version)
		}
	}
	// A server goes on for a moment with what the child asked last: what differs may be changing. What stays is wrong.
	wrong := whole(t, w, c)
	for tries := 0; wrong != "" && tries < 100; tries++ {
		time.Sleep(20 * time.Millisecond)
		wrong = whole(t, w, c)
	}
	if wrong != "" {
		t.Fatal(wrong)
	}
}

// whole says what is torn: a document in itself, or its keys against it. "" if nothing is.
func whole(t *testing.T, w *world, c *store.Collection[thing]) (wrong string) {
	t.Helper()
	n := 0
	ok(t, c.Each(w.ctx, store.Query{Limit: 500}, func(d *store.Doc[thing]) error {
		n++
		if int64(d.Body.N) != d.Version {
			wrong = fmt.Sprintf("%s is torn: %d at version %d", d.ID, d.Body.N, d.Version)
		}
		found := find(t, w, c, store.Query{Where: []store.Cond{store.Where("group", store.Eq, d.Body.Group), store.Where("_id", store.Eq, d.ID),
			store.Where("tag", store.Eq, d.Body.Tags[0])}})
		if found != d.ID {
			wrong = fmt.Sprintf("found by the keys of %s: %q", d.ID, found)
		}
		return nil
	}))
	if count := must[int64](t)(c.Count(w.ctx, store.Where("tag", store.Eq, "every"))); count != int64(n) {
		wrong = fmt.Sprintf("%d have the tag of every one, %d are there", count, n)
	}
	return wrong
}
