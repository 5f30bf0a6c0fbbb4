package rounds

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting/castingtest"
)

// until waits until a round is so.
func (h *house) until(id string, so func(*Round) bool) *store.Doc[Round] {
	h.Helper()
	for end := time.Now().Add(5 * time.Minute); ; time.Sleep(2 * time.Millisecond) {
		d, _, err := h.s.Get(olga, id)
		h.must(err)
		if so(&d.Body) {
			return d
		}
		if time.Now().After(end) {
			h.Fatalf("still %+v, %+v", d.Body.Work, d.Body.Failed)
		}
	}
}

// TestPublishWhileMentoringFails: nothing is written down as returned while mentoring fails; the round says that it is in trouble, and is
// published once mentoring answers again.
func TestPublishWhileMentoringFails(t *testing.T) {
	each(t, castingtest.Crowd(60, 20, 2), func(h *house) {
		var ill atomic.Bool
		ill.Store(true)
		h.stop()
		h.mentoring = func(ctx context.Context, q wire.ProposeQuestion) (wire.ProposeAnswer, error) {
			if ill.Load() {
				_, _ = h.propose(ctx, q) // it is made, and nobody hears of it
				return wire.ProposeAnswer{}, fault.New(fault.Internal, "test", "ill")
			}
			return h.propose(ctx, q)
		}
		h.start()
		d := h.drafted("r1")
		_, err := h.s.Publish(olga, "r1", d.Version, assign.Fit, 7)
		h.must(err)
		d = h.until("r1", func(r *Round) bool { return r.Failed != nil })
		if d.Body.Status != Publishing || d.Body.Work == nil || d.Body.Failed.Code != "round.trouble" {
			h.Fatalf("%s %+v %+v", d.Body.Status, d.Body.Work, d.Body.Failed)
		}
		ill.Store(false)
		d = h.idle("r1")
		if p := d.Body.Publication; d.Body.Status != Published || p.Proposed != d.Body.Answers[assign.Fit].Figures.Matched || len(p.Returned) != 0 ||
			d.Body.Failed != nil {
			h.Errorf("%s %+v %+v", d.Body.Status, p, d.Body.Failed)
		}
	})
}

// TestPublishButOne: one pair for which mentoring fails for ever holds up no other, and is said to be unknown, not returned.
func TestPublishButOne(t *testing.T) {
	each(t, castingtest.Crowd(40, 15, 2), func(h *house) {
		d := h.drafted("r1")
		rows, _, err := h.s.Pairs(olga, "r1", assign.Fit, showAll, 0, 100)
		h.must(err)
		sick := rows[slices.IndexFunc(rows, func(x Row) bool { return x.Mentor != "" })]
		h.refuse = func(q wire.ProposeQuestion) error {
			if q.Newcomer == sick.Newcomer {
				return fault.New(fault.Internal, "test", "ill")
			}
			return nil
		}
		_, err = h.s.Publish(olga, "r1", d.Version, assign.Fit, 7)
		h.must(err)
		d = h.idle("r1")
		if p := d.Body.Publication; d.Body.Status != Published || p.Returned[unknown] != 1 || p.Returned[returned] != 0 ||
			p.Proposed != d.Body.Answers[assign.Fit].Figures.Matched-1 {
			h.Errorf("%s %+v", d.Body.Status, p)
		}
		rows, _, err = h.s.Pairs(olga, "r1", assign.Fit, showReturned, 0, 100)
		h.must(err)
		if len(rows) != 1 || rows[0].Row != sick.Row || rows[0].Outcome != unknown {
			h.Errorf("%+v", rows)
		}
	})
}

// TestPublishAgain: publishing that was given up, here for a chunk that is away, goes on once it is there again.
func TestPublishAgain(t *testing.T) {
	each(t, castingtest.Crowd(40, 15, 2), func(h *house) {
		d := h.drafted("r1")
		name := d.Body.Answers[assign.Fit].Chunks[0]
		b, err := h.db.GetChunk(t.Context(), name)
		h.must(err)
		h.must(h.db.RemoveChunk(t.Context(), name))
		h.rereads("r1")
		_, err = h.s.Publish(olga, "r1", d.Version, assign.Fit, 7)
		h.must(err)
		d = h.idle("r1")
		if d.Body.Status != Publishing || d.Body.Failed == nil || d.Body.Failed.Kind != publish {
			h.Fatalf("%s %+v", d.Body.Status, d.Body.Failed)
		}
		if _, err := h.s.Publish(olga, "r1", 0, assign.Fair, 7); !fault.Coded(err, "round.published") {
			h.Errorf("published for another objective: %v", err)
		}
		_, err = h.db.PutChunk(t.Context(), b)
		h.must(err)
		until := d.Body.Publication.Until
		_, err = h.s.Publish(olga, "r1", d.Version, assign.Fit, 30)
		h.must(err)
		d = h.idle("r1")
		if p := d.Body.Publication; d.Body.Status != Published || p.Proposed == 0 || !p.Until.Equal(until) || d.Body.Failed != nil {
			h.Errorf("%s %+v %+v", d.Body.Status, p, d.Body.Failed)
		}
	})
}
