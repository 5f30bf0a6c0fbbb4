package sqlitestore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/waymark-dev/waymark/pkg/store"
)

// table is a collection as the file has it, with the texts of its statements.
type table struct {
	name    string // quoted
	plain   string
	indexes []store.Index
	at      map[string]int // position in indexes

	columns string // of a select, in the order that scan reads
	get     string
	insert  string
	remove  string

	// bare: this process has made it and nobody has written to it yet, so that nothing is found without reading the schema again, which has
	// changed with the table. The file is this process's alone.
	bare atomic.Bool
}

const fixedColumns = "id,rev,ver,schema,pending,deleted,trail,outbox,ops,body"

func quoted(name string) string { return `"` + name + `"` }

func column(x store.Index) string { return "k_" + x.Name }

// side is the table of a Multi index.
func (t *table) side(x store.Index) string { return quoted("m:" + t.plain + ":" + x.Name) }

func newTable(collection string, indexes []store.Index) *table {
	t := &table{name: quoted("d:" + collection), plain: collection, indexes: indexes, at: map[string]int{}}
	var names []string
	for i, x := range indexes {
		t.at[x.Name] = i
		names = append(names, column(x))
	}
	t.columns = strings.Join(append([]string{fixedColumns}, names...), ",")
	t.get = "SELECT " + t.columns + " FROM " + t.name + " WHERE id=?"
	t.insert = "INSERT INTO " + t.name + "(" + t.columns + ") VALUES(?" + strings.Repeat(",?", 9+len(names)) + ") ON CONFLICT(id) DO NOTHING"
	t.remove = "DELETE FROM " + t.name + " WHERE id=? AND rev=?"
	return t
}

// validName repeats what a Collection checks: these names become part of statements.
func validName(name string) bool {
	return name != "" && len(name) <= 60 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

func (e *Engine) loadLayouts(ctx context.Context) error {
	err := e.writer.do(ctx, &job{run: func(w *writer) error {
		if err := w.exec("CREATE TABLE IF NOT EXISTS layouts(collection TEXT NOT NULL PRIMARY KEY, indexes TEXT NOT NULL)"); err != nil {
			return err
		}
		return w.exec("CREATE TABLE IF NOT EXISTS chunks(name TEXT NOT NULL PRIMARY KEY, data BLOB NOT NULL)")
	}})
	if err != nil {
		return err
	}
	rows, err := e.readers.QueryContext(ctx, "SELECT collection, indexes FROM layouts")
	if err != nil {
		return e.reading(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return e.reading(err)
		}
		var indexes []store.Index
		if err := json.Unmarshal([]byte(text), &indexes); err != nil {
			return fmt.Errorf("sqlitestore: layout of %s: %w", name, err)
		}
		e.tables[name] = newTable(name, indexes)
	}
	return e.reading(rows.Err())
}

func (e *Engine) table(collection string) (*table, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.closed {
		return nil, fmt.Errorf("%w: closed", store.ErrAway)
	}
	if t := e.tables[collection]; t != nil {
		return t, nil
	}
	return nil, fmt.Errorf("sqlitestore: collection %q was not declared", collection)
}

// Declare makes the collection and its indexes if they are missing, and drops indexes that are no longer declared.
func (e *Engine) Declare(ctx context.Context, collection string, indexes []store.Index) error {
	if !validName(collection) || slices.ContainsFunc(indexes, func(x store.Index) bool { return !validName(x.Name) }) {
		return fmt.Errorf("sqlitestore: a name in %q is not allowed", collection)
	}
	indexes = slices.SortedFunc(slices.Values(indexes), func(a, b store.Index) int { return strings.Compare(a.Name, b.Name) })
	e.declaring.Lock()
	defer e.declaring.Unlock()
	e.mu.RLock()
	was := e.tables[collection]
	e.mu.RUnlock()
	if was != nil && slices.Equal(was.indexes, indexes) {
		return nil
	}
	t := newTable(collection, indexes)
	if err := e.writer.do(ctx, &job{run: func(w *writer) error { return w.lay(was, t) }}); err != nil {
		return err
	}
	t.bare.Store(was == nil)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.tables[collection] = t
	return nil
}

// lay changes the file from one layout of a collection (nil: none yet) to another.
func (w *writer) lay(was, t *table) error {
	var ddl []string
	made := was == nil
	if made {
		columns := ""
		for _, x := range t.indexes { // here, since SQLite reads all of its schema again for each column that is added
			columns += ", " + column(x)
		}
		ddl = append(ddl,
			"CREATE TABLE "+t.name+"(id TEXT NOT NULL PRIMARY KEY, rev TEXT NOT NULL, ver INTEGER NOT NULL, schema INTEGER NOT NULL, "+
				"pending INTEGER NOT NULL, deleted INTEGER NOT NULL, trail TEXT NOT NULL, outbox TEXT, ops TEXT, body BLOB"+columns+")",
			"CREATE INDEX "+quoted("p:"+t.plain)+" ON "+t.name+"(id) WHERE pending=1",
			"CREATE INDEX "+quoted("t:"+t.plain)+" ON "+t.name+"(deleted) WHERE deleted>0")
		was = &table{}
	}
	for _, x := range was.indexes {
		if slices.Contains(t.indexes, x) {
			continue
		}
		if x.Multi {
			ddl = append(ddl, "DROP TABLE "+t.side(x))
		} else {
			ddl = append(ddl, "DROP INDEX "+quoted("x:"+t.plain+":"+x.Name))
		}
		ddl = append(ddl, "ALTER TABLE "+t.name+" DROP COLUMN "+column(x))
	}
	for _, x := range t.indexes {
		if slices.Contains(was.indexes, x) {
			continue
		}
		if !made {
			ddl = append(ddl, "ALTER TABLE "+t.name+" ADD COLUMN "+column(x))
		}
		index := " INDEX " + quoted("x:"+t.plain+":"+x.Name) + " ON "
		switch {
		case x.Multi && x.Unique:
			ddl = append(ddl, "CREATE TABLE "+t.side(x)+"(v TEXT NOT NULL PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID")
		case x.Multi:
			ddl = append(ddl, "CREATE TABLE "+t.side(x)+"(v TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY(v,id)) WITHOUT ROWID")
		case x.Unique:
			ddl = append(ddl, "CREATE UNIQUE"+index+t.name+"("+column(x)+") WHERE "+column(x)+" IS NOT NULL")
		default:
			ddl = append(ddl, "CREATE"+index+t.name+"("+column(x)+",id) WHERE "+column(x)+" IS NOT NULL")
		}
	}
	for _, text := range ddl {
		if _, err := w.conn.ExecContext(context.Background(), text); err != nil {
			return fmt.Errorf("declare %s: %w", t.plain, err)
		}
	}
	text, err := json.Marshal(t.indexes)
	if err != nil {
		return err
	}
	return w.exec("INSERT INTO layouts(collection,indexes) VALUES(?,?) ON CONFLICT(collection) DO UPDATE SET indexes=excluded.indexes",
		t.plain, string(text))
}
