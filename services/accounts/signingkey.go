package accounts

import (
	"crypto/ed25519"
	"encoding/base64"
	"strconv"
	"time"

	"github.com/waymark-dev/waymark/pkg/wire"
)

// A signing key signs for one period, and verifies a day longer. The next one is published a day before it signs, so that
// everybody knows it by then.
const (
	keyPeriod  = 30 * 24 * time.Hour
	keyOverlap = 24 * time.Hour
)

// SigningKey is one key. Its id derives from its period: replicas that make it at the same moment make one.
type SigningKey struct {
	Seed    string    `json:"seed"`   // sealed
	Public  []byte    `json:"public"` // Ed25519
	From    time.Time `json:"from"`   // when it begins to sign
	Until   time.Time `json:"until"`  // when it ends to sign
	Expires time.Time `json:"expires"`
}

// period numbers the periods since 1970.
func period(now time.Time) int64 { return now.Unix() / int64(keyPeriod/time.Second) }

func keyID(period int64) string { return "key-" + strconv.FormatInt(period, 10) }

// newSigningKey makes the key of a period; the first one of all signs at once.
func newSigningKey(period int64, now time.Time, public ed25519.PublicKey, sealed string) SigningKey {
	begin := time.Unix(period*int64(keyPeriod/time.Second), 0).UTC()
	return SigningKey{
		Seed: sealed, Public: public, From: later(begin, now), Until: begin.Add(keyPeriod), Expires: begin.Add(keyPeriod + keyOverlap),
	}
}

func (k *SigningKey) state(kid string) wire.KeyState {
	return wire.KeyState{KID: kid, X: base64.RawURLEncoding.EncodeToString(k.Public), From: k.From, Expires: k.Expires}
}

// periodsDue are the periods whose keys must be there now.
func periodsDue(now time.Time) []int64 {
	due := []int64{period(now)}
	if next := period(now.Add(keyOverlap)); next != due[0] {
		due = append(due, next)
	}
	return due
}
