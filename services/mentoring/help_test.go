package mentoring

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// mentored is how many mentors with a place free the state tells of an issue; 0 where there is no state.
func (h *house) mentored(issue string) int {
	h.t.Helper()
	n, err := h.s.help.Mentored(context.Background(), issue)
	h.must(err)
	return n
}

// TestMentoredIssues: an issue is mentored while somebody who offers help on it has a place free, and the state names nobody.
func TestMentoredIssues(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		h := newHouse(t, open(), testkit.NewClock())
		h.s.issues = known(map[string]wire.IssueKnown{"i1": {Known: true, Open: true, Project: "p1"}, "closed": {Known: true, Project: "p1"}})
		ctx := context.Background()
		h.mentor("mo", "ben")
		h.account("ann")
		mo, ben, ann := h.as("mo"), h.as("ben"), h.as("ann")
		if _, err := ann.OfferHelp(ctx, "i1", knows); !fault.Coded(err, "help.no_mentor") {
			t.Fatalf("who is no mentor: %v", err)
		}
		if _, err := mo.OfferHelp(ctx, "closed", knows); !fault.Coded(err, "issue.hidden") {
			t.Fatalf("an issue that is not to be had: %v", err)
		}
		for range 2 {
			x, err := mo.OfferHelp(ctx, "i1", knows)
			h.must(err)
			if !x.Shown || x.Issue != "i1" {
				t.Fatalf("offered: %+v", x)
			}
		}
		_, err := ben.OfferHelp(ctx, "i1", knows)
		h.must(err)
		if n := h.mentored("i1"); n != 2 {
			t.Fatalf("%d mentors", n)
		}
		if x, err := ann.IssueHelp(ctx, "i1"); err != nil || fmt.Sprint(x.Mentors) != "[mo ben]" || x.Yours {
			t.Errorf("ann can ask %+v %v", x, err)
		}
		if x, err := mo.IssueHelp(ctx, "i1"); err != nil || fmt.Sprint(x.Mentors) != "[ben]" || !x.Yours {
			t.Errorf("mo can ask %+v %v", x, err)
		}
		// Who pauses, is full, is blocked or leaves is none of them.
		_, err = ben.Pause(ctx, h.clock.Now().Add(time.Hour))
		h.must(err)
		if n := h.mentored("i1"); n != 1 {
			t.Errorf("%d with one paused", n)
		}
		id := h.asking("ann", "mo")
		_, err = mo.AcceptRequest(ctx, id)
		h.must(err)
		h.tick()
		if n := h.mentored("i1"); n != 0 {
			t.Errorf("%d with one paused and one full", n)
		}
		h.clock.Advance(time.Hour)
		h.tick()
		if n := h.mentored("i1"); n != 1 {
			t.Errorf("%d after the pause", n)
		}
		if x, err := ann.HelpedIssues(ctx, []string{"i0", "i1"}); err != nil || len(x.Items) != 1 || x.Items[0] != (api.HelpedIssue{Issue: "i1", Mentors: 1}) {
			t.Errorf("ann sees help on %+v %v", x, err)
		}
		// To who is blocked it reads like an issue without help, in both answers; as it would with the pause of before.
		h.must(ben.Block(ctx, "ann"))
		if x, err := ann.IssueHelp(ctx, "i1"); err != nil || len(x.Mentors) != 0 {
			t.Errorf("ann can ask %+v %v", x, err)
		}
		if x, err := ann.HelpedIssues(ctx, []string{"i1"}); err != nil || len(x.Items) != 0 {
			t.Errorf("ann sees help on %+v %v", x, err)
		}
		h.must(mo.WithdrawHelp(ctx, "i1"))
		h.must(mo.WithdrawHelp(ctx, "i1"))
		h.must(h.s.forget(ctx, "ben"))
		if left, err := h.s.help.Of(ctx, "ben"); err != nil || len(left) != 0 || h.mentored("i1") != 0 {
			t.Errorf("left: %+v %v", left, err)
		}
		if list, err := mo.HelpOffers(ctx); err != nil || len(list.Items) != 0 {
			t.Errorf("mo still offers %+v %v", list, err)
		}
	})
}

// TestHelpIsBounded: by issue, by mentor and by the projects that a mentor says they know.
func TestHelpIsBounded(t *testing.T) {
	h := sqliteHouse(t)
	issues := map[string]wire.IssueKnown{}
	for i := range 22 {
		issues[fmt.Sprint("i", i)] = wire.IssueKnown{Known: true, Open: true, Project: "p1"}
	}
	for i := range 7 {
		issues[fmt.Sprint("j", i)] = wire.IssueKnown{Known: true, Open: true, Project: fmt.Sprint("p", i)}
	}
	issues["own"] = wire.IssueKnown{Known: true, Open: true, Project: "mine", Maintainers: []string{"ben"}}
	h.s.issues = known(issues)
	ctx := context.Background()
	h.mentor("mo", "ben")
	for i := range 21 {
		_, err := h.as("mo").OfferHelp(ctx, fmt.Sprint("i", i), knows)
		if want := i == 20; want != fault.Coded(err, "help.too_many") {
			t.Fatalf("the %d.: %v", i+1, err)
		}
	}
	for i := range 6 {
		_, err := h.as("ben").OfferHelp(ctx, fmt.Sprint("j", i), knows)
		if want := i == 5; want != fault.Coded(err, "help.too_many_projects") {
			t.Fatalf("the %d. project: %v", i+1, err)
		}
	}
	if _, err := h.as("ben").OfferHelp(ctx, "i1", knows); err != nil {
		t.Errorf("another issue of a project that is known: %v", err)
	}
	if _, err := h.as("ben").OfferHelp(ctx, "own", api.NewHelpOffer{}); err != nil {
		t.Errorf("a project of one's own does not count: %v", err)
	}
}

var knows = api.NewHelpOffer{KnowsProject: true}

// known is a catalogue: of maintainers it names those who were asked about.
func known(issues map[string]wire.IssueKnown) func(context.Context, []string, []string) ([]wire.IssueKnown, error) {
	return func(_ context.Context, ids, people []string) ([]wire.IssueKnown, error) {
		var out []wire.IssueKnown
		for _, id := range ids {
			k := issues[id]
			k.Issue, k.Maintainers = id, slices.DeleteFunc(slices.Clone(k.Maintainers), func(p string) bool { return !slices.Contains(people, p) })
			out = append(out, k)
		}
		return out, nil
	}
}

// TestHelpOnOnesProjects: maintainers help on issues of their projects; others who know the project, where the maintainers leave that open,
// and who is there already leaves when they no longer do.
func TestHelpOnOnesProjects(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		h := newHouse(t, open(), testkit.NewClock())
		var help atomic.Value
		help.Store("")
		h.s.issues = func(ctx context.Context, ids, people []string) ([]wire.IssueKnown, error) {
			is := wire.IssueKnown{Known: true, Open: true, Project: "p1", Maintainers: []string{"mia"}, Help: help.Load().(string)}
			return known(map[string]wire.IssueKnown{"i1": is, "i2": is})(ctx, ids, people)
		}
		ctx := context.Background()
		h.mentor("mo", "mia")
		h.account("ann")
		mo, mia := h.as("mo"), h.as("mia")
		refused := func(what string, a answer, code, pointer string) {
			t.Helper()
			if a.code() != code || !strings.Contains(a.body, `"pointer":"`+pointer+`"`) {
				t.Errorf("%s: %d %s", what, a.status, a.body)
			}
		}
		put := func(who, body string) answer { return h.send(who, "PUT", "/api/v1/help-offers/i1", body) }
		refused("who does not say that they know it", put("mo", `{"knows_project":false}`), "help.not_known", "/knows_project")
		help.Store(wire.HelpMaintainers)
		refused("where maintainers help themselves", put("mo", `{"knows_project":true}`), "help.maintainers_only", "/issue")
		if x, err := mo.IssueHelp(ctx, "i1"); err != nil || x.May != "no" {
			t.Errorf("%+v %v", x, err)
		}
		_, err := mia.OfferHelp(ctx, "i1", api.NewHelpOffer{})
		h.must(err)
		if x, err := mia.IssueHelp(ctx, "i1"); err != nil || x.May != "yes" {
			t.Errorf("%+v %v", x, err)
		}
		help.Store(wire.HelpMentors)
		if x, err := mo.IssueHelp(ctx, "i1"); err != nil || x.May != "if_known" {
			t.Errorf("%+v %v", x, err)
		}
		if x, err := h.as("ann").IssueHelp(ctx, "i1"); err != nil || x.May != "no" {
			t.Errorf("who is no mentor: %+v %v", x, err)
		}
		for _, issue := range []string{"i1", "i2"} {
			_, err = mo.OfferHelp(ctx, issue, knows)
			h.must(err)
		}
		neighbour, version := h.nats.Connect("catalog"), int64(0)
		h.must(neighbour.EnsureStreams(ctx, "catalog"))
		wish := func(to string, want ...int) {
			t.Helper()
			help.Store(to)
			version++
			data, err := json.Marshal(wire.ProjectWished{Project: "p1", Wish: "help"})
			h.must(err)
			_, err = neighbour.Publish(ctx, wire.Envelope{
				SpecVersion: "1.0", ID: fmt.Sprint("p1-", version), Source: "/waymark/catalog", Type: "waymark.evt.catalog.project_wished.v1",
				Subject: "p1", Time: h.clock.Now(), Version: version, Data: data,
			})
			h.must(err)
			deadline := time.Now().Add(3 * time.Minute)
			for _, n := range want {
				issue := "i" + fmt.Sprint(slices.Index(want, n)+1)
				for h.mentored(issue) != n {
					if time.Now().After(deadline) {
						t.Fatalf("%s: %d mentors help on %s, not %d", to, h.mentored(issue), issue, n)
					}
					time.Sleep(5 * time.Millisecond)
				}
			}
		}
		wish(wire.HelpMaintainers, 1, 0)
		if list, err := mo.HelpOffers(ctx); err != nil || len(list.Items) != 0 {
			t.Errorf("mo still offers %+v %v", list, err)
		}
		help.Store(wire.HelpNobody) // whose fact was missed
		h.must(h.s.sweep(ctx))
		if n := h.mentored("i1"); n != 0 {
			t.Errorf("%d mentors where nobody is wanted", n)
		}
		refused("where none is wanted", put("mia", `{"knows_project":true}`), "help.not_wanted", "/issue")
	})
}

// TestLoad: a mentor's places and queue by programme and in all.
func TestLoad(t *testing.T) {
	s := Standing{
		Person: "mo", Caps: map[string]int{"c": 2, "a": 1},
		Entries:  []Entry{{Match: "1", Programme: "a", Mentor: "mo"}, {Match: "2", Programme: "b", Mentor: "mo"}, {Match: "3", Programme: "d", Newcomer: "mo"}},
		Listings: []Listing{{Match: "4", Programme: "b", Newcomer: "x"}, {Match: "5", Programme: "d", Newcomer: "mo"}},
	}
	if got := fmt.Sprint(s.loads()); got != "[{a 1 0} {b 1 1} {c 0 0}]" {
		t.Error(got)
	}
	h := sqliteHouse(t)
	ctx := context.Background()
	h.mentorship()
	h.asking("ann", "mo")
	_, err := h.as("mo").SetPlaces(ctx, api.Places{Capacity: 2, Caps: map[string]int{"open": 2}})
	h.must(err)
	st, err := h.as("mo").Standing(ctx)
	h.must(err)
	if len(st.Load) != 1 || st.Load[0].Taken != 1 || st.Load[0].Unanswered != 1 || *st.Load[0].Cap != 2 || st.Taken != 1 {
		t.Errorf("%+v", st)
	}
	if a := h.send("ann", "GET", "/api/v1/standing/me", ""); !strings.Contains(a.body, `"load":[]`) {
		t.Errorf("who mentors nobody: %s", a.body)
	}
}
