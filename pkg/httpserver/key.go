package httpserver

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

const keyHeader = "Idempotency-Key"

// anonymousKey is the least length of a key where people need not be signed in.
const anonymousKey = 16

// Key is an idempotency key as services see it. The zero value is "none was sent".
type Key struct {
	Hash string // of (principal, route, key): use it as op key, and derive ids of created things with ID
	Body string // hash of the request: path, query and body
}

// KeyFrom finds the key of the request.
func KeyFrom(ctx context.Context) Key {
	if r := recordOf(ctx); r != nil {
		return r.key
	}
	return Key{}
}

// ID derives the id of what this key creates (a UUID, version 8); kind keeps several apart. Without a key it is a fresh UUIDv7.
func (k Key) ID(kind string) string {
	if k.Hash == "" {
		return uuid.Must(uuid.NewV7()).String()
	}
	sum := digest("waymark id", kind, k.Hash)
	id := uuid.UUID(sum[:16])
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id.String()
}

// digest hashes parts so that no two lists of parts look alike.
func digest(parts ...string) [sha256.Size]byte {
	h := sha256.New()
	var n [8]byte
	for _, p := range parts {
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write([]byte(p))
	}
	return [sha256.Size]byte(h.Sum(nil))
}

func hexDigest(parts ...string) string {
	sum := digest(parts...)
	return hex.EncodeToString(sum[:])
}

// keyParam describes the header.
func keyParam(op Op) *huma.Param {
	least, most := 1, 100
	if open(op.Permission) {
		least = anonymousKey
	}
	doc := "A fresh random text for each thing you want done; the same one again has no second effect and gets the same answer"
	return &huma.Param{
		Name: keyHeader, In: "header", Description: doc, Required: op.Method == http.MethodPost,
		Schema: &huma.Schema{Type: huma.TypeString, MinLength: &least, MaxLength: &most, Pattern: `^[!-~]+$`, Description: doc},
	}
}

// key makes the key of a request; the body has been read.
func (rec *record) makeKey(op Op, sent string) {
	if sent == "" {
		return
	}
	who := "anonymous"
	if rec.principal.SignedIn() {
		who = "person " + rec.principal.ID
	}
	rec.key = Key{
		Hash: hexDigest("waymark key", who, op.Method, op.Path, sent),
		Body: hexDigest("waymark request", rec.path, string(rec.body)),
	}
}
