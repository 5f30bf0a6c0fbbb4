package web

import (
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
)

type todayRow struct {
	What, Name, Since, Do, Path string
	Urgent                      bool
}

type loadRow struct {
	Name, Path, Live, Places, Waiting, Hours string
	Over                                     bool
}

type todayView struct {
	Cohort  *api.Cohort
	Items   []todayRow
	Left    string
	Mentors []loadRow
	More    string
	Facts   []outcomeFact
	Checks  []checkRow
	Helped  []helpedRow
	Helps   string // projects that are left out
}

// helpedRow is how much help mentors offer on issues of a project.
type helpedRow struct{ Name, Path, Issues, Offers string }

// pageCohortToday is what an organiser opens in the morning: what waits first, each with where to act.
func pageCohortToday(v *visit) error {
	c, err := v.api.Cohort(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	con, err := v.api.CohortConsole(v.ctx, c.ID)
	if err != nil {
		return err
	}
	var ids, projects []string
	for _, x := range con.Items {
		ids = append(ids, x.Person)
		if x.Project != "" {
			projects = append(projects, x.Project)
		}
	}
	for _, h := range con.Helped {
		projects = append(projects, h.Project)
	}
	for _, m := range con.Mentors {
		ids = append(ids, m.Person)
	}
	names, titles := v.names(ids), v.projectNames(projects)
	view := todayView{Cohort: c}
	for _, x := range con.Items {
		view.Items = append(view.Items, v.todayRow(c, x, names, titles))
	}
	for _, h := range con.Helped {
		if titles[h.Project] != "" {
			view.Helped = append(view.Helped, helpedRow{titles[h.Project], "/projects/" + h.Project, v.p.Number(h.Issues), v.p.Number(h.Offers)})
		}
	}
	if con.HelpedMore > 0 {
		view.Helps = v.p.T("today.left", "Number", v.p.Number(con.HelpedMore))
	}
	if con.Left > 0 {
		view.Left = v.p.T("today.left", "Number", v.p.Number(con.Left))
	}
	for _, m := range con.Mentors {
		row := loadRow{Name: v.applicant(names, m.Person), Path: "/applications/" + m.Application + "/check-ins", Live: v.p.Number(m.Live),
			Places: v.p.Number(m.Places), Waiting: v.p.Number(m.Waiting), Hours: v.p.T("came.no_figure"), Over: m.Live > m.Places}
		if !m.ReplyHours.Hidden {
			row.Hours = v.p.Number(m.ReplyHours.Value)
		}
		view.Mentors = append(view.Mentors, row)
	}
	if con.More > 0 {
		view.More = v.p.T("today.left", "Number", v.p.Number(con.More))
	}
	hours := v.p.T("came.no_figure")
	if !con.ReplyHours.Hidden {
		hours = v.p.Number(con.ReplyHours.Value)
	}
	view.Facts = []outcomeFact{{v.p.T("today.places"), v.p.Number(con.Places)}, {v.p.T("today.live"), v.p.Number(con.Live)},
		{v.p.T("today.without"), v.p.Number(con.Without)}, {v.p.T("came.hours"), hours}}
	if list, err := v.api.CohortChecklist(v.ctx, c.ID); err == nil {
		for _, x := range list.Items {
			if !x.Done && x.Code != "check_in" { // those stand above, one by one
				row := checkRow{Text: v.p.Code("duty_of.", x.Code), Who: v.p.Code("duty_of.who_", x.Who), Left: x.Left}
				if !x.Due.IsZero() {
					row.Due = v.p.Date(x.Due, v.zone())
				}
				view.Checks = append(view.Checks, row)
			}
		}
	}
	return v.show(http.StatusOK, "cohort-today", v.p.T("today.title", "Name", c.Name), view)
}

func (v *visit) todayRow(c *api.Cohort, x api.ConsoleItem, names, titles map[string]string) todayRow {
	row := todayRow{What: v.p.Code("today.is_", x.Code, "Number", v.p.Number(x.Count)), Urgent: x.Code == "stuck" || x.Code == "reply"}
	if x.Side != "" {
		row.What = v.p.Code("today.is_", x.Code+"_"+x.Side, "Number", v.p.Number(x.Count))
	}
	if !x.Since.IsZero() {
		row.Since = v.p.Ago(x.Since, v.now, v.zone())
	}
	switch x.Code {
	case "offered":
		row.Name, row.Path, row.Do = x.Title, "/cohorts/"+c.ID+"/projects/"+x.Offered, v.p.T("today.do_offered")
	case "project":
		if x.Offered != "" {
			row.Name, row.Path, row.Do = x.Title, "/cohorts/"+c.ID+"/projects/"+x.Offered, v.p.T("today.do_offered")
			break
		}
		if row.Name = titles[x.Project]; row.Name == "" {
			row.Name = x.Partner
		}
		row.Path, row.Do = "/projects/"+x.Project, v.p.T("today.do_project")
	case "unmatched", "overload":
		if !c.Mine.Organiser { // rounds are theirs
			break
		}
		row.Path, row.Do = "/programmes/"+c.Programme+"/rounds?cohort="+c.ID, v.p.T("today.do_round")
	default:
		row.Path, row.Do = "/applications/"+x.Application+"/check-ins", v.p.T("today.do_look")
	}
	if x.Person != "" {
		row.Name = v.applicant(names, x.Person)
	}
	return row
}

// projectNames are the names of projects in the catalogue, at most the first 40: the others are told by who brings them.
func (v *visit) projectNames(ids []string) map[string]string {
	out := map[string]string{}
	for _, id := range ids[:min(len(ids), 40)] {
		if out[id] != "" {
			continue
		}
		if p, err := v.api.Project(v.ctx, id); err == nil {
			out[id] = p.Name
		}
	}
	return out
}
