package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	maxQueue = 4096 // callers that wait
	maxGroup = 256  // callers that share one commit
	patience = 2 * time.Second
)

// job is what one caller wants written. run may be called again after a rollback, so it starts its answers afresh.
type job struct {
	run   func(w *writer) error
	alone bool // not in a transaction
	err   error
	done  chan struct{}
	state atomic.Int32
}

const (
	queued int32 = iota
	taken
	abandoned
)

// writer is the one connection that writes, and the goroutine that owns it.
type writer struct {
	db         *sql.DB
	conn       *sql.Conn
	statements map[string]*sql.Stmt
	queue      chan *job
	stopping   chan struct{}
	stopped    chan struct{}
}

func openWriter(ctx context.Context, source string) (*writer, error) {
	db, err := sql.Open("sqlite", source)
	if err != nil {
		return nil, fmt.Errorf("sqlitestore: %w", err)
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("sqlitestore: open: %w", err)
	}
	w := &writer{
		db: db, conn: conn, statements: map[string]*sql.Stmt{},
		queue: make(chan *job, maxQueue), stopping: make(chan struct{}), stopped: make(chan struct{}),
	}
	go w.loop()
	return w, nil
}

// do has a job done and waits for its commit. When ctx ends first and the job was not begun, it is not done at all.
func (w *writer) do(ctx context.Context, j *job) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j.done = make(chan struct{})
	select {
	case <-w.stopping:
		return fmt.Errorf("%w: closed", store.ErrAway)
	case <-ctx.Done():
		return ctx.Err()
	case w.queue <- j:
	}
	select {
	case <-j.done:
		return j.err
	case <-w.stopped: // it came too late, or it is done
		return w.late(j)
	case <-ctx.Done():
	}
	if j.state.CompareAndSwap(queued, abandoned) {
		return ctx.Err()
	}
	select { // it is being written: a moment more, and the outcome is known
	case <-j.done:
		return j.err
	case <-w.stopped:
		return w.late(j)
	case <-time.After(patience):
		return fmt.Errorf("%w: %w", store.ErrUnknown, ctx.Err())
	}
}

func (w *writer) late(j *job) error {
	select {
	case <-j.done:
		return j.err
	default:
		return fmt.Errorf("%w: closed", store.ErrAway)
	}
}

// stop lets the writer finish what is queued.
func (w *writer) stop() {
	close(w.stopping)
	<-w.stopped
}

// close ends the connection, which writes the log back: only once each statement of it is closed.
func (w *writer) close() error {
	var errs []error
	for _, s := range w.statements {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, w.conn.Close(), w.db.Close())...)
}

func (w *writer) loop() {
	defer close(w.stopped)
	group := make([]*job, 0, maxGroup)
	for {
		group = group[:0]
		select {
		case j := <-w.queue:
			group = append(group, j)
		case <-w.stopping:
			select {
			case j := <-w.queue:
				group = append(group, j)
			default:
				return
			}
		}
		if group[0].alone {
			w.perform(group)
			continue
		}
		var last *job
		for len(group) < maxGroup && last == nil {
			select {
			case j := <-w.queue:
				if j.alone {
					last = j
				} else {
					group = append(group, j)
				}
				continue
			default:
			}
			break
		}
		w.perform(group)
		if last != nil {
			w.perform([]*job{last})
		}
	}
}

// perform does a group of jobs and answers each.
func (w *writer) perform(group []*job) {
	begun := group[:0:0]
	for _, j := range group {
		if j.state.CompareAndSwap(queued, taken) {
			begun = append(begun, j)
		}
	}
	if len(begun) == 1 && begun[0].alone {
		begun[0].err = outcome(begun[0].run(w))
	} else if len(begun) > 0 {
		w.commit(begun)
	}
	for _, j := range begun {
		close(j.done)
	}
}

// commit does jobs in one transaction. When that fails for a reason that may be one job's alone, each is tried by itself.
func (w *writer) commit(group []*job) {
	err := w.transaction(group)
	var c *commitError
	unsure := errors.As(err, &c) && code(c.err) != lib.SQLITE_FULL && code(c.err) != lib.SQLITE_BUSY
	switch {
	case err == nil:
		for _, j := range group {
			j.err = nil
		}
	case unsure: // the log may have it or not
		for _, j := range group {
			j.err = fmt.Errorf("%w: %w", store.ErrUnknown, err)
		}
	case len(group) == 1:
		group[0].err = outcome(err)
	default:
		for _, j := range group {
			w.commit([]*job{j})
		}
	}
}

type commitError struct{ err error }

func (e *commitError) Error() string { return e.err.Error() }
func (e *commitError) Unwrap() error { return e.err }

func (w *writer) transaction(group []*job) error {
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		_ = w.exec("ROLLBACK") // what an earlier failure may have left open
		if err = w.exec("BEGIN IMMEDIATE"); err != nil {
			return err
		}
	}
	for _, j := range group {
		if err := j.run(w); err != nil {
			_ = w.exec("ROLLBACK") // it may be rolled back already
			return err
		}
	}
	if err := w.exec("COMMIT"); err != nil {
		_ = w.exec("ROLLBACK")
		return &commitError{err}
	}
	return nil
}

// outcome turns a failure after which nothing was changed into what an Engine answers.
func outcome(err error) error {
	switch {
	case err == nil:
		return nil
	case code(err) == lib.SQLITE_FULL:
		return fmt.Errorf("%w: %w", store.ErrFull, err)
	case code(err) == lib.SQLITE_BUSY: // somebody else, such as a backup, keeps the file for too long
		return fmt.Errorf("%w: %w", store.ErrAway, err)
	}
	return fmt.Errorf("sqlitestore: %w", err)
}

// code is SQLite's primary result code, 0 if err is none of its.
func code(err error) int {
	var s *sqlite.Error
	if errors.As(err, &s) {
		return s.Code() & 0xff
	}
	return 0
}

// The writer's statements run without a context: a caller that goes away must not break the others of its group.

func (w *writer) statement(text string) (*sql.Stmt, error) {
	if s, ok := w.statements[text]; ok {
		return s, nil
	}
	if len(w.statements) >= maxStatements {
		for k, old := range w.statements {
			delete(w.statements, k)
			_ = old.Close()
			break
		}
	}
	s, err := w.conn.PrepareContext(context.Background(), text)
	if err == nil {
		w.statements[text] = s
	}
	return s, err
}

func (w *writer) exec(text string, args ...any) error {
	_, err := w.affected(text, args...)
	return err
}

func (w *writer) affected(text string, args ...any) (int64, error) {
	s, err := w.statement(text)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}
