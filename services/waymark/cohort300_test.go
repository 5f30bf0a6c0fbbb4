package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/testkit"
	"github.com/waymark-dev/waymark/pkg/wire"
	"github.com/waymark-dev/waymark/services/programs"
)

// season is a cohort of made-up people from its call to a year after its end, with a moved clock.
type season struct {
	*site
	clock     *testkit.Clock
	programs  *programs.Service
	organiser *person
	programme string
	id        string
	newcomers []*person
	mentors   []*person
	apps      map[string]string // application by account
	mail      *bus.Bus          // as notifications, which asks for the tokens of mails
}

const (
	seasonNewcomers = 260
	seasonMentors   = 40
	seasonAccepted  = 200
)

// each does something with many people, several at once.
func (x *season) each(what string, n int, do func(ctx context.Context, i int) error) {
	x.Helper()
	var next atomic.Int64
	var all sync.WaitGroup
	errs := make([]error, 6)
	for w := range errs {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && errs[w] == nil; i = int(next.Add(1)) - 1 {
				errs[w] = do(x.Context(), i)
			}
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		x.Fatal(what+": ", err)
	}
}

func (x *season) ok(err error) {
	x.Helper()
	if err != nil {
		x.Fatal(err)
	}
}

// days lets time pass, signs in again who works here, and lets everything happen that is due.
func (x *season) days(n int) {
	x.Helper()
	x.clock.Advance(time.Duration(n) * 24 * time.Hour)
	x.ok(x.heard(func() (err error) {
		x.office, err = newOffice(x.Context(), x.public, "", x.boss.address, x.boss.password)
		return err
	}))
	x.signInAgain(x.organiser)
	x.ok(x.programs.Clocks(x.Context()))
	x.ok(x.programs.Tick(x.Context()))
	x.ok(x.programs.Clocks(x.Context()))
}

func (x *season) register(ctx context.Context, p *person, as string, draft api.ApplicationDraft) error {
	return x.heard(func() error {
		a, err := p.SaveApplication(ctx, x.id, as, draft)
		if err == nil {
			_, err = p.SendApplication(ctx, a.ID, 0)
		}
		return err
	})
}

func (x *season) app(p *person, as string) string { return x.id + "_" + p.id + "_" + as[:1] }

func (x *season) said(name string) (exact, printed api.OutcomeStep) {
	x.Helper()
	find := func(o *api.CohortOutcomes, err error) api.OutcomeStep {
		x.ok(err)
		for _, s := range o.Groups[0].Steps {
			if s.Step == name {
				return s
			}
		}
		x.Fatal(name)
		return api.OutcomeStep{}
	}
	return find(x.organiser.CohortOutcomes(x.Context(), x.id)), find(x.organiser.CohortReport(x.Context(), x.id))
}

// TestACohortOf300: by API, page and command, over six months and the year after them.
func TestACohortOf300(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT RUN: 300 people over eighteen months; a run without -short has it")
	}
	t.Parallel()
	clock := testkit.NewClock()
	x := &season{site: openSiteAt(t, clock.Now), clock: clock, apps: map[string]string{}}
	x.programs = x.world.rooms["programs"].(*programs.Service)
	ctx, begin := t.Context(), clock.Now()
	x.organiser = x.newcomer("Oda Berg", "oda@example.org")
	o, err := x.office.admin.MakeOrganisation(ctx, api.OrganisationBody{Name: "Example Foundation"})
	x.ok(err)
	p, err := x.office.admin.MakeProgramme(ctx, api.ProgrammeBody{Org: o.ID, Name: "First Steps", Open: true, Listed: true})
	x.ok(err)
	x.ok(x.heard(func() error {
		_, err := x.office.admin.GiveRole(ctx, x.organiser.id, "organiser", "org:"+o.ID)
		return err
	}))
	x.programme = p.ID
	day := func(n int) time.Time { return begin.AddDate(0, 0, n) }
	x.ok(x.heard(func() error {
		c, err := x.organiser.MakeCohort(ctx, p.ID, api.CohortBody{Name: "Autumn", Settings: &api.CohortSettings{Name: "Autumn", Published: true,
			Newcomers: "apply", Mentors: "register", Places: seasonAccepted, CheckInEvery: 14, Phases: []api.CohortPhase{{Name: "application", From: day(1)},
				{Name: "review", From: day(15)}, {Name: "running", From: day(30)}, {Name: "closed", From: day(182)}}}})
		if err == nil {
			x.id = c.ID
		}
		return err
	}))
	_, err = x.organiser.SetUpParticipation(ctx, x.id, api.ParticipationSetup{Way: "tables"})
	x.ok(err)
	if x.mail, err = x.world.connect(ctx, "notifications"); err != nil {
		t.Fatal(err)
	}
	x.apply(ctx)
	x.run(ctx)
	x.end(ctx)
	x.after(ctx)
}

// apply: 300 people come, 260 newcomers of whom 240 send what they began; 200 are taken.
func (x *season) apply(ctx context.Context) {
	x.days(1)
	x.newcomers, x.mentors = make([]*person, seasonNewcomers), make([]*person, seasonMentors)
	x.each("coming", seasonNewcomers+seasonMentors, func(ctx context.Context, i int) (err error) {
		p, err := x.office.open(ctx, fmt.Sprintf("season%03d@example.org", i), "")
		switch {
		case err != nil:
		case i >= seasonNewcomers:
			x.mentors[i-seasonNewcomers] = p
			err = x.register(ctx, p, "mentor", api.ApplicationDraft{Places: 3})
		case i < 240:
			x.newcomers[i] = p
			err = x.register(ctx, p, "newcomer", api.ApplicationDraft{Language: "en"})
		default:
			x.newcomers[i] = p
			err = x.heard(func() error { _, err := p.SaveApplication(ctx, x.id, "newcomer", api.ApplicationDraft{}); return err })
		}
		return err
	})
	x.days(15)
	x.each("deciding", 240, func(ctx context.Context, i int) error {
		d := api.ApplicationDecision{Outcome: "accept"}
		if i >= seasonAccepted {
			d = api.ApplicationDecision{Outcome: "decline", Reason: "places"}
		}
		_, err := x.organiser.DecideApplication(ctx, x.app(x.newcomers[i], "newcomer"), d)
		return err
	})
	for _, some := range [][]*person{x.newcomers[:120], x.newcomers[120:240]} {
		var ids []string
		for _, p := range some {
			ids = append(ids, x.app(p, "newcomer"))
		}
		got, err := x.organiser.ReleaseDecisions(ctx, x.id, ids)
		x.ok(err)
		for _, r := range got.Items {
			if !r.Released {
				x.Fatalf("%+v", r)
			}
		}
	}
}

// run: a third describe themselves, some check in, show what they did, leave; one is erased in the middle and leaves no trace.
func (x *season) run(ctx context.Context) {
	x.each("describing", 120, func(ctx context.Context, i int) error {
		d, err := x.newcomers[i].SelfDescription(ctx, x.id)
		if err == nil {
			_, err = x.newcomers[i].DescribeSelf(ctx, x.id, api.SelfDescriptionBody{Consent: d.Consent, Answers: []api.ParticipationAnswer{
				{Question: "age", Chosen: []string{[]string{"under_25", "25_34", "35_44"}[i%3]}}, {Question: "access", PreferNot: i%4 == 0, Chosen: map[bool][]string{
					false: {"no"}}[i%4 == 0]}}})
		}
		return err
	})
	x.days(28) // day 44: the first check-in, and shown with it what was done
	x.each("checking in", 60, func(ctx context.Context, i int) error {
		p := x.newcomers[i]
		_, err := p.CheckIn(ctx, x.app(p, "newcomer"), 1, api.CheckInBody{Going: []string{"well", "slowly", "stuck"}[i%3], Words: fmt.Sprintf("canaryseason%d", i)})
		for n := range i % 3 {
			if err == nil {
				_, err = p.ShowEvidence(ctx, x.app(p, "newcomer"), api.CohortEvidence{URL: fmt.Sprintf("https://code.example.org/%d/%d", i, n)})
			}
		}
		return err
	})
	x.each("leaving", 12, func(ctx context.Context, i int) error {
		p := x.newcomers[100+i]
		_, err := p.LeaveCohort(ctx, x.app(p, "newcomer"), "time")
		return err
	})
	x.days(4)
	con, err := x.organiser.CohortConsole(ctx, x.id)
	x.ok(err)
	stuck, late := 0, 0
	for _, i := range con.Items {
		switch i.Code {
		case "stuck":
			stuck++
		case "check_in":
			late++
		}
	}
	if stuck != 20 || len(con.Items) != 200 || con.Without != 188 || con.Places != 120 || con.Items[0].Code != "stuck" {
		x.Fatalf("stuck %d, late %d, %d and %d left, %d without a mentor, %d places", stuck, late, len(con.Items), con.Left, con.Without, con.Places)
	}
	gone := x.newcomers[2]
	x.signInAgain(gone)
	x.ok(gone.CloseAccount(ctx, api.AccountClosing{}))
	x.forgotten(gone, "canaryseason2\"", "season002@example.org")
}

// forgotten waits until nothing of somebody is in any file: stores, streams and logs.
func (x *season) forgotten(p *person, words ...string) {
	x.Helper()
	x.ok(eventually(x.Context(), patience, func() error {
		if _, err := x.organiser.CohortRun(x.Context(), x.app(p, "newcomer")); !fault.Has(err, fault.NotFound) {
			return fmt.Errorf("the participant is still there: %v", err)
		}
		if found := testkit.Holding(x.TB, words, x.world.settings.Data); len(found) > 0 {
			return fmt.Errorf("still there: %v", found)
		}
		return nil
	}))
}

// end: completion is noted, it closes, both reports are made, and an erasure changes neither; page, file and command.
func (x *season) end(ctx context.Context) {
	x.each("completing", 150, func(ctx context.Context, i int) error {
		if i == 2 || i >= 100 && i < 112 {
			return nil
		}
		_, err := x.organiser.CompleteCohort(ctx, x.app(x.newcomers[i], "newcomer"), true)
		return err
	})
	if _, err := x.organiser.MakeCohortReport(ctx, x.id); !fault.Coded(err, "outcomes.not_closed") {
		x.Fatal(err)
	}
	x.days(140) // day 188: it was over on day 182
	figures, err := x.organiser.PublishParticipation(ctx, x.id)
	x.ok(err)
	report, err := x.organiser.MakeCohortReport(ctx, x.id)
	x.ok(err)
	file, err := x.organiser.CohortOutcomesFile(ctx, x.id)
	x.ok(err)
	want := "newcomer,,259,239,199,0,137,12,19,"
	if !strings.Contains(string(file), want) {
		x.Fatalf("%s is not in\n%s", want, file)
	}
	before, _ := json.Marshal([]any{report, figures})
	x.signInAgain(x.newcomers[5])
	x.ok(x.newcomers[5].CloseAccount(ctx, api.AccountClosing{}))
	x.forgotten(x.newcomers[5], "canaryseason5\"")
	report, err = x.organiser.CohortReport(ctx, x.id)
	x.ok(err)
	figures, err = x.public.ParticipationReport(ctx, x.id)
	x.ok(err)
	if after, _ := json.Marshal([]any{report, figures}); !bytes.Equal(before, after) {
		x.Fatalf("an erasure changes a report:\n%s\n%s", before, after)
	}
	b := x.browser().signIn(x.organiser)
	b.open("/cohorts/"+x.id+"/outcomes/report").must("/cohorts/", "Report: Autumn").says("Newcomers: from draft to completion", "199", "not yet")
	b.open("/programmes/" + x.programme + "/figures").says("people took part")
	dir := x.TB.TempDir()
	one, err := json.Marshal(figures)
	x.ok(err)
	x.ok(os.WriteFile(filepath.Join(dir, "autumn.json"), one, 0o600))
	var out, errs bytes.Buffer
	if code := execute(ctx, []string{"participation", "attack", "--reports", dir}, streams{&out, &errs}); code != 0 {
		x.Fatal(code, out.String(), errs.String())
	}
}

// after: 3, 6 and 12 months later they are asked, and answer from the mail.
func (x *season) after(ctx context.Context) {
	answered := 0
	for i, months := range []int{3, 6, 12} {
		ended := x.clock.Now() // day 188 at first
		at := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC).AddDate(0, 0, 182).AddDate(0, months, 0)
		x.days(int(at.Sub(ended)/(24*time.Hour)) + 1)
		n := []int{90, 80, 60}[i]
		x.each("answering", n, func(ctx context.Context, k int) error {
			p := x.newcomers[k]
			if k == 2 || k == 5 { // erased
				return nil
			}
			t, err := bus.Ask[wire.StillTokenQuestion, wire.StillTokenAnswer](ctx, x.mail, "programs", "still_token",
				wire.StillTokenQuestion{Application: x.app(p, "newcomer"), Person: p.id})
			if err == nil {
				_, err = x.public.SayStillByToken(ctx, t.Token, map[bool]string{true: "yes", false: "no"}[k%3 > 0])
			}
			return err
		})
		answered = n - 2
		exact, printed := x.said(fmt.Sprintf("answered_%d", months))
		if exact.Value != answered || !printed.Pending {
			x.Fatalf("%d months: %+v %+v", months, exact, printed)
		}
	}
	x.days(60)
	for name, want := range map[string]int{"answered_3": 88, "still_3": 58, "answered_6": 78, "answered_12": 58, "still_12": 38, "accepted": 199} {
		if _, printed := x.said(name); printed.Hidden || printed.Value != want {
			x.Errorf("%s: %+v, not %d", name, printed, want)
		}
	}
	file, err := x.organiser.CohortOutcomesFile(ctx, x.id)
	x.ok(err)
	x.Logf("the report:\n%s", file)
	x.browser().signIn(x.organiser).open("/cohorts/"+x.id+"/outcomes/report").must("/cohorts/", "Report: Autumn").says("self-reported", "88")
}

// signInAgain is somebody who comes back after months, by a link.
func (x *season) signInAgain(p *person) {
	x.Helper()
	_, err := x.public.RequestLink(x.Context(), "sign_in", p.address)
	x.ok(err)
	token, err := x.office.link(x.Context(), p.address, "sign_in")
	x.ok(err)
	in, err := x.public.UseSignInLink(x.Context(), api.UseSignInLink{Token: token})
	x.ok(err)
	p.Client = x.public.SignedIn(in)
}
