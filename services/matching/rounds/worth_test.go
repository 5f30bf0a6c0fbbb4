package rounds

import (
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting/castingtest"
)

// TestWorth: any pair of a round has a worth or a reason why it cannot be, also one that was not looked at; it is what the round would have said.
func TestWorth(t *testing.T) {
	cast := castingtest.Crowd(40, 80, 2)
	cast.Mentors[7].Places = 0
	cast.Newcomers[5].Taken = []string{cast.Mentors[9].ID}
	cast.Newcomers[6].ID = cast.Mentors[11].ID
	each(t, cast, func(h *house) {
		h.drafted("r1")
		d, _, err := h.s.Get(olga, "r1")
		h.must(err)
		ids := map[string]map[string]int{newcomers: {}, mentors: {}}
		for side, n := range map[string]int{newcomers: 40, mentors: 80} {
			who, err := h.s.c.who(t.Context(), d.Body.Input.Draw, side, n)
			h.must(err)
			for row, id := range who {
				ids[side][id] = row
			}
		}
		l, err := h.s.load(t.Context(), d)
		h.must(err)
		of := func(n, m string) *Worth {
			w, err := h.s.Worth(olga, "r1", assign.Pair{Newcomer: int32(ids[newcomers][n]), Mentor: int32(ids[mentors][m])})
			h.must(err)
			return w
		}
		for n, i := range ids[newcomers] {
			for m, j := range ids[mentors] {
				if (i+j)%7 > 0 {
					continue
				}
				w := of(n, m)
				k, listed := l.problem.Find(assign.Pair{Newcomer: int32(i), Mentor: int32(j)})
				if w.Listed != listed || listed && (w.Score != l.problem.Score[k] || w.Rank < 1 || w.Limit != "") ||
					!listed && (w.Limit == "") != (w.Rank > 0) || w.Limit != "" && w.Score != 0 {
					h.Fatalf("%s, %s: %+v, listed %v", n, m, w, listed)
				}
				if from, to := l.problem.Start[i], l.problem.Start[i+1]; !listed && w.Limit == "" && (to-from < casting.Keep ||
					w.Score > slices.Min(l.problem.Score[from:to])) {
					h.Fatalf("%s, %s: %+v is better than those that were kept", n, m, w)
				}
				// The same from profiles as they are now.
				now := &Worth{Newcomer: n, Mentor: m}
				h.must(h.s.worthNow(t.Context(), d, now))
				if now.Limit != w.Limit || now.Score != w.Score {
					h.Fatalf("%s, %s: %+v, from profiles %+v", n, m, w, now)
				}
			}
		}
		for _, x := range [][3]string{{"newcomer-000001", "mentor-000007", "full"}, {"newcomer-000005", "mentor-000009", "taken"},
			{"mentor-000011", "mentor-000011", "ineligible"}} {
			if w := of(x[0], x[1]); w.Limit != x[2] {
				h.Errorf("%v: %+v", x, w)
			}
		}
		h.must(h.s.Forget(t.Context(), "mentor-000012"))
		if w, err := h.s.Worth(olga, "r1", assign.Pair{Newcomer: 0, Mentor: int32(ids[mentors]["mentor-000012"])}); err != nil || w.Mentor != "" ||
			!w.Listed && w.Limit != "gone" {
			h.Errorf("%+v, %v", w, err)
		}
		if _, err := h.s.Worth(as("eve"), "r1", assign.Pair{}); !fault.Coded(err, "round.absent") {
			h.Errorf("somebody else: %v", err)
		}
		if _, err := h.s.Worth(olga, "r1", assign.Pair{Newcomer: 40}); !fault.Has(err, fault.Invalid) {
			h.Errorf("no such row: %v", err)
		}
	})
}
