package mongostore

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/waymark-dev/waymark/pkg/store"
)

// Get reads one document.
func (e *Engine) Get(ctx context.Context, collection, id string) (store.Raw, error) {
	return e.get(ctx, e.db, collection, id)
}

// Settle reads one document, linearizable.
func (e *Engine) Settle(ctx context.Context, collection, id string) (store.Raw, error) {
	return e.get(ctx, e.sure, collection, id)
}

func (e *Engine) get(ctx context.Context, db *mongo.Database, collection, id string) (store.Raw, error) {
	if _, err := e.layout(ctx, collection); err != nil {
		return store.Raw{}, err
	}
	var r record
	if err := db.Collection(collection).FindOne(ctx, bson.D{{Key: "_id", Value: id}}).Decode(&r); err != nil {
		return store.Raw{}, reading(err)
	}
	return r.decode()
}

// GetMany reads those that exist.
func (e *Engine) GetMany(ctx context.Context, collection string, ids []string) ([]store.Raw, error) {
	c, _, err := e.collection(ctx, collection)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return all(ctx, c, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}}, options.Find())
}

func all(ctx context.Context, c *mongo.Collection, filter bson.D, opts *options.FindOptionsBuilder) ([]store.Raw, error) {
	cursor, err := c.Find(ctx, filter, opts)
	if err != nil {
		return nil, reading(err)
	}
	var records []record
	if err := cursor.All(ctx, &records); err != nil {
		return nil, reading(err)
	}
	docs := make([]store.Raw, len(records))
	for i, r := range records {
		if docs[i], err = r.decode(); err != nil {
			return nil, err
		}
	}
	return docs, nil
}

// FindTombstones lists those deleted before t that are not pending.
func (e *Engine) FindTombstones(ctx context.Context, collection string, before time.Time, limit int) ([]store.Raw, error) {
	c, _, err := e.collection(ctx, collection)
	if err != nil {
		return nil, err
	}
	filter := bson.D{{Key: "del", Value: bson.D{{Key: "$lt", Value: before}}}, {Key: "pend", Value: nil}}
	return all(ctx, c, filter, options.Find().SetSort(bson.D{{Key: "del", Value: 1}}).SetLimit(int64(limit)))
}

var operators = map[store.Compare]string{
	store.Eq: "$eq", store.In: "$in", store.Ge: "$gte", store.Gt: "$gt", store.Le: "$lte", store.Lt: "$lt",
}

func field(index string) string {
	if index == store.IDIndex {
		return index
	}
	return keyField + index
}

func term(name, op string, v any) bson.D {
	return bson.D{{Key: name, Value: bson.D{{Key: op, Value: v}}}}
}

// filter makes the conditions of a query, to be joined by "and".
func filter(l layout, where []store.Cond, scope store.Scope) (bson.A, error) {
	terms := bson.A{}
	switch scope {
	case store.Live:
		terms = append(terms, bson.D{{Key: "del", Value: nil}})
	case store.Waiting:
		terms = append(terms, bson.D{{Key: "pend", Value: true}})
	case store.All:
	}
	for _, c := range where {
		if !l.has(c.Index) {
			return nil, fmt.Errorf("mongostore: there is no index %q", c.Index)
		}
		name := field(c.Index)
		switch op, ok := operators[c.Op]; {
		case c.Op == store.In:
			terms = append(terms, term(name, op, c.Values))
		case ok:
			terms = append(terms, term(name, op, c.Value))
		case c.Op == store.Prefix:
			prefix, isText := c.Value.(string)
			if !isText {
				return nil, fmt.Errorf("mongostore: a prefix is a string")
			}
			terms = append(terms, term(name, "$gte", prefix))
			if end := store.Successor(prefix); end != "" {
				terms = append(terms, term(name, "$lt", end))
			}
		default:
			return nil, fmt.Errorf("mongostore: unknown comparison %q", c.Op)
		}
	}
	return terms, nil
}

func joined(terms bson.A) bson.D {
	if len(terms) == 0 {
		return bson.D{}
	}
	return bson.D{{Key: "$and", Value: terms}}
}

// order is the sort of a query, with the terms that it and the position of its page ask for.
func order(l layout, q store.Query, at *store.Position) (sort bson.D, terms bson.A, err error) {
	direction := func(desc bool) int {
		if desc {
			return -1
		}
		return 1
	}
	byID := false
	for _, o := range q.Sort {
		if !l.has(o.Index) {
			return nil, nil, fmt.Errorf("mongostore: there is no index %q", o.Index)
		}
		sort = append(sort, bson.E{Key: field(o.Index), Value: direction(o.Desc)})
		if byID = o.Index == store.IDIndex; byID {
			break // nothing comes after the id
		}
		terms = append(terms, bson.D{{Key: field(o.Index), Value: exists}})
	}
	if !byID {
		sort = append(sort, bson.E{Key: "_id", Value: direction(q.Descending())})
	}
	if at == nil {
		return sort, terms, nil
	}
	values := append(at.Values[:len(at.Values):len(at.Values)], at.ID)
	var alternatives bson.A
	for i, k := range sort {
		further, bound := "$gt", "$gte"
		if k.Value == -1 {
			further, bound = "$lt", "$lte"
		}
		if i == 0 { // says the same once more, in a way that an index can use
			terms = append(terms, term(k.Key, bound, values[0]))
		}
		alternative := bson.D{}
		for j := range i {
			alternative = append(alternative, bson.E{Key: sort[j].Key, Value: values[j]})
		}
		alternatives = append(alternatives, append(alternative, term(k.Key, further, values[i])...))
	}
	return sort, append(terms, bson.D{{Key: "$or", Value: alternatives}}), nil
}

// Find answers a query.
func (e *Engine) Find(ctx context.Context, collection string, q store.Query, scope store.Scope) ([]store.Raw, string, error) {
	c, l, err := e.collection(ctx, collection)
	if err != nil {
		return nil, "", err
	}
	at, err := q.Position(collection)
	if err != nil {
		return nil, "", err
	}
	terms, err := filter(l, q.Where, scope)
	if err != nil {
		return nil, "", err
	}
	sort, more, err := order(l, q, at)
	if err != nil {
		return nil, "", err
	}
	docs, err := all(ctx, c, joined(append(terms, more...)), options.Find().SetSort(sort).SetLimit(int64(q.Limit)+1))
	if err != nil || len(docs) <= q.Limit {
		return docs, "", err
	}
	docs = docs[:q.Limit]
	return docs, q.Cursor(collection, docs[q.Limit-1]), nil
}

// Count counts what conditions find.
func (e *Engine) Count(ctx context.Context, collection string, where []store.Cond) (int64, error) {
	c, l, err := e.collection(ctx, collection)
	if err != nil {
		return 0, err
	}
	terms, err := filter(l, where, store.Live)
	if err != nil {
		return 0, err
	}
	n, err := c.CountDocuments(ctx, joined(terms))
	return n, reading(err)
}
