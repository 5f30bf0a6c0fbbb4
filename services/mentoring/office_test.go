package mentoring

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

func (h *house) hour(in time.Duration, most int) api.NewOfficeHour {
	return api.NewOfficeHour{
		Starts: h.clock.Now().Add(in), Minutes: 60, Zone: "Europe/Lisbon", Place: "https://meet.example.org/secret-room",
		Topic: "First steps in Go", Most: most,
	}
}

// hours are the ids of the office hours that a person finds.
func (h *house) hours(who, box string) (ids []string) {
	h.t.Helper()
	for x, err := range h.as(who).OfficeHours(context.Background(), "", "", box) {
		h.must(err)
		ids = append(ids, x.ID)
	}
	return ids
}

// TestOfficeHours goes from a slot to its end, over HTTP, on both stores.
func TestOfficeHours(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		h := newHouse(t, open(), testkit.NewClock())
		ctx := context.Background()
		h.mentor("mo")
		people := []string{"ann", "bea", "cleo"}
		for _, who := range people {
			h.account(who)
		}
		mo, ann, bea, cleo := h.as("mo"), h.as("ann"), h.as("bea"), h.as("cleo")
		if _, err := ann.NewOfficeHour(ctx, h.hour(48*time.Hour, 2)); !fault.Coded(err, "office_hour.no_mentor") {
			t.Fatalf("who is no mentor: %v", err)
		}
		x, err := mo.NewOfficeHour(ctx, h.hour(48*time.Hour, 2))
		h.must(err)
		if x.Status != "open" || x.Yours != "mentor" || x.Coming != 0 || x.Ends.Sub(x.Starts) != time.Hour || x.Place == "" {
			t.Fatalf("held: %+v", x)
		}
		if seen, err := ann.OfficeHour(ctx, x.ID); err != nil || seen.Place != "" || seen.Yours != "none" || seen.Topic != "First steps in Go" {
			t.Fatalf("who does not come reads %+v %v", seen, err)
		}
		if _, err := ann.ChangeOfficeHour(ctx, x.ID, h.hour(time.Hour, 1)); !fault.Has(err, fault.NotFound) {
			t.Fatalf("somebody else changes it: %v", err)
		}
		if _, err := mo.ComeToOfficeHour(ctx, x.ID); !fault.Coded(err, "office_hour.own") {
			t.Fatalf("to the own one: %v", err)
		}
		for range 2 {
			y, err := ann.ComeToOfficeHour(ctx, x.ID)
			h.must(err)
			if y.Yours != "coming" || y.Place == "" || y.Coming != 1 || len(y.People) != 0 {
				t.Fatalf("who comes reads %+v", y)
			}
		}
		_, err = bea.ComeToOfficeHour(ctx, x.ID)
		h.must(err)
		if _, err := cleo.ComeToOfficeHour(ctx, x.ID); !fault.Coded(err, "office_hour.full") {
			t.Fatalf("a third: %v", err)
		}
		if y, err := mo.OfficeHour(ctx, x.ID); err != nil || fmt.Sprint(y.People) != "[ann bea]" || y.Status != "full" {
			t.Fatalf("the mentor reads %+v %v", y, err)
		}
		if st, err := mo.Standing(ctx); err != nil || st.Taken != 0 || st.Unanswered != 0 {
			t.Fatalf("it takes a place: %+v %v", st, err)
		}
		if _, err := mo.ChangeOfficeHour(ctx, x.ID, h.hour(50*time.Hour, 1)); !fault.Coded(err, "office_hour.people_come") {
			t.Fatalf("fewer than come: %v", err)
		}
		_, err = mo.ChangeOfficeHour(ctx, x.ID, h.hour(50*time.Hour, 3))
		h.must(err)
		h.must(bea.LeaveOfficeHour(ctx, x.ID))
		h.must(bea.LeaveOfficeHour(ctx, x.ID))
		_, err = cleo.ComeToOfficeHour(ctx, x.ID)
		h.must(err)
		for box, want := range map[string]string{"": x.ID, "coming": x.ID, "own": ""} {
			if got := strings.Join(h.hours("cleo", box), " "); got != want {
				t.Errorf("box %q has %q", box, got)
			}
		}
		a := h.send("ann", "GET", "/api/v1/office-hours/"+x.ID+"/calendar", "")
		for _, want := range []string{"BEGIN:VCALENDAR\r\n", "SUMMARY:Office hour of a mentor\r\n", "STATUS:CONFIRMED\r\n", "secret-room"} {
			if a.status != 200 || !strings.Contains(a.body, want) {
				t.Errorf("the calendar file lacks %q: %d\n%s", want, a.status, a.body)
			}
		}
		if a := h.send("bea", "GET", "/api/v1/office-hours/"+x.ID+"/calendar", ""); a.status != 200 || strings.Contains(a.body, "secret") {
			t.Errorf("who does not come reads where it is: %d %s", a.status, a.body)
		}
		link := h.send("ann", "PUT", "/api/v1/calendar-links/me", "")
		path := strings.SplitN(strings.SplitN(link.body, `"path":"`, 2)[1], `"`, 2)[0]
		if feed := h.send("", "GET", path, ""); !strings.Contains(feed.body, x.ID) {
			t.Errorf("not in the feed: %s", feed.body)
		}

		// Everybody is reminded twice, none early.
		for _, step := range []struct {
			to   time.Duration
			want int
		}{{25 * time.Hour, 0}, {26 * time.Hour, 3}, {49 * time.Hour, 6}, {51 * time.Hour, 6}} {
			h.clock.Advance(x.Changed.Add(step.to).Sub(h.clock.Now()))
			h.tick()
			h.tick()
			if got := len(h.facts("office_hour_reminded")); got != step.want {
				t.Fatalf("after %v %d reminders, want %d", step.to, got, step.want)
			}
		}
		if got := len(h.facts("office_hour_moved")); got != 2 {
			t.Errorf("%d were told of another time, want 2", got)
		}
		for _, f := range h.facts("office_hour_moved", "office_hour_reminded") {
			if strings.Contains(string(f.Data), "secret") || strings.Contains(string(f.Data), "Go") {
				t.Errorf("where and what is in a fact: %s", f.Data)
			}
		}
		if got := h.hours("cleo", ""); len(got) != 0 {
			t.Errorf("over, and still listed: %v", got)
		}
		if _, err := mo.CancelOfficeHour(ctx, x.ID); !fault.Coded(err, "office_hour.over") {
			t.Errorf("cancelled after it began: %v", err)
		}
		h.clock.Advance(31 * 24 * time.Hour)
		h.tick()
		if _, err := mo.OfficeHour(ctx, x.ID); !fault.Has(err, fault.NotFound) {
			t.Errorf("kept for ever: %v", err)
		}
	})
}

// TestOfficeHoursAndBlocks: who is taken out by a block reads, and hears, that it is cancelled; to who is parted from somebody who comes it
// is full, in the list and in the answer alike; and two who come and are parted do not meet.
func TestOfficeHoursAndBlocks(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.mentor("mo")
	for _, who := range []string{"ann", "bea", "cleo", "dee"} {
		h.account(who)
	}
	x, err := h.as("mo").NewOfficeHour(ctx, h.hour(48*time.Hour, 5))
	h.must(err)
	_, err = h.as("ann").ComeToOfficeHour(ctx, x.ID)
	h.must(err)
	h.must(h.as("bea").Block(ctx, "ann"))
	if _, err := h.as("bea").ComeToOfficeHour(ctx, x.ID); !fault.Coded(err, "office_hour.full") {
		t.Errorf("bea meets whom she blocked: %v", err)
	}
	seen, err := h.as("bea").OfficeHour(ctx, x.ID)
	h.must(err)
	for y, err := range h.as("bea").OfficeHours(ctx, "", "", "") {
		h.must(err)
		for _, z := range []api.OfficeHour{*seen, y} {
			if z.Status != "full" || z.Coming != z.Most {
				t.Errorf("bea is told that it is full, and reads %+v", z)
			}
		}
	}
	// Mo blocks who comes: it is what a cancelled one is.
	h.must(h.as("mo").Block(ctx, "ann"))
	if y, err := h.as("ann").OfficeHour(ctx, x.ID); err != nil || y.Status != "cancelled" || y.Yours != "coming" || y.Place != "" {
		t.Errorf("ann reads %+v %v", y, err)
	}
	if got := strings.Join(h.hours("ann", "coming"), ""); got != x.ID {
		t.Errorf("ann comes to %q", got)
	}
	if _, err := h.as("ann").ComeToOfficeHour(ctx, x.ID); !fault.Coded(err, "office_hour.over") {
		t.Errorf("ann comes again: %v", err)
	}
	if a := h.send("ann", "GET", "/api/v1/office-hours/"+x.ID+"/calendar", ""); !strings.Contains(a.body, "STATUS:CANCELLED") {
		t.Errorf("ann's calendar: %d %s", a.status, a.body)
	}
	if got := h.facts("office_hour_cancelled"); len(got) != 1 || !strings.Contains(string(got[0].Data), `"to":"ann"`) {
		t.Errorf("%d were told", len(got))
	}
	// What becomes of it is nothing of hers.
	ann := func() string {
		return h.send("ann", "GET", "/api/v1/office-hours/"+x.ID, "").body + h.send("ann", "GET", "/api/v1/office-hours/"+x.ID+"/calendar", "").body
	}
	before := ann()
	moved := h.hour(60*time.Hour, 4)
	moved.Topic = "Something else"
	_, err = h.as("mo").ChangeOfficeHour(ctx, x.ID, moved)
	h.must(err)
	if after := ann(); after != before {
		t.Errorf("ann reads on: %s, before %s", after, before)
	}
	h.must(h.as("ann").LeaveOfficeHour(ctx, x.ID))
	if got := h.hours("ann", "coming"); len(got) != 0 {
		t.Errorf("ann left and comes to %v", got)
	}
	for _, who := range []string{"bea", "cleo", "dee"} {
		_, err = h.as(who).ComeToOfficeHour(ctx, x.ID)
		h.must(err)
	}
	h.must(h.as("cleo").Block(ctx, "dee")) // dee came later
	if y, err := h.as("mo").OfficeHour(ctx, x.ID); err != nil || fmt.Sprint(y.People) != "[bea cleo]" {
		t.Errorf("two who are parted: %+v %v", y, err)
	}
	if y, err := h.as("dee").OfficeHour(ctx, x.ID); err != nil || y.Status != "cancelled" {
		t.Errorf("dee reads %+v %v", y, err)
	}

	// Whoever leaves the service comes to none; the mentor's are gone, and who comes is told.
	h.must(h.s.forget(ctx, "cleo"))
	h.must(h.s.forget(ctx, "dee"))
	if y, err := h.as("mo").OfficeHour(ctx, x.ID); err != nil || fmt.Sprint(y.People) != "[bea]" {
		t.Errorf("after cleo left: %+v %v", y, err)
	}
	h.must(h.s.forget(ctx, "mo"))
	if _, err := h.as("bea").OfficeHour(ctx, x.ID); !fault.Has(err, fault.NotFound) {
		t.Errorf("after mo left: %v", err)
	}
	if got := len(h.facts("office_hour_cancelled")); got != 3 {
		t.Errorf("%d were told, want 3", got)
	}
}

// TestOfficeHoursOfWhoIsSuspended: they are cancelled when they come near; those of a mentor of whom nothing is mirrored are not.
func TestOfficeHoursOfWhoIsSuspended(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.mentor("mo", "ben")
	h.account("ann")
	var ids []string
	for _, who := range []string{"mo", "ben"} {
		x, err := h.as(who).NewOfficeHour(ctx, h.hour(48*time.Hour, 5))
		h.must(err)
		_, err = h.as("ann").ComeToOfficeHour(ctx, x.ID)
		h.must(err)
		ids = append(ids, x.ID)
	}
	v := h.state("mo", wire.AccountState{Account: "mo", Confirmed: true, Suspended: true})
	testkit.Heard(t, h.s.m.accounts, "mo", v)
	h.state("ben", wire.PersonState{Person: "ben"})
	h.clock.Advance(24 * time.Hour)
	h.tick()
	for i, want := range []string{"cancelled", "open"} {
		if x, err := h.as("ann").OfficeHour(ctx, ids[i]); err != nil || x.Status != want {
			t.Errorf("%d: %+v %v", i, x, err)
		}
	}
	if got := len(h.facts("office_hour_cancelled")); got != 1 {
		t.Errorf("%d were told", got)
	}
}

// TestOfficeHoursAreBounded: by mentor and by person, and what is written of them.
func TestOfficeHoursAreBounded(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.mentor("mo", "ben")
	h.account("ann")
	bad := h.hour(-time.Hour, 6)
	bad.Topic = "a\u202eb"
	_, err := h.as("mo").NewOfficeHour(ctx, bad)
	f := fault.As(err)
	var got []string
	for _, x := range f.Fields {
		got = append(got, x.Pointer+" "+x.Code)
	}
	if !fault.Has(err, fault.Invalid) {
		t.Errorf("%v: %v", err, got)
	}
	last := ""
	for i := range 21 {
		x, err := h.as("mo").NewOfficeHour(ctx, h.hour(48*time.Hour, 5))
		if i == 20 { // cancelling one makes room
			if !fault.Coded(err, "office_hour.too_many") {
				t.Errorf("one more: %v", err)
			}
			_, err = h.as("mo").CancelOfficeHour(ctx, last)
			h.must(err)
			_, err = h.as("mo").NewOfficeHour(ctx, h.hour(48*time.Hour, 5))
			h.must(err)
			break
		}
		h.must(err)
		last = x.ID
		_, err = h.as("ann").ComeToOfficeHour(ctx, x.ID)
		if want := i >= 10; want != fault.Coded(err, "office_hour.coming_too_many") {
			t.Errorf("the %d.: %v", i+1, err)
		}
	}
}
