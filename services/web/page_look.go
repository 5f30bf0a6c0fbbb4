package web

import (
	"net/http"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// lookView answers "why is it not in my list": a person by name or an issue by words, with what stands against it in plain words.
type lookView struct {
	Form
	Done   bool // something was looked for
	Said   bool // the reader has said enough to be told how it fits
	People []lookPerson
	Issues []lookIssue
	Broken bool
}

type lookPerson struct {
	faceOf
	Where, Verdict, Gap string
	Reasons             []string
	Learn               []link
}

type lookIssue struct {
	issueCard
	Verdict string
}

// maxLooked is how many of each a look shows.
const maxLooked = 5

func pageLook(v *visit) error {
	return v.show(http.StatusOK, "look", v.p.T("look.page"), lookView{Form: v.empty("what", "mentor")})
}

// doLook looks. It is sent, not asked for by an address, because a name must not be in one.
func doLook(v *visit) error {
	f := v.posted()
	view, err := lookView{Form: f}, error(nil)
	words := f.Text("look")
	switch n := utf8.RuneCountInString(words); {
	case n < 2:
		view.refuse("look", "wrong.look_short")
	case n > 80:
		view.refuse("look", "wrong.too_long", "Field", v.label("look"), "Max", 80, "Min", "", "Days", "")
	case f.Value("what") == "issue":
		err = v.lookIssues(&view, words)
	default:
		err = v.lookMentors(&view, words)
	}
	if shown, err := v.askAgain(&view.Form, err, map[string]string{"/q": "look", "?q": "look"}, func(status int, _ *Form) error {
		return v.show(status, "look", v.p.T("look.page"), view)
	}); shown {
		return err
	}
	view.Done = true
	return v.show(http.StatusOK, "look", v.p.T("look.page"), view)
}

func (v *visit) lookMentors(view *lookView, name string) error {
	q, a, err := v.asks()
	if err != nil {
		return err
	}
	view.Said = a.said()
	var found *api.PersonCards
	var listed []string
	var parts sync.WaitGroup
	parts.Go(func() { found, err = v.api.FindMentors(v.ctx, api.MentorQuery{Q: name}) })
	if view.Said {
		parts.Go(func() {
			q.Limit = fitMentors
			if list, err := v.api.RecommendMentors(v.ctx, q); err == nil {
				for _, r := range list.Items {
					listed = append(listed, r.Person)
				}
			}
		})
	}
	parts.Wait()
	if err != nil {
		return err
	}
	cards := found.Items[:min(len(found.Items), maxLooked)]
	view.People = make([]lookPerson, len(cards))
	for i, c := range cards {
		parts.Go(func() {
			p := lookPerson{faceOf: faceOf{c.ID, c.DisplayName}, Where: v.where(c.Zone, c.Languages)}
			switch {
			case c.ID == v.account():
				p.Verdict = v.p.T("look.yourself")
			case view.Said:
				v.whyPerson(&p, q, a, slices.Contains(listed, c.ID))
			}
			view.People[i] = p
		})
	}
	parts.Wait()
	return nil
}

// whyPerson says why somebody is not in the reader's list, or that they are. Where the API says nothing of the pair, neither does this.
func (v *visit) whyPerson(p *lookPerson, q api.RecommendQuestion, a answers, listed bool) {
	fit, err := v.api.WhyNot(v.ctx, api.WhyNotQuestion{Mentor: p.ID, Profile: q.Profile, Programme: q.Programme})
	switch {
	case fault.Has(err, fault.NotFound):
		p.Verdict = v.p.T("look.not_here")
	case err != nil:
		p.Verdict = v.p.T("look.unknown")
	case fit.Limit != "":
		p.Verdict = v.mentorLimit(fit.Limit)
	case listed:
		p.Verdict = v.p.T("look.listed_person", "Name", firstName(p.Name))
	default:
		p.Verdict = v.p.T("look.behind")
	}
	if err == nil {
		p.Reasons, p.Gap = v.told(fit.Recommendation, "mentors", a.mine())
		p.Learn = v.guidesTo(fit.Gap)
	}
}

func (v *visit) lookIssues(view *lookView, words string) error {
	q, a, err := v.asks()
	if err != nil {
		return err
	}
	view.Said = a.said()
	var found *api.IssueList
	var listed []string
	var parts sync.WaitGroup
	parts.Go(func() {
		found, err = v.api.Issues(v.ctx, client.IssueQuery{Text: words, Hidden: true, Limit: maxLooked})
	})
	if view.Said {
		parts.Go(func() {
			q.Limit = fitIssues
			if list, err := v.api.RecommendIssues(v.ctx, q); err == nil {
				for _, r := range list.Items {
					listed = append(listed, r.Issue)
				}
			}
		})
	}
	parts.Wait()
	if err != nil {
		return err
	}
	view.Issues = make([]lookIssue, len(found.Items))
	for n, i := range found.Items {
		parts.Go(func() {
			x := lookIssue{issueCard: v.issueCard(i)}
			switch {
			case !i.Shown:
				x.Verdict = v.hidden(&i)
			case view.Said:
				if x.Verdict = v.whyIssue(&x.issueCard, q, a); x.Verdict == "" && slices.Contains(listed, i.ID) {
					x.Verdict = v.p.T("look.listed")
				} else if x.Verdict == "" {
					x.Verdict = v.p.T("look.issue_behind")
				}
			}
			view.Issues[n] = x
		})
	}
	parts.Wait()
	return nil
}

// whyIssue says what stands against an issue in any case, "" if nothing does, and puts how it fits the reader on its card.
func (v *visit) whyIssue(c *issueCard, q api.RecommendQuestion, a answers) string {
	fit, err := v.api.WhyNot(v.ctx, api.WhyNotQuestion{Issue: c.ID, Profile: q.Profile, Programme: q.Programme})
	switch {
	case fault.Has(err, fault.NotFound):
		return v.p.T("look.issue_not_here")
	case err != nil:
		return v.p.T("look.unknown")
	}
	c.Reasons, c.Gap = v.told(fit.Recommendation, "issues", a.mine())
	c.Learn = v.guidesTo(fit.Gap)
	switch {
	case fit.Limit == "":
		return ""
	case fit.Limit == "taken" && v.signedIn():
		return v.p.T("limit.taken_yours")
	}
	return v.p.Code("limit.", fit.Limit)
}

// mentorLimit is what stands against a mentor in any case, in words.
func (v *visit) mentorLimit(code string) string {
	if code == "taken" {
		return v.p.T("limit.taken_mentor")
	}
	return v.p.Code("limit.", code)
}
