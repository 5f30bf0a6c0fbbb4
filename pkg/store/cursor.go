package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
)

// A cursor is base64url of: one byte of format, 12 bytes of a sum over the query and the position, the position as JSON. The
// sum binds it to its query and shows tampering; it is no secret, a cursor only says where to go on.
const (
	cursorFormat = 1
	cursorSum    = 12
	maxCursor    = 16 << 10
)

// Position is where a page begins: after the document with these values of the query's orders and this id.
type Position struct {
	Values []any // string or int64, one for each order
	ID     string
}

type position struct {
	Values []any  `json:"v,omitempty"`
	ID     string `json:"i"`
}

func (q Query) sum(collection string, payload []byte) []byte {
	h := sha256.New()
	// Conditions and orders are normal here: strings and integers, so their JSON is always the same.
	_ = json.NewEncoder(h).Encode([]any{cursorFormat, collection, q.Where, q.Sort})
	h.Write(payload)
	return h.Sum(nil)[:cursorSum]
}

// Cursor is the cursor of the page that follows last. For engines; q is the query as they got it.
func (q Query) Cursor(collection string, last Raw) string {
	p := position{ID: last.ID}
	for _, o := range q.Sort {
		if o.Index == IDIndex {
			p.Values = append(p.Values, last.ID)
		} else {
			p.Values = append(p.Values, last.Keys[o.Index])
		}
	}
	payload, err := json.Marshal(p)
	if err != nil { // strings and integers always encode
		return ""
	}
	b := append([]byte{cursorFormat}, q.sum(collection, payload)...)
	return base64.RawURLEncoding.EncodeToString(append(b, payload...))
}

// Position reads q.After; nil at the start. The error is the fault to answer. For engines.
func (q Query) Position(collection string) (*Position, error) {
	if q.After == "" {
		return nil, nil
	}
	if len(q.After) > maxCursor {
		return nil, badCursor()
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(q.After)
	if err != nil || len(b) < 1+cursorSum || b[0] != cursorFormat || base64.RawURLEncoding.EncodeToString(b) != q.After {
		return nil, badCursor()
	}
	payload := b[1+cursorSum:]
	if !bytes.Equal(q.sum(collection, payload), b[1:1+cursorSum]) {
		return nil, badCursor()
	}
	var p position
	dec := json.NewDecoder(bytes.NewReader(payload))
	dec.UseNumber()
	if dec.Decode(&p) != nil || len(p.Values) != len(q.Sort) {
		return nil, badCursor()
	}
	for i, v := range p.Values {
		switch x := v.(type) {
		case string:
		case json.Number:
			n, err := x.Int64()
			if err != nil {
				return nil, badCursor()
			}
			p.Values[i] = n
		default:
			return nil, badCursor()
		}
	}
	return &Position{Values: p.Values, ID: p.ID}, nil
}
