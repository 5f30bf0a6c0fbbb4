package rounds

import (
	"testing"

	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting/castingtest"
)

// TestSettledIsListedAtOnce: whom an organiser pinned or forbade is listed, with the mentor, before anything is solved again; what is let be
// is not any more, though the pairs are still those of before.
func TestSettledIsListedAtOnce(t *testing.T) {
	each(t, castingtest.Crowd(6, 3, 2), func(h *house) {
		h.drafted("r1")
		list := func(show string) []Row {
			h.Helper()
			rows, next, err := h.s.Pairs(olga, "r1", assign.Fit, show, 0, 100)
			h.must(err)
			if next != -1 {
				h.Errorf("next %d", next)
			}
			return rows
		}
		fix := func(row, mentor int32, as string) {
			h.Helper()
			_, err := h.s.Fix(olga, "r1", 0, assign.Pair{Newcomer: row, Mentor: mentor}, as)
			h.must(err)
		}
		if rows := list(showSettled); len(rows) != 0 {
			h.Fatalf("nothing is settled: %+v", rows)
		}
		fix(4, 2, asPinned)
		fix(1, 0, asForbidden)
		fix(1, 2, asForbidden)
		named, _, err := h.s.Mentors(olga, "r1", showAll, 0, 100)
		h.must(err)
		if rows := list(showPinned); len(rows) != 1 || rows[0].Row != 4 || rows[0].PinTo == nil || *rows[0].PinTo != (PairedWith{2, named[2].Mentor}) {
			h.Fatalf("%+v", rows)
		}
		rows := list(showSettled)
		if len(rows) != 2 || rows[0].Row != 1 || len(rows[0].Not) != 2 || rows[0].Not[0] != (PairedWith{0, named[0].Mentor}) ||
			rows[0].Not[1] != (PairedWith{2, named[2].Mentor}) || rows[0].PinTo != nil {
			h.Fatalf("%+v", rows)
		}
		if rows := list(showAll); len(rows) != 6 || rows[4].PinTo == nil || len(rows[1].Not) != 2 || rows[0].PinTo != nil || rows[0].Not != nil {
			h.Errorf("%+v", rows)
		}
		fix(4, 2, asFree)
		fix(1, 0, asFree)
		fix(1, 2, asFree)
		if rows := append(list(showSettled), list(showPinned)...); len(rows) != 0 {
			h.Errorf("all is let be: %+v", rows)
		}
	})
}
