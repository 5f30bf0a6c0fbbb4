package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/rehearsal"
)

// played says which steps there were, in order.
func played(r *api.Rehearsal) (out []string) {
	for _, s := range r.Steps {
		out = append(out, s.What)
	}
	return out
}

// rehearsed is a place where cohorts are rehearsed.
type rehearsed struct{ *calling }

// cohort makes a cohort that nobody has published, from the internship's template.
func (x *rehearsed) cohort(fn func(*api.CohortSettings)) *api.Cohort {
	x.Helper()
	c, err := x.organiser.MakeCohort(x.Context(), x.programme, api.CohortBody{Name: "Later", Template: "internship", Begins: time.Now().Add(200 * 24 * time.Hour)})
	if err == nil && fn != nil {
		fn(&c.CohortSettings)
		c, err = x.organiser.ChangeCohort(x.Context(), c.ID, c.CohortSettings, client.IfMatch(1))
	}
	if err != nil {
		x.Fatal(err)
	}
	return c
}

// left is what there is of what people write, and what they were told.
func (x *rehearsed) left() string {
	x.Helper()
	out := ""
	for _, collection := range []string{"programs_application", "programs_eligibility", "programs_review", "programs_run", "programs_placing",
		"notifications_item", "notifications_letter"} {
		n, err := x.world.db.Engine.Count(x.Context(), collection, nil)
		if err != nil {
			x.Fatal(err)
		}
		out += fmt.Sprintf("%s %d; ", collection, n)
	}
	files, err := filepath.Glob(filepath.Join(x.world.settings.Data, scratchPrefix+"*"))
	if err != nil {
		x.Fatal(err)
	}
	return out + strings.Join(files, " ")
}

// TestRehearsal plays cohorts through in a whole Waymark.
func TestRehearsal(t *testing.T) {
	t.Parallel()
	x := &rehearsed{openCohort(t)}
	t.Run("played", func(t *testing.T) { x.played(t) })
	t.Run("finds", func(t *testing.T) { x.finds(t) })
	t.Run("templates", func(t *testing.T) { x.templates(t) })
	t.Run("organisers", func(t *testing.T) {
		c := x.cohort(nil)
		if _, err := x.newcomer.Rehearse(t.Context(), c.ID, api.RehearsalBody{}); !fault.Has(err, fault.NotFound) {
			t.Errorf("somebody else: %v", err)
		}
		if _, err := x.newcomer.Rehearse(t.Context(), x.id, api.RehearsalBody{}); !fault.Coded(err, "programs.organisers_only") {
			t.Errorf("somebody who sees it: %v", err)
		}
		if _, err := x.organiser.Rehearse(t.Context(), c.ID, api.RehearsalBody{Newcomers: 41}); !fault.Has(err, fault.Invalid) {
			t.Errorf("too many: %v", err)
		}
	})
}

// played: every phase of a cohort that nobody else sees yet comes, every message is there as its reader gets it, and nothing of it is
// kept: no application, no notice, no mail, no file.
func (w *rehearsed) played(t *testing.T) {
	c := w.cohort(nil)
	before := w.left()
	r, err := w.organiser.Rehearse(t.Context(), c.ID, api.RehearsalBody{})
	if err != nil {
		t.Fatal(err)
	}
	steps := played(r)
	for _, want := range []string{"published", "call", "opens", "applied", "drafts", "rated", "decided", "told", "place_freed", "proposed", "paired", "runs",
		"check_in", "chased", "left", "completed", "closed", "forgotten"} {
		if !slices.Contains(steps, want) {
			t.Errorf("no step %s in %v", want, steps)
		}
	}
	phases := map[string]bool{}
	for i, s := range r.Steps {
		phases[s.Phase] = true
		if i > 0 && s.At.Before(r.Steps[i-1].At) {
			t.Errorf("the clock goes back at %s", s.What)
		}
	}
	if len(phases) != 7 {
		t.Errorf("phases: %v", phases)
	}
	// What waits on whom: between the applications and the decisions reviewers and organisers have work.
	at := slices.IndexFunc(r.Steps, func(s api.RehearsalStep) bool { return s.What == "applied" })
	who := map[string]bool{}
	for _, d := range r.Steps[at].Waits {
		who[d.Who] = d.Left > 0
	}
	if !who["reviewers"] || !who["organisers"] {
		t.Errorf("nothing waits on them: %+v", r.Steps[at].Waits)
	}
	w.pairs(t, r)
	w.messages(t, r)
	if after := w.left(); after != before {
		t.Errorf("it left something: %s, before: %s", after, before)
	}
}

// pairs: made-up people have profiles, and who is with whom says so on both sides.
func (w *rehearsed) pairs(t *testing.T, r *api.Rehearsal) {
	t.Helper()
	with, learns, pairs := map[string][]string{}, 0, 0
	by := map[string]api.RehearsalPerson{}
	for _, p := range r.People {
		with[p.ID], by[p.ID] = p.With, p
		if len(p.Knows) == 0 || (p.As == "newcomer") == (len(p.Wants) == 0) {
			t.Errorf("no profile: %+v", p)
		}
	}
	for _, p := range r.People {
		for _, other := range p.With {
			if !slices.Contains(with[other], p.ID) {
				t.Errorf("%s is with %s, who is with %v", p.ID, other, with[other])
			}
			if p.As == "newcomer" {
				if pairs++; slices.ContainsFunc(p.Wants, func(s string) bool { return slices.Contains(by[other].Knows, s) }) {
					learns++
				}
			}
		}
	}
	if pairs == 0 || 2*learns < pairs {
		t.Errorf("%d of %d learn from their mentor what they want", learns, pairs)
	}
}

// messages: what a person gets is in their language, and every kind that a cohort brings about is there.
func (w *rehearsed) messages(t *testing.T, r *api.Rehearsal) {
	t.Helper()
	reads, kinds, languages := map[string]string{}, map[string]bool{}, map[string]bool{}
	for _, p := range r.People {
		reads[p.ID] = p.Language
	}
	for _, m := range r.Messages {
		text := r.Texts[m.Text]
		kinds[text.Kind+"."+text.How], languages[text.Language] = true, true
		if text.Language != reads[m.To] || text.Subject == "" || len(text.Lines) == 0 {
			t.Fatalf("to %s (%s): %+v", m.To, reads[m.To], text)
		}
		if d := text.Decision; text.Kind == "application_decided" && (d == nil || d.Outcome != text.How || (d.Outcome != "accept") == (d.Reason == "")) {
			t.Fatalf("a decision: %+v", text)
		}
	}
	for _, want := range []string{"application_decided.accept", "application_decided.decline", "application_decided.wait", "check_in_due.", "check_in_due.late",
		"match_proposed.", "match_accepted."} {
		if !kinds[want] {
			t.Errorf("nobody gets %s: %v", want, kinds)
		}
	}
	if len(languages) != 6 {
		t.Errorf("languages: %v", languages)
	}
}

// finds: what a cohort was set up wrong with is found.
func (w *rehearsed) finds(t *testing.T) {
	codes := func(r *api.Rehearsal) (out []string) {
		for _, x := range r.Warnings {
			out = append(out, x.Code)
		}
		return out
	}
	few, err := w.organiser.Rehearse(t.Context(), w.cohort(func(s *api.CohortSettings) { s.Places = 10 }).ID, api.RehearsalBody{Newcomers: 12, Mentors: 2})
	if err != nil {
		t.Fatal(err)
	}
	if got := codes(few); !slices.Contains(got, "too_few_mentors") {
		t.Errorf("%v", got)
	}
	apart, err := w.organiser.Rehearse(t.Context(), w.cohort(func(s *api.CohortSettings) {
		s.Questions = append(s.Questions, api.CohortQuestion{Code: "n", Text: "Site", Kind: "one", Options: []string{"a", "b"}, For: "newcomer", Column: "site"},
			api.CohortQuestion{Code: "m", Text: "Site", Kind: "one", Options: []string{"c", "d"}, For: "mentor", Column: "site"})
		s.Criteria = &api.CohortCriteria{Criteria: []api.Criterion{{Name: "site", Rule: "same", Weight: 1, Required: true}}}
	}).ID, api.RehearsalBody{Newcomers: 4, Mentors: 4})
	if err != nil {
		t.Fatal(err)
	}
	if got := codes(apart); !slices.Contains(got, "criterion_never") || !slices.Contains(got, "ruled_out") {
		t.Errorf("%v", got)
	}
	for _, p := range apart.People {
		if p.As == "newcomer" && p.End == "completed" {
			t.Errorf("%+v", p)
		}
	}
}

// templates: every template can be rehearsed, the one without dates too.
func (w *rehearsed) templates(t *testing.T) {
	for _, template := range []string{"company", "hackathon", "open"} {
		in := api.CohortBody{Template: template, Name: template}
		if template != "open" {
			in.Begins = time.Now().Add(24 * time.Hour)
		}
		c, err := w.organiser.MakeCohort(t.Context(), w.programme, in)
		if err != nil {
			t.Fatal(err)
		}
		r, err := w.organiser.Rehearse(t.Context(), c.ID, api.RehearsalBody{Newcomers: 3, Mentors: 2})
		if err != nil {
			t.Fatalf("%s: %v", template, err)
		}
		if steps := played(r); !slices.Contains(steps, "paired") || !slices.Contains(steps, "completed") {
			t.Errorf("%s: %v", template, steps)
		}
	}
}

// TestScratch: the store of a rehearsal is gone once it is dropped, and what a killed process left is swept.
func TestScratch(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	old := filepath.Join(dir, scratchPrefix+"old")
	if err := errors.Join(os.Mkdir(old, 0o700), os.Chtimes(old, time.Unix(0, 0), time.Unix(0, 0))); err != nil {
		t.Fatal(err)
	}
	_, drop, err := scratch(t.Context(), dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	drop()
	if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
		t.Errorf("%v %v", files, err)
	}
}

// TestPairMadeUp: as many people as can be have a mentor, nobody more than there are places, and who wants to learn what a mentor knows
// comes to them.
func TestPairMadeUp(t *testing.T) {
	t.Parallel()
	standing := func(id, as string, places int, knows, wants string) rehearsal.Standing {
		return rehearsal.Standing{RoundParticipant: wire.RoundParticipant{Person: id, As: as, Places: places},
			Profile: rehearsal.Profile{Language: "fr", Knows: []string{knows}, Wants: []string{wants}}}
	}
	r := rehearsal.Round{At: time.Now(), People: []rehearsal.Standing{
		standing("m1", "mentor", 2, "go", "rust"), standing("m2", "mentor", 1, "translation", "rust"),
		standing("n0", "newcomer", 0, "testing", "translation"), standing("n1", "newcomer", 0, "testing", "go"), standing("n2", "newcomer", 0, "testing", "go"),
		standing("n3", "newcomer", 0, "testing", "design")}}
	got, err := pairMadeUp(t.Context(), r)
	if err != nil || len(got) != 3 || got["n0"] != "m2" || got["n1"] != "m1" || got["n2"] != "m1" {
		t.Errorf("%v %v", got, err)
	}
	r.People = r.People[2:]
	if none, err := pairMadeUp(t.Context(), r); err != nil || len(none) > 0 {
		t.Errorf("without mentors: %v %v", none, err)
	}
}
