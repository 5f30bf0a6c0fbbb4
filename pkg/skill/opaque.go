package skill

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// opaquePrefix begins every opaque id. The taxonomy has no id that begins like it.
const opaquePrefix = "u-"

// opaqueBytes is how much of the hash is kept: 96 bits, so that two words of a whole community do not meet.
const opaqueBytes = 12

// opaqueDomain parts these hashes from every other use of SHA-256.
const opaqueDomain = "waymark/skill/unknown-word/v1\x00"

var opaqueCode = base32.StdEncoding.WithPadding(base32.NoPadding)

// Opaque is the id by which a word that the taxonomy does not have travels in events and lies in other services' stores: "u-" and
// 20 letters and digits. It spells the word first, so that every writing of one word has one id, and "" stays "". Services compare
// such ids by equality; nobody reads the word off it, but whoever holds an id can try words (decision record 6).
func Opaque(word string) string {
	s := Spell(word)
	if s == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(opaqueDomain + s))
	return opaquePrefix + strings.ToLower(opaqueCode.EncodeToString(sum[:opaqueBytes]))
}

// IsOpaque says whether an id has the form of what Opaque gives.
func IsOpaque(id string) bool {
	rest, ok := strings.CutPrefix(id, opaquePrefix)
	if !ok || len(rest) != opaqueCode.EncodedLen(opaqueBytes) || rest != strings.ToLower(rest) {
		return false
	}
	_, err := opaqueCode.DecodeString(strings.ToUpper(rest))
	return err == nil
}

// Outward is the id by which a skill or interest leaves the service that was told of it: canonical where the taxonomy has the
// word, opaque where it does not, "" for nothing.
func (t *Taxonomy) Outward(word string) string {
	if id, known := t.Canon(word); known {
		return id
	}
	return Opaque(word)
}
