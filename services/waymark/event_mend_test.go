package main

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/application"
)

// TestEventBlocks: whom a block parts is never in one team, nor has the other as a mentor, be it by the draft, by a block since the draft, or by
// a repair; and nobody is refused for it.
func TestEventBlocks(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWeekend(t, open(), eventSolver{})
		const people, mentors = 30, 3
		apart := [][2]string{{attendee(0), attendee(1)}, {attendee(2), attendee(3)}}
		for i := range people / 2 { // a mentor whom half of them do not get along with
			apart = append(apart, [2]string{attendee(i), attendee(people)})
		}
		w.apart.Store(&apart)
		w.arrive(people, mentors, 6) // the first names the badge of the second
		boss := by(t.Context(), boss)
		first, _, err := w.s.Mine(by(t.Context(), attendee(0)), w.id)
		w.no(err)
		second, _, err := w.s.Mine(by(t.Context(), attendee(1)), w.id)
		w.no(err)
		if first.Group == "" || first.Friends != 1 || second.Group != "" {
			t.Errorf("a badge brought somebody whom a block parts: %+v %+v", first, second)
		}
		if second, _, err = w.s.Befriend(by(t.Context(), attendee(1)), w.id, first.Group); err != nil || second.Group != first.Group {
			t.Errorf("the code of a group tells of a block: %+v %v", second, err)
		}
		_, _, err = w.s.MakeTeams(boss, w.id)
		w.no(err)
		draft := w.idle().Draft
		list, _, err := w.s.Drafted(boss, w.id, 0)
		w.no(err)
		since := list[0].Members // two of a team, since the draft
		more := append(slices.Clone(apart), [2]string{since[0].Person, since[1].Person})
		w.apart.Store(&more)
		_, _, err = w.s.Publish(boss, w.id, draft.ID)
		w.no(err)
		if e := w.idle(); e.Counts.Teamless != 0 {
			t.Errorf("%d are in no team", e.Counts.Teamless)
		}
		w.keptApart(more)
		for _, i := range []int{5, 6, 7, 12} {
			_, err = w.s.Here(boss, w.id, attendee(i), false)
			w.no(err)
		}
		w.idle()
		w.keptApart(more)
	})
}

func (w *weekend) keptApart(apart [][2]string) {
	w.Helper()
	list, of := w.teams()
	for _, t := range list {
		of[t.Mentor] = "" // guides several
	}
	for _, x := range apart {
		if of[x[0]] != "" && of[x[0]] == of[x[1]] {
			w.Errorf("%s and %s are in one team", x[0], x[1])
		}
		for _, t := range list {
			if t.Mentor != "" && (t.Mentor == x[0] || t.Mentor == x[1]) &&
				slices.ContainsFunc(t.Members, func(m api.TeamMember) bool { return m.Person == x[0] || m.Person == x[1] }) {
				w.Errorf("team %d has a mentor whom a block parts from one of it", t.Number)
			}
		}
	}
}

// TestEventBounds: however many ask at once, an event, a group of friends and who pitches have no more than they may; who arrived already is
// answered again once the event is full, and once it is over.
func TestEventBounds(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		const most, many = 8, 12
		w := newWeekendOf(t, open(), eventSolver{}, most)
		codes := w.codes(many, "newcomer")
		let := w.atOnce(many, "event.full", func(i int) error {
			_, err := w.s.Arrive(by(t.Context(), attendee(i)), api.Arrival{Code: codes[i]})
			return err
		})
		if n := count(let); n != most {
			t.Errorf("%d of %d people are here", n, most)
		}
		in := slices.Index(let, true)
		me := by(t.Context(), attendee(in))
		if _, err := w.s.Arrive(me, api.Arrival{Code: codes[in]}); err != nil {
			t.Error("who is here is told that it is full:", err)
		}
		for i := range many { // a second badge of who is here
			if !let[i] {
				if _, err := w.s.Arrive(me, api.Arrival{Code: codes[i]}); err != nil {
					t.Error("who is here has no room:", err)
				}
				break
			}
		}
		pitched := w.atOnce(many, "event.too_many_own", func(i int) error {
			_, err := w.s.Pitch(me, fmt.Sprint("own", i), w.id, api.ChallengeBody{Title: "Own"}, store.Op{Key: fmt.Sprint("k", i), Body: "b"})
			return err
		})
		if n := count(pitched); n != 5 {
			t.Errorf("one person pitched %d", n)
		}
		mine, _, err := w.s.Befriend(me, w.id, "")
		w.no(err)
		joined := w.atOnce(many, "event.group_full", func(i int) error {
			if !let[i] {
				return fault.New(fault.Conflict, "event.group_full", "not here")
			}
			_, _, err := w.s.Befriend(by(t.Context(), attendee(i)), w.id, mine.Group)
			return err
		})
		if n := count(joined); n != 6 {
			t.Errorf("a group has %d people", n)
		}
		_, _, err = w.s.Move(by(t.Context(), boss), w.id, "over")
		w.no(err)
		if _, err := w.s.Arrive(me, api.Arrival{Code: codes[in]}); err != nil {
			t.Error("who is here is told that it is over:", err)
		}
	})
}

// atOnce does something many times at once and says which went well; the others are refused with this code.
func (w *weekend) atOnce(n int, code string, do func(i int) error) []bool {
	w.Helper()
	out, errs := make([]bool, n), make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			err := do(i)
			for fault.Coded(err, "store.contended") { // too many at once: the client asks again
				err = do(i)
			}
			out[i] = err == nil
			if err != nil && !fault.Coded(err, code) {
				errs[i] = err
			}
		})
	}
	wg.Wait()
	w.no(errors.Join(errs...))
	return out
}

func count(list []bool) (n int) {
	for _, x := range list {
		if x {
			n++
		}
	}
	return n
}

// TestEventOrders: the same key with another order is refused, whatever of the first one was made.
func TestEventOrders(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWeekend(t, open(), eventSolver{})
		boss := by(t.Context(), boss)
		first, err := w.s.Order(boss, w.id, "order", api.BadgeOrder{Count: 3, As: "newcomer"})
		w.no(err)
		again, err := w.s.Order(boss, w.id, "order", api.BadgeOrder{Count: 3, As: "newcomer"})
		if err != nil || !slices.Equal(first.Codes, again.Codes) {
			t.Errorf("%v %v %v", first, again, err)
		}
		for _, other := range []api.BadgeOrder{{Count: 3, As: "mentor"}, {Count: 4, As: "newcomer"}, {Count: 2, As: "newcomer"}} {
			if _, err := w.s.Order(boss, w.id, "order", other); !fault.Coded(err, "idempotency.reused") {
				t.Errorf("%+v: %v", other, err)
			}
		}
		if e := w.idle(); e.Counts.Badges != 3 {
			t.Errorf("%d badges", e.Counts.Badges)
		}
	})
}

// TestEventLeft: a badge brings nobody back who left the cohort, and stays unused.
func TestEventLeft(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWeekend(t, open(), eventSolver{})
		codes := w.codes(2, "newcomer")
		me := by(t.Context(), attendee(0))
		_, err := w.s.Arrive(me, api.Arrival{Code: codes[0]})
		w.no(err)
		_, err = w.applications.Leave(me, application.ID(w.id, attendee(0), "newcomer"), "time")
		w.no(err)
		for _, code := range codes {
			if _, err := w.s.Arrive(me, api.Arrival{Code: code}); !fault.Coded(err, "application.not_taken") {
				t.Error(err)
			}
		}
		if _, err := w.s.Arrive(by(t.Context(), attendee(1)), api.Arrival{Code: codes[1]}); err != nil {
			t.Error("the badge was used up by a refusal:", err)
		}
	})
}

// TestEventBadgeOfAFriend: who attends and types another badge in uses it up for nobody; whoever it is of arrives with it.
func TestEventBadgeOfAFriend(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWeekend(t, open(), eventSolver{})
		codes, me := w.codes(3, "newcomer"), by(t.Context(), attendee(0))
		for _, code := range slices.Concat(codes, codes) {
			if got, err := w.s.Arrive(me, api.Arrival{Code: code}); err != nil || got.Event != w.id || got.As != "newcomer" {
				t.Fatal(got, err)
			}
		}
		for i, code := range codes[1:] {
			if _, err := w.s.Arrive(by(t.Context(), attendee(i+1)), api.Arrival{Code: code}); err != nil {
				t.Error("a friend's badge was used up by somebody who is here already:", err)
			}
		}
		if _, err := w.s.Arrive(by(t.Context(), attendee(3)), api.Arrival{Code: codes[0]}); !fault.Coded(err, "event.badge_used") {
			t.Error("one's own is used up:", err)
		}
	})
}

// TestEventGuesser: somebody inside the venue guesses as fast as they can, and is told to stop; everybody else behind the same address arrives.
func TestEventGuesser(t *testing.T) {
	t.Parallel()
	e := openEdge(t)
	e.gather()
	admin := e.office.admin
	c, err := admin.MakeCohort(e.ctx, wire.AlwaysOpen, api.CohortBody{Name: "Weekend", Template: "hackathon", Begins: e.world.now()})
	e.no(err)
	_, err = admin.SetUpEvent(e.ctx, c.ID, api.EventSettings{Least: 4, Most: 6, Wishes: 3})
	e.no(err)
	const people = 20
	b, err := admin.OrderBadges(e.ctx, c.ID, api.BadgeOrder{Count: people, As: "newcomer"})
	e.no(err)
	venue := e.from("192.0.2.7")
	slowed := atomic.Int64{}
	e.together(200, func(i int) error {
		_, err := venue.Arrive(e.ctx, api.Arrival{Code: guessed(i)}, client.Key(fmt.Sprintf("guess-of-somebody-%06d", i)))
		if fault.Has(err, fault.TooMany) {
			slowed.Add(1)
			return nil
		}
		if err == nil || fault.Has(err, fault.Invalid) {
			return nil
		}
		return err
	})
	if slowed.Load() == 0 {
		t.Error("whoever guesses is not told to stop")
	}
	for i := range people {
		if _, err := venue.Arrive(e.ctx, api.Arrival{Code: b.Codes[i]}, client.Key(fmt.Sprintf("arrival-beside-them-%06d", i))); err != nil {
			t.Fatalf("a guesser keeps others out: %v", err)
		}
	}
}

// together does something n times, eight at once.
func (e *edge) together(n int, do func(i int) error) {
	e.Helper()
	errs := make([]error, n)
	gate := make(chan struct{}, 8)
	var wg sync.WaitGroup
	for i := range n {
		gate <- struct{}{}
		wg.Go(func() { errs[i] = do(i); <-gate })
	}
	wg.Wait()
	e.no(errors.Join(errs...))
}
