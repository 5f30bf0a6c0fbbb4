package mentoring

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

const (
	hour = time.Hour
	day  = 24 * hour
)

var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

func asking(mentors ...string) Match {
	m := newRequest("m", NewRequest{Programme: "open", Mentors: mentors, Message: "hello"}, "community", "nell", wire.DefaultRules(), noon)
	m.said = nil
	return m
}

func said(m *Match) (types []string) {
	for _, e := range m.said {
		_, typ := e.Fact()
		types = append(types, typ)
	}
	m.said = nil
	return types
}

func want(t *testing.T, m *Match, status Status, types ...string) {
	t.Helper()
	if got := said(m); m.Status != status || !slices.Equal(got, types) {
		t.Fatalf("%s %v, want %s %v", m.Status, got, status, types)
	}
}

// TestClocksOfARequest walks along the time of a request: reminder, expiry, the next, its end.
func TestClocksOfARequest(t *testing.T) {
	r := wire.DefaultRules()
	m := asking("ann", "ben")
	for _, x := range []struct {
		at     time.Duration
		status Status
		types  []string
		asked  string
	}{
		{36*hour - time.Millisecond, Open, nil, "ann"},
		{36 * hour, Open, []string{"mentor_reminded"}, "ann"},
		{37 * hour, Open, nil, "ann"},
		{72*hour - time.Millisecond, Open, nil, "ann"},
		{72 * hour, Open, []string{"offer_ended", "mentor_asked"}, "ben"},
		{(72+24)*hour - time.Millisecond, Open, nil, "ben"},
		{(72 + 24) * hour, Open, []string{"mentor_reminded"}, "ben"},
		{(72 + 48) * hour, Exhausted, []string{"offer_ended", "match_exhausted"}, ""},
	} {
		before := m
		err := m.tick("m", r, noon.Add(x.at))
		if (err == error(errKept)) != (len(x.types) == 0) {
			t.Fatalf("after %v: %v", x.at, err)
		}
		if err != nil && m.DueAt != before.DueAt {
			t.Fatalf("after %v: nothing fired and the clock moved", x.at)
		}
		want(t, &m, x.status, x.types...)
		if m.asked() != x.asked {
			t.Fatalf("after %v: %q is asked", x.at, m.asked())
		}
	}
	if !m.DueAt.IsZero() {
		t.Fatal("a clock of what has ended")
	}
}

// TestQuestionsPauseTheClock: at most seven days for all questions together, and they never count against the mentor.
func TestQuestionsPauseTheClock(t *testing.T) {
	r := wire.DefaultRules()
	m := asking("ann", "ben")
	if err := m.askInfo("m", "ben", r, noon); err != error(errNotAsked) {
		t.Fatalf("who is not asked asks: %v", err)
	}
	if err := m.askInfo("m", "ann", r, noon.Add(10*hour)); err != nil {
		t.Fatal(err)
	}
	want(t, &m, NeedsInfo, "info_asked")
	if err := m.askInfo("m", "ann", r, noon.Add(11*hour)); err != error(errInfoWaits) {
		t.Fatal(err)
	}
	if err := m.tick("m", r, noon.Add(6*day)); err != error(errKept) {
		t.Fatalf("a clock fired while it stands still: %v", err)
	}
	if err := m.giveInfo("m", r, noon.Add(10*hour+5*day)); err != nil {
		t.Fatal(err)
	}
	want(t, &m, Open, "info_given")
	if left := m.offer("ann").Until.Sub(noon.Add(10*hour + 5*day)); left != 62*hour {
		t.Fatalf("%v left", left)
	}
	// The second question has two days left; then the clock goes on by itself and the mentor is told.
	at := noon.Add(10*hour + 5*day)
	if err := m.askInfo("m", "ann", r, at); err != nil {
		t.Fatal(err)
	}
	want(t, &m, NeedsInfo, "info_asked")
	if m.InfoUntil != at.Add(2*day) {
		t.Fatalf("until %v", m.InfoUntil)
	}
	if err := m.tick("m", r, at.Add(2*day-time.Millisecond)); err != error(errKept) {
		t.Fatal(err)
	}
	if err := m.tick("m", r, at.Add(2*day)); err != nil {
		t.Fatal(err)
	}
	want(t, &m, Open, "mentor_reminded")
	if err := m.askInfo("m", "ann", r, at.Add(2*day)); err != error(errInfoUsed) {
		t.Fatalf("an eighth day: %v", err)
	}
	// Silent from now on: it expires, and is no silence of the mentor's.
	if err := m.tick("m", r, at.Add(2*day+62*hour)); err != nil {
		t.Fatal(err)
	}
	if m.asked() != "ben" {
		t.Fatalf("%q is asked", m.asked())
	}
	st := Standing{Person: "ann", Listings: []Listing{{Match: "m"}}}
	if err := st.unlist("m", m.offer("ann"), r, at.Add(10*day)); err != nil || st.Silent != 0 || st.Asked != 1 {
		t.Fatalf("%+v %v", st, err)
	}
}

// TestAnswerBeforeExpiryCounts: an answer that comes before the clock was let fire counts, whatever the time is.
func TestAnswerBeforeExpiryCounts(t *testing.T) {
	r := wire.DefaultRules()
	late := noon.Add(72*hour + time.Minute)
	m := asking("ann", "ben")
	if err := m.accept("m", "ann", r, late); err != nil {
		t.Fatal(err)
	}
	if err := m.tick("m", r, late); err != error(errKept) {
		t.Fatalf("it expired after all: %v", err)
	}
	m = asking("ann", "ben")
	if err := m.tick("m", r, late); err != nil {
		t.Fatal(err)
	}
	if err := m.accept("m", "ann", r, late); err != error(errNotAsked) {
		t.Fatalf("an answer after the expiry: %v", err)
	}
	if m.asked() != "ben" {
		t.Fatal("the next is not asked")
	}
}

func TestMoveOn(t *testing.T) {
	r := wire.DefaultRules()
	m := asking("ann", "ben")
	if err := m.moveOn("m", r, noon.Add(48*hour-time.Millisecond)); err != error(errTooEarly) {
		t.Fatal(err)
	}
	if err := m.moveOn("m", r, noon.Add(48*hour)); err != nil || m.offer("ann").State != OfferCancelled || m.asked() != "ben" {
		t.Fatalf("%+v %v", m, err)
	}
	if err := m.moveOn("m", r, noon.Add(49*hour)); err != error(errTooEarly) {
		t.Fatal(err)
	}
}

// TestSilence: both are reminded after 7 and 14 days and it ends after 28; a word begins anew; the time is over after eight weeks.
func TestSilence(t *testing.T) {
	r := wire.DefaultRules()
	m := asking("ann")
	if err := m.accept("m", "ann", r, noon); err != nil {
		t.Fatal(err)
	}
	want(t, &m, Accepted, "match_accepted")
	step := func(at time.Duration, status Status, types ...string) {
		t.Helper()
		_ = m.tick("m", r, noon.Add(at))
		want(t, &m, status, types...)
	}
	step(7*day-time.Millisecond, Accepted)
	step(7*day, Accepted, "silence_noticed")
	step(8*day, Accepted)
	m.wrote("m", "ann", r, noon.Add(9*day))
	m.wrote("m", "nell", r, noon.Add(10*day))
	want(t, &m, Active, "match_active")
	step(17*day-time.Millisecond, Active)
	step(17*day, Active, "silence_noticed")
	step(24*day, Active, "silence_noticed")
	step(38*day-time.Millisecond, Active)
	quiet := m
	step(38*day, Ended, "match_ended")
	m = quiet
	for d := 30; d < 56; d += 5 {
		m.wrote("m", "ann", r, noon.Add(time.Duration(d)*day))
	}
	said(&m)
	step(56*day-time.Millisecond, Active)
	extended := m
	step(56*day, Completed, "match_ended")
	m = extended
	if err := m.extend("m", r, noon.Add(55*day)); err != nil {
		t.Fatal(err)
	}
	want(t, &m, Active, "match_extended")
	step(56*day, Active)
	for range 100 {
		if err := m.extend("m", r, noon.Add(55*day)); err == error(errLongest) {
			return
		}
	}
	t.Fatal("it can be extended for ever")
}

// TestClocksNeverEarly: whatever happens in whatever order, an offer expires only when its own time is over, pauses left out,
// an open request has exactly one asked, and nothing is left due after a tick.
func TestClocksNeverEarly(t *testing.T) {
	r := wire.DefaultRules()
	rapid.Check(t, func(t *rapid.T) {
		m := asking("ann", "ben", "cat")
		now := noon
		running := map[string]time.Duration{} // how long each offer's clock has run
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			d := time.Duration(rapid.Int64Range(0, int64(3*day/time.Millisecond)).Draw(t, "pause")) * time.Millisecond
			who, was := m.asked(), m
			was.Offers = slices.Clone(m.Offers)
			// Time passes, with a tick at the end of it.
			if who != "" && m.Status == Open {
				running[who] += d
			}
			now = now.Add(d)
			_ = m.tick("m", r, now)
			if was.Status == NeedsInfo && m.Status != NeedsInfo && now.Before(was.InfoUntil) {
				t.Fatalf("the pause ended early")
			}
			if was.Status == Open && who != "" && m.offer(who).State == OfferExpired {
				limit := seconds(r.NextClock)
				if who == "ann" {
					limit = seconds(r.FirstClock)
				}
				if running[who] < limit {
					t.Fatalf("%s expired after %v of %v", who, running[who], limit)
				}
			}
			if !m.DueAt.IsZero() && !m.DueAt.After(now) {
				t.Fatalf("still due at %v, it is %v (%s)", m.DueAt, now, m.Status)
			}
			switch rapid.IntRange(0, 6).Draw(t, "what") {
			case 0:
				_ = m.askInfo("m", m.asked(), r, now)
			case 1:
				_ = m.giveInfo("m", r, now)
			case 2:
				_ = m.decline("m", m.asked(), r, now)
			case 3:
				_ = m.moveOn("m", r, now)
			case 4:
				m.wrote("m", rapid.SampledFrom([]string{"nell", m.mentor()}).Draw(t, "writer"), r, now)
			case 5:
				if rapid.IntRange(0, 3).Draw(t, "yes") == 0 {
					_ = m.accept("m", m.asked(), r, now)
				}
			}
			asked := 0
			for _, o := range m.Offers {
				if o.State == OfferAsked {
					asked++
				}
			}
			if m.open() && asked != 1 || !m.open() && asked != 0 {
				t.Fatalf("%s with %d asked", m.Status, asked)
			}
			if m.terminal() != m.DueAt.IsZero() {
				t.Fatalf("%s is due at %v", m.Status, m.DueAt)
			}
		}
	})
}

// TestTick lets the clocks of the service fire on both stores: never early, all of them once they are due, and two silent
// expiries pause the mentor, who then cannot be asked until the pause ends itself.
func TestTick(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		clock := testkit.NewClock()
		h := newHouse(t, open(), clock)
		s, ctx := h.s, context.Background()
		h.mentor("ann", "ben")
		ask := func(who, id string, mentors ...string) error {
			h.account(who)
			_, err := s.Create(as(ctx, who), NewRequest{Mentors: mentors, Message: "hello"}, Key{ID: id, Hash: id, Body: id})
			return err
		}
		h.must(ask("n1", "q1", "ann", "ben"))
		h.must(ask("n2", "q2", "ann"))
		status := func(id string) Status {
			d, err := s.c.matches.Get(ctx, id)
			h.must(err)
			return d.Body.Status
		}
		asked := func(id string) string {
			d, err := s.c.matches.Get(ctx, id)
			h.must(err)
			return d.Body.asked()
		}
		clock.Advance(72*hour - time.Millisecond)
		h.must(s.Tick(ctx))
		if asked("q1") != "ann" || asked("q2") != "ann" {
			t.Fatal("an offer expired early")
		}
		clock.Advance(time.Millisecond)
		h.must(s.Tick(ctx))
		if asked("q1") != "ben" || status("q2") != Exhausted {
			t.Fatalf("%s %s", asked("q1"), status("q2"))
		}
		st, err := s.standing(ctx, "ann")
		h.must(err)
		if !st.Body.paused(clock.Now()) || st.Body.PausedWhy != "silent" || st.Body.Asked != 2 || len(st.Body.Listings) != 0 {
			t.Fatalf("%+v", st.Body)
		}
		if err := ask("n3", "q3", "ann"); err != error(errPaused) {
			t.Fatalf("a paused mentor is asked: %v", err)
		}
		clock.Advance(14 * day)
		h.must(ask("n3", "q3b", "ann"))
		if _, err := s.Accept(as(ctx, "ann"), "q3b", 0); err != nil {
			t.Fatal(err)
		}
		h.must(s.Tick(ctx))
		clock.Advance(28 * day)
		h.must(s.Tick(ctx))
		if status("q3b") != Ended {
			t.Fatal(status("q3b"))
		}
		st, err = s.standing(ctx, "ann")
		h.must(err)
		if len(st.Body.Entries) != 0 || st.Body.Silent != 0 || st.Body.Asked != 3 || len(st.Body.Answers) != 1 {
			t.Fatalf("%+v", st.Body)
		}
		var order []string
		for _, f := range h.facts("mentor_reminded", "offer_ended", "mentor_paused", "match_exhausted", "match_ended") {
			_, typ := f.TypeOf()
			order = append(order, typ)
		}
		for typ, n := range map[string]int{"mentor_reminded": 2, "offer_ended": 3, "mentor_paused": 1, "match_exhausted": 2, "match_ended": 1} {
			got := 0
			for _, x := range order {
				if x == typ {
					got++
				}
			}
			if got != n {
				t.Errorf("%d of %s, want %d: %v", got, typ, n, order)
			}
		}
	})
}

// TestManyDue: more than one page of clocks and of standings in one Tick.
func TestManyDue(t *testing.T) {
	clock := testkit.NewClock()
	s := bare(t, testkit.SQLite(t, clock.Now), clock.Now)
	ctx := context.Background()
	const n = 450
	for i := range n {
		id := fmt.Sprintf("due-%d", i)
		_, err := s.Create(as(ctx, "n"+id), NewRequest{Mentors: []string{"m" + id}, Message: "hello"}, Key{ID: id})
		if err != nil {
			t.Fatal(err)
		}
	}
	clock.Advance(73 * hour)
	if err := s.Tick(ctx); err != nil {
		t.Fatal(err)
	}
	left, err := s.c.matches.Count(ctx, store.Where("status", store.Eq, string(Open)))
	if err != nil || left != 0 {
		t.Fatalf("%d still open, %v", left, err)
	}
	busy, err := s.c.standings.Count(ctx, store.Where("busy", store.Eq, true))
	if err != nil || busy != 0 {
		t.Fatalf("%d standings still list something, %v", busy, err)
	}
}

func TestRulesAreFilled(t *testing.T) {
	want := wire.DefaultRules()
	want.Version, want.MentorApproval = 0, false // said by the programme alone
	if got := filled(wire.Rules{}); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("%+v", got)
	}
	r := filled(wire.Rules{FirstClock: 60, MentorCap: 0, Unanswered: 9})
	if r.FirstClock != 60 || r.MentorCap != 0 || r.Unanswered != 9 || r.NextClock != wire.DefaultRules().NextClock {
		t.Fatalf("%+v", r)
	}
}
