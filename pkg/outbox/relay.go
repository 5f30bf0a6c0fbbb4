package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/run"
	"github.com/waymark-dev/waymark/pkg/store"
)

const (
	wakeQueue  = 4096 // documents that wait to be relayed; more are found by the scan
	batchDocs  = 64   // documents published together
	batchFacts = 512  // facts published together, or those of one document
	deletedAge = store.Tombstones - 24*time.Hour
)

// Relay publishes for one service.
type Relay struct {
	db      *store.DB
	bus     *bus.Bus
	service string
	log     *slog.Logger
	sources []Source
	facts   *keeper
	states  *keeper
	logged  *store.Collection[logged]

	wake    chan job
	rescan  chan struct{}
	refills chan struct{}
	checked atomic.Uint64 // the bus's epoch when the streams were last found whole

	mu     sync.Mutex
	flying map[job]bool // being relayed; true: woken meanwhile
	bad    map[job]trouble
	// owing are documents whose state was sent and is not known to be the latest one there: it may have arrived after a newer
	// one of another replica. They are published again even if the store says that they are not pending.
	owing  map[job]bool
	filler sync.Mutex // one walk at a time in this process
	// crash is called at named points; tests stop the relay there.
	crash func(point string)
}

// job is one document to relay.
type job struct {
	source int
	id     string
}

// trouble is a document that could not be published: it is tried again later and later, and holds up nothing.
type trouble struct {
	times int
	until time.Time
}

// NewRelay makes the relay of a service, and its streams if they are missing. It keeps the service's fact log (14 days) and
// its checkpoint of each stream in collections of its own.
func NewRelay(ctx context.Context, db *store.DB, b *bus.Bus, service string, log *slog.Logger, sources ...Source) (*Relay, error) {
	r := &Relay{
		db: db, bus: b, service: service, log: log.With("relay", service), sources: sources, wake: make(chan job, wakeQueue),
		rescan: make(chan struct{}, 1), refills: make(chan struct{}, 1), flying: map[job]bool{}, bad: map[job]trouble{}, owing: map[job]bool{},
		crash: func(string) {},
	}
	marks, err := store.Open(ctx, db, store.Spec[checkpoint]{Name: service + "_relay", Schema: 1})
	if err != nil {
		return nil, err
	}
	if r.logged, err = openLog(ctx, db, service); err != nil {
		return nil, err
	}
	kinds := []string{}
	seen := map[string]bool{}
	for i, s := range sources {
		if seen[s.collection] || s.kind != "" && seen["state:"+s.kind] {
			return nil, fmt.Errorf("outbox: %s or its state %q is given twice", s.collection, s.kind)
		}
		seen[s.collection], seen["state:"+s.kind] = true, true
		if s.kind != "" {
			kinds = append(kinds, s.kind)
		}
		db.OnPending(s.collection, func(id string) { r.woken(job{i, id}) })
	}
	r.facts = &keeper{bus: b, log: r.log, marks: marks, stream: bus.Stream{Service: service}, refills: r.refills}
	r.states = &keeper{bus: b, log: r.log, marks: marks, stream: bus.Stream{Service: service, States: true}, kinds: kinds, refills: r.refills}
	return r, b.EnsureStreams(ctx, service)
}

// woken must not block: what does not fit is found by the scan.
func (r *Relay) woken(j job) {
	r.mu.Lock()
	_, flying := r.flying[j]
	if flying {
		r.flying[j] = true
	}
	r.mu.Unlock()
	if flying {
		return
	}
	select {
	case r.wake <- j:
	default:
		poke(r.rescan)
	}
}

// Run relays until ctx ends: at once when woken, every second what was missed. Safe with several replicas.
func (r *Relay) Run(ctx context.Context) error {
	batches := make(chan *batch, 2)
	return run.Loops(ctx, r.log,
		run.Loop{Name: "publish", Run: func(ctx context.Context) error { return r.publishing(ctx, batches) }},
		run.Loop{Name: "settle", Run: func(ctx context.Context) error { return r.settling(ctx, batches) }},
		run.Loop{Name: "scan", Run: r.scanning},
		run.Loop{Name: "check", Run: r.checking},
		run.Loop{Name: "fill", Run: r.filling},
		run.Every(r.log, "sweep the fact log", 10*time.Minute, r.sweep),
	)
}

// publishing takes what is woken, and publishes it together with whatever else waits.
func (r *Relay) publishing(ctx context.Context, batches chan<- *batch) error {
	for {
		if err := r.whole(ctx); err != nil {
			return nil // ctx ended
		}
		var jobs []job
		select {
		case <-ctx.Done():
			return nil
		case j := <-r.wake:
			jobs = append(jobs, j)
		}
	more:
		for len(jobs) < batchDocs {
			select {
			case j := <-r.wake:
				jobs = append(jobs, j)
			default:
				break more
			}
		}
		b := r.publish(ctx, r.claim(jobs))
		r.crash("published")
		select {
		case batches <- b:
		case <-ctx.Done():
			r.release(b)
			return nil
		}
		if b.failed && !sleep(ctx, 200*time.Millisecond) {
			return nil
		}
	}
}

// whole returns once the streams were found whole on the connection of now. Nothing is published before.
func (r *Relay) whole(ctx context.Context) error {
	for n := 0; r.checked.Load() != r.bus.Epoch() || !r.facts.ready() || !r.states.ready(); n++ {
		if n > 0 && !sleep(ctx, min(time.Duration(n)*50*time.Millisecond, time.Second)) {
			return ctx.Err()
		}
		if err := r.check(ctx); err != nil && ctx.Err() == nil {
			r.log.Debug("streams cannot be checked yet", "err", err)
		}
	}
	return ctx.Err()
}

func (r *Relay) check(ctx context.Context) error {
	epoch := r.bus.Epoch()
	if err := errors.Join(r.facts.check(ctx), r.states.check(ctx)); err != nil {
		return err
	}
	r.checked.Store(epoch)
	return nil
}

// settling commits what was published, many batches together when they come fast.
func (r *Relay) settling(ctx context.Context, batches <-chan *batch) error {
	for {
		select {
		case <-ctx.Done():
			for {
				select {
				case b := <-batches:
					r.release(b)
				default:
					return nil
				}
			}
		case b := <-batches:
			r.settle(ctx, b)
			r.release(b)
		}
	}
}

// claim takes the documents that nobody else of this process is relaying.
func (r *Relay) claim(jobs []job) []job {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := jobs[:0]
	for _, j := range jobs {
		if _, flying := r.flying[j]; flying {
			r.flying[j] = true
			continue
		}
		if t, ok := r.bad[j]; ok && time.Now().Before(t.until) {
			continue
		}
		r.flying[j] = false
		out = append(out, j)
	}
	return out
}

// release lets the documents of a batch be relayed again; those that changed meanwhile at once.
func (r *Relay) release(b *batch) {
	var again []job
	r.mu.Lock()
	for _, j := range b.jobs {
		if r.flying[j] {
			again = append(again, j)
		}
		delete(r.flying, j)
	}
	r.mu.Unlock()
	for _, j := range again {
		r.woken(j)
	}
}

// failed remembers a document that itself is the trouble.
func (r *Relay) failed(j job, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.bad[j]
	if len(r.bad) >= wakeQueue && t.times == 0 {
		clear(r.bad)
	}
	t.times++
	t.until = time.Now().Add(min(time.Second<<min(t.times, 6), time.Minute))
	r.bad[j] = t
	r.log.Error("document cannot be published; it is tried again later", "collection", r.sources[j.source].collection, "id", j.id,
		"times", t.times, "err", err)
}

func (r *Relay) fine(j job) {
	r.mu.Lock()
	delete(r.bad, j)
	r.mu.Unlock()
}

func (r *Relay) owe(j job) {
	r.mu.Lock()
	r.owing[j] = true
	r.mu.Unlock()
}

func (r *Relay) owed(j job) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.owing[j]
}

// paid: these states are there, but for those that were overtaken.
func (r *Relay) paid(docs []relayed, moved []job) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, d := range docs {
		delete(r.owing, d.job)
	}
	for _, j := range moved {
		r.owing[j] = true
	}
}

// debts lists the documents whose state is owed.
func (r *Relay) debts() []job {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Collect(maps.Keys(r.owing))
}

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
