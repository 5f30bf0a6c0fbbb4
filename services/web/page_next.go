package web

import (
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// nextView are steps after a contribution, or after a mentorship has ended.
type nextView struct {
	Project        string // the project's id; "" where none is known
	Name           string
	Harder         *issueCard // another issue of it, at the same level or the next
	Near, NearName string     // a project with the same skills: its id and its name
	Mentor         bool       // the reader mentors already
	Early          bool       // nothing was reached yet, so there is nothing to tell of
}

// nextSteps are what somebody can do after an issue, with what is there now: another issue of the same project, a little harder, then a
// project nearby. Without the issue it is the project that the reader said last that they did something for; without that too the general
// steps are left.
func (v *visit) nextSteps(issue string) *nextView {
	next := &nextView{}
	made := ""
	if me, err := v.person(); err == nil {
		next.Mentor, made = me.Mentor, lastMade(me.Contributed)
	}
	switch {
	case issue == "" && made == "":
		return next
	case issue == "":
		if p, err := v.api.Project(v.ctx, made); err == nil {
			v.nextFrom(next, &api.Issue{Project: p.ID, ProjectName: p.Name, Skills: p.Skills, Level: 1})
		}
		return next
	}
	i, err := v.api.Issue(v.ctx, issue)
	if err != nil {
		return next
	}
	v.nextFrom(next, i)
	return next
}

// lastMade is the project of the catalogue that somebody noted last; "" for none.
func lastMade(list []api.ProfileWork) string {
	for _, w := range slices.Backward(list) {
		if !strings.Contains(w.Project, "/") {
			return w.Project
		}
	}
	return ""
}

// nextFrom fills in what follows an issue that is done.
func (v *visit) nextFrom(next *nextView, i *api.Issue) {
	next.Project, next.Name = i.Project, i.ProjectName
	if list, err := v.api.Issues(v.ctx, client.IssueQuery{Project: i.Project, Free: true, Limit: perPage}); err == nil {
		if h := harder(list.Items, i); h != nil {
			c := v.issueCard(*h)
			next.Harder = &c
		}
	}
	if len(i.Skills) > 0 {
		list, err := v.api.Projects(v.ctx, client.ProjectQuery{Skill: i.Skills[0], WithIssues: true, Limit: 5})
		if err == nil {
			if n := slices.IndexFunc(list.Items, func(p api.Project) bool { return p.ID != i.Project }); n >= 0 {
				next.Near, next.NearName = list.Items[n].ID, list.Items[n].Name
			}
		}
	}
}

// finished says whether the work on an issue is over, as far as anybody here knows: it was found closed, the reader says so, or whoever had
// claimed it.
func finished(i *api.Issue) bool { return i.Hidden == "closed" || i.YourMark == "closed" || i.Finished }

// harder is the issue that asks for a little more than the one that is done, else for the same; nil where there is no other. Of equal ones the
// smaller id.
func harder(list []api.Issue, done *api.Issue) (best *api.Issue) {
	step := func(i *api.Issue) int {
		switch i.Level - done.Level {
		case 1:
			return 0
		case 0:
			return 1
		case 2:
			return 2
		}
		return 3
	}
	for n := range list {
		i := &list[n]
		if i.ID == done.ID || step(i) > 2 {
			continue
		}
		if best == nil || step(i) < step(best) || step(i) == step(best) && i.ID < best.ID {
			best = i
		}
	}
	return best
}

// needsText says what a first change asks of one's computer; nothing where it is not known.
func (v *visit) needsText(n *api.ProjectNeeds) (out []string) {
	if n == nil {
		return nil
	}
	if n.Browser != "" {
		out = append(out, v.p.Code("needs.browser_", n.Browser))
	}
	if n.DownloadMB > 0 {
		out = append(out, v.p.T("needs.download", "Size", v.p.Number(n.DownloadMB)))
	}
	return out
}
