package store

import "fmt"

// Compare is how a condition compares.
type Compare string

// Comparisons. In takes up to 1,000 values; Prefix a string. Strings compare byte by byte.
const (
	Eq     Compare = "eq"
	In     Compare = "in"
	Ge     Compare = "ge"
	Gt     Compare = "gt"
	Le     Compare = "le"
	Lt     Compare = "lt"
	Prefix Compare = "prefix"
)

// IDIndex is the id as if it were an index.
const IDIndex = "_id"

// Cond is one condition on an index (or on "_id"). On a Multi index, Eq and In hold if one of the values does.
type Cond struct {
	Index  string
	Op     Compare
	Value  any   // for all but In
	Values []any // for In
}

// Where is a shorthand for one condition.
func Where(index string, op Compare, value any) Cond { return Cond{Index: index, Op: op, Value: value} }

// Among is a shorthand for In.
func Among[V any](index string, values []V) Cond {
	c := Cond{Index: index, Op: In}
	for _, v := range values {
		c.Values = append(c.Values, v)
	}
	return c
}

// Order sorts by an index that is not Multi (or by "_id"). Documents without a value in it are not found.
type Order struct {
	Index string
	Desc  bool
}

// Query finds documents: all conditions hold, in the order given, the id last (in the direction of the last order) so that
// paging is stable. While others write, a document that keeps its place is seen exactly once. One condition is answered by its
// index, the others by looking at what that finds. So sort by the index of a range or a prefix: a page then reads only itself.
type Query struct {
	Where []Cond
	Sort  []Order // at most two
	Limit int     // 1..MaxLimit; 0 is 100
	After string  // the cursor of the page before; fault Invalid "?cursor" if it is not one of this query's
}

// Page is one page of documents.
type Page[T any] struct {
	Docs []*Doc[T]
	Next string // cursor of the next page, "" at the end
}

// Descending says in which direction the id is sorted.
func (q Query) Descending() bool { return len(q.Sort) > 0 && q.Sort[len(q.Sort)-1].Desc }

const maxConds = 8

// normal checks a query and makes its values what engines expect. none: nothing can be found (In without values).
func (q Query) normal(indexes map[string]Index) (out Query, none bool, err error) {
	if q.Limit == 0 {
		q.Limit = 100
	}
	if q.Limit < 1 || q.Limit > MaxLimit {
		return q, false, badLimit()
	}
	if len(q.Sort) > 2 || len(q.Where) > maxConds {
		return q, false, fmt.Errorf("store: a query has at most 2 orders and %d conditions", maxConds)
	}
	seen := map[string]bool{}
	for _, o := range q.Sort {
		x, ok := indexes[o.Index]
		if o.Index != IDIndex && (!ok || x.Multi) || seen[o.Index] {
			return q, false, fmt.Errorf("store: cannot sort by %q", o.Index)
		}
		seen[o.Index] = true
	}
	q.Where, none, err = normalConds(q.Where, indexes)
	return q, none, err
}

func normalConds(where []Cond, indexes map[string]Index) (out []Cond, none bool, err error) {
	for _, c := range where {
		x, ok := indexes[c.Index]
		if !ok && c.Index != IDIndex {
			return nil, false, fmt.Errorf("store: no index %q", c.Index)
		}
		if x.Multi && c.Op != Eq && c.Op != In {
			return nil, false, fmt.Errorf("store: multi index %q knows eq and in only", c.Index)
		}
		if c, err = c.normal(); err != nil {
			return nil, false, err
		}
		none = none || c.Op == In && len(c.Values) == 0
		out = append(out, c)
	}
	return out, none, nil
}

func (c Cond) normal() (Cond, error) {
	switch c.Op {
	case In:
		if len(c.Values) > MaxLimit {
			return c, fmt.Errorf("store: more than %d values", MaxLimit)
		}
		out := make([]any, len(c.Values))
		for i, v := range c.Values {
			n, err := value(v)
			if err != nil {
				return c, err
			}
			out[i] = n
		}
		return Cond{Index: c.Index, Op: In, Values: out}, nil
	case Eq, Ge, Gt, Le, Lt, Prefix:
		n, err := value(c.Value)
		if err != nil {
			return c, err
		}
		if _, text := n.(string); !text && (c.Op == Prefix || c.Index == IDIndex) {
			return c, fmt.Errorf("store: %s of %q takes a string", c.Op, c.Index)
		}
		return Cond{Index: c.Index, Op: c.Op, Value: n}, nil
	}
	return c, fmt.Errorf("store: unknown comparison %q", c.Op)
}

// Successor is the least string that is greater than every string with the prefix; "" if there is none.
func Successor(prefix string) string {
	r := []rune(prefix)
	for i := len(r) - 1; i >= 0; i-- {
		switch {
		case r[i] == 0xD7FF: // the surrogates are no characters
			r[i] = 0xE000
		case r[i] < 0x10FFFF:
			r[i]++
		default:
			continue
		}
		return string(r[:i+1])
	}
	return ""
}
