package mongostore

import (
	"encoding/json"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/waymark-dev/waymark/pkg/store"
)

// record is a document as MongoDB has it.
type record struct {
	ID      string     `bson:"_id"`
	Rev     string     `bson:"rev"`
	Version int64      `bson:"ver"`
	Schema  int        `bson:"schema"`
	Trail   []string   `bson:"trail,omitempty"`
	Pending bool       `bson:"pend,omitempty"`
	Deleted *time.Time `bson:"del,omitempty"`
	Outbox  string     `bson:"out,omitempty"` // JSON
	Ops     string     `bson:"ops,omitempty"` // JSON
	Body    string     `bson:"body,omitempty"`
	Keys    bson.D     `bson:"k,omitempty"`
}

func encode(d store.Raw, l layout) (r record, err error) {
	r = record{
		ID: d.ID, Rev: d.Rev, Version: d.Version, Schema: d.Schema, Trail: d.Trail, Pending: d.Pending, Body: string(d.Body),
	}
	if !d.Deleted.IsZero() {
		r.Deleted = &d.Deleted
	}
	if r.Outbox, err = list(d.Outbox); err != nil {
		return r, err
	}
	if r.Ops, err = list(d.Ops); err != nil {
		return r, err
	}
	for name, v := range d.Keys {
		if l.has(name) {
			r.Keys = append(r.Keys, bson.E{Key: name, Value: v})
		}
	}
	return r, nil
}

// list is a slice as JSON; "" if it is empty.
func list[E any](items []E) (string, error) {
	if len(items) == 0 {
		return "", nil
	}
	b, err := json.Marshal(items)
	if err != nil {
		return "", fmt.Errorf("mongostore: %w", err)
	}
	return string(b), nil
}

func (r record) decode() (d store.Raw, err error) {
	d = store.Raw{
		ID: r.ID, Rev: r.Rev, Version: r.Version, Schema: r.Schema, Trail: r.Trail, Pending: r.Pending, Keys: make(store.Keys, len(r.Keys)),
	}
	if r.Body != "" {
		d.Body = []byte(r.Body)
	}
	if r.Deleted != nil {
		d.Deleted = r.Deleted.UTC()
	}
	if r.Outbox != "" {
		if err := json.Unmarshal([]byte(r.Outbox), &d.Outbox); err != nil {
			return d, fmt.Errorf("mongostore: outbox of a document: %w", err)
		}
	}
	if r.Ops != "" {
		if err := json.Unmarshal([]byte(r.Ops), &d.Ops); err != nil {
			return d, fmt.Errorf("mongostore: ops of a document: %w", err)
		}
	}
	for _, k := range r.Keys {
		switch v := k.Value.(type) {
		case string, int64:
			d.Keys[k.Key] = v
		case int32:
			d.Keys[k.Key] = int64(v)
		case bson.A:
			values := make([]string, len(v))
			for i, x := range v {
				values[i], _ = x.(string)
			}
			d.Keys[k.Key] = values
		}
	}
	return d, nil
}

// replacement is the update that makes a document r. Of the keys only those that differ from was are touched (nil: all).
func (r record) replacement(was store.Keys) bson.D {
	set := bson.D{
		{Key: "rev", Value: r.Rev}, {Key: "ver", Value: r.Version}, {Key: "schema", Value: r.Schema}, {Key: "trail", Value: r.Trail},
	}
	var unset bson.D
	put := func(field string, there bool, v any) {
		if there {
			set = append(set, bson.E{Key: field, Value: v})
		} else {
			unset = append(unset, bson.E{Key: field, Value: ""})
		}
	}
	put("pend", r.Pending, true)
	put("del", r.Deleted != nil, r.Deleted)
	put("out", r.Outbox != "", r.Outbox)
	put("ops", r.Ops != "", r.Ops)
	put("body", r.Body != "", r.Body)
	if was == nil {
		put("k", len(r.Keys) > 0, r.Keys)
	} else {
		kept := map[string]bool{}
		for _, k := range r.Keys {
			kept[k.Key] = true
			if old, ok := was[k.Key]; !ok || !store.SameKey(old, k.Value) {
				put(keyField+k.Key, true, k.Value)
			}
		}
		for name := range was {
			if !kept[name] {
				put(keyField+name, false, nil)
			}
		}
	}
	u := bson.D{{Key: "$set", Value: set}}
	if len(unset) > 0 {
		u = append(u, bson.E{Key: "$unset", Value: unset})
	}
	return u
}
