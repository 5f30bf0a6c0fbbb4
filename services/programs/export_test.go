package programs

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
)

// TestTheExportGoesOnBeyondOnePage: memberships, applications and reviews, more of them than a page holds, each once; what is there once
// stands in the first page.
func TestTheExportGoesOnBeyondOnePage(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		want := map[string]int{}
		var last api.Cohort
		var cohorts []string
		for range 3 {
			_, last = w.cohort("internship", nil)
			cohorts = append(cohorts, last.ID)
		}
		w.into(last, "application")
		for _, c := range cohorts {
			d := whole
			d.Language = "sw"
			a := read[api.Application](w.asked(testkit.Token(ada), http.MethodPut, "cohorts/"+c+"/applications/newcomer", d).is(http.StatusOK))
			if a.Language != "sw" {
				t.Fatalf("%+v", a)
			}
			w.asked(testkit.Token(ada), http.MethodPost, "applications/"+a.ID+"/send", api.ApplicationSending{}).is(http.StatusOK)
			want[a.ID] = 1
		}
		w.into(last, "review")
		for id := range want {
			w.asked(testkit.Token(rev), http.MethodPut, "applications/"+id+"/reviews/me", api.ReviewBody{Rating: 4, Note: id}).is(http.StatusOK)
		}
		for i := range 3 {
			hub := "hub-" + strconv.Itoa(i)
			_, err := w.s.c.registering.Insert(t.Context(), MemberID(hub, ada), HubRegistration{Hub: hub, Person: ada, At: w.clock.Now()}, nil)
			if err != nil {
				t.Fatal(err)
			}
		}
		got, pages := w.exported(testkit.Token(ada), 2)
		hubs := map[string]bool{}
		for _, r := range got.Registrations {
			hubs[r.Hub] = true
		}
		if len(hubs) != 3 || len(got.Registrations) != 3 {
			t.Errorf("registrations %+v", got.Registrations)
		}
		seen := map[string]int{}
		for _, a := range got.Applications {
			seen[a.ID]++
			if !slices.ContainsFunc(a.Answers, func(x api.ApplicationAnswer) bool { return x.Question == "why" }) {
				t.Errorf("an application without its answers: %+v", a)
			}
		}
		if !maps.Equal(seen, want) || pages < 2 {
			t.Errorf("applications %v in %d pages, want %v", seen, pages, want)
		}
		if len(got.Opinions) != 3 ||
			slices.ContainsFunc(got.Opinions, func(o api.ExportedOpinion) bool { return !o.Withheld || o.Note != "" || o.Rating != 0 }) {
			t.Errorf("what reviewers said, before anything is decided: %+v", got.Opinions)
		}
		told := got.Applications[0]
		w.asked(testkit.Token(org), http.MethodPut, "applications/"+told.ID+"/decision",
			api.ApplicationDecision{Outcome: "decline", Reason: "places"}).is(http.StatusOK)
		if got, _ := w.exported(testkit.Token(ada), 2); slices.ContainsFunc(got.Opinions, func(o api.ExportedOpinion) bool { return !o.Withheld }) {
			t.Errorf("before the decision is told: %+v", got.Opinions)
		}
		w.asked(testkit.Token(org), http.MethodPost, "cohorts/"+told.Cohort+"/decisions", api.DecisionsRelease{Applications: []string{told.ID}}).is(http.StatusOK)
		got, _ = w.exported(testkit.Token(ada), 2)
		shown := slices.DeleteFunc(slices.Clone(got.Opinions), func(o api.ExportedOpinion) bool { return o.Withheld })
		if len(got.Opinions) != 3 || len(shown) != 1 || shown[0].Application != told.ID || shown[0].Note != told.ID || shown[0].Rating != 4 {
			t.Errorf("after it is told: %+v", got.Opinions)
		}
		got, pages = w.exported(testkit.Token(rev), 2)
		clear(seen)
		for _, r := range got.Reviews {
			seen[r.Note]++
		}
		if !maps.Equal(seen, want) || len(got.Roles) != 3 || pages < 2 {
			t.Errorf("reviews %v, roles %v in %d pages, want %v", seen, got.Roles, pages, want)
		}
	})
}

// exported follows the export's pages to its end.
func (w *world) exported(token string, limit int) (out api.ProgramsExport, pages int) {
	w.t.Helper()
	at := "grants/me/export?limit=" + string(rune('0'+limit))
	for at != "" && pages < 100 {
		a := w.ask(token, http.MethodGet, at, "").is(http.StatusOK)
		x := read[api.ProgramsExport](a)
		if n := len(x.Memberships) + len(x.Registrations) + len(x.Applications) + len(x.Reviews) + len(x.Opinions); n > limit {
			w.t.Fatalf("%d in a page of %d", n, limit)
		}
		out.Memberships, out.Roles = append(out.Memberships, x.Memberships...), append(out.Roles, x.Roles...)
		out.Registrations, out.Opinions = append(out.Registrations, x.Registrations...), append(out.Opinions, x.Opinions...)
		out.Applications, out.Reviews = append(out.Applications, x.Applications...), append(out.Reviews, x.Reviews...)
		next, _, more := strings.Cut(a.header.Get("Link"), ">")
		at, pages = "", pages+1
		if more {
			at = strings.TrimPrefix(strings.TrimPrefix(next, "<"), "/api/v1/")
		}
	}
	return out, pages
}
