package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/catalog"
)

// stepsOf is the main job, from an empty catalogue to a mentorship that has ended well.
func (t *tour) stepsOf() []step {
	return []step{
		{"An administrator signs in", t.administrator},
		{"Projects and beginner-friendly issues are imported", t.imports},
		{"Somebody looks round without an account", t.lookAround},
		{"Four people open accounts", t.accounts},
		{"Two of them offer to mentor; nobody sees them before they are approved", t.mentors},
		{"A newcomer describes herself and is shown mentors, with reasons", t.recommended},
		{"Beginner-friendly issues that fit her, and why not another", t.issues},
		{"She asks two mentors, in order; sent twice it is one request", t.asks},
		{"The first has no time: the second is asked at once", t.declined},
		{"The second says yes, and twice is the same as once", t.accepted},
		{"He has one place: a second newcomer's request cannot be accepted", t.full},
		{"They write to each other, and the mentorship begins", t.writes},
		{"Everybody's inbox has every fact once, and the live stream goes on without a gap", t.inboxes},
		{"A block parts two people everywhere, and says so to nobody", t.blocks},
		{"The mentorship is completed, and the place is free again", t.completes},
		{"They begin again and plan a session, which a calendar can read", t.sessions},
		{"An issue has one person on it and a line behind them", t.claims},
		{"Four people arrive at an event by badge and are one team", t.event},
		{"He is full, and somebody waits for a place with him", t.waits},
		{"He cannot go on: another mentor does, if everybody agrees", t.handsOver},
		{"An office hour has few places, and nobody comes in whom the two sides parted", t.officeHour},
		{"A mentor answers from the mail, without signing in", t.answersFromMail},
		{"A word that nobody knew stands for a skill, and can be taken back", t.steers},
		{"Somebody reports somebody: contact stops at once, and the report is followed to its end", t.reports},
		{"What was decided about somebody is appealed, and somebody else decides", t.appeals},
		{"A round: many people, drafted, proved, and proposed to their mentors", t.round},
		{"Somebody who signs out everywhere is refused at once", t.signsOut},
		{"What must be refused is refused in plain words", t.refusals},
	}
}

func (t *tour) administrator(ctx context.Context) (string, error) {
	var err error
	if t.office, err = newOffice(ctx, t.public, t.token, t.address, t.password); err != nil {
		return "", err
	}
	if t.token == "" {
		return "Signed in with address and password.", nil
	}
	_, err = t.public.UseFirstAdministrator(ctx, api.UseFirstAdministrator{
		Token: t.token, Address: "second." + t.address, Password: newPassword()})
	if err == nil {
		return "", errors.New("the link for the first administrator worked twice")
	}
	return "The one-time link made the first administrator, and does not work a second time.", nil
}

func (t *tour) imports(ctx context.Context) (string, error) {
	lists, err := catalog.Shipped()
	if err != nil {
		return "", err
	}
	l := lists[len(lists)-1]
	done, err := t.office.admin.ImportCatalog(ctx, client.CatalogUpload{Source: l.Source, Format: string(l.Format), AsOf: l.AsOf, File: l.Content})
	if err != nil {
		return "", err
	}
	again, err := t.office.admin.ImportCatalog(ctx, client.CatalogUpload{Source: l.Source, Format: string(l.Format), AsOf: l.AsOf, File: l.Content})
	if err != nil {
		return "", err
	}
	if again.Added+again.Updated != 0 {
		return "", fmt.Errorf("imported again it added %d and updated %d", again.Added, again.Updated)
	}
	return fmt.Sprintf("%s: %d added, %d updated, %d as they were; imported again, nothing changes.", l.Source, done.Added, done.Updated, done.Same), nil
}

func (t *tour) lookAround(ctx context.Context) (string, error) {
	page, err := t.public.Issues(ctx, client.IssueQuery{Limit: 20})
	if err != nil {
		return "", err
	}
	if len(page.Items) == 0 {
		return "", errors.New("there are no issues to look at")
	}
	var fit *api.Recommendations
	err = eventually(ctx, patience, func() error {
		fit, err = t.public.RecommendIssues(ctx, api.RecommendQuestion{Profile: &api.RecommendProfile{
			Have: []api.RecommendSkill{{Skill: "documentation", Level: 3}}, Causes: []string{"health"},
			Languages: []api.RecommendLanguage{{Language: "en", Level: 3}},
		}})
		if err == nil && len(fit.Items) == 0 {
			err = errors.New("no issue is recommended")
		}
		return err
	})
	if err != nil {
		return "", err
	}
	t.issue = fit.Items[0].Issue
	issue, err := t.public.Issue(ctx, t.issue)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("For somebody who writes and cares about health, kept nowhere: “%s” (%s), because %s.",
		issue.Title, issue.ProjectName, reasonsOf(fit.Items[0].Reasons)), nil
}

// reasonsOf lists reasons as codes with what they are about; pages translate them.
func reasonsOf(reasons []api.Reason) string {
	var out []string
	for _, r := range reasons {
		text := r.Code
		if len(r.Params.Words) > 0 {
			text += " (" + strings.Join(r.Params.Words, ", ") + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

func (t *tour) accounts(ctx context.Context) (string, error) {
	for name, to := range map[string]**person{"nia": &t.newcomer, "sol": &t.second, "mika": &t.mentor, "ora": &t.other} {
		p, err := t.office.open(ctx, name+"."+strings.ToLower(t.tag)+"@example.org", newPassword())
		if err != nil {
			return "", err
		}
		*to = p
	}
	in, err := t.public.SignIn(ctx, api.SignIn{Address: t.newcomer.address, Password: t.newcomer.password})
	if err != nil {
		return "", fmt.Errorf("signing in with a password: %w", err)
	}
	if in.Account != t.newcomer.id {
		return "", errors.New("signed in as somebody else")
	}
	return "Each signed up, got a one-time link (no mail is configured: the administrator hands it over), confirmed and signed in.", nil
}

// evenings are free on working days.
func evenings() []api.ProfileHours {
	var out []api.ProfileHours
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri"} {
		out = append(out, api.ProfileHours{Day: day, From: "17:00", To: "21:00"})
	}
	return out
}

func mentorBody(name string) api.ProfileBody {
	return api.ProfileBody{
		DisplayName: name, About: "Made up for a tour.", Mentor: true, FoundBy: "everybody", Zone: "Europe/Lisbon", Hours: evenings(),
		Have:      []api.ProfileSkill{{Skill: "Go", Level: 5}, {Skill: "Python", Level: 4}, {Skill: "documentation", Level: 4}},
		Teach:     []api.ProfileSkill{{Skill: "Go", Level: 5}},
		Languages: []api.ProfileLanguage{{Language: "en", Level: 3}}, Causes: []string{"health"}, Format: "either",
	}
}

func (t *tour) mentors(ctx context.Context) (string, error) {
	for name, p := range map[string]*person{"Mika of the tour": t.mentor, "Ora of the tour": t.other} {
		if _, err := p.SaveMe(ctx, mentorBody(name)); err != nil {
			return "", fmt.Errorf("saving a profile: %w", err)
		}
		err := eventually(ctx, patience, func() error { // profiles hear of an account that was confirmed a moment later
			own, err := p.Me(ctx)
			if err == nil && own.Approval.State != "waiting" {
				err = fmt.Errorf("the approval is %q, it should wait", own.Approval.State)
			}
			return err
		})
		if err != nil {
			return "", err
		}
	}
	if seen, err := t.sees(ctx, t.mentor.id); err != nil || seen {
		return "", errors.Join(errors.New("a mentor is recommended before the approval"), err)
	}
	for _, p := range []*person{t.mentor, t.other} {
		if err := t.office.approve(ctx, p.id); err != nil {
			return "", fmt.Errorf("approving: %w", err)
		}
	}
	err := t.within(ctx, 2*time.Second, func() error {
		seen, err := t.sees(ctx, t.mentor.id)
		if err == nil && !seen {
			err = errors.New("an approved mentor is not recommended")
		}
		return err
	})
	return "Before the approval: in no recommendation. Two seconds later at most: found.", err
}

// sees says whether somebody signed out who wants to learn Go is shown the person.
func (t *tour) sees(ctx context.Context, id string) (bool, error) {
	list, err := t.public.RecommendMentors(ctx, api.RecommendQuestion{Limit: 50, Profile: learnsGo()})
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(list.Items, func(r api.Recommendation) bool { return r.Person == id }), nil
}

func learnsGo() *api.RecommendProfile {
	return &api.RecommendProfile{
		Have: []api.RecommendSkill{{Skill: "python", Level: 3}}, Want: []api.RecommendSkill{{Skill: "golang", Level: 1}},
		Languages: []api.RecommendLanguage{{Language: "en", Level: 3}}, Zone: "Africa/Nairobi", Hours: evenings(), Causes: []string{"health"},
	}
}

func newcomerBody(name string) api.ProfileBody {
	return api.ProfileBody{
		DisplayName: name, Newcomer: true, FoundBy: "members", Zone: "Africa/Nairobi", Hours: evenings(), Format: "either",
		Have:      []api.ProfileSkill{{Skill: "python", Level: 3, Example: "A small script for our library"}},
		Want:      []api.ProfileSkill{{Skill: "golang", Level: 1}},
		Languages: []api.ProfileLanguage{{Language: "en", Level: 3}}, Causes: []string{"health"}, Goals: []string{"contribute", "learn"},
	}
}

func (t *tour) recommended(ctx context.Context) (string, error) {
	for name, p := range map[string]*person{"Nia of the tour": t.newcomer, "Sol of the tour": t.second} {
		if _, err := p.SaveMe(ctx, newcomerBody(name)); err != nil {
			return "", fmt.Errorf("saving a profile: %w", err)
		}
	}
	var list *api.Recommendations
	var err error
	err = eventually(ctx, patience, func() error {
		list, err = t.newcomer.RecommendMentors(ctx, api.RecommendQuestion{Limit: 50, Credits: true})
		if err != nil {
			return err
		}
		for _, p := range []*person{t.mentor, t.other} {
			if !slices.ContainsFunc(list.Items, func(r api.Recommendation) bool { return r.Person == p.id }) {
				return errors.New("a mentor who fits is missing")
			}
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	for _, r := range list.Items {
		var sum int64
		for _, c := range r.Credits {
			sum += c
		}
		if r.Score == nil || sum != *r.Score {
			return "", errors.New("credits do not add up to the score")
		}
	}
	best := list.Items[0]
	cards, err := t.newcomer.People(ctx, []string{best.Person})
	if err != nil || len(cards) != 1 {
		return "", errors.Join(errors.New("the mentor's card is missing"), err)
	}
	return fmt.Sprintf("%d mentors; first %s, because %s. Credits add up exactly.", len(list.Items), cards[best.Person].DisplayName,
		reasonsOf(best.Reasons)), nil
}

func (t *tour) issues(ctx context.Context) (string, error) {
	var list *api.Recommendations
	err := eventually(ctx, patience, func() (err error) { // each replica of matching hears of her profile by itself
		list, err = t.newcomer.OwnIssues(ctx, "", 5)
		if err == nil && len(list.Items) == 0 {
			err = errors.New("no issue is recommended")
		}
		return err
	})
	if err != nil {
		return "", err
	}
	t.issue = list.Items[0].Issue
	issue, err := t.public.Issue(ctx, t.issue)
	if err != nil {
		return "", err
	}
	var why *api.WhyNot
	err = eventually(ctx, patience, func() (err error) {
		why, err = t.newcomer.WhyNot(ctx, api.WhyNotQuestion{Mentor: t.other.id})
		return err
	})
	if err != nil {
		return "", fmt.Errorf("why not: %w", err)
	}
	return fmt.Sprintf("“%s” (%s), because %s. Of the other mentor: %s.", issue.Title, issue.ProjectName,
		reasonsOf(list.Items[0].Reasons), reasonsOf(why.Reasons)), nil
}

func (t *tour) asks(ctx context.Context) (string, error) {
	in := api.NewRequest{
		Mentors: []string{t.other.id, t.mentor.id}, Issue: t.issue, Goals: []string{"A first merged contribution"},
		Message: "Hello! I would like to take this issue on and learn some Go on the way. Would you look over my shoulder?",
	}
	key := client.NewKey()
	one, err := t.newcomer.CreateRequest(ctx, in, client.Key(key))
	if err != nil {
		return "", err
	}
	two, err := t.newcomer.CreateRequest(ctx, in, client.Key(key))
	if err != nil || two.ID != one.ID {
		return "", errors.Join(errors.New("sent twice, it is not one request"), err)
	}
	in.Message = "Something else"
	if _, err := t.newcomer.CreateRequest(ctx, in, client.Key(key)); !fault.Has(err, fault.Conflict) {
		return "", errors.Join(errors.New("another request under the same key was not refused"), err)
	}
	if _, err := t.newcomer.CreateRequest(ctx, in); !fault.Has(err, fault.Conflict) {
		return "", errors.Join(errors.New("a second open request was not refused"), err)
	}
	t.request = one.ID
	if one.Status != "open" || len(one.Offers) != 2 || one.Offers[0].State != "asked" || one.Offers[1].State != "waiting" {
		return "", fmt.Errorf("the request is %+v", one)
	}
	return "The first mentor is asked, the second waits; a second open request is refused.", nil
}
