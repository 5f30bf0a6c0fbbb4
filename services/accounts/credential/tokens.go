package credential

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strings"

	"github.com/google/uuid"
)

// Lengths in bytes.
const (
	RootSize  = 32
	nonceSize = 16
	macSize   = sha256.Size
)

// Prefixes tell people and secret scanners what they have found.
const (
	linkPrefix    = "wml_"
	refreshPrefix = "wmr_"
	devicePrefix  = "wmd_"
)

// Keys are derived from the root secret, one for each use.
type Keys struct{ address, attempt, link, refresh, device []byte }

// Derive derives the keys from a root secret of RootSize bytes.
func Derive(root []byte) Keys {
	one := func(use string) []byte {
		k, err := hkdf.Key(sha256.New, root, nil, "waymark accounts "+use, 32)
		if err != nil {
			panic(err) // only for lengths beyond the hash's
		}
		return k
	}
	return Keys{address: one("address"), attempt: one("attempt"), link: one("link"), refresh: one("refresh"), device: one("device")}
}

// mac authenticates parts so that no two lists of parts look alike.
func mac(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	var n [4]byte
	for _, p := range parts {
		binary.BigEndian.PutUint32(n[:], uint32(len(p)))
		h.Write(n[:])
		h.Write(p)
	}
	return h.Sum(nil)
}

// AddressIndex is what an account is found by: the address itself is in no index.
func (k Keys) AddressIndex(a Address) string {
	return hex.EncodeToString(mac(k.address, []byte(a.Fold)))
}

// Slot counts what is tried for an address, or from a device that is known there: one of 2^20, so that strangers cannot
// fill the store with counters, and one that nobody outside can choose.
func (k Keys) Slot(a Address, device string) string {
	kind := "a-"
	if device != "" {
		kind = "d-"
	}
	return kind + hex.EncodeToString(mac(k.attempt, []byte(a.Fold), []byte(device)))[:5]
}

// Nonce is a fresh random text.
func Nonce() string {
	b := make([]byte, nonceSize)
	rand.Read(b)
	return hex.EncodeToString(b)
}

// LinkToken mints the token of a one-time link. It dies with the nonce that the account keeps. account is a UUID.
func (k Keys) LinkToken(purpose, account, nonce string) (string, error) {
	id, err := uuid.Parse(account)
	if err != nil {
		return "", err
	}
	return encode(linkPrefix, id[:], mac(k.link, []byte(purpose), id[:], []byte(nonce))), nil
}

// LinkAccount says whose link a token claims to be; nothing is proved yet.
func LinkAccount(token string) (account string, ok bool) {
	b, ok := decode(linkPrefix, token, 16+macSize)
	if !ok {
		return "", false
	}
	return uuid.UUID(b[:16]).String(), true
}

// LinkProves says whether the token is the one for this purpose, account and nonce. An empty nonce proves nothing.
func (k Keys) LinkProves(token, purpose, account, nonce string) bool {
	want, err := k.LinkToken(purpose, account, nonce)
	return err == nil && nonce != "" && hmac.Equal([]byte(want), []byte(token))
}

// RefreshToken mints the n-th refresh token of a session: HMAC under the family's key, which derives from the session's salt.
func (k Keys) RefreshToken(session, salt string, n uint32) (string, error) {
	id, err := uuid.Parse(session)
	if err != nil {
		return "", err
	}
	var count [4]byte
	binary.BigEndian.PutUint32(count[:], n)
	family := mac(k.refresh, id[:], []byte(salt))
	return encode(refreshPrefix, id[:], count[:], mac(family, count[:])), nil
}

// RefreshSession says which token of which session a refresh token claims to be.
func RefreshSession(token string) (session string, n uint32, ok bool) {
	b, ok := decode(refreshPrefix, token, 16+4+macSize)
	if !ok {
		return "", 0, false
	}
	return uuid.UUID(b[:16]).String(), binary.BigEndian.Uint32(b[16:20]), true
}

// RefreshProves says whether the token is the n-th of the session.
func (k Keys) RefreshProves(token, session, salt string, n uint32) bool {
	want, err := k.RefreshToken(session, salt, n)
	return err == nil && hmac.Equal([]byte(want), []byte(token))
}

// DeviceToken mints what a device sends along with its next sign-in to this account.
func (k Keys) DeviceToken(account string) string {
	id := make([]byte, nonceSize)
	rand.Read(id)
	return encode(devicePrefix, id, mac(k.device, id, []byte(account)))
}

// Device gives the device that a token proves for this account; "" if it proves none.
func (k Keys) Device(token, account string) string {
	b, ok := decode(devicePrefix, token, nonceSize+macSize)
	if !ok || account == "" || !hmac.Equal(b[nonceSize:], mac(k.device, b[:nonceSize], []byte(account))) {
		return ""
	}
	return hex.EncodeToString(b[:nonceSize])
}

func encode(prefix string, parts ...[]byte) string {
	var b []byte
	for _, p := range parts {
		b = append(b, p...)
	}
	return prefix + base64.RawURLEncoding.EncodeToString(b)
}

func decode(prefix, token string, size int) ([]byte, bool) {
	text, ok := strings.CutPrefix(token, prefix)
	if !ok || len(text) != base64.RawURLEncoding.EncodedLen(size) {
		return nil, false
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return b, err == nil
}
