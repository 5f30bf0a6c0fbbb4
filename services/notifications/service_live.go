package notifications

import (
	"context"
	"encoding/json"
	"strconv"
	"sync"
	"time"

	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

// wakeTopic carries hints between replicas: a person has news. A lost hint costs at most livePoll.
const (
	wakeTopic = "notifications.inbox"
	livePoll  = 3 * time.Second
	liveBatch = 100
)

// audience are the live streams open in this process, by person.
type audience struct {
	mu   sync.Mutex
	ears map[string]map[chan struct{}]struct{}
}

func newAudience() *audience { return &audience{ears: map[string]map[chan struct{}]struct{}{}} }

func (a *audience) join(person string) (ear chan struct{}, leave func()) {
	ear = make(chan struct{}, 1)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ears[person] == nil {
		a.ears[person] = map[chan struct{}]struct{}{}
	}
	a.ears[person][ear] = struct{}{}
	return ear, func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.ears[person], ear)
		if len(a.ears[person]) == 0 {
			delete(a.ears, person)
		}
	}
}

func (a *audience) wake(person string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for ear := range a.ears[person] {
		select {
		case ear <- struct{}{}:
		default: // already awake
		}
	}
}

// Live sends the caller's items from the place after lastID on, without a gap, until they leave. Without a lastID it
// begins with what is new. For anybody signed in, about themselves.
func (s *Service) Live(ctx context.Context, lastID string, send func(httpserver.Event) error) error {
	person := auth.From(ctx).ID
	ear, leave := s.live.join(person) // before the first look: what comes in between wakes us
	defer leave()
	head, err := s.head(ctx, person)
	if err != nil {
		return err
	}
	last := head.Last
	if lastID != "" {
		n, err := strconv.ParseInt(lastID, 10, 64)
		if err != nil || n < 0 {
			return fault.InvalidFields(fault.Field{Pointer: "header:Last-Event-ID", Code: "pattern"})
		}
		last = min(n, head.Last)
	}
	for {
		if last, err = s.sendAfter(ctx, person, last, send); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ear:
		case <-time.After(livePoll):
		}
	}
}

// sendAfter sends everything that has a place beyond last, in order, and returns the last place sent. A place whose item is
// gone (dropped for its age, or its person's erasure) is passed over.
func (s *Service) sendAfter(ctx context.Context, person string, last int64, send func(httpserver.Event) error) (int64, error) {
	for {
		head, err := s.head(ctx, person)
		if err != nil || head.Last <= last {
			return last, err
		}
		places, ok := head.after(last)
		if !ok { // further back than the tail: the items' own index knows
			docs, err := s.c.between(ctx, person, last, head.Last, false, liveBatch)
			if err != nil {
				return last, err
			}
			places = places[:0]
			for _, d := range docs {
				places = append(places, Place{d.Body.Seq, d.ID})
			}
			if len(places) == 0 {
				return head.Tail[0].Seq - 1, nil
			}
		}
		if len(places) > liveBatch {
			places = places[:liveBatch]
		}
		ids := make([]string, len(places))
		for i, p := range places {
			ids[i] = p.Item
		}
		items, err := s.c.items.GetMany(ctx, ids)
		if err != nil {
			return last, err
		}
		for _, p := range places {
			if d := items[p.Item]; d != nil {
				item := shown(d, s.d.Now())
				item.Seq = p.Seq // the item may not have been told its place yet
				data, err := json.Marshal(item)
				if err != nil {
					return last, err
				}
				if err := send(httpserver.Event{ID: strconv.FormatInt(p.Seq, 10), Name: "item", Data: data}); err != nil {
					return last, err
				}
			}
			last = p.Seq
		}
	}
}
