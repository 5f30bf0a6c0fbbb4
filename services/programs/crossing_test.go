package programs

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/services/programs/application"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/running"
)

func as(t *testing.T, person string) context.Context {
	return auth.With(t.Context(), auth.Principal{ID: person})
}

// applied sends ada's whole application to an internship.
func (w *world) applied() (c api.Cohort, save, id string) {
	w.t.Helper()
	_, c = w.cohort("internship", nil)
	w.into(c, "application")
	save = "cohorts/" + c.ID + "/applications/newcomer"
	id = read[api.Application](w.asked(testkit.Token(ada), http.MethodPut, save, whole).is(http.StatusOK)).ID
	w.asked(testkit.Token(ada), http.MethodPost, "applications/"+id+"/send", api.ApplicationSending{}).is(http.StatusOK)
	return c, save, id
}

func (w *world) decide(c api.Cohort, id string) {
	w.t.Helper()
	w.asked(testkit.Token(org), http.MethodPut, "applications/"+id+"/decision", api.ApplicationDecision{Outcome: "accept"}).is(http.StatusOK)
	got := read[api.DecisionsReleased](w.asked(testkit.Token(org), http.MethodPost, "cohorts/"+c.ID+"/decisions",
		api.DecisionsRelease{Applications: []string{id}}).is(http.StatusOK))
	if !got.Items[0].Released {
		w.t.Fatalf("%+v", got)
	}
}

// deleted is when ada's answers about eligibility are deleted.
func (w *world) deleted(id string) time.Time {
	w.t.Helper()
	return read[api.EligibilityAnswers](w.ask(testkit.Token(ada), http.MethodGet, "applications/"+id+"/eligibility", "").is(http.StatusOK)).Deleted
}

func unable() api.ApplicationDraft {
	return draft(whole.Answers[0], whole.Answers[1], api.ApplicationAnswer{Question: "free", Chosen: []string{"no"}})
}

func TestWhatWasSentStaysWhole(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, save, id := w.applied()
		for n, field := range []string{"why", "time", "free"} {
			less := append(append([]api.ApplicationAnswer{}, whole.Answers[:n]...), whole.Answers[n+1:]...)
			got := w.asked(testkit.Token(ada), http.MethodPut, save, draft(less...)).is(http.StatusUnprocessableEntity)
			if !strings.Contains(string(got.body), `"/answers/`+field+`"`) {
				t.Errorf("%s", got.body)
			}
		}
		if got := read[api.Application](w.ask(testkit.Token(ada), http.MethodGet, "applications/"+id, "")); len(got.Answers) != 3 {
			t.Fatalf("what was refused was kept: %+v", got)
		}
		// What the rules make of it follows the answers, and a stale tab does not bring the old ones back.
		tab := w.ask(testkit.Token(ada), http.MethodGet, "applications/"+id, "").header.Get("ETag")
		w.asked(testkit.Token(ada), http.MethodPut, save, unable(), "If-Match", tab).is(http.StatusOK)
		w.asked(testkit.Token(ada), http.MethodPut, save, whole, "If-Match", tab).code(http.StatusPreconditionFailed, "programs.changed")
		if got := read[api.Application](w.ask(testkit.Token(rev), http.MethodGet, "applications/"+id, "")); got.State != "sent" || got.Eligible != "no" {
			t.Fatalf("%+v", got)
		}
		kept := read[api.EligibilityAnswers](w.ask(testkit.Token(rev), http.MethodGet, "applications/"+id+"/eligibility", "").is(http.StatusOK))
		if len(kept.Answers) != 1 || kept.Answers[0].Chosen[0] != "no" {
			t.Fatalf("%+v", kept)
		}
	})
}

// A decision is released between the two writes of a change: the answers are deleted when the decision says.
func TestADecisionCrossesAChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	c, _, id := w.applied()
	var once sync.Once
	crossed := false
	w.clock.Advance(time.Minute)
	now := w.clock.Now()
	crossing, err := application.New(t.Context(), application.Deps{
		DB: w.db, Log: slog.New(slog.DiscardHandler), Cohorts: w.s.cohorts, Confirmed: w.s.confirmed, Closed: w.s.closed, Admit: w.s.admit,
		Now: func() time.Time {
			if d, err := w.s.applications.Read(t.Context(), id); err == nil && d.Body.Saved.Equal(now) {
				once.Do(func() { crossed = true; w.decide(c, id) })
			}
			return now
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := crossing.Save(as(t, ada), c.ID, "newcomer", 0, unable()); err != nil || !crossed {
		t.Fatal(crossed, err)
	}
	if got := w.deleted(id); !got.Equal(now.Add(cohort.EligibilityKept)) {
		t.Fatalf("deleted on %s, 90 days after the decision is %s", got, now.Add(cohort.EligibilityKept))
	}
}

// Who registers is decided about at once, and no decision follows that would have the answers deleted.
func TestEligibilityOfWhoRegistersIsDeleted(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, c := w.cohort("open", func(s *api.CohortSettings) {
			s.Questions = []api.CohortQuestion{{Code: "free", Text: "Are you free?", Kind: "yes", Eligibility: true, Needed: []string{"yes"}}}
		})
		// Which answer is wanted is told to nobody who is asked.
		for token, want := range map[string]int{"": 0, testkit.Token(ada): 0, testkit.Token(org): 1, testkit.Token(rev): 1} {
			if q := read[api.Cohort](w.ask(token, http.MethodGet, "cohorts/"+c.ID, "").is(http.StatusOK)).Questions; len(q) != 1 || len(q[0].Needed) != want {
				t.Errorf("%+v", q)
			}
		}
		a := read[api.Application](w.asked(testkit.Token(ada), http.MethodPut, "cohorts/"+c.ID+"/applications/newcomer", draft(whole.Answers[2])).is(http.StatusOK))
		in := read[api.Application](w.asked(testkit.Token(ada), http.MethodPost, "applications/"+a.ID+"/send", api.ApplicationSending{}).is(http.StatusOK))
		if got := w.deleted(a.ID); in.State != "accepted" || !got.Equal(in.Joined.Add(cohort.EligibilityKept)) {
			t.Fatal(in.State, got)
		}
		w.clock.Advance(cohort.EligibilityKept)
		w.clocks()
		w.ask(testkit.Token(ada), http.MethodGet, "applications/"+a.ID+"/eligibility", "").is(http.StatusNotFound)
	})
}

// Twelve people register at once for the last two places.
func TestTheLastPlaces(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		_, c := w.cohort("company", func(s *api.CohortSettings) { s.Places = 2 })
		w.into(c, "application")
		ids := map[string]string{}
		for n := range 12 {
			p := "01990000-0000-7000-8000-0000000001" + strconv.Itoa(10+n)
			w.confirm(p)
			ids[p] = read[api.Application](w.asked(testkit.Token(p), http.MethodPut, "cohorts/"+c.ID+"/applications/newcomer",
				draft(api.ApplicationAnswer{Question: "goal", Text: "Reviews."})).is(http.StatusOK)).ID
		}
		var all sync.WaitGroup
		begin := make(chan struct{})
		for p, id := range ids {
			ctx := as(t, p)
			all.Go(func() {
				<-begin
				if _, err := w.s.applications.Send(ctx, id, 0); err != nil {
					t.Error(err)
				}
			})
		}
		close(begin)
		all.Wait()
		if n, _, err := w.s.applications.Sizes(t.Context(), c.ID); err != nil || n != 2 {
			t.Fatal(n, "take part in a cohort of two places", err)
		}
	})
}

// runs is a room of how taking part goes beside the service's own, with what happens while it asks others.
func (w *world) runs(mentor func() string, names func()) *running.Service {
	w.t.Helper()
	s, err := running.New(w.t.Context(), running.Deps{
		DB: w.db, Now: w.clock.Now, Log: slog.New(slog.DiscardHandler), Cohorts: w.s.cohorts, Applications: w.s.applications,
		Mentor: func(context.Context, string, string) (string, error) { return mentor(), nil },
		Names: func(context.Context, string, string) (string, string, error) {
			names()
			return "Organisation", "Programme", nil
		},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// registered has ada take part in a company's cohort that runs, at the first check-in.
func (w *world) registered() (programme, id string) {
	w.t.Helper()
	programme, c := w.cohort("company", func(s *api.CohortSettings) { s.CheckInEvery = 14 })
	w.into(c, "application")
	id = read[api.Application](w.asked(testkit.Token(ada), http.MethodPut, "cohorts/"+c.ID+"/applications/newcomer",
		draft(api.ApplicationAnswer{Question: "goal", Text: "Reviews."})).is(http.StatusOK)).ID
	w.asked(testkit.Token(ada), http.MethodPost, "applications/"+id+"/send", api.ApplicationSending{}).is(http.StatusOK)
	w.into(c, "running")
	w.clock.Advance(14 * 24 * time.Hour)
	return programme, id
}

func TestTheNextMentor(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		programme, id := w.registered()
		mentor := cy
		s := w.runs(func() string { return mentor }, func() {})
		say := func(who, words string) api.CohortRun {
			t.Helper()
			got, err := s.CheckIn(as(t, who), id, 1, api.CheckInBody{Going: "well", Words: words})
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		say(cy, "Said too early.")
		say(cy, "A word of the first mentor.")
		mentor = bo
		seen, err := s.Get(as(t, bo), id)
		if err != nil || seen.CheckIns[0].Words != "" || seen.CheckIns[0].Late {
			t.Fatalf("%+v %v", seen, err)
		}
		if got := say(bo, "A word of the second."); got.CheckIns[0].Words != "A word of the second." {
			t.Fatalf("%+v", got)
		}
		got := string(w.ask(testkit.Token(org), http.MethodGet, "applications/"+id+"/check-ins", "").is(http.StatusOK).body)
		if !strings.Contains(got, "first mentor") || !strings.Contains(got, "of the second") || strings.Contains(got, "too early") {
			t.Fatal(got)
		}

		// An organiser who is the mentor is both; a reviewer only reads.
		mentor = org
		if got, err := s.Complete(as(t, org), id, true); err != nil || got.Side != "mentor" || got.Completed.IsZero() {
			t.Fatalf("%+v %v", got, err)
		}
		w.ask(admin, http.MethodPut, "grants/"+rev+"/reviewer/programme:"+programme, "").is(http.StatusOK)
		e := api.CohortEvidence{What: "They review."}
		w.ask(testkit.Token(rev), http.MethodGet, "applications/"+id+"/check-ins", "").is(http.StatusOK)
		w.asked(testkit.Token(rev), http.MethodPost, "applications/"+id+"/evidence", e).code(http.StatusForbidden, "run.not_yours")
		w.asked(testkit.Token(org), http.MethodPost, "applications/"+id+"/evidence", e).is(http.StatusOK)
	})
}

// The completion is taken back while the certificate is made.
func TestACompletionTakenBackCrossesACertificate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	_, id := w.registered()
	w.asked(testkit.Token(org), http.MethodPut, "applications/"+id+"/completion", api.CompletionBody{Completed: true}).is(http.StatusOK)
	s := w.runs(func() string { return "" }, func() {
		w.asked(testkit.Token(org), http.MethodPut, "applications/"+id+"/completion", api.CompletionBody{}).is(http.StatusOK)
	})
	if _, err := s.Certify(as(t, ada), id, "Ada Example"); !fault.Coded(err, "certificate.not_completed") {
		t.Fatal(err)
	}
	var kept api.ProgramsExport
	testkit.Pages(t, 100, w.s.running.Kept(t.Context(), ada, &kept)...)
	if len(kept.Certificates) > 0 {
		t.Fatal(kept.Certificates)
	}
}

// Somebody is erased between what is read and what is written about them: nothing of it stays.
func TestAnErasureCrossesARun(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(*testing.T, *running.Service, string){
		"the clock": func(t *testing.T, s *running.Service, _ string) {
			if err := s.Begin(t.Context()); err != nil {
				t.Fatal(err)
			}
		},
		"a change": func(t *testing.T, s *running.Service, id string) {
			_, err := s.SetGoals(as(t, ada), id, []api.CohortGoal{{Text: "A first review."}})
			if !fault.Coded(err, "application.absent") {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
			_, id := w.registered()
			w.clocks() // notes that the cohort runs
			erased := false
			write(t, w.runs(func() string {
				erased = true
				if err := w.s.applications.Forget(t.Context(), ada); err != nil {
					t.Error(err)
				}
				if err := w.s.running.Forget(t.Context(), ada); err != nil {
					t.Error(err)
				}
				return ""
			}, func() {}), id)
			raw, err := w.db.Engine.Get(t.Context(), "programs_run", id)
			if !erased || err != nil || raw.Deleted.IsZero() {
				t.Fatalf("%+v %v", raw, err)
			}
		})
	}
}

// Who arrives with a badge has an account of which this service may not have heard when it first tries to make them a member: they become one
// once it has. Their membership is not taken back, which would refuse them for as long as a tombstone stays.
func TestAMemberBeforeTheAccountIsHeardOf(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		programme, _ := w.cohort("hackathon", nil)
		if err := w.s.admit(t.Context(), programme, "arrives-now", true, false, true); !fault.Has(err, fault.Gone) {
			t.Fatalf("an account that nobody has heard of: %v", err)
		}
		w.confirm("arrives-now")
		if err := w.s.admit(t.Context(), programme, "arrives-now", true, false, true); err != nil {
			t.Fatal(err)
		}
		if m, err := w.s.c.members.Get(t.Context(), MemberID(programme, "arrives-now")); err != nil || !m.Body.In() {
			t.Fatalf("%+v, %v", m, err)
		}
	})
}
