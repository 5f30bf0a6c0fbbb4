package run

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
)

// KeySize is the size of the key in a key file, and of what is derived from it, in bytes.
const KeySize = 32

// ReadKey reads the text of a key file: 32 random bytes as base64 or hex. The key itself seals and signs nothing; each use derives its own.
func ReadKey(text string) ([]byte, error) {
	text = strings.TrimSpace(text)
	for _, decode := range []func(string) ([]byte, error){
		hex.DecodeString, base64.StdEncoding.DecodeString, base64.RawStdEncoding.DecodeString,
		base64.URLEncoding.DecodeString, base64.RawURLEncoding.DecodeString,
	} {
		if b, err := decode(text); err == nil && len(b) == KeySize {
			return b, nil
		}
	}
	return nil, errors.New("the key file must hold 32 random bytes as base64 or hex")
}

// DeriveKey is the key for one use of a key, by HMAC-SHA256; what names the use, and nothing else has that name.
func DeriveKey(key []byte, what string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(what))
	return m.Sum(nil)
}
