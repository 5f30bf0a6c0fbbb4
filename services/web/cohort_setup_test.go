package web

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
)

// settled is a place with one cohort that is being set up, its version, and whether anything was chosen for its figures.
type settled struct {
	http.Handler
	cohort  api.Cohort
	version int64
	figures string // a cycle's set-up as JSON, "" for none
	fixed   bool
	puts    []api.CohortSettings
}

// refuses says, as the service does, whether a call would begin by these settings before anybody chose what is asked for its figures.
func (x *settled) refuses(set api.CohortSettings) bool {
	begins := set.Published && len(set.Phases) > 0 && !set.Phases[0].From.After(time.Now())
	return begins && !x.cohort.Published && x.figures == "" && !x.fixed && !set.NoFigures && (set.Newcomers != "none" || set.Mentors != "none")
}

func settleCohort(t *testing.T) *settled {
	t.Helper()
	begins := time.Now().Add(-time.Hour).UTC()
	x := &settled{version: 3, cohort: api.Cohort{ID: "c-1", Org: "o-1", Programme: "p-1", Phase: "application", Mine: api.CohortMine{Organiser: true}}}
	x.cohort.CohortSettings = api.CohortSettings{Name: "Autumn", About: "For everybody.", Newcomers: "register", Mentors: "register",
		Phases: []api.CohortPhase{{Name: "application", From: begins}, {Name: "closed", From: begins.AddDate(0, 3, 0)}}}
	x.Handler = siteOver(t, func(r *http.Request) (*http.Response, error) {
		answer := func() (*http.Response, error) {
			b, _ := json.Marshal(x.cohort)
			res, err := given(r, string(b))
			res.Header.Set("ETag", `"`+strconv.FormatInt(x.version, 10)+`"`)
			return res, err
		}
		switch {
		case r.URL.Path == "/api/v1/cohorts/c-1" && r.Method == http.MethodPut:
			if r.Header.Get("If-Match") != `"`+strconv.FormatInt(x.version, 10)+`"` {
				return refused(r, http.StatusPreconditionFailed, "programs.changed")
			}
			var set api.CohortSettings
			b, _ := io.ReadAll(r.Body)
			if err := json.Unmarshal(b, &set); err != nil {
				t.Error(err)
			}
			if x.refuses(set) {
				return refusedBy(r, http.StatusUnprocessableEntity, `{"status":422,"code":"invalid","fields":[{"pointer":"/published","code":"figures_first"}]}`)
			}
			x.puts = append(x.puts, set)
			x.cohort.CohortSettings = set
			x.version++
			return answer()
		case r.URL.Path == "/api/v1/cohorts/c-1":
			return answer()
		case r.URL.Path == "/api/v1/participation/cycles/c-1":
			set, state := "", "none"
			if x.figures != "" {
				set, state = `"setup":`+x.figures+`,`, "open"
			}
			return given(r, `{"cycle":"c-1","programme":"p-1",`+set+`"state":"`+state+`","fixed":`+strconv.FormatBool(x.fixed)+
				`,"questions":[],"outlook":[],"choices":[]}`)
		}
		return away(r)
	})
	return x
}

func (x *settled) form(t *testing.T) url.Values {
	t.Helper()
	return filled(t, asSomebody(x, http.MethodGet, "/cohorts/c-1/setup", nil).Body.String(), "Save")
}

// TestFiguresAreNotLostByPublishing: whoever publishes a call that begins at once is told what can then no longer be chosen, once; who says that
// nothing is asked, or has chosen, publishes.
func TestFiguresAreNotLostByPublishing(t *testing.T) {
	x := settleCohort(t)
	const asks, link = "it can no longer be chosen", `href="/cohorts/c-1/figures"`
	body := asSomebody(x, http.MethodGet, "/cohorts/c-1/setup", nil).Body.String()
	if !strings.Contains(body, asks) || !strings.Contains(body, link) {
		t.Errorf("the set-up does not say that figures are lost:\n%s", body)
	}
	f := x.form(t)
	f.Set("published", "yes")
	w := asSomebody(x, http.MethodPost, "/cohorts/c-1/setup", f)
	if w.Code != http.StatusUnprocessableEntity || len(x.puts) > 0 || !strings.Contains(w.Body.String(), `href="#published"`) {
		t.Fatalf("published, and the figures are lost: %d, %+v", w.Code, x.puts)
	}
	f = filled(t, w.Body.String(), "Save")
	f.Set("no_figures", "yes")
	w = asSomebody(x, http.MethodPost, "/cohorts/c-1/setup", f)
	if w.Code != http.StatusSeeOther || len(x.puts) != 1 || !x.puts[0].NoFigures || !x.puts[0].Published {
		t.Fatalf("nothing is to be asked: %d, %+v", w.Code, x.puts)
	}

	for name, change := range map[string]func(x *settled){
		"chosen":            func(x *settled) { x.figures = `{"way":"tables"}` },
		"it begins later":   func(x *settled) { x.cohort.Phases[0].From = time.Now().AddDate(0, 1, 0) },
		"nobody takes part": func(x *settled) { x.cohort.Newcomers, x.cohort.Mentors = "none", "none" },
		"it has no end":     func(x *settled) { x.cohort.Phases = nil },
	} {
		x := settleCohort(t)
		change(x)
		body := asSomebody(x, http.MethodGet, "/cohorts/c-1/setup", nil).Body.String()
		if later := name == "it begins later"; strings.Contains(body, asks) != later {
			t.Errorf("%s: told %v", name, !later)
		}
		f := x.form(t)
		f.Set("published", "yes")
		if w := asSomebody(x, http.MethodPost, "/cohorts/c-1/setup", f); w.Code != http.StatusSeeOther || len(x.puts) != 1 {
			t.Errorf("%s: %d\n%s", name, w.Code, w.Body)
		}
	}
	x = settleCohort(t)
	x.cohort.From, x.fixed = "c-0", false
	if body := asSomebody(x, http.MethodGet, "/cohorts/c-1/setup", nil).Body.String(); !strings.Contains(body, "was not taken over") {
		t.Error("a clone does not say that the choice is open again")
	}
	x.cohort.Published, x.fixed = true, true
	if body := asSomebody(x, http.MethodGet, "/cohorts/c-1/setup", nil).Body.String(); !strings.Contains(body, "The call has begun and nothing was asked") {
		t.Error("what is lost is not said")
	}
}

// TestTwoTabsOfASetUp: what each of two changed gets through; where both changed one part, the second reads what the first saved, has what they
// typed still there, and may put it in its place. What was typed is never lost, and nobody's change is.
func TestTwoTabsOfASetUp(t *testing.T) {
	x := settleCohort(t)
	x.cohort.NoFigures = true
	f := x.form(t)
	x.cohort.About, x.version = "For newcomers.", 4 // the other tab
	x.cohort.Questions = []api.CohortQuestion{{Code: "why", Text: "Why?", Kind: "short", For: "both"}}
	f.Set("cohort_name", "Winter")
	f.Set("tracks", "docs: Documentation\r\n")
	w := asSomebody(x, http.MethodPost, "/cohorts/c-1/setup", f)
	if w.Code != http.StatusSeeOther || len(x.puts) != 1 {
		t.Fatalf("other parts: %d\n%s", w.Code, w.Body)
	}
	if got := x.puts[0]; got.Name != "Winter" || got.About != "For newcomers." || len(got.Questions) != 1 || len(got.Tracks) != 1 || !got.NoFigures {
		t.Fatalf("a change is lost: %+v", got)
	}

	f = x.form(t)
	x.cohort.Name, x.version = "Spring", 6
	x.cohort.Questions[0].Text = "Why here?"
	x.cohort.Places = 40
	f.Set("cohort_name", "Summer")
	f.Set("q_text_0", "Why not?")
	f.Set("agreement", "Two hours a week.")
	w = asSomebody(x, http.MethodPost, "/cohorts/c-1/setup", f)
	body := w.Body.String()
	if w.Code != http.StatusPreconditionFailed || len(x.puts) != 1 {
		t.Fatalf("the same parts: %d, %+v", w.Code, x.puts)
	}
	for _, want := range []string{"“Spring”", "Why here?", `value="Summer"`, `value="Why not?"`, "Two hours a week.</textarea>", `value="40"`,
		`href="#cohort_name"`, `href="#q_text_0"`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not on the page\n%s", want, body)
		}
	}
	w = asSomebody(x, http.MethodPost, "/cohorts/c-1/setup", filled(t, body, "Save"))
	if got := x.puts[len(x.puts)-1]; w.Code != http.StatusSeeOther || got.Name != "Summer" || got.Questions[0].Text != "Why not?" || got.Places != 40 ||
		got.Agreement != "Two hours a week." {
		t.Fatalf("after looking: %d, %+v", w.Code, got)
	}
}

// TestASetUpWithoutMarks: a page that was opened before a part had its mark, or without any, overwrites nothing unseen.
func TestASetUpWithoutMarks(t *testing.T) {
	for what, strip := range map[string]func(was string) string{
		"none at all": func(string) string { return "" },
		"none of a part": func(was string) string {
			return strings.Join(slices.DeleteFunc(strings.Fields(was), func(m string) bool { return strings.HasPrefix(m, "agreement:") }), " ")
		},
	} {
		x := settleCohort(t)
		x.cohort.NoFigures = true
		f := x.form(t)
		f.Set("was", strip(f.Get("was")))
		x.cohort.Agreement, x.version = "Two hours a week.", 4 // meanwhile, elsewhere
		w := asSomebody(x, http.MethodPost, "/cohorts/c-1/setup", f)
		if w.Code != http.StatusPreconditionFailed || len(x.puts) != 0 || !strings.Contains(w.Body.String(), "Two hours a week.") {
			t.Fatalf("%s: %d, %+v", what, w.Code, x.puts)
		}
		if w = asSomebody(x, http.MethodPost, "/cohorts/c-1/setup", filled(t, w.Body.String(), "Save")); w.Code != http.StatusSeeOther {
			t.Errorf("%s, after looking: %d", what, w.Code)
		}
	}
}

// TestPartnersThatCannotBeRead: a save while the list of partners does not answer takes nobody away.
func TestPartnersThatCannotBeRead(t *testing.T) {
	x := settleCohort(t) // it knows no partners of the programme
	x.cohort.NoFigures = true
	x.cohort.Partners = []api.CohortPartner{{ID: "p-9", Name: "Acme"}, {Name: "Written Down"}}
	f := x.form(t)
	f.Set("cohort_name", "Winter")
	if w := asSomebody(x, http.MethodPost, "/cohorts/c-1/setup", f); w.Code != http.StatusSeeOther || len(x.puts) != 1 || len(x.puts[0].Partners) != 2 {
		t.Fatalf("%d, %+v", w.Code, x.puts)
	}
}
