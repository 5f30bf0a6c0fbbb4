package mongostore

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/waymark-dev/waymark/pkg/store"
)

func at(id, rev string) bson.D { return bson.D{{Key: "_id", Value: id}, {Key: "rev", Value: rev}} }

// Put writes one document.
func (e *Engine) Put(ctx context.Context, collection string, w store.Write) error {
	c, l, err := e.collection(ctx, collection)
	if err != nil {
		return err
	}
	r, err := encode(w.Doc, l)
	if err != nil {
		return err
	}
	if w.Old == "" {
		_, err := c.InsertOne(ctx, r)
		return writing(err)
	}
	result, err := c.UpdateOne(ctx, at(r.ID, w.Old), r.replacement(w.Was))
	if err != nil {
		return writing(err)
	}
	if result.MatchedCount == 0 {
		return store.ErrMoved
	}
	return nil
}

// Bulk writes many documents, unordered. MongoDB tells how many replaces found their document, not which: when one did not,
// those documents are read and their trails tell.
func (e *Engine) Bulk(ctx context.Context, collection string, writes []store.Write) []error {
	errs := make([]error, len(writes))
	c, l, err := e.collection(ctx, collection)
	if err != nil {
		return fill(errs, err)
	}
	var models []mongo.WriteModel
	var place []int // of each model in writes
	replaces := 0
	for i, w := range writes {
		r, err := encode(w.Doc, l)
		if err != nil {
			errs[i] = err
			continue
		}
		place = append(place, i)
		if w.Old == "" {
			models = append(models, mongo.NewInsertOneModel().SetDocument(r))
			continue
		}
		replaces++
		models = append(models, mongo.NewUpdateOneModel().SetFilter(at(r.ID, w.Old)).SetUpdate(r.replacement(w.Was)))
	}
	if len(models) == 0 {
		return errs
	}
	result, err := c.BulkWrite(ctx, models, options.BulkWrite().SetOrdered(false))
	var bulk mongo.BulkWriteException
	switch {
	case err == nil:
	case errors.As(err, &bulk) && bulk.WriteConcernError == nil && len(bulk.WriteErrors) > 0:
		for _, x := range bulk.WriteErrors {
			errs[place[x.Index]] = refused(x.WriteError)
			if writes[place[x.Index]].Old != "" {
				replaces--
			}
		}
	default:
		for _, i := range place {
			errs[i] = writing(err)
		}
		return errs
	}
	if result == nil || int(result.MatchedCount) != replaces {
		e.which(ctx, collection, writes, errs)
	}
	return errs
}

func fill(errs []error, err error) []error {
	for i := range errs {
		errs[i] = err
	}
	return errs
}

// which finds out which of the replaces found their document.
func (e *Engine) which(ctx context.Context, collection string, writes []store.Write, errs []error) {
	var ids []string
	for i, w := range writes {
		if w.Old != "" && errs[i] == nil {
			ids = append(ids, w.Doc.ID)
		}
	}
	there, err := e.GetMany(ctx, collection, ids)
	found := make(map[string]store.Raw, len(there))
	for _, d := range there {
		found[d.ID] = d
	}
	for i, w := range writes {
		if w.Old == "" || errs[i] != nil {
			continue
		}
		if err != nil {
			errs[i] = fmt.Errorf("%w: %w", store.ErrUnknown, err)
			continue
		}
		errs[i] = w.Outcome(found[w.Doc.ID])
	}
}

// Remove takes a document away, on condition of its rev.
func (e *Engine) Remove(ctx context.Context, collection, id, rev string) error {
	c, _, err := e.collection(ctx, collection)
	if err != nil {
		return err
	}
	result, err := c.DeleteOne(ctx, at(id, rev))
	if err != nil {
		return writing(err)
	}
	if result.DeletedCount == 1 {
		return nil
	}
	_, err = e.Get(ctx, collection, id)
	switch {
	case errors.Is(err, store.ErrAbsent):
		return nil
	case err != nil:
		return err
	}
	return store.ErrMoved
}

type chunk struct {
	Name string `bson:"_id"`
	Data []byte `bson:"data"`
}

// PutChunk keeps bytes under their name.
func (e *Engine) PutChunk(ctx context.Context, name string, data []byte) error {
	_, err := e.db.Collection(chunkNames).InsertOne(ctx, chunk{Name: name, Data: data})
	if err = writing(err); errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}

// GetChunk reads them back.
func (e *Engine) GetChunk(ctx context.Context, name string) ([]byte, error) {
	var c chunk
	err := e.db.Collection(chunkNames).FindOne(ctx, bson.D{{Key: "_id", Value: name}}).Decode(&c)
	return c.Data, reading(err)
}

// RemoveChunk takes them away.
func (e *Engine) RemoveChunk(ctx context.Context, name string) error {
	_, err := e.db.Collection(chunkNames).DeleteOne(ctx, bson.D{{Key: "_id", Value: name}})
	return writing(err)
}
