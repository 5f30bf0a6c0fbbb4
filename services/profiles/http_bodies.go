package profiles

import (
	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/skill"
)

// saidOf reads a body. Everything but the hours is checked later, by Said.Check.
func saidOf(b api.ProfileBody) (Said, error) {
	hours, wrong := hoursOf(b.Hours)
	if len(wrong) > 0 {
		return Said{}, fault.InvalidFields(wrong...)
	}
	return Said{
		DisplayName: b.DisplayName, Pronouns: b.Pronouns, About: b.About, Have: skillsOf(b.Have), Want: skillsOf(b.Want),
		Teach: skillsOf(b.Teach), Interests: b.Interests, Causes: b.Causes, Languages: languagesOf(b.Languages), Zone: b.Zone, Hours: hours, Format: b.Format,
		Minutes: b.Minutes, Goals: b.Goals, Style: b.Style, Links: linksOf(b.Links), Contributed: worksOf(b.Contributed),
		ShowContributed: b.ShowContributed, FoundBy: b.FoundBy, Offers: b.Offers,
		Newcomer: b.Newcomer, Mentor: b.Mentor,
	}, nil
}

// changeOf reads a patch.
func changeOf(b api.ProfilePatch) (func(Said) Said, error) {
	var hours Hours
	if b.Hours != nil {
		var wrong []fault.Field
		if hours, wrong = hoursOf(*b.Hours); len(wrong) > 0 {
			return nil, fault.InvalidFields(wrong...)
		}
	}
	return func(s Said) Said {
		set(&s.DisplayName, b.DisplayName)
		set(&s.Pronouns, b.Pronouns)
		set(&s.About, b.About)
		setAs(&s.Have, b.Have, skillsOf)
		setAs(&s.Want, b.Want, skillsOf)
		setAs(&s.Teach, b.Teach, skillsOf)
		set(&s.Interests, b.Interests)
		set(&s.Causes, b.Causes)
		setAs(&s.Languages, b.Languages, languagesOf)
		set(&s.Zone, b.Zone)
		if b.Hours != nil {
			s.Hours = hours
		}
		set(&s.Format, b.Format)
		set(&s.Minutes, b.Minutes)
		set(&s.Goals, b.Goals)
		set(&s.Style, b.Style)
		setAs(&s.Links, b.Links, linksOf)
		setAs(&s.Contributed, b.Contributed, worksOf)
		set(&s.ShowContributed, b.ShowContributed)
		set(&s.FoundBy, b.FoundBy)
		set(&s.Offers, b.Offers)
		set(&s.Newcomer, b.Newcomer)
		set(&s.Mentor, b.Mentor)
		return s
	}, nil
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func setAs[A, B any](to *B, from *A, read func(A) B) {
	if from != nil {
		*to = read(*from)
	}
}

func hoursOf(list []api.ProfileHours) (Hours, []fault.Field) {
	slots := make([]Slot, len(list))
	for i, h := range list {
		slots[i] = Slot(h)
	}
	return HoursOf(slots, "/hours")
}

func skillsOf(list []api.ProfileSkill) []Skill {
	var out []Skill
	for _, x := range list {
		out = append(out, Skill(x))
	}
	return out
}

func languagesOf(list []api.ProfileLanguage) []Language {
	var out []Language
	for _, x := range list {
		out = append(out, Language(x))
	}
	return out
}

func linksOf(list []api.ProfileLink) []Link {
	var out []Link
	for _, x := range list {
		out = append(out, Link(x))
	}
	return out
}

func worksOf(list []api.ProfileWork) []Work {
	var out []Work
	for _, x := range list {
		out = append(out, Work(x))
	}
	return out
}

func workBodies(list []Work) []api.ProfileWork {
	var out []api.ProfileWork
	for _, x := range list {
		out = append(out, api.ProfileWork(x))
	}
	return out
}

func bodyOf(s Said) api.ProfileBody {
	return api.ProfileBody{
		DisplayName: s.DisplayName, Pronouns: s.Pronouns, About: s.About, Have: skillBodies(s.Have), Want: skillBodies(s.Want),
		Teach: skillBodies(s.Teach), Interests: s.Interests, Causes: s.Causes, Languages: languageBodies(s.Languages), Zone: s.Zone, Hours: hourBodies(s.Hours),
		Format: s.Format, Minutes: s.Minutes, Goals: s.Goals, Style: s.Style, Links: linkBodies(s.Links),
		Contributed: workBodies(s.Contributed), ShowContributed: s.ShowContributed, FoundBy: s.FoundBy,
		Offers: s.Offers, Newcomer: s.Newcomer, Mentor: s.Mentor,
	}
}

func skillBodies(list []Skill) []api.ProfileSkill {
	var out []api.ProfileSkill
	for _, x := range list {
		out = append(out, api.ProfileSkill(x))
	}
	return out
}

func languageBodies(list []Language) []api.ProfileLanguage {
	var out []api.ProfileLanguage
	for _, x := range list {
		out = append(out, api.ProfileLanguage(x))
	}
	return out
}

func linkBodies(list []Link) []api.ProfileLink {
	var out []api.ProfileLink
	for _, x := range list {
		out = append(out, api.ProfileLink(x))
	}
	return out
}

func hourBodies(h Hours) []api.ProfileHours {
	var out []api.ProfileHours
	for _, x := range h.Slots() {
		out = append(out, api.ProfileHours(x))
	}
	return out
}

func ownProfile(id string, p *Profile, hidden string, tax *skill.Taxonomy) api.OwnProfile {
	out := api.OwnProfile{
		ID: id, ProfileBody: bodyOf(p.Said), Visible: hidden == "", Hidden: hidden, Invited: p.Invitation.Open, Approval: approvalBody(p.Approval),
		Missing: p.Missing(), Since: p.Since, Changed: p.Changed, Words: []api.OwnWord{},
	}
	for _, w := range p.OwnWords(tax) {
		out.Words = append(out.Words, api.OwnWord(w))
	}
	return out
}

func approvalBody(a Approval) api.MentorApproval {
	out := api.MentorApproval{State: a.State, Asked: a.Asked, At: a.At, Reason: a.Reason, Changed: a.Changed}
	if a.State == NotOffered {
		out.State = "none"
	}
	return out
}

// page is what others see, in the words that moderators have agreed on. A mentor who cannot be found as one is not shown as one.
func (s *Service) page(x Seen) api.PersonPage {
	p, tax := &x.Body, s.skills.Steering().Taxonomy()
	out := api.PersonPage{
		ID: x.ID, DisplayName: p.DisplayName, Pronouns: p.Pronouns, About: p.About, Have: skillBodies(steered(p.Have, s.tax, tax)),
		Interests: steeredWords(p.Interests, s.tax, tax), Causes: p.Causes, Languages: languageBodies(p.Languages), Zone: p.Zone,
		Format: p.Format, Goals: p.Goals, Style: p.Style, Links: linkBodies(p.Links), Newcomer: p.Newcomer, Mentor: x.Mentor,
	}
	if x.Learns {
		out.Want = skillBodies(steered(p.Want, s.tax, tax))
	}
	if x.Teaches {
		out.Teach = skillBodies(steered(p.Teach, s.tax, tax))
	}
	if p.ShowContributed {
		out.Contributed = workBodies(p.Contributed)
	}
	if x.Sight >= Partner {
		out.Hours = hourBodies(p.Hours)
	}
	return out
}

// What a card shows of a longer list: characters of a text, skills that somebody teaches.
const (
	aboutOnCard   = 200
	teachesOnCard = 6
)

// personCard is what a list shows of a person, for whoever sees their page. A mentor who cannot be found as one is not shown as one.
func personCard(id string, p *Profile, mentor bool, tax *skill.Taxonomy) api.PersonCard {
	out := api.PersonCard{
		ID: id, DisplayName: p.DisplayName, Pronouns: p.Pronouns, About: cut(p.About, aboutOnCard), Zone: p.Zone,
		Languages: languageBodies(p.Languages), Format: p.Format, Mentor: mentor,
	}
	if mentor {
		out.Teaches = p.teaches(skill.Shipped(), tax, teachesOnCard)
	}
	return out
}
