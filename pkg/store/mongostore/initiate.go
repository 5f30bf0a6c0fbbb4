package mongostore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Initiate makes a replica set "rs0" of the one mongod at address (host:port), if it is none yet, and waits until it takes
// writes. For tests and development.
func Initiate(ctx context.Context, address string) error {
	opts := options.Client().ApplyURI("mongodb://" + address + "/?directConnection=true").
		SetServerSelectionTimeout(time.Second).SetTimeout(2 * time.Second)
	client, err := mongo.Connect(opts)
	if err != nil {
		return fmt.Errorf("mongostore: initiate: %w", err)
	}
	defer func() { _ = client.Disconnect(context.WithoutCancel(ctx)) }()
	admin := client.Database("admin")
	for {
		var hello struct {
			Primary bool   `bson:"isWritablePrimary"`
			SetName string `bson:"setName"`
		}
		err := admin.RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello)
		if err == nil && hello.Primary {
			return nil
		}
		if err == nil && hello.SetName == "" {
			err = admin.RunCommand(ctx, bson.D{{Key: "replSetInitiate", Value: bson.D{
				{Key: "_id", Value: "rs0"},
				{Key: "members", Value: bson.A{bson.D{{Key: "_id", Value: 0}, {Key: "host", Value: address}}}},
			}}}).Err()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("mongostore: initiate %s: %w", address, errors.Join(ctx.Err(), err))
		case <-time.After(30 * time.Millisecond):
		}
	}
}
