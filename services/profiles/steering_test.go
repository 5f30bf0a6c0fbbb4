package profiles

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/profiles/skills"
)

// baker writes words that the list does not have; svelte and vue are in it.
const baker = `{"display_name":"Bo Example","mentor":true,"found_by":"everybody","teach":[{"skill":"svelte","level":4,"example":"a shop"},
{"skill":"Vue","level":5},{"skill":"Bread Baking","level":5}],"interests":["loaves","bread-baking","Odd Git"]}`

// steer are callers of one service, with what a test of decisions needs.
type steer struct {
	*world
	moderator, nobody *client.Client
}

func newSteer(t *testing.T, db *store.DB, cfg Config) steer {
	t.Helper()
	w := newWorld(t, db, cfg)
	c, err := client.New("http://waymark.test", client.WithTransport(client.InProcess(w.s.Router().Handler())), client.WithTries(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	return steer{w, c.As(client.Token(testkit.Token(mo, "moderator"))), c}
}

// decide decides and waits until this process has heard of it.
func (x steer) decide(in api.SkillDecision) *api.SkillDecided {
	x.t.Helper()
	var got client.Answer
	d, err := x.moderator.DecideSkill(x.t.Context(), in, client.Into(&got))
	if err != nil {
		x.t.Fatal(in, err)
	}
	testkit.Heard(x.t, x.s.skills.Steering(), d.ID, got.Version)
	return d
}

func (x steer) unknown() (out []string) {
	x.t.Helper()
	list, err := x.moderator.UnknownWords(x.t.Context(), 0)
	if err != nil || !list.Complete || list.Total != len(list.Items) {
		x.t.Fatal(list, err)
	}
	for _, w := range list.Items {
		out = append(out, w.Word)
	}
	return out
}

// TestSteering: moderators see the words that people use and the list does not have, decide about them, and others read what was
// decided; what was written stays, and taking it all back brings it all back.
func TestSteering(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		x := newSteer(t, open(), Config{ApprovalOff: true})
		ctx := t.Context()
		x.confirm(ada, bo, mo, org)
		x.save(bo, baker)
		x.save(ada, `{"display_name":"Ada Example","newcomer":true,"have":[{"skill":"bread-baking","level":2}],
			"interests":["qwertzing","loaves","odd git"]}`)
		x.save(mo, `{"display_name":"Mo Example","newcomer":true,"interests":["qwertzing","loaves","odd git","bread-baking","of one alone","pythonn"]}`)
		x.save(org, `{"display_name":"Org Example","newcomer":true,"interests":["qwertzing","bread baking"]}`)
		x.save(cy, `{"display_name":"Cy Unconfirmed","newcomer":true,"interests":["unseen word"]}`)
		before, err := x.nobody.Person(ctx, bo)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"bread-baking", "loaves", "odd-git", "qwertzing", "pythonn"}, x.unknown()); diff != "" {
			t.Fatal(diff)
		}
		list, _ := x.moderator.UnknownWords(ctx, 1)
		if len(list.Items) != 1 || list.Total != 5 || list.Rare != 1 || list.Items[0].People != 4 || list.Items[0].ID != skill.Opaque("bread-baking") {
			t.Fatalf("%+v", list)
		}

		x.decide(api.SkillDecision{Word: "Bread baking", Do: "add", Name: "Bread baking", Kind: "craft"})
		x.decide(api.SkillDecision{Word: "loaves", Do: "alias", Into: "bread baking"})
		git := x.decide(api.SkillDecision{Word: "odd git", Do: "alias", Into: "git"})
		merged := x.decide(api.SkillDecision{Word: "Svelte", Do: "merge", Into: "vue.js"})
		x.decide(api.SkillDecision{Word: "qwertzing", Do: "leave"})
		x.decide(api.SkillDecision{Word: "bread-baking", Do: "rename", Name: "Baking bread"})
		if merged.Word != "svelte" || merged.Into != "vue" || merged.By != mo {
			t.Errorf("%+v", merged)
		}
		x.decide(api.SkillDecision{Word: "pythonn", Do: "alias", Into: "python"})
		if left := x.unknown(); len(left) != 0 {
			t.Error(left)
		}
		page, err := x.nobody.Person(ctx, bo)
		if err != nil {
			t.Fatal(err)
		}
		want := []api.ProfileSkill{{Skill: "vue", Level: 5, Example: "a shop"}, {Skill: "bread-baking", Level: 5}}
		if diff := cmp.Diff(want, page.Teach); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"bread-baking", "git"}, page.Interests); diff != "" {
			t.Error(diff)
		}
		cards, err := x.nobody.People(ctx, []string{bo})
		if diff := cmp.Diff([]string{"vue", "bread-baking"}, cards[bo].Teaches); diff != "" || err != nil {
			t.Error(diff, err)
		}
		found, err := x.nobody.SkillNames(ctx, []string{"svelte", "loaves", git.ID})
		wantNames := []api.SkillEntry{{ID: "vue", Name: "Vue.js", Kind: "framework"}, {ID: "bread-baking", Name: "Baking bread", Kind: "craft"},
			{ID: "git", Name: "Git", Kind: "tool"}}
		if diff := cmp.Diff(wantNames, found.Items); diff != "" || err != nil {
			t.Error(diff, err)
		}
		if found, err = x.nobody.Skills(ctx, "baking b", ""); err != nil || len(found.Items) != 1 || found.Items[0].ID != "bread-baking" {
			t.Error(found, err)
		}

		// What was written is still there: for its person, and for what others mirror.
		own, err := x.nobody.As(client.Token(testkit.Token(bo))).Me(ctx)
		if err != nil || len(own.Teach) != 3 || !slices.Contains(own.Interests, "Odd Git") {
			t.Error(own, err)
		}
		var all []*api.SkillDecided
		for d, err := range x.moderator.SkillDecisions(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, &d)
		}
		if len(all) != 6 {
			t.Fatalf("%d decisions stand", len(all))
		}
		for _, d := range all {
			if d.Do == "leave" && d.Word != "" {
				t.Error("a word that was left is kept")
			}
			var got client.Answer
			if err := x.moderator.UndecideSkill(ctx, d.ID, client.Into(&got)); err != nil {
				t.Fatal(err)
			}
			testkit.Heard(t, x.s.skills.Steering(), d.ID, got.Version)
			if err := x.moderator.UndecideSkill(ctx, d.ID); !fault.Coded(err, "skills.undecided") {
				t.Error(err)
			}
		}
		if after, err := x.nobody.Person(ctx, bo); err != nil || cmp.Diff(before, after) != "" {
			t.Error(cmp.Diff(before, after), err)
		}
		if diff := cmp.Diff([]string{"bread-baking", "loaves", "odd-git", "qwertzing", "pythonn"}, x.unknown()); diff != "" {
			t.Error(diff)
		}
	})
}

// TestSteeringTravelsAsIDs: a word that stands for a skill, or that was left, is in nothing that is published, nor who used it; and who
// decided is forgotten with their account.
func TestSteeringTravelsAsIDs(t *testing.T) {
	t.Parallel()
	x := newSteer(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	x.confirm(ada)
	x.save(ada, `{"display_name":"Ada Example","newcomer":true,"interests":["canaryalias","canaryleft"]}`)
	d := x.decide(api.SkillDecision{Word: "canaryalias", Do: "alias", Into: "git"})
	x.decide(api.SkillDecision{Word: "canaryleft", Do: "leave"})
	if got := x.facts(d.ID); !slices.Contains(got, "skill_decided") {
		t.Error(got)
	}
	table, err := x.nobody.SkillTable(t.Context())
	if diff := cmp.Diff([]api.SkillSteering{{Of: d.ID, Into: "git"}}, table.Steering); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if found := testkit.Holding(t, []string{"canaryalias", "canaryleft"}, x.nats.Dir); len(found) > 0 {
		t.Error(found)
	}
	x.tell(wire.AccountClosed{Account: mo}, mo)
	x.until("the moderator is forgotten", func() bool {
		for d, err := range x.nobody.As(client.Token(testkit.Token(adm, "moderator"))).SkillDecisions(t.Context()) {
			if err != nil || d.By != "" {
				return false
			}
		}
		return true
	})
}

// TestSteeringRefusals: who may, and what is refused with its field.
func TestSteeringRefusals(t *testing.T) {
	t.Parallel()
	x := newSteer(t, testkit.SQLite(t, testkit.NewClock().Now), Config{})
	x.ask("", http.MethodGet, "/api/v1/skills/unknown", "").is(http.StatusUnauthorized)
	x.ask(testkit.Token(ada), http.MethodGet, "/api/v1/skills/decisions", "").is(http.StatusForbidden)
	x.ask(testkit.Token(ada), http.MethodPost, "/api/v1/skills/decisions", `{"word":"a b","do":"leave"}`).is(http.StatusForbidden)
	for body, want := range map[string]string{
		`{"word":"!!","do":"leave"}`:                                    "/word not_a_word",
		`{"word":"golang","do":"leave"}`:                                "/word known_skill",
		`{"word":"golang","do":"alias","into":"git"}`:                   "/word known_skill",
		`{"word":"odd git","do":"alias","into":"nothing of it"}`:        "/into unknown_skill",
		`{"word":"odd git","do":"alias"}`:                               "/into required",
		`{"word":"odd git","do":"rename","name":"Git"}`:                 "/word unknown_skill",
		`{"word":"golang","do":"merge","into":"go"}`:                    "/into same_skill",
		`{"word":"odd git","do":"add","name":"Git"}`:                    "/kind required",
		`{"word":"odd git","do":"add","kind":"tool"}`:                   "/name required",
		`{"word":"odd git","do":"add","kind":"tool","name":"a\u202eb"}`: "/name control_character",
		`{"word":"odd git","do":"leave","into":"git"}`:                  "/into not_here",
	} {
		a := x.ask(testkit.Token(mo, "moderator"), http.MethodPost, "/api/v1/skills/decisions", body).is(http.StatusUnprocessableEntity)
		p := read1[fault.Problem](a)
		if len(p.Fields) != 1 || p.Fields[0].Pointer+" "+p.Fields[0].Code != want {
			t.Errorf("%s: %+v, want %s", body, p.Fields, want)
		}
	}
}

// TestGuides: the operator's table is served with the skills, whatever their spelling and whatever they became; a table that is wrong
// is refused at the start.
func TestGuides(t *testing.T) {
	t.Parallel()
	guide := api.SkillGuide{URL: "https://guides.example.org/vue", Title: "Vue from the beginning"}
	x := newSteer(t, testkit.SQLite(t, testkit.NewClock().Now), Config{Guides: map[string]skills.Guide{"Svelte": skills.Guide(guide)}})
	x.decide(api.SkillDecision{Word: "svelte", Do: "merge", Into: "vue"})
	found, err := x.nobody.SkillNames(t.Context(), []string{"vue", "git"})
	if err != nil || len(found.Items) != 2 || found.Items[0].Guide == nil || *found.Items[0].Guide != guide || found.Items[1].Guide != nil {
		t.Error(found, err)
	}
	table, err := x.nobody.SkillTable(t.Context())
	if diff := cmp.Diff(map[string]api.SkillGuide{"vue": guide}, table.Guides); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for name, g := range map[string]skills.Guide{
		"git": {URL: "http://guides.example.org/", Title: "Git"}, "vue": {URL: "https://", Title: "Vue"}, "go": {URL: "https://a.example/", Title: " "},
		"!!": {URL: "https://a.example/", Title: "x"}, "c": {URL: "https://me:secret@a.example/", Title: "x"},
		"rust": {URL: "https://a.example/", Title: strings.Repeat("x", 81)},
	} {
		if err := skills.CheckGuides(map[string]skills.Guide{name: g}); err == nil {
			t.Errorf("%s: %+v is served", name, g)
		}
	}
}
