package mongostore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	callTime   = 10 * time.Second // of one call, when ctx says nothing
	selectTime = 5 * time.Second  // to find a primary
	layTime    = 30 * time.Minute // to build the indexes of one collection
	chunkNames = "store_chunks"
)

// Engine is a store.Engine on one database of a replica set.
type Engine struct {
	client *mongo.Client
	db     *mongo.Database
	sure   *mongo.Database // linearizable reads

	mu      sync.RWMutex
	layouts map[string]layout
}

var _ store.Engine = (*Engine)(nil)

// Open connects. What uri says of concerns, retries and preferences does not count: the store's promises need its own.
func Open(ctx context.Context, uri, database string) (*Engine, error) {
	yes := true
	opts := options.Client().ApplyURI(uri).
		SetAppName("waymark").
		SetWriteConcern(&writeconcern.WriteConcern{W: "majority", Journal: &yes}).
		SetReadConcern(readconcern.Majority()).
		SetReadPreference(readpref.Primary()).
		SetRetryWrites(true).SetRetryReads(true).
		SetServerSelectionTimeout(selectTime).SetTimeout(callTime).
		SetBSONOptions(&options.BSONOptions{ObjectIDAsHexString: false})
	client, err := mongo.Connect(opts)
	if err != nil {
		return nil, fmt.Errorf("mongostore: %w", err)
	}
	db := client.Database(database)
	e := &Engine{
		client: client, db: db,
		sure:    client.Database(database, options.Database().SetReadConcern(readconcern.Linearizable())),
		layouts: map[string]layout{},
	}
	if err := e.check(ctx); err != nil {
		_ = e.Close()
		return nil, err
	}
	return e, nil
}

// check refuses a server that cannot keep the promises.
func (e *Engine) check(ctx context.Context) error {
	var hello struct {
		SetName string `bson:"setName"`
		Msg     string `bson:"msg"`
		Wire    int    `bson:"maxWireVersion"`
	}
	if err := e.db.RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello); err != nil {
		return fmt.Errorf("mongostore: %w", reading(err))
	}
	if hello.SetName == "" && hello.Msg != "isdbgrid" {
		return errors.New("mongostore: this MongoDB is no replica set; one node is enough, but it must be started as one (--replSet)")
	}
	if hello.Wire < 17 {
		return errors.New("mongostore: MongoDB 6.0 or later is needed")
	}
	return nil
}

// Drop removes the whole database. For tests.
func (e *Engine) Drop(ctx context.Context) error { return reading(e.db.Drop(ctx)) }

// Ping says whether the primary answers.
func (e *Engine) Ping(ctx context.Context) error {
	return reading(e.client.Ping(ctx, readpref.Primary()))
}

// Close ends the connections.
func (e *Engine) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := e.client.Disconnect(ctx); err != nil && !errors.Is(err, mongo.ErrClientDisconnected) {
		return fmt.Errorf("mongostore: close: %w", err)
	}
	return nil
}
