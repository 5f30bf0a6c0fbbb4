package mentoring

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/mentoring/session"
)

// mentorship is a fresh accepted one of nadia's with mo.
func (h *house) mentorship() string {
	h.t.Helper()
	h.account("nadia")
	h.account("eve")
	h.mentor("mo")
	r, err := h.as("nadia").CreateRequest(context.Background(), api.NewRequest{Mentors: []string{"mo"}, Message: "May I?"})
	h.must(err)
	_, err = h.as("mo").AcceptRequest(context.Background(), r.ID)
	h.must(err)
	return r.ID
}

func (h *house) meeting(in time.Duration) api.NewMeeting {
	return api.NewMeeting{Starts: h.clock.Now().Add(in), Minutes: 30, Zone: "Europe/Lisbon", Place: "https://meet.example.org/secret-room"}
}

// TestSessions goes from a proposal to a session that was held, over HTTP, on both stores.
func TestSessions(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		h := newHouse(t, open(), testkit.NewClock())
		ctx := context.Background()
		id := h.mentorship()
		nadia, mo, eve := h.as("nadia"), h.as("mo"), h.as("eve")

		x, err := nadia.PlanSession(ctx, id, h.meeting(48*time.Hour))
		h.must(err)
		if x.Status != "proposed" || x.Proposer != "nadia" || x.Proposal != 1 || x.Ends.Sub(x.Starts) != 30*time.Minute || x.Mentorship != id {
			t.Fatalf("proposed: %+v", x)
		}
		// Nobody else finds it, under this mentorship or another.
		for what, try := range map[string]func() error{
			"reads":      func() error { _, err := eve.Meeting(ctx, id, x.ID); return err },
			"proposes":   func() error { _, err := eve.PlanSession(ctx, id, h.meeting(time.Hour)); return err },
			"moves":      func() error { _, err := eve.MoveSession(ctx, id, x.ID, h.meeting(time.Hour)); return err },
			"confirms":   func() error { _, err := eve.ConfirmSession(ctx, id, x.ID, 1); return err },
			"cancels":    func() error { _, err := eve.CancelSession(ctx, id, x.ID); return err },
			"marks":      func() error { _, err := eve.MarkSession(ctx, id, x.ID, true); return err },
			"keeps":      func() error { _, err := eve.SessionCalendar(ctx, id, x.ID); return err },
			"elsewhere":  func() error { _, err := nadia.Meeting(ctx, "absent", x.ID); return err },
			"something":  func() error { _, err := nadia.Meeting(ctx, id, "absent"); return err },
			"a past one": func() error { _, err := nadia.Meeting(ctx, id, id); return err },
		} {
			if err := try(); !fault.Has(err, fault.NotFound) {
				t.Errorf("a stranger %s: %v", what, err)
			}
		}
		if _, err := nadia.ConfirmSession(ctx, id, x.ID, 1); !fault.Coded(err, "session.own_proposal") {
			t.Fatalf("agreed with herself: %v", err)
		}
		y, err := mo.MoveSession(ctx, id, x.ID, h.meeting(50*time.Hour))
		h.must(err)
		if y.Proposal != 2 || y.Proposer != "mo" {
			t.Fatalf("moved: %+v", y)
		}
		if _, err := nadia.ConfirmSession(ctx, id, x.ID, 1); !fault.Coded(err, "session.moved") {
			t.Fatalf("confirmed what was taken back: %v", err)
		}
		for range 2 { // a repeat is the same
			if y, err = nadia.ConfirmSession(ctx, id, x.ID, 2); err != nil || y.Status != "confirmed" {
				t.Fatalf("confirmed: %+v %v", y, err)
			}
		}
		ics, err := nadia.SessionCalendar(ctx, id, x.ID)
		h.must(err)
		for _, want := range []string{"BEGIN:VCALENDAR\r\n", "STATUS:CONFIRMED\r\n", "SUMMARY:Session with your mentor\r\n",
			"https://meet.example.org/secret-room", "UID:" + x.ID} {
			if !strings.Contains(string(ics), want) {
				t.Errorf("the calendar file lacks %q:\n%s", want, ics)
			}
		}
		for _, step := range []struct {
			to   time.Duration
			want int
		}{{25 * time.Hour, 0}, {26 * time.Hour, 1}, {49 * time.Hour, 2}, {50 * time.Hour, 2}} {
			h.clock.Advance(x.Created.Add(step.to).Sub(h.clock.Now()))
			h.must(h.s.Tick(ctx))
			h.must(h.s.Tick(ctx))
			if got := len(h.facts("session_reminded")); got != step.want {
				t.Fatalf("after %v %d reminders, want %d", step.to, got, step.want)
			}
		}
		if m, err := nadia.Mentorship(ctx, id); err != nil || m.Status != "accepted" {
			t.Fatalf("before the session: %+v %v", m, err)
		}
		for range 2 {
			_, err = mo.MarkSession(ctx, id, x.ID, true)
			h.must(err)
		}
		m, err := nadia.Mentorship(ctx, id)
		h.must(err)
		if m.Status != "active" || !m.LastWord.Equal(h.clock.Now()) {
			t.Fatalf("the first session did not make it active: %+v", m)
		}
		var types []string
		for _, f := range h.facts("session_proposed", "session_confirmed", "session_cancelled", "session_reminded", "session_marked",
			"match_active") {
			_, typ := f.TypeOf()
			types = append(types, typ)
			if strings.Contains(string(f.Data), "secret-room") || strings.Contains(string(f.Data), "Lisbon") {
				t.Errorf("where they meet is in a fact: %s", f.Data)
			}
		}
		want := "session_proposed session_proposed session_confirmed session_reminded session_reminded session_marked match_active"
		if got := strings.Join(types, " "); got != want {
			t.Errorf("facts: %s", got)
		}
		n := 0
		for z, err := range mo.Meetings(ctx, id) {
			h.must(err)
			if n++; z.Status != "held" {
				t.Errorf("listed: %+v", z)
			}
		}
		if n != 1 {
			t.Errorf("%d sessions", n)
		}
	})
}

// TestSessionsAreBounded: a mentorship has 100, whatever became of them, and a repeated key is not counted.
func TestSessionsAreBounded(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	id := h.mentorship()
	for i := range session.Most {
		if i%session.DayMost == 0 {
			h.clock.Advance(session.Day)
		}
		body := `{"starts":"` + h.clock.Now().Add(time.Hour).Format(time.RFC3339) + `","minutes":15,"zone":"UTC"}`
		for range 2 {
			a := h.send("mo", "POST", "/api/v1/mentorships/"+id+"/sessions", body, "Idempotency-Key", fmt.Sprint("k", i))
			if a.status != 201 {
				t.Fatalf("session %d: %d %s", i, a.status, a.body)
			}
		}
	}
	if _, err := h.as("mo").PlanSession(ctx, id, h.meeting(time.Hour)); !fault.Coded(err, "session.too_many") {
		t.Fatalf("one more: %v", err)
	}
}

// TestSessionsEndWithTheirMentorship: after its end nothing is ahead, at once and for every way of reading; nobody is reminded, and
// the place is gone.
func TestSessionsEndWithTheirMentorship(t *testing.T) {
	for name, end := range map[string]func(h *house, id string) error{
		"ended": func(h *house, id string) error {
			_, err := h.as("mo").EndMentorship(context.Background(), id)
			return err
		},
		"blocked":   func(h *house, id string) error { return h.as("nadia").Block(context.Background(), "mo") },
		"forgotten": func(h *house, _ string) error { return h.s.forget(context.Background(), "nadia") },
	} {
		t.Run(name, func(t *testing.T) {
			h := sqliteHouse(t)
			ctx := context.Background()
			id := h.mentorship()
			x, err := h.as("nadia").PlanSession(ctx, id, h.meeting(48*time.Hour))
			h.must(err)
			_, err = h.as("mo").ConfirmSession(ctx, id, x.ID, 1)
			h.must(err)
			link, err := h.as("mo").RenewCalendarLink(ctx)
			h.must(err)
			h.must(end(h, id))
			seen, err := h.as("mo").Meeting(ctx, id, x.ID)
			h.must(err)
			feed, err := h.c.Calendar(ctx, link.Path)
			h.must(err)
			if seen.Status != "cancelled" || seen.Place != "" || !strings.Contains(string(feed), "STATUS:CANCELLED") ||
				strings.Contains(string(feed), "secret-room") {
				t.Fatalf("after the end: %+v\n%s", seen, feed)
			}
			if _, err := h.as("mo").MoveSession(ctx, id, x.ID, h.meeting(time.Hour)); !fault.Coded(err, "match.not_live") {
				t.Fatalf("moved after the end: %v", err)
			}
			if _, err := h.as("mo").PlanSession(ctx, id, h.meeting(time.Hour)); !fault.Coded(err, "match.not_live") {
				t.Fatalf("proposed after the end: %v", err)
			}
			h.clock.Advance(47*time.Hour + time.Minute)
			h.must(h.s.Tick(ctx))
			if n := len(h.facts("session_reminded", "session_cancelled")); n != 0 {
				t.Fatalf("%d facts after the end", n)
			}
			d, err := h.s.c.sessions.Get(ctx, x.ID)
			h.must(err)
			if d.Body.Status != session.Cancelled || d.Body.Place != "" || !d.Body.DueAt.IsZero() {
				t.Fatalf("kept: %+v", d.Body)
			}
		})
	}
}

// TestASessionIsMarkedLate: once the mentorship has ended, for 14 days, of what had begun by then; the fact counts hours and is told to nobody.
func TestASessionIsMarkedLate(t *testing.T) {
	for name, x := range map[string]struct {
		end  func(h *house, id string) error
		wait time.Duration
		want string
	}{
		"in time": {func(h *house, id string) error {
			_, err := h.as("mo").EndMentorship(context.Background(), id)
			return err
		}, session.LateFor, ""},
		"too late": {func(h *house, id string) error {
			_, err := h.as("mo").EndMentorship(context.Background(), id)
			return err
		},
			session.LateFor + time.Millisecond, "session.too_late"},
		"blocked":  {func(h *house, id string) error { return h.as("nadia").Block(context.Background(), "mo") }, time.Hour, ""},
		"has left": {func(h *house, _ string) error { return h.s.forget(context.Background(), "nadia") }, time.Hour, "match.not_live"},
	} {
		t.Run(name, func(t *testing.T) {
			h := sqliteHouse(t)
			ctx := context.Background()
			id := h.mentorship()
			met, err := h.as("nadia").PlanSession(ctx, id, h.meeting(time.Hour))
			h.must(err)
			_, err = h.as("mo").ConfirmSession(ctx, id, met.ID, 1)
			h.must(err)
			ahead, err := h.as("nadia").PlanSession(ctx, id, h.meeting(48*time.Hour))
			h.must(err)
			_, err = h.as("mo").ConfirmSession(ctx, id, ahead.ID, 1)
			h.must(err)
			h.clock.Advance(2 * time.Hour)
			h.must(x.end(h, id))
			h.must(h.s.Tick(ctx))
			h.clock.Advance(x.wait)
			_, err = h.as("mo").MarkSession(ctx, id, met.ID, true)
			if x.want != "" {
				if !fault.Coded(err, x.want) || len(h.facts("session_marked")) != 0 {
					t.Fatal(err)
				}
				return
			}
			h.must(err)
			_, err = h.as("mo").MarkSession(ctx, id, met.ID, true) // the same again
			h.must(err)
			if _, err := h.as("mo").MarkSession(ctx, id, ahead.ID, true); !fault.Has(err, fault.Conflict) {
				t.Fatal("what lay ahead took place:", err)
			}
			h.must(h.s.Tick(ctx))
			facts := h.facts("session_marked")
			if len(facts) != 1 {
				t.Fatal(facts)
			}
			m, err := wire.Read[wire.SessionMarked](facts[0])
			if err != nil || m.How != "held" || m.To != "" || m.Mentor != "mo" || m.Minutes == 0 {
				t.Fatalf("%+v %v", m, err)
			}
			if y, err := h.as("nadia").Meeting(ctx, id, met.ID); err != nil || y.Status != "held" {
				t.Fatal(y, err)
			}
		})
	}
}

// TestASessionThatIsLateForTheEnd: one whose mentorship ends, and whose writer is erased, between the two writes, keeps no place.
func TestASessionThatIsLateForTheEnd(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	id := h.mentorship()
	h.s.crash = func(at string) {
		if at == "session.insert.before" {
			h.s.crash = nil
			h.must(h.s.forget(ctx, "mo"))
		}
	}
	if _, err := h.as("nadia").PlanSession(ctx, id, h.meeting(time.Hour)); !fault.Coded(err, "match.not_live") {
		t.Fatalf("proposed: %v", err)
	}
	h.must(h.s.c.sessions.Each(ctx, sessionsFrom("nadia", 0, 10), func(d *store.Doc[session.Session]) error {
		if d.Body.Place != "" || d.Body.Status != session.Cancelled {
			return errors.New("kept a place")
		}
		return nil
	}))
}

// TestTheMentorshipHearsLater: a process that dies between the two writes leaves it to the clock.
func TestTheMentorshipHearsLater(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	id := h.mentorship()
	x, err := h.as("nadia").PlanSession(ctx, id, h.meeting(time.Hour))
	h.must(err)
	_, err = h.as("mo").ConfirmSession(ctx, id, x.ID, 1)
	h.must(err)
	h.clock.Advance(x.Starts.Sub(h.clock.Now()))
	h.s.crash = func(at string) {
		if at == "session.after" {
			panic("killed")
		}
	}
	h.send("mo", "POST", "/api/v1/mentorships/"+id+"/sessions/"+x.ID+"/held", "", "Idempotency-Key", "k1")
	h.s.crash = nil
	if m, err := h.as("mo").Mentorship(ctx, id); err != nil || m.Status != "accepted" {
		t.Fatalf("the death came too late: %+v %v", m, err)
	}
	h.must(h.s.Tick(ctx))
	if m, err := h.as("mo").Mentorship(ctx, id); err != nil || m.Status != "active" {
		t.Fatalf("nobody told the mentorship: %+v %v", m, err)
	}
	if n := len(h.facts("match_active")); n != 1 {
		t.Fatalf("%d times active", n)
	}
}

// TestCalendarFeed: whoever has the link reads it, nobody is named, it is renewed, revoked, closed with the account, and kept hashed.
func TestCalendarFeed(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	id := h.mentorship()
	mo, public := h.as("mo"), h.c
	x, err := mo.PlanSession(ctx, id, h.meeting(48*time.Hour))
	h.must(err)
	if l, err := mo.CalendarLink(ctx); err != nil || l.Since != nil || l.Path != "" {
		t.Fatalf("before: %+v %v", l, err)
	}
	h.must(mo.RevokeCalendarLink(ctx))
	first, err := mo.RenewCalendarLink(ctx)
	h.must(err)
	if l, err := mo.CalendarLink(ctx); err != nil || l.Since == nil || l.Path != "" {
		t.Fatalf("the link is shown again: %+v %v", l, err)
	}
	feed, err := public.Calendar(ctx, first.Path)
	h.must(err)
	for _, want := range []string{"STATUS:TENTATIVE", "SUMMARY:Session with your newcomer", "secret-room", x.ID,
		"DTSTART:" + x.Starts.Format("20060102T150405Z")} {
		if !strings.Contains(string(feed), want) {
			t.Errorf("the feed lacks %q:\n%s", want, feed)
		}
	}
	if strings.Contains(string(feed), "nadia") || strings.Contains(string(feed), "mo\r\n") {
		t.Errorf("the feed names somebody:\n%s", feed)
	}
	raw, err := h.s.c.calendars.Raw(ctx, "mo")
	h.must(err)
	token := strings.TrimPrefix(first.Path, calendarPath)
	if len(token) < 40 || strings.Contains(string(raw.Body), token) {
		t.Errorf("the token is kept: %s", raw.Body)
	}
	for _, f := range h.facts() {
		if strings.Contains(string(f.Data), token) {
			t.Errorf("the token is in a fact: %s", f.Data)
		}
	}
	absent := func(when, path string) {
		t.Helper()
		if _, err := public.Calendar(ctx, path); !fault.Coded(err, "calendar.absent") {
			t.Errorf("%s: %v", when, err)
		}
	}
	absent("a guess", calendarPath+strings.Repeat("A", 43))
	second, err := mo.RenewCalendarLink(ctx)
	h.must(err)
	absent("renewed", first.Path)
	v := h.state("mo", wire.AccountState{Account: "mo", Confirmed: true, Suspended: true})
	testkit.Heard(t, h.s.m.accounts, "mo", v)
	absent("suspended", second.Path)
	v = h.state("mo", wire.AccountState{Account: "mo", Confirmed: true, Locale: "es-MX"})
	testkit.Heard(t, h.s.m.accounts, "mo", v)
	if feed, err = public.Calendar(ctx, second.Path); err != nil || !strings.Contains(string(feed), "SUMMARY:Sesión con la persona") {
		t.Errorf("in Spanish: %v\n%s", err, feed)
	}
	v = h.state("mo", wire.AccountState{Account: "mo", Confirmed: true, Locale: "es-MX", Proofs: 1})
	testkit.Heard(t, h.s.m.accounts, "mo", v)
	absent("signed out everywhere", second.Path)
	if l, err := mo.CalendarLink(ctx); err != nil || l.Since != nil {
		t.Errorf("a link that opens nothing is shown as one: %+v %v", l, err)
	}
	second, err = mo.RenewCalendarLink(ctx)
	h.must(err)
	_, err = public.Calendar(ctx, second.Path)
	h.must(err)
	h.must(mo.RevokeCalendarLink(ctx))
	absent("revoked", second.Path)
	third, err := mo.RenewCalendarLink(ctx)
	h.must(err)
	h.must(h.s.forget(ctx, "mo"))
	h.must(h.s.forget(ctx, "mo"))
	absent("closed", third.Path)
	if _, err := mo.RenewCalendarLink(ctx); !fault.Has(err, fault.Gone) {
		t.Errorf("a link for who has left: %v", err)
	}
}

// TestTimesADay: new sessions and other times for them count together, each side for itself; who takes a first proposal back at once tells
// nobody.
func TestTimesADay(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		h := newHouse(t, open(), testkit.NewClock())
		ctx := context.Background()
		id := h.mentorship()
		first, err := h.as("mo").PlanSession(ctx, id, h.meeting(48*time.Hour))
		h.must(err)
		for i := range session.DayMost - 1 {
			if i%2 == 0 {
				x, err := h.as("mo").PlanSession(ctx, id, h.meeting(48*time.Hour))
				h.must(err)
				_, err = h.as("mo").CancelSession(ctx, id, x.ID)
				h.must(err)
				continue
			}
			_, err := h.as("mo").MoveSession(ctx, id, first.ID, h.meeting(time.Duration(50+i)*time.Hour))
			h.must(err)
		}
		_, err = h.as("mo").PlanSession(ctx, id, h.meeting(48*time.Hour))
		h.refused("a new one", err, "session.too_many_today", session.Day)
		_, err = h.as("mo").MoveSession(ctx, id, first.ID, h.meeting(90*time.Hour))
		h.refused("another time", err, "session.too_many_today", session.Day)
		d, err := h.s.c.matches.Get(ctx, id)
		h.must(err)
		other := d.Body.Newcomer
		_, err = h.as(other).MoveSession(ctx, id, first.ID, h.meeting(70*time.Hour))
		h.must(err)
		h.clock.Advance(session.Day)
		_, err = h.as("mo").PlanSession(ctx, id, h.meeting(48*time.Hour))
		h.must(err)
	})
}
