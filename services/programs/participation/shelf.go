package participation

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"

	"github.com/waymark-dev/waymark/services/programs/participation/report"
)

// Shelves is how many documents hold the answers of one cycle.
const Shelves = 64

// pad is the step in which a shelf's size grows, in bytes.
const pad = 4096

// Key is a cycle's own: it makes pseudonyms and seals answers. Without it nothing of the cycle can be read again.
type Key struct {
	Secret []byte `json:"secret"`
}

// Shelf is one document of answers. Nothing in it is readable without the cycle's key.
type Shelf struct {
	Box []byte `json:"box"`
}

// Record is what one person said. Week is the ISO week of the last change.
type Record struct {
	Group   string   `json:"g"`
	Consent string   `json:"c"`
	Week    string   `json:"t"`
	Answers []Answer `json:"a"`
}

// newKey is a fresh key.
func newKey() Key {
	b := make([]byte, 32)
	rand.Read(b)
	return Key{b}
}

func (k Key) derive(what string) []byte {
	m := hmac.New(sha256.New, k.Secret)
	m.Write([]byte(what))
	return m.Sum(nil)
}

// Pseudonym is a person within one programme and cycle.
func (k Key) Pseudonym(programme, cycle, person string) string {
	return hex.EncodeToString(k.derive("person " + programme + " " + cycle + " " + person)[:16])
}

// ShelfOf is the place of a pseudonym's shelf.
func ShelfOf(pseudonym string) int {
	b, err := hex.DecodeString(pseudonym[:2])
	if err != nil {
		return 0
	}
	return int(b[0]) % Shelves
}

// ShelfID names a shelf and says nothing of its cycle.
func (k Key) ShelfID(n int) string {
	return hex.EncodeToString(k.derive("shelf " + string(rune('0'+n)))[:16])
}

var errShelf = errors.New("participation: a shelf cannot be opened with its cycle's key")

func (k Key) aead() (cipher.AEAD, error) {
	if len(k.Secret) != 32 {
		return nil, errShelf
	}
	block, err := aes.NewCipher(k.derive("seal"))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// seal closes a shelf: sorted by pseudonym, so that no order of answering is left, and padded.
func (k Key) seal(n int, records map[string]Record) (Shelf, error) {
	a, err := k.aead()
	if err != nil {
		return Shelf{}, err
	}
	b, err := json.Marshal(records) // maps are sorted by key
	if err != nil {
		return Shelf{}, err
	}
	b = append(b, bytes.Repeat([]byte(" "), pad-len(b)%pad)...)
	return Shelf{a.Seal(nil, nil, b, []byte(k.ShelfID(n)))}, nil
}

// open reads a shelf.
func (k Key) open(n int, s Shelf) (map[string]Record, error) {
	a, err := k.aead()
	if err != nil {
		return nil, err
	}
	b, err := a.Open(nil, nil, s.Box, []byte(k.ShelfID(n)))
	if err != nil {
		return nil, errShelf
	}
	out := map[string]Record{}
	if err := json.Unmarshal(b, &out); err != nil {
		return nil, errShelf
	}
	return out, nil
}

// counted is what a report counts of a record, by question: own words as one row, "prefer not to say" as nothing.
func (r Record) counted() map[string][]string {
	out := map[string][]string{}
	for _, a := range r.Answers {
		if a.PreferNot {
			continue
		}
		chosen := slices.Clone(a.Chosen)
		if a.Words != "" {
			chosen = append(chosen, report.InOwnWords)
		}
		if len(chosen) > 0 {
			out[a.Question] = chosen
		}
	}
	return out
}
