package web

import (
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
)

// workView is who works on an issue, as the reader may know it: the API calls it a claim.
type workView struct {
	Form
	Issue            string
	SignedIn         bool
	Missing          bool // it did not answer
	Free, Mine, Line bool // nobody works on it; the reader does; the reader waits
	Until            string
	Waiting, Place   int
	Extended         bool
}

// work asks who works on an issue.
func (v *visit) work(issue string, f Form) workView {
	w := workView{Form: f, Issue: issue, SignedIn: v.signedIn()}
	if !w.SignedIn {
		return w
	}
	c, err := v.api.IssueClaim(v.ctx, issue)
	if w.Missing = err != nil; err == nil {
		v.claimed(&w, *c)
	}
	return w
}

func (v *visit) claimed(w *workView, c api.IssueClaim) {
	w.Free, w.Mine, w.Line = c.State == "free", c.Yours == "holder", c.Yours == "waiting"
	w.Waiting, w.Place, w.Extended = c.Waiting, c.Position, c.Extended
	if c.Until != nil {
		w.Until = v.p.DayName(*c.Until, v.now, v.zone())
	}
}

// workedOn are the issues that the reader works on or waits for, with their titles.
func (v *visit) workedOn() []workRow {
	list, err := v.api.IssueClaims(v.ctx)
	if err != nil || len(list.Items) == 0 {
		return nil
	}
	var ids []string
	for _, c := range list.Items {
		ids = append(ids, c.Issue)
	}
	titles := v.issuesByID(ids)
	var out []workRow
	for _, c := range list.Items {
		var w workView
		v.claimed(&w, c)
		row := workRow{Path: "/issues/" + c.Issue + "#work", Title: titles[c.Issue].Title, Language: titles[c.Issue].Language}
		if row.Title == "" {
			row.Title = v.p.T("work.nameless")
		}
		if w.Mine {
			row.About = v.p.T("work.until", "Day", w.Until)
		} else {
			row.About = v.p.T("work.place", "Number", w.Place)
		}
		out = append(out, row)
	}
	return out
}

// workRow is an issue that the reader works on, in a list.
type workRow struct{ Path, Title, Language, About string }

// doWork claims an issue, gives it back, extends the time or says that it is done. false: the form says something else.
func (v *visit) doWork(f Form, issue string) (told string, err error, done bool) {
	switch f.Value("do") {
	case "claim":
		var c *api.IssueClaim
		if c, err = v.api.ClaimIssue(v.ctx, issue, f.key()); err == nil {
			told = map[string]string{"holder": "work_claimed", "waiting": "work_waits"}[c.Yours]
		}
	case "extend":
		_, err = v.api.ExtendClaim(v.ctx, issue, f.key())
		told = "work_extended"
	case "done":
		if _, err = v.api.FinishClaim(v.ctx, issue, f.key()); err == nil {
			// Nobody else is to begin on it: it is hidden until somebody has looked. Done is done where that is refused, and says so.
			told = "work_done"
			if _, err := v.api.MarkIssue(v.ctx, issue, "closed"); err != nil && fault.As(err).Code != "catalog.already_closed" {
				told = "work_done_shown"
			}
		}
	case "release":
		err = v.api.ReleaseIssue(v.ctx, issue, f.key())
		told = "work_released"
	default:
		return "", nil, false
	}
	return told, err, true
}

// pageRelease asks before an issue is given back: the next in line has it then.
func pageRelease(v *visit) error {
	i, err := v.api.Issue(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	what := v.r.PathValue("question")
	if what != "release" && what != "done" {
		return errNoPage
	}
	return v.question("work."+what, "/issues/"+i.ID, what, false, "Title", shorten(strings.TrimSpace(i.Title), 120))
}

// workFault says whether a refusal of a claim is told on the issue's page itself.
func workFault(err error) bool {
	f := fault.As(err)
	return strings.HasPrefix(f.Code, "claim.") || strings.HasPrefix(f.Code, "help.") || f.Kind == fault.Conflict
}
