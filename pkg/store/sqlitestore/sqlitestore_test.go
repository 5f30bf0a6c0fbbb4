package sqlitestore_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/store/sqlitestore"
	"github.com/waymark-dev/waymark/pkg/store/storetest"
)

func openPath(ctx context.Context, path string) (store.Engine, error) {
	return sqlitestore.Open(ctx, path)
}

func TestMain(m *testing.M) { storetest.Main(m, openPath) }

func open(t testing.TB, path string) *sqlitestore.Engine {
	t.Helper()
	e, err := sqlitestore.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return e
}

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t testing.TB) store.Engine { return open(t, filepath.Join(t.TempDir(), "a b?c#d%20.db")) })
}

func BenchmarkSQLite(b *testing.B) {
	storetest.Bench(b, func(b testing.TB) store.Engine { return open(b, filepath.Join(b.TempDir(), "bench.db")) })
}

func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kill.db")
	storetest.Kill(t, path, openPath, func(t *testing.T) {
		if err := sqlitestore.Check(path); err != nil {
			t.Fatal(err)
		}
	})
}

func TestFull(t *testing.T) {
	for _, group := range []int{1, 100} {
		e := open(t, filepath.Join(t.TempDir(), "full.db"))
		storetest.Full(t, e, func(t *testing.T) func() {
			if err := e.LimitPages(group); err != nil {
				t.Fatal(err)
			}
			return func() {
				if err := e.LimitPages(0); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestOneProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "one.db")
	e := open(t, path)
	_, err := sqlitestore.Open(t.Context(), path)
	if !errors.Is(err, sqlitestore.ErrTaken) || !strings.Contains(err.Error(), path) {
		t.Fatalf("got %v", err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, path)
}

func TestOpenRefuses(t *testing.T) {
	if _, err := sqlitestore.Open(t.Context(), filepath.Join(t.TempDir(), "no", "folder", "x.db")); err == nil {
		t.Error("a folder that is not there")
	}
	garbage := filepath.Join(t.TempDir(), "garbage.db")
	if err := os.WriteFile(garbage, bytes.Repeat([]byte("garbage "), 2000), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlitestore.Open(t.Context(), garbage); err == nil {
		t.Error("a file that is no database")
	}
	if b, err := os.ReadFile(garbage); err != nil || !bytes.HasPrefix(b, []byte("garbage ")) {
		t.Error("it was changed", err)
	}
}

// TestSettings holds what a power cut needs.
func TestSettings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.db")
	e := open(t, path)
	for name, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "secure_delete": "1", "foreign_keys": "1", "wal_autocheckpoint": "1000",
	} {
		if got, err := e.Pragma(name); err != nil || got != want {
			t.Errorf("%s is %s, want %s: %v", name, got, want, err)
		}
	}
	for _, file := range []string{path, path + "-wal", path + "-shm"} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", filepath.Base(file), info.Mode(), err)
		}
	}
}

type note struct {
	Text string   `json:"text"`
	Tags []string `json:"tags"`
}

func notes(t testing.TB, e store.Engine, now func() time.Time) *store.Collection[note] {
	t.Helper()
	c, err := store.Open(t.Context(), store.New(e, now, nil), store.Spec[note]{
		Name: "test_note", Schema: 1, Indexes: []store.Index{{Name: "text"}, {Name: "tag", Multi: true}},
		Keys: func(_ string, n *note) store.Keys { return store.Keys{"text": n.Text, "tag": n.Tags} },
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestErasure: what was erased is in no file after a checkpoint: not in the body, not in an index, not in the log.
func TestErasure(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erase.db")
	e := open(t, path)
	c := notes(t, e, time.Now)
	secret := "a very personal sentence"
	chunk := []byte("and a personal chunk")
	name, err := store.New(e, time.Now, nil).PutChunk(t.Context(), chunk)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"a", "b", "c", "d"} {
		if _, err := c.Insert(t.Context(), id, note{Text: secret, Tags: []string{secret}}, nil); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Update(t.Context(), "a", func(d *store.Doc[note]) error { d.Body = note{Text: "short"}; return nil }); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Delete(t.Context(), "b", nil), c.Drop(t.Context(), "c"), c.Delete(t.Context(), "d", nil),
		e.RemoveChunk(t.Context(), name)); err != nil {
		t.Fatal(err)
	}
	if err := e.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{path, path + "-wal", path + "-shm"} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("very personal")) || bytes.Contains(b, chunk) {
			t.Errorf("%s still has it", filepath.Base(file))
		}
		if strings.HasSuffix(file, "-wal") && len(b) > 0 {
			t.Errorf("the log has %d bytes", len(b))
		}
	}
}

// TestErasedWithinAMinute: nobody has to ask for the checkpoint. After an erasure the next look cuts the log, after any other write
// one an hour later does; where nothing happened nothing is done.
func TestErasedWithinAMinute(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erase.db")
	e := open(t, path)
	c := notes(t, e, time.Now)
	now := time.Now()
	has := func(text string) bool {
		t.Helper()
		found := false
		for _, file := range []string{path, path + "-wal"} {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			found = found || bytes.Contains(b, []byte(text))
		}
		return found
	}
	tidy := func(after time.Duration) {
		t.Helper()
		now = now.Add(after)
		if err := e.Tidy(t.Context(), now); err != nil {
			t.Fatal(err)
		}
	}
	for what, erase := range map[string]func() error{
		"deleted": func() error { return c.Delete(t.Context(), "deleted", nil) },
		"dropped": func() error { return c.Drop(t.Context(), "dropped") },
	} {
		if _, err := c.Insert(t.Context(), what, note{Text: "a canary that is " + what}, nil); err != nil {
			t.Fatal(err)
		}
		if err := erase(); err != nil {
			t.Fatal(err)
		}
		if !has("canary that is " + what) {
			t.Fatal("the log had forgotten it by itself: this test shows nothing")
		}
		if tidy(time.Minute); has("canary that is " + what) {
			t.Errorf("%s a minute ago, and still in the files", what)
		}
	}
	if _, err := c.Insert(t.Context(), "emptied", note{Text: "a canary that is emptied"}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Update(t.Context(), "emptied", func(d *store.Doc[note]) error { d.Body.Text = ""; return nil }); err != nil {
		t.Fatal(err)
	}
	if tidy(time.Minute); !has("canary that is emptied") {
		t.Error("the log is cut at every write")
	}
	if tidy(time.Hour); has("canary that is emptied") {
		t.Error("an hour later it is still in the files")
	}
}

// TestErasedBeforeAKill: what was erased just before the process was killed is in no file once the next one has opened them.
func TestErasedBeforeAKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erase.db")
	c := notes(t, open(t, path), time.Now)
	if _, err := c.Insert(t.Context(), "a", note{Text: "a canary that was killed"}, nil); err != nil {
		t.Fatal(err)
	}
	if err := c.Delete(t.Context(), "a", nil); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(t.TempDir(), "erase.db") // the files as a kill leaves them: nobody cut the log
	for _, end := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + end)
		if err != nil {
			t.Fatal(err)
		}
		if end == "-wal" && !bytes.Contains(b, []byte("that was killed")) {
			t.Fatal("the log had forgotten it by itself: this test shows nothing")
		}
		if err := os.WriteFile(left+end, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	again := notes(t, open(t, left), time.Now)
	for _, end := range []string{"", "-wal"} {
		b, err := os.ReadFile(left + end)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("that was killed")) {
			t.Errorf("erase.db%s still has it", end)
		}
	}
	if _, err := again.Get(t.Context(), "a"); !fault.Has(err, fault.Gone) {
		t.Fatalf("the tombstone: %v", err)
	}
}

// TestCheckpointWhileBusy: readers and writers go on while it is made.
func TestCheckpointWhileBusy(t *testing.T) {
	e := open(t, filepath.Join(t.TempDir(), "busy.db"))
	c := notes(t, e, time.Now)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := c.Upsert(t.Context(), "a", func(d *store.Doc[note]) error { d.Body.Text += "x"; return nil }); err != nil {
					t.Error(err)
				}
				if _, err := c.Find(t.Context(), store.Query{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 5 {
		if err := e.Checkpoint(t.Context()); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	wg.Wait()
}

func TestClose(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	path := filepath.Join(t.TempDir(), "close.db")
	e := open(t, path)
	c := notes(t, e, time.Now)
	var wg sync.WaitGroup
	for i := range 16 { // callers in flight get an answer, and it is true
		wg.Go(func() {
			id := "i" + string(rune('a'+i))
			for {
				d, err := c.Upsert(context.Background(), id, func(d *store.Doc[note]) error { d.Body.Text += "x"; return nil })
				if err != nil {
					return
				}
				_ = d
			}
		})
	}
	time.Sleep(20 * time.Millisecond)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if err := e.Close(); err != nil {
		t.Fatal("closing twice", err)
	}
	if err := e.Ping(t.Context()); !errors.Is(err, store.ErrAway) {
		t.Errorf("ping when closed: %v", err)
	}
	if _, err := c.Get(t.Context(), "ia"); err == nil {
		t.Error("a read when closed")
	}
	if links, err := filepath.Glob("/proc/self/fd/*"); err == nil {
		for _, link := range links {
			if to, _ := os.Readlink(link); strings.HasPrefix(to, path) {
				t.Errorf("%s is still open", to)
			}
		}
	}
	if _, err := os.Stat(path + "-wal"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the log is left: %v", err)
	}
	if err := sqlitestore.Check(path); err != nil {
		t.Fatal(err)
	}
}

// TestPlans: no page reads more than it answers.
func TestPlans(t *testing.T) {
	e := open(t, filepath.Join(t.TempDir(), "plans.db"))
	c := notes(t, e, time.Now)
	text, tag, id := "text", "tag", store.IDIndex
	for _, q := range []store.Query{
		{}, {Where: []store.Cond{store.Where(text, store.Eq, "x")}},
		{Where: []store.Cond{store.Among(text, []string{"x", "y"})}}, {Where: []store.Cond{store.Where(id, store.Gt, "x")}},
		{Where: []store.Cond{store.Where(tag, store.Eq, "x")}}, {Where: []store.Cond{store.Among(tag, []string{"x", "y"})}},
		{Where: []store.Cond{store.Among(id, []string{"x", "y"})}},
		{Sort: []store.Order{{Index: text}}}, {Sort: []store.Order{{Index: text, Desc: true}}},
		{Where: []store.Cond{store.Where(text, store.Prefix, "x")}, Sort: []store.Order{{Index: text, Desc: true}}},
	} {
		for range 2 { // the first page, and the next
			if docs, _, err := e.Find(t.Context(), c.Name(), q, store.Live); err != nil || len(docs) > 0 {
				t.Fatal(docs, err)
			}
			q.After = q.Cursor(c.Name(), store.Raw{ID: "x", Keys: store.Keys{text: "x"}})
		}
	}
	if _, err := c.Pending(t.Context(), "", 10); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Sweep(t.Context(), 10); err != nil {
		t.Fatal(err)
	}
	plans, err := e.Plans()
	if err != nil {
		t.Fatal(err)
	}
	for query, plan := range plans {
		_, query, _ = strings.Cut(query, " FROM ")
		scans := strings.Contains(plan, "SCAN d:") && !strings.Contains(plan, "USING INDEX")
		sorts := strings.Contains(plan, "TEMP B-TREE") && !strings.Contains(query, " IN (SELECT")
		if scans || sorts {
			t.Errorf("%s\n\t%s", query, plan)
		}
	}
}

// TestDeclareAtOnce: services open their collections at the same time.
// TestBareCollection: nothing is found in a collection that was just made, and then what was written to it, also after another layout of it.
func TestBareCollection(t *testing.T) {
	e := open(t, filepath.Join(t.TempDir(), "bare.db"))
	ctx := t.Context()
	found := func() int {
		t.Helper()
		docs, next, err := e.Find(ctx, "bare", store.Query{Limit: 10}, store.All)
		if err != nil || next != "" {
			t.Fatal(next, err)
		}
		return len(docs)
	}
	if err := e.Declare(ctx, "bare", nil); err != nil {
		t.Fatal(err)
	}
	if n := found(); n != 0 {
		t.Fatalf("%d documents in a new collection", n)
	}
	if _, _, err := e.Find(ctx, "bare", store.Query{Where: []store.Cond{store.Where("none", store.Eq, "x")}, Limit: 10}, store.All); err == nil {
		t.Error("an index that was not declared is taken")
	}
	over, cancel := context.WithCancel(ctx)
	cancel()
	if _, _, err := e.Find(over, "bare", store.Query{Limit: 10}, store.All); !errors.Is(err, context.Canceled) {
		t.Errorf("given up, and answered: %v", err)
	}
	for i, indexes := range [][]store.Index{nil, {{Name: "k"}}} {
		if err := e.Declare(ctx, "bare", indexes); err != nil {
			t.Fatal(err)
		}
		if n := found(); n != i {
			t.Fatalf("%d of %d documents before", n, i)
		}
		if err := e.Put(ctx, "bare", store.Write{Doc: store.Raw{ID: string(rune('a' + i)), Rev: "1", Version: 1, Schema: 1}}); err != nil {
			t.Fatal(err)
		}
		if n := found(); n != i+1 {
			t.Fatalf("%d of %d documents", n, i+1)
		}
	}
}

func TestDeclareAtOnce(t *testing.T) {
	e := open(t, filepath.Join(t.TempDir(), "declare.db"))
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			c, err := store.Open(context.Background(), store.New(e, time.Now, nil), store.Spec[note]{Name: "test_once", Schema: 1})
			if err == nil {
				_, err = c.Upsert(context.Background(), "a", func(d *store.Doc[note]) error { return nil })
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// TestGroup: callers share a commit, not a fate: one asks for more than there is room for, the others are served.
func TestGroup(t *testing.T) {
	e := open(t, filepath.Join(t.TempDir(), "group.db"))
	c := notes(t, e, time.Now)
	for _, id := range []string{"a", "b", "c"} {
		if _, err := c.Insert(t.Context(), id, note{}, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.LimitPages(30); err != nil {
		t.Fatal(err)
	}
	release := e.Hold()
	var wg sync.WaitGroup
	waiting := func(n int, do func()) {
		wg.Go(do)
		for e.Queued() < n {
			time.Sleep(time.Millisecond)
		}
	}
	update := func(id string) func() {
		return func() {
			if _, err := c.Update(t.Context(), id, func(d *store.Doc[note]) error { d.Body.Text = "x"; return nil }); err != nil {
				t.Errorf("%s: %v", id, err)
			}
		}
	}
	waiting(1, update("a"))
	waiting(2, func() {
		if err := e.PutChunk(t.Context(), "large", make([]byte, store.MaxChunk)); !errors.Is(err, store.ErrFull) {
			t.Errorf("large: %v", err)
		}
	})
	waiting(3, update("b"))
	ctx, cancel := context.WithCancel(t.Context())
	waiting(4, func() {
		if err := e.PutChunk(ctx, "cancelled", []byte("x")); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	})
	cancel()
	waiting(5, update("c"))
	release()
	wg.Wait()
	if n, err := c.Count(t.Context(), store.Where("text", store.Eq, "x")); n != 3 || err != nil {
		t.Error(n, err)
	}
	if _, err := e.GetChunk(t.Context(), "cancelled"); !errors.Is(err, store.ErrAbsent) {
		t.Errorf("a cancelled write was done: %v", err)
	}
}
