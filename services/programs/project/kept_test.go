package project

import (
	"context"
	"strconv"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/programs/refusal"
)

func keptService(t *testing.T, db *store.DB, gone *string) *Service {
	t.Helper()
	s, err := New(t.Context(), Deps{DB: db, Now: testkit.NewClock().Now,
		Organisers: func(context.Context, string) ([]string, error) { return []string{"org"}, nil },
		Closed:     func(_ context.Context, p string) (bool, error) { return p == *gone, nil }})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestKeptGoesOnBeyondOnePage: what somebody offered, with why it was refused, and what names them as a mentor, each once.
func TestKeptGoesOnBeyondOnePage(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		none := ""
		s := keptService(t, open(), &none)
		for i := range 3 {
			n := strconv.Itoa(i)
			_, err := s.c.projects.Insert(t.Context(), "a"+n, Project{Cohort: "c", By: "ada", State: Refused, Reason: "Which buses?"}, nil)
			if err == nil {
				_, err = s.c.projects.Insert(t.Context(), "m"+n, Project{Cohort: "c", By: "bo", State: Waiting,
					CohortProjectBody: api.CohortProjectBody{Mentors: []string{"ada"}}}, nil)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		var out api.ProgramsExport
		pages := testkit.Pages(t, 2, s.Kept(t.Context(), "ada", &out)...)
		seen := map[string]int{}
		for _, x := range out.Projects {
			seen[x.As+x.Project]++
			if (x.As == "author") != (x.Reason == "Which buses?") {
				t.Errorf("%+v", x)
			}
		}
		if len(seen) != 6 || len(out.Projects) != 6 || pages < 3 {
			t.Errorf("%v in %d pages", seen, pages)
		}
	})
}

// TestWhoIsErasedWhileTheyWrite: neither who wrote, nor a mentor whom they named, stays by id; an approved project that has lost its mentor waits
// again, and who offered it and an organiser hear of it.
func TestWhoIsErasedWhileTheyWrite(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		gone := "cy"
		s := keptService(t, open(), &gone)
		_, err := s.c.projects.Insert(t.Context(), "p", Project{Cohort: "c", Programme: "pr", By: "bo", Editor: "dee", Judge: "cy", State: Approved,
			CohortProjectBody: api.CohortProjectBody{Mentors: []string{"cy", "eve"}}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.stayed(t.Context(), "bo", "bo", "cy", "eve"); err != nil {
			t.Fatal(err)
		}
		d, err := s.c.projects.Get(t.Context(), "p")
		if err != nil || len(d.Body.Mentors) != 1 || d.Body.Judge != "" || d.Body.State != Waiting {
			t.Fatalf("%+v %v", d, err)
		}
		told := map[string]int{}
		waiting, err := s.Source().Waiting(t.Context(), "programs", 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range waiting {
			_, typ := e.TypeOf()
			told[typ]++
		}
		if told["cohort_project_moved"] != 1 || told["desk_waits"] != 1 {
			t.Error(told)
		}
		gone = "dee"
		if err := s.stayed(t.Context(), "dee"); !fault.Coded(err, refusal.Closed.Code) {
			t.Fatal(err)
		}
		if d, err = s.c.projects.Get(t.Context(), "p"); err != nil || d.Body.Editor != "" {
			t.Fatalf("%+v %v", d, err)
		}
	})
}
