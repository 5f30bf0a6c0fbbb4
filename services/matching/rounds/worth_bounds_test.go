package rounds

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/matching/assign"
	"github.com/waymark-dev/waymark/services/matching/criteria"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting/castingtest"
)

// TestWorthInConfidence: where something that people ask for in confidence is required and rules a pair out, nothing else is said of the pair, or
// it would tell which one it was; and programs is asked about the two alone.
func TestWorthInConfidence(t *testing.T) {
	cast := castingtest.Crowd(6, 10, 2)
	asked := castingtest.Answers(cast, 5, true)
	at := slices.IndexFunc(asked.Set.Criteria, func(c criteria.Criterion) bool { return c.Rule == criteria.Asked })
	asked.Set.Criteria[at].Required = true
	each(t, cast, func(h *house) {
		h.input = inputOf(h, cast, "c1", asked)
		_, err := h.s.Create(olga, "r1", "spring", "c1", Objectives, "", store.Op{})
		h.must(err)
		h.idle("r1")
		ruled, possible := 0, 0
		for row := range int32(6) {
			for mentor := range int32(10) {
				h.about = nil
				w, err := h.s.Worth(olga, "r1", assign.Pair{Newcomer: row, Mentor: mentor})
				h.must(err)
				if !w.Listed && !slices.Equal(h.about, []string{w.Newcomer, w.Mentor}) {
					h.Fatalf("of %s and %s programs was asked about %v", w.Newcomer, w.Mentor, h.about)
				}
				switch {
				case w.Limit == casting.BecauseCriteria && len(w.Said) > 0:
					h.Fatalf("%+v", w)
				case w.Limit == casting.BecauseCriteria:
					ruled++
				case w.Limit == "" && len(w.Said) > 0:
					possible++
				}
			}
		}
		if ruled == 0 || possible == 0 {
			h.Errorf("%d ruled out, %d possible", ruled, possible)
		}
	})
}

// TestWorthIsBounded: however many ask at once for pairs that no round looked at, one is worked out at a time and few wait; the others are told to
// ask again, and can.
func TestWorthIsBounded(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		cast := castingtest.Crowd(4, 60, 1)
		cast.Newcomers[0].Taken = []string{cast.Mentors[3].ID}
		h := newHouse(t, open(), testkit.NewClock(), cast)
		goOn := make(chan struct{})
		h.crash = func(point string) {
			if point == "worth" {
				<-goOn
			}
		}
		h.start()
		d := h.drafted("r1")
		var pair assign.Pair
		for side, row := range map[string]*int32{newcomers: &pair.Newcomer, mentors: &pair.Mentor} {
			who, err := h.s.c.who(t.Context(), d.Body.Input.Draw, side, map[string]int{newcomers: 4, mentors: 60}[side])
			h.must(err)
			*row = int32(slices.Index(who, map[string]string{newcomers: cast.Newcomers[0].ID, mentors: cast.Mentors[3].ID}[side]))
		}
		told := make(chan error)
		const all = mostWorths + 4
		gone, leave := context.WithCancel(olga)
		var here sync.WaitGroup
		for range all {
			here.Go(func() {
				_, err := h.s.Worth(gone, "r1", pair)
				told <- err
			})
		}
		for range all - mostWorths { // the others are in, or wait
			if err := <-told; !fault.Has(err, fault.TooMany) {
				h.Errorf("told %v", err)
			}
		}
		leave() // whoever waits gives up, and the one who is in is let go on
		close(goOn)
		for range mostWorths {
			<-told
		}
		here.Wait()
		for range mostWorths + 1 {
			if w, err := h.s.Worth(olga, "r1", pair); err != nil || w.Limit != casting.BecauseTaken {
				h.Errorf("%+v %v", w, err)
			}
		}
	})
}
