package event

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"time"
)

// alphabet has no sign that is taken for another on a badge: no 0 and O, no 1 and I, no U beside V. There are 31, a prime, so that the
// check sign finds every wrong sign and every two that were exchanged.
const alphabet = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"

const (
	codeSigns  = 11 // beside the check sign: 2.5e16 codes
	friendCode = 6  // of a group of friends, beside the check sign
	maxBadges  = 12_000
)

// Badge is a code that was printed; the document's id is the code's keyed hash.
type Badge struct {
	Event  string    `json:"event"`
	As     string    `json:"as"`
	Group  string    `json:"group,omitempty"`  // of friends who named it before it was used
	Person string    `json:"person,omitempty"` // who used it
	Used   time.Time `json:"used,omitzero"`
	Made   time.Time `json:"made"`
	// ReplacedBy is the badge that took its place, since it was lost: it lets nobody in any more. Replaces is the lost one.
	ReplacedBy string `json:"replaced_by,omitempty"`
	Replaces   string `json:"replaces,omitempty"`
	// Ordered is how many were ordered with it, so that the same key is not taken for another order.
	Ordered int `json:"ordered,omitempty"`
}

// fresh says that nobody has used the badge, and no friend has named it.
func (b *Badge) fresh() bool {
	return b.Used.IsZero() && b.Person == "" && b.Group == "" && b.ReplacedBy == "" && b.Replaces == ""
}

// inherit takes over what was done with a lost badge. One whose use led to nobody is as good as unused.
func (b *Badge) inherit(lost string, from *Badge) {
	b.Replaces, b.Group = lost, from.Group
	if from.known() {
		b.Person, b.Used = from.Person, from.Used
	}
}

// Key is the room's secret: codes derive from it, and are found by it.
type Key struct {
	Secret []byte `json:"secret"`
}

func (k *Key) mac(parts ...string) []byte {
	h := hmac.New(sha256.New, k.Secret)
	for _, p := range parts {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write([]byte(p))
	}
	return h.Sum(nil)
}

// code is the i-th code of an order: asking for the same order again gives the same codes, which are stored nowhere.
func (k *Key) code(event, order string, i int) string {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(i))
	return encode(k.mac("code", event, order, string(n[:])), codeSigns)
}

// group is a code for friends, with a check sign; the try-th of a person, should one be taken.
func (k *Key) group(event, person string, try int) string {
	return encode(k.mac("group", event, person, string(rune('a'+try))), friendCode)
}

// id is where a code's document lies.
func (k *Key) id(code string) string { return hex.EncodeToString(k.mac("badge", code)[:16]) }

// arrival is what accounts knows the holder of a badge by.
func (k *Key) arrival(badge string) string { return hex.EncodeToString(k.mac("arrival", badge)) }

// encode makes n signs and a check sign of bytes; sums of 64 bits make the signs as good as equally likely.
func encode(b []byte, n int) string {
	hi, lo := binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])
	out := make([]byte, 0, n+1)
	for i := range n {
		x := &lo
		if i%2 == 1 {
			x = &hi
		}
		out = append(out, alphabet[*x%uint64(len(alphabet))])
		*x /= uint64(len(alphabet))
	}
	return string(append(out, check(string(out))))
}

// check is the sign that makes the weighted sum of a code a multiple of 31: weights 1, 2, … from the left, all different and none 0.
func check(signs string) byte {
	sum := 0
	for i := range len(signs) {
		sum += (i + 2) * strings.IndexByte(alphabet, signs[i])
	}
	return alphabet[(len(alphabet)-sum%len(alphabet))%len(alphabet)]
}

// clean is a code as it was typed, without what does not matter; false where it cannot be one: a sign is missing, wrong or exchanged.
func clean(typed string, signs int) (string, bool) {
	code := strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '-' || r == '\u2010' || r == '\u2013' || r == '.':
			return -1
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, typed)
	if len(code) != signs+1 {
		return "", false
	}
	for i := range len(code) {
		if strings.IndexByte(alphabet, code[i]) < 0 {
			return "", false
		}
	}
	return code, check(code[:signs]) == code[signs]
}

// printed is a code as it stands on a badge: four signs at a time.
func printed(code string) string {
	var b strings.Builder
	for i := range len(code) {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(code[i])
	}
	return b.String()
}
