package catalog

import (
	"encoding/json"
	"time"

	"github.com/waymark-dev/waymark/services/catalog/source"
)

// States of an import.
const (
	ImportRunning     = "running"
	ImportFinished    = "finished"
	ImportDryRun      = "dry_run"     // never stored
	ImportInterrupted = "interrupted" // it says running, but nothing has moved for a while: send it again
)

// stalled is how long an import may stand still before it counts as interrupted.
const stalled = 2 * time.Minute

// Import is one reading of one list.
type Import struct {
	Source string        `json:"source"` // the list's name: says of the same one replace each other
	Format source.Format `json:"format"`
	AsOf   time.Time     `json:"as_of"` // the day the list was made
	By     string        `json:"by,omitempty"`
	Digest string        `json:"digest"` // SHA-256 of what was sent
	Bytes  int           `json:"bytes"`
	// Request is the hash of the HTTP request that made it, to tell a repeat from another one with the same key.
	Request string `json:"request,omitempty"`

	State    string    `json:"state"`
	Run      int       `json:"run"` // how often it was started after it had finished
	Started  time.Time `json:"started"`
	Touched  time.Time `json:"touched"`
	Finished time.Time `json:"finished,omitzero"`

	Done    int           `json:"done"` // of Report.Projects + Report.Issues
	Added   int           `json:"added"`
	Updated int           `json:"updated"`
	Same    int           `json:"same"`
	Report  source.Report `json:"report"`
}

// Stands is the state as of now.
func (i *Import) Stands(now time.Time) string {
	if i.State == ImportRunning && now.Sub(i.Touched) > stalled {
		return ImportInterrupted
	}
	return i.State
}

// tally counts what became of documents.
type tally struct{ added, updated, same int }

// count counts one document: by whom it was added and changed says what this run did to it, also when the run was
// interrupted and goes on.
func (t *tally) count(run, addedBy, changedBy string) {
	switch run {
	case addedBy:
		t.added++
	case changedBy:
		t.updated++
	default:
		t.same++
	}
}

// fingerprint tells whether a body has changed.
func fingerprint(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "" // bodies are plain structs: it cannot fail
	}
	return string(b)
}
