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
)

func (h *house) thread(who, id string) (texts []string) {
	h.t.Helper()
	for m, err := range h.as(who).Messages(context.Background(), id, false) {
		if fault.Has(err, fault.NotFound) {
			return []string{"(absent)"}
		}
		h.must(err)
		texts = append(texts, m.Text)
	}
	return texts
}

func (h *house) types(types ...string) string {
	var out []string
	for _, f := range h.facts(types...) {
		_, typ := f.TypeOf()
		out = append(out, typ)
	}
	return strings.Join(out, " ")
}

// TestHandOver hands a mentorship over with all three people's yes, over HTTP, on both stores: the places move, the thread stays the
// newcomer's, and whoever handed it over keeps what was theirs.
func TestHandOver(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		shared := strings.HasSuffix(t.Name(), "mongo")
		h := newHouse(t, open(), testkit.NewClock())
		ctx := context.Background()
		id := h.mentorship()
		h.mentor("ben")
		nadia, mo, ben, eve := h.as("nadia"), h.as("mo"), h.as("ben"), h.as("eve")
		for who, text := range map[string]string{"mo": "Welcome", "nadia": "Thanks"} {
			_, err := h.as(who).PostMessage(ctx, id, text)
			h.must(err)
		}
		old, err := nadia.PlanSession(ctx, id, h.meeting(48*time.Hour))
		h.must(err)

		// Only the mentor proposes, only the newcomer consents, only who is asked goes on.
		if _, err := nadia.ProposeHandOver(ctx, id, "ben"); !fault.Has(err, fault.NotFound) {
			t.Fatalf("the newcomer hands over: %v", err)
		}
		if _, err := mo.ProposeHandOver(ctx, id, "eve"); !fault.Coded(err, "mentor.unavailable") {
			t.Fatalf("to who is no mentor: %v", err)
		}
		if _, err := mo.ProposeHandOver(ctx, id, "mo"); !fault.Coded(err, "mentor.unavailable") {
			t.Fatalf("to oneself: %v", err)
		}
		for range 2 {
			x, err := mo.ProposeHandOver(ctx, id, "ben")
			h.must(err)
			if x.Status != "proposed" || x.Yours != "mentor" || x.Until.Sub(h.clock.Now()) != 7*24*time.Hour {
				t.Fatalf("proposed: %+v", x)
			}
		}
		if _, err := mo.ProposeHandOver(ctx, id, "nadia"); !fault.Has(err, fault.Invalid) && !fault.Has(err, fault.Conflict) {
			t.Fatalf("a second: %v", err)
		}
		for what, try := range map[string]func() error{
			"who is not asked yet reads":     func() error { _, err := ben.HandOver(ctx, id); return err },
			"who is not asked yet goes on":   func() error { _, err := ben.TakeOver(ctx, id); return err },
			"who is not asked yet reads all": func() error { _, err := ben.Mentorship(ctx, id); return err },
			"a stranger reads":               func() error { _, err := eve.HandOver(ctx, id); return err },
			"the mentor consents":            func() error { _, err := mo.ConsentToHandOver(ctx, id, true); return err },
			"a stranger drops it":            func() error { return eve.RefuseHandOver(ctx, id) },
			"who is not asked yet drops it":  func() error { return ben.DeclineHandOver(ctx, id) },
		} {
			if err := try(); !fault.Has(err, fault.NotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
		x, err := nadia.ConsentToHandOver(ctx, id, shared)
		h.must(err)
		if x.Status != "asked" || x.Yours != "newcomer" || x.ShareThread != shared {
			t.Fatalf("agreed: %+v", x)
		}
		if list, err := ben.HandOvers(ctx); err != nil || len(list.Items) != 1 || list.Items[0].Yours != "successor" {
			t.Fatalf("who is asked finds: %+v %v", list, err)
		}
		if got := h.thread("ben", id); strings.Join(got, ",") != "May I?" {
			t.Fatalf("before the yes reads %q", got)
		}
		for range 2 {
			m, err := ben.TakeOver(ctx, id)
			h.must(err)
			if m.Mentor != "ben" || m.Status != "active" || len(m.Former) != 1 || m.Shared != shared || m.HandOver != "" {
				t.Fatalf("taken over: %+v", m)
			}
		}
		for who, want := range map[string]int{"mo": 0, "ben": 1} {
			if st, err := h.as(who).Standing(ctx); err != nil || st.Taken != want {
				t.Errorf("%s has %+v %v", who, st, err)
			}
		}
		m, err := mo.Mentorship(ctx, id)
		h.must(err)
		if !m.HandedOver || m.Status != "ended" || m.Mentor != "mo" || m.EndedAt == nil || len(m.Goals) != 0 {
			t.Errorf("who handed over reads %+v", m)
		}
		if _, err := mo.PostMessage(ctx, id, "more"); !fault.Coded(err, "thread.closed") {
			t.Errorf("who handed over writes: %v", err)
		}
		if _, err := mo.EndMentorship(ctx, id); !fault.Has(err, fault.NotFound) {
			t.Errorf("who handed over ends: %v", err)
		}
		_, err = ben.PostMessage(ctx, id, "Hello from Ben")
		h.must(err)
		for who, want := range map[string]int{"nadia": 4, "mo": 3, "ben": map[bool]int{false: 2, true: 4}[shared]} {
			if got := h.thread(who, id); len(got) != want {
				t.Errorf("%s reads %q", who, got)
			}
		}
		if s, err := nadia.Meeting(ctx, id, old.ID); err != nil || s.Status != "cancelled" {
			t.Errorf("the session with the mentor before: %+v %v", s, err)
		}
		if _, err := ben.Meeting(ctx, id, old.ID); !fault.Has(err, fault.NotFound) {
			t.Errorf("the new mentor reads an old session: %v", err)
		}
		if _, err := ben.PlanSession(ctx, id, h.meeting(time.Hour)); err != nil {
			t.Errorf("a session with the new mentor: %v", err)
		}
		if got := h.types("hand_over_proposed", "hand_over_asked", "hand_over_ended", "match_handed_over"); got !=
			"hand_over_proposed hand_over_asked match_handed_over" {
			t.Errorf("facts: %s", got)
		}
		n := 0
		for x, err := range mo.Mentorships(ctx, "ended") {
			h.must(err)
			if n++; x.ID != id || !x.HandedOver {
				t.Errorf("listed %+v", x)
			}
		}
		if n != 1 {
			t.Errorf("who handed over finds %d that ended", n)
		}
	})
}

// TestHandOverComesToNothing: whoever says no, and whatever the clocks say, everything stays as it was.
func TestHandOverComesToNothing(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	id := h.mentorship()
	h.mentor("ben")
	nadia, mo, ben := h.as("nadia"), h.as("mo"), h.as("ben")
	propose := func() { _, err := mo.ProposeHandOver(ctx, id, "ben"); h.must(err) }
	consent := func() { _, err := nadia.ConsentToHandOver(ctx, id, true); h.must(err) }
	for _, x := range []struct {
		what, how string
		do        func()
	}{
		{"the newcomer refuses", "refused", func() { propose(); h.must(nadia.RefuseHandOver(ctx, id)) }},
		{"the newcomer thinks again", "refused", func() { propose(); consent(); h.must(nadia.RefuseHandOver(ctx, id)) }},
		{"the other mentor declines", "declined", func() { propose(); consent(); h.must(ben.DeclineHandOver(ctx, id)) }},
		{"the mentor takes it back", "cancelled", func() { propose(); consent(); h.must(mo.CancelHandOver(ctx, id)) }},
		{"nobody answers", "expired", func() {
			propose()
			h.clock.Advance(7*24*time.Hour - time.Second)
			h.must(h.s.Tick(ctx))
			if x, err := mo.HandOver(ctx, id); err != nil || x.Status != "proposed" {
				t.Fatalf("early: %+v %v", x, err)
			}
			h.clock.Advance(time.Second)
			h.must(h.s.Tick(ctx))
		}},
		{"the other mentor is blocked", "refused", func() { propose(); consent(); h.must(nadia.Block(ctx, "ben")); h.must(nadia.Unblock(ctx, "ben")) }},
		{"the other mentor blocks", "declined", func() { propose(); consent(); h.must(ben.Block(ctx, "nadia")); h.must(ben.Unblock(ctx, "nadia")) }},
	} {
		before := len(h.facts("hand_over_ended"))
		x.do()
		ended := h.facts("hand_over_ended")
		if len(ended) != before+1 || !strings.Contains(string(ended[before].Data), `"how":"`+x.how+`"`) {
			t.Fatalf("%s: %d facts, the last is %s", x.what, len(ended)-before, ended[len(ended)-1].Data)
		}
		if _, err := ben.TakeOver(ctx, id); !fault.Has(err, fault.NotFound) {
			t.Errorf("%s, and yet: %v", x.what, err)
		}
		m, err := mo.Mentorship(ctx, id)
		h.must(err)
		if m.Mentor != "mo" || m.HandOver != "" || m.HandedOver || m.Status != "accepted" {
			t.Errorf("%s: %+v", x.what, m)
		}
		h.must(nadia.RefuseHandOver(ctx, id)) // a repeat changes nothing
	}
	// Too often is too often; with the mentor's end after that the newcomer comes first.
	for {
		_, err := mo.ProposeHandOver(ctx, id, "ben")
		if fault.Coded(err, "hand_over.too_many") {
			break
		}
		h.must(err)
		h.must(mo.CancelHandOver(ctx, id))
	}
	_, err := mo.EndMentorship(ctx, id)
	h.must(err)
	if d, err := h.s.c.matches.Get(ctx, id); err != nil || d.Body.Orphaned.IsZero() {
		t.Errorf("%+v %v", d.Body, err)
	}
}

// TestHandOverWithoutAPlace: who has no place free cannot go on, and can once they have one. Ending it meanwhile ends the hand-over.
func TestHandOverWithoutAPlace(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	id := h.mentorship()
	h.mentor("ben")
	nadia, mo, ben := h.as("nadia"), h.as("mo"), h.as("ben")
	_, err := ben.SetPlaces(ctx, api.Places{Capacity: 0})
	h.must(err)
	_, err = mo.ProposeHandOver(ctx, id, "ben")
	h.must(err)
	_, err = nadia.ConsentToHandOver(ctx, id, false)
	h.must(err)
	if _, err := ben.TakeOver(ctx, id); !fault.Coded(err, "standing.full") {
		t.Fatalf("without a place: %v", err)
	}
	if st, err := mo.Standing(ctx); err != nil || st.Taken != 1 {
		t.Fatalf("the seat is lost: %+v %v", st, err)
	}
	_, err = nadia.EndMentorship(ctx, id)
	h.must(err)
	_, err = ben.SetPlaces(ctx, api.Places{Capacity: 1})
	h.must(err)
	if _, err := ben.TakeOver(ctx, id); !fault.Has(err, fault.NotFound) {
		t.Fatalf("what has ended is taken over: %v", err)
	}
	if got := h.types("hand_over_ended", "match_ended"); got != "hand_over_ended match_ended" {
		t.Errorf("facts: %s", got)
	}
	if d, err := h.s.c.matches.Get(ctx, id); err != nil || !d.Body.Orphaned.IsZero() {
		t.Errorf("the newcomer's own end orphans: %+v %v", d.Body, err)
	}
}

// handOverView is what the mentor, or the newcomer, can see of a hand-over.
func (h *house) handOverView(who, id string) string {
	x := h.send(who, "GET", "/api/v1/mentorships/"+id+"/hand-over", "")
	m := h.send(who, "GET", "/api/v1/mentorships/"+id, "")
	return strings.ReplaceAll(fmt.Sprint(x.status, " ", x.body, m.body, m.header.Get("ETag")), id, "ID")
}

// TestABlockReadsLikeNoAnswerInAHandOver: a mentor who proposes somebody whom a block parts from the newcomer, whoever set it and whenever,
// sees what they see of somebody who does not answer; the newcomer hears nothing of whom they are parted from.
func TestABlockReadsLikeNoAnswerInAHandOver(t *testing.T) {
	ctx := context.Background()
	type seen struct{ proposed, consented, ended, facts string }
	play := func(block func(h *house, id string, when string)) (out seen) {
		h := sqliteHouse(t)
		id := h.mentorship()
		h.mentor("ben")
		block(h, id, "before")
		was := h.handOverView("nadia", id)
		_, err := h.as("mo").ProposeHandOver(ctx, id, "ben")
		h.must(err)
		if hears := h.handOverView("nadia", id) != was; hears != (h.types("hand_over_proposed") != "") {
			t.Errorf("the newcomer sees it: %v, and is told of it: %v", hears, !hears)
		}
		out.proposed = h.handOverView("mo", id)
		block(h, id, "proposed")
		if h.handOverView("mo", id) != out.proposed {
			t.Errorf("the mentor sees it at once: %s, before %s", h.handOverView("mo", id), out.proposed)
		}
		if _, err := h.as("nadia").ConsentToHandOver(ctx, id, true); err == nil {
			out.consented = "yes"
			h.clock.Advance(72 * time.Hour)
		} else {
			h.clock.Advance(7 * 24 * time.Hour)
		}
		h.tick()
		out.ended = h.send("mo", "GET", "/api/v1/mentorships/"+id+"/hand-over", "").body
		for _, f := range h.facts("hand_over_ended") {
			out.facts += string(f.Data)
		}
		if got := h.types("hand_over_asked"); got != "" && out.consented != "" && strings.Contains(out.facts, `"asked":false`) {
			t.Errorf("who is parted was asked: %s", got)
		}
		return out
	}
	silent := play(func(*house, string, string) {})
	for what, block := range map[string]func(h *house, id, when string){
		"the other mentor, before": func(h *house, _, when string) {
			if when == "before" {
				h.must(h.as("ben").Block(ctx, "nadia"))
			}
		},
		"the newcomer, before": func(h *house, _, when string) {
			if when == "before" {
				h.must(h.as("nadia").Block(ctx, "ben"))
			}
		},
		"the other mentor, before the newcomer's yes": func(h *house, _, when string) {
			if when == "proposed" {
				h.must(h.as("ben").Block(ctx, "nadia"))
			}
		},
	} {
		got := play(block)
		if got.proposed != silent.proposed {
			t.Errorf("%s: the mentor sees %s, else %s", what, got.proposed, silent.proposed)
		}
		if !strings.Contains(got.facts, `"how":"expired"`) || strings.Count(got.facts, "how") != 1 {
			t.Errorf("%s: facts %s", what, got.facts)
		}
		if strings.HasSuffix(what, "before") == (got.consented != "") {
			t.Errorf("%s: the newcomer was asked: %q", what, got.consented)
		}
		if got.ended != silent.ended {
			t.Errorf("%s: at the end %s, else %s", what, got.ended, silent.ended)
		}
	}
}

// TestWhoHandedOverReadsNothingOfWhatCame: not even by the version; and a mentor who is asked in between stays between those two.
func TestWhoHandedOverReadsNothingOfWhatCame(t *testing.T) {
	h := sqliteHouse(t)
	ctx := context.Background()
	h.mentor("mo", "ben", "dee")
	id := h.asking("nadia", "dee", "mo")
	_, err := h.as("dee").AskInfo(ctx, id, "What do you know, between us?")
	h.must(err)
	_, err = h.as("nadia").GiveInfo(ctx, id, "Something, between us.")
	h.must(err)
	_, err = h.as("dee").DeclineRequest(ctx, id)
	h.must(err)
	_, err = h.as("mo").AcceptRequest(ctx, id)
	h.must(err)
	_, err = h.as("mo").PostMessage(ctx, id, "Welcome")
	h.must(err)
	_, err = h.as("mo").ProposeHandOver(ctx, id, "ben")
	h.must(err)
	_, err = h.as("nadia").ConsentToHandOver(ctx, id, true)
	h.must(err)
	_, err = h.as("ben").TakeOver(ctx, id)
	h.must(err)
	if got := strings.Join(h.thread("ben", id), ","); got != "Private words,Welcome" {
		t.Errorf("ben reads %q", got)
	}
	view := func() string {
		a := h.send("mo", "GET", "/api/v1/mentorships/"+id, "")
		return fmt.Sprint(a.status, a.body, a.header.Get("ETag"), a.header.Get("Waymark-Version"))
	}
	before := view()
	_, err = h.as("ben").PostMessage(ctx, id, "Let us go on")
	h.must(err)
	if after := view(); after != before {
		t.Errorf("mo reads %s, before %s", after, before)
	}
}

// TestFirstDoesNotTellABlock: a mentor who could not go on orphans the newcomer by ending and by blocking alike.
func TestFirstDoesNotTellABlock(t *testing.T) {
	ctx := context.Background()
	for what, end := range map[string]func(h *house, id string) error{
		"ends":   func(h *house, id string) error { _, err := h.as("mo").EndMentorship(ctx, id); return err },
		"blocks": func(h *house, _ string) error { return h.as("mo").Block(ctx, "nadia") },
	} {
		h := sqliteHouse(t)
		id := h.mentorship()
		h.mentor("ben")
		_, err := h.as("mo").ProposeHandOver(ctx, id, "ben")
		h.must(err)
		h.must(end(h, id))
		e, err := h.as("nadia").WaitFor(ctx, wire.AlwaysOpen, api.WaitingWish{Mentors: []string{"ben"}})
		h.must(err)
		if !e.First {
			t.Errorf("the mentor %s: %+v", what, e)
		}
	}
}

// TestTheEndOfAHiddenHandOverIsSeen: a newcomer who hears nothing of a hand-over sees every change that is theirs: the end, by whomever and
// by the clock.
func TestTheEndOfAHiddenHandOverIsSeen(t *testing.T) {
	r, now := wire.DefaultRules(), time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	hidden := func() Match {
		m := asking("mo")
		if err := errors.Join(m.accept("m", "mo", r, now), m.proposeHandOver("m", "mo", "ben", true, r, now)); err != nil {
			t.Fatal(err)
		}
		if m.Hushed != 1 || !m.quietly {
			t.Fatalf("it is not hidden: %+v", m)
		}
		m.quietly = false // as after every replace
		return m
	}
	for what, x := range map[string]struct {
		do   func(m *Match) error
		seen bool
	}{
		"the newcomer ends":    {func(m *Match) error { return m.endBy("m", m.Newcomer, now) }, true},
		"the mentor ends":      {func(m *Match) error { return m.endBy("m", "mo", now) }, true},
		"a block":              {func(m *Match) error { return m.part("m", "mo", "mo", r, now) }, true},
		"silence":              {func(m *Match) error { return m.tick("m", r, now.Add(28*24*time.Hour)) }, true},
		"a reminder":           {func(m *Match) error { return m.tick("m", r, now.Add(7*24*time.Hour)) }, true},
		"the mentor's retreat": {func(m *Match) error { return m.dropHandOver("m", "mo", r) }, false},
		"its own clock": {func(m *Match) error {
			m.LastWord = now.Add(time.Hour)
			return m.tick("m", r, now.Add(7*24*time.Hour))
		}, false},
	} {
		m := hidden()
		if err := x.do(&m); err != nil {
			t.Fatal(what, err)
		}
		if got := m.seenVersion(m.Newcomer, 11) == 10; got != x.seen || m.quietly == x.seen {
			t.Errorf("%s: the newcomer sees it: %v, the time of it: %v, want %v", what, got, !m.quietly, x.seen)
		}
	}
}
