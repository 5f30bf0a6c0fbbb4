package profiles

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/outbox"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

const full = `{"display_name":"Ada Example","pronouns":"she/her","about":"Hello.","newcomer":true,"format":"either",
"have":[{"skill":"Translation","level":5,"example":"A guide for new neighbours"}],"want":[{"skill":"GoLang","level":1}],
"interests":["Accessibility"],"causes":["health"],"languages":[{"language":"PT-br","level":4}],"zone":"Europe/Lisbon",
"hours":[{"day":"mon","from":"18:00","to":"20:00"}],"minutes":120,"goals":["contribute"],"style":["review"],
"links":[{"url":"https://code.example.org/ada"}]}`

const mentor = `{"display_name":"Bo Example","mentor":true,"have":[{"skill":"go","level":5}],"languages":[{"language":"en","level":3}]}`

func TestOwnProfile(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open(), Config{})
		a := testkit.Token(ada)
		w.ask("", http.MethodGet, "/api/v1/people/me", "").is(http.StatusUnauthorized)
		w.ask(a, http.MethodGet, "/api/v1/people/me", "").code(http.StatusNotFound, "profile.none_yet")
		w.ask(a, http.MethodPatch, "/api/v1/people/me", `{"about":"x"}`).code(http.StatusNotFound, "profile.none_yet")

		first := w.save(ada, full)
		me := read1[api.OwnProfile](first)
		if me.ID != ada || me.Visible || me.Want[0].Skill != "go" || me.Languages[0].Language != "pt-BR" || me.FoundBy != "members" {
			t.Fatalf("%+v", me)
		}
		if !slices.Contains(me.Missing, "confirmed_address") || me.Approval.State != "none" {
			t.Fatalf("%+v", me)
		}
		if diff := cmp.Diff([]api.ProfileHours{{Day: "mon", From: "18:00", To: "20:00"}}, me.Hours); diff != "" {
			t.Fatal(diff)
		}
		again := w.save(ada, full)
		if again.header.Get("ETag") != first.header.Get("ETag") {
			t.Fatal("saving the same is a change")
		}
		patched := w.ask(a, http.MethodPatch, "/api/v1/people/me", `{"about":"New.","have":[],"offers":true}`,
			"If-Match", first.header.Get("ETag")).is(http.StatusOK)
		me = read1[api.OwnProfile](patched)
		if me.About != "New." || len(me.Have) != 0 || !me.Offers || me.DisplayName != "Ada Example" {
			t.Fatalf("%+v", me)
		}
		w.ask(a, http.MethodPut, "/api/v1/people/me", full, "If-Match", first.header.Get("ETag")).code(http.StatusPreconditionFailed, "profile.changed")
		w.ask(a, http.MethodPut, "/api/v1/people/me", `{"display_name":"A","zone":"Mars/Base"}`).code(http.StatusUnprocessableEntity, "invalid")
		w.ask(a, http.MethodPut, "/api/v1/people/me", `{"display_name":"A","approval":{"state":"approved"}}`).is(http.StatusUnprocessableEntity)

		if me.Visible || me.Hidden != "address_unconfirmed" {
			t.Fatalf("%v %s", me.Visible, me.Hidden)
		}
		w.confirm(ada)
		w.until("the profile is visible", func() bool {
			return read1[api.OwnProfile](w.ask(a, http.MethodGet, "/api/v1/people/me", "").is(http.StatusOK)).Visible
		})
		me = read1[api.OwnProfile](w.ask(a, http.MethodPatch, "/api/v1/people/me", `{"offers":false}`).is(http.StatusOK))
		if me.Visible || me.Hidden != "only_whom_you_ask" {
			t.Fatalf("%v %s", me.Visible, me.Hidden)
		}
	})
}

// TestConfirmedFirst: somebody who confirmed before making a profile is visible with its first save, once the save has seen the
// confirmation.
func TestConfirmedFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	w.confirm(ada)
	if me := read1[api.OwnProfile](w.save(ada, full)); me.Hidden != "only_whom_you_ask" {
		t.Fatalf("%+v", me)
	}
}

// TestConfirmedMeanwhile: whichever comes first, the confirmation or the profile, nobody stays invisible; no timer helps here.
func TestConfirmedMeanwhile(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open(), Config{})
		var people []string
		var all sync.WaitGroup
		for i := range 60 {
			person := fmt.Sprintf("01990000-0000-7000-a000-%012d", i)
			people = append(people, person)
			all.Go(func() { w.say(wire.AccountState{Account: person, Confirmed: true}, person) })
			all.Go(func() { w.save(person, full) })
		}
		all.Wait()
		for _, person := range people {
			w.until("visible", func() bool {
				d, err := w.s.c.people.Get(t.Context(), person)
				return err == nil && d.Body.Visible()
			})
		}
	})
}

func TestApproval(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open(), Config{})
		w.confirm(ada, bo, mo)
		w.save(bo, mentor)
		a, b, m := testkit.Token(ada), testkit.Token(bo), testkit.Token(mo, "moderator")
		person := "/api/v1/people/" + bo
		w.ask(a, http.MethodGet, person, "").code(http.StatusNotFound, "profile.absent")
		w.ask(a, http.MethodGet, "/api/v1/mentor-approvals", "").is(http.StatusForbidden)
		w.ask(b, http.MethodPost, "/api/v1/mentor-approvals/"+bo+"/approve", "").is(http.StatusForbidden)
		w.ask(testkit.Token(bo, "moderator"), http.MethodPost, "/api/v1/mentor-approvals/"+bo+"/approve", "").code(http.StatusForbidden, "approval.own")

		list := read1[api.MentorCandidates](w.ask(m, http.MethodGet, "/api/v1/mentor-approvals", "").is(http.StatusOK))
		if len(list.Items) != 1 || list.Items[0].Person.ID != bo || list.Items[0].Approval.State != "waiting" {
			t.Fatalf("%+v", list)
		}
		w.ask(m, http.MethodGet, person, "").is(http.StatusOK)
		w.ask(m, http.MethodPost, "/api/v1/mentor-approvals/"+bo+"/approve", "", "If-Match", `"77"`).code(http.StatusPreconditionFailed, "profile.changed")
		w.ask(m, http.MethodPost, "/api/v1/mentor-approvals/"+bo+"/refuse", `{"reason":"because"}`).is(http.StatusUnprocessableEntity)
		w.ask(m, http.MethodPost, "/api/v1/mentor-approvals/"+ada+"/approve", "").code(http.StatusNotFound, "approval.not_offered")
		w.ask(m, http.MethodPost, "/api/v1/mentor-approvals/"+bo+"/refuse", `{"reason":"tell_more"}`).is(http.StatusOK)
		w.ask(a, http.MethodGet, person, "").is(http.StatusNotFound)

		// Off and on again asks again.
		w.ask(b, http.MethodPatch, "/api/v1/people/me", `{"mentor":false}`).is(http.StatusOK)
		w.ask(b, http.MethodPatch, "/api/v1/people/me", `{"mentor":true,"about":"More."}`).is(http.StatusOK)
		w.approve(m, bo).is(http.StatusOK)
		w.ask(m, http.MethodPost, "/api/v1/mentor-approvals/"+bo+"/approve", "").is(http.StatusOK) // twice is once

		// Editing keeps it.
		w.ask(b, http.MethodPatch, "/api/v1/people/me", `{"about":"Changed.","minutes":60}`).is(http.StatusOK)
		page := read1[api.PersonPage](w.ask(a, http.MethodGet, person, "").is(http.StatusOK))
		if !page.Mentor || page.About != "Changed." || len(page.Hours) != 0 {
			t.Fatalf("%+v", page)
		}
		w.ask("", http.MethodGet, person, "").is(http.StatusNotFound)

		// Whoever is signed out sees nothing that no moderator has read.
		w.ask(b, http.MethodPatch, "/api/v1/people/me", `{"found_by":"everybody"}`).is(http.StatusOK)
		w.ask("", http.MethodGet, person, "").is(http.StatusNotFound)
		w.approve(m, bo).is(http.StatusOK)
		w.ask("", http.MethodGet, person, "").is(http.StatusOK)

		want := []string{"mentor_offered", "mentor_refused", "mentor_offered", "mentor_approved", "mentor_approved"}
		if diff := cmp.Diff(want, w.facts(bo)); diff != "" {
			t.Fatal(diff)
		}
		for _, e := range w.seen { // staff actions name who did them
			if _, typ := e.TypeOf(); typ == "mentor_approved" && e.Actor != mo {
				t.Fatalf("%+v", e)
			}
		}
	})
}

func TestOpenCommunity(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{ApprovalOff: true})
	w.confirm(ada, bo)
	w.save(bo, mentor)
	w.ask(testkit.Token(ada), http.MethodGet, "/api/v1/people/"+bo, "").is(http.StatusOK)
}

// TestApprovalSwitchedOff: the rules of the always-open programme decide while the service runs; who waits is let in.
func TestApprovalSwitchedOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	w.confirm(ada, bo, cy)
	w.save(bo, mentor)
	w.ask(testkit.Token(ada), http.MethodGet, "/api/v1/people/"+bo, "").is(http.StatusNotFound)
	v := w.say(wire.ProgrammeState{Programme: "open", Org: "community", Open: true, Rules: wire.Rules{MentorApproval: false}}, "open")
	testkit.Heard(t, w.s.m.programmes, "open", v)
	w.save(cy, mentor)
	w.ask(testkit.Token(ada), http.MethodGet, "/api/v1/people/"+cy, "").is(http.StatusOK)
	if err := w.s.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.ask(testkit.Token(ada), http.MethodGet, "/api/v1/people/"+bo, "").is(http.StatusOK)
	if diff := cmp.Diff([]string{"mentor_offered", "mentor_approved"}, w.facts(bo)); diff != "" {
		t.Fatal(diff)
	}
}

func TestWhoSeesWhom(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open(), Config{ApprovalOff: true})
		w.confirm(ada, bo, cy, org)
		w.save(ada, full)
		w.save(bo, mentor)
		w.save(cy, `{"display_name":"Cy Example","mentor":true,"found_by":"programme"}`)
		a, b, c := testkit.Token(ada), testkit.Token(bo), testkit.Token(cy)
		ids := "/api/v1/people?ids=" + ada + "," + bo + "," + cy + ",nobody," + bo
		cards := func(token string) []string {
			t.Helper()
			out := []string{}
			for _, x := range read1[api.PersonCards](w.ask(token, http.MethodGet, ids, "").is(http.StatusOK)).Items {
				out = append(out, x.DisplayName)
			}
			return out
		}
		check := func(token string, want ...string) {
			t.Helper()
			if want == nil {
				want = []string{}
			}
			if diff := cmp.Diff(want, cards(token)); diff != "" {
				t.Fatal(diff)
			}
		}
		check("")
		check(a, "Ada Example", "Bo Example")
		check(b, "Bo Example")
		w.ask(b, http.MethodGet, "/api/v1/people/"+ada, "").is(http.StatusNotFound)

		// A mentor sees newcomers who allow offers.
		w.ask(a, http.MethodPatch, "/api/v1/people/me", `{"offers":true}`).is(http.StatusOK)
		check(b, "Ada Example", "Bo Example")
		w.ask(a, http.MethodPatch, "/api/v1/people/me", `{"offers":false}`).is(http.StatusOK)

		// A match shows the two to each other, whatever they said; between partners with the hours.
		match := wire.MatchState{Match: "m1", Programme: "open", Newcomer: ada, Status: "open", Created: w.clock.Now(),
			Offers: []wire.OfferState{{Mentor: bo, State: "asked", Asked: w.clock.Now()}, {Mentor: cy, State: "waiting"}}}
		testkit.Heard(t, w.s.m.matches, "m1", w.say(match, "m1"))
		check(a, "Ada Example", "Bo Example", "Cy Example")
		check(b, "Ada Example", "Bo Example")
		w.ask(c, http.MethodGet, "/api/v1/people/"+ada, "").is(http.StatusNotFound)
		if p := read1[api.PersonPage](w.ask(b, http.MethodGet, "/api/v1/people/"+ada, "").is(http.StatusOK)); len(p.Hours) != 0 {
			t.Fatalf("hours before there is a mentorship: %+v", p)
		}
		match.Status, match.Mentor = "accepted", bo
		testkit.Heard(t, w.s.m.matches, "m1", w.say(match, "m1"))
		if p := read1[api.PersonPage](w.ask(b, http.MethodGet, "/api/v1/people/"+ada, "").is(http.StatusOK)); len(p.Hours) != 1 {
			t.Fatalf("no hours between partners: %+v", p)
		}

		// A programme that both are in.
		o := testkit.Token(org)
		w.ask(o, http.MethodGet, "/api/v1/people/"+cy, "").is(http.StatusNotFound)
		v := w.say(wire.ProgrammeState{Programme: "p1", Org: "o1", Open: true}, "p1")
		testkit.Heard(t, w.s.m.programmes, "p1", v)
		for _, x := range []string{bo, cy} {
			testkit.Heard(t, w.s.m.members, "p1_"+x, w.say(wire.MemberState{Programme: "p1", Person: x, Mentor: true}, "p1_"+x))
		}
		check(b, "Ada Example", "Bo Example", "Cy Example")
		w.ask(o, http.MethodGet, "/api/v1/people/"+cy, "").is(http.StatusOK)
		w.ask(o, http.MethodGet, "/api/v1/people/"+ada, "").is(http.StatusNotFound) // not in their programme
		testkit.Heard(t, w.s.m.members, "p1_"+bo, w.say(wire.MemberState{Programme: "p1", Person: bo}, "p1_"+bo))
		check(b, "Ada Example", "Bo Example")

		// A block hides, from either side's standing, and reads like absence.
		absent := w.ask(b, http.MethodGet, "/api/v1/people/"+cy, "").is(http.StatusNotFound)
		testkit.Heard(t, w.s.m.standings, bo, w.say(wire.StandingState{Person: bo, Blocked: []string{ada}}, bo))
		check(a, "Ada Example", "Cy Example")
		check(b, "Bo Example")
		if got := w.ask(b, http.MethodGet, "/api/v1/people/"+ada, "").is(http.StatusNotFound); string(got.body) != string(absent.body) {
			t.Fatalf("blocked and absent read differently: %s %s", got.body, absent.body)
		}
		w.ask(testkit.Token(bo, "moderator"), http.MethodGet, "/api/v1/people/"+ada, "").is(http.StatusNotFound)

		// A suspended account is nobody.
		testkit.Heard(t, w.s.m.accounts, cy, w.say(wire.AccountState{Account: cy, Confirmed: true, Suspended: true}, cy))
		w.until("cy is hidden", func() bool { return len(cards(a)) == 1 })
	})
}

func TestCardsAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	ids := ada
	for range 100 {
		ids += "," + bo
	}
	w.ask("", http.MethodGet, "/api/v1/people?ids="+ids, "").is(http.StatusUnprocessableEntity)
	w.ask("", http.MethodGet, "/api/v1/people", "").is(http.StatusUnprocessableEntity)
	w.ask("", http.MethodGet, "/api/v1/people/me", "").is(http.StatusUnauthorized)
}

func TestClosedAccount(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open(), Config{ApprovalOff: true})
		w.confirm(ada, bo)
		w.save(bo, mentor)
		w.ask(testkit.Token(ada), http.MethodGet, "/api/v1/people/"+bo, "").is(http.StatusOK)
		for _, person := range []string{bo, cy} { // cy never had a profile
			w.tell(wire.AccountClosed{Account: person}, person)
			w.until("it is gone", func() bool {
				return w.ask(testkit.Token(person), http.MethodGet, "/api/v1/people/me", "").status == http.StatusGone
			})
			w.ask(testkit.Token(person), http.MethodPut, "/api/v1/people/me", mentor).is(http.StatusGone)
			w.ask(testkit.Token(ada), http.MethodGet, "/api/v1/people/"+person, "").code(http.StatusNotFound, "profile.absent")
		}
		// A late confirmation brings nobody back.
		w.confirm(bo)
		if err := w.s.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.ask(testkit.Token(ada), http.MethodGet, "/api/v1/people/"+bo, "").is(http.StatusNotFound)
	})
}

// TestWhatOthersMirror: codes and numbers; of invisible people nothing but that.
func TestWhatOthersMirror(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	mirror, err := outbox.NewMirror[wire.PersonState](t.Context(), w.db, w.buses["mentoring"], "mentoring", w.s.d.Log, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.run(mirror.Run)
	mirrored := func() *wire.PersonState {
		t.Helper()
		d, err := w.s.c.people.Get(t.Context(), ada)
		if err != nil {
			t.Fatal(err)
		}
		testkit.Heard(t, mirror, ada, d.Version)
		got, err := mirror.Get(t.Context(), ada)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	w.save(ada, full)
	if diff := cmp.Diff(&wire.PersonState{Person: ada, Invited: true}, mirrored()); diff != "" {
		t.Fatal(diff)
	}
	w.confirm(ada)
	if _, err := w.s.settleAccount(t.Context(), ada); err != nil {
		t.Fatal(err)
	}
	got := mirrored()
	var hours Hours
	for i := 36; i < 40; i++ {
		hours.Set(i)
	}
	want := wire.PersonState{
		Person: ada, Newcomer: true, FoundBy: "members", Have: []wire.SkillLevel{{Skill: "translation", Level: 5}},
		Want: []wire.SkillLevel{{Skill: "go", Level: 1}}, Teach: []wire.SkillLevel{},
		Interests: []string{"accessibility"}, Causes: []string{"health"},
		Languages: []wire.SpokenLanguage{{Language: "pt-BR", Level: 4}}, Zone: "Europe/Lisbon", Hours: hours.Code(), Format: "either",
		Goals: []string{"contribute"}, Style: []string{"review"}, Minutes: 120, Since: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC),
	}
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestSkillsAndCauses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	first := func(path string) api.SkillEntry {
		t.Helper()
		list := read1[api.SkillEntries](w.ask("", http.MethodGet, path, "").is(http.StatusOK))
		if len(list.Items) == 0 {
			t.Fatalf("%s finds nothing", path)
		}
		return list.Items[0]
	}
	if s := first("/api/v1/skills?q=golang"); s.ID != "go" {
		t.Errorf("golang: %+v", s)
	}
	if s := first("/api/v1/skills?q=transl&kind=craft"); s.ID != "translation" {
		t.Errorf("transl: %+v", s)
	}
	if s := first("/api/v1/skills?kind=craft"); s.Kind != "craft" {
		t.Errorf("crafts: %+v", s)
	}
	if s := first("/api/v1/skills/suggestions"); s.Kind != "craft" {
		t.Errorf("to begin with: %+v", s)
	}
	if s := first("/api/v1/skills/suggestions?have=react"); s.ID != "javascript" {
		t.Errorf("with react: %+v", s)
	}
	named := read1[api.SkillEntries](w.ask("", http.MethodGet, "/api/v1/skills?ids=c-sharp,knitting", "").is(http.StatusOK))
	want := []api.SkillEntry{{ID: "c-sharp", Name: "C#", Kind: "language"}, {ID: "knitting", Name: "knitting", Kind: "unknown"}}
	if diff := cmp.Diff(want, named.Items); diff != "" {
		t.Error(diff)
	}
	if causes := read1[api.CauseEntries](w.ask("", http.MethodGet, "/api/v1/causes", "").is(http.StatusOK)); len(causes.Items) < 6 {
		t.Errorf("%+v", causes)
	}
	w.ask("", http.MethodGet, "/api/v1/skills?q=a&ids=go", "").is(http.StatusUnprocessableEntity)
}
