package mongostore

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	outOfDiskSpace = 14031
	maxTimeExpired = 50
)

// unsent says that a command never left: no server was found for it, or no connection was free. The driver gives the error of
// an earlier try instead if there was one.
func unsent(err error) bool {
	var selection topology.ServerSelectionError
	var queue topology.WaitQueueTimeoutError
	return errors.As(err, &selection) || errors.As(err, &queue) || errors.Is(err, mongo.ErrClientDisconnected)
}

func interrupted(err error) bool {
	return mongo.IsNetworkError(err) || mongo.IsTimeout(err) || errors.Is(err, context.Canceled) ||
		errors.Is(err, context.DeadlineExceeded)
}

// reading turns what a read answered into what an Engine answers.
func reading(err error) error {
	var labelled mongo.LabeledError
	var c mongo.CommandError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, mongo.ErrNoDocuments):
		return store.ErrAbsent
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("mongostore: %w", err)
	case errors.As(err, &c) && c.Code == maxTimeExpired: // by the server's clock, perhaps a moment before ours says so
		return fmt.Errorf("mongostore: %w: %w", context.DeadlineExceeded, err)
	case unsent(err), interrupted(err), errors.As(err, &labelled) && labelled.HasErrorLabel("RetryableError"):
		return fmt.Errorf("%w: %w", store.ErrAway, err)
	}
	return fmt.Errorf("mongostore: %w", err)
}

// writing turns what a write answered into what an Engine answers. Whatever is not sure to have changed nothing is unknown.
func writing(err error) error {
	if err == nil {
		return nil
	}
	var e mongo.WriteException
	if errors.As(err, &e) && len(e.WriteErrors) > 0 && e.WriteConcernError == nil {
		return refused(e.WriteErrors[0])
	}
	var bulk mongo.BulkWriteException
	if errors.As(err, &bulk) && len(bulk.WriteErrors) == 1 && bulk.WriteConcernError == nil {
		return refused(bulk.WriteErrors[0].WriteError)
	}
	var c mongo.CommandError
	isCommand := errors.As(err, &c)
	switch {
	case isCommand && c.Code == outOfDiskSpace:
		return fmt.Errorf("%w: %w", store.ErrFull, err)
	case unsent(err), isCommand && c.HasErrorLabel("NoWritesPerformed"):
		return fmt.Errorf("%w: %w", store.ErrAway, err)
	case isCommand && c.Code != 0 && !interrupted(err) && !c.HasErrorLabel("RetryableWriteError"):
		return fmt.Errorf("mongostore: %w", err) // refused before it began: not allowed, not understood
	case isCommand || interrupted(err) || errors.As(err, &e) || errors.As(err, &bulk):
		return fmt.Errorf("%w: %w", store.ErrUnknown, err)
	}
	return fmt.Errorf("mongostore: %w", err)
}

// refused is the answer for one write that the server refused.
func refused(e mongo.WriteError) error {
	switch e.Code {
	case outOfDiskSpace:
		return fmt.Errorf("%w: %w", store.ErrFull, e)
	case 11000, 11001:
		if name := duplicateIn(e); name != "_id" {
			return &store.DuplicateError{Index: name}
		}
		return store.ErrExists
	}
	return fmt.Errorf("mongostore: %w", e)
}

// duplicateIn is the index that refused, "_id" for the id.
func duplicateIn(e mongo.WriteError) string {
	var raw struct {
		KeyPattern bson.D `bson:"keyPattern"`
	}
	if bson.Unmarshal(e.Raw, &raw) == nil && len(raw.KeyPattern) > 0 {
		return strings.TrimPrefix(raw.KeyPattern[0].Key, keyField)
	}
	if _, rest, ok := strings.Cut(e.Message, " index: "); ok {
		name, _, _ := strings.Cut(rest, " ")
		return strings.TrimSuffix(strings.TrimPrefix(name, uniquePrefix), "_")
	}
	return "_id"
}
