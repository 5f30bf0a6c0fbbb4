package rounds

import (
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting/castingtest"
)

// TestRepliesTellNobodysSilence: while a pair can still move, and where few people are in one of the two, a no and a silence are one number.
func TestRepliesTellNobodysSilence(t *testing.T) {
	for _, x := range []struct {
		a     wire.RepliesAnswer
		done  bool
		split bool
	}{
		{wire.RepliesAnswer{Yes: 3, No: 1, Waiting: 4}, true, false},
		{wire.RepliesAnswer{Yes: 3, No: 20, Silent: 20, Waiting: 1}, true, false},
		{wire.RepliesAnswer{Yes: 3, No: 20, Silent: 20}, false, false},
		{wire.RepliesAnswer{Yes: 3, No: 20, Silent: 9}, true, false},
		{wire.RepliesAnswer{Yes: 3, No: 20}, true, false},
		{wire.RepliesAnswer{Yes: 3, No: 10, Silent: 10}, true, true},
	} {
		got := repliesOf(x.a, x.done)
		if got.Split != x.split || !got.Split && got.No+got.Silent != 0 || got.Yes != x.a.Yes || got.Waiting != x.a.Waiting ||
			got.Without != x.a.No+x.a.Silent {
			t.Errorf("%+v: %+v", x, got)
		}
	}
}

// TestReplies: nothing before a round is published, then what mentoring counted, and every pair is in one of the numbers.
func TestReplies(t *testing.T) {
	each(t, castingtest.Crowd(8, 4, 3), func(h *house) {
		d := h.drafted("r1")
		if x, err := h.s.Replies(olga, "r1"); err != nil || x != (Replies{}) {
			h.Fatalf("%+v %v", x, err)
		}
		if _, err := h.s.Replies(as("eve"), "r1"); !fault.Has(err, fault.NotFound) {
			h.Fatalf("a stranger reads it: %v", err)
		}
		rows, _, err := h.s.Pairs(olga, "r1", assign.Fit, showAll, 0, 100)
		h.must(err)
		h.refuse = refuses(rows[0])
		_, err = h.s.Publish(olga, "r1", d.Version, assign.Fit, 7)
		h.must(err)
		d = h.idle("r1")
		n := d.Body.Publication.Proposed
		h.replies = map[string]wire.RepliesAnswer{"r1": {Yes: 2, No: 1, Waiting: n - 4}}
		if x, err := h.s.Replies(olga, "r1"); err != nil || x != (Replies{Yes: 2, Waiting: n - 4, Without: 1, Back: 2}) {
			h.Errorf("of %d: %+v %v", n, x, err)
		}
	})
}
