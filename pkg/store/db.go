package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// DB is an engine with a clock, and with somebody to wake when a document waits for its relay.
type DB struct {
	Engine Engine
	now    func() time.Time
	log    *slog.Logger

	mu   sync.RWMutex
	wake map[string]func(id string) // by collection
}

// New makes a DB. now gives the domain's time (UTC, milliseconds).
func New(e Engine, now func() time.Time, log *slog.Logger) *DB {
	return &DB{Engine: e, now: now, log: log, wake: map[string]func(string){}}
}

// Now is the domain's time.
func (db *DB) Now() time.Time { return db.now() }

// OnPending calls f after every acknowledged write that leaves a document of the collection pending. f must not block.
func (db *DB) OnPending(collection string, f func(id string)) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.wake[collection] = f
}

func (db *DB) woken(collection, id string) {
	db.mu.RLock()
	f := db.wake[collection]
	db.mu.RUnlock()
	if f != nil {
		f(id)
	}
}

// PutChunk keeps at most MaxChunk of immutable bytes under their SHA-256 (hex), which it returns. Write chunks before the
// document that names them.
func (db *DB) PutChunk(ctx context.Context, data []byte) (string, error) {
	if len(data) > MaxChunk {
		return "", tooLarge("chunk", MaxChunk)
	}
	sum := sha256.Sum256(data)
	name := hex.EncodeToString(sum[:])
	var err error
	for n := range maxUnknown { // it is idempotent: a lost reply is asked for again
		if err = db.Engine.PutChunk(ctx, name, data); !errors.Is(err, ErrUnknown) {
			break
		}
		if err := pause(ctx, n); err != nil {
			return "", failed(ctx, err)
		}
	}
	if err != nil {
		return "", failed(ctx, err)
	}
	return name, nil
}

// GetChunk reads a chunk and checks it against its name. NotFound "store.absent"; an internal error if it is damaged.
func (db *DB) GetChunk(ctx context.Context, name string) ([]byte, error) {
	if !chunkName(name) {
		return nil, absent()
	}
	data, err := db.Engine.GetChunk(ctx, name)
	if err != nil {
		return nil, failed(ctx, err)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != name {
		return nil, errors.New("store: chunk " + name + " is damaged")
	}
	return data, nil
}

// RemoveChunk takes a chunk away; no error if it is absent. The caller knows that no document names it any more.
func (db *DB) RemoveChunk(ctx context.Context, name string) error {
	if !chunkName(name) {
		return nil
	}
	return failed(ctx, db.Engine.RemoveChunk(ctx, name))
}

func chunkName(name string) bool {
	b, err := hex.DecodeString(name)
	return err == nil && len(b) == sha256.Size && ValidID(name)
}

// Ping says whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return failed(ctx, db.Engine.Ping(ctx)) }

// Close closes the engine.
func (db *DB) Close() error { return db.Engine.Close() }
