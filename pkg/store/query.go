package store

// Compare is how a condition compares.
type Compare string

// Comparisons. In takes up to 1,000 values; Prefix a string.
const (
	Eq     Compare = "eq"
	In     Compare = "in"
	Ge     Compare = "ge"
	Gt     Compare = "gt"
	Le     Compare = "le"
	Lt     Compare = "lt"
	Prefix Compare = "prefix"
)

// Cond is one condition on an index (or on "_id").
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

// Order sorts by an index that is not Multi.
type Order struct {
	Index string
	Desc  bool
}

// Query finds documents: all conditions hold, in the order given, the id last so that paging is stable.
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
