package sqlitestore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/store"
)

type scanner interface{ Scan(dest ...any) error }

// scan reads one row of t.columns.
func (t *table) scan(from scanner) (d store.Raw, err error) {
	var deleted int64
	var trail string
	var outbox, ops sql.NullString
	values := make([]any, len(t.indexes))
	dest := append(make([]any, 0, 10+len(values)),
		&d.ID, &d.Rev, &d.Version, &d.Schema, &d.Pending, &deleted, &trail, &outbox, &ops, &d.Body)
	for i := range values {
		dest = append(dest, &values[i])
	}
	if err := from.Scan(dest...); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			err = store.ErrAbsent
		}
		return d, err
	}
	if deleted != 0 {
		d.Deleted = time.UnixMilli(deleted).UTC()
	}
	d.Trail = strings.Fields(trail)
	if outbox.Valid {
		if err := json.Unmarshal([]byte(outbox.String), &d.Outbox); err != nil {
			return d, fmt.Errorf("outbox of a document of %s: %w", t.plain, err)
		}
	}
	if ops.Valid {
		if err := json.Unmarshal([]byte(ops.String), &d.Ops); err != nil {
			return d, fmt.Errorf("ops of a document of %s: %w", t.plain, err)
		}
	}
	d.Keys = make(store.Keys, len(values))
	for i, v := range values {
		switch text, isText := v.(string); {
		case v == nil:
		case t.indexes[i].Multi && isText:
			var list []string
			if err := json.Unmarshal([]byte(text), &list); err != nil {
				return d, fmt.Errorf("keys of a document of %s: %w", t.plain, err)
			}
			d.Keys[t.indexes[i].Name] = list
		default:
			d.Keys[t.indexes[i].Name] = v
		}
	}
	return d, nil
}

// Get reads one document.
func (e *Engine) Get(ctx context.Context, collection, id string) (store.Raw, error) {
	t, err := e.table(collection)
	if err != nil {
		return store.Raw{}, err
	}
	s, err := e.query(ctx, t.get)
	if err != nil {
		return store.Raw{}, e.reading(err)
	}
	d, err := t.scan(s.QueryRowContext(ctx, id))
	if errors.Is(err, store.ErrAbsent) {
		return d, err
	}
	return d, e.reading(err)
}

// Settle is Get: a reader of the file sees every commit.
func (e *Engine) Settle(ctx context.Context, collection, id string) (store.Raw, error) {
	return e.Get(ctx, collection, id)
}

// GetMany reads those that exist.
func (e *Engine) GetMany(ctx context.Context, collection string, ids []string) ([]store.Raw, error) {
	t, err := e.table(collection)
	if err != nil {
		return nil, err
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	return e.rows(ctx, t, "SELECT "+t.columns+" FROM "+t.name+" WHERE id IN (SELECT value FROM json_each(?))", string(list))
}

func (e *Engine) rows(ctx context.Context, t *table, text string, args ...any) (docs []store.Raw, err error) {
	s, err := e.query(ctx, text)
	if err != nil {
		return nil, e.reading(err)
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return nil, e.reading(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		d, err := t.scan(rows)
		if err != nil {
			return nil, e.reading(err)
		}
		docs = append(docs, d)
	}
	return docs, e.reading(rows.Err())
}

// FindTombstones lists those deleted before t that are not pending.
func (e *Engine) FindTombstones(ctx context.Context, collection string, before time.Time, limit int) ([]store.Raw, error) {
	t, err := e.table(collection)
	if err != nil {
		return nil, err
	}
	return e.rows(ctx, t, "SELECT "+t.columns+" FROM "+t.name+" WHERE deleted>0 AND deleted<? AND pending=0 ORDER BY deleted LIMIT ?",
		before.UnixMilli(), limit)
}

// PutChunk keeps bytes under their name.
func (e *Engine) PutChunk(ctx context.Context, name string, data []byte) error {
	if data == nil {
		data = []byte{}
	}
	return e.writer.do(ctx, &job{run: func(w *writer) error {
		return w.exec("INSERT INTO chunks(name,data) VALUES(?,?) ON CONFLICT(name) DO NOTHING", name, data)
	}})
}

// GetChunk reads them back.
func (e *Engine) GetChunk(ctx context.Context, name string) (data []byte, err error) {
	s, err := e.query(ctx, "SELECT data FROM chunks WHERE name=?")
	if err == nil {
		err = s.QueryRowContext(ctx, name).Scan(&data)
	}
	return data, e.reading(err)
}

// RemoveChunk takes them away.
func (e *Engine) RemoveChunk(ctx context.Context, name string) error {
	return e.writer.do(ctx, &job{run: func(w *writer) error {
		e.upkeep.note(true)
		return w.exec("DELETE FROM chunks WHERE name=?", name)
	}})
}
