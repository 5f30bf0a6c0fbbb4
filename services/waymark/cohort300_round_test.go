package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// round: those who were taken are paired by a round of the cohort, the organiser publishes it, and the mentors say yes.
func (x *season) round(ctx context.Context) {
	x.days(5) // day 21
	var r *api.Round
	x.ok(x.heard(func() error { // matching hears of people one by one
		made, err := x.organiser.NewRound(ctx, api.NewRound{Programme: x.programme, Cohort: x.id})
		if err != nil {
			return err
		}
		if r, err = x.settled(ctx, made.ID); err == nil && (r.Input == nil || r.Input.Newcomers != x.size.accepted || r.Input.Places != places*x.size.mentors) {
			err = errors.Join(fmt.Errorf("somebody is missing: %+v %+v", r.Input, r.Failed), x.organiser.DiscardRound(ctx, made.ID))
		}
		return err
	}))
	at := client.Answer{}
	_, err := x.organiser.Round(ctx, r.ID, client.Into(&at))
	x.ok(err)
	_, err = x.organiser.PublishRound(ctx, r.ID, api.RoundPublishing{Objective: "fair"}, client.IfMatch(at.Version))
	x.ok(err)
	r, err = x.settled(ctx, r.ID)
	x.ok(err)
	if r.Publication == nil || r.Publication.Proposed != places*x.size.mentors {
		x.Fatalf("%+v %+v", r.Publication, r.Failed)
	}
	number := map[string]int{}
	for i, p := range x.newcomers {
		number[p.id] = i
	}
	took := make([][]pair, len(x.mentors))
	x.each("saying yes", len(x.mentors), func(ctx context.Context, i int) error {
		m := x.mentors[i]
		for asked, err := range m.AskedRequests(ctx) {
			if err == nil {
				_, err = m.AcceptRequest(ctx, asked.ID)
			}
			if err != nil {
				return err
			}
			took[i] = append(took[i], pair{number[asked.Newcomer], m, asked.ID})
		}
		return nil
	})
	for round := range places { // so that those who come first are of many mentors
		for _, of := range took {
			if round < len(of) {
				x.pairs = append(x.pairs, of[round])
			}
		}
	}
	if len(x.pairs) != places*x.size.mentors {
		x.Fatalf("%d pairs", len(x.pairs))
	}
	x.each("hearing of pairs", len(x.pairs), func(ctx context.Context, i int) error { // programs is told who accompanies whom
		p, n := x.pairs[i].mentor, x.newcomers[x.pairs[i].newcomer]
		return x.heard(func() error {
			_, err := p.CohortRun(ctx, x.app(n, "newcomer"))
			if err == nil {
				_, err = n.CohortRun(ctx, x.app(n, "newcomer"))
			}
			return err
		})
	})
}

// settled waits until nothing is done for a round any more.
func (x *season) settled(ctx context.Context, id string) (r *api.Round, err error) {
	return r, eventually(ctx, patience, func() error {
		if r, err = x.organiser.Round(ctx, id); err == nil && r.Work != nil {
			err = errors.New("it is worked on")
		}
		return err
	})
}

// saysHow is one pair at the first check-in: both sides say how it goes, the newcomer sets a goal and shows what was done, a mentor gives
// their word for some of it. Every third has two pieces of evidence.
func (x *season) saysHow(ctx context.Context, i int) error {
	pair := x.pairs[i]
	p, m := x.newcomers[pair.newcomer], pair.mentor
	app := x.app(p, "newcomer")
	_, err := p.CheckIn(ctx, app, 1, api.CheckInBody{Going: []string{"well", "slowly", "stuck"}[i%3], Words: fmt.Sprintf("%s%d", canarySeason, i)})
	if err == nil && i%2 == 0 {
		_, err = m.CheckIn(ctx, app, 1, api.CheckInBody{Going: "well", Words: "of a mentor"})
	}
	if err == nil {
		_, err = p.SetCohortGoals(ctx, app, []api.CohortGoal{{Text: "A first change"}})
	}
	if err == nil && i%3 > 0 {
		_, err = p.ShowEvidence(ctx, app, api.CohortEvidence{URL: fmt.Sprintf("https://code.example.org/%d", i)})
	}
	if err == nil && i%3 == 2 {
		_, err = m.ShowEvidence(ctx, app, api.CohortEvidence{What: "Explained the tests to others"})
	}
	return err
}

// seesOwnSide: what one side said at a check-in the other never reads; the organiser reads both.
func (x *season) seesOwnSide(ctx context.Context) {
	x.Helper()
	p := x.newcomers[x.pairs[0].newcomer]
	app := x.app(p, "newcomer")
	for side, who := range map[string]*person{"newcomer": p, "mentor": x.pairs[0].mentor, "": x.organiser} {
		r, err := who.CohortRun(ctx, app)
		x.ok(err)
		words := map[string]bool{}
		for _, c := range r.CheckIns {
			if c.Words != "" {
				words[c.Side] = true
			}
			if side != "" && c.Side != side {
				x.Fatalf("the %s reads a check-in of the other side: %+v", side, c)
			}
		}
		if len(words) != map[bool]int{true: 2, false: 1}[side == ""] || len(r.Goals) != 1 {
			x.Fatalf("%q reads %v, %d goals", side, words, len(r.Goals))
		}
	}
}

// certificate: whoever completed makes one, and anybody can verify it; who did not gets none.
func (x *season) certificate(ctx context.Context, p *person) {
	x.Helper()
	x.signInAgain(p)
	made, err := p.MakeCertificate(ctx, x.app(p, "newcomer"), "Person of a Season")
	x.ok(err)
	seen, err := x.public.Certificate(ctx, made.Statement.Code)
	x.ok(err)
	if !seen.Valid || seen.Statement.Cohort != "Autumn" || seen.Statement.Name != "Person of a Season" {
		x.Fatalf("%+v", seen)
	}
	other := x.newcomers[x.pairs[x.size.says+x.size.leave].newcomer] // stops without completing
	x.signInAgain(other)
	if _, err := other.MakeCertificate(ctx, x.app(other, "newcomer"), "Nobody"); !fault.Has(err, fault.Conflict) && !fault.Has(err, fault.NotFound) {
		x.Fatalf("a certificate of who has not completed: %v", err)
	}
}
