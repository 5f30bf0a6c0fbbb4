package sqlitestore

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/waymark-dev/waymark/pkg/store"
)

var operators = map[store.Compare]string{
	store.Eq: "=", store.Ge: ">=", store.Gt: ">", store.Le: "<=", store.Lt: "<",
}

// selection is the WHERE of a query and its arguments.
type selection struct {
	terms []string
	args  []any
}

func (s *selection) add(term string, args ...any) {
	s.terms = append(s.terms, term)
	s.args = append(s.args, args...)
}

func (s *selection) where() string { return " WHERE " + strings.Join(s.terms, " AND ") }

// column is the column of an index that is not Multi, or of the id.
func (t *table) column(index string) (string, error) {
	if index == store.IDIndex {
		return "id", nil
	}
	i, ok := t.at[index]
	if !ok || t.indexes[i].Multi {
		return "", fmt.Errorf("sqlitestore: %s has no such index %q", t.plain, index)
	}
	return column(t.indexes[i]), nil
}

// sel makes the conditions of a query.
func (t *table) sel(where []store.Cond, scope store.Scope) (s selection, err error) {
	switch scope {
	case store.Live:
		s.add("deleted=0")
	case store.Waiting:
		s.add("pending=1")
	case store.All:
		s.add("1")
	}
	for _, c := range where {
		if i, ok := t.at[c.Index]; ok && t.indexes[i].Multi {
			err = s.multi(t.side(t.indexes[i]), c)
		} else {
			var col string
			if col, err = t.column(c.Index); err == nil {
				err = s.single(col, c)
			}
		}
		if err != nil {
			return s, err
		}
	}
	return s, nil
}

func (s *selection) single(col string, c store.Cond) error {
	switch c.Op {
	case store.In:
		list, err := json.Marshal(c.Values)
		if err != nil {
			return err
		}
		s.add(col+" IN (SELECT value FROM json_each(?))", string(list))
	case store.Prefix:
		prefix, ok := c.Value.(string)
		if !ok {
			return fmt.Errorf("sqlitestore: a prefix is a string")
		}
		s.add(col+">=?", prefix)
		if end := store.Successor(prefix); end != "" {
			s.add(col+"<?", end)
		}
	default:
		op, ok := operators[c.Op]
		if !ok {
			return fmt.Errorf("sqlitestore: unknown comparison %q", c.Op)
		}
		s.add(col+op+"?", c.Value)
	}
	return nil
}

func (s *selection) multi(side string, c store.Cond) error {
	values := c.Values
	if c.Op == store.Eq {
		s.add("id IN (SELECT id FROM "+side+" WHERE v=?)", c.Value)
		return nil
	}
	list, err := json.Marshal(values)
	if err != nil {
		return err
	}
	s.add("id IN (SELECT id FROM "+side+" WHERE v IN (SELECT value FROM json_each(?)))", string(list))
	return nil
}

// order adds what a sort asks of the conditions, and gives its ORDER BY.
func (t *table) order(s *selection, q store.Query, at *store.Position) (string, error) {
	type key struct {
		col  string
		desc bool
	}
	var keys []key
	byID := false
	for _, o := range q.Sort {
		col, err := t.column(o.Index)
		if err != nil {
			return "", err
		}
		keys = append(keys, key{col, o.Desc})
		if byID = col == "id"; byID {
			break // nothing comes after the id
		}
		s.add(col + " IS NOT NULL")
	}
	if !byID {
		keys = append(keys, key{"id", q.Descending()})
	}
	var by []string
	for _, k := range keys {
		if k.desc {
			by = append(by, k.col+" DESC")
		} else {
			by = append(by, k.col)
		}
	}
	if at == nil {
		return strings.Join(by, ","), nil
	}
	// After (a, b, id): a is further, or a is equal and b further, or both are equal and the id further.
	var alternatives []string
	var args []any
	values := append(at.Values[:len(at.Values):len(at.Values)], at.ID)
	for i, k := range keys {
		var term strings.Builder
		for j := range i {
			term.WriteString(keys[j].col + "=? AND ")
			args = append(args, values[j])
		}
		further, bound := ">", ">="
		if k.desc {
			further, bound = "<", "<="
		}
		if i == 0 { // says the same once more, in a way that an index can use
			s.add(k.col+bound+"?", values[0])
		}
		term.WriteString(k.col + further + "?")
		args = append(args, values[i])
		alternatives = append(alternatives, "("+term.String()+")")
	}
	s.add("("+strings.Join(alternatives, " OR ")+")", args...)
	return strings.Join(by, ","), nil
}

// Find answers a query.
func (e *Engine) Find(ctx context.Context, collection string, q store.Query, scope store.Scope) ([]store.Raw, string, error) {
	t, err := e.table(collection)
	if err != nil {
		return nil, "", err
	}
	at, err := q.Position(collection)
	if err != nil {
		return nil, "", err
	}
	s, err := t.sel(q.Where, scope)
	if err != nil {
		return nil, "", err
	}
	by, err := t.order(&s, q, at)
	if err != nil {
		return nil, "", err
	}
	if t.bare.Load() {
		return nil, "", e.reading(ctx.Err())
	}
	docs, err := e.rows(ctx, t, "SELECT "+t.columns+" FROM "+t.name+s.where()+" ORDER BY "+by+" LIMIT ?", append(s.args, q.Limit+1)...)
	if err != nil || len(docs) <= q.Limit {
		return docs, "", err
	}
	docs = docs[:q.Limit]
	return docs, q.Cursor(collection, docs[q.Limit-1]), nil
}

// Count counts what conditions find.
func (e *Engine) Count(ctx context.Context, collection string, where []store.Cond) (n int64, err error) {
	t, err := e.table(collection)
	if err != nil {
		return 0, err
	}
	s, err := t.sel(where, store.Live)
	if err != nil {
		return 0, err
	}
	query, err := e.query(ctx, "SELECT count(*) FROM "+t.name+s.where())
	if err == nil {
		err = query.QueryRowContext(ctx, s.args...).Scan(&n)
	}
	return n, e.reading(err)
}
