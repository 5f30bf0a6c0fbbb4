package profiles

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// bothRoles wants to learn Go and helps with Rust.
const bothRoles = `{"display_name":"Bo Example","newcomer":true,"mentor":true,"found_by":"everybody",
"have":[{"skill":"sql","level":5}],"want":[{"skill":"golang","level":1,"example":"a wish"}],
"teach":[{"skill":"rust","level":4,"example":"a compiler"},{"skill":"bread-baking","level":4}]}`

func names(list []api.ProfileSkill) string {
	var out []string
	for _, x := range list {
		out = append(out, x.Skill)
	}
	return strings.Join(out, " ")
}

// TestWishesAreNoHelp: who is both newcomer and mentor is shown to those who find a mentor with what they help with alone; those whom they
// ask, moderators and they themselves read both, each by its own name.
func TestWishesAreNoHelp(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open(), Config{})
		w.confirm(ada, bo, cy)
		own := read1[api.OwnProfile](w.save(bo, bothRoles))
		if names(own.Want) != "go" || names(own.Teach) != "rust bread-baking" || own.Teach[0].Example != "a compiler" || len(own.Words) != 1 {
			t.Fatalf("%+v", own)
		}
		w.save(ada, full)
		w.save(cy, mentor)
		m := testkit.Token(mo, "moderator")
		offer := read1[api.MentorCandidate](w.ask(m, http.MethodGet, "/api/v1/mentor-approvals/"+bo, "").is(http.StatusOK))
		if names(offer.Person.Teach) != "rust bread-baking" || offer.Person.Mentor {
			t.Fatalf("who approves reads %+v", offer.Person)
		}
		reads := func(who, token, want, teach string) {
			t.Helper()
			page := read1[api.PersonPage](w.ask(token, http.MethodGet, "/api/v1/people/"+bo, "").is(http.StatusOK))
			if names(page.Want) != want || names(page.Teach) != teach {
				t.Errorf("%s reads %q to learn and %q as help", who, names(page.Want), names(page.Teach))
			}
		}
		reads("a moderator, before the approval", m, "go", "")
		w.approve(m, bo).is(http.StatusOK)
		reads("who is signed out", "", "", "rust bread-baking")
		reads("a newcomer", testkit.Token(ada), "", "rust bread-baking")
		reads("another mentor", testkit.Token(cy), "", "rust bread-baking")
		reads("a moderator", m, "go", "rust bread-baking")
		reads("bo", testkit.Token(bo), "go", "rust bread-baking")
		card := read1[api.PersonCards](w.ask("", http.MethodGet, "/api/v1/people?ids="+bo, "").is(http.StatusOK))
		if len(card.Items) != 1 || strings.Join(card.Items[0].Teaches, " ") != "rust bread-baking" {
			t.Errorf("a card: %+v", card)
		}
		say := func(match, newcomer, mentor string) {
			testkit.Heard(t, w.s.m.matches, match, w.say(wire.MatchState{Match: match, Newcomer: newcomer, Status: "active", Mentor: mentor,
				Created: w.clock.Now(), Offers: []wire.OfferState{{Mentor: mentor, State: "accepted", Asked: w.clock.Now()}}}, match))
		}
		say("m1", ada, bo)
		say("m2", bo, cy)
		reads("their own newcomer", testkit.Token(ada), "", "rust bread-baking")
		reads("the mentor whom they asked", testkit.Token(cy), "go", "rust bread-baking")
		lines := func(viewer string) string {
			a, err := w.s.Evidence(t.Context(), wire.PersonEvidenceQuestion{Person: bo, Viewer: viewer})
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, l := range a.Lines {
				out = append(out, l.Text)
			}
			return strings.Join(out, "; ")
		}
		if got := lines(ada); strings.Contains(got, "a wish") || !strings.Contains(got, "rust: a compiler") {
			t.Errorf("a report of what a newcomer reads seals %q", got)
		}
		if got := lines(cy); !strings.Contains(got, "a wish") || !strings.Contains(got, "rust: a compiler") {
			t.Errorf("a report of what an asked mentor reads seals %q", got)
		}
		w.ask(testkit.Token(bo), http.MethodPatch, "/api/v1/people/me", `{"mentor":false}`).is(http.StatusOK)
		reads("who was asked, once nothing is offered", testkit.Token(cy), "go", "")
		w.ask(testkit.Token(bo), http.MethodPatch, "/api/v1/people/me", `{"mentor":true,"teach":[]}`).is(http.StatusOK)
		d, err := w.s.c.people.Get(t.Context(), bo)
		if err != nil || len(d.Body.teaches(w.s.tax, w.s.tax, 6)) != 1 || d.Body.teaches(w.s.tax, w.s.tax, 6)[0] != "sql" {
			t.Errorf("without a list of help it is what they can teach, never what they want to learn: %+v, %v", d, err)
		}
		if s := StateOf(bo, &d.Body, w.s.tax); s.Teach == nil || len(s.Teach) > 0 || len(s.Want) != 1 {
			t.Errorf("told to others: %+v", s)
		}
	})
}

// TestTeachIsCheckedLikeTheRest: every word, level and example, with the pointer of its own list.
func TestTeachIsCheckedLikeTheRest(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	w.confirm(bo)
	body := `{"display_name":"Bo","mentor":true,"teach":[{"skill":"go","level":4},{"skill":"Golang","level":4},{"skill":"!!!","level":4}]}`
	a := w.ask(testkit.Token(bo), http.MethodPut, "/api/v1/people/me", body).code(http.StatusUnprocessableEntity, "invalid")
	for _, want := range []string{`"/teach/1/skill"`, `"duplicate"`, `"/teach/2/skill"`, `"not_a_word"`} {
		if !strings.Contains(string(a.body), want) {
			t.Errorf("%s is not in %s", want, a.body)
		}
	}
	list := `[` + strings.TrimSuffix(strings.Repeat(`{"skill":"go","level":4},`, MaxSkills+1), ",") + `]`
	w.ask(testkit.Token(bo), http.MethodPut, "/api/v1/people/me", `{"display_name":"Bo","teach":`+list+`}`).is(http.StatusUnprocessableEntity)
	p := Profile{Account: AccountConfirmed, Said: Said{Mentor: true, Format: "writing", Languages: []Language{{"en", 3}}}}
	p.Want = []Skill{{Skill: "go", Level: 1}}
	if got := p.Missing(); !slices.Equal(got, []string{"skills"}) {
		t.Errorf("a mentor who only wants to learn misses %v", got)
	}
	p.Teach = []Skill{{Skill: "rust", Level: 4}}
	if got := p.Missing(); len(got) > 0 {
		t.Errorf("a mentor who helps with something misses %v", got)
	}
}

// TestOlderProfiles: what was written with one list for both is read with two, in every role, as a document and as a row of an import that
// waits; and it is written so from then on.
func TestOlderProfiles(t *testing.T) {
	t.Parallel()
	list := []Skill{{"go", 1, "a wish"}, {"css", 3, ""}, {"rust", 4, "a compiler"}, {"sql", 5, ""}}
	cases := []struct {
		id               string
		newcomer, mentor bool
		want, teach      []Skill
	}{{ada, true, false, list, nil}, {bo, false, true, nil, list}, {cy, true, true, list[:2], list[2:]}, {mo, false, false, list, nil}}
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		db := open()
		old, err := store.Open(t.Context(), db, store.Spec[Profile]{Name: "profiles_person", Schema: 1, State: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			said := Said{DisplayName: "Somebody", Want: list, Newcomer: c.newcomer, Mentor: c.mentor, FoundBy: FoundByEverybody, Format: "either"}
			p := Profile{Said: said, Account: AccountConfirmed}
			if c.mentor {
				p.Approval = Approval{State: Approved, Seen: said.written(skill.Shipped())}
			}
			if _, err := old.Insert(t.Context(), c.id, p, nil); err != nil {
				t.Fatal(err)
			}
		}
		w := newWorld(t, db, Config{})
		w.confirm(ada, bo, cy, mo)
		for _, c := range cases {
			d, err := w.s.c.people.Get(t.Context(), c.id)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([][]Skill{c.want, c.teach}, [][]Skill{d.Body.Want, d.Body.Teach}); diff != "" {
				t.Error(diff)
			}
			w.ask(testkit.Token(c.id), http.MethodPatch, "/api/v1/people/me", `{"minutes":60}`).is(http.StatusOK)
			d, err = w.s.c.people.Get(t.Context(), c.id)
			if err != nil || d.Body.Minutes != 60 || !cmp.Equal(c.want, d.Body.Want) || !cmp.Equal(c.teach, d.Body.Teach) {
				t.Errorf("after a change: %+v, %v", d, err)
			}
			if !d.Body.Approval.Changed.IsZero() {
				t.Error("what an approved mentor wrote before is taken for something new")
			}
			row := Row{Said: Said{Want: list, Newcomer: c.newcomer, Mentor: c.mentor}}.Said.fromOneList()
			if !cmp.Equal(c.want, row.Want) || !cmp.Equal(c.teach, row.Teach) {
				t.Errorf("a row: %+v", row)
			}
		}
	})
	for state, waits := range map[string]bool{ImportRunning: true, ImportDone: false} {
		body, err := liftImport(1, []byte(`{"programme":"open","state":"`+state+`","rows":3}`))
		var im Import
		if err != nil || json.Unmarshal(body, &im) != nil || im.OneList != waits || im.Rows != 3 || im.Programme != "open" {
			t.Errorf("%s: %s %v", state, body, err)
		}
	}
}

// TestOlderImport: an import that was accepted before, and is carried out now.
func TestOlderImport(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	other := w.service(Config{}, nil)
	for id, old := range map[string]bool{"im-old": true, "im-new": false} {
		row := Row{Line: 2, Address: id + "@example.org", Said: Said{DisplayName: "Person", Mentor: true, Format: "either", FoundBy: FoundByMembers,
			Want: []Skill{{Skill: "go", Level: 1}}}}
		d, err := other.makeImport(t.Context(), ImportOrder{ID: id, Programme: "open"}, "community", []Row{row})
		if err != nil {
			t.Fatal(err)
		}
		if old {
			if _, err := w.s.c.imports.Update(t.Context(), d.ID, func(d *store.Doc[Import]) error { d.Body.OneList = true; return nil }); err != nil {
				t.Fatal(err)
			}
		}
		if err := other.carryOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.importDone(d.ID)
		p, err := w.s.c.people.Get(t.Context(), w.accounts.people[row.Address])
		if err != nil || len(p.Body.Teach) == 1 != old || len(p.Body.Want) == 1 == old {
			t.Errorf("%s: %+v, %v", id, p, err)
		}
	}
}

// TestColumnsOfBoth: a file has a column for each; a heading about learning is never help.
func TestColumnsOfBoth(t *testing.T) {
	t.Parallel()
	rows, problems := read(t, "Name,E-Mail,Role,What do you want to learn?,What can you help with?\nBo,bo@example.org,both,golang,\"Rust, SQL: 5\"\n", nil)
	if problems.Total != 0 || !cmp.Equal(rows[0].Said.Want, []Skill{{"go", 1, ""}}) || !cmp.Equal(rows[0].Said.Teach, []Skill{{"rust", 4, ""}, {"sql", 5, ""}}) {
		t.Errorf("%+v %+v", rows, problems)
	}
	if rows, _ = read(t, "Name,E-Mail,Role,Want to learn\nBo,bo@example.org,mentor,golang\n", nil); len(rows[0].Said.Teach) > 0 {
		t.Errorf("%+v", rows)
	}
	for _, heading := range []string{"Teach", "Can teach", "Helps with", "I can help with", "Skills to teach", "Aide à", "Ayuda con"} {
		rows, problems := read(t, "Name,E-Mail,Role,"+heading+"\nBo,bo@example.org,mentor,golang\n", nil)
		if problems.Total != 0 || !cmp.Equal(rows[0].Said.Teach, []Skill{{"go", 4, ""}}) || len(rows[0].Said.Want) > 0 {
			t.Errorf("%s: %+v %+v", heading, rows, problems)
		}
	}
}
