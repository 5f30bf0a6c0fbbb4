package audit

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// Mark stands for somebody or something in entries; its document's id is whose it is.
type Mark struct {
	Mark string `json:"mark"`
}

// Log is the audit of one deployment. Of several replicas that add at once one wins each place.
type Log struct {
	entries *store.Collection[Entry]
	marks   *store.Collection[Mark]
	anchors *store.Collection[Anchor]
	key     []byte
}

// Open opens the log. key is a secret that all replicas share and that is not in the store.
func Open(ctx context.Context, db *store.DB, key []byte) (*Log, error) {
	l := &Log{key: key}
	var err error
	l.entries, err = store.Open(ctx, db, store.Spec[Entry]{
		Name: "safety_audit", Schema: 1, Indexes: []store.Index{{Name: "seq"}, {Name: "fact"}, {Name: "hash"}, {Name: "at"}, {Name: "shown_at"}},
		Keys: func(_ string, e *Entry) store.Keys {
			k := store.Keys{"seq": e.Seq, "fact": e.Fact, "hash": e.Hash, "at": e.At.UnixMilli()}
			if !e.inCase() {
				k["shown_at"] = e.At.UnixMilli()
			}
			return k
		},
	})
	if err != nil {
		return nil, err
	}
	if l.anchors, err = store.Open(ctx, db, store.Spec[Anchor]{Name: "safety_audit_anchor", Schema: 1}); err != nil {
		return nil, err
	}
	l.marks, err = store.Open(ctx, db, store.Spec[Mark]{
		Name: "safety_audit_mark", Schema: 1, Indexes: []store.Index{{Name: "mark"}},
		Keys: func(_ string, m *Mark) store.Keys { return store.Keys{"mark": m.Mark} },
	})
	return l, err
}

// Begin makes the anchor of a store that has had no audit so far; a service calls it before it notes anything. From then on a missing
// anchor is one that was taken away.
func (l *Log) Begin(ctx context.Context) error {
	begun, err := l.begun(ctx)
	if err != nil || begun {
		return err
	}
	_, err = l.anchors.Insert(ctx, anchorID, anchorOf(Entry{}, l.key), nil)
	if fault.Coded(err, "store.exists") {
		return nil
	}
	return err
}

// begun says whether anything of an audit is there.
func (l *Log) begun(ctx context.Context) (bool, error) {
	_, err := l.anchors.Get(ctx, anchorID)
	if !fault.Has(err, fault.NotFound) {
		return true, err
	}
	n, err := l.entries.Count(ctx)
	if err != nil || n > 0 {
		return true, err
	}
	n, err = l.marks.Count(ctx)
	return n > 0, err
}

// tries bounds how often a place is lost to another replica before the fact is left to its next delivery.
const tries = 50

var errBusy = errors.New("audit: too many add at once")

// Note adds what a fact says that somebody did, once for each fact. What nobody did adds nothing.
func (l *Log) Note(ctx context.Context, e wire.Envelope) error {
	x, who, about, ok := deed(e)
	if !ok {
		return nil
	}
	var err error
	if x.Who, err = l.mark(ctx, who); err != nil {
		return err
	}
	if about != "" && about != who {
		if x.About, err = l.mark(ctx, about); err != nil {
			return err
		}
	}
	x.Fact = keyed(l.key, "fact", []byte(e.ID))[:32]
	for range tries {
		last, err := l.last(ctx)
		if err != nil {
			return err
		}
		// Only after the last place was read: whoever noted this fact before is at or before it, or takes the place that we want.
		noted, err := l.entries.Count(ctx, store.Where("fact", store.Eq, x.Fact))
		if err != nil {
			return err
		}
		if noted > 0 { // perhaps by somebody who died before the anchor
			return l.anchor(ctx, last)
		}
		next := x.after(last, l.key)
		_, err = l.entries.Insert(ctx, id(next.Seq), next, nil)
		if err == nil {
			return l.anchor(ctx, next)
		}
		if !fault.Coded(err, "store.exists") {
			return err
		}
	}
	return errBusy
}

const anchorID = "anchor"

// anchor notes that the chain goes as far as an entry.
func (l *Log) anchor(ctx context.Context, e Entry) error {
	_, err := l.anchors.Update(ctx, anchorID, func(d *store.Doc[Anchor]) error {
		if d.Body.Seq >= e.Seq {
			return store.Unchanged
		}
		d.Body = anchorOf(e, l.key)
		return nil
	})
	if fault.Has(err, fault.NotFound) { // it was taken away: it stays so, for Verify to say
		return nil
	}
	return err
}

func id(seq int64) string { return fmt.Sprintf("%016d", seq) }

// last is the last entry; the zero Entry before there is one.
func (l *Log) last(ctx context.Context) (Entry, error) {
	page, err := l.entries.Find(ctx, store.Query{Sort: []store.Order{{Index: "seq", Desc: true}}, Limit: 1})
	if err != nil || len(page.Docs) == 0 {
		return Entry{}, err
	}
	return page.Docs[0].Body, nil
}

// gone is the mark of who had left before the entry was made.
const gone = "gone"

// mark is what stands for an id, the same for the same one until it is forgotten.
func (l *Log) mark(ctx context.Context, id string) (string, error) {
	d, err := l.marks.Upsert(ctx, id, func(d *store.Doc[Mark]) error {
		if d.Version > 0 {
			return store.Unchanged
		}
		b := make([]byte, 12)
		rand.Read(b)
		d.Body.Mark = hex.EncodeToString(b)
		return nil
	})
	if fault.Has(err, fault.Gone) {
		return gone, nil
	}
	if err != nil {
		return "", err
	}
	return d.Body.Mark, nil
}

// Forget makes that nothing says any more whom a mark stands for. It may be repeated.
func (l *Log) Forget(ctx context.Context, id string) error {
	if _, err := l.mark(ctx, id); err != nil { // so that a late fact makes no new one
		return err
	}
	err := l.marks.Delete(ctx, id, nil)
	if fault.Absent(err) {
		return nil
	}
	return err
}

// Sweep forgets that somebody was forgotten long ago.
func (l *Log) Sweep(ctx context.Context) error {
	_, err := l.marks.Sweep(ctx, 500)
	return err
}

// Report is what Verify found.
type Report struct {
	Entries int64
	Head    string // the hash of the last entry; written down elsewhere it shows later that none was cut off
	Broken  string // what is wrong with the first entry that does not verify; "" if the chain is whole
}

// Verify walks the whole chain.
func (l *Log) Verify(ctx context.Context) (r Report, err error) {
	var last Entry
	d, err := l.anchors.Get(ctx, anchorID) // read first: the chain may grow meanwhile
	if fault.Has(err, fault.NotFound) {
		begun, err := l.begun(ctx)
		if begun {
			r.Broken = "the anchor of the chain is missing"
		}
		return r, err
	}
	if err != nil {
		return r, err
	}
	a := d.Body
	err = l.entries.Each(ctx, store.Query{Sort: []store.Order{{Index: "seq"}}, Limit: store.MaxLimit}, func(d *store.Doc[Entry]) error {
		if r.Broken == "" {
			r.Broken = d.Body.follows(last, l.key)
			if r.Broken == "" && d.ID != id(d.Body.Seq) {
				r.Broken = fmt.Sprintf("entry %d is not in its place", d.Body.Seq)
			}
		}
		last = d.Body
		r.Entries++
		r.Head = last.Hash
		if r.Broken == "" && last.Seq == a.Seq && last.Hash != a.Hash {
			r.Broken = fmt.Sprintf("entry %d is another one than it was", last.Seq)
		}
		return nil
	})
	switch {
	case err != nil || r.Broken != "":
	case !a.holds(l.key):
		r.Broken = "the anchor of the chain was changed"
	case last.Seq < a.Seq:
		r.Broken = fmt.Sprintf("the last entries are missing: %d of %d are there", last.Seq, a.Seq)
	}
	return r, err
}

// Find says whether the chain has a head that was written down before. Look whether the chain is whole too.
func (l *Log) Find(ctx context.Context, head string) (found bool, err error) {
	n, err := l.entries.Count(ctx, store.Where("hash", store.Eq, head))
	return n > 0, err
}

// Filter says which entries a page has; the zero value all but those of cases.
type Filter struct {
	Cases       bool      // with what was done in cases
	What        string    // of this kind: a service, or a service and a type ("accounts.roles_changed")
	From, Until time.Time // at From or later, before Until; zero: any
}

func (f Filter) keeps(e Entry) bool {
	return (f.What == "" || e.What == f.What || strings.HasPrefix(e.What, f.What+".")) && !e.At.Before(f.From) &&
		(f.Until.IsZero() || e.At.Before(f.Until))
}

// Bounds of a look through the log by a filter.
const (
	looked = 500 // entries at once
	looks  = 20  // how often
)

// Page lists entries by when it happened, the newest first: the log has them in the order in which it heard of them, and it hears of
// services at different speeds. With them whose their marks are as far as that is still known: by mark, the id. A filter by kind
// looks at a bounded number of entries, so that a page may be short; next is "" only at the end.
func (l *Log) Page(ctx context.Context, f Filter, limit int, after string) (items []Entry, whose map[string]string, next string, err error) {
	index := "shown_at"
	if f.Cases {
		index = "at"
	}
	q := store.Query{Sort: []store.Order{{Index: index, Desc: true}}, Limit: limit, After: after,
		Where: []store.Cond{store.Where(index, store.Ge, max(f.From.UnixMilli(), 0))}} // what is in a case has no shown_at
	if !f.Until.IsZero() {
		q.Where = append(q.Where, store.Where(index, store.Lt, f.Until.UnixMilli()))
	}
	if f.What != "" {
		q.Limit = looked
	}
	for range looks {
		page, err := l.entries.Find(ctx, q)
		if err != nil {
			return nil, nil, "", err
		}
		next = page.Next
		for i, d := range page.Docs {
			if !f.keeps(d.Body) {
				continue
			}
			if items = append(items, d.Body); len(items) == limit && i < len(page.Docs)-1 {
				q.Limit = i + 1 // the cursor that ends exactly here
				short, err := l.entries.Find(ctx, q)
				if err != nil {
					return nil, nil, "", err
				}
				next = short.Next
				break
			}
		}
		if q.After = next; next == "" || len(items) == limit {
			break
		}
	}
	whose, err = l.whose(ctx, items)
	return items, whose, next, err
}

// whose are the marks of some entries, with the id of whom or what they stand for; "" once that is gone.
func (l *Log) whose(ctx context.Context, items []Entry) (map[string]string, error) {
	out := map[string]string{}
	for _, e := range items {
		for _, m := range []string{e.Who, e.About} {
			if _, known := out[m]; known || m == "" || m == gone {
				continue
			}
			found, err := l.marks.Find(ctx, store.Query{Where: []store.Cond{store.Where("mark", store.Eq, m)}, Limit: 1})
			if err != nil {
				return nil, err
			}
			out[m] = ""
			if len(found.Docs) > 0 {
				out[m] = found.Docs[0].ID
			}
		}
	}
	return out, nil
}
