package programs

import (
	"net/http"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
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
		"three alike":                {30, []int{10, 10, 10}, nil, 30, false},
		"rounded":                    {33, []int{11, 11, 11}, nil, 35, false},
		"few people":                 {9, []int{3, 3, 3}, nil, 0, true},
		"two communities":            {40, []int{20, 20, 0}, nil, 0, true},
		"one community":              {102, []int{100, 1, 1}, nil, 0, true},
		"moved by nine":              {39, []int{13, 13, 13}, &HubFigure{Figure: "newcomers", Value: 30, Exact: 30}, 30, false},
		"moved by ten":               {40, []int{14, 13, 13}, &HubFigure{Figure: "newcomers", Value: 30, Exact: 30}, 40, false},
		"fell by ten, and below ten": {9, []int{3, 3, 3}, &HubFigure{Figure: "newcomers", Value: 20, Exact: 19}, 0, true},
		"was hidden":                 {30, []int{10, 10, 10}, &HubFigure{Figure: "newcomers", Hidden: true, Exact: 29}, 30, false},
	} {
		if got := hubFigure("newcomers", c.n, c.given, nil, c.last); got.Value != c.value || got.Hidden != c.hidden {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestHubFiguresOverMonths: whoever takes one month's figure away from another's learns nothing about a community that came or went.
func TestHubFiguresOverMonths(t *testing.T) {
	three := hubFigure("newcomers", 60, []int{20, 20, 20}, []string{"a", "b", "c"}, nil)
	if three.Value != 60 {
		t.Fatalf("%+v", three)
	}
	four := hubFigure("newcomers", 110, []int{20, 20, 20, 50}, []string{"a", "b", "c", "d"}, &three)
	five := hubFigure("newcomers", 150, []int{20, 20, 20, 50, 40}, []string{"a", "b", "c", "d", "e"}, &four)
	two := hubFigure("newcomers", 40, []int{20, 20}, []string{"a", "b"}, &three)
	for _, f := range []HubFigure{four, five, two} {
		if f.Value != 60 || f.Hidden {
			t.Errorf("%+v", f)
		}
	}
	six := hubFigure("newcomers", 180, []int{20, 20, 20, 50, 40, 30}, []string{"a", "b", "c", "d", "e", "f"}, &five)
	if six.Value != 180 {
		t.Errorf("three came together: %+v", six)
	}
	hidden := hubFigure("newcomers", 5, []int{5}, []string{"x", "y", "z"}, &three)
	back := hubFigure("newcomers", 110, []int{20, 20, 20, 50}, []string{"a", "b", "c", "d"}, &hidden)
	if !hidden.Hidden || !back.Hidden {
		t.Errorf("hidden in between, and then the difference: %+v %+v", hidden, back)
	}
}

// TestHub: registered once, in several communities, each with its own rules; the hub reads sums.
func TestHub(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, hub := w.house(`"open":true,"listed":true`)
		var own []string
		for range 3 { // of other organisations, organised by cy
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
		want := map[string]string{own[0]: "joined", own[1]: "invited_only", own[2]: "rules_changed", second: "absent"}
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
			one := api.HubRegistration{Newcomer: true, Communities: []api.HubChoice{{Programme: own[0], Rules: 1}, {Programme: own[2], Rules: 1}}}
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
		if len(r.Items) != 2 || r.Items[0].Communities != 3 || r.Items[0].Figures[0].Value != 15 || !r.Items[0].Figures[1].Hidden || !r.Items[1].Figures[0].Hidden {
			t.Fatalf("%+v", r)
		}
		file := string(w.ask(organiser, http.MethodGet, "programmes/"+hub+"/hub/report/file", "").is(http.StatusOK).body)
		if !strings.Contains(file, ",3,15,,,\r\n") && !strings.Contains(file, ",3,15,,,\n") {
			t.Errorf("%q", file)
		}
		// A community goes as freely as it came; who is in it stays in it.
		w.ask(testkit.Token(ada), http.MethodDelete, "programmes/"+hub+"/communities/"+own[0], "").is(http.StatusForbidden)
		w.ask(theirs, http.MethodDelete, "programmes/"+hub+"/communities/"+own[0], "").is(http.StatusNoContent)
		if n := len(read[api.HubCommunities](w.ask("", http.MethodGet, "programmes/"+hub+"/communities", "").is(http.StatusOK)).Items); n != 2 {
			t.Fatal(n)
		}
		if me := read[api.Programme](w.ask(testkit.Token(ada), http.MethodGet, "programmes/"+own[0], "")).Me; me == nil || !me.Newcomer {
			t.Fatalf("%+v", me)
		}
	})
}
