package sqlitestore

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// LimitPages lets the file grow by so many pages at most; 0 takes the limit away.
func (e *Engine) LimitPages(more int) error {
	return e.writer.do(context.Background(), &job{alone: true, run: func(w *writer) error {
		limit := 1 << 30
		if more > 0 {
			var now int
			if err := w.conn.QueryRowContext(context.Background(), "PRAGMA page_count").Scan(&now); err != nil {
				return err
			}
			limit = now + more
		}
		_, err := w.conn.ExecContext(context.Background(), fmt.Sprintf("PRAGMA max_page_count=%d", limit))
		return err
	}})
}

// Pragma reads a setting of the writer's connection.
func (e *Engine) Pragma(name string) (value string, err error) {
	err = e.writer.do(context.Background(), &job{alone: true, run: func(w *writer) error {
		return w.conn.QueryRowContext(context.Background(), "PRAGMA "+name).Scan(&value)
	}})
	return value, err
}

// Check says whether a closed file is sound.
func Check(path string) error {
	db, err := sql.Open("sqlite", source(path, "_query_only=1"))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	var answer string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&answer); err != nil {
		return err
	}
	if answer != "ok" {
		return fmt.Errorf("integrity_check: %s", answer)
	}
	return nil
}

// Plans are how SQLite answers the queries that were asked so far.
func (e *Engine) Plans() (map[string]string, error) {
	plans := map[string]string{}
	for text := range e.queries {
		plan, err := e.plan(text, make([]any, strings.Count(text, "?")))
		if err != nil {
			return nil, err
		}
		plans[text] = plan
	}
	return plans, nil
}

func (e *Engine) plan(text string, args []any) (plan string, err error) {
	rows, err := e.readers.Query("EXPLAIN QUERY PLAN "+text, args...)
	if err != nil {
		return "", err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			return "", err
		}
		plan += detail + "; "
	}
	return plan, rows.Err()
}

// Hold keeps the writer busy until release is called, so that what is asked for meanwhile becomes one group.
func (e *Engine) Hold() (release func()) {
	begun, end := make(chan struct{}), make(chan struct{})
	go func() {
		_ = e.writer.do(context.Background(), &job{alone: true, run: func(*writer) error { close(begun); <-end; return nil }})
	}()
	<-begun
	return func() { close(end) }
}

// Tidy is what the engine does once a minute.
func (e *Engine) Tidy(ctx context.Context, now time.Time) error { return e.tidy(ctx, now) }

// Queued is how many wait for the writer.
func (e *Engine) Queued() int { return len(e.writer.queue) }
