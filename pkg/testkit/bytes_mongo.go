package testkit

import (
	"bytes"
	"context"
	"regexp"
	"slices"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// onMongo does something with every database whose name begins with prefix, within two minutes.
func onMongo(t testing.TB, uri, prefix string, do func(ctx context.Context, db *mongo.Database) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	c, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Disconnect(context.WithoutCancel(ctx)) }()
	names, err := c.ListDatabaseNames(ctx, bson.D{{Key: "name", Value: bson.D{{Key: "$regex", Value: "^" + regexp.QuoteMeta(prefix)}}}})
	for _, name := range names {
		if err == nil {
			err = do(ctx, c.Database(name))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// DropMongo drops every database whose name begins with prefix.
func DropMongo(t testing.TB, uri, prefix string) {
	t.Helper()
	onMongo(t, uri, prefix, func(ctx context.Context, db *mongo.Database) error { return db.Drop(ctx) })
}

// HoldingMongo are those of the words that are in the bytes of the databases whose name begins with prefix, each with the names of where it
// is: the collections in whose documents, as the server sends them, and what collections and indexes were made with. What MongoDB keeps
// besides (its journal, the log of its replicas, pages that are free) ages out by itself and is not looked into.
func HoldingMongo(t testing.TB, words []string, uri, prefix string) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	look := func(ctx context.Context, c *mongo.Cursor, err error, where string) error {
		if err != nil {
			return err
		}
		defer func() { _ = c.Close(ctx) }()
		for c.Next(ctx) {
			for _, w := range words {
				if !slices.Contains(found[w], where) && bytes.Contains(c.Current, []byte(w)) {
					found[w] = append(found[w], where)
				}
			}
		}
		return c.Err()
	}
	onMongo(t, uri, prefix, func(ctx context.Context, db *mongo.Database) error {
		names, err := db.ListCollectionNames(ctx, bson.D{})
		if err == nil {
			all, err2 := db.ListCollections(ctx, bson.D{})
			err = look(ctx, all, err2, db.Name())
		}
		for _, name := range names {
			if err == nil {
				all, err2 := db.Collection(name).Find(ctx, bson.D{})
				err = look(ctx, all, err2, name)
			}
			if err == nil {
				all, err2 := db.Collection(name).Indexes().List(ctx)
				err = look(ctx, all, err2, "indexes of "+name)
			}
		}
		return err
	})
	return found
}
