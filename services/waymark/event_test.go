package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs/application"
	"github.com/waymark-dev/waymark/services/programs/cohort"
	"github.com/waymark-dev/waymark/services/programs/event"
)

// weekend is the room of events on a store, with the solver, and a cohort of a programme of which boss is the organiser.
type weekend struct {
	*testing.T
	s            *event.Service
	applications *application.Service
	id           string
	clock        *testkit.Clock
	// closed: every account is gone, as far as the mirror knows.
	closed atomic.Bool
	// apart are the pairs whom a block parts.
	apart atomic.Pointer[[][2]string]
	most  int // people of the event, 0 is the room's own
}

const boss = "01990000-0000-7000-8000-0000000000ff"

func attendee(i int) string { return fmt.Sprintf("01990000-0000-7000-8000-%012d", i) }

func by(ctx context.Context, person string) context.Context {
	return auth.With(ctx, auth.Principal{ID: person})
}

func newWeekend(t *testing.T, db *store.DB, solver event.Solver) *weekend {
	t.Helper()
	return newWeekendOf(t, db, solver, 0)
}

// newWeekendOf is one with another bound of people.
func newWeekendOf(t *testing.T, db *store.DB, solver event.Solver, most int) *weekend {
	t.Helper()
	w := &weekend{T: t, clock: testkit.NewClock(), most: most}
	log := slog.New(slog.DiscardHandler)
	cohorts, err := cohort.New(t.Context(), cohort.Deps{DB: db, Now: w.clock.Now, Log: log,
		Sees: func(ctx context.Context, _ string) (cohort.Seen, error) {
			return cohort.Seen{Org: "org", Organiser: auth.From(ctx).ID == boss, Member: true}, nil
		}})
	w.no(err)
	applications, err := application.New(t.Context(), application.Deps{DB: db, Now: w.clock.Now, Log: log, Cohorts: cohorts,
		Confirmed: func(context.Context, string) error { return nil },
		Closed:    func(context.Context, string) (bool, error) { return false, nil },
		Admit:     func(context.Context, string, string, bool, bool, bool) error { return nil },
	})
	w.no(err)
	w.applications = applications
	w.s, err = event.New(t.Context(), event.Deps{DB: db, Now: w.clock.Now, Log: log, Interval: time.Hour, Cohorts: cohorts, Applications: applications,
		Confirmed: func(context.Context, string) error { return nil }, Parted: w.parted, Most: w.most,
		Closed: func(context.Context, string) (bool, error) { return w.closed.Load(), nil }, Solver: solver, Taxonomy: skill.Shipped(),
		Arrival: func(context.Context, wire.ArrivalQuestion) (wire.ArrivalAnswer, error) {
			return wire.ArrivalAnswer{}, errors.New("everybody is signed in here")
		}})
	w.no(err)
	ctx := by(t.Context(), boss)
	k, err := cohorts.Make(ctx, "weekend", "programme", api.CohortBody{Name: "Weekend", Template: "hackathon", Begins: w.clock.Now()}, store.Op{})
	w.no(err)
	set := k.Body.CohortSettings
	set.Published = true
	_, err = cohorts.Change(ctx, k.ID, k.Version, set)
	w.no(err)
	w.id = k.ID
	_, _, err = w.s.SetUp(ctx, w.id, 0, api.EventSettings{Least: 4, Most: 6, Wishes: 3,
		Rooms: []api.EventRoom{{Name: "Hall", Tables: 60}, {Name: "Attic", Tables: 100}}})
	w.no(err)
	run, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.s.Run(run) }()
	t.Cleanup(func() { stop(); w.no(<-ended) })
	return w
}

// parted is what the room is told of blocks.
func (w *weekend) parted(_ context.Context, people []string) (out [][2]string, err error) {
	if all := w.apart.Load(); all != nil {
		for _, x := range *all {
			if slices.Contains(people, x[0]) && slices.Contains(people, x[1]) {
				out = append(out, x)
			}
		}
	}
	return out, nil
}

// kept is what an export has of somebody.
func (w *weekend) kept(person string) []api.ExportedEvent {
	w.Helper()
	var out api.ProgramsExport
	testkit.Pages(w, 100, w.s.Kept(w.Context(), person, &out)...)
	return out.Events
}

func (w *weekend) no(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// many does something for 0..n-1, some at once.
func (w *weekend) many(n int, do func(i int) error) {
	w.Helper()
	var wg sync.WaitGroup
	errs := make([]error, n)
	gate := make(chan struct{}, 16)
	for i := range n {
		gate <- struct{}{}
		wg.Go(func() { errs[i] = do(i); <-gate })
	}
	wg.Wait()
	w.no(errors.Join(errs...))
}

// idle waits until nothing goes on.
func (w *weekend) idle() api.Event {
	w.Helper()
	var e api.Event
	err := eventually(w.Context(), patience, func() (err error) {
		if e, _, err = w.s.Get(by(w.Context(), boss), w.id); err == nil && e.Work != nil {
			err = fmt.Errorf("%s goes on", e.Work.Kind)
		}
		return err
	})
	w.no(err)
	if e.Failed != "" {
		w.Fatal(e.Failed)
	}
	return e
}

func (w *weekend) codes(n int, as string) []string {
	w.Helper()
	var out []string
	for n > 0 {
		b, err := w.s.Order(by(w.Context(), boss), w.id, fmt.Sprint(as, n), api.BadgeOrder{Count: min(n, 1000), As: as})
		w.no(err)
		out, n = append(out, b.Codes...), n-len(b.Codes)
	}
	return out
}

// teams are those that stand, and who is in which.
func (w *weekend) teams() (list []api.EventTeam, of map[string]string) {
	w.Helper()
	of = map[string]string{}
	for after := ""; ; {
		page, next, err := w.s.Teams(by(w.Context(), boss), w.id, 100, after)
		w.no(err)
		list = append(list, page...)
		if after = next; next == "" {
			break
		}
	}
	for _, t := range list {
		for _, m := range t.Members {
			if of[m.Person] != "" {
				w.Fatalf("%s is in two teams", m.Person)
			}
			of[m.Person] = t.ID
		}
	}
	return list, of
}

var eventSkills = []string{"go", "design", "documentation", "python", "testing", "javascript"}

// arrive lets people in, who say what they can; every tenth comes with the one after.
func (w *weekend) arrive(people, mentors, challenges int) {
	w.Helper()
	r := rand.New(rand.NewPCG(6, 6))
	made := make([]string, challenges)
	for j := range challenges {
		c, err := w.s.Pitch(by(w.Context(), boss), fmt.Sprintf("c%04d", j), w.id, api.ChallengeBody{Title: fmt.Sprint("Challenge ", j),
			Needs: []api.ChallengeNeed{{Skill: eventSkills[j%6]}, {Skill: eventSkills[(j+1)%6]}}}, store.Op{Key: fmt.Sprint("k", j), Body: "b"})
		w.no(err)
		made[j] = c.ID
	}
	type said struct {
		body   api.AttendeeBody
		wishes []string
	}
	say := make([]said, people+mentors)
	for i := range say {
		languages := []string{"en"}
		if i%7 == 0 {
			languages = []string{"en", "fr"}
		}
		say[i].body = api.AttendeeBody{Languages: languages,
			Have: []api.EventSkill{{Skill: eventSkills[r.IntN(6)], Level: 3 + r.IntN(3)}, {Skill: eventSkills[r.IntN(6)], Level: 1 + r.IntN(4)}}}
		a := r.IntN(challenges)
		say[i].wishes = []string{made[a], made[(a+1)%challenges]}
	}
	for i := people; i < people+mentors; i++ {
		say[i].body.Places = 2
	}
	codes := append(w.codes(people, "newcomer"), w.codes(mentors, "mentor")...)
	w.many(people+mentors, func(i int) error {
		ctx := by(w.Context(), attendee(i))
		if _, err := w.s.Arrive(ctx, api.Arrival{Code: codes[i]}); err != nil {
			return err
		}
		if _, _, err := w.s.Say(ctx, w.id, 0, say[i].body); err != nil || i >= people {
			return err
		}
		_, _, err := w.s.Wish(ctx, w.id, say[i].wishes)
		return err
	})
	for i := 0; i+1 < people; i += 10 {
		_, _, err := w.s.Befriend(by(w.Context(), attendee(i)), w.id, codes[i+1])
		w.no(err)
	}
}

// TestEventWeekend: several hundred people arrive, alone and with friends; an organiser drafts teams, looks, publishes; no-shows are repaired and
// nobody else is moved; late people find room; what was made outlives it; somebody is erased.
func TestEventWeekend(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		people, mentors := 150, 15
		if testing.Short() {
			people, mentors = 60, 6
		}
		w := newWeekend(t, open(), eventSolver{})
		boss := by(t.Context(), boss)
		w.arrive(people, mentors, people/5)
		_, _, err := w.s.MakeTeams(boss, w.id)
		w.no(err)
		e := w.idle()
		d := e.Draft
		if d == nil || d.Seated != people || d.People != people || d.Mentored < min(d.Teams, 2*mentors) || d.First < people/4 {
			t.Fatalf("%+v", d)
		}
		drafted := 0
		for page, more := 0, true; more; page++ {
			var list []api.EventTeam
			list, more, err = w.s.Drafted(boss, w.id, page)
			w.no(err)
			for _, one := range list {
				if n := len(one.Members); n < 4 || n > 6 || one.Language != "en" || one.Room == "" {
					t.Fatalf("%+v", one)
				}
				drafted += len(one.Members)
			}
		}
		if _, of := w.teams(); len(of) != 0 || drafted != people {
			t.Fatal("a draft was told", len(of), drafted)
		}
		if _, _, err = w.s.Publish(boss, w.id, "another"); !fault.Coded(err, "event.old_draft") {
			t.Error(err)
		}
		_, _, err = w.s.Publish(boss, w.id, d.ID)
		w.no(err)
		if e = w.idle(); e.Stage != "working" || e.Counts.Teamless != 0 || int(e.Counts.Teams) != d.Teams || e.Draft != nil {
			t.Fatalf("%+v %+v", e, e.Counts)
		}
		list, before := w.teams()
		for i := 0; i+1 < people; i += 10 {
			if before[attendee(i)] != before[attendee(i+1)] {
				t.Errorf("friends %d were parted", i)
			}
		}
		w.repairs(list, before, people)
	})
}

// repairs is the second half of the weekend.
func (w *weekend) repairs(list []api.EventTeam, before map[string]string, people int) {
	w.Helper()
	organiser := by(w.Context(), boss)
	gone := map[string]bool{}
	one := 0
	for _, m := range list[one].Members[1:] { // all but one
		gone[m.Person] = true
	}
	mate := by(w.Context(), list[one].Members[0].Person)
	marked := 0
	for person := range gone { // somebody of the team says so, of two at most within some minutes, and organisers of the others
		if marked++; marked == 3 {
			if _, err := w.s.Here(mate, w.id, person, false); !fault.Coded(err, "event.many_gone") {
				w.Error("one of a team took it apart", err)
			}
		}
		if marked > 2 {
			_, err := w.s.Here(organiser, w.id, person, false)
			w.no(err)
			continue
		}
		a, err := w.s.Here(mate, w.id, person, false)
		if !a.Arrived.IsZero() || a.Team != "" || len(a.Have)+len(a.Languages) > 0 {
			w.Errorf("a mate reads what is for organisers: %+v", a)
		}
		w.no(err)
	}
	stranger := slices.IndexFunc(list, func(t api.EventTeam) bool { return t.ID != list[one].ID })
	if _, err := w.s.Here(mate, w.id, list[stranger].Members[0].Person, false); !fault.Coded(err, "event.absent") {
		w.Error("somebody of another team was marked", err)
	}
	other := list[stranger].Members[0].Person
	gone[other] = true
	_, err := w.s.Here(organiser, w.id, other, false)
	w.no(err)
	w.idle()
	after, of := w.teams()
	moved := 0
	for i := range people {
		switch p := attendee(i); {
		case gone[p] && of[p] != "":
			w.Errorf("%s went and is in %s", p, of[p])
		case !gone[p] && of[p] == "":
			w.Errorf("%s has no team any more", p)
		case !gone[p] && of[p] != before[p]:
			moved++
		}
	}
	// Each who goes is one, or takes a team of four with them, whose other three go elsewhere. They are noted one after the other, and teams may be
	// mended in between.
	if moved > 2*len(gone) {
		w.Errorf("%d people were moved for %d who went", moved, len(gone))
	}
	for _, t := range after {
		if n := len(t.Members); n < 4 || n > 6 {
			w.Errorf("team %d has %d people", t.Number, n)
		}
	}
	late := w.codes(7, "newcomer")[:3]
	for i, code := range late { // put where there is room once they said what they speak
		ctx := by(w.Context(), attendee(people+100+i))
		_, err := w.s.Arrive(ctx, api.Arrival{Code: code})
		w.no(err)
		_, _, err = w.s.Say(ctx, w.id, 0, api.AttendeeBody{Languages: []string{"en"}})
		w.no(err)
	}
	w.idle()
	for i := range late {
		me, _, err := w.s.Mine(by(w.Context(), attendee(people+100+i)), w.id)
		w.no(err)
		if me.Team == "" {
			w.Error("somebody who came late has no team")
		}
	}
	_, of = w.teams()
	writer := attendee(0)
	ctx := by(w.Context(), writer)
	if of[writer] == "" {
		w.Fatal("nobody writes")
	}
	_, _, err = w.s.HandOver(ctx, w.id, of[writer], 0, api.HandOverBody{Made: "A timetable that speaks", Link: "https://code.example.org/bus",
		Licence: "MIT", Next: "Tests"})
	w.no(err)
	_, _, err = w.s.GoOn(ctx, w.id, true)
	w.no(err)
	if _, _, err = w.s.HandOver(by(w.Context(), attendee(people+900)), w.id, of[writer], 0, api.HandOverBody{Made: "x"}); !fault.Coded(err,
		"event.absent") {
		w.Error("a stranger wrote a hand-over", err)
	}
	_, _, err = w.s.Move(organiser, w.id, "over")
	w.no(err)
	left, _, err := w.s.HandedOver(w.Context(), w.id, 100, "")
	if err != nil || len(left) != 1 || left[0].GoingOn != 1 || left[0].Made == "" {
		w.Fatal(left, err)
	}
	kept := w.kept(writer)
	if len(kept) != 1 || kept[0].Attendee == nil || len(kept[0].HandOvers) != 1 {
		w.Fatal(kept)
	}
	w.no(w.s.Forget(auth.With(w.Context(), auth.Principal{Service: "programs"}), writer))
	w.idle()
	if kept = w.kept(writer); len(kept) != 0 {
		w.Error("something is left of who was erased", kept)
	}
	if _, of = w.teams(); of[writer] != "" {
		w.Error("who was erased is in a team")
	}
	if left, _, err = w.s.HandedOver(w.Context(), w.id, 100, ""); err != nil || len(left) != 1 || left[0].Made == "" {
		w.Error("a project went with one of its people", left, err)
	}
}

// falls is a solver with a mistake, as long as it has one.
type falls struct {
	eventSolver
	fell atomic.Bool
}

func (f *falls) Make(p *event.Problem, stop <-chan struct{}, progress func(done, total int)) (*event.Answer, error) {
	if f.fell.CompareAndSwap(false, true) {
		panic("a mistake")
	}
	return f.eventSolver.Make(p, stop, progress)
}

// TestEventHidden: a panic is the failure of one piece of work; what a draft uses is hidden by an organiser alone, and the draft goes with it.
func TestEventHidden(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWeekend(t, open(), &falls{})
		boss := by(t.Context(), boss)
		w.arrive(8, 1, 2)
		pitcher := by(t.Context(), attendee(0))
		c, err := w.s.Pitch(pitcher, "own", w.id, api.ChallengeBody{Title: "Own"}, store.Op{Key: "own", Body: "b"})
		w.no(err)
		_, err = w.s.Decide(boss, w.id, c.ID, api.ChallengeDecision{State: "accepted", Teams: 1})
		w.no(err)
		_, _, err = w.s.MakeTeams(boss, w.id)
		w.no(err)
		w.no(eventually(t.Context(), patience, func() error {
			e, _, err := w.s.Get(boss, w.id)
			if err == nil && (e.Failed != "event.broken" || e.Work != nil) {
				err = fmt.Errorf("%q", e.Failed)
			}
			return err
		}))
		_, _, err = w.s.MakeTeams(boss, w.id)
		w.no(err)
		draft := w.idle().Draft.ID
		if _, err := w.s.Decide(pitcher, w.id, c.ID, api.ChallengeDecision{State: "hidden"}); !fault.Coded(err, "event.drafting") {
			t.Error(err)
		}
		_, err = w.s.Decide(boss, w.id, c.ID, api.ChallengeDecision{State: "hidden"})
		w.no(err)
		if e := w.idle(); e.Draft != nil {
			t.Error("the draft stays", e.Draft)
		}
		if _, _, err := w.s.Publish(boss, w.id, draft); !fault.Coded(err, "event.old_draft") {
			t.Error(err)
		}
	})
}

// TestEventClosing: who arrives while their account closes leaves nothing.
func TestEventClosing(t *testing.T) {
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWeekend(t, open(), eventSolver{})
		w.closed.Store(true)
		if _, err := w.s.Arrive(by(t.Context(), attendee(0)), api.Arrival{Code: w.codes(1, "newcomer")[0]}); !fault.Coded(err, "account.closed") {
			t.Error(err)
		}
		if _, err := w.s.Pitch(by(t.Context(), boss), "c", w.id, api.ChallengeBody{Title: "Own"}, store.Op{Key: "k"}); !fault.Coded(err, "account.closed") {
			t.Error(err)
		}
		for _, person := range []string{attendee(0), boss} {
			for _, x := range w.kept(person) {
				if x.Attendee != nil || len(x.Challenges) > 0 {
					t.Errorf("%+v", x)
				}
			}
		}
	})
}
