package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// criteriaOf are one criterion of each rule; the profession decides, and nobody may be with their own organisation.
func criteriaOf() *api.CohortCriteria {
	return &api.CohortCriteria{Profile: 1, Criteria: []api.Criterion{
		{Name: "profession", Rule: "same", Weight: 50},
		{Name: "organisation", Rule: "different", Weight: 1, Required: true},
		{Name: "grade", Rule: "ahead", Order: []string{"junior", "senior", "lead"}, Best: []int{1, 2}, Weight: 2},
		{Name: "topics", Rule: "overlap", Separator: ";", Weight: 2},
		{Name: "wish", Rule: "asked", Mentor: "offer", Weight: 1, When: &api.CriterionWhen{Newcomer: "asks", Is: []string{"yes"}}},
	}}
}

// cohortOf is a cohort with criteria in which people take part by registering.
func (x *pairing) cohortOf(criteria *api.CohortCriteria) string {
	x.Helper()
	now := time.Now()
	ask := func(code, kind, who string, options ...string) api.CohortQuestion {
		q := api.CohortQuestion{Code: code, Text: "Your " + code + "?", Kind: kind, For: who, Options: options}
		if criteria != nil {
			q.Column = code
		}
		return q
	}
	var c *api.Cohort
	if err := x.heard(func() (err error) {
		c, err = x.organiser.MakeCohort(x.Context(), x.programme, api.CohortBody{Name: "Spring", Settings: &api.CohortSettings{
			Name: "Spring", Published: true, NoFigures: true, Newcomers: "register", Mentors: "register", Criteria: criteria,
			Phases: []api.CohortPhase{{Name: "application", From: now.Add(-time.Hour)}, {Name: "running", From: now.Add(30 * 24 * time.Hour)},
				{Name: "closed", From: now.Add(90 * 24 * time.Hour)}},
			Questions: []api.CohortQuestion{
				ask("profession", "one", "both", "law", "design"), ask("organisation", "short", "both"), ask("grade", "one", "both", "junior", "senior", "lead"),
				ask("topics", "many", "both", "maps", "music", "sport"), ask("wish", "short", "newcomer"), ask("asks", "yes", "newcomer"),
				ask("offer", "short", "mentor"),
			},
		}})
		return err
	}); err != nil {
		x.Fatal(err)
	}
	return c.ID
}

// registers takes part in a cohort with answers: a question's code, then its answer.
func (x *pairing) registers(who *person, cohort, as string, answers ...string) {
	x.Helper()
	d := api.ApplicationDraft{}
	if as == "mentor" {
		d.Places = 2
	}
	for i := 0; i+1 < len(answers); i += 2 {
		a := api.ApplicationAnswer{Question: answers[i]}
		switch answers[i] {
		case "profession", "grade", "topics", "asks":
			a.Chosen = []string{answers[i+1]}
		default:
			a.Text = answers[i+1]
		}
		d.Answers = append(d.Answers, a)
	}
	if err := x.heard(func() error {
		a, err := who.SaveApplication(x.Context(), cohort, as, d)
		if err == nil && a.State == "draft" {
			_, err = who.SendApplication(x.Context(), a.ID, 0)
		}
		return err
	}); err != nil {
		x.Fatal(err)
	}
}

// springRound is a draft of a cohort with criteriaOf: of two mentors with two places each and of four newcomers, of whom the first and the fourth are
// given law, and the second and the third design. The second does law, and is of the organisation of the mentor who does: with whom they may not be.
func (x *pairing) springRound() (law, design *person, r *api.Round) {
	x.Helper()
	cohort := x.cohortOf(criteriaOf())
	law, design = x.mentors[0], x.mentors[1]
	x.registers(law, cohort, "mentor", "profession", "law", "organisation", "North", "grade", "lead", "topics", "maps", "offer", "returning")
	x.registers(design, cohort, "mentor", "profession", "design", "organisation", "South", "grade", "senior", "topics", "music", "offer", "first")
	for i, a := range [][]string{
		{"profession", "law", "organisation", "East", "grade", "junior", "topics", "maps", "wish", "returning", "asks", "yes"},
		{"profession", "law", "organisation", "north", "grade", "junior", "topics", "maps"},
		{"profession", "design", "organisation", "East", "grade", "junior", "topics", "music"},
		{"profession", "law", "organisation", "South", "topics", "sport"},
	} {
		x.registers(x.newcomers[i], cohort, "newcomer", a...)
	}
	if err := x.heard(func() error { // matching hears of participants one by one
		made, err := x.organiser.NewRound(x.Context(), api.NewRound{Programme: x.programme, Cohort: cohort})
		if err != nil {
			return err
		}
		if r, err = x.settled(made.ID); err == nil && (r.Input == nil || r.Input.Newcomers != 4 || r.Input.Places != 4) {
			err = errors.Join(fmt.Errorf("somebody is missing: %+v %+v", r.Input, r.Failed), x.organiser.DiscardRound(x.Context(), made.ID))
		}
		return err
	}); err != nil {
		x.Fatal(err)
	}
	return law, design, r
}

// TestCohortRound: a cohort's criteria, stored with it, and what its people answered when they registered decide who is with whom in a round
// of the cohort; its pairs are proposed and accepted. Programs, matching and mentoring do their part over the bus.
func TestCohortRound(t *testing.T) {
	x := openPairing(t, 4)
	ctx := t.Context()
	law, design, r := x.springRound()
	if r.Input.Criteria == "" || r.Input.Inexact != 0 {
		t.Fatalf("%+v", r.Input)
	}
	want := map[string]string{x.newcomers[0].id: law.id, x.newcomers[1].id: design.id, x.newcomers[2].id: design.id, x.newcomers[3].id: law.id}
	for _, objective := range []string{"fit", "stable", "fair"} {
		rows, err := x.organiser.RoundPairs(ctx, r.ID, objective, "all", 100, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows.Items {
			if row.Mentor != want[row.Newcomer] {
				t.Errorf("%s: %+v, not %s", objective, row, want[row.Newcomer])
			}
			same := api.RoundReason{Criterion: "profession", Rule: "same", For: row.Newcomer != x.newcomers[1].id}
			if !slices.Contains(row.Reasons, same) || slices.ContainsFunc(row.Reasons, func(r api.RoundReason) bool { return r.Rule == "asked" }) {
				t.Errorf("%s: the reasons are %+v", objective, row.Reasons)
			}
			if row.Newcomer == x.newcomers[1].id && row.Options != 1 || row.Newcomer == x.newcomers[0].id && row.Options != 2 {
				t.Errorf("%s: a criterion that is required, and %d mentors are possible", objective, row.Options)
			}
		}
	}
	o := x.browser().signIn(x.organiser)
	o.open("/rounds/"+r.ID+"/pairs").says("Same: profession", "Not the same: profession", "Ahead as wished: grade", "In common: topics")
	at := client.Answer{}
	if _, err := x.organiser.Round(ctx, r.ID, client.Into(&at)); err != nil {
		t.Fatal(err)
	}
	if _, err := x.organiser.PublishRound(ctx, r.ID, api.RoundPublishing{Objective: "fit"}, client.IfMatch(at.Version)); err != nil {
		t.Fatal(err)
	}
	r, err := x.settled(r.ID)
	if err != nil || r.Publication == nil || r.Publication.Proposed != 4 {
		t.Fatalf("%+v %v", r.Publication, err)
	}
	for _, m := range []*person{law, design} {
		accepted := 0
		for asked, err := range m.AskedRequests(ctx) {
			if err == nil {
				_, err = m.AcceptRequest(ctx, asked.ID)
			}
			if accepted++; err != nil {
				t.Fatal(err)
			}
		}
		if accepted != 2 {
			t.Errorf("a mentor with two places was proposed %d", accepted)
		}
	}
}

// TestWebCriteria: an organiser says in a form what counts in rounds of a cohort, with each of the five rules, by its questions; what is
// wrong is told at its field, and the set-up keeps it all.
func TestWebCriteria(t *testing.T) {
	one(t)
	x := openPairing(t, 0)
	cohort := x.cohortOf(nil)
	o := x.browser().signIn(x.organiser)
	o.open("/cohorts/"+cohort+"/setup").follow("What counts in rounds").must("/cohorts/"+cohort+"/criteria", "Spring").says("The five ways of comparing")
	fill := func(n int, name, rule, newcomer, mentor, weight string, more ...string) []string {
		i := strconv.Itoa(n)
		out := []string{"c_name_" + i, name, "c_rule_" + i, rule, "c_newcomer_" + i, "q:" + newcomer, "c_mentor_" + i, "q:" + mentor, "c_weight_" + i, weight}
		for k := 0; k < len(more); k += 2 {
			out = append(out, more[k]+i, more[k+1])
		}
		return out
	}
	o.press("Save", fill(0, "profession", "same", "profession", "profession", "101")...)
	if o.code != 422 || !strings.Contains(o.body, `href="#c_weight_0"`) {
		t.Fatalf("a weight of 101: %d\n%s", o.code, shownText(o.doc))
	}
	o.press("Save", append(fill(0, "profession", "same", "profession", "profession", "50"), fill(1, "Profession", "different", "organisation", "organisation",
		"1", "c_required_", "yes")...)...)
	if o.code != 422 || !strings.Contains(o.body, `href="#c_name_1"`) {
		t.Fatalf("one name twice: %d\n%s", o.code, shownText(o.doc))
	}
	o.press("Save", "c_name_1", "organisation").must("/cohorts/"+cohort+"/criteria", "Spring")
	o.press("Save", append(fill(2, "grade", "ahead", "grade", "grade", "2", "c_least_", "1", "c_most_", "2"), fill(3, "topics", "overlap", "topics", "topics",
		"2", "c_separator_", ";")...)...).must("/cohorts/"+cohort+"/criteria", "Spring")
	o.press("Save", append(fill(4, "wish", "asked", "wish", "offer", "1", "c_when_", "q:asks", "c_is_", "yes"), "c_profile", "1")...).
		must("/cohorts/"+cohort+"/criteria", "Spring")
	c, err := x.organiser.Cohort(t.Context(), cohort)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(criteriaOf(), c.Criteria); diff != "" {
		t.Error(diff)
	}
	for _, q := range c.Questions {
		if q.Column != q.Code {
			t.Errorf("%s fills %q", q.Code, q.Column)
		}
	}
	o.open("/cohorts/"+cohort+"/setup").press("Save", "cohort_about", "For all.").must("/cohorts/"+cohort+"/setup", "Spring")
	if c, err = x.organiser.Cohort(t.Context(), cohort); err != nil || c.Criteria == nil || c.About != "For all." {
		t.Errorf("the set-up loses criteria: %+v %v", c, err)
	}
	o.open("/cohorts/" + cohort + "/criteria")
	o.press("Save", "c_name_0", "")
	if c, err = x.organiser.Cohort(t.Context(), cohort); err != nil || c.Criteria == nil || len(c.Criteria.Criteria) != 4 {
		t.Errorf("a criterion that is taken out: %+v %v", c.Criteria, err)
	}
	if nobody := x.browser().signIn(x.mentors[0]).open("/cohorts/" + cohort + "/criteria"); nobody.code != 404 {
		t.Errorf("somebody else reads the form: %d", nobody.code)
	}
	for _, tag := range languages() {
		res, err := o.http.PostForm(x.address+"/choose", map[string][]string{"language": {tag}, "back": {"/"}})
		o.read(res, err)
		if o.open("/cohorts/" + cohort + "/criteria").wellMade(tag); o.code != 200 {
			t.Errorf("%s: %d", tag, o.code)
		}
	}
}

// TestWebWeights: an organiser weighs the parts of the score of a programme in a form; what is left empty is as usual, and a round says so.
func TestWebWeights(t *testing.T) {
	one(t)
	x := openPairing(t, 0)
	page := "/programmes/" + x.programme + "/weights"
	o := x.browser().signIn(x.organiser)
	o.open("/programmes/"+x.programme+"/rounds").follow("How much each part counts").must(page, "How much each part counts")
	if o.press("Save", "weight_skills", "101"); o.code != 422 || !strings.Contains(o.body, `href="#weight_skills"`) {
		t.Fatalf("101: %d\n%s", o.code, shownText(o.doc))
	}
	old := x.browser().signIn(x.organiser).open(page)
	o.press("Save", "weight_skills", "80", "weight_hours", "0").must(page, "How much each part counts")
	if old.press("Save", "weight_skills", "1"); old.code != 422 {
		t.Errorf("an older page: %d", old.code)
	}
	o.press("Save", "weight_hours", "").must(page, "How much each part counts")
	r, err := x.organiser.Rules(t.Context(), x.programme, 0)
	if diff := cmp.Diff(map[string]int{"skills": 80}, r.Rules.Weights); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	// What the programme looks for is named on the same page; its weight is asked for once something is.
	if o.says("Nothing is named yet"); strings.Contains(o.body, "weight_criteria") {
		t.Error("a weight of nothing is asked for")
	}
	o.press("Save", "look_skill_0", "underwater basketry", "look_cause_0", "health", "look_cause_1", "health", "look_weight_cause_0", "11")
	if o.code != 422 || !strings.Contains(o.body, `href="#look_skill_0"`) || !strings.Contains(o.body, `href="#look_cause_1"`) ||
		!strings.Contains(o.body, `href="#look_weight_cause_0"`) {
		t.Fatalf("unknown, twice and too heavy: %d\n%s", o.code, shownText(o.doc))
	}
	o.press("Save", "look_skill_0", "Translation", "look_cause_1", "none", "look_weight_cause_0", "3", "look_language_0", "fr").
		must(page, "How much each part counts")
	o.press("Save", "weight_criteria", "40").must(page, "How much each part counts")
	want := []api.LookedFor{{Kind: "skill", ID: "translation", Weight: 1}, {Kind: "cause", ID: "health", Weight: 3}, {Kind: "language", ID: "fr", Weight: 1}}
	r, err = x.organiser.Rules(t.Context(), x.programme, 0)
	if diff := cmp.Diff(want, r.Rules.LooksFor); err != nil || diff != "" || r.Rules.Weights["criteria"] != 40 {
		t.Errorf("%v %v %s", err, r.Rules.Weights, diff)
	}
	o.open("/programmes/"+x.programme+"/rules").press("Save", "weight_skills", "70").must("/programmes/", "Rules")
	if r, err = x.organiser.Rules(t.Context(), x.programme, 0); err != nil || len(r.Rules.LooksFor) != 3 || r.Rules.Weights["criteria"] != 40 {
		t.Errorf("the other page lost something: %+v, %v", r.Rules, err)
	}
	if nobody := x.browser().signIn(x.mentors[0]).open(page); nobody.code != 404 {
		t.Errorf("somebody else reads the form: %d", nobody.code)
	}
	for _, tag := range languages() {
		res, err := o.http.PostForm(x.address+"/choose", map[string][]string{"language": {tag}, "back": {"/"}})
		o.read(res, err)
		if o.open(page).wellMade(tag); o.code != 200 {
			t.Errorf("%s: %d", tag, o.code)
		}
	}
}

// TestWebCriteriaFitsAndPassesAxe: the form at 320 pixels, in both directions of writing and both schemes.
func TestWebCriteriaFitsAndPassesAxe(t *testing.T) {
	ctx := chromium(t, 320)
	x := openPairing(t, 0)
	pages := []string{"/cohorts/" + x.cohortOf(criteriaOf()) + "/criteria", "/programmes/" + x.programme + "/weights"}
	look := lookAt(ctx, t, x.site)
	enter(ctx, t, x.site, x.organiser)
	for _, as := range [][2]string{{"ar", "dark"}, {"en", "light"}} {
		appear(ctx, t, x.site, as[0], as[1])
		for _, page := range pages {
			look(page, as[0], as[1])
		}
	}
}
