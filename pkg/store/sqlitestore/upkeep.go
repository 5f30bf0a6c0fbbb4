package sqlitestore

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// How long what was erased, or overwritten, may still be in the write-ahead log. A file is not cut more often than the first.
const (
	afterErasing = time.Minute
	afterWriting = time.Hour
)

// upkeep cuts the write-ahead log after something was erased, so that its bytes are in no file any more: SQLite itself only writes
// the log back, and overwrites its end when it comes to it.
type upkeep struct {
	erased  atomic.Bool // a tombstone was written, a document or chunk was taken away
	written atomic.Bool // anything else: a body that says less than before is an erasure too
	cut     time.Time   // when the log was last cut; tidy's alone
	cancel  context.CancelFunc
	done    sync.WaitGroup
}

// note is called inside the writer's transaction: a cut that is asked for afterwards comes after its commit.
func (u *upkeep) note(erased bool) {
	u.written.Store(true)
	if erased {
		u.erased.Store(true)
	}
}

// cutLeft cuts the log that a killed process has left: what was erased just before may be in it. One that cannot be cut, such as
// on a full disk, keeps nothing from opening; keepUp tries again.
func (e *Engine) cutLeft(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := e.Checkpoint(ctx); err != nil {
		e.upkeep.note(true)
	}
}

// keepUp looks every minute whether there is something to cut, until stop.
func (e *Engine) keepUp() {
	ctx, cancel := context.WithCancel(context.Background())
	e.upkeep.cut, e.upkeep.cancel = time.Now(), cancel
	e.upkeep.done.Go(func() {
		t := time.NewTicker(afterErasing)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case now := <-t.C:
				_ = e.tidy(ctx, now) // what could not be cut now is cut a minute later
			}
		}
	})
}

func (u *upkeep) stop() {
	if u.cancel == nil {
		return
	}
	u.cancel()
	u.done.Wait()
}

// tidy cuts the log if something was erased, or if something was written an hour ago or longer.
func (e *Engine) tidy(ctx context.Context, now time.Time) error {
	u := &e.upkeep
	if !u.erased.Load() && (!u.written.Load() || now.Sub(u.cut) < afterWriting) {
		return nil
	}
	erased := u.erased.Swap(false)
	u.written.Store(false)
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := e.Checkpoint(ctx); err != nil {
		u.note(erased)
		return err
	}
	u.cut = now
	return nil
}
