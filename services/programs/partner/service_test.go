package partner

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/programs/cohort"
)

// room is the service with its store and nobody beside it: everybody is a mentor with an account, and "org" organises.
func room(t *testing.T, db *store.DB) *Service {
	t.Helper()
	s, err := New(t.Context(), Deps{DB: db, Now: testkit.NewClock().Now,
		Sees: func(ctx context.Context, _ string) (cohort.Seen, error) {
			return cohort.Seen{Organiser: auth.From(ctx).ID == "org"}, nil
		},
		Confirmed: func(context.Context, string) error { return nil },
		Closed:    func(context.Context, string) (bool, error) { return false, nil },
		Mentors:   func(context.Context, string, string) (bool, error) { return true, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func is(ctx context.Context, person string) context.Context {
	return auth.With(ctx, auth.Principal{ID: person})
}

func project(n int) string {
	return strings.Repeat("a", 24) + string(rune('a'+n/26)) + string(rune('a'+n%26))
}

// atOnce runs n at the same time and says how many were done; another error than too many, or contention, is the test's.
func atOnce(t *testing.T, n int, do func(i int) error) (done int) {
	t.Helper()
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = do(i) })
	}
	wg.Wait()
	for _, err := range errs {
		switch {
		case err == nil:
			done++
		case !fault.Coded(err, "partner.too_many"):
			t.Error(err)
		}
	}
	return done
}

// TestLimitsAtOnce: requests that come at the same time do not exceed a limit together.
func TestLimitsAtOnce(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		s, ctx := room(t, open()), is(t.Context(), "org")
		fill := func(n int, add func(i int) error) {
			t.Helper()
			for i := range n {
				if err := add(i); err != nil {
					t.Fatal(err)
				}
			}
		}
		fill(partnersMost-2, func(i int) error {
			_, err := s.c.partners.Insert(ctx, "p"+strconv.Itoa(i), Partner{Programme: "x", PartnerBody: api.PartnerBody{Name: "P"}}, nil)
			return err
		})
		name := api.PartnerBody{Name: "Example Labs"}
		if n := atOnce(t, 8, func(i int) error {
			_, err := s.Make(ctx, "new"+strconv.Itoa(i), "x", name, store.Op{Key: "k" + strconv.Itoa(i)})
			return err
		}); n != 2 {
			t.Errorf("%d partners for 2 places", n)
		}
		all, _, err := s.List(ctx, "x", partnersMost, "")
		if err != nil || len(all) != partnersMost {
			t.Fatal(len(all), err)
		}
		made := all[slices.IndexFunc(all, func(k Known) bool { return strings.HasPrefix(k.ID, "new") })].ID
		// A repeat of what was done is no new one.
		if _, err := s.Make(ctx, made, "x", name, store.Op{Key: strings.Replace(made, "new", "k", 1)}); err != nil {
			t.Error(err)
		}
		fill(projectsMost-2, func(i int) error {
			_, err := s.c.projects.Insert(ctx, linkID("x", project(i)), Project{Programme: "x", Partner: "p1", Project: project(i)}, nil)
			return err
		})
		if n := atOnce(t, 8, func(i int) error { return s.Link(ctx, "p1", project(400+i)) }); n != 2 {
			t.Errorf("%d projects for 2 places", n)
		}
		var links []*store.Doc[Link]
		for i := range mentorsMost - 2 {
			person := "m" + strconv.Itoa(i)
			links = append(links, &store.Doc[Link]{ID: linkID("x", person), Body: Link{Programme: "x", Partner: "p1", Person: person, State: Said}})
		}
		for part := range slices.Chunk(links, 500) {
			for _, err := range s.c.links.Bulk(ctx, part) {
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		if n := atOnce(t, 8, func(i int) error {
			_, err := s.Name(ctx, "p1", "late"+strconv.Itoa(i))
			return err
		}); n != 2 {
			t.Errorf("%d mentors for 2 places", n)
		}
		// Who was taken away leaves their place.
		if err := s.Unname(ctx, "p1", "m0"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Name(ctx, "p1", "one-more"); err != nil {
			t.Error(err)
		}
	})
}

// TestRefusalStays: who refused to be counted is not named again for a partner that was taken out and made again, until they say so.
func TestRefusalStays(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		s, ctx, ada := room(t, open()), is(t.Context(), "org"), is(t.Context(), "ada")
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		tool := project(1)
		make := func(id string) {
			t.Helper()
			_, err := s.Make(ctx, id, "x", api.PartnerBody{Name: "Example Labs"}, store.Op{Key: id})
			must(err)
		}
		make("first")
		for _, p := range []string{"ada", "bo"} {
			_, err := s.Name(ctx, "first", p)
			must(err)
		}
		must(s.Link(ctx, "first", tool))
		_, err := s.Answer(ada, "first", Refused)
		must(err)
		must(s.Remove(ctx, "first"))
		make("second")
		if _, err := s.Name(ctx, "second", "ada"); !fault.Coded(err, "partner.mentor_refused") {
			t.Errorf("named again: %v", err)
		}
		if _, err := s.Name(ctx, "second", "bo"); err != nil {
			t.Errorf("who did not refuse: %v", err)
		}
		if err := s.Link(ctx, "second", tool); err != nil {
			t.Errorf("its project: %v", err)
		}
		if k, err := s.Get(ada, "second"); err != nil || k.Mine.Mentor != Refused {
			t.Errorf("they do not see it: %+v %v", k.Mine, err)
		}
		if all, err := s.Mine(ada); err != nil || len(all) != 0 {
			t.Errorf("%+v %v", all, err)
		}
		kept := func() []api.ExportedPartner {
			var out api.ProgramsExport
			testkit.Pages(t, 100, s.Kept(ada, "ada", &out)...)
			return out.Partners
		}
		if k := kept(); len(k) != 1 || k[0].State != Refused {
			t.Errorf("not in the export: %+v", k)
		}
		_, err = s.Answer(ada, "second", Consented)
		must(err)
		if k, err := s.Get(ada, "second"); err != nil || k.Mine.Mentor != Consented {
			t.Errorf("%+v %v", k.Mine, err)
		}
		if _, err := s.Answer(is(t.Context(), "cy"), "second", Consented); !fault.Coded(err, "partner.absent") {
			t.Errorf("somebody whom nobody named: %v", err)
		}
		must(s.Forget(ctx, "ada"))
		if k := kept(); len(k) != 0 {
			t.Errorf("%+v", k)
		}
	})
}

// TestProjectsAreOneWrite: that a project came or went, and the fact of it, are one document's.
func TestProjectsAreOneWrite(t *testing.T) {
	s := room(t, testkit.SQLite(t, testkit.NewClock().Now))
	ctx := is(t.Context(), "org")
	before, err := s.Make(ctx, "p", "x", api.PartnerBody{Name: "Example Labs"}, store.Op{Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	for i, do := range []func() error{
		func() error { return s.Link(ctx, "p", project(1)) }, func() error { return s.Link(ctx, "p", project(1)) },
		func() error { return s.Unlink(ctx, "p", project(1)) }, func() error { return s.Unlink(ctx, "p", project(1)) },
	} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
		d, err := s.c.projects.Get(ctx, linkID("x", project(1)))
		if err != nil {
			t.Fatal(err)
		}
		if n := len(d.Facts()); n != 1+i/2 {
			t.Errorf("after %d: %d facts", i, n)
		}
	}
	after, err := s.Get(ctx, "p")
	if err != nil || after.Version != before.Version {
		t.Errorf("the partner was written too: %v", err)
	}
	if list, err := s.Projects(ctx, "p"); err != nil || len(list) != 0 {
		t.Errorf("%v %v", list, err)
	}
}
