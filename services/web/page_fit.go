package web

import (
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// How many of each the page of what fits shows.
const fitMentors, fitIssues = 12, 12

// mentorCard is a mentor in a list.
type mentorCard struct {
	ID, Name, Pronouns string
	Where              string // city, how far the clock is, languages
	About              string
	Reasons            []string
	Gap                string
	Learn              []link // free guides to the gap
	Wait, Load         string
	Details            []detail
	Teaches            []string
	Picked             bool
	Apart              bool // no language in common: they are not asked
}

type fitView struct {
	Form
	Summary       string
	Own           bool // from the reader's own profile
	Sums          bool
	Mentors       []mentorCard
	MentorsBroken bool
	Issues        []issueCard
	IssuesBroken  bool
	Issue         *issueCard // the one that was kept
	Programmes    []option   // where the reader can look, if there is a choice
	Programme     string
	NoEnglish     bool // they said what they speak, and it is not English
}

// asks is the question to matching: the reader's own profile, or the answers of the start.
func (v *visit) asks() (q api.RecommendQuestion, a answers, err error) {
	a = v.answers()
	if v.signedIn() {
		me, err := v.person()
		if err == nil {
			own := answersOf(me)
			own.Mentors, own.Issue, own.Draft, own.Programme = a.Mentors, a.Issue, a.Draft, a.Programme
			return api.RecommendQuestion{Programme: a.Programme}, own, nil
		}
		if fault.Has(err, fault.Unauthenticated) {
			return q, a, err
		}
	}
	return api.RecommendQuestion{Profile: a.question()}, a, nil
}

func pageFit(v *visit) error { return v.fit(http.StatusOK, v.empty(), nil) }

// fit shows who and what fits. ticked are mentors who were ticked and could not be taken; nil shows those who are kept.
func (v *visit) fit(status int, f Form, ticked []string) error {
	q, a, err := v.asks()
	if err != nil {
		return err
	}
	if ticked != nil {
		a.Mentors = ticked
	}
	if !a.said() {
		return v.to("/start/1", "")
	}
	f.typed.Set("what", "mentor")
	view := fitView{Form: f, Summary: v.summary(a), Own: q.Profile == nil, Sums: v.r.URL.Query().Get("sums") == "1"}
	view.Programme, q.Credits, view.NoEnglish = a.Programme, view.Sums, a.noEnglish()
	if p := v.r.URL.Query().Get("programme"); view.Own && anyID.MatchString(p) {
		if a.Programme = p; p == openProgramme {
			a.Programme = ""
		}
		if a.Programme != view.Programme { // whom one picked is somebody of the other one
			a.Mentors = nil
		}
		v.keepAnswers(a)
		return v.to("/fit", "")
	}
	if view.Own && v.signedIn() {
		view.Programmes = v.programmes()
		if q.Programme != "" && !slices.ContainsFunc(view.Programmes, func(o option) bool { return o.Value == q.Programme }) {
			q.Programme, view.Programme = "", "" // the reader is not in it any more
		}
	}
	var both sync.WaitGroup
	both.Go(func() {
		q := q
		q.Limit = fitMentors
		list, err := v.api.RecommendMentors(v.ctx, q)
		if view.MentorsBroken = err != nil; err == nil {
			view.Mentors = v.mentorCards(list.Items, a)
		}
	})
	both.Go(func() {
		q := q
		q.Limit = fitIssues
		list, err := v.api.RecommendIssues(v.ctx, q)
		if view.IssuesBroken = err != nil; err == nil {
			view.Issues, err = v.recommendedIssues(list.Items, a)
			view.IssuesBroken = err != nil
		}
	})
	if a.Issue != "" {
		both.Go(func() {
			if i, err := v.api.Issue(v.ctx, a.Issue); err == nil {
				c := v.issueCard(*i)
				view.Issue = &c
			}
		})
	}
	both.Wait()
	return v.show(status, "fit", v.p.T("fit.page"), view)
}

// doFit adds English, read with a dictionary, to what the reader speaks: in the profile of whoever has one, else in this browser.
func doFit(v *visit) error {
	if v.r.PostForm.Get("do") != "english" {
		return errNoPage
	}
	a, me, err := v.ownAnswers()
	if err != nil {
		return err
	}
	if len(a.Languages) >= maxSpoken || !noEnglish(a.Languages) {
		return v.to("/fit", "")
	}
	a.Languages = append(a.Languages, "en:1")
	if me != nil {
		all := append(slices.Clone(me.Languages), api.ProfileLanguage{Language: "en", Level: 1})
		if _, err := v.api.ChangeMe(v.ctx, api.ProfilePatch{Languages: &all}, client.IfMatch(v.seen.Version)); err != nil {
			return err
		}
	}
	v.keepAnswers(a)
	return v.to("/fit", "english_added")
}

// mentorCards puts names and places to recommendations. Who cannot be seen any more is left out.
func (v *visit) mentorCards(list []api.Recommendation, a answers) []mentorCard {
	var ids []string
	for _, r := range list {
		ids = append(ids, r.Person)
	}
	people, err := v.api.People(v.ctx, ids)
	if err != nil {
		return nil
	}
	var out []mentorCard
	for _, r := range list {
		if p, ok := people[r.Person]; ok {
			out = append(out, v.recommended(p, r, a))
		}
	}
	return out
}

// recommended is a mentor's card with how they fit.
func (v *visit) recommended(p api.PersonCard, r api.Recommendation, a answers) mentorCard {
	c := mentorCard{ID: p.ID, Name: p.DisplayName, Pronouns: p.Pronouns, Where: v.where(p.Zone, p.Languages), About: shorten(p.About, 160),
		Teaches: p.Teaches[:min(len(p.Teaches), 4)]}
	c.Reasons, c.Gap = v.told(r, "mentors", a.mine())
	c.Learn = v.guidesTo(r.Gap)
	c.Details, c.Picked = v.arithmetic(r), slices.Contains(a.Mentors, r.Person)
	if r.Wait != "" {
		c.Wait = v.p.Code("wait.", r.Wait)
	}
	c.Load = v.load(r.Load)
	if r.Limit != "" {
		c.Gap, c.Learn, c.Apart = v.mentorLimit(r.Limit), nil, noLanguage(r.Limit, a)
	}
	return c
}

// load is how much a mentor has to do, in words. That somebody is new says nothing about it, and stands by the time to answer.
func (v *visit) load(code string) string {
	if code == "" || code == "new_here" {
		return ""
	}
	return v.p.Code("load.", code)
}

// where says where somebody's clock is and what they speak: "Recife, 6 hours behind you. Portuguese, English".
func (v *visit) where(theirs string, languages []api.ProfileLanguage) string {
	var out []string
	if theirs != "" {
		apart := ""
		if own := v.zoneSaid(); own != "" {
			apart = v.p.T("list.comma") + v.p.Apart(zoneOf(theirs), zoneOf(own), v.now)
		}
		out = append(out, cityOf(theirs)+apart)
	}
	var spoken []string
	for _, l := range languages {
		spoken = append(spoken, v.p.Spoken(l.Language))
	}
	if len(spoken) > 0 {
		out = append(out, strings.Join(spoken, v.p.T("list.comma")))
	}
	return strings.Join(out, v.p.T("list.stop"))
}

func shorten(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return strings.TrimSpace(string(r[:most])) + "…"
}

func (v *visit) recommendedIssues(list []api.Recommendation, a answers) ([]issueCard, error) {
	var ids []string
	for _, r := range list {
		ids = append(ids, r.Issue)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := v.api.IssuesByID(v.ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []issueCard
	for _, r := range list {
		// One that the reader marked, or that was hidden since matching heard of it, is nothing to begin with.
		at := slices.IndexFunc(found.Items, func(i api.Issue) bool { return i.ID == r.Issue && i.Shown })
		if at < 0 {
			continue
		}
		c := v.issueCard(found.Items[at])
		c.Reasons, c.Gap = v.told(r, "issues", a.mine())
		c.Learn = v.guidesTo(r.Gap)
		v.life(&c, r.IssueLife)
		c.Details = v.arithmetic(r)
		if r.Load != "" {
			c.Load = v.p.Code("load.", r.Load)
		}
		out = append(out, c)
	}
	v.helped(out)
	return out, nil
}
