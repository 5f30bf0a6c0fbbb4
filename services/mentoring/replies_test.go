package mentoring

import (
	"context"
	"testing"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// TestReplies: each proposal of a round is counted once, as it is now; a mentorship that ended is a yes, and no other round's is counted.
func TestReplies(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		h := newHouse(t, open(), testkit.NewClock())
		ctx := context.Background()
		for i, pair := range [][2]string{{"nell", "ann"}, {"nora", "ben"}, {"nick", "cat"}, {"ned", "dan"}} {
			h.account(pair[0])
			h.mentor(pair[1])
			q := wire.ProposeQuestion{Match: "p" + pair[0], Programme: "open", Newcomer: pair[0], Mentor: pair[1], Round: "round",
				Until: h.clock.Now().Add(7 * day)}
			if i == 3 {
				q.Round = "other"
			}
			if _, err := h.s.Propose(ctx, q); err != nil {
				t.Fatal(err)
			}
		}
		is := func(round string, want wire.RepliesAnswer) {
			t.Helper()
			if got, err := h.s.Replies(ctx, wire.RepliesQuestion{Round: round}); err != nil || got != want {
				t.Errorf("%s: %+v %v, not %+v", round, got, err, want)
			}
		}
		is("round", wire.RepliesAnswer{Waiting: 3})
		_, err := h.as("ann").AcceptRequest(ctx, "pnell")
		h.must(err)
		_, err = h.as("nora").DeclineRequest(ctx, "pnora")
		h.must(err)
		is("round", wire.RepliesAnswer{Yes: 1, No: 1, Waiting: 1})
		_, err = h.as("nell").EndMentorship(ctx, "pnell")
		h.must(err)
		h.clock.Advance(7 * day)
		h.must(h.s.Tick(ctx))
		is("round", wire.RepliesAnswer{Yes: 1, No: 1, Silent: 1})
		is("other", wire.RepliesAnswer{Silent: 1})
		is("none", wire.RepliesAnswer{})
	})
}
