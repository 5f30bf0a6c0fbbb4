package outbox

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// liveIndex tells mirrored documents from the deleted ones; goneIndex says when those were deleted.
const (
	liveIndex = "mirror_live"
	goneIndex = "mirror_gone"
)

// waitMost is how long a read waits for its mirror.
const waitMost = 2 * time.Second

// mirrored is what is kept of one document of another service.
type mirrored[S wire.State] struct {
	Version int64     `json:"version"` // of the source
	Gone    time.Time `json:"gone"`    // zero while it is there; a deleted one keeps its version, so that late states cannot bring it back
	State   *S        `json:"state,omitempty"`
}

// Mirror keeps the states of one kind of another service as documents in this service's store: the highest version wins.
// Its durable consumer is shared by the replicas of a service; a stream that was lost and filled again is read again, and
// changes nothing that is up to date.
type Mirror[S wire.State] struct {
	db         *store.DB
	bus        *bus.Bus
	log        *slog.Logger
	self       string
	from, kind string
	c          *store.Collection[mirrored[S]]
	indexes    []store.Index
	dead       *DeadLetters
	onChange   []func(id string, version int64, s *S)

	mu      sync.Mutex
	waiting map[string][]chan struct{} // by id
}

// NewMirror declares the mirror's collection ("<self>_mirror_<from>_<kind>") with these indexes.
func NewMirror[S wire.State](ctx context.Context, db *store.DB, b *bus.Bus, self string, log *slog.Logger,
	indexes []store.Index, keys func(id string, s *S) store.Keys) (*Mirror[S], error) {
	var s S
	from, kind := s.StateOf()
	m := &Mirror[S]{db: db, bus: b, self: self, from: from, kind: kind, indexes: indexes, waiting: map[string][]chan struct{}{},
		log: log.With("mirror", from+"."+kind)}
	var err error
	m.c, err = store.Open(ctx, db, store.Spec[mirrored[S]]{
		Name: self + "_mirror_" + from + "_" + kind, Schema: 1,
		Indexes: append(slices.Clip(indexes), store.Index{Name: liveIndex}, store.Index{Name: goneIndex}),
		Keys: func(id string, b *mirrored[S]) store.Keys {
			if b.State == nil {
				return store.Keys{goneIndex: store.At(b.Gone)}
			}
			k := store.Keys{}
			if keys != nil {
				k = keys(id, b.State)
			}
			if k == nil {
				k = store.Keys{}
			}
			k[liveIndex] = true
			return k
		},
	})
	if err != nil {
		return nil, err
	}
	m.dead, err = NewDeadLetters(ctx, db, b, self)
	return m, err
}

// Consumer is the mirror's consumer; give it to DeadLetters.Bind so that an operator can send a state again.
func (m *Mirror[S]) Consumer() bus.Consumer {
	return bus.Consumer{
		Service: m.self, Name: "mirror_" + m.from + "_" + m.kind, From: m.from, Handle: m.handle, Dead: m.dead,
		Subjects: []string{wire.StateSubject(m.from, m.kind, "*")},
		InFlight: 64,      // writes that come together share a commit
		MaxTries: 1 << 30, // a mirror never gives up what it can read: it would stay wrong for good
	}
}

// Run mirrors until ctx ends.
func (m *Mirror[S]) Run(ctx context.Context) error {
	return run.Loops(ctx, m.log,
		run.Loop{Name: "consume", Run: func(ctx context.Context) error { return m.bus.Consume(ctx, m.Consumer()) }},
		run.Every(m.log, "sweep the mirror", time.Hour, m.sweep),
	)
}

// OnChange calls f after a state was mirrored by this process (s is nil for a deleted one). Before Run. Of two replicas only
// the one that stored it is told, and after a crash perhaps none: it is a hint. What every replica must know is for Watch.
func (m *Mirror[S]) OnChange(f func(id string, version int64, s *S)) {
	m.onChange = append(m.onChange, f)
}

// Watch hands every state to f in this process, straight from the stream and not through the store, until ctx ends: for
// in-memory indexes. s is nil for a deleted one. The same state may come again, an older one too: keep the highest version,
// also of deleted ones. caughtUp (may be nil) is called once everything was handed over, and again after a lost stream.
func (m *Mirror[S]) Watch(ctx context.Context, f func(id string, version int64, s *S), caughtUp func()) error {
	return m.bus.Follow(ctx, m.from, []string{wire.StateSubject(m.from, m.kind, "*")}, 0, func(msg bus.Message) {
		s, err := stateOf[S](msg.Envelope)
		if err != nil {
			m.log.Error("unreadable state left out", "id", msg.Envelope.ID, "err", err)
			return
		}
		f(msg.Envelope.Subject, msg.Envelope.Version, s)
	}, caughtUp)
}

// stateOf is nil for a deleted one.
func stateOf[S wire.State](e wire.Envelope) (*S, error) {
	if e.Deleted {
		return nil, nil
	}
	s, err := wire.Read[S](e)
	return &s, err
}

func (m *Mirror[S]) handle(ctx context.Context, msg bus.Message) error {
	e := msg.Envelope
	s, err := stateOf[S](e)
	if err != nil {
		return bus.Hopeless(bus.ReasonUnreadable, err)
	}
	if !store.ValidID(e.Subject) {
		return bus.Hopeless(bus.ReasonUnreadable, nil)
	}
	stored := false
	_, err = m.c.Upsert(ctx, e.Subject, func(d *store.Doc[mirrored[S]]) error {
		if stored = d.Body.Version < e.Version; !stored {
			return store.Unchanged
		}
		d.Body = mirrored[S]{Version: e.Version, State: s}
		if s == nil {
			d.Body.Gone = e.Time
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !stored {
		return nil
	}
	m.tell(e.Subject)
	for _, f := range m.onChange {
		f(e.Subject, e.Version, s)
	}
	return nil
}

// sweep drops what was deleted so long ago that no older state can come any more, before its id may be used again.
func (m *Mirror[S]) sweep(ctx context.Context) error {
	old := store.Query{Where: []store.Cond{store.Where(goneIndex, store.Lt, store.At(m.db.Now().Add(-deletedAge)))}, Limit: 500}
	for {
		page, err := m.c.Find(ctx, old)
		if err != nil {
			return err
		}
		for _, d := range page.Docs {
			if err := m.c.Drop(ctx, d.ID); err != nil && !fault.Has(err, fault.NotFound) {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
	}
}

// Get reads one; NotFound "mirror.absent" if unknown or deleted.
func (m *Mirror[S]) Get(ctx context.Context, id string) (*S, error) {
	d, err := m.c.Get(ctx, id)
	if err == nil && d.Body.State != nil {
		return d.Body.State, nil
	}
	if err == nil || fault.Has(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "mirror.absent", "There is no such thing, or it was deleted.")
	}
	return nil, err
}

// Gone says whether it is known to have been deleted. What the mirror does not know (yet, or any more) is not gone.
func (m *Mirror[S]) Gone(ctx context.Context, id string) (bool, error) {
	d, err := m.c.Get(ctx, id)
	if fault.Has(err, fault.NotFound) {
		return false, nil
	}
	return err == nil && d.Body.State == nil, err
}

// GetMany reads those that are known, of at most store.MaxLimit ids.
func (m *Mirror[S]) GetMany(ctx context.Context, ids []string) (map[string]*S, error) {
	docs, err := m.c.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[string]*S, len(docs))
	for id, d := range docs {
		if d.Body.State != nil {
			out[id] = d.Body.State
		}
	}
	return out, nil
}

// Find finds by the mirror's indexes; next as in store.Page.
func (m *Mirror[S]) Find(ctx context.Context, q store.Query) (found []*S, next string, err error) {
	q.Where = m.alive(q.Where)
	page, err := m.c.Find(ctx, q)
	if err != nil {
		return nil, "", err
	}
	for _, d := range page.Docs {
		if d.Body.State != nil {
			found = append(found, d.Body.State)
		}
	}
	return found, page.Next, nil
}

// Count counts.
func (m *Mirror[S]) Count(ctx context.Context, where ...store.Cond) (int64, error) {
	return m.c.Count(ctx, m.alive(where)...)
}

// alive leaves out deleted ones. They have no keys, so a condition on any key does that already.
func (m *Mirror[S]) alive(where []store.Cond) []store.Cond {
	for _, w := range where {
		if slices.ContainsFunc(m.indexes, func(i store.Index) bool { return i.Name == w.Index }) {
			return where
		}
	}
	return append(slices.Clip(where), store.Where(liveIndex, store.Eq, true))
}

// Wait waits until the mirror has at least this version of id, at most 2 s (then it returns false: stale).
func (m *Mirror[S]) Wait(ctx context.Context, id string, version int64) bool {
	ctx, cancel := context.WithTimeout(ctx, waitMost)
	defer cancel()
	// Another replica may be the one that stores it: look again, soon at first.
	for d := 5 * time.Millisecond; ; d = min(2*d, 100*time.Millisecond) {
		told := m.ask(id)
		doc, err := m.c.Get(ctx, id)
		if err == nil && doc.Body.Version >= version {
			m.forget(id, told)
			return true
		}
		select {
		case <-told:
		case <-time.After(d):
		case <-ctx.Done():
			m.forget(id, told)
			return false
		}
		m.forget(id, told)
	}
}

func (m *Mirror[S]) ask(id string) chan struct{} {
	told := make(chan struct{})
	m.mu.Lock()
	m.waiting[id] = append(m.waiting[id], told)
	m.mu.Unlock()
	return told
}

func (m *Mirror[S]) forget(id string, told chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	rest := slices.DeleteFunc(m.waiting[id], func(c chan struct{}) bool { return c == told })
	if len(rest) == 0 {
		delete(m.waiting, id)
	} else {
		m.waiting[id] = rest
	}
}

func (m *Mirror[S]) tell(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.waiting[id] {
		close(c)
	}
	delete(m.waiting, id)
}

// Name is "<from>.<kind>", as the Waymark-Version header names it.
func (m *Mirror[S]) Name() string { return m.from + "." + m.kind }
