package rounds

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/services/matching/assign"
)

const (
	leaseFor = 20 * time.Second // since the last sign of life
	signs    = 4 * time.Second  // between two
)

var errLost = errors.New("rounds: another process does this work")

// sign says that this process does a round's work, and how far it is; errLost if another does.
func (s *Service) sign(ctx context.Context, id string, l Lease) error {
	now := s.d.Now()
	_, err := s.c.leases.Upsert(ctx, id, func(d *store.Doc[Lease]) error {
		if d.Body.Owner != "" && d.Body.Owner != s.self && d.Body.Until.After(now) {
			return errLost
		}
		l.Owner, l.Until = s.self, now.Add(leaseFor)
		d.Body = l
		return nil
	})
	return err
}

// release ends the lease of this process, and no other's.
func (s *Service) release(ctx context.Context, id string) error {
	return s.c.leases.DropIf(ctx, id, func(d *store.Doc[Lease]) bool { return d.Body.Owner == s.self })
}

// progress is how far work is.
type progress struct {
	mu sync.Mutex
	l  Lease
}

func (p *progress) at(step string, objective assign.Objective, done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.l.Step, p.l.For, p.l.Done, p.l.Total = step, objective, done, total
}

func (p *progress) lease() Lease {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.l
}
