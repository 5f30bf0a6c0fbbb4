package web

import (
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// markedRow is an issue of which somebody says that it is not to be had.
type markedRow struct {
	ID, Title, Language, Project, ProjectID, URL string
	Said, Since                                  string
}

type marksView struct {
	Items []markedRow
	Next  string
}

func (v *visit) markedRow(m api.MarkedIssue) markedRow {
	row := markedRow{ID: m.Issue.ID, Title: m.Issue.Title, Language: m.Issue.Language, Project: m.Issue.ProjectName, ProjectID: m.Issue.Project,
		URL: m.Issue.URL, Since: v.p.Ago(m.Since, v.now, v.zone())}
	switch {
	case m.Taken == 0:
		row.Said = v.p.T("mark.said_closed", "Count", m.Closed)
	case m.Closed == 0:
		row.Said = v.p.T("mark.said_taken", "Count", m.Taken)
	default:
		row.Said = v.p.T("list.two_parts", "First", v.p.T("mark.said_closed", "Count", m.Closed), "Second", v.p.T("mark.said_taken", "Count", m.Taken))
	}
	return row
}

// pageMarks are the issues that wait for a moderator to look whether they are open.
func pageMarks(v *visit) error {
	var a client.Answer
	list, err := client.Do[api.MarkedIssueList](v.ctx, v.api, http.MethodGet, client.Path("ops-catalog", "marked-issues"), v.paged(), nil, client.Into(&a))
	if err != nil {
		return err
	}
	view := marksView{Next: v.nextPage("/marks", a.Next)}
	for _, m := range list.Items {
		view.Items = append(view.Items, v.markedRow(m))
	}
	return v.show(http.StatusOK, "marks", v.p.T("mark.title"), view)
}

// doMarks settles what was said of an issue: it is open, or it is closed.
func doMarks(v *visit) error {
	found := map[string]string{"is-open": "open", "is-closed": "closed"}[v.r.PostForm.Get("do")]
	id := v.r.PostForm.Get("issue")
	if found == "" || !anyID.MatchString(id) {
		return errNoPage
	}
	if _, err := v.api.CheckIssue(v.ctx, id, found); err != nil {
		return err
	}
	return v.to(v.back("/marks"), "checked_"+found)
}

// maxMarked is how many marked issues a project's page shows.
const maxMarked = 30

// markedOf are the marked issues of a project that the reader looks after.
func (v *visit) markedOf(project string) (out []markedRow, more, broken bool) {
	for m, err := range v.api.MarkedOf(v.ctx, project) {
		if err != nil {
			return out, false, true
		}
		if len(out) == maxMarked {
			return out, true, false
		}
		out = append(out, v.markedRow(m))
	}
	return out, false, false
}
