package outbox

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/bus/bustest"
)

var streams = []bus.Stream{{Service: "accounts"}, {Service: "accounts", States: true}}

// accident runs a world under load, lets something happen to the streams some times, and checks that in the end nothing is
// missing anywhere.
func accident(t *testing.T, w *world, replicas int, times int, happen func(o *bustest.Operator, n int)) {
	m := w.mirror()
	b := w.nats.Connect("notifications")
	for range replicas {
		start(t, w.relay().Run)
	}
	start(t, m.Run)
	start(t, func(ctx context.Context) error { return w.consume(ctx, b) })
	o := bustest.NewOperator(t, w.nats)
	stop := w.load(200, 5*time.Millisecond)
	for n := range times {
		time.Sleep(400 * time.Millisecond) // load goes on
		happen(o, n)
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
		accident(t, w, 2, 3, func(o *bustest.Operator, _ int) {
			for _, s := range streams {
				_ = o.DeleteStream(t.Context(), s) // it may not have been made again yet
			}
		})
	})
}

// TestStreamDeaf: the server loses the files of a stream under it, which then answers questions and takes no message ever again. The
// stream is made anew and nothing is missing. (nats-server does that to a stream that is made while one of its name is deleted.)
func TestStreamDeaf(t *testing.T) {
	for _, s := range streams {
		t.Run(s.Name(), func(t *testing.T) {
			t.Parallel()
			w := sqliteWorld(t)
			accident(t, w, 2, 1, func(o *bustest.Operator, _ int) { lost(t, o.Deafen(t.Context(), w.nats.Dir, s)) })
		})
	}
}

func TestLastMessagesDeleted(t *testing.T) {
	t.Parallel()
	w := sqliteWorld(t)
	accident(t, w, 2, 3, func(o *bustest.Operator, _ int) {
		for _, s := range streams {
			lost(t, o.Cut(t.Context(), s, 20))
		}
	})
}

func TestPurged(t *testing.T) {
	t.Parallel()
	w := sqliteWorld(t)
	accident(t, w, 1, 4, func(o *bustest.Operator, n int) {
		for _, s := range streams {
			lost(t, o.Purge(t.Context(), s, "", uint64(5*(n%2))))
		}
	})
}

// TestOlderDirectory: the server stops and comes back with the files of some time ago: shorter streams, older consumers.
func TestOlderDirectory(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		copied := filepath.Join(t.TempDir(), "copy")
		accident(t, w, 2, 4, func(_ *bustest.Operator, n int) {
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
	t.Parallel()
	w := sqliteWorld(t)
	copied := filepath.Join(t.TempDir(), "copy")
	accident(t, w, 1, 4, func(_ *bustest.Operator, n int) {
		w.nats.Stop()
		defer w.nats.Start()
		for _, s := range streams {
			messages := filepath.Join("jetstream", "$G", "streams", s.Name(), "msgs")
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
	t.Parallel()
	w := sqliteWorld(t)
	accident(t, w, 2, 4, func(*bustest.Operator, int) {
		w.nats.Stop()
		time.Sleep(100 * time.Millisecond) // writes go on meanwhile
		w.nats.Start()
	})
}
