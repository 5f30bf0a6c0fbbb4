package rounds

import (
	"context"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting/castingtest"
)

// TestOvertaken: a process that gathered a round in vain, for another did so, shows the round of that one: never rows of its own draw with the
// people of another.
func TestOvertaken(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		h := newHouse(t, open(), testkit.NewClock(), castingtest.Crowd(20, 8, 2))
		written := make(chan struct{})
		name := sync.OnceFunc(func() { h.end(); close(written) }) // what it does from then on fails
		h.crash = func(point string) {
			if point == "gather.before" {
				name()
			}
		}
		h.start()
		slow := h.s
		_, err := slow.Create(olga, "r1", "spring", "", Objectives, "", store.Op{})
		h.must(err)
		<-written
		h.stop()
		cast := castingtest.Crowd(20, 8, 2)
		cast.Newcomers = cast.Newcomers[3:]
		h.cast = func() *casting.Cast { return cast }
		h.start()
		if d := h.idle("r1"); d.Body.Input == nil || d.Body.Input.Newcomers != 17 {
			h.Fatalf("%+v", d.Body)
		}
		for row := range 17 {
			_, _, want, err := h.s.Candidates(olga, "r1", row)
			h.must(err)
			_, _, got, err := slow.Candidates(olga, "r1", row)
			if err != nil || !reflect.DeepEqual(got, want) {
				h.Fatalf("row %d: %+v %v, not %+v", row, got, err, want)
			}
		}
	})
}

// TestDiscardedMeanwhile: what is being discarded can neither be published nor solved nor changed, and reads as absent; where that stops half way
// it is removed later, by itself.
func TestDiscardedMeanwhile(t *testing.T) {
	for _, at := range []string{"discard.before", "discard.removed"} {
		t.Run(at, func(t *testing.T) {
			each(t, castingtest.Crowd(20, 8, 2), func(h *house) {
				d := h.drafted("r1")
				h.stop()
				ctx, cancel := context.WithCancel(olga)
				stopped := sync.OnceFunc(func() {
					_, _, shown := h.s.Get(olga, "r1")
					_, published := h.s.Publish(olga, "r1", 0, assign.Fit, 7)
					_, solved := h.s.Solve(olga, "r1", 0, Objectives, "")
					_, fixed := h.s.Fix(olga, "r1", 0, assign.Pair{}, asPinned)
					_, checked := h.s.Check(olga, "r1")
					twice := h.s.Discard(olga, "r1", 0)
					for what, err := range map[string]error{"shown": shown, "published": published, "solved": solved, "fixed": fixed, "checked": checked,
						"discarded": twice} {
						if !fault.Coded(err, "round.absent") {
							h.Errorf("%s: %v", what, err)
						}
					}
					if list, err := h.s.List(olga, "spring", 10, ""); err != nil || len(list.Docs) != 0 {
						h.Errorf("listed: %+v %v", list, err)
					}
					cancel()
				})
				h.crash = func(point string) {
					if point == at {
						stopped()
					}
				}
				h.start()
				h.stop() // nobody does the work of rounds
				if err := h.s.Discard(ctx, "r1", d.Version); err == nil {
					h.Error("it was not stopped")
				}
				h.start()
				for _, err := h.s.c.rounds.Get(context.Background(), "r1"); !fault.Absent(err); _, err = h.s.c.rounds.Get(context.Background(), "r1") {
					time.Sleep(2 * time.Millisecond)
				}
				for _, c := range d.Body.chunks() {
					if _, err := h.db.GetChunk(context.Background(), c); !fault.Has(err, fault.NotFound) {
						h.Errorf("a chunk stays: %v", err)
					}
				}
				if n, err := h.s.c.people.Count(context.Background()); n != 0 || err != nil {
					h.Errorf("%d pages stay, %v", n, err)
				}
			})
		})
	}
}

// TestOneInTrouble: a round whose work fails each time keeps no other from being drafted.
func TestOneInTrouble(t *testing.T) {
	each(t, castingtest.Crowd(20, 8, 2), func(h *house) {
		h.drafted("r1")
		_, err := h.s.c.rounds.Update(context.Background(), "r1", func(d *store.Doc[Round]) error {
			d.Body.Input.Draw = "another" // what is kept in memory is not read
			d.Body.Input.Groups = d.Body.Input.Problem
			return nil
		})
		h.must(err)
		_, err = h.s.Solve(olga, "r1", 0, Objectives, "")
		h.must(err)
		h.until("r1", func(r *Round) bool { return r.Failed != nil })
		h.drafted("r2")
		if d, _, err := h.s.Get(olga, "r1"); err != nil || d.Body.Work == nil {
			h.Errorf("%+v %v", d, err)
		}
	})
}

// TestLeaseOfAnother: whoever was stopped beyond its lease leaves that of the process which went on.
func TestLeaseOfAnother(t *testing.T) {
	each(t, castingtest.Crowd(20, 8, 2), func(h *house) {
		for owner, stays := range map[string]bool{"another": true, h.s.self: false} {
			_, err := h.s.c.leases.Upsert(olga, "r1", func(d *store.Doc[Lease]) error { d.Body.Owner = owner; return nil })
			h.must(err)
			h.must(h.s.release(olga, "r1"))
			if _, err := h.s.c.leases.Get(olga, "r1"); (err == nil) != stays {
				h.Errorf("the lease of %q: %v", owner, err)
			}
		}
	})
}
