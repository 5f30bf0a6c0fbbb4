package outbox

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/waymark-dev/waymark/pkg/testkit"
)

// operator does to the streams what an accident or a person may do.
func operator(t *testing.T, n *testkit.NATS) jetstream.JetStream {
	t.Helper()
	nc, err := nats.Connect("", nats.InProcessServer(n))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	return js
}

var streams = []string{"WAYMARK_EVT_ACCOUNTS", "WAYMARK_STATE_ACCOUNTS"}

// accident runs a world under load, lets something happen to the streams some times, and checks that in the end nothing is
// missing anywhere.
func accident(t *testing.T, w *world, replicas int, times int, happen func(js jetstream.JetStream, n int)) {
	m := w.mirror()
	b := w.nats.Connect("notifications")
	for range replicas {
		start(t, w.relay().Run)
	}
	start(t, m.Run)
	start(t, func(ctx context.Context) error { return w.consume(ctx, b) })
	js := operator(t, w.nats)
	stop := w.load(200, 5*time.Millisecond)
	for n := range times {
		time.Sleep(400 * time.Millisecond) // load goes on
		happen(js, n)
	}
	time.Sleep(400 * time.Millisecond)
	stop()
	w.settled(m)
	late := w.mirrorNamed("late") // the stream itself is right too, not only who followed all along
	start(t, late.Run)
	w.settled(late)
}

func lost(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

func TestEveryStreamDeleted(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		accident(t, w, 2, 3, func(js jetstream.JetStream, _ int) {
			for _, s := range streams {
				if err := js.DeleteStream(t.Context(), s); !errors.Is(err, jetstream.ErrStreamNotFound) { // not made again yet
					lost(t, err)
				}
			}
		})
	})
}

func TestLastMessagesDeleted(t *testing.T) {
	w := sqliteWorld(t)
	accident(t, w, 2, 3, func(js jetstream.JetStream, _ int) {
		for _, name := range streams {
			s, err := js.Stream(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			end := s.CachedInfo().State.LastSeq
			for seq := end; seq > end-20; seq-- {
				_ = s.DeleteMsg(t.Context(), seq) // those that a newer state has replaced are gone already
			}
		}
	})
}

func TestPurged(t *testing.T) {
	w := sqliteWorld(t)
	accident(t, w, 1, 4, func(js jetstream.JetStream, n int) {
		for _, name := range streams {
			s, err := js.Stream(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			if n%2 == 0 {
				lost(t, s.Purge(t.Context(), jetstream.WithPurgeKeep(5)))
			} else {
				lost(t, s.Purge(t.Context()))
			}
		}
	})
}

// TestOlderDirectory: the server stops and comes back with the files of some time ago: shorter streams, older consumers.
func TestOlderDirectory(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		copied := filepath.Join(t.TempDir(), "copy")
		accident(t, w, 2, 4, func(_ jetstream.JetStream, n int) {
			w.nats.Stop()
			defer w.nats.Start()
			if n%2 == 0 {
				lost(t, os.RemoveAll(copied))
				lost(t, os.CopyFS(copied, os.DirFS(w.nats.Dir)))
				return
			}
			lost(t, os.RemoveAll(w.nats.Dir))
			lost(t, os.CopyFS(w.nats.Dir, os.DirFS(copied)))
		})
	})
}

// TestShorterStreamNewerConsumers: only the messages are older; the consumers are further than the streams are long.
func TestShorterStreamNewerConsumers(t *testing.T) {
	w := sqliteWorld(t)
	copied := filepath.Join(t.TempDir(), "copy")
	accident(t, w, 1, 4, func(_ jetstream.JetStream, n int) {
		w.nats.Stop()
		defer w.nats.Start()
		for _, name := range streams {
			messages := filepath.Join("jetstream", "$G", "streams", name, "msgs")
			from, to := filepath.Join(w.nats.Dir, messages), filepath.Join(copied, messages)
			if n%2 == 1 {
				from, to = to, from
			}
			lost(t, os.RemoveAll(to))
			lost(t, os.MkdirAll(filepath.Dir(to), 0o700))
			lost(t, os.CopyFS(to, os.DirFS(from)))
		}
	})
}

func TestServerRestarts(t *testing.T) {
	w := sqliteWorld(t)
	accident(t, w, 2, 4, func(jetstream.JetStream, int) {
		w.nats.Stop()
		time.Sleep(100 * time.Millisecond) // writes go on meanwhile
		w.nats.Start()
	})
}
