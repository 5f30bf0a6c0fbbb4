package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/bus"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/store/sqlitestore"
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
	size      seasonSize
	newcomers []*person
	mentors   []*person
	pairs     []pair   // that a round proposed, and mentors accepted
	mail      *bus.Bus // as notifications, which asks for the tokens of mails
}

// pair is a newcomer of a season, by number, and who accompanies them.
type pair struct {
	newcomer int
	mentor   *person
	match    string
}

// seasonSize is how many people come, and how far.
type seasonSize struct {
	newcomers, sent, accepted, mentors int
	describe, says, leave, stops       int // of those who were accepted, or who have a mentor
	answer                             [3]int
}

// places is how many newcomers each mentor takes.
const places = 3

// farOff is more than noise moves a count by: one of fifteen million draws is larger.
const farOff = 60

// canarySeason is in the words of whoever is erased in the middle, and after the end.
const canarySeason = "canaryseason"

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

// TestACohortOf300: by API, page and command, over six months and the year after them. With -short 68 people come.
func TestACohortOf300(t *testing.T) {
	t.Parallel()
	clock := testkit.NewClock()
	x := &season{site: openSiteAt(t, clock.Now), clock: clock,
		size: seasonSize{260, 240, 200, 40, 120, 60, 12, 6, [3]int{90, 80, 60}}}
	if testing.Short() {
		x.size = seasonSize{60, 55, 50, 8, 40, 12, 5, 5, [3]int{30, 25, 20}}
	}
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
			Newcomers: "apply", Mentors: "register", Places: x.size.accepted, CheckInEvery: 14, Phases: []api.CohortPhase{{Name: "application", From: day(1)},
				{Name: "review", From: day(15)}, {Name: "round", From: day(20)}, {Name: "running", From: day(30)}, {Name: "closed", From: day(182)}}}})
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
	x.round(ctx)
	x.run(ctx)
	x.end(ctx)
	x.after(ctx)
}

// apply: people come, some never send what they began, and as many are taken as there are places.
func (x *season) apply(ctx context.Context) {
	n := x.size
	x.days(1)
	x.newcomers, x.mentors = make([]*person, n.newcomers), make([]*person, n.mentors)
	x.each("coming", n.newcomers+n.mentors, func(ctx context.Context, i int) (err error) {
		p, err := x.office.open(ctx, fmt.Sprintf("season%03d@example.org", i), "")
		switch {
		case err != nil:
		case i >= n.newcomers:
			x.mentors[i-n.newcomers] = p
			err = x.mentorComes(ctx, p, i-n.newcomers)
		case i < n.sent:
			x.newcomers[i] = p
			if i < n.accepted {
				_, err = p.SaveMe(ctx, seasonBody(i, false))
			}
			if err == nil {
				err = x.register(ctx, p, "newcomer", api.ApplicationDraft{Language: "en"})
			}
		default:
			x.newcomers[i] = p
			err = x.heard(func() error { _, err := p.SaveApplication(ctx, x.id, "newcomer", api.ApplicationDraft{}); return err })
		}
		return err
	})
	x.days(15)
	x.each("deciding", n.sent, func(ctx context.Context, i int) error {
		d := api.ApplicationDecision{Outcome: "accept"}
		if i >= n.accepted {
			d = api.ApplicationDecision{Outcome: "decline", Reason: "places"}
		}
		_, err := x.organiser.DecideApplication(ctx, x.app(x.newcomers[i], "newcomer"), api.DecisionBody{ApplicationDecision: d})
		return err
	})
	for some := range slices.Chunk(x.newcomers[:n.sent], 120) {
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

// seasonBody is the profile of one of them: what they know, or want to learn.
func seasonBody(i int, mentor bool) api.ProfileBody {
	knows, other := crowdSkills[i%len(crowdSkills)], crowdSkills[(i+1)%len(crowdSkills)]
	if mentor {
		b := mentorBody(fmt.Sprintf("Guide %d of a season", i+1))
		b.Have, b.Teach = []api.ProfileSkill{{Skill: knows, Level: 5}, {Skill: other, Level: 4}}, nil
		return b
	}
	b := newcomerBody(fmt.Sprintf("Person %d of a season", i+1))
	b.Have, b.Want = []api.ProfileSkill{{Skill: other, Level: 2}}, []api.ProfileSkill{{Skill: knows, Level: 1}}
	return b
}

// mentorComes is somebody whom the operator and the organiser let mentor.
func (x *season) mentorComes(ctx context.Context, p *person, i int) error {
	_, err := p.SaveMe(ctx, seasonBody(i, true))
	if err == nil {
		err = x.office.approve(ctx, p.id)
	}
	if err == nil {
		err = x.register(ctx, p, "mentor", api.ApplicationDraft{Places: places})
	}
	if err == nil {
		err = x.heard(func() error {
			_, err := x.organiser.DecideMember(ctx, x.programme, p.id, api.MemberDecision{Decision: "approve"})
			return err
		})
	}
	if err == nil {
		err = x.heard(func() error { _, err := p.SetPlaces(ctx, api.Places{Capacity: places}); return err })
	}
	return err
}

// run: a third describe themselves, some check in, both sides, show what they did, leave; it lasts two weeks longer; one is erased in the
// middle and leaves no trace.
func (x *season) run(ctx context.Context) {
	n := x.size
	x.each("describing", n.describe, func(ctx context.Context, i int) error {
		d, err := x.newcomers[i].SelfDescription(ctx, x.id)
		if err == nil {
			_, err = x.newcomers[i].DescribeSelf(ctx, x.id, api.SelfDescriptionBody{Consent: d.Consent, Answers: []api.ParticipationAnswer{
				{Question: "age", Chosen: []string{[]string{"under_25", "25_34", "35_44"}[i%3]}}, {Question: "access", PreferNot: i%4 == 0, Chosen: map[bool][]string{
					false: {"no"}}[i%4 == 0]}}})
		}
		return err
	})
	x.days(23) // day 44: the first check-in, and shown with it what was done
	x.each("checking in", n.says, x.saysHow)
	x.seesOwnSide(ctx)
	x.each("leaving", n.leave, func(ctx context.Context, i int) error {
		p := x.newcomers[x.pairs[n.says+i].newcomer]
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
	if most := 200; stuck != n.says/3 || late == 0 || len(con.Items) > most || con.Without != n.accepted-len(x.pairs) || con.Places != places*n.mentors ||
		con.Items[0].Code != "stuck" {
		x.Fatalf("stuck %d, late %d, %d and %d left, %d without a mentor, %d places", stuck, late, len(con.Items), con.Left, con.Without, con.Places)
	}
	x.longer(ctx)
	x.erased(ctx, 2, nil)
}

// longer lets it run two weeks more: every date after it moves with it.
func (x *season) longer(ctx context.Context) {
	before, err := x.organiser.Cohort(ctx, x.id)
	x.ok(err)
	p := x.newcomers[x.pairs[0].newcomer]
	had, err := x.organiser.CohortRun(ctx, x.app(p, "newcomer"))
	x.ok(err)
	c, err := x.organiser.ExtendCohort(ctx, x.id, api.CohortExtension{Phase: "running", Days: 14})
	x.ok(err)
	for i, phase := range c.Phases {
		want := before.Phases[i].From
		if phase.Name == "closed" {
			want = want.AddDate(0, 0, 14)
		}
		if !phase.From.Equal(want) {
			x.Fatalf("%s begins at %s, not %s", phase.Name, phase.From, want)
		}
	}
	has, err := x.organiser.CohortRun(ctx, x.app(p, "newcomer"))
	x.ok(err)
	if len(has.CheckIns) != len(had.CheckIns)+2 { // one more, of both sides
		x.Fatalf("%d check-ins, and %d before", len(has.CheckIns), len(had.CheckIns))
	}
}

// erased closes an account in the middle, of the pair of so many; what was made before stays as it is.
func (x *season) erased(ctx context.Context, at int, stays func() []byte) {
	x.Helper()
	i := x.pairs[at].newcomer
	var before []byte
	if stays != nil {
		before = stays()
	}
	p := x.newcomers[i]
	x.signInAgain(p)
	x.ok(p.CloseAccount(ctx, api.AccountClosing{}))
	x.forgotten(p, fmt.Sprintf("%s%d\"", canarySeason, at), p.address, fmt.Sprintf("Person %d of a season", i+1))
	if stays != nil && !bytes.Equal(before, stays()) {
		x.Fatalf("an erasure changes a report:\n%s\n%s", before, stays())
	}
}

// forgotten waits until nothing of somebody is in any file: stores, streams and logs. The store cuts its log each minute; here at once.
func (x *season) forgotten(p *person, words ...string) {
	x.Helper()
	x.ok(eventually(x.Context(), patience, func() error {
		if _, err := x.organiser.CohortRun(x.Context(), x.app(p, "newcomer")); !fault.Has(err, fault.NotFound) {
			return fmt.Errorf("the participant is still there: %v", err)
		}
		x.ok(x.world.db.Engine.(*sqlitestore.Engine).Checkpoint(x.Context()))
		if found := testkit.Holding(x.TB, words, x.world.settings.Data); len(found) > 0 {
			return fmt.Errorf("still there: %v", found)
		}
		return nil
	}))
}

// end: completion is noted, it closes, both reports are made, and an erasure changes neither; page, file and command.
func (x *season) end(ctx context.Context) {
	n := x.size
	stay := x.pairs[n.says+n.leave:]
	finish := append(slices.Clone(x.pairs[:n.says]), stay[min(n.stops, len(stay)):]...)
	x.each("completing", len(finish), func(ctx context.Context, i int) error {
		if i == 2 { // erased
			return nil
		}
		_, err := x.organiser.CompleteCohort(ctx, x.app(x.newcomers[finish[i].newcomer], "newcomer"), true)
		return err
	})
	x.certificate(ctx, x.newcomers[finish[0].newcomer])
	if _, err := x.organiser.MakeCohortReport(ctx, x.id); !fault.Coded(err, "outcomes.not_closed") {
		x.Fatal(err)
	}
	x.days(154) // day 202: it was over on day 196
	_, err := x.organiser.PublishParticipation(ctx, x.id)
	x.ok(err)
	_, err = x.organiser.MakeCohortReport(ctx, x.id)
	x.ok(err)
	file, err := x.organiser.CohortOutcomesFile(ctx, x.id)
	x.ok(err)
	_, line, _ := strings.Cut(string(file), "\nnewcomer,,,")
	cells := strings.Split(line, ",")
	for i, want := range []int{n.newcomers - 1, n.sent - 1, n.accepted - 1, len(x.pairs) - 1, len(finish) - 1, n.leave, n.says/3 - 1} {
		if cells[i] == "hidden" && want < farOff {
			continue
		}
		if got, err := strconv.Atoi(cells[i]); err != nil || got%5 != 0 || got < want-farOff || got > want+farOff {
			x.Fatalf("step %d: %q, not about %d, in\n%s", i, cells[i], want, file)
		}
	}
	var figures *api.ParticipationReport
	x.erased(ctx, 5, func() []byte {
		report, err := x.organiser.CohortReport(ctx, x.id)
		x.ok(err)
		figures, err = x.public.ParticipationReport(ctx, x.id)
		x.ok(err)
		b, err := json.Marshal([]any{report, figures})
		x.ok(err)
		return b
	})
	b := x.browser().signIn(x.organiser)
	b.open("/cohorts/"+x.id+"/outcomes/report").must("/cohorts/", "Report: Autumn").says("Newcomers: from draft to completion", "not yet",
		"moved at random")
	page := b.open("/programmes/" + x.programme + "/figures").says("Made by rule")
	if !testing.Short() { // of so few people it is left to the secret steps whether there is a table
		page.says("people took part")
	}
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
	c, err := x.organiser.Cohort(ctx, x.id)
	x.ok(err)
	ended := c.Phases[len(c.Phases)-1].From
	answered, still := [3]int{}, [3]int{}
	for i, months := range []int{3, 6, 12} {
		at := ended.AddDate(0, months, 0)
		x.days(int(at.Sub(x.clock.Now())/(24*time.Hour)) + 1)
		n := x.size.answer[i]
		people := x.here()[:n]
		for k := range n {
			if answered[i]++; k%3 > 0 {
				still[i]++
			}
		}
		x.each("answering", n, func(ctx context.Context, k int) error {
			p := people[k]
			t, err := bus.Ask[wire.StillTokenQuestion, wire.StillTokenAnswer](ctx, x.mail, "programs", "still_token",
				wire.StillTokenQuestion{Application: x.app(p, "newcomer"), Person: p.id})
			if err == nil {
				_, err = x.public.SayStillByToken(ctx, t.Token, map[bool]string{true: "yes", false: "no"}[k%3 > 0])
			}
			return err
		})
		exact, printed := x.said(fmt.Sprintf("answered_%d", months))
		if exact.Value != answered[i] || !printed.Pending {
			x.Fatalf("%d months: %+v %+v", months, exact, printed)
		}
	}
	x.days(60)
	for name, want := range map[string]int{"answered_3": answered[0], "still_3": still[0], "answered_6": answered[1], "answered_12": answered[2],
		"still_12": still[2], "accepted": x.size.accepted - 1} {
		_, printed := x.said(name)
		if printed.Pending || printed.Hidden && want > farOff || !printed.Hidden && max(printed.Value-want, want-printed.Value) > farOff {
			x.Errorf("%s: %+v, not about %d", name, printed, want)
		}
	}
	file, err := x.organiser.CohortOutcomesFile(ctx, x.id)
	x.ok(err)
	x.Logf("the report:\n%s", file)
	x.browser().signIn(x.organiser).open("/cohorts/"+x.id+"/outcomes/report").must("/cohorts/", "Report: Autumn").says("self-reported")
}

// here are the newcomers who took part, did not leave, and are not erased.
func (x *season) here() (out []*person) {
	gone := map[int]bool{x.pairs[2].newcomer: true, x.pairs[5].newcomer: true}
	for _, p := range x.pairs[x.size.says : x.size.says+x.size.leave] {
		gone[p.newcomer] = true
	}
	for i, p := range x.newcomers[:x.size.accepted] {
		if !gone[i] {
			out = append(out, p)
		}
	}
	return out
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
