package programs

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestHubFigures: sums that tell about few people or one community are hidden, and none moves by a few.
func TestHubFigures(t *testing.T) {
	for name, c := range map[string]struct {
		n      int
		given  []int
		last   *HubFigure
		value  int
		hidden bool
	}{
		"four alike":                 {40, []int{10, 10, 10, 10}, nil, 40, false},
		"rounded":                    {43, []int{11, 11, 11, 10}, nil, 45, false},
		"two puppets and one":        {70, []int{50, 10, 10}, nil, 0, true},
		"two puppets and two":        {75, []int{50, 10, 10, 5}, nil, 0, true},
		"two puppets and enough":     {80, []int{50, 10, 10, 10}, nil, 80, false},
		"few people":                 {9, []int{3, 3, 3}, nil, 0, true},
		"two communities":            {40, []int{20, 20, 0}, nil, 0, true},
		"one community":              {102, []int{100, 1, 1}, nil, 0, true},
		"moved by nine":              {39, []int{10, 10, 10, 9}, &HubFigure{Figure: "newcomers", Value: 30, Exact: 30}, 30, false},
		"moved by ten":               {40, []int{10, 10, 10, 10}, &HubFigure{Figure: "newcomers", Value: 30, Exact: 30}, 40, false},
		"fell by ten, and below ten": {9, []int{3, 3, 3}, &HubFigure{Figure: "newcomers", Value: 20, Exact: 19}, 0, true},
		"was hidden":                 {30, []int{10, 8, 6, 6}, &HubFigure{Figure: "newcomers", Hidden: true, Exact: 29}, 30, false},
	} {
		if got := hubFigure("newcomers", c.n, c.given, nil, c.last); got.Value != c.value || got.Hidden != c.hidden {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestHubFiguresOverMonths: whoever takes one month's figure away from another's learns nothing about a community that came or went.
func TestHubFiguresOverMonths(t *testing.T) {
	four := hubFigure("newcomers", 80, []int{20, 20, 20, 20}, []string{"a", "b", "c", "d"}, nil)
	if four.Value != 80 {
		t.Fatalf("%+v", four)
	}
	five := hubFigure("newcomers", 130, []int{20, 20, 20, 20, 50}, []string{"a", "b", "c", "d", "e"}, &four)
	seven := hubFigure("newcomers", 200, []int{20, 20, 20, 20, 50, 40, 30}, []string{"a", "b", "c", "d", "e", "f", "g"}, &five)
	two := hubFigure("newcomers", 40, []int{20, 20}, []string{"a", "b"}, &four)
	for _, f := range []HubFigure{five, seven, two} {
		if f.Value != 80 || f.Hidden {
			t.Errorf("%+v", f)
		}
	}
	eight := hubFigure("newcomers", 230, []int{20, 20, 20, 20, 50, 40, 30, 30}, []string{"a", "b", "c", "d", "e", "f", "g", "h"}, &seven)
	if eight.Value != 230 {
		t.Errorf("four came together: %+v", eight)
	}
	hidden := hubFigure("newcomers", 5, []int{5}, []string{"x", "y", "z"}, &four)
	back := hubFigure("newcomers", 130, []int{20, 20, 20, 20, 50}, []string{"a", "b", "c", "d", "e"}, &hidden)
	if !hidden.Hidden || !back.Hidden {
		t.Errorf("hidden in between, and then the difference: %+v %+v", hidden, back)
	}
}

// TestAnInvitationBindsNobody: whatever hubs want, a programme is where its own organisers say.
func TestAnInvitationBindsNobody(t *testing.T) {
	type step struct {
		hub          string
		byHub, byOwn bool
		want         string // the state in this hub after it, or a refusal's code
	}
	for name, steps := range map[string][]step{
		"invited, and in another":      {{"a", true, false, HubInvited}, {"b", false, true, HubAsked}, {"b", true, false, HubIn}, {"a", true, false, HubInvited}},
		"invited by two, one accepted": {{"a", true, false, HubInvited}, {"b", true, false, HubInvited}, {"b", false, true, HubIn}, {"a", false, true, "hub.taken"}},
		"invited again":                {{"a", true, false, HubInvited}, {"a", true, false, HubInvited}, {"a", false, true, HubIn}, {"a", true, false, HubIn}},
		"asked, invited by another":    {{"a", false, true, HubAsked}, {"b", true, false, HubInvited}, {"a", true, false, HubIn}},
		"both at once":                 {{"a", true, true, HubIn}, {"b", true, true, "hub.taken"}},
	} {
		var p Programme
		for i, x := range steps {
			_, err := p.Meet("p", x.hub, x.byHub, x.byOwn)
			if got := p.StateIn(x.hub); err == nil && got != x.want || err != nil && !fault.Coded(err, x.want) {
				t.Errorf("%s, %d: %q %v", name, i, got, err)
			}
		}
	}
	p := Programme{}
	for i := range hubInvitations + 1 {
		_, err := p.Meet("p", "h"+strconv.Itoa(i), true, false)
		if full := fault.Coded(err, "hub.invited_enough"); full != (i == hubInvitations) {
			t.Errorf("%d: %v", i, err)
		}
	}
	if _, err := p.Meet("p", "another", false, true); err != nil || p.HubState != HubAsked {
		t.Error("as many invitations as there can be keep it from asking", err)
	}
	if !p.Part("another") || !p.Part("h3") || p.Part("h3") || p.StateIn("h3") != "" || p.StateIn("h4") != HubInvited {
		t.Errorf("%+v", p)
	}
	if made, err := p.BeHub("p"); !made || err != nil || len(p.InvitedBy) > 0 {
		t.Error("an invitation keeps it from being a hub", err)
	}
	old, err := liftProgramme(1, []byte(`{"org":"o","name":"P","hub":"a","hub_state":"invited","rules":{},"joining":"open"}`))
	var lifted Programme
	if err := errors.Join(err, json.Unmarshal(old, &lifted)); err != nil || lifted.Hub != "" || lifted.HubState != "" || lifted.StateIn("a") != HubInvited {
		t.Errorf("%s %v", old, err)
	}
}

// TestHubsAtOnce: programmes that come at the same time do not exceed a hub's communities together, and those who ask take no place.
func TestHubsAtOnce(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, hub := w.house(`"open":true,"listed":true`)
		w.asked(testkit.Token(org), http.MethodPost, "programmes/"+hub+"/hub", nil).is(http.StatusOK)
		own := Programme{Org: "x", Name: "P", Listed: true, Joining: JoinOpen}
		for i := range 2*hubMost - 2 {
			p := own
			if p.Hub, p.HubState = hub, HubIn; i >= hubMost-2 {
				p.HubState = HubAsked
			}
			if _, err := w.s.c.programmes.Insert(t.Context(), "p"+strconv.Itoa(i), p, nil); err != nil {
				t.Fatal(err)
			}
		}
		ctx := auth.With(t.Context(), auth.Principal{ID: org, Roles: []string{auth.Administrator}})
		var wg sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs { // of those who asked
			wg.Go(func() { _, errs[i] = w.s.MeetHub(ctx, hub, "p"+strconv.Itoa(hubMost+i)) })
		}
		wg.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else if !fault.Coded(err, "hub.too_many") {
				t.Error(err)
			}
		}
		if done != 2 {
			t.Errorf("%d for 2 places", done)
		}
		if list, err := w.s.communities(t.Context(), hub); err != nil || len(list) != 2*hubMost-2 {
			t.Error(len(list), err)
		}
	})
}

// TestHubTellsOfNoPrivateCommunity: whoever cannot see a community gets the answer of one that is not there, in one as in another version of
// its rules; whoever is in it registers as in any other.
func TestHubTellsOfNoPrivateCommunity(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	_, hub := w.house(`"open":true,"listed":true`)
	_, private := w.house(`"open":true,"listed":false`)
	organiser := testkit.Token(org)
	w.asked(organiser, http.MethodPost, "programmes/"+hub+"/hub", nil).is(http.StatusOK)
	w.asked(organiser, http.MethodPost, "programmes/"+hub+"/communities", api.HubCommunityBody{Programme: private}).is(http.StatusOK)
	register := func(person string, rules int) string {
		in := api.HubRegistration{Newcomer: true, Communities: []api.HubChoice{{Programme: private, Rules: rules}, {Programme: "not-there", Rules: 1}}}
		items := read[api.HubRegistered](w.asked(testkit.Token(person), http.MethodPost, "programmes/"+hub+"/registrations", in).is(http.StatusOK)).Items
		if items[1].Outcome != "absent" {
			t.Errorf("%+v", items)
		}
		return items[0].Outcome
	}
	for rules := range 3 {
		if got := register(ada, rules+1); got != "absent" {
			t.Errorf("rules %d of a community that they cannot see: %s", rules+1, got)
		}
	}
	w.ask(organiser, http.MethodPost, "programmes/"+private+"/members", `{"person":"`+ada+`"}`).is(http.StatusOK)
	if got := register(ada, 2); got != "rules_changed" {
		t.Error(got)
	}
	if got := register(ada, 1); got != "joined" {
		t.Error(got)
	}
}

// TestRegistrationGoesOn: what was cut off after it was asked for is done later, once, with what they agreed to; an erased person's is gone.
func TestRegistrationGoesOn(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, hub := w.house(`"open":true,"listed":true`)
		_, community := w.house(`"open":true,"listed":true`)
		w.asked(testkit.Token(org), http.MethodPost, "programmes/"+hub+"/hub", nil).is(http.StatusOK)
		w.asked(testkit.Token(org), http.MethodPost, "programmes/"+hub+"/communities", api.HubCommunityBody{Programme: community}).is(http.StatusOK)
		asked := HubRegistration{Hub: hub, Person: ada, At: w.clock.Now(),
			HubRegistration: api.HubRegistration{Mentor: true, Communities: []api.HubChoice{{Programme: community, Rules: 1}}}}
		w.asked(testkit.Token(ada), http.MethodPost, "programmes/"+hub+"/members", api.MemberBody{Newcomer: true}).is(http.StatusOK)
		for _, p := range []string{ada, cy} {
			asked.Person = p
			if _, err := w.s.c.registering.Insert(t.Context(), MemberID(hub, p), asked, nil); err != nil {
				t.Fatal(err)
			}
		}
		w.gone(cy)
		w.until("what was asked is erased", func() bool {
			_, err := w.s.c.registering.Get(t.Context(), MemberID(hub, cy))
			return fault.Absent(err)
		})
		tick := func() {
			t.Helper()
			if err := w.s.tickRegistrations(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		tick() // whoever asked may still be at it
		if _, err := w.s.c.registering.Get(t.Context(), MemberID(hub, ada)); err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(registerAgain)
		tick()
		for id, newcomer := range map[string]bool{hub: true, community: false} {
			m, err := w.s.c.members.Get(t.Context(), MemberID(id, ada))
			if err != nil || !m.Body.Mentor || m.Body.Newcomer != newcomer {
				t.Fatalf("%+v %v", m, err)
			}
			if id == community && (m.Body.Hub != hub || m.Body.Agreed != 1 || m.Version != 1) {
				t.Errorf("not in one write: %+v, version %d", m.Body, m.Version)
			}
		}
		for _, p := range []string{ada, cy} {
			if _, err := w.s.c.registering.Get(t.Context(), MemberID(hub, p)); !fault.Absent(err) {
				t.Error(p, err)
			}
		}
		if _, err := w.s.c.members.Get(t.Context(), MemberID(community, cy)); !fault.Absent(err) {
			t.Error("somebody who has left is in", err)
		}
	})
}

// TestHub: registered once, in several communities, each with its own rules; the hub reads sums.
func TestHub(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, hub := w.house(`"open":true,"listed":true`)
		var own []string
		for range 4 { // of other organisations, organised by cy
			o, id := w.house(`"open":true,"listed":true`)
			w.ask(admin, http.MethodPut, "grants/"+cy+"/organiser/org:"+o, "").is(http.StatusOK)
			w.ask(admin, http.MethodDelete, "grants/"+org+"/organiser/org:"+o, "").is(http.StatusNoContent)
			own = append(own, id)
		}
		organiser, theirs := testkit.Token(org), testkit.Token(cy)
		say := func(token, id string) answer {
			return w.asked(token, http.MethodPost, "programmes/"+hub+"/communities", api.HubCommunityBody{Programme: id})
		}
		say(organiser, own[0]).code(http.StatusConflict, "hub.not_one")
		w.asked(testkit.Token(ada), http.MethodPost, "programmes/"+hub+"/hub", nil).is(http.StatusForbidden)
		for range 2 {
			w.asked(organiser, http.MethodPost, "programmes/"+hub+"/hub", nil).is(http.StatusOK)
		}
		// It is in once both sides say so; nobody outside says anything.
		say(testkit.Token(ada), own[0]).is(http.StatusForbidden)
		for i, id := range own {
			first, second := organiser, theirs
			if i == 1 {
				first, second = theirs, organiser
			}
			say(first, id).is(http.StatusOK)
			if n := len(read[api.HubCommunities](w.ask("", http.MethodGet, "programmes/"+hub+"/communities", "").is(http.StatusOK)).Items); n != i {
				t.Fatal("in before both said so", n)
			}
			say(first, id).is(http.StatusOK)
			if got := read[api.HubCommunity](say(second, id).is(http.StatusOK)); got.State != "in" {
				t.Fatalf("%+v", got)
			}
		}
		// No circle, nothing deeper than two, one hub for each.
		say(organiser, hub).code(http.StatusConflict, "hub.within")
		w.asked(theirs, http.MethodPost, "programmes/"+own[0]+"/hub", nil).code(http.StatusConflict, "hub.within")
		_, second := w.house(`"open":true,"listed":true`)
		w.asked(organiser, http.MethodPost, "programmes/"+second+"/hub", nil).is(http.StatusOK)
		w.asked(theirs, http.MethodPost, "programmes/"+second+"/communities", api.HubCommunityBody{Programme: own[0]}).code(http.StatusConflict, "hub.taken")
		say(organiser, second).code(http.StatusConflict, "hub.within")

		// Each community's rules hold: one needs an invitation, one looks at its mentors.
		w.asked(theirs, http.MethodPatch, "programmes/"+own[1], map[string]string{"joining": "invited"}).is(http.StatusOK)
		list := read[api.HubCommunities](w.ask(testkit.Token(ada), http.MethodGet, "programmes/"+hub+"/communities", "").is(http.StatusOK))
		in := api.HubRegistration{Newcomer: true}
		for _, c := range list.Items {
			rules := c.Rules
			if c.Programme == own[2] {
				rules++ // not the one that was shown
			}
			in.Communities = append(in.Communities, api.HubChoice{Programme: c.Programme, Rules: rules})
		}
		in.Communities = append(in.Communities, api.HubChoice{Programme: second, Rules: 1})
		w.asked("", http.MethodPost, "programmes/"+hub+"/registrations", in).is(http.StatusUnauthorized)
		w.asked(testkit.Token(ada), http.MethodPost, "programmes/"+own[0]+"/registrations", in).code(http.StatusConflict, "hub.not_one")
		want := map[string]string{own[0]: "joined", own[1]: "invited_only", own[2]: "rules_changed", own[3]: "joined", second: "absent"}
		for range 2 { // again is the same
			for _, got := range read[api.HubRegistered](w.asked(testkit.Token(ada), http.MethodPost, "programmes/"+hub+"/registrations", in).is(http.StatusOK)).Items {
				if got.Outcome != want[got.Programme] {
					t.Errorf("%+v, want %s", got, want[got.Programme])
				}
			}
		}
		for id, member := range map[string]bool{hub: true, own[0]: true, own[1]: false, own[2]: false} {
			me := read[api.Programme](w.ask(testkit.Token(ada), http.MethodGet, "programmes/"+id, "").is(http.StatusOK)).Me
			if (me != nil && me.Newcomer) != member {
				t.Errorf("%s: %+v", id, me)
			}
		}
		export := w.ask(testkit.Token(ada), http.MethodGet, "grants/me/export", "").is(http.StatusOK)
		if !strings.Contains(string(export.body), `"hub":"`+hub+`"`) || !strings.Contains(string(export.body), `"agreed":1`) {
			t.Errorf("through which hub, and what was agreed to, is not in the export: %s", export.body)
		}
		// The hub's organisers read sums; the communities' members and settings are not theirs.
		w.ask(organiser, http.MethodGet, "programmes/"+own[0]+"/members", "").is(http.StatusForbidden)
		w.asked(organiser, http.MethodPatch, "programmes/"+own[0], map[string]string{"about": "Ours"}).is(http.StatusForbidden)
		w.ask(testkit.Token(ada), http.MethodGet, "programmes/"+hub+"/hub/report", "").is(http.StatusForbidden)
		if err := w.s.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		people := few(12, "cc")
		w.confirm(people...)
		for _, p := range people {
			one := api.HubRegistration{Newcomer: true, Communities: []api.HubChoice{{Programme: own[0], Rules: 1}, {Programme: own[2], Rules: 1},
				{Programme: own[3], Rules: 1}}}
			w.asked(testkit.Token(p), http.MethodPost, "programmes/"+hub+"/registrations", one).is(http.StatusOK)
			w.ask(theirs, http.MethodPost, "programmes/"+own[1]+"/members", `{"person":"`+p+`"}`).is(http.StatusOK)
			w.asked(testkit.Token(p), http.MethodPost, "programmes/"+own[1]+"/members", api.MemberBody{Newcomer: true}).is(http.StatusOK)
		}
		w.clock.Advance(32 * 24 * 3600 * 1e9)
		for range 2 {
			if err := w.s.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		r := read[api.HubReports](w.ask(organiser, http.MethodGet, "programmes/"+hub+"/hub/report", "").is(http.StatusOK))
		if len(r.Items) != 2 || r.Items[0].Communities != 4 || r.Items[0].Figures[0].Value != 15 || !r.Items[0].Figures[1].Hidden || !r.Items[1].Figures[0].Hidden {
			t.Fatalf("%+v", r)
		}
		file := string(w.ask(organiser, http.MethodGet, "programmes/"+hub+"/hub/report/file", "").is(http.StatusOK).body)
		if !strings.Contains(file, ",4,15,,,\r\n") && !strings.Contains(file, ",4,15,,,\n") {
			t.Errorf("%q", file)
		}
		// A community goes as freely as it came; who is in it stays in it.
		w.ask(testkit.Token(ada), http.MethodDelete, "programmes/"+hub+"/communities/"+own[0], "").is(http.StatusForbidden)
		w.ask(theirs, http.MethodDelete, "programmes/"+hub+"/communities/"+own[0], "").is(http.StatusNoContent)
		if n := len(read[api.HubCommunities](w.ask("", http.MethodGet, "programmes/"+hub+"/communities", "").is(http.StatusOK)).Items); n != 3 {
			t.Fatal(n)
		}
		if me := read[api.Programme](w.ask(testkit.Token(ada), http.MethodGet, "programmes/"+own[0], "")).Me; me == nil || !me.Newcomer {
			t.Fatalf("%+v", me)
		}
	})
}
