package web

import (
	"github.com/waymark-dev/waymark/pkg/api"
)

// helpView is who helps with an issue, and whether the reader does.
type helpView struct {
	Issue  string
	People []faceOf
	Mentor bool // the reader mentors and can offer help
	Knows  bool // … if they say that they know the project
	Refuse bool // the project's maintainers want no help of others
	Yours  bool
}

// help asks who offers help with an issue. Signed out there is nothing to say: the list of people is for those who may ask them.
func (v *visit) help(issue string) helpView {
	h := helpView{Issue: issue}
	if !v.signedIn() {
		return h
	}
	got, err := v.api.IssueHelp(v.ctx, issue)
	if err != nil {
		return h
	}
	names := v.names(got.Mentors)
	for _, id := range got.Mentors {
		if id != v.account() {
			h.People = append(h.People, faceOf{id, v.named(names, id)})
		}
	}
	me, err := v.person()
	h.Mentor, h.Yours = err == nil && me.Mentor, got.Yours
	h.Knows, h.Refuse = got.May == "if_known", got.May == "no"
	return h
}

// doHelp offers the reader's help with an issue, or takes the offer back. false: the form says something else.
func (v *visit) doHelp(f Form, issue string) (told string, err error, done bool) {
	switch f.Value("do") {
	case "help":
		_, err = v.api.OfferHelp(v.ctx, issue, api.NewHelpOffer{KnowsProject: f.Is("knows_project", "yes")}, f.key())
		return "help_offered", err, true
	case "no-help":
		return "help_withdrawn", v.api.WithdrawHelp(v.ctx, issue, f.key()), true
	}
	return "", nil, false
}

// helpedIssues are the issues that the reader offers help on.
func (v *visit) helpedIssues() []workRow {
	list, err := v.api.HelpOffers(v.ctx)
	if err != nil || len(list.Items) == 0 {
		return nil
	}
	var ids []string
	for _, o := range list.Items {
		ids = append(ids, o.Issue)
	}
	titles := v.issuesByID(ids)
	var out []workRow
	for _, o := range list.Items {
		row := workRow{Path: "/issues/" + o.Issue + "#help", Title: titles[o.Issue].Title, Language: titles[o.Issue].Language,
			About: v.p.T("help.not_shown")}
		if row.Title == "" {
			row.Title = v.p.T("work.nameless")
		}
		if o.Shown {
			row.About = v.p.T("help.shown")
		}
		out = append(out, row)
	}
	return out
}

// issuesByID are issues by their id; those that are not there are missing.
func (v *visit) issuesByID(ids []string) map[string]api.Issue {
	out := map[string]api.Issue{}
	if found, err := v.api.IssuesByID(v.ctx, ids); err == nil {
		for _, i := range found.Items {
			out[i.ID] = i
		}
	}
	return out
}
