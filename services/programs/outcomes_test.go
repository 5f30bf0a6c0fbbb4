package programs

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/store"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// offered says, as mentoring does, that a newcomer asked mentors in this order, and what became of it.
func (w *world) offered(match, programme, newcomer, mentor, status string, offers ...wire.OfferState) {
	w.t.Helper()
	v := w.publish(wire.Envelope{Type: "waymark.state.mentoring.match.v1", Subject: match}, wire.MatchState{Match: match, Programme: programme,
		Newcomer: newcomer, Mentor: mentor, Status: status, Created: w.clock.Now(), Offers: offers})
	testkit.Heard(w.t, w.s.m.matches, match, v)
}

// with names partners of a programme, with the projects that they bring, who are with a cohort from then on.
func (w *world) with(programme string, c *api.Cohort, partners map[string][]string) {
	w.t.Helper()
	organiser, set := testkit.Token(org), c.CohortSettings
	for name, projects := range partners {
		p := read[api.Partner](w.asked(organiser, http.MethodPost, "programmes/"+programme+"/partners", api.PartnerBody{Name: name}).is(http.StatusCreated))
		for _, project := range projects {
			w.ask(organiser, http.MethodPut, "partners/"+p.ID+"/projects/"+project, "").is(http.StatusNoContent)
		}
		set.Partners = append(set.Partners, api.CohortPartner{ID: p.ID})
	}
	tag := w.ask(organiser, http.MethodGet, "cohorts/"+c.ID, "").header.Get("ETag")
	*c = read[api.Cohort](w.asked(organiser, http.MethodPut, "cohorts/"+c.ID, set, "If-Match", tag).is(http.StatusOK))
}

func (w *world) tick() {
	w.t.Helper()
	if err := w.s.Tick(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	w.clocks()
}

// TestWhatBecameOfThem: from the end of a cohort to its last figure, a year and eight weeks later.
func TestWhatBecameOfThem(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		programme, c := w.cohort("company", nil)
		var people []string
		for i := range 12 {
			people = append(people, fmt.Sprintf("01990000-0000-7000-8000-0000000001%02d", i))
		}
		w.confirm(people...)
		w.ask(admin, http.MethodPut, "grants/"+bo+"/observer/programme:"+programme, "").is(http.StatusOK)
		w.into(c, "application")
		apps := map[string]string{}
		for _, p := range append(people, ada) {
			apps[p] = w.taking(c, p, "newcomer")
		}
		w.taking(c, cy, "mentor")
		for i, p := range people { // a mentor answers after two hours
			at := w.clock.Now()
			w.offered(fmt.Sprint("m", i), programme, p, cy, "active", wire.OfferState{Mentor: cy, State: "accepted", Asked: at, Ended: at.Add(2 * time.Hour)})
		}
		report := func(token string) api.CohortOutcomes {
			return read[api.CohortOutcomes](w.ask(token, http.MethodGet, "cohorts/"+c.ID+"/outcomes", "").is(http.StatusOK))
		}
		step := func(o api.CohortOutcomes, name string) api.OutcomeStep {
			for _, s := range o.Groups[0].Steps {
				if s.Step == name {
					return s
				}
			}
			t.Fatal(name)
			return api.OutcomeStep{}
		}
		if o := report(testkit.Token(org)); o.ReplyHours.Value != 2 || o.ReplyHours.Hidden || o.RequestsAnswered.Value != 100 || o.DaysToMatch.Hidden {
			t.Fatalf("%+v", o)
		}
		if o := report(testkit.Token(bo)); o.Why != "not_closed" || !step(o, "accepted").Hidden {
			t.Fatalf("%+v", o)
		}
		make := func(want int) answer {
			return w.ask(testkit.Token(org), http.MethodPut, "cohorts/"+c.ID+"/outcomes/report", "").is(want)
		}
		make(http.StatusConflict).code(http.StatusConflict, "outcomes.not_closed")
		w.ask(testkit.Token(ada), http.MethodGet, "applications/"+apps[ada]+"/still", "").is(http.StatusOK)

		w.into(c, "closed")
		w.tick()
		if o := report(testkit.Token(bo)); o.Why != "not_made" {
			t.Fatalf("%+v", o)
		}
		w.ask(testkit.Token(bo), http.MethodPut, "cohorts/"+c.ID+"/outcomes/report", "").is(http.StatusForbidden)
		first := make(http.StatusOK)
		for range 2 {
			if again := make(http.StatusOK); string(again.body) != string(first.body) {
				t.Fatalf("%s\n%s", first.body, again.body)
			}
		}
		if o := report(testkit.Token(bo)); step(o, "accepted").Value != 15 || !step(o, "still_3").Pending || !o.Protected {
			t.Fatalf("%+v", o)
		}
		// Ada is erased: nothing of her answers is left, and what is frozen stands.
		w.publish(wire.Envelope{Type: "waymark.state.accounts.account.v1", Subject: ada, Deleted: true}, nil)
		w.publish(wire.Envelope{Type: "waymark.evt.accounts.account_closed.v1", Subject: ada}, wire.AccountClosed{Account: ada})
		w.until("forgotten", func() bool {
			return step(report(testkit.Token(org)), "accepted").Value == 12
		})
		if o := report(testkit.Token(bo)); step(o, "accepted").Value != 15 {
			t.Fatalf("an erasure changes the report: %+v", o)
		}

		// Three months on they are asked once, and reminded of it once.
		say := func(p, how string) answer {
			return w.asked(testkit.Token(p), http.MethodPut, "applications/"+apps[p]+"/still/3", api.StillBody{Answer: how})
		}
		say(people[0], "yes").code(http.StatusConflict, "still.not_open")
		ended := w.clock.Now()
		w.clock.Advance(ended.AddDate(0, 3, 0).Sub(ended))
		w.clocks()
		w.clocks()
		for i, p := range people[:10] {
			if i < 2 { // from the mail, without signing in
				token, err := w.s.outcomes.Token(t.Context(), wire.StillTokenQuestion{Application: apps[p], Person: p})
				if err != nil {
					t.Fatal(err)
				}
				if _, err := w.s.outcomes.Token(t.Context(), wire.StillTokenQuestion{Application: apps[p], Person: cy}); err == nil {
					t.Fatal("a token for somebody else")
				}
				look := read[api.StillView](w.asked("", http.MethodPost, "still/look", api.StillToken{Token: token.Token}).is(http.StatusOK))
				if !look.Open || look.Months != 3 || look.Answer != "" {
					t.Fatalf("%+v", look)
				}
				if mine := read[api.StillQuestions](w.ask(testkit.Token(p), http.MethodGet, "applications/"+apps[p]+"/still", "")); mine.Questions[0].Answer != "" {
					t.Fatal("looking stored something")
				}
				w.asked("", http.MethodPost, "still", api.StillMailAnswer{Token: token.Token, Answer: "yes"}).is(http.StatusOK)
				w.asked("", http.MethodPost, "still", api.StillMailAnswer{Token: token.Token + "a", Answer: "yes"}).code(http.StatusNotFound, "still.unknown")
				continue
			}
			say(p, "yes").is(http.StatusOK)
		}
		w.asked(testkit.Token(cy), http.MethodPut, "applications/"+apps[people[0]]+"/still/3", api.StillBody{Answer: "no"}).
			code(http.StatusNotFound, "application.absent")
		w.clock.Advance(14 * 24 * time.Hour)
		w.clocks()
		w.clocks()
		if n := count(w.facts(apps[people[0]]), "still_asked"); n != 1 {
			t.Fatal(n, "they answered")
		}
		if n := count(w.facts(apps[people[11]]), "still_asked"); n != 2 {
			t.Fatal(n)
		}
		if o := report(testkit.Token(org)); step(o, "still_3").Value != 10 || step(o, "answered_3").Value != 10 || !step(o, "still_6").Pending {
			t.Fatalf("%+v", o)
		}
		if o := report(testkit.Token(bo)); !step(o, "still_3").Pending {
			t.Fatalf("answers still come: %+v", o)
		}
		w.clock.Advance(42*24*time.Hour + time.Hour)
		w.clocks()
		say(people[0], "no").code(http.StatusConflict, "still.not_open")
		// 10 answered, and all of them still contribute; 13 took part, which is 15 in steps of 5.
		if o := report(testkit.Token(bo)); step(o, "still_3").Value != 10 || step(o, "answered_3").Value != 10 || step(o, "accepted").Value != 15 {
			t.Fatalf("%+v", o)
		}
		export := w.ask(testkit.Token(people[0]), http.MethodGet, "grants/me/export", "").is(http.StatusOK)
		if !strings.Contains(string(export.body), `"months":3,"answer":"yes"`) {
			t.Fatalf("%s", export.body)
		}
		// A year on the last part is frozen, and the clocks are still.
		w.clock.Advance(365 * 24 * time.Hour)
		for range 4 {
			w.clocks()
		}
		if o := report(testkit.Token(bo)); step(o, "became_mentor").Pending || step(o, "accepted").Value != 15 {
			t.Fatalf("%+v", o)
		}
	})
}

// TestConsole: what waits, with the most urgent first, without those about whom one has a conflict.
func TestConsole(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		const kept, free = "aaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbb"
		programme, c := w.cohort("company", func(s *api.CohortSettings) {
			s.CheckInEvery = 14
		})
		w.with(programme, &c, map[string][]string{"Partner": {kept, free}})
		w.into(c, "application")
		a, b := w.taking(c, ada, "newcomer"), w.taking(c, bo, "newcomer")
		m := w.taking(c, cy, "mentor")
		w.ask(admin, http.MethodPut, "grants/"+cy+"/maintainer/project:"+kept, "").is(http.StatusOK)
		console := func(token string) (out string, con api.CohortConsole) {
			con = read[api.CohortConsole](w.ask(token, http.MethodGet, "cohorts/"+c.ID+"/console", "").is(http.StatusOK))
			for _, x := range con.Items {
				out += x.Code + " " + map[string]string{a: "a", b: "b", m: "m", "": x.Project[:min(1, len(x.Project))]}[x.Application] + x.Side + "; "
			}
			return out, con
		}
		if got, con := console(testkit.Token(org)); got != "project b; " || con.Without != 2 || con.Places != 1 {
			t.Fatal(got, con)
		}
		w.into(c, "running")
		w.pair(programme, ada, "active")
		w.offered("x", programme, bo, "", "open", wire.OfferState{Mentor: cy, State: "asked", Asked: w.clock.Now()})
		w.offered("y", programme, org, cy, "active", wire.OfferState{Mentor: cy, State: "accepted", Asked: w.clock.Now(), Ended: w.clock.Now().Add(5 * time.Hour)})
		w.clock.Advance(14 * 24 * time.Hour)
		w.asked(testkit.Token(ada), http.MethodPut, "applications/"+a+"/check-ins/1", api.CheckInBody{Going: "stuck", Words: "Not for this page."}).is(http.StatusOK)
		w.clock.Advance(3 * 24 * time.Hour)
		want := "stuck anewcomer; reply m; unmatched b; check_in amentor; check_in bnewcomer; overload m; project b; "
		got, con := console(testkit.Token(rev))
		if got != want || con.Live != 2 || con.Without != 1 || con.Mentors[0].Waiting != 1 || con.ReplyHours.Value != 5 || con.ReplyHours.Hidden {
			t.Fatalf("%s\n%s\n%+v", got, want, con)
		}
		w.asked(testkit.Token(rev), http.MethodPut, "applications/"+a+"/reviews/me", api.ReviewBody{Conflict: true}).is(http.StatusOK)
		if got, _ := console(testkit.Token(rev)); strings.Contains(got, " a") {
			t.Fatal(got)
		}
		w.ask(testkit.Token(ada), http.MethodGet, "cohorts/"+c.ID+"/console", "").code(http.StatusForbidden, "programs.organisers_only")
		// Who completed it waits for nothing, and for no mentor.
		w.asked(testkit.Token(org), http.MethodPut, "applications/"+b+"/completion", api.CompletionBody{Completed: true}).is(http.StatusOK)
		if got, con := console(testkit.Token(org)); strings.Contains(got, " b") && !strings.Contains(got, "project b") || con.Without != 0 {
			t.Fatal(got, con.Without)
		}
	})
}

// TestConsoleOfOnesOwnPair: whoever organises and is one side of a pair reads nothing there of what the other side said, or did not.
func TestConsoleOfOnesOwnPair(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	programme, c := w.cohort("company", func(s *api.CohortSettings) { s.CheckInEvery = 14 })
	w.into(c, "application")
	a := w.taking(c, ada, "newcomer")
	w.taking(c, cy, "mentor")
	for _, p := range []string{ada, cy} {
		w.ask(admin, http.MethodPut, "grants/"+p+"/reviewer/programme:"+programme, "").is(http.StatusOK)
	}
	w.into(c, "running")
	w.pair(programme, ada, "active")
	sides := func(person string) (out []string) {
		t.Helper()
		for _, x := range read[api.CohortConsole](w.ask(testkit.Token(person), http.MethodGet, "cohorts/"+c.ID+"/console", "").is(http.StatusOK)).Items {
			if x.Side != "" {
				out = append(out, x.Code+" "+x.Side)
			}
		}
		slices.Sort(out)
		return out
	}
	says := func(token, going string) {
		w.asked(token, http.MethodPut, "applications/"+a+"/check-ins/1", api.CheckInBody{Going: going}).is(http.StatusOK)
	}
	w.clock.Advance(14 * 24 * time.Hour)
	says(testkit.Token(ada), "stuck")
	says(testkit.Token(cy), "stuck")
	for person, want := range map[string][]string{ada: {"stuck newcomer"}, cy: {"stuck mentor"}, rev: {"stuck mentor", "stuck newcomer"}} {
		if got := sides(person); !slices.Equal(got, want) {
			t.Errorf("stuck: %v, not %v", got, want)
		}
	}
	w.clock.Advance(17 * 24 * time.Hour) // the second is late on both sides
	for person, want := range map[string][]string{ada: {"check_in newcomer", "stuck newcomer"}, cy: {"check_in mentor", "stuck mentor"}} {
		if got := sides(person); !slices.Equal(got, want) {
			t.Errorf("late: %v, not %v", got, want)
		}
	}
}

// TestMatchedInThisCohort: a mentorship of an earlier cohort is none of the one that both joined afterwards.
func TestMatchedInThisCohort(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.SQLite(t, testkit.NewClock().Now))
	programme, c := w.cohort("company", nil)
	w.pair(programme, ada, "completed")
	w.clock.Advance(time.Hour)
	w.into(c, "application")
	w.taking(c, ada, "newcomer")
	w.taking(c, cy, "mentor")
	matched := func() (out []int) {
		o := read[api.CohortOutcomes](w.ask(testkit.Token(org), http.MethodGet, "cohorts/"+c.ID+"/outcomes", "").is(http.StatusOK))
		for _, g := range o.Groups {
			for _, s := range g.Steps {
				if s.Step == "matched" {
					out = append(out, s.Value)
				}
			}
		}
		return append(out, o.DaysToMatch.Value)
	}
	if got := matched(); !slices.Equal(got, []int{0, 0, 0}) {
		t.Fatal("matched on the first day", got)
	}
	w.clock.Advance(3 * 24 * time.Hour)
	w.offered("again", programme, ada, cy, "active", wire.OfferState{Mentor: cy, State: "accepted", Asked: w.clock.Now(), Ended: w.clock.Now()})
	if got := matched(); !slices.Equal(got, []int{1, 1, 3}) {
		t.Fatal(got)
	}
}

// TestTheConsoleSaysWhereHelpIsOffered: on single issues of the cohort's projects, and of no other.
func TestTheConsoleSaysWhereHelpIsOffered(t *testing.T) {
	t.Parallel()
	testkit.EachStore(t, func(t *testing.T, open func() *store.DB) {
		w := newWorld(t, open())
		const one, two, other = "abcdefghijklmnopqrstuvwxyz", "bbcdefghijklmnopqrstuvwxyz", "cbcdefghijklmnopqrstuvwxyz"
		programme, c := w.cohort("company", nil)
		w.with(programme, &c, map[string][]string{"Labs": {one}, "More": {two}})
		says := func(issue, project string, mentors int) {
			t.Helper()
			e := wire.Envelope{Type: "waymark.state.mentoring.help.v1", Subject: issue, Deleted: mentors == 0}
			testkit.Heard(t, w.s.m.helps, issue, w.publish(e, wire.HelpState{Issue: issue, Project: project, Mentors: mentors}))
		}
		says("i1", two, 2)
		says("i2", two, 1)
		says("i3", other, 4)
		says("i4", one, 1)
		says("i4", one, 0) // nobody any more
		console := func() []api.ConsoleHelp {
			return read[api.CohortConsole](w.ask(testkit.Token(org), http.MethodGet, "cohorts/"+c.ID+"/console", "").is(http.StatusOK)).Helped
		}
		if got, want := fmt.Sprint(console()), fmt.Sprint([]api.ConsoleHelp{{Project: two, Issues: 2, Offers: 3}, {Project: one}}); got != want {
			t.Fatal(got, want)
		}
	})
}
