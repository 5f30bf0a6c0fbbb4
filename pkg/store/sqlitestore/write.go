package sqlitestore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	lib "modernc.org/sqlite/lib"

	"github.com/waymark-dev/waymark/pkg/store"
)

// row is a document on its way into its table.
type row struct {
	fixed []any // in the order of fixedColumns
	keys  []any // in the order of the table's indexes
}

func (t *table) row(d store.Raw) (r row, err error) {
	outbox, err := list(d.Outbox)
	if err != nil {
		return r, err
	}
	ops, err := list(d.Ops)
	if err != nil {
		return r, err
	}
	pending, deleted := 0, int64(0)
	if d.Pending {
		pending = 1
	}
	if !d.Deleted.IsZero() {
		deleted = max(1, d.Deleted.UnixMilli())
	}
	var body any
	if d.Body != nil {
		body = d.Body
	}
	r.fixed = []any{d.ID, d.Rev, d.Version, d.Schema, pending, deleted, strings.Join(d.Trail, " "), outbox, ops, body}
	r.keys = make([]any, len(t.indexes))
	for i, x := range t.indexes {
		v, ok := d.Keys[x.Name]
		if !ok {
			continue
		}
		if x.Multi {
			if v, err = list(v.([]string)); err != nil {
				return r, err
			}
		}
		r.keys[i] = v
	}
	return r, nil
}

// list is a slice as JSON; nil if it is empty.
func list[E any](items []E) (any, error) {
	if len(items) == 0 {
		return nil, nil
	}
	b, err := json.Marshal(items)
	if err != nil {
		return nil, fmt.Errorf("sqlitestore: %w", err)
	}
	return string(b), nil
}

// Put writes one document.
func (e *Engine) Put(ctx context.Context, collection string, w store.Write) error {
	return e.put(ctx, collection, []store.Write{w}, make([]error, 1))[0]
}

// Bulk writes many documents in one commit; those that are refused do not hinder the others.
func (e *Engine) Bulk(ctx context.Context, collection string, writes []store.Write) []error {
	return e.put(ctx, collection, writes, make([]error, len(writes)))
}

func (e *Engine) put(ctx context.Context, collection string, writes []store.Write, errs []error) []error {
	all := func(err error) []error {
		for i := range errs {
			errs[i] = err
		}
		return errs
	}
	t, err := e.table(collection)
	if err != nil {
		return all(err)
	}
	t.bare.Store(false)
	rows := make([]row, len(writes))
	bad := make([]error, len(writes))
	for i, w := range writes {
		rows[i], bad[i] = t.row(w.Doc)
	}
	answers := make([]error, len(writes)) // the job's own: it may outlive a caller that went away
	err = e.writer.do(ctx, &job{run: func(w *writer) error {
		for i := range writes {
			answers[i] = bad[i]
			if bad[i] != nil {
				continue
			}
			refused, err := w.write(t, writes[i], rows[i])
			if err != nil {
				return err
			}
			answers[i] = refused
			if refused == nil {
				e.upkeep.note(!writes[i].Doc.Deleted.IsZero())
			}
		}
		return nil
	}})
	if err != nil {
		return all(err)
	}
	copy(errs, answers)
	return errs
}

// write does one write in the open transaction. refused is its answer; err breaks the transaction.
func (w *writer) write(t *table, x store.Write, r row) (refused, err error) {
	changed := make([]int, 0, len(t.indexes))
	sides := false
	for i, index := range t.indexes {
		if x.Old != "" && x.Was != nil && same(x.Was[index.Name], x.Doc.Keys[index.Name]) {
			continue
		}
		changed = append(changed, i)
		sides = sides || index.Multi
	}
	if !sides {
		return w.main(t, x, r, changed)
	}
	if err := w.exec("SAVEPOINT one"); err != nil {
		return nil, err
	}
	was := x.Was
	if x.Old != "" && was == nil {
		if was, err = w.keys(t, x.Doc.ID); err != nil {
			return nil, err
		}
	}
	refused, err = w.main(t, x, r, changed)
	if refused == nil && err == nil {
		refused, err = w.sides(t, x, was, changed)
	}
	if err != nil {
		return nil, err
	}
	if refused != nil {
		if err := w.exec("ROLLBACK TO one"); err != nil {
			return nil, err
		}
	}
	return refused, w.exec("RELEASE one")
}

func same(a, b any) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return store.SameKey(a, b)
}

// main writes the document's row.
func (w *writer) main(t *table, x store.Write, r row, changed []int) (refused, err error) {
	var n int64
	if x.Old == "" {
		n, err = w.affected(t.insert, append(slices.Clip(r.fixed), r.keys...)...)
	} else {
		var set strings.Builder
		set.WriteString("UPDATE " + t.name + " SET rev=?,ver=?,schema=?,pending=?,deleted=?,trail=?,outbox=?,ops=?,body=?")
		args := append(make([]any, 0, 12+len(changed)), r.fixed[1:]...)
		for _, i := range changed {
			set.WriteString("," + column(t.indexes[i]) + "=?")
			args = append(args, r.keys[i])
		}
		set.WriteString(" WHERE id=? AND rev=?")
		n, err = w.affected(set.String(), append(args, x.Doc.ID, x.Old)...)
	}
	switch {
	case err == nil && n == 1:
		return nil, nil
	case err == nil && x.Old == "":
		return store.ErrExists, nil
	case err == nil:
		return store.ErrMoved, nil
	case code(err) != lib.SQLITE_CONSTRAINT:
		return nil, err
	case x.Old == "":
		var one int
		s, e := w.statement("SELECT count(*) FROM " + t.name + " WHERE id=?")
		if e == nil {
			e = s.QueryRowContext(context.Background(), x.Doc.ID).Scan(&one)
		}
		if e != nil || one > 0 {
			return store.ErrExists, e
		}
	}
	return t.duplicate(err)
}

// duplicate finds the unique index that refused, by the column that SQLite names.
func (t *table) duplicate(err error) (refused, fatal error) {
	for _, x := range t.indexes {
		if x.Unique && !x.Multi && hasWord(err.Error(), column(x)) {
			return &store.DuplicateError{Index: x.Name}, nil
		}
	}
	return nil, err
}

// hasWord says whether "….<word>" ends or is followed by something that is no part of a name.
func hasWord(text, word string) bool {
	_, rest, found := strings.Cut(text, "."+word)
	return found && (rest == "" || !validName(rest[:1]))
}

// sides writes the side tables of Multi indexes.
func (w *writer) sides(t *table, x store.Write, was store.Keys, changed []int) (refused, err error) {
	for _, i := range changed {
		index := t.indexes[i]
		if !index.Multi {
			continue
		}
		old, _ := was[index.Name].([]string)
		now, _ := x.Doc.Keys[index.Name].([]string)
		for _, v := range old {
			if slices.Contains(now, v) {
				continue
			}
			if err := w.exec("DELETE FROM "+t.side(index)+" WHERE v=? AND id=?", v, x.Doc.ID); err != nil {
				return nil, err
			}
		}
		for _, v := range now {
			if slices.Contains(old, v) {
				continue
			}
			err := w.exec("INSERT INTO "+t.side(index)+"(v,id) VALUES(?,?)", v, x.Doc.ID)
			if code(err) == lib.SQLITE_CONSTRAINT {
				return &store.DuplicateError{Index: index.Name}, nil
			}
			if err != nil {
				return nil, err
			}
		}
	}
	return nil, nil
}

// keys reads the index values of a document inside the writer's transaction; nil if it is absent.
func (w *writer) keys(t *table, id string) (store.Keys, error) {
	s, err := w.statement(t.get)
	if err != nil {
		return nil, err
	}
	d, err := t.scan(s.QueryRowContext(context.Background(), id))
	if errors.Is(err, store.ErrAbsent) {
		return nil, nil
	}
	return d.Keys, err
}

// Remove takes a document away, on condition of its rev.
func (e *Engine) Remove(ctx context.Context, collection, id, rev string) error {
	t, err := e.table(collection)
	if err != nil {
		return err
	}
	var answer error
	err = e.writer.do(ctx, &job{run: func(w *writer) error {
		answer = nil
		was, err := w.keys(t, id)
		if err != nil {
			return err
		}
		n, err := w.affected(t.remove, id, rev)
		if err != nil {
			return err
		}
		if n == 0 {
			s, err := w.statement("SELECT count(*) FROM " + t.name + " WHERE id=?")
			if err != nil {
				return err
			}
			var there int
			if err := s.QueryRowContext(context.Background(), id).Scan(&there); err != nil {
				return err
			}
			if there > 0 {
				answer = store.ErrMoved
			}
			return nil
		}
		e.upkeep.note(true)
		for _, x := range t.indexes {
			values, _ := was[x.Name].([]string)
			for _, v := range values {
				if err := w.exec("DELETE FROM "+t.side(x)+" WHERE v=? AND id=?", v, id); err != nil {
					return err
				}
			}
		}
		return nil
	}})
	if err != nil {
		return err
	}
	return answer
}
