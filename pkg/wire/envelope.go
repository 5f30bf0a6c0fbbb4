package wire

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// MaxFact is the greatest size of a fact's data in bytes.
const MaxFact = 2048

// Event is the payload of a fact.
type Event interface {
	// Fact names it: the service that owns it and its type, "mentoring", "match_accepted".
	Fact() (service, typ string)
}

// State is the payload of a state message: what others mirror of one document.
type State interface {
	// StateOf names it: the service that owns it and the kind of document, "mentoring", "match".
	StateOf() (service, kind string)
}

// Envelope carries a fact or a state, after CloudEvents 1.0 (structured mode, extension names in lower case).
type Envelope struct {
	SpecVersion string          `json:"specversion"`
	ID          string          `json:"id"`      // fact: FactID; state: StateID. No two messages of Waymark share one
	Source      string          `json:"source"`  // "/waymark/<service>"
	Type        string          `json:"type"`    // "waymark.evt.<service>.<type>.v1" or "waymark.state.<service>.<kind>.v1"
	Subject     string          `json:"subject"` // id of the aggregate
	Time        time.Time       `json:"time"`
	Version     int64           `json:"version"`           // of the aggregate
	Deleted     bool            `json:"deleted,omitempty"` // state only: the aggregate is a tombstone, data is absent
	Actor       string          `json:"actor,omitempty"`   // person or service that caused it
	Org         string          `json:"org,omitempty"`
	Programme   string          `json:"programme,omitempty"`
	TraceParent string          `json:"traceparent,omitempty"`
	Data        json.RawMessage `json:"data,omitempty"`
}

// FactID is the identity of a fact: <collection>-<aggregate>-<version>-<n>, where the collection is the store's name of it
// ("accounts_account"). A person's id is the id of documents of several services and collections, so the aggregate alone
// would not tell their facts apart. It is a valid id of a document; one that would be too long is its own hash.
func FactID(collection, aggregate string, version int64, n int) string {
	return bounded(collection + "-" + aggregate + "-" + strconv.FormatInt(version, 10) + "-" + strconv.Itoa(n))
}

// StateID is the identity of a state message.
func StateID(collection, aggregate string, version int64) string {
	return bounded(collection + "-" + aggregate + "-" + strconv.FormatInt(version, 10))
}

func bounded(id string) string {
	if len(id) <= 150 {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])
}

// FactSubject is where a fact of a type about an aggregate is published. FactSubject("mentoring", "*", "*") finds all.
func FactSubject(service, typ, aggregate string) string {
	return "waymark.evt." + service + "." + typ + ".v1." + aggregate
}

// StateSubject is where the latest state of an aggregate is kept.
func StateSubject(service, kind, aggregate string) string {
	return "waymark.state." + service + "." + kind + ".v1." + aggregate
}

// AskSubject is where a service answers a question.
func AskSubject(service, question string) string {
	return "waymark.ask." + service + "." + question + ".v1"
}

// SubjectsOf are the facts of the given types as consumers name them.
func SubjectsOf(events ...Event) []string {
	out := make([]string, len(events))
	for i, e := range events {
		service, typ := e.Fact()
		out[i] = FactSubject(service, typ, "*")
	}
	return out
}

// TypeOf takes a fact's type apart: "waymark.evt.mentoring.match_accepted.v1" is "mentoring", "match_accepted".
func (e Envelope) TypeOf() (service, typ string) {
	p := strings.Split(e.Type, ".")
	if len(p) != 5 {
		return "", ""
	}
	return p[2], p[3]
}

// Read decodes the data of an envelope into a payload. Unknown fields are ignored.
func Read[T any](e Envelope) (T, error) {
	var v T
	if len(e.Data) == 0 {
		return v, fmt.Errorf("wire: %s %s has no data", e.Type, e.ID)
	}
	if err := json.Unmarshal(e.Data, &v); err != nil {
		return v, fmt.Errorf("wire: %s %s: %w", e.Type, e.ID, err)
	}
	return v, nil
}
