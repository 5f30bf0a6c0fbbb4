package rounds

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting/castingtest"
)

// TestForgetWhileGathering: who is erased between the cast and the pages is in no page of the round; what says so is dropped in time.
func TestForgetWhileGathering(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		clock := testkit.NewClock()
		h := newHouse(t, open(), clock, castingtest.Crowd(20, 8, 2))
		who := []string{"newcomer-000003", "mentor-000002"}
		var once sync.Once
		h.crash = func(point string) {
			if point == "gather.people" { // the cast is taken, no page is written
				once.Do(func() {
					for _, p := range who {
						h.must(h.s.Forget(context.Background(), p))
					}
				})
			}
		}
		h.start()
		d := h.drafted("r1")
		for _, p := range who {
			if left, _, err := h.s.Export(as(p), 100, ""); err != nil || len(left.Rounds) != 0 {
				h.Errorf("%s: %+v %v", p, left, err)
			}
		}
		for side, n := range map[string]int{newcomers: 20, mentors: 8} {
			ids, err := h.s.c.who(context.Background(), d.Body.Input.Draw, side, n)
			h.must(err)
			blank := 0
			for _, id := range ids {
				if id == "" {
					blank++
				}
			}
			if blank != 1 || slices.Contains(ids, who[0]) || slices.Contains(ids, who[1]) {
				h.Errorf("%s: %v", side, ids)
			}
		}
		for _, step := range []struct {
			later time.Duration
			want  int64
		}{{leftFor - time.Minute, 2}, {2 * time.Minute, 0}} {
			clock.Advance(step.later)
			h.must(h.s.dropLeft(context.Background()))
			if n, err := h.s.c.left.Count(context.Background()); err != nil || n != step.want {
				h.Errorf("%d are kept, not %d, %v", n, step.want, err)
			}
		}
	})
}

// TestPublishTwice: a worker that stood still beyond its lease does not overwrite what another has written meanwhile, and counts that.
func TestPublishTwice(t *testing.T) {
	each(t, castingtest.Crowd(40, 15, 2), func(h *house) {
		d := h.drafted("r1")
		first := true
		h.stop()
		h.crash = func(point string) {
			if point == "publish.page" && first { // all pairs are asked for, nothing is written: another process does so now
				first = false
				_, err := h.s.c.people.Update(context.Background(), pageID(d.Body.Input.Draw, newcomers, 0), func(d *store.Doc[People]) error {
					d.Body.Outcome = make([]string, len(d.Body.IDs))
					for k := range d.Body.Outcome {
						d.Body.Outcome[k] = proposed
					}
					return nil
				})
				h.must(err)
			}
		}
		h.mentoring = func(context.Context, wire.ProposeQuestion) (wire.ProposeAnswer, error) {
			return wire.ProposeAnswer{}, fault.New(fault.Conflict, "proposal.full", "what the other has taken")
		}
		h.start()
		_, err := h.s.Publish(olga, "r1", 0, assign.Fit, 7)
		h.must(err)
		d = h.idle("r1")
		if p := d.Body.Publication; p.Proposed != 40 || len(p.Returned) != 0 {
			h.Errorf("%+v", p)
		}
		rows, _, err := h.s.Pairs(olga, "r1", assign.Fit, showReturned, 0, 100)
		if h.must(err); len(rows) != 0 {
			h.Errorf("%+v", rows)
		}
	})
}

// TestOutcomesOfBefore: earlier versions wrote down why a pair came back; it is not shown any more.
func TestOutcomesOfBefore(t *testing.T) {
	r := &Round{Publication: &Publication{Returned: map[string]int{"full": 2, "newcomer_taken": 1, "not_possible": 1, erased: 3}}}
	got := show(&store.Doc[Round]{ID: "r1", Body: *r}, nil).Publication.Returned
	if len(got) != 2 || got[returned] != 4 || got[erased] != 3 {
		t.Errorf("%v", got)
	}
	for _, o := range []string{"", proposed, alone, erased} {
		if told(o) != o {
			t.Errorf("%q reads %q", o, told(o))
		}
	}
}
