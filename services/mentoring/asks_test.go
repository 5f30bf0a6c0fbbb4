package mentoring

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// asks sends a request in the always-open programme.
func (h *house) asks(who string, mentors ...string) (*api.Request, error) {
	return h.as(who).CreateRequest(context.Background(), api.NewRequest{Mentors: mentors, Message: "hello"})
}

// refused checks that asking is refused with the code, and until when.
func (h *house) refused(what string, err error, code string, wait time.Duration) {
	h.t.Helper()
	if f := fault.As(err); err == nil || f.Code != code || f.RetryAfter != wait {
		h.t.Fatalf("%s: %v, not %s for %v", what, err, code, wait)
	}
}

// TestAskingAgain: who was asked is not asked again at once, whatever became of it; who was never told may be.
func TestAskingAgain(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		h := newHouse(t, open(), testkit.NewClock())
		ctx := context.Background()
		h.mentor("mo", "ben", "cleo")
		h.account("ann")
		again := func(what string, wait time.Duration, mentors ...string) *api.Request {
			t.Helper()
			_, err := h.asks("ann", mentors...)
			h.refused(what, err, "request.asked_lately", wait)
			h.clock.Advance(wait - time.Second)
			_, err = h.asks("ann", mentors...)
			h.refused(what+", a second before", err, "request.asked_lately", time.Second)
			h.clock.Advance(time.Second)
			r, err := h.asks("ann", mentors...)
			h.must(err)
			return r
		}
		r, err := h.asks("ann", "mo", "ben")
		h.must(err)
		_, err = h.as("ann").WithdrawRequest(ctx, r.ID)
		h.must(err)
		_, err = h.asks("ann", "cleo", "mo")
		if f := fault.As(err); f.Code != "request.asked_lately" || len(f.Fields) != 1 || f.Fields[0].Pointer != "/mentors/1" {
			t.Fatalf("it does not say who: %v", err)
		}
		st, err := h.as("ann").Standing(ctx)
		h.must(err)
		if len(st.AskAgain) != 1 || st.AskAgain[0].Mentor != "mo" || !st.AskAgain[0].From.Equal(h.clock.Now().Add(24*time.Hour)) {
			t.Fatalf("%+v", st)
		}
		r, err = h.asks("ann", "ben") // who only waited was told nothing
		h.must(err)
		_, err = h.as("ben").DeclineRequest(ctx, r.ID)
		h.must(err)
		r = again("declined", restAfterNo, "ben")
		_, err = h.as("ann").WithdrawRequest(ctx, r.ID)
		h.must(err)
		again("withdrawn", restAfter, "ben")
		h.clock.Advance(73 * time.Hour) // nobody answers
		h.tick()
		_, err = h.asks("ann", "ben")
		h.refused("silent", err, "request.asked_lately", restAfterNo)

		// What is over is forgotten by the clock too.
		h.clock.Advance(restAfterNo)
		h.must(h.s.sweep(ctx))
		d, err := h.s.standing(ctx, "ann")
		h.must(err)
		if len(d.Body.Made)+len(d.Body.Rests) != 0 {
			t.Errorf("kept: %+v", d.Body)
		}
	})
}

// TestSixRequestsADay: those that were taken back count, also when they come at once; those that never came about do not.
func TestSixRequestsADay(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		h := newHouse(t, open(), testkit.NewClock())
		ctx := context.Background()
		real := h.s.programme
		h.s.programme = func(ctx context.Context, id string) (programme, error) {
			pr, err := real(ctx, id)
			pr.Rules.OpenRequests = 50
			return pr, err
		}
		for i := range 14 {
			h.mentor(fmt.Sprint("m", i))
		}
		h.account("ann")
		r, err := h.asks("ann", "m0")
		h.must(err)
		_, err = h.as("ann").WithdrawRequest(ctx, r.ID)
		h.must(err)
		_, err = h.s.upsert(ctx, "test", "ann", func(st *Standing) error { // one that stops before it is there
			return st.listNewcomer(Listing{Match: "never", Programme: wire.AlwaysOpen, Newcomer: "ann", Mentors: []string{"m13"}, At: h.clock.Now()},
				wire.Rules{OpenRequests: 50})
		})
		h.must(err)
		h.clock.Advance(11 * time.Minute)
		h.tick()
		if n := 1 + h.atOnce(12, "request.too_many_today", func(i int) error { _, err := h.asks("ann", fmt.Sprint("m", 1+i)); return err }); n != asksADay {
			t.Errorf("%d requests within a day", n)
		}
		st, err := h.as("ann").Standing(ctx)
		h.must(err)
		if want := h.clock.Now().Add(askedSpan - 11*time.Minute); st.NextRequest == nil || !st.NextRequest.Equal(want) {
			t.Fatalf("next %v, want %v", st.NextRequest, want)
		}
		h.clock.Advance(askedSpan - 11*time.Minute)
		if n := h.atOnce(1, "", func(int) error { _, err := h.asks("ann", "m13"); return err }); n != 1 {
			t.Error("a day later it is refused")
		}
	})
}

// TestAPlaceOfferedGoesBeforeARest, and only once: who declines again is not asked by the waiting list either.
func TestAPlaceOfferedGoesBeforeARest(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.mentor("mo")
	h.account("ann")
	declined := func() {
		t.Helper()
		r, err := h.asks("ann", "mo")
		h.must(err)
		_, err = h.as("mo").DeclineRequest(ctx, r.ID)
		h.must(err)
	}
	declined()
	_, err := h.asks("ann", "mo")
	h.refused("declined", err, "request.asked_lately", restAfterNo)
	h.wait("ann", api.WaitingWish{Mentors: []string{"mo"}})
	h.tick()
	h.lines("declined once", map[string]string{"ann": "mo"})
	if st, err := h.as("ann").Standing(ctx); err != nil || len(st.AskAgain) != 0 {
		t.Fatalf("%+v %v", st, err)
	}
	declined()
	h.tick()
	h.lines("declined twice", map[string]string{"ann": ""})
	_, err = h.asks("ann", "mo")
	h.refused("declined twice", err, "request.asked_lately", restAfterNo)
	h.clock.Advance(restAfterNo)
	h.tick()
	h.lines("a week later", map[string]string{"ann": "mo"})
	declined()
}

// TestABlockRestsLikeANo: who was refused by a block, asked or still waiting, reads what others read.
func TestABlockRestsLikeANo(t *testing.T) {
	var read [2][]string
	for i, end := range []func(h *house, mentor, request string){
		func(h *house, mentor, request string) {
			_, err := h.as(mentor).DeclineRequest(context.Background(), request)
			h.must(err)
		},
		func(h *house, mentor, _ string) { h.must(h.as(mentor).Block(context.Background(), "ann")) },
	} {
		h := sqliteHouse(t)
		h.mentor("mo", "ben")
		h.account("ann")
		h.account("x")
		r, err := h.asks("ann", "mo", "ben")
		h.must(err)
		note := func() {
			h.t.Helper()
			st, err := h.as("ann").Standing(context.Background())
			h.must(err)
			read[i] = append(read[i], fmt.Sprintf("%+v", st.AskAgain))
			for _, order := range []string{`["ben"]`, `["mo"]`, `["unknown","mo"]`} {
				a := h.send("ann", "POST", "/api/v1/requests", `{"mentors":`+order+`,"message":"hello"}`)
				read[i] = append(read[i], fmt.Sprint(a.status, a.header.Get("Retry-After"), a.body))
			}
		}
		if i == 1 { // who waits blocks: it is read as waiting until it is their turn
			end(h, "ben", "")
		}
		end(h, "mo", r.ID)
		if i == 0 {
			end(h, "ben", r.ID)
		}
		note()
		h.clock.Advance(restAfterNo - time.Second)
		note()
	}
	if !slices.Equal(read[0], read[1]) {
		t.Errorf("after a no:\n%q\nafter a block:\n%q", read[0], read[1])
	}
}

// TestNoRestAfterAYes: a mentorship that ended keeps nobody from asking again; and what an open request elsewhere has heard counts already.
func TestNoRestAfterAYes(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.mentor("mo", "ben")
	h.account("ann")
	r, err := h.asks("ann", "mo")
	h.must(err)
	_, err = h.as("mo").AcceptRequest(ctx, r.ID)
	h.must(err)
	_, err = h.as("ann").EndMentorship(ctx, r.ID)
	h.must(err)
	r, err = h.asks("ann", "mo", "ben")
	h.must(err)
	_, err = h.as("mo").DeclineRequest(ctx, r.ID)
	h.must(err)
	l := Listing{Match: "elsewhere", Programme: "p", Newcomer: "ann", Mentors: []string{"ben", "mo"}, At: h.clock.Now()}
	h.refused("declined, and the request goes on", h.s.tooSoon(ctx, l), "request.asked_lately", restAfterNo)
}

// TestAsksAreBounded: whatever one person does, no mentor is asked more often than the rules say, and what is kept has its bound.
func TestAsksAreBounded(t *testing.T) {
	r := wire.DefaultRules()
	r.OpenRequests = 1 << 20
	rapid.Check(t, func(t *rapid.T) {
		s, now, asked, all := &Standing{Person: "ann"}, noon, map[string][]time.Time{}, []time.Time{}
		within := func(times []time.Time, span time.Duration) (n int) {
			for _, x := range times {
				if x.Add(span).After(now) {
					n++
				}
			}
			return n
		}
		for i := range 200 {
			id, mentor := fmt.Sprint(i), rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "g", "h"}).Draw(t, "mentor")
			now = now.Add(rapid.SampledFrom([]time.Duration{0, time.Minute, 5 * time.Hour, 30 * time.Hour}).Draw(t, "later"))
			if err := s.listNewcomer(Listing{Match: id, Programme: "open", Newcomer: "ann", Mentors: []string{mentor}, At: now}, r); err != nil {
				continue
			}
			m := newRequest(id, NewRequest{Programme: "open", Mentors: []string{mentor}, Message: "x"}, "", "ann", r, now)
			asked[mentor], all = append(asked[mentor], now), append(all, now)
			span := restAfter
			if rapid.Bool().Draw(t, "no") {
				_ = m.decline(id, mentor, r, now)
				span = restAfterNo
			} else {
				_ = m.withdraw(id, r, now)
			}
			_ = s.unlist(id, nil, r, now)
			s.asked(id, &m, now)
			if n := within(asked[mentor], span); n > 1 && span == restAfter {
				t.Fatalf("%d times within a day: %v", n, asked[mentor])
			}
			if n := within(all, askedSpan); n > asksADay {
				t.Fatalf("%d requests within a day", n)
			}
			if err := s.mayAsk(Listing{Match: "next", Programme: "open", Newcomer: "ann", Mentors: []string{mentor}, At: now.Add(span - 1)}); err == nil {
				t.Fatalf("%s is asked again before %v are over", mentor, span)
			}
			if len(s.Made) > asksADay || len(s.Rests) > maxRests {
				t.Fatalf("%d and %d are kept", len(s.Made), len(s.Rests))
			}
		}
	})
}
