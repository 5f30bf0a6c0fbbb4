package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// sessions: a new match of the same two, a session that one proposes and the other confirms, and a calendar of it without signing in.
func (t *tour) sessions(ctx context.Context) (string, error) {
	r, err := t.newcomer.CreateRequest(ctx, api.NewRequest{Mentors: []string{t.mentor.id}, Message: "Hello again! Shall we go on with the next issue?"})
	if err != nil {
		return "", fmt.Errorf("asking again: %w", err)
	}
	t.again = r.ID
	if _, err := t.mentor.AcceptRequest(ctx, t.again); err != nil {
		return "", err
	}
	at := time.Now().Add(50 * time.Hour).Truncate(time.Hour)
	s, err := t.mentor.PlanSession(ctx, t.again, api.NewMeeting{Starts: at, Minutes: 30, Zone: "Europe/Lisbon", Place: "https://meet.example.org/tour"})
	if err != nil {
		return "", fmt.Errorf("planning: %w", err)
	}
	if _, err := t.mentor.ConfirmSession(ctx, t.again, s.ID, s.Proposal); err == nil {
		return "", errors.New("who proposed a time could confirm it alone")
	}
	if s, err = t.newcomer.ConfirmSession(ctx, t.again, s.ID, s.Proposal); err != nil || s.Status != "confirmed" {
		return "", errors.Join(fmt.Errorf("the session is %+v", s), err)
	}
	file, err := t.newcomer.SessionCalendar(ctx, t.again, s.ID)
	if err != nil || !bytes.Contains(file, []byte("BEGIN:VEVENT")) {
		return "", errors.Join(fmt.Errorf("the calendar file is %q", file), err)
	}
	link, err := t.newcomer.RenewCalendarLink(ctx)
	if err != nil {
		return "", err
	}
	all, err := t.public.Calendar(ctx, link.Path)
	if err != nil || !bytes.Contains(all, []byte(at.UTC().Format("20060102T150405"))) {
		return "", errors.Join(fmt.Errorf("the private calendar is %q", all), err)
	}
	if err := t.newcomer.RevokeCalendarLink(ctx); err != nil {
		return "", err
	}
	if _, err := t.public.Calendar(ctx, link.Path); err == nil {
		return "", errors.New("a link that was ended still works")
	}
	return "One proposed, only the other could confirm; a calendar file, and a private link that ends when it is ended.", nil
}

// claims: one works on an issue, the next in line has it as soon as it is given back.
func (t *tour) claims(ctx context.Context) (string, error) {
	t.claimed = t.issue
	if err := eventually(ctx, patience, func() error { _, err := t.newcomer.ClaimIssue(ctx, t.claimed); return err }); err != nil {
		return "", err
	}
	c, err := t.second.ClaimIssue(ctx, t.claimed)
	if err != nil || c.Yours != "waiting" || c.Position != 1 {
		return "", errors.Join(fmt.Errorf("the second in line has %+v", c), err)
	}
	if seen, err := t.mentor.IssueClaim(ctx, t.claimed); err != nil || seen.State != "claimed" || seen.Yours != "none" {
		return "", errors.Join(fmt.Errorf("somebody else sees %+v", seen), err)
	}
	if err := t.newcomer.ReleaseIssue(ctx, t.claimed); err != nil {
		return "", err
	}
	err = eventually(ctx, patience, func() error {
		c, err = t.second.IssueClaim(ctx, t.claimed)
		if err == nil && (c.Yours != "holder" || c.Until == nil) {
			err = fmt.Errorf("the next in line has %+v", c)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return "Given back, it is the next one's, until " + c.Until.Format("2 January") + ".", t.second.ReleaseIssue(ctx, t.claimed)
}

// waits: a mentor without a place is waited for, and not asked in vain.
func (t *tour) waits(ctx context.Context) (string, error) {
	var e *api.WaitingEntry
	err := eventually(ctx, patience, func() (err error) {
		e, err = t.second.WaitFor(ctx, wire.AlwaysOpen, api.WaitingWish{Mentors: []string{t.mentor.id}})
		return err
	})
	if err != nil {
		return "", err
	}
	if e.Ahead != 0 || !slices.Equal(e.Mentors, []string{t.mentor.id}) || e.Offer != nil {
		return "", fmt.Errorf("the place in the line is %+v", e)
	}
	list, err := t.second.Waiting(ctx)
	if err != nil || len(list.Items) != 1 {
		return "", errors.Join(fmt.Errorf("%+v", list), err)
	}
	return fmt.Sprintf("First in line, until %s; how long it takes is %s, and not made up.", e.Until.Format("2 January"), e.Usual), nil
}

// handsOver: the mentor names another, the newcomer agrees, the other takes over; each can say no before.
func (t *tour) handsOver(ctx context.Context) (string, error) {
	if err := eventually(ctx, patience, func() error { _, err := t.mentor.ProposeHandOver(ctx, t.again, t.other.id); return err }); err != nil {
		return "", err
	}
	if _, err := t.other.TakeOver(ctx, t.again); err == nil {
		return "", errors.New("another mentor took over before the newcomer agreed")
	}
	h, err := t.newcomer.ConsentToHandOver(ctx, t.again, true)
	if err != nil || h.Status != "asked" {
		return "", errors.Join(fmt.Errorf("the hand-over is %+v", h), err)
	}
	m, err := t.other.TakeOver(ctx, t.again)
	if err != nil {
		return "", err
	}
	if m.Mentor != t.other.id || m.Newcomer != t.newcomer.id {
		return "", fmt.Errorf("the mentorship is %+v", m)
	}
	err = eventually(ctx, patience, func() error {
		s, err := t.mentor.Standing(ctx)
		if err == nil && s.Taken != 0 {
			err = errors.New("the place of who left is still taken")
		}
		return err
	})
	return "The newcomer was asked first, then the other mentor; the place of who left is free.", err
}

// officeHour: who comes sees where it is; who is parted from its mentor by a block does not see that there is one.
func (t *tour) officeHour(ctx context.Context) (string, error) {
	var o *api.OfficeHour
	err := eventually(ctx, patience, func() (err error) {
		o, err = t.other.NewOfficeHour(ctx, api.NewOfficeHour{Starts: time.Now().Add(75 * time.Hour).Truncate(time.Hour), Minutes: 45,
			Zone: "Europe/Lisbon", Most: 1, Topic: "First steps of the tour", Place: "https://meet.example.org/hour"})
		return err
	})
	if err != nil {
		return "", err
	}
	if seen, err := t.newcomer.OfficeHour(ctx, o.ID); err != nil || seen.Place != "" || seen.Status != "open" {
		return "", errors.Join(fmt.Errorf("before coming one sees %+v", seen), err)
	}
	if o, err = t.newcomer.ComeToOfficeHour(ctx, o.ID); err != nil || o.Yours != "coming" || o.Place == "" {
		return "", errors.Join(fmt.Errorf("who comes sees %+v", o), err)
	}
	if _, err := t.mentor.ComeToOfficeHour(ctx, o.ID); err == nil {
		return "", errors.New("one more than the places could come")
	}
	if _, err := t.second.OfficeHour(ctx, o.ID); !fault.Has(err, fault.NotFound) {
		return "", errors.Join(errors.New("somebody who is parted from the mentor sees the hour"), err)
	}
	_, err = t.other.CancelOfficeHour(ctx, o.ID)
	return "One place, taken; where it is, only who comes was told.", err
}

// steers: a moderator says what a word stands for, in the list that every service reads, until it is taken back. Matching takes its time with
// it, which is tried in its own tests.
func (t *tour) steers(ctx context.Context) (string, error) {
	word := "tourish" + strings.ToLower(t.tag)
	d, err := t.office.admin.DecideSkill(ctx, api.SkillDecision{Word: word, Do: "alias", Into: "golang"})
	if err != nil {
		return "", err
	}
	if d.Into != "go" {
		return "", fmt.Errorf("what was decided is %+v", d)
	}
	known := func(want bool) error {
		table, err := t.public.SkillTable(ctx)
		if err != nil {
			return err
		}
		if found := slices.ContainsFunc(table.Steering, func(s api.SkillSteering) bool { return s.Of == d.ID }); found != want {
			err = fmt.Errorf("that the list has it is %v, it should be %v", found, want)
		}
		return err
	}
	if err := eventually(ctx, patience, func() error { return known(true) }); err != nil {
		return "", err
	}
	if _, err := t.newcomer.DecideSkill(ctx, api.SkillDecision{Word: word, Do: "leave"}); !fault.Has(err, fault.Forbidden) {
		return "", errors.Join(errors.New("somebody who is no moderator could decide"), err)
	}
	if err := t.office.admin.UndecideSkill(ctx, d.ID); err != nil {
		return "", err
	}
	return "Decided, it is in the list that all services read; taken back, it is not.", eventually(ctx, patience, func() error { return known(false) })
}

// appeals: a warning is read by whom it falls on, who appeals; somebody who did not decide before decides now, finally.
func (t *tour) appeals(ctx context.Context) (string, error) {
	var r *api.ReportReceipt
	if err := eventually(ctx, patience, func() (err error) {
		r, err = t.newcomer.Report(ctx, api.NewReport{About: "person", Person: t.mentor.id, Kind: "spam", Words: "Made up for a tour.", Language: "en"})
		return err
	}); err != nil {
		return "", err
	}
	if _, err := t.office.admin.OpenCase(ctx, r.ID, "triage"); fault.Has(err, fault.NotFound) {
		return "There are moderators here: the case is theirs, and no administrator's.", nil
	} else if err != nil {
		return "", err
	}
	if _, err := t.office.admin.DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "warning", Words: "Please send no advertisements."}); err != nil {
		return "", err
	}
	var outcome api.Outcome
	if err := eventually(ctx, patience, func() error {
		list, err := t.mentor.Outcomes(ctx)
		if err == nil && (len(list.Items) != 1 || list.Items[0].Measure != "warning") {
			err = fmt.Errorf("what was decided reads %+v", list.Items)
		}
		if err == nil {
			outcome = list.Items[0]
		}
		return err
	}); err != nil {
		return "", err
	}
	own, err := t.mentor.Appeal(ctx, outcome.ID, "It was a link to a free course.")
	if err != nil || own.Appealed == nil {
		return "", errors.Join(fmt.Errorf("the appeal is %+v", own), err)
	}
	if _, err := t.office.admin.DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "none"}); err == nil {
		return "", errors.New("who decided first could decide the appeal")
	}
	vera, err := t.office.open(ctx, "vera."+strings.ToLower(t.tag)+"@example.org", newPassword())
	if err != nil {
		return "", err
	}
	if _, err := t.office.admin.SetRoles(ctx, vera.id, []string{"moderator"}); err != nil {
		return "", err
	}
	in, err := t.public.SignIn(ctx, api.SignIn{Address: vera.address, Password: vera.password})
	if err != nil {
		return "", err
	}
	moderator := t.public.SignedIn(in)
	if err := eventually(ctx, patience, func() error { _, err := moderator.OpenCase(ctx, r.ID, "appeal"); return err }); err != nil {
		return "", fmt.Errorf("somebody else opens it: %w", err)
	}
	if _, err := moderator.DecideCase(ctx, r.ID, api.NewCaseDecision{Measure: "none"}); err != nil {
		return "", fmt.Errorf("somebody else decides: %w", err)
	}
	err = eventually(ctx, patience, func() error {
		o, err := t.mentor.Outcome(ctx, outcome.ID)
		if err == nil && (o.Measure != "none" || !o.Final) {
			err = fmt.Errorf("after the appeal it reads %+v", o)
		}
		return err
	})
	if err == nil { // so that a tour that follows finds cases with administrators again
		_, err = t.office.admin.SetRoles(ctx, vera.id, []string{})
	}
	return "The warning was read and appealed; who decided first could not decide again; a moderator made of a new account granted it, finally.", err
}

// round: many people, from a draft to proposals.
func (t *tour) round(ctx context.Context) (string, error) {
	mentors := t.crowd * 3 / 10
	newcomers := t.crowd - mentors
	org, err := t.office.admin.MakeOrganisation(ctx, api.OrganisationBody{Name: "Foundation of the tour " + t.tag})
	if err != nil {
		return "", err
	}
	began := time.Now()
	c, err := openCrowd(ctx, t.office, org.ID, "tour-"+strings.ToLower(t.tag), newcomers, mentors)
	if err != nil {
		return "", fmt.Errorf("the people of the round: %w", err)
	}
	opened := time.Since(began)
	r, err := c.drafted(ctx)
	if err != nil {
		return "", err
	}
	for _, a := range r.Answers {
		if a.Matched == 0 {
			return "", fmt.Errorf("the answer is %+v", a)
		}
	}
	if _, err := t.office.admin.CheckRound(ctx, r.ID); err != nil {
		return "", err
	}
	if r, err = c.settled(ctx, r.ID); err != nil {
		return "", err
	}
	for _, a := range r.Answers {
		if a.Checked == nil || !a.Checked.Proved || !a.Checked.Same {
			return "", fmt.Errorf("%s is not proved from what is stored: %+v", a.Objective, a.Checked)
		}
	}
	if len(r.Answers) != 3 {
		return "", fmt.Errorf("there are %d answers, for three objectives", len(r.Answers))
	}
	if _, err := c.newcomers[0].Round(ctx, r.ID); !fault.Has(err, fault.NotFound) {
		return "", errors.Join(errors.New("a newcomer reads a draft"), err)
	}
	if r, err = c.published(ctx, r.ID, "fit"); err != nil {
		return "", err
	}
	load := map[string]int{}
	for cursor := ""; ; {
		var at client.Answer
		page, err := t.office.admin.RoundPairs(ctx, r.ID, "fit", "all", 100, cursor, client.Into(&at))
		if err != nil {
			return "", err
		}
		for _, row := range page.Items {
			if row.Outcome == "proposed" {
				load[row.Mentor]++
			}
		}
		if cursor = cursorOf(at.Next); cursor == "" {
			break
		}
	}
	asked := 0
	for _, m := range c.mentors {
		if load[m.id] > placesEach {
			return "", fmt.Errorf("somebody with %d places was proposed %d", placesEach, load[m.id])
		}
		asked += load[m.id]
	}
	if asked != r.Publication.Proposed || asked == 0 {
		return "", fmt.Errorf("%d pairs are proposed, %d are told", asked, r.Publication.Proposed)
	}
	first := c.mentors[slices.IndexFunc(c.mentors, func(m *person) bool { return load[m.id] > 0 })]
	for p, err := range first.AskedRequests(ctx) {
		if err != nil {
			return "", err
		}
		if _, err := first.AcceptRequest(ctx, p.ID); err != nil {
			return "", fmt.Errorf("a proposal is accepted: %w", err)
		}
		break
	}
	return fmt.Sprintf("%d newcomers and %d mentors (%s); three objectives solved and proved from what is stored; %d pairs proposed, nobody beyond "+
		"their places, and one accepted.", newcomers, mentors, opened.Round(10*time.Millisecond), asked), nil
}
