package testkit

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/store/mongostore"
	"github.com/waymark-dev/waymark/pkg/store/sqlitestore"
)

// SQLite is a store on a file of the test's own. now is a Clock's Now.
func SQLite(t testing.TB, now func() time.Time) *store.DB {
	t.Helper()
	e, err := sqlitestore.Open(context.Background(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return store.New(e, now, slog.New(slog.DiscardHandler))
}

// Mongo is a store on a database of the test's own, dropped afterwards, in the MongoDB of WAYMARK_TEST_MONGODB_URI, else in a
// mongod of this test process. Without one the test is skipped.
func Mongo(t testing.TB, now func() time.Time) *store.DB {
	t.Helper()
	e, err := mongostore.Open(context.Background(), MongoURI(t), MongoName())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Drop(context.Background()); err != nil {
			t.Errorf("drop the store: %v", err)
		}
		if err := e.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return store.New(e, now, slog.New(slog.DiscardHandler))
}

// Pages reads lists to their end, at most limit documents at a time, as an export does, and says how many pages that took.
func Pages(t testing.TB, limit int, sections ...store.Section) (pages int) {
	t.Helper()
	for cursor := ""; ; {
		next, err := store.Sections(limit, cursor, sections...)
		if err != nil {
			t.Fatal(err)
		}
		if pages++; next == "" {
			return pages
		}
		cursor = next
	}
}

// EachStore runs a test on both engines. Each call of open gives the same store of that subtest; it is made at the first.
func EachStore(t *testing.T, test func(t *testing.T, open func() *store.DB)) {
	t.Helper()
	for _, engine := range []struct {
		name string
		make func(testing.TB, func() time.Time) *store.DB
	}{{"sqlite", SQLite}, {"mongo", Mongo}} {
		t.Run(engine.name, func(t *testing.T) {
			var db *store.DB
			test(t, func() *store.DB {
				if db == nil {
					db = engine.make(t, NewClock().Now)
				}
				return db
			})
		})
	}
}

// MongoName is the name of a database that nobody else uses.
func MongoName() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return "waymark_test_" + hex.EncodeToString(b[:])
}

// MongoURI is where the MongoDB of these tests is. Without one the test is skipped, as it is where none is wanted
// (WAYMARK_TEST_MONGODB_URI=none).
func MongoURI(t testing.TB) string {
	t.Helper()
	switch uri := os.Getenv("WAYMARK_TEST_MONGODB_URI"); uri {
	case "":
	case "none":
		t.Skip("NOT RUN: WAYMARK_TEST_MONGODB_URI=none")
	default:
		return uri
	}
	m, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	if m == nil {
		t.Skip("NOT RUN: no MongoDB: run scripts/mongod path once to fetch one, or set WAYMARK_TEST_MONGODB_URI")
	}
	return m.URI()
}

// mongodPath is the mongod on PATH, else the one that scripts/mongod has fetched, else "".
func mongodPath() string {
	if path, err := exec.LookPath("mongod"); err == nil {
		return path
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	path := filepath.Join(cache, "waymark", "mongod-6.0.5", "mongod")
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

// Mongod is a MongoDB of a test's own, which it may kill and start again.
type Mongod struct {
	dir     string
	address string
	remove  bool // the files, when it ends
	cmd     *exec.Cmd
	held    *os.File
}

// NewMongod starts one. Without a mongod on this machine the test is skipped.
func NewMongod(t testing.TB) *Mongod {
	t.Helper()
	m := NewMongodIn(t, t.TempDir())
	if err := m.Start(); err != nil {
		t.Fatal(err)
	}
	return m
}

// NewMongodIn is one with its files in dir, which is not started yet. Without a mongod on this machine the test is skipped.
func NewMongodIn(t testing.TB, dir string) *Mongod {
	t.Helper()
	if os.Getenv("WAYMARK_TEST_MONGODB_URI") == "none" {
		t.Skip("NOT RUN: WAYMARK_TEST_MONGODB_URI=none")
	}
	if mongodPath() == "" {
		t.Skip("NOT RUN: no mongod: run scripts/mongod path once to fetch one")
	}
	m, err := newMongod(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Kill)
	return m
}

func newMongod(dir string) (*Mongod, error) {
	port, err := freePort()
	return &Mongod{dir: dir, address: fmt.Sprintf("127.0.0.1:%d", port)}, err
}

// URI is where it listens, before and after it was killed.
func (m *Mongod) URI() string { return "mongodb://" + m.address + "/?replicaSet=rs0" }

// keeper starts mongod and kills it when its standard input ends: when the test closes the pipe, or is gone itself, however it
// ended. The files may go with it.
const keeper = `"$@" >/dev/null 2>&1 & pid=$!; read -r _; kill -9 $pid; wait $pid; [ -z "$WAYMARK_REMOVE" ] || rm -rf "$WAYMARK_REMOVE"`

// Start starts it on the files it has, and waits until it takes writes.
func (m *Mongod) Start() error {
	_, port, err := net.SplitHostPort(m.address)
	if err != nil {
		return err
	}
	m.cmd = exec.Command("sh", "-c", keeper, "sh", mongodPath(), "--dbpath", m.dir, "--logpath", filepath.Join(m.dir, "mongod.log"),
		"--port", port, "--bind_ip", "127.0.0.1", "--replSet", "rs0", "--wiredTigerCacheSizeGB", "0.25",
		"--nounixsocket", "--setParameter", "enableTestCommands=1", "--setParameter", "diagnosticDataCollectionEnabled=false")
	m.cmd.Env = os.Environ()
	if m.remove {
		m.cmd.Env = append(m.cmd.Env, "WAYMARK_REMOVE="+m.dir)
	}
	m.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt from the keyboard is for the test alone
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	m.held, m.cmd.Stdin = w, r
	if err := m.cmd.Start(); err != nil {
		return fmt.Errorf("start mongod: %w", err)
	}
	_ = r.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := mongostore.Initiate(ctx, m.address); err != nil {
		log, _ := os.ReadFile(filepath.Join(m.dir, "mongod.log"))
		lines := strings.Split(strings.TrimSpace(string(log)), "\n")
		return fmt.Errorf("start mongod: %w\n%s", err, strings.Join(lines[max(0, len(lines)-5):], "\n"))
	}
	return nil
}

// Group is its process group while it runs.
func (m *Mongod) Group() int { return m.cmd.Process.Pid }

// Kill kills it with SIGKILL and waits until it is gone.
func (m *Mongod) Kill() {
	if m.held == nil {
		return
	}
	_ = m.held.Close()
	_ = m.cmd.Wait()
	m.held = nil
}

// shared is the one of this test process; it ends with the process.
var shared = sync.OnceValues(func() (*Mongod, error) {
	if mongodPath() == "" {
		return nil, nil
	}
	dir, err := os.MkdirTemp("", "waymark-mongod-")
	if err != nil {
		return nil, err
	}
	m, err := newMongod(dir)
	if err != nil {
		return nil, err
	}
	m.remove = true
	return m, m.Start()
})

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}
