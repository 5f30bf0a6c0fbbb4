package credential

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/waymark-dev/waymark/pkg/run"
)

// Sealer seals secrets that lie in the store, under a key that does not: a copy of the store alone is then worth nothing.
// The zero Sealer keeps them as they are; the file permissions of the store protect them.
type Sealer struct{ aead cipher.AEAD }

// ErrSealed: a secret in the store was sealed with a key that was not given, or another one.
var ErrSealed = errors.New("a secret in the store was sealed with another key: give the key file that it was sealed with")

const sealedPrefix, plainPrefix = "gcm1.", "plain."

// NewSealer takes the text of a key file: 32 random bytes as base64 or hex.
func NewSealer(text string) (Sealer, error) {
	key, err := run.ReadKey(text)
	if err != nil {
		return Sealer{}, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return Sealer{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return Sealer{aead}, err
}

// Seal seals a secret for one place (a document's id): moved to another place it does not open.
func (s Sealer) Seal(secret []byte, place string) string {
	if s.aead == nil {
		return plainPrefix + base64.RawStdEncoding.EncodeToString(secret)
	}
	return sealedPrefix + base64.RawStdEncoding.EncodeToString(s.aead.Seal(nil, nil, secret, []byte(place)))
}

// Open opens it. plain says that it lies there unsealed though there is a key now: seal it again.
func (s Sealer) Open(sealed, place string) (secret []byte, plain bool, err error) {
	if text, ok := strings.CutPrefix(sealed, plainPrefix); ok {
		secret, err = base64.RawStdEncoding.DecodeString(text)
		return secret, s.aead != nil, err
	}
	text, ok := strings.CutPrefix(sealed, sealedPrefix)
	if !ok || s.aead == nil {
		return nil, false, ErrSealed
	}
	b, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return nil, false, err
	}
	if secret, err = s.aead.Open(nil, nil, b, []byte(place)); err != nil {
		return nil, false, ErrSealed
	}
	return secret, false, nil
}
