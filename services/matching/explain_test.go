package matching

import (
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/matching/suitability"
)

// What shares nothing that matters says so and comes last, however well it fits in the rest; who said nothing has no such line.
func TestFitsLess(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	filler, cares := mentor("a-filler", "java"), mentor("cares", "java")
	filler.Languages[0].Level, filler.Goals, filler.Style = 4, []string{"learn"}, []string{"pairing"}
	cares.Causes, cares.Languages = []string{"health", "education", "climate"}, []wire.SpokenLanguage{{Language: "en", Level: 1}}
	n := newcomer("nia", "go")
	n.Causes, n.Goals, n.Style, n.Languages[0].Level = []string{"health"}, []string{"learn"}, []string{"pairing"}, 4
	blank := newcomer("blank")
	w.says(n, blank, filler, cares, wire.ProjectState{Project: "p", Shown: true},
		wire.IssueState{Issue: "filler", Project: "p", Kind: "code", Skills: []wire.SkillLevel{{Skill: "rust"}}, Seen: w.clock.Now(), Shown: true},
		wire.IssueState{Issue: "old", Project: "p", Kind: "code", Skills: []wire.SkillLevel{{Skill: "go"}, {Skill: "rust"}},
			Seen: w.clock.Now().AddDate(-3, 0, 0), Shown: true})
	w.run()
	got, err := w.as("nia").OwnMentors(t.Context(), "", 10, w.seen())
	if err != nil || !slices.Equal(people(got), []string{"cares", "a-filler"}) || got.Items[0].Fits != "" || got.Items[1].Fits != "less" {
		t.Errorf("%+v, %v", got, err)
	}
	if one, err := w.as("nia").OwnMentors(t.Context(), "", 1); err != nil || one.Items[0].Person != "cares" {
		t.Errorf("%+v, %v", one, err)
	}
	issues, err := w.as("nia").OwnIssues(t.Context(), "", 10)
	if err != nil || !slices.Equal(people(issues), []string{"old", "filler"}) || issues.Items[1].Fits != "less" {
		t.Fatalf("%+v, %v", issues, err)
	}
	if g := issues.Items[0].Gap; g == nil || g.Code != "seen_open_long_ago" || g.Params.Band != "over_two_years" {
		t.Errorf("the gap of an old issue is %+v", g)
	}
	if i := issues.Items[0]; i.Kind != "code" || !i.Seen.Equal(w.clock.Now().AddDate(-3, 0, 0)) {
		t.Errorf("facts %+v", i.IssueFacts)
	}
	none, err := w.as("blank").OwnMentors(t.Context(), "", 10)
	if err != nil || len(none.Items) != 2 || none.Items[0].Fits+none.Items[1].Fits != "" {
		t.Errorf("who said nothing: %+v, %v", none, err)
	}
}

// "Helps with" is said only of what the mentor lists among what to teach; of what they know alone, that they know it.
func TestHelpsOrKnows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	helps, knows := mentor("helps", "go", "rust"), mentor("knows", "go")
	helps.Teach = []wire.SkillLevel{{Skill: "go", Level: 4}}
	knows.Teach = []wire.SkillLevel{{Skill: "kubernetes", Level: 4}}
	asking := newcomer("asking", "go")
	w.says(newcomer("nia", "go"), asking, helps, knows, asks("q", "open", "asking", "knows", w.clock.Now()))
	w.run()
	got, err := w.as("nia").OwnMentors(t.Context(), "", 10, w.seen())
	if err != nil || len(got.Items) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	want := map[string]string{"helps": "can_teach", "knows": "knows_what_you_learn"}
	for _, i := range got.Items {
		if r := i.Reasons[0]; r.Code != want[i.Person] || !slices.Equal(r.Params.Words, []string{"go"}) {
			t.Errorf("%s: %+v", i.Person, r)
		}
	}
	back, err := w.as("knows").Askers(t.Context(), nil)
	if err != nil || len(back.Items) != 1 || back.Items[0].Reasons[0].Code != "knows_what_you_learn" {
		t.Errorf("the other way round: %+v, %v", back, err)
	}
}

// Three reasons say three things: a word that one has said is not said again by the next, whether as a skill, a topic or a kind of work.
func TestReasonsDoNotRepeat(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := newcomer("nia", "documentation", "translation")
	n.Interests, n.Causes = []string{"documentation", "maps"}, []string{"health"}
	w.says(n, wire.ProjectState{Project: "p", Shown: true}, wire.IssueState{Issue: "doc", Project: "p", Kind: "documentation", Language: "en",
		Skills: []wire.SkillLevel{{Skill: "documentation"}}, Topics: []string{"documentation", "maps"}, Causes: []string{"health"},
		Seen: w.clock.Now(), Shown: true})
	w.run()
	got, err := w.as("nia").OwnIssues(t.Context(), "", 10, w.seen())
	if err != nil || len(got.Items) != 1 || len(got.Items[0].Reasons) != 3 {
		t.Fatalf("%+v, %v", got, err)
	}
	said := map[string]string{}
	for _, r := range got.Items[0].Reasons {
		for _, word := range r.Params.Words {
			if said[word] != "" {
				t.Errorf("%s is said by %s and %s", word, said[word], r.Code)
			}
			said[word] = r.Code
		}
	}
	if len(said) == 0 || said["documentation"] == "" {
		t.Errorf("%+v", got.Items[0].Reasons)
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	good, paused, st, block := mentor("good", "go"), standing("paused"), standing("full"), standing("blocked")
	good.Causes = []string{"health"}
	paused.PausedUntil, st.Taken, block.Blocked = w.clock.Now().Add(time.Hour), 2, []string{"nia"}
	n := newcomer("nia", "go")
	n.Causes = []string{"health"}
	w.says(n, good, mentor("other", "rust"), mentor("paused", "go"), paused, mentor("full", "go"), st, mentor("blocked", "go"), block)
	w.run()
	w.seen()
	got, err := w.as("nia").CompareMentors(t.Context(), api.CompareQuestion{Mentors: []string{"other", "good", "full"}})
	if err != nil || len(got.Items) != 3 || got.Items[0].Person != "other" || got.Items[2].Limit != "full" || len(got.Absent) != 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	var parts []string
	for i, c := range got.Items {
		sum := c.Credits["price"]
		var of []string
		for _, p := range c.Parts {
			sum += p.Credit
			of = append(of, p.Part)
		}
		if c.Score == nil || sum != *c.Score || i > 0 && !slices.Equal(of, parts) {
			t.Errorf("%s: parts %v add up to %d, score %d", c.Person, of, sum, *c.Score)
		}
		parts = of
	}
	if p := got.Items[1].Parts; p[0].Part != "skills" || p[0].Reason == nil || p[0].Reason.Code != "knows_what_you_learn" || p[2].Reason == nil {
		t.Errorf("parts %+v", p)
	}
	if p := got.Items[0].Parts[0]; p.Gap == nil || p.Gap.Code != "does_not_cover" || p.Reason != nil {
		t.Errorf("the skills of another: %+v", p)
	}
	// Whom a block parts reads like nobody; of somebody on leave nothing else is said.
	got, err = w.as("nia").CompareMentors(t.Context(), api.CompareQuestion{Mentors: []string{"blocked", "paused", "nobody"}})
	if err != nil || !slices.Equal(got.Absent, []string{"blocked", "nobody"}) || len(got.Items) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	text, _ := json.Marshal(got.Items[0])
	if want := `{"person":"paused","reasons":[],"limit":"paused","parts":[]}`; string(text) != want {
		t.Errorf("%s, want %s", text, want)
	}
	for _, ids := range [][]string{nil, {}, {"a", "a"}, {"a", "b", "c", "d"}} {
		if _, err := w.as("nia").CompareMentors(t.Context(), api.CompareQuestion{Mentors: ids}); !fault.Has(err, fault.Invalid) {
			t.Errorf("compared %v", ids)
		}
	}
	if _, err := w.as("").CompareMentors(t.Context(), api.CompareQuestion{Mentors: []string{"good"}}); !fault.Has(err, fault.Invalid) {
		t.Errorf("signed out without a profile: %v", err)
	}
	q := api.CompareQuestion{Mentors: []string{"good"}, Profile: question("go").Profile}
	if got, err := w.as("").CompareMentors(t.Context(), q); err != nil || len(got.Items) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

// The table of codes is whole: every code of rank is in it, and every reason given has the parameters that it says.
func TestReasonCodes(t *testing.T) {
	t.Parallel()
	table := map[string]api.ReasonCode{}
	for _, c := range api.ReasonCodes() {
		if _, twice := table[c.Code]; twice || c.Says == "" || len(c.Of) == 0 {
			t.Errorf("%+v", c)
		}
		table[c.Code] = c
	}
	source, err := parser.ParseFile(token.NewFileSet(), "rank/explain.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{suitability.MoreCode: true, suitability.LessCode: true}
	for _, d := range source.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST {
			for _, sp := range g.Specs {
				if v, ok := sp.(*ast.ValueSpec); ok && len(v.Values) > 0 {
					if l, ok := v.Values[0].(*ast.BasicLit); ok && l.Kind == token.STRING {
						found[strings.Trim(l.Value, "\"")] = true
					}
				}
			}
		}
	}
	for code := range found {
		if _, ok := table[code]; !ok {
			t.Errorf("%s is not in the table", code)
		}
	}
	for code := range table {
		if !found[code] {
			t.Errorf("%s is in the table only", code)
		}
	}
	check := func(in string, gap bool, r *api.Reason) {
		t.Helper()
		c := table[r.Code]
		if c.Gap != gap || !slices.Contains(c.Of, in) || (c.Words != "") != (len(r.Params.Words) > 0) || c.From != (len(r.Params.From) > 0) ||
			(len(c.Bands) > 0) != (r.Params.Band != "") || r.Params.Band != "" && !slices.Contains(c.Bands, r.Params.Band) {
			t.Errorf("%s: %+v, the table says %+v", in, r, c)
		}
		found[r.Code] = false
	}
	w := newWorld(t)
	w.run()
	fillPicture(w.s, 300, 500)
	if err := w.s.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"javascript", "python", "translation", "documentation", "frontend"} {
		q := question(want)
		q.Limit, q.Profile.Causes, q.Profile.Have = 50, []string{"health"}, []api.RecommendSkill{{Skill: "react", Level: 4}, {Skill: "writing", Level: 3}}
		for in, ask := range map[string]func(context.Context, api.RecommendQuestion) (api.Recommendations, error){
			"mentors": w.s.Mentors, "issues": w.s.Issues,
		} {
			got, err := ask(t.Context(), q)
			if err != nil || len(got.Items) == 0 {
				t.Fatal(got, err)
			}
			for _, i := range got.Items {
				if i.Gap != nil {
					check(in, true, i.Gap)
				}
				for _, r := range i.Reasons {
					check(in, false, &r)
				}
			}
		}
	}
	for _, code := range []string{"knows_what_you_learn", "knows_related", "near_what_you_know", "uses_what_you_learn", "does_not_cover", "new_here"} {
		if found[code] {
			t.Errorf("%s was never given", code)
		}
	}
}
