package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	readerConns   = 4
	maxStatements = 4096 // kinds of statements that are kept prepared
)

// Engine is a store.Engine on one file.
type Engine struct {
	path    string
	lock    *flock.Flock
	readers *sql.DB
	writer  *writer

	declaring sync.Mutex // one at a time changes layouts

	mu      sync.RWMutex
	tables  map[string]*table
	queries map[string]*sql.Stmt // readers' statements by their text
	closed  bool

	upkeep upkeep
}

var _ store.Engine = (*Engine)(nil)

// ErrTaken says that another process has the file open.
var ErrTaken = errors.New("sqlitestore: the file is in use by another process")

// Open opens the file, or makes it (readable by its owner only; the folder must be there). ErrTaken if another process has it.
func Open(ctx context.Context, path string) (_ *Engine, err error) {
	if path, err = filepath.Abs(path); err != nil {
		return nil, fmt.Errorf("sqlitestore: %w", err)
	}
	e := &Engine{path: path, lock: flock.New(path + ".lock"), tables: map[string]*table{}, queries: map[string]*sql.Stmt{}}
	ok, err := e.lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("sqlitestore: lock %s: %w", path, err)
	}
	if !ok {
		return nil, fmt.Errorf("%w: %s", ErrTaken, path)
	}
	defer func() {
		if err != nil {
			_ = e.Close()
		}
	}()
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("sqlitestore: %w", err)
	}
	if err := errors.Join(f.Close(), syncFolder(path)); err != nil {
		return nil, fmt.Errorf("sqlitestore: %w", err)
	}
	if e.writer, err = openWriter(ctx, source(path, "_busy_timeout=5000&_journal_mode=WAL&_synchronous=FULL&_foreign_keys=1"+
		"&_txlock=immediate&_dqs=0&_pragma=cache_size(-8000)&_pragma=secure_delete(1)&_pragma=journal_size_limit(67108864)")); err != nil {
		return nil, err
	}
	if e.readers, err = sql.Open("sqlite", source(path, "mode=ro&_busy_timeout=5000&_query_only=1&_dqs=0")); err != nil {
		return nil, fmt.Errorf("sqlitestore: %w", err)
	}
	e.readers.SetMaxOpenConns(readerConns)
	e.readers.SetMaxIdleConns(readerConns)
	if err = e.loadLayouts(ctx); err != nil {
		return nil, err
	}
	e.cutLeft(ctx)
	e.keepUp()
	return e, nil
}

// syncFolder makes sure that a new file is still in its folder after a power cut.
func syncFolder(path string) error {
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// source is the driver's name of the file. The path is escaped: it may hold '?', '#' and '%'.
func source(path, options string) string {
	return "file://" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + options
}

// Close finishes what was asked for, writes everything back into the one file and gives it free.
func (e *Engine) Close() error {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return nil
	}
	e.closed = true
	e.mu.Unlock()
	var errs []error
	for _, s := range e.queries { // nobody adds one any more
		errs = append(errs, s.Close())
	}
	e.upkeep.stop()
	if e.writer != nil {
		e.writer.stop()
	}
	if e.readers != nil { // before the writer, else the WAL stays; those in use are closed when they come back
		errs = append(errs, e.readers.Close())
		for range 500 {
			if e.readers.Stats().OpenConnections == 0 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	if e.writer != nil {
		errs = append(errs, e.writer.close())
	}
	return errors.Join(append(errs, e.lock.Unlock())...)
}

// Ping says whether the file can be read and written.
func (e *Engine) Ping(ctx context.Context) error {
	if err := e.readers.PingContext(ctx); err != nil {
		return e.reading(err)
	}
	return e.writer.do(ctx, &job{run: func(*writer) error { return nil }})
}

// Checkpoint writes everything back into the file and cuts the write-ahead log to nothing: what was erased before is in
// neither then. It waits for readers, and gives up when ctx ends. The engine does it by itself (upkeep).
func (e *Engine) Checkpoint(ctx context.Context) error {
	for {
		busy := false
		err := e.writer.do(ctx, &job{alone: true, run: func(w *writer) error {
			var blocked, log, done int
			err := w.conn.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&blocked, &log, &done)
			busy = blocked != 0
			return err
		}})
		if err != nil || !busy {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// reading turns what a reader's connection answered into what an Engine answers.
func (e *Engine) reading(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return store.ErrAbsent
	case e.isClosed():
		return fmt.Errorf("%w: closed", store.ErrAway)
	}
	return fmt.Errorf("sqlitestore: %w", err)
}

func (e *Engine) isClosed() bool {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.closed
}

// query is a prepared statement of the readers. The texts come from the code's own queries, so there are few.
func (e *Engine) query(ctx context.Context, text string) (*sql.Stmt, error) {
	e.mu.RLock()
	s, ok := e.queries[text]
	e.mu.RUnlock()
	if ok {
		return s, nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if s, ok = e.queries[text]; ok {
		return s, nil
	}
	if e.closed || len(e.queries) >= maxStatements {
		return nil, fmt.Errorf("%w: closed, or too many kinds of queries", store.ErrAway)
	}
	s, err := e.readers.PrepareContext(ctx, text)
	if err == nil {
		e.queries[text] = s
	}
	return s, err
}
