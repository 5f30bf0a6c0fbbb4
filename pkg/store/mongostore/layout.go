package mongostore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	keyField     = "k."
	plainPrefix  = "x_"
	uniquePrefix = "u_"
)

// layout are the names of the indexes of a collection, as they are called there.
type layout []string

func (l layout) has(index string) bool {
	return index == store.IDIndex || slices.Contains(l, plainPrefix+index) || slices.Contains(l, uniquePrefix+index)
}

func called(x store.Index) string {
	if x.Unique {
		return uniquePrefix + x.Name
	}
	return plainPrefix + x.Name
}

// validName repeats what a Collection checks: these names become names of fields.
func validName(name string) bool {
	return name != "" && len(name) <= 60 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// layout is what Declare made, or what the server has of a collection that this process did not declare.
func (e *Engine) layout(ctx context.Context, collection string) (layout, error) {
	e.mu.RLock()
	l, ok := e.layouts[collection]
	e.mu.RUnlock()
	if ok {
		return l, nil
	}
	if !validName(collection) {
		return nil, fmt.Errorf("mongostore: collection %q was not declared", collection)
	}
	l, err := e.existing(ctx, collection)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(l, "pending") {
		return nil, fmt.Errorf("mongostore: collection %q was not declared", collection)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.layouts[collection] = l
	return l, nil
}

func (e *Engine) existing(ctx context.Context, collection string) (layout, error) {
	specs, err := e.db.Collection(collection).Indexes().ListSpecifications(ctx)
	if err != nil {
		return nil, reading(err)
	}
	var l layout
	for _, s := range specs {
		l = append(l, s.Name)
	}
	return l, nil
}

func (e *Engine) collection(ctx context.Context, name string) (*mongo.Collection, layout, error) {
	l, err := e.layout(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	return e.db.Collection(name), l, nil
}

// Declare makes the collection and its indexes if they are missing, and drops indexes that are no longer declared.
func (e *Engine) Declare(ctx context.Context, collection string, indexes []store.Index) error {
	if !validName(collection) || slices.ContainsFunc(indexes, func(x store.Index) bool { return !validName(x.Name) }) {
		return fmt.Errorf("mongostore: a name in %q is not allowed", collection)
	}
	if _, ok := ctx.Deadline(); !ok { // an index over millions takes its time
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, layTime)
		defer cancel()
	}
	there, err := e.existing(ctx, collection)
	if err != nil {
		return err
	}
	wanted := layout{"_id_", "pending", "deleted"}
	for _, x := range indexes {
		wanted = append(wanted, called(x))
	}
	c := e.db.Collection(collection)
	for _, name := range there {
		ours := strings.HasPrefix(name, plainPrefix) || strings.HasPrefix(name, uniquePrefix)
		if slices.Contains(wanted, name) || !ours { // an operator may have made indexes of their own
			continue
		}
		if err := c.Indexes().DropOne(ctx, name); err != nil && !gone(err) {
			return reading(err)
		}
		field := keyField + name[len(plainPrefix):]
		_, err := c.UpdateMany(ctx, bson.D{{Key: field, Value: exists}}, bson.D{{Key: "$unset", Value: bson.D{{Key: field, Value: ""}}}})
		if err != nil {
			return writing(err)
		}
	}
	var missing []mongo.IndexModel
	if !slices.Contains(there, "pending") {
		missing = append(missing, partial("pending", bson.D{{Key: "pend", Value: 1}, {Key: "_id", Value: 1}}, "pend", true, false),
			partial("deleted", bson.D{{Key: "del", Value: 1}}, "del", exists, false))
	}
	for _, x := range indexes {
		if slices.Contains(there, called(x)) {
			continue
		}
		field := keyField + x.Name
		keys := bson.D{{Key: field, Value: 1}}
		if !x.Unique {
			keys = append(keys, bson.E{Key: "_id", Value: 1})
		}
		missing = append(missing, partial(called(x), keys, field, exists, x.Unique))
	}
	if len(missing) > 0 {
		if _, err := c.Indexes().CreateMany(ctx, missing); err != nil {
			return fmt.Errorf("mongostore: declare %s: %w", collection, err)
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.layouts[collection] = wanted
	return nil
}

// gone says that another replica has dropped the index.
func gone(err error) bool {
	var c mongo.CommandError
	return errors.As(err, &c) && c.Code == 27
}

var exists = bson.D{{Key: "$exists", Value: true}}

func partial(name string, keys bson.D, field string, condition any, unique bool) mongo.IndexModel {
	opts := options.Index().SetName(name).SetPartialFilterExpression(bson.D{{Key: field, Value: condition}})
	if unique {
		opts.SetUnique(true)
	}
	return mongo.IndexModel{Keys: keys, Options: opts}
}
