package safety

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"

	"github.com/waymark-dev/waymark/pkg/run"
)

// keySize is the size of every data key in bytes.
const keySize = run.KeySize

// RoomKey seals the data keys of cases and weeks, and makes the codes with which people who are not signed in follow theirs. It
// is never stored. The zero value does nothing but fail.
type RoomKey struct {
	wrap cipher.AEAD
	code []byte
	mark []byte
	log  []byte
}

// ErrKey: something was sealed with another key, or was changed since.
var ErrKey = errors.New("safety: this was sealed with another key, or has been changed")

// NewRoomKey takes the text of a key file: 32 random bytes as base64 or hex.
func NewRoomKey(text string) (RoomKey, error) {
	key, err := run.ReadKey(text)
	if err != nil {
		return RoomKey{}, err
	}
	wrap, err := gcm(run.DeriveKey(key, "waymark safety wrap"))
	return RoomKey{wrap: wrap, code: run.DeriveKey(key, "waymark safety code"), mark: run.DeriveKey(key, "waymark safety mark"),
		log: run.DeriveKey(key, "waymark safety audit")}, err
}

// FreshKeyText is the text of a new key file.
func FreshKeyText() string {
	b := make([]byte, keySize)
	rand.Read(b)
	return base64.StdEncoding.EncodeToString(b) + "\n"
}

// AuditKey is what the audit hashes the ids of facts with.
func (r RoomKey) AuditKey() []byte { return r.log }

// Mark tells one room key from another and gives nothing of it away.
func (r RoomKey) Mark() string { return hex.EncodeToString(r.mark[:16]) }

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// DataKey is the key of one case or week.
type DataKey struct {
	aead  cipher.AEAD
	place string
}

// NewKey makes a data key for one place (the id of a case or week), and its wrapping, which opens for this place alone.
func (r RoomKey) NewKey(place string) (DataKey, []byte, error) {
	if r.wrap == nil {
		return DataKey{}, nil, ErrKey
	}
	raw := make([]byte, keySize)
	rand.Read(raw)
	aead, err := gcm(raw)
	return DataKey{aead, place}, r.wrap.Seal(nil, nil, raw, []byte("key of "+place)), err
}

// Unwrap opens a wrapped data key. ErrKey.
func (r RoomKey) Unwrap(place string, wrapped []byte) (DataKey, error) {
	if r.wrap == nil || len(wrapped) == 0 {
		return DataKey{}, ErrKey
	}
	raw, err := r.wrap.Open(nil, nil, wrapped, []byte("key of "+place))
	if err != nil {
		return DataKey{}, ErrKey
	}
	aead, err := gcm(raw)
	return DataKey{aead, place}, err
}

// Seal seals one part. It opens as this part of this place alone.
func (k DataKey) Seal(part string, plain []byte) []byte {
	return k.aead.Seal(nil, nil, plain, []byte(part+" of "+k.place))
}

// Open opens it. ErrKey.
func (k DataKey) Open(part string, box []byte) ([]byte, error) {
	if k.aead == nil {
		return nil, ErrKey
	}
	plain, err := k.aead.Open(nil, nil, box, []byte(part+" of "+k.place))
	if err != nil {
		return nil, ErrKey
	}
	return plain, nil
}

// Code is what somebody who is not signed in shows to follow a thing: the same again for the same thing, so that an answer that
// was lost can be given again. 26 lower case letters and digits: 128 bits and a little.
func (r RoomKey) Code(kind, id string) string {
	sum := run.DeriveKey(r.code, kind+" "+id)
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:17]))[:26]
}

// CodeHash is what is kept of a code.
func CodeHash(code string) string {
	sum := sha256.Sum256([]byte("waymark safety code " + strings.ToLower(strings.TrimSpace(code))))
	return hex.EncodeToString(sum[:])
}

// SameCode compares a code with what was kept of one, in constant time. Nothing fits a hash that is empty.
func SameCode(code, kept string) bool {
	return kept != "" && code != "" && subtle.ConstantTimeCompare([]byte(CodeHash(code)), []byte(kept)) == 1
}
