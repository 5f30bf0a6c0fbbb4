package mentoring

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// offered is whose place is offered to a person in the always-open programme, "" for none, "-" if they do not wait.
func (h *house) offered(who string) string {
	h.t.Helper()
	list, err := h.as(who).Waiting(context.Background())
	h.must(err)
	for _, e := range list.Items {
		if e.Programme == wire.AlwaysOpen {
			if e.Offer == nil {
				return ""
			}
			return e.Offer.Mentor
		}
	}
	return "-"
}

func (h *house) wait(who string, in api.WaitingWish) {
	h.t.Helper()
	h.account(who)
	_, err := h.as(who).WaitFor(context.Background(), wire.AlwaysOpen, in)
	h.must(err)
	h.clock.Advance(time.Second)
}

func (h *house) tick() { h.t.Helper(); h.must(h.s.Tick(context.Background())) }

// lines checks who is offered what.
func (h *house) lines(what string, want map[string]string) {
	h.t.Helper()
	for who, mentor := range want {
		if got := h.offered(who); got != mentor {
			h.t.Fatalf("%s: %s is offered %q, want %q", what, who, got, mentor)
		}
	}
}

// TestTwoWindowsWait: what was changed in one window is not overwritten from another that has not seen it.
func TestTwoWindowsWait(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.mentor("mo", "ben", "cleo")
	h.account("ann")
	ann := h.as("ann")
	wish := func(mentors ...string) api.WaitingWish { return api.WaitingWish{Mentors: mentors} }
	for _, m := range []string{"mo", "ben", "cleo"} { // nobody has a place
		_, err := h.as(m).SetPlaces(ctx, api.Places{Capacity: 0})
		h.must(err)
	}
	_, err := ann.WaitFor(ctx, wire.AlwaysOpen, wish("mo"))
	h.must(err)
	list, err := ann.Waiting(ctx)
	h.must(err)
	seen := list.Items[0].Version
	one, err := ann.WaitFor(ctx, wire.AlwaysOpen, wish("mo", "ben"), client.IfMatch(seen))
	h.must(err)
	if _, err := ann.WaitFor(ctx, wire.AlwaysOpen, wish("mo", "cleo"), client.IfMatch(seen)); !fault.Coded(err, "waiting.changed") {
		t.Errorf("overwritten: %v", err)
	}
	if err := ann.StopWaiting(ctx, wire.AlwaysOpen, client.IfMatch(seen)); !fault.Coded(err, "waiting.changed") {
		t.Errorf("left: %v", err)
	}
	if _, err := ann.SkipPlace(ctx, wire.AlwaysOpen, client.IfMatch(seen)); !fault.Coded(err, "waiting.changed") {
		t.Errorf("skipped: %v", err)
	}
	if list, err = ann.Waiting(ctx); err != nil || list.Items[0].Version != one.Version || len(list.Items[0].Mentors) != 2 {
		t.Errorf("%+v %v", list, err)
	}
	// Somebody else in the line moves nothing; a place that is offered does.
	h.wait("bea", wish("mo"))
	if list, err = ann.Waiting(ctx); err != nil || list.Items[0].Version != one.Version {
		t.Errorf("%+v %v", list, err)
	}
	_, err = h.as("ben").SetPlaces(ctx, api.Places{Capacity: 1})
	h.must(err)
	h.tick()
	h.lines("a place", map[string]string{"ann": "ben"})
	if _, err := ann.SkipPlace(ctx, wire.AlwaysOpen, client.IfMatch(one.Version)); !fault.Coded(err, "waiting.changed") {
		t.Errorf("a place that was not seen is skipped: %v", err)
	}
	if list, err = ann.Waiting(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := ann.SkipPlace(ctx, wire.AlwaysOpen, client.IfMatch(list.Items[0].Version)); err != nil {
		t.Error(err)
	}
	if err := ann.StopWaiting(ctx, wire.AlwaysOpen); err != nil { // who names no version
		t.Error(err)
	}
	if _, err := ann.WaitFor(ctx, wire.AlwaysOpen, wish("mo"), client.IfMatch(one.Version)); !fault.Coded(err, "waiting.changed") {
		t.Errorf("what was left is joined again: %v", err)
	}
}

// TestWaitingForAMentor: a place that becomes free is offered to who waits longest, for two days, then to the next; asking takes it up.
func TestWaitingForAMentor(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		h := newHouse(t, open(), testkit.NewClock())
		ctx := context.Background()
		id := h.mentorship() // nadia has the one place of mo
		mo := api.WaitingWish{Mentors: []string{"mo"}}
		for _, who := range []string{"ann", "bea", "cleo"} {
			h.wait(who, mo)
		}
		if _, err := h.as("nadia").WaitFor(ctx, wire.AlwaysOpen, mo); !fault.Coded(err, "request.has_mentorship") {
			t.Fatalf("who has a mentor waits: %v", err)
		}
		e, err := h.as("cleo").WaitFor(ctx, wire.AlwaysOpen, mo)
		h.must(err)
		if e.Ahead != 2 || e.Usual != "unknown" || e.First || e.Until.Sub(e.Since) != 180*24*time.Hour {
			t.Fatalf("in line: %+v", e)
		}
		h.tick()
		h.lines("no place", map[string]string{"ann": "", "bea": "", "cleo": ""})

		_, err = h.as("mo").EndMentorship(ctx, id)
		h.must(err)
		h.tick()
		h.tick()
		h.lines("one place", map[string]string{"ann": "mo", "bea": "", "cleo": ""})
		h.clock.Advance(48*time.Hour - 3*time.Second)
		h.tick()
		h.lines("in time", map[string]string{"ann": "mo", "bea": ""})
		h.clock.Advance(3 * time.Second)
		h.tick()
		h.tick()
		h.lines("without an answer", map[string]string{"ann": "", "bea": "mo", "cleo": ""})
		if e, err = h.as("ann").WaitFor(ctx, wire.AlwaysOpen, mo); err != nil || e.Ahead != 2 {
			t.Fatalf("who did not answer is at the end: %+v %v", e, err)
		}

		// Bea asks; while mo thinks about it no other is asked to ask beyond the places.
		r, err := h.as("bea").CreateRequest(ctx, api.NewRequest{Mentors: []string{"mo"}, Message: "It is my turn"})
		h.must(err)
		h.lines("taken up", map[string]string{"bea": ""})
		_, err = h.as("mo").AcceptRequest(ctx, r.ID)
		h.must(err)
		h.tick()
		h.lines("found", map[string]string{"bea": "-", "cleo": "", "ann": ""})

		// A second place, and then two: cleo is before ann.
		_, err = h.as("mo").SetPlaces(ctx, api.Places{Capacity: 2})
		h.must(err)
		h.tick()
		h.lines("a second place", map[string]string{"cleo": "mo", "ann": ""})
		if e, err := h.as("cleo").SkipPlace(ctx, wire.AlwaysOpen); err == nil || !fault.Coded(err, "waiting.absent") {
			t.Fatalf("skipping the only one: %+v %v", e, err)
		}
		h.tick()
		h.lines("skipped", map[string]string{"cleo": "-", "ann": "mo"})
		// The place is gone before ann comes.
		_, err = h.as("mo").SetPlaces(ctx, api.Places{Capacity: 1})
		h.must(err)
		h.tick()
		h.tick()
		h.lines("gone", map[string]string{"ann": ""})
		h.must(h.as("ann").StopWaiting(ctx, wire.AlwaysOpen))
		h.must(h.as("ann").StopWaiting(ctx, wire.AlwaysOpen))
		for typ, want := range map[string]int{"place_offered": 4, "place_offer_ended": 2, "waiting_ended": 1} {
			if got := len(h.facts(typ)); got != want {
				t.Errorf("%d facts %s, want %d", got, typ, want)
			}
		}
		// Nothing is left of it.
		for _, who := range []string{"ann", "bea", "cleo", "mo"} {
			d, err := h.s.c.standings.Get(ctx, who)
			h.must(err)
			if len(d.Body.Waiting)+len(d.Body.Turns) > 0 {
				t.Errorf("%s: %+v %+v", who, d.Body.Waiting, d.Body.Turns)
			}
			if keys := standingKeys(who, &d.Body); keys["waits"] != nil || keys["waiting"] != nil {
				t.Errorf("%s is still found: %v", who, keys)
			}
		}
	})
}

// TestWaitingForAnybody: whoever has a place of the programme and can be asked: after a pause, a mentor who is new, one with a cap there.
func TestWaitingForAnybody(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.mentor("mo", "ben", "hidden")
	for _, who := range []string{"mo", "ben", "hidden"} {
		_, err := h.as(who).SetPlaces(ctx, api.Places{Capacity: 0})
		h.must(err)
	}
	v := h.state("hidden", wire.PersonState{Person: "hidden", Mentor: true, Approved: true, FoundBy: "nobody"})
	testkit.Heard(t, h.s.m.persons, "hidden", v)
	_, err := h.as("hidden").SetPlaces(ctx, api.Places{Capacity: 3})
	h.must(err)
	h.wait("ann", api.WaitingWish{Anybody: true})
	h.wait("bea", api.WaitingWish{Anybody: true})
	h.tick()
	h.lines("nothing is free", map[string]string{"ann": "", "bea": ""})
	_, err = h.as("mo").SetPlaces(ctx, api.Places{Capacity: 1})
	h.must(err)
	h.tick()
	h.lines("mo has a place", map[string]string{"ann": "mo", "bea": ""})
	// Ann skips him: he is bea's, and ann is not offered him again.
	_, err = h.as("ann").SkipPlace(ctx, wire.AlwaysOpen)
	h.must(err)
	h.tick()
	h.lines("skipped", map[string]string{"ann": "", "bea": "mo"})
	// A mentor who is new, and never said how many places there are.
	h.mentor("newt")
	h.tick()
	h.lines("somebody new", map[string]string{"ann": "newt"})
	_, err = h.as("ann").SkipPlace(ctx, wire.AlwaysOpen)
	h.must(err)
	_, err = h.as("newt").SetPlaces(ctx, api.Places{Capacity: 0})
	h.must(err)
	// A pause that ends by itself.
	_, err = h.as("ben").SetPlaces(ctx, api.Places{Capacity: 1})
	h.must(err)
	_, err = h.as("ben").Pause(ctx, h.clock.Now().Add(time.Hour))
	h.must(err)
	h.tick()
	h.lines("paused", map[string]string{"ann": ""})
	h.clock.Advance(time.Hour)
	h.tick()
	h.lines("the pause is over", map[string]string{"ann": "ben"})
	_, err = h.as("ann").SkipPlace(ctx, wire.AlwaysOpen)
	h.must(err)
	// A cap of the programme, whose one place there becomes free.
	h.mentor("cap")
	h.must(h.as("bea").StopWaiting(ctx, wire.AlwaysOpen))
	id := h.asking("carl", "cap")
	_, err = h.as("cap").SetPlaces(ctx, api.Places{Capacity: 5, Caps: map[string]int{wire.AlwaysOpen: 1}})
	h.must(err)
	_, err = h.as("cap").AcceptRequest(ctx, id)
	h.must(err)
	h.tick()
	h.lines("at the cap", map[string]string{"ann": ""})
	_, err = h.as("cap").EndMentorship(ctx, id)
	h.must(err)
	h.tick()
	h.lines("below the cap", map[string]string{"ann": "cap"})
}

// TestABlockReadsLikeAPauseInTheLine: whoever is offered a place hears the same when the mentor blocks them and when the mentor pauses.
func TestABlockReadsLikeAPauseInTheLine(t *testing.T) {
	told := map[string]string{}
	for what, gone := range map[string]func(h *house) error{
		"a pause": func(h *house) error {
			_, err := h.as("mo").Pause(context.Background(), h.clock.Now().Add(time.Hour))
			return err
		},
		"a block": func(h *house) error { return h.as("mo").Block(context.Background(), "ann") },
	} {
		h := sqliteHouse(t)
		h.mentor("mo")
		h.wait("ann", api.WaitingWish{Mentors: []string{"mo"}})
		h.tick()
		h.lines("offered", map[string]string{"ann": "mo"})
		h.must(gone(h))
		h.tick()
		h.tick()
		h.lines(what, map[string]string{"ann": ""})
		for _, f := range h.facts("place_offer_ended", "waiting_ended") {
			told[what] += string(f.Data)
		}
	}
	if told["a pause"] == "" || told["a pause"] != told["a block"] {
		t.Errorf("told of %v", told)
	}
}

// TestOrphansComeFirst: whose mentor left comes before who waits longer.
func TestOrphansComeFirst(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.mentorship()
	h.mentor("ben")
	_, err := h.as("ben").SetPlaces(ctx, api.Places{Capacity: 0})
	h.must(err)
	h.wait("ann", api.WaitingWish{Mentors: []string{"ben", "mo"}})
	h.wait("bea", api.WaitingWish{Mentors: []string{"mo"}})
	h.must(h.s.forget(ctx, "mo"))
	h.wait("nadia", api.WaitingWish{Mentors: []string{"ben"}})
	list, err := h.as("nadia").Waiting(ctx)
	h.must(err)
	if e := list.Items[0]; !e.First || e.Ahead != 0 {
		t.Fatalf("whose mentor left: %+v", e)
	}
	if list, err = h.as("ann").Waiting(ctx); err != nil || list.Items[0].Ahead != 1 || len(list.Items[0].Mentors) != 1 {
		t.Fatalf("who waits longer: %+v %v", list, err)
	}
	h.lines("mo left", map[string]string{"bea": "-"})
	_, err = h.as("ben").SetPlaces(ctx, api.Places{Capacity: 1})
	h.must(err)
	h.tick()
	h.lines("one place", map[string]string{"nadia": "ben", "ann": ""})
	// Whoever leaves the service leaves no line behind.
	h.must(h.s.forget(ctx, "nadia"))
	h.tick()
	h.tick()
	h.lines("one left", map[string]string{"ann": "ben"})
	d, err := h.s.c.standings.Get(ctx, "ben")
	h.must(err)
	if b, _ := json.Marshal(d.Body.Turns); strings.Contains(string(b), "nadia") {
		t.Errorf("ben has %s", b)
	}
}

// TestWaitingIsBounded: by mentor, by person, in words.
func TestWaitingIsBounded(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.mentor("mo")
	for i := range 50 {
		_, err := h.s.upsert(ctx, "test", fmt.Sprint("n", i), func(st *Standing) error {
			return st.Waiting.Join(wire.AlwaysOpen, []string{"mo"}, false, false, h.clock.Now())
		})
		h.must(err)
	}
	h.account("ann")
	for what, x := range map[string]struct {
		in   api.WaitingWish
		code string
	}{
		"a full line":  {api.WaitingWish{Mentors: []string{"mo"}}, "waiting.line_full"},
		"nobody":       {api.WaitingWish{}, "invalid"},
		"oneself":      {api.WaitingWish{Mentors: []string{"ann"}}, "invalid"},
		"twice":        {api.WaitingWish{Mentors: []string{"mo", "mo"}}, "invalid"},
		"a stranger":   {api.WaitingWish{Mentors: []string{"xu"}}, "mentor.unavailable"},
		"four of them": {api.WaitingWish{Mentors: []string{"a", "b", "c", "d"}}, "invalid"},
	} {
		if _, err := h.as("ann").WaitFor(ctx, wire.AlwaysOpen, x.in); !fault.Coded(err, x.code) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := h.as("ann").WaitFor(ctx, "elsewhere", api.WaitingWish{Anybody: true}); !fault.Coded(err, "programme.absent") {
		t.Errorf("no such programme: %v", err)
	}
	if _, err := h.as("zed").WaitFor(ctx, wire.AlwaysOpen, api.WaitingWish{Anybody: true}); !fault.Coded(err, "account.unconfirmed") {
		t.Errorf("nobody: %v", err)
	}
}

// TestMentorsOfAProgramme: who waits for anybody in a programme is offered its members, however many mentor elsewhere; looking goes on
// where it stopped.
func TestMentorsOfAProgramme(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	rules := wire.DefaultRules()
	v := h.state("club", wire.ProgrammeState{Programme: "club", Org: "o", Open: true, Rules: rules})
	testkit.Heard(t, h.s.m.programmes, "club", v)
	h.mentor("ann-mentors", "ben-mentors", "mo")
	for _, x := range []wire.MemberState{
		{Programme: "club", Person: "ann", Newcomer: true}, {Programme: "club", Person: "mo", Mentor: true, Approved: true},
		{Programme: "other", Person: "ben-mentors", Mentor: true, Approved: true},
	} {
		v := h.state(x.Programme+"-"+x.Person, x)
		testkit.Heard(t, h.s.m.members, x.Programme+"-"+x.Person, v)
	}
	h.account("ann")
	_, err := h.as("ann").WaitFor(ctx, "club", api.WaitingWish{Anybody: true})
	h.must(err)
	h.tick()
	list, err := h.as("ann").Waiting(ctx)
	h.must(err)
	if e := list.Items[0]; e.Offer == nil || e.Offer.Mentor != "mo" {
		t.Errorf("%+v", e)
	}
	var all []string
	for after := ""; ; {
		ids, err := h.s.mirroredMentorIDs(ctx, wire.AlwaysOpen, after, 2)
		h.must(err)
		if all = append(all, ids...); len(ids) < 2 {
			break
		}
		after = ids[1]
	}
	if got := strings.Join(all, " "); got != "ann-mentors ben-mentors mo" {
		t.Errorf("all who mentor: %s", got)
	}
}
