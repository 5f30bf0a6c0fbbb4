package accounts

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"
)

// keepReceipts is how long a receipt can be read.
const keepReceipts = 366 * 24 * time.Hour

// forgetting are the services that keep something about people, and this one; each confirms that it has forgotten.
var forgetting = []string{"accounts", "catalog", "matching", "mentoring", "notifications", "profiles", "programs", "safety"}

// Erasure is the receipt of one erasure. Its id is a hash of the secret that was given to the person, so that nobody who reads the
// store can look at theirs.
type Erasure struct {
	// Account is the closed account until every service has confirmed; then nothing says whose receipt it was.
	Account   string               `json:"account,omitempty"`
	Requested time.Time            `json:"requested"`
	Confirmed map[string]time.Time `json:"confirmed,omitempty"` // by service
}

// newReceipt is the secret id of a receipt: 128 random bits.
func newReceipt() string {
	b := make([]byte, 16)
	rand.Read(b)
	return hex.EncodeToString(b)
}

// receiptID is the id of the receipt's document.
func receiptID(receipt string) string {
	sum := sha256.Sum256([]byte("receipt " + receipt))
	return hex.EncodeToString(sum[:16])
}

// confirm notes that a service has forgotten; false if that changes nothing. What a service said first stays.
func (e *Erasure) confirm(service string, at time.Time) bool {
	if _, ok := e.Confirmed[service]; ok || !slices.Contains(forgetting, service) {
		return false
	}
	if e.Confirmed == nil {
		e.Confirmed = map[string]time.Time{}
	}
	e.Confirmed[service] = at
	if e.complete() {
		e.Account = ""
	}
	return true
}

func (e *Erasure) complete() bool { return len(e.Confirmed) == len(forgetting) }
