package outbox

import (
	"context"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// maxLetters is how many letters a service keeps. Beyond it a message is not given up but tried again: somebody has to look.
const maxLetters = 100_000

// letter is a dead letter as it is kept. It holds ids and codes only.
type letter struct {
	Service  string        `json:"service"`
	Consumer string        `json:"consumer"`
	Subject  string        `json:"subject"`
	Envelope wire.Envelope `json:"envelope"`
	Reason   string        `json:"reason"`
	At       time.Time     `json:"at"`
	Tries    int           `json:"tries"`
	Done     bool          `json:"done,omitempty"` // it was sent again; it stays until that was told
}

// DeadLetters keeps what consumers of a service gave up. It is a bus.DeadLetters. That somebody sent one again or discarded it is a fact
// (wire.LetterSettled), which the service's relay publishes.
type DeadLetters struct {
	c       *store.Collection[letter]
	db      *store.DB
	service string

	mu        sync.RWMutex
	consumers map[string]bus.Consumer
}

// NewDeadLetters declares the collection.
func NewDeadLetters(ctx context.Context, db *store.DB, b *bus.Bus, service string) (*DeadLetters, error) {
	c, err := store.Open(ctx, db, store.Spec[letter]{
		Name: service + "_deadletter", Schema: 1, Indexes: []store.Index{{Name: "at"}, {Name: "done"}},
		Keys: func(_ string, l *letter) store.Keys {
			if l.Done {
				return store.Keys{"done": store.At(l.At)}
			}
			return store.Keys{"at": store.At(l.At)}
		},
	})
	return &DeadLetters{c: c, db: db, service: service, consumers: map[string]bus.Consumer{}}, err
}

// Source is what the service's relay publishes of them.
func (d *DeadLetters) Source() Source { return SourceOf(d.c, "", nil) }

// settled tells that somebody dealt with a letter.
func (d *DeadLetters) settled(ctx context.Context, doc *store.Doc[letter], how string) {
	doc.Emit(Fact(ctx, d.db, wire.LetterSettled{Service: d.service, Consumer: doc.Body.Consumer, How: how}, Scope{}))
}

// Put keeps a letter; the same one twice is kept once, and one that was discarded is not kept again.
func (d *DeadLetters) Put(ctx context.Context, l bus.DeadLetter) error {
	n, err := d.c.Count(ctx)
	if err != nil {
		return err
	}
	if n >= maxLetters {
		return fault.Newf(fault.Unavailable, "letters.full", "There are %d dead letters already; look at them first.", maxLetters)
	}
	fresh := letter{Service: l.Service, Consumer: l.Consumer, Subject: l.Subject, Envelope: l.Envelope, Reason: l.Reason, At: l.At, Tries: l.Tries}
	_, err = d.c.Upsert(ctx, l.ID, func(doc *store.Doc[letter]) error {
		if doc.Version > 0 && !doc.Body.Done {
			return store.Unchanged
		}
		doc.Body = fresh
		return nil
	})
	if fault.Has(err, fault.Gone) {
		return nil
	}
	return err
}

// Discard removes a letter for good: nobody will handle its message. Twice is once. NotFound "letters.absent".
func (d *DeadLetters) Discard(ctx context.Context, id string) error {
	err := d.c.Delete(ctx, id, func(doc *store.Doc[letter]) error {
		if doc.Body.Done {
			return absentLetter()
		}
		d.settled(ctx, doc, "discarded")
		return nil
	})
	if fault.Has(err, fault.NotFound) {
		return absentLetter()
	}
	return err
}

func absentLetter() error {
	return fault.New(fault.NotFound, "letters.absent", "There is no such letter; it may have been sent again or discarded already.")
}

// List pages through them, newest first. limit as in store.Query.
func (d *DeadLetters) List(ctx context.Context, limit int, after string) (letters []bus.DeadLetter, next string, err error) {
	page, err := d.c.Find(ctx, store.Query{
		Where: []store.Cond{store.Where("at", store.Gt, int64(0))}, Sort: []store.Order{{Index: "at", Desc: true}}, Limit: limit, After: after,
	})
	if err != nil {
		return nil, "", err
	}
	for _, doc := range page.Docs {
		l := doc.Body
		letters = append(letters, bus.DeadLetter{ID: doc.ID, Service: l.Service, Consumer: l.Consumer, Subject: l.Subject, Envelope: l.Envelope,
			Reason: l.Reason, At: l.At, Tries: l.Tries})
	}
	return letters, page.Next, nil
}

// Bind says which consumer handles letters that are sent again, by its name.
func (d *DeadLetters) Bind(c bus.Consumer) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.consumers[c.Name] = c
}

// SendAgain hands a letter to its consumer once more and removes it when that succeeds. NotFound "letters.absent"; Conflict
// "letters.unreadable" (its content was not kept), "letters.no_consumer" (there is none of this name any more),
// "letters.failed" (it failed again and stays).
func (d *DeadLetters) SendAgain(ctx context.Context, id string) error {
	doc, err := d.c.Get(ctx, id)
	if fault.Absent(err) || err == nil && doc.Body.Done {
		return absentLetter()
	}
	if err != nil {
		return err
	}
	l, by := doc.Body, ctx
	if l.Envelope.ID == "" {
		return fault.New(fault.Conflict, "letters.unreadable", "The message could not be read and its content was not kept.")
	}
	d.mu.RLock()
	c, ok := d.consumers[l.Consumer]
	d.mu.RUnlock()
	if !ok {
		return fault.New(fault.Conflict, "letters.no_consumer", "No consumer of this name takes letters in this process.")
	}
	ctx = auth.With(bus.WithActor(bus.WithTrace(ctx, l.Envelope.TraceParent), l.Service), auth.Principal{Service: l.Service})
	if _, err := bus.Safely(ctx, c.Handle, bus.Message{Envelope: l.Envelope, Subject: l.Subject, Delivered: l.Tries + 1}); err != nil {
		return fault.New(fault.Conflict, "letters.failed", "The message failed again and stays here; the log says why.").With(err)
	}
	_, err = d.c.Update(by, id, func(doc *store.Doc[letter]) error {
		if doc.Body.Done {
			return store.Unchanged
		}
		doc.Body.Done = true
		d.settled(by, doc, "sent_again")
		return nil
	})
	if err != nil && !fault.Has(err, fault.NotFound) && !fault.Has(err, fault.Gone) {
		return err
	}
	return d.sweep(by)
}

// sweep drops letters that were sent again and told, at most 500; each one that is sent again does it, so that they never pile up.
func (d *DeadLetters) sweep(ctx context.Context) error {
	page, err := d.c.Find(ctx, store.Query{Where: []store.Cond{store.Where("done", store.Gt, int64(0))}, Sort: []store.Order{{Index: "done"}}, Limit: 500})
	if err != nil {
		return err
	}
	for _, doc := range page.Docs {
		if doc.Pending() {
			continue
		}
		if err := d.c.Drop(ctx, doc.ID); err != nil {
			return err
		}
	}
	return nil
}
