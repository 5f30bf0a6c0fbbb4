package profiles

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"time"
)

// States of an import.
const (
	ImportRunning = "running"
	ImportDone    = "done"
)

// Limits of an import in progress.
const (
	chunkBytes   = 256 << 10           // of rows in one chunk, before sealing
	stepRows     = 20                  // between two writes of the progress
	importLease  = time.Minute         // how long a replica may be silent before another goes on
	importBack   = 30 * time.Second    // after a neighbour was away
	maxFailures  = 1000                // listed; all are counted
	importMaxAge = 90 * 24 * time.Hour // how long a finished import can be read
	codeRefused  = "invitation_refused"
	codeLost     = "rows_lost"
)

// Chunk is a run of sealed rows, kept beside the document.
type Chunk struct {
	Name string `json:"name"`
	Rows int    `json:"rows"`
}

// Failure is a row that could not be carried out: its line and a code. Nothing of the row itself is kept.
type Failure struct {
	Line int    `json:"line"`
	Code string `json:"code"`
}

// Import is one file of people on its way. Its rows lie in sealed chunks until they are processed.
type Import struct {
	Programme string    `json:"programme"`
	Org       string    `json:"org,omitempty"`
	By        string    `json:"by"`
	State     string    `json:"state"`
	Created   time.Time `json:"created"`
	Finished  time.Time `json:"finished,omitzero"`
	Due       time.Time `json:"due,omitzero"` // when a replica may take it up
	Chunks    []Chunk   `json:"chunks,omitempty"`
	Key       []byte    `json:"key,omitempty"` // of the chunks; wiped with the last of them
	Rows      int       `json:"rows"`
	Done      int       `json:"done"`
	Failed    int       `json:"failed"`
	Failures  []Failure `json:"failures,omitempty"`
	// OneList: its rows are from before schema 2 (lists.go).
	OneList bool `json:"one_list,omitempty"`
}

// Next says where to go on: rows from..to of chunk number at. ok is false when every row is done.
func (im *Import) Next() (at, from, to int, ok bool) {
	before := 0
	for i, c := range im.Chunks {
		if im.Done < before+c.Rows {
			from = im.Done - before
			return i, from, min(from+stepRows, c.Rows), true
		}
		before += c.Rows
	}
	return 0, 0, 0, false
}

// Advance records a step of n rows with its failures, and keeps the import for this replica a little longer.
func (im *Import) Advance(n int, failures []Failure, now time.Time) {
	im.Done += n
	im.Failed += len(failures)
	im.Failures = append(im.Failures, failures[:min(len(failures), maxFailures-len(im.Failures))]...)
	im.Due = now.Add(importLease)
}

// Lose counts n rows whose chunk cannot be read any more as failed.
func (im *Import) Lose(n int, now time.Time) {
	im.Advance(n, []Failure{{Code: codeLost}}, now)
	im.Failed += n - 1
}

// Finish forgets the chunks and their key: nothing that was in the file can be read here any more.
func (im *Import) Finish(now time.Time) {
	im.State, im.Finished, im.Due, im.Chunks, im.Key = ImportDone, now, time.Time{}, nil, nil
}

// chunked cuts rows into runs that fit a chunk.
func chunked(rows []Row) ([][]byte, []int, error) {
	var chunks [][]byte
	var counts []int
	var run []json.RawMessage
	size := 0
	flush := func() error {
		if len(run) == 0 {
			return nil
		}
		b, err := json.Marshal(run)
		chunks, counts = append(chunks, b), append(counts, len(run))
		run, size = nil, 0
		return err
	}
	for _, r := range rows {
		b, err := json.Marshal(r)
		if err != nil {
			return nil, nil, err
		}
		if size+len(b) > chunkBytes {
			if err := flush(); err != nil {
				return nil, nil, err
			}
		}
		run, size = append(run, b), size+len(b)
	}
	return chunks, counts, flush()
}

// newKey makes the key of an import's chunks.
func newKey() []byte {
	key := make([]byte, 32)
	rand.Read(key)
	return key
}

// seal encrypts a chunk, so that what a crash leaves behind, or a backup keeps, cannot be read once the key is wiped.
func seal(key, plain []byte) ([]byte, error) {
	a, err := aead(key)
	if err != nil {
		return nil, err
	}
	return a.Seal(nil, nil, plain, nil), nil
}

// open reads a sealed chunk of rows.
func open(key, sealed []byte) ([]Row, error) {
	a, err := aead(key)
	if err != nil {
		return nil, err
	}
	plain, err := a.Open(nil, nil, sealed, nil)
	if err != nil {
		return nil, errors.New("profiles: a chunk of an import cannot be opened")
	}
	var rows []Row
	if err := json.Unmarshal(plain, &rows); err != nil { // its text could repeat a row
		return nil, errors.New("profiles: a chunk of an import cannot be read")
	}
	return rows, nil
}

func aead(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
