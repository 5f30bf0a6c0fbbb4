package recommend

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// Set are the models of a bench's protocols, and what they were learned from.
type Set struct {
	Data     string           `json:"data"`     // what was read, and its last day
	Learned  string           `json:"learned"`  // the command that learns it again
	Features []string         `json:"features"` // names, in the order of rows
	Models   map[string]Model `json:"models"`   // by protocol
}

//go:embed data/first-tasks.json.gz
var shipped embed.FS

// Shipped are the models that come with the program.
func Shipped() (*Set, error) {
	f, err := shipped.Open("data/first-tasks.json.gz")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadSet(f)
}

// most bounds what a file of models may hold.
const (
	mostBytes = 64 << 20
	mostNodes = 4095
)

// ReadSet reads models, and refuses those that were learned with other features or would not come to an end.
func ReadSet(r io.Reader) (*Set, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("models: %w", err)
	}
	var s Set
	if err := json.NewDecoder(io.LimitReader(z, mostBytes)).Decode(&s); err != nil {
		return nil, fmt.Errorf("models: %w", err)
	}
	if !slices.Equal(s.Features, FeatureNames()) {
		return nil, fmt.Errorf("models: they were learned with other features: learn them again")
	}
	for name, m := range s.Models {
		for i := range m.Trees {
			if !m.Trees[i].sound() {
				return nil, fmt.Errorf("models: tree %d of %s is broken", i, name)
			}
		}
	}
	return &s, nil
}

// sound: every way down ends in a leaf, and each feature is one.
func (t *Tree) sound() bool {
	n := len(t.Left)
	if n == 0 || n > mostNodes || len(t.Feature) != n || len(t.Cut) != n || len(t.Value) != n {
		return false
	}
	for i, next := range t.Left {
		if next != 0 && (int(next) <= i || int(next)+1 >= n) || t.Feature[i] < 0 || int(t.Feature[i]) >= NFeatures() {
			return false
		}
	}
	return true
}

// Bytes are the set as it is stored: the same models give the same bytes.
func (s *Set) Bytes() ([]byte, error) {
	plain, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if _, err := z.Write(plain); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// FeatureNames are the names of all features, in the order of rows.
func FeatureNames() []string {
	out := make([]string, len(features))
	for i, f := range features {
		out[i] = f.name
	}
	return out
}
