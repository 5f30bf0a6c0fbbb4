package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

type mentorsView struct {
	Form
	Causes     []string
	Spoken     []option
	Items      []mentorCard
	Filtered   bool
	SignedIn   bool
	All        int // how many can be asked at this moment
	From, To   int // of them, those on this page
	Prev, Next string
}

// maxMentors is how many mentors a page of the open list shows.
const maxMentors = 24

// pageMentors lists mentors who chose to be shown to the reader and have a place free, page by page. They stand in no order that grades.
func pageMentors(v *visit) error {
	q := v.r.URL.Query()
	view := mentorsView{Form: Form{typed: q, p: v.p}, Spoken: v.spokenOptions(), SignedIn: v.signedIn()}
	for _, c := range v.site.causes {
		view.Causes = append(view.Causes, c.ID)
	}
	var f api.RecommendFilter
	chosen := url.Values{}
	for _, x := range []struct {
		name string
		to   *[]string
	}{{"skill", &f.Skills}, {"cause", &f.Causes}, {"language", &f.Languages}} {
		if s := strings.TrimSpace(q.Get(x.name)); s != "" && len(s) <= 60 && !strings.Contains(s, ",") {
			*x.to, view.Filtered = []string{s}, true
			chosen.Set(x.name, s)
		}
	}
	var a client.Answer
	list, err := v.api.BrowseMentors(v.ctx, f, maxMentors, q.Get("cursor"), client.Into(&a))
	if fault.Has(err, fault.Invalid) && q.Get("cursor") != "" { // a link that was cut
		return v.to("/mentors", "")
	}
	if err != nil {
		if !v.blame(&view.Form, err, map[string]string{"?skills": "skill"}) {
			return err
		}
		list = &api.Browsed{}
	}
	found := make([]api.Recommendation, len(list.Items))
	for i, m := range list.Items {
		found[i] = api.Recommendation{Person: m.Person, Wait: m.Wait, Load: m.Load}
	}
	view.Items = v.mentorCards(found, answers{})
	view.All, view.From, view.To = list.Total, list.From, list.From+len(list.Items)-1
	view.Prev, view.Next = pageAt("/mentors", chosen, a.Prev), pageAt("/mentors", chosen, a.Next)
	return v.show(http.StatusOK, "mentors", v.p.T("mentors.page"), view)
}

// pageAt is a page of a list of ours with what was chosen, at the cursor of the API's link; "" where there is none.
func pageAt(path string, chosen url.Values, link string) string {
	cursor := url.Values(queryOf(link)).Get("cursor")
	if cursor == "" {
		return ""
	}
	q := url.Values{"cursor": {cursor}}
	for name, values := range chosen {
		q[name] = values
	}
	return path + "?" + q.Encode()
}

type personView struct {
	Form
	*api.PersonPage
	Where      string
	Web        []link
	Reasons    []string
	Gap        string
	Learn      []link
	Worked     []link // what they did for projects before
	Limit      string
	Wait, Load string
	Details    []detail
	Fits       bool // somebody has said enough for reasons
	Own        bool
	Picked     bool
	Full       bool // three are picked already
	Week       *week
	Blocked    bool
	Refused    bool // a request would be refused now: it says so in Limit
	Taken      bool // the two have a request or a mentorship already
	Apart      bool // no language in common
	CanWait    bool // all places are taken, and the reader can wait for one
	Office     []officeRow
}

func pagePerson(v *visit) error {
	id := v.r.PathValue("id")
	p, err := v.api.Person(v.ctx, id)
	if err != nil {
		return err
	}
	view := personView{Form: v.empty(), PersonPage: p, Where: v.where(p.Zone, p.Languages), Own: v.account() == p.ID}
	for _, l := range p.Links {
		if strings.HasPrefix(l.URL, "https://") {
			text := l.Label
			if text == "" {
				text = strings.TrimPrefix(l.URL, "https://")
			}
			view.Web = append(view.Web, link{text, l.URL})
		}
	}
	view.Worked = v.workLinks(p.Contributed)
	q, a, err := v.asks()
	if err != nil {
		return err
	}
	for _, m := range a.Mentors {
		view.Picked = view.Picked || m == p.ID
	}
	view.Full = len(a.Mentors) >= maxCompared && !view.Picked
	if len(p.Hours) > 0 {
		w := v.week(hoursOf(p.Hours))
		view.Week = &w
	}
	if p.Mentor && !view.Own {
		v.personFits(&view, q, a)
	}
	if p.Mentor && v.signedIn() {
		view.Office, _ = v.officeHours(maxOfficeHere, map[string][]string{"mentor": {p.ID}}) // a page without them is still a page
	}
	return v.show(http.StatusOK, "person", p.DisplayName, view)
}

// personFits says how a mentor fits the reader, and what stands against it. Of somebody who has said nothing about themselves it is only
// whether the mentor takes requests at all.
func (v *visit) personFits(view *personView, q api.RecommendQuestion, a answers) {
	if q.Profile == nil && !v.signedIn() {
		q.Profile = &api.RecommendProfile{}
	}
	fit, err := v.api.WhyNot(v.ctx, api.WhyNotQuestion{Mentor: view.ID, Profile: q.Profile, Programme: q.Programme})
	if err != nil {
		return
	}
	view.Apart = noLanguage(fit.Limit, a)
	view.Taken = v.signedIn() && fit.Limit == "taken"
	if view.Refused = view.Apart || slices.Contains([]string{"paused", "queue_full", "ineligible"}, fit.Limit); view.Refused || a.said() && fit.Limit != "" {
		view.Limit = v.mentorLimit(fit.Limit)
		view.CanWait = v.signedIn() && (fit.Limit == "full" || fit.Limit == "queue_full" || fit.Limit == "paused")
	}
	if !a.said() {
		return
	}
	view.Fits = true
	view.Reasons, view.Gap = v.told(fit.Recommendation, "mentors", a.mine())
	view.Details, view.Learn = v.arithmetic(fit.Recommendation), v.guidesTo(fit.Gap)
	if fit.Wait != "" {
		view.Wait = v.p.Code("wait.", fit.Wait)
	}
	view.Load = v.load(fit.Load)
}

// noLanguage says whether two cannot ask each other because neither could read the other. Who has not said what they speak is not told so.
func noLanguage(limit string, a answers) bool {
	return limit == "no_common_language" && len(a.Languages) > 0
}

// apart asks whether the reader and a mentor have no language in common. Where that cannot be asked, the page of the message says it.
func (v *visit) apart(mentor string) (bool, error) {
	q, a, err := v.asks()
	if err != nil || !a.said() {
		return false, err
	}
	fit, err := v.api.WhyNot(v.ctx, api.WhyNotQuestion{Mentor: mentor, Profile: q.Profile, Programme: q.Programme})
	return err == nil && noLanguage(fit.Limit, a), nil
}

// doPerson adds somebody to those whom the reader will ask, or takes them out.
func doPerson(v *visit) error {
	id, a := v.r.PathValue("id"), v.answers()
	var list []string
	for _, m := range a.Mentors {
		if m != id {
			list = append(list, m)
		}
	}
	if v.r.PostForm.Get("do") == "pick" && len(list) < maxCompared {
		apart, err := v.apart(id)
		if err != nil {
			return err
		}
		if apart {
			return v.to("/people/"+id, "no_language")
		}
		list = append(list, id)
	}
	if p := v.r.PostForm.Get("programme"); anyID.MatchString(p) { // a place of that programme is kept for the reader
		a.Programme, list = p, []string{id}
	}
	a.Mentors = list
	v.keepAnswers(a)
	if v.r.PostForm.Get("do") == "pick" {
		return v.to("/compare", "")
	}
	return v.to("/people/"+id, "")
}

type compareView struct {
	Form
	People  []mentorCard
	Missing int // picked before, and not to be had now
	Issue   *issueCard
}

// pageCompare shows those who are picked beside each other, in the order in which they are asked. It takes new ones from the
// ticks of the list before.
func pageCompare(v *visit) error {
	a := v.answers()
	if with := v.r.URL.Query()["with"]; len(with) > 0 {
		kept := a.Mentors
		a.Mentors = nil
		for _, id := range append(kept, with...) { // who stood first stays first
			if slices.Contains(with, id) && !slices.Contains(a.Mentors, id) && len(id) <= 64 {
				a.Mentors = append(a.Mentors, id)
			}
		}
		if n := len(a.Mentors); n > maxCompared {
			f := v.empty()
			f.refuse("mentors", "wrong.at_most_three", "Count", n-maxCompared)
			return v.fit(http.StatusUnprocessableEntity, f, a.Mentors)
		}
		v.keepAnswers(a)
		return v.to("/compare", "")
	}
	view, err := v.compare(a)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "compare", v.p.T("compare.page"), view)
}

func (v *visit) compare(a answers) (compareView, error) {
	view := compareView{Form: v.empty()}
	q, own, err := v.asks()
	if err != nil {
		return view, err
	}
	if len(a.Mentors) > 0 {
		people, err := v.api.People(v.ctx, a.Mentors)
		if err != nil {
			return view, err
		}
		fits := map[string]api.Recommendation{}
		if got, err := v.api.CompareMentors(v.ctx, api.CompareQuestion{Mentors: a.Mentors, Profile: q.Profile, Programme: q.Programme}); err == nil {
			for _, r := range got.Items {
				fits[r.Person] = r.Recommendation
			}
		}
		for _, id := range a.Mentors {
			if p, ok := people[id]; ok {
				view.People = append(view.People, v.recommended(p, fits[id], own))
			} else {
				view.Missing++
			}
		}
	}
	if a.Issue != "" {
		if i, err := v.api.Issue(v.ctx, a.Issue); err == nil {
			c := v.issueCard(*i)
			view.Issue = &c
		}
	}
	return view, nil
}

// doCompare moves somebody up in the order, or takes them out; then on to the message.
func doCompare(v *visit) error {
	a := v.answers()
	if id := v.r.PostForm.Get("up"); id != "" {
		for i := 1; i < len(a.Mentors); i++ {
			if a.Mentors[i] == id {
				a.Mentors[i-1], a.Mentors[i] = a.Mentors[i], a.Mentors[i-1]
				break
			}
		}
	}
	if id := v.r.PostForm.Get("out"); id != "" {
		var list []string
		for _, m := range a.Mentors {
			if m != id {
				list = append(list, m)
			}
		}
		a.Mentors = list
	}
	v.keepAnswers(a)
	return v.to("/compare", "")
}
