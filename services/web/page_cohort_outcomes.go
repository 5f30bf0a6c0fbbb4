package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
)

// outcomeRoutes are how a cohort goes and went: the console, the counts, the report that is handed on, and what its people are asked later.
var outcomeRoutes = []route{
	{"GET /cohorts/{id}/today", signedIn, pageCohortToday},
	{"GET /cohorts/{id}/outcomes", signedIn, pageCohortOutcomes},
	{"POST /cohorts/{id}/outcomes", signedIn, doCohortOutcomes},
	{"GET /cohorts/{id}/outcomes/file", signedIn, pageCohortOutcomesFile},
	{"GET /cohorts/{id}/outcomes/report", signedIn, pageCohortReport},
	{"GET /cohorts/{id}/outcomes/{question}", signedIn, pageCohortOutcomesQuestion},
	{"GET /applications/{id}/still", signedIn, pageStill},
	{"POST /applications/{id}/still", signedIn, doStill},
	{"GET /still", anybody, pageStillMail},
	{"POST /still", anybody, doStillMail},
}

type outcomeRow struct {
	Name  string
	Cells []string
}

// outcomeTable has a row for each step and a column for each group: so it fits a phone, however many steps there are.
type outcomeTable struct {
	ID, Title, Text string
	Groups          []string
	Rows            []outcomeRow
}

type outcomeFact struct{ Name, Value string }

type cohortOutcomesView struct {
	Cohort *api.Cohort
	Says   string // what kind of counts these are, or why there are none
	None   bool
	Tables []outcomeTable
	Tracks []outcomeTable
	Within []outcomeTable // who belongs to the organisation, and who does not
	Facts  []outcomeFact
	Make   bool   // the reader can make the report now
	Made   string // when it was
}

// pageCohortOutcomes is how a cohort went: exact for who organises or reviews it, what was frozen for everybody else with a role.
func pageCohortOutcomes(v *visit) error {
	c, err := v.api.Cohort(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	o, err := v.api.CohortOutcomes(v.ctx, c.ID)
	if err != nil {
		return err
	}
	view := cohortOutcomesView{Cohort: c, None: o.Why != "", Says: v.p.T("came.exact")}
	switch {
	case o.Why != "":
		view.Says = v.p.Code("came.why_", o.Why)
	case o.Protected:
		view.Says = v.p.T("came.protected", "Least", o.Least)
		if how := v.howBlurred(o); how != "" {
			view.Says += " " + how
		}
	default:
		r, err := v.api.CohortReport(v.ctx, c.ID)
		if err != nil {
			return err
		}
		if view.Make = r.Why == "not_made" && c.Mine.Organiser; r.Why == "" {
			view.Made = v.p.Date(r.Made, v.zone())
		}
	}
	if !view.None {
		view.Tables, view.Tracks, view.Within = v.outcomeTables(c, o)
		view.Facts = v.outcomeFacts(o)
	}
	return v.show(http.StatusOK, "cohort-outcomes", v.p.T("came.title", "Name", c.Name), view)
}

// outcomeTables are the way through the cohort, of both, and what became of newcomers; then the same of each track, and of who belongs to the
// organisation and who does not.
func (v *visit) outcomeTables(c *api.Cohort, o *api.CohortOutcomes) (all, tracks, within []outcomeTable) {
	by, belong := map[string][]api.OutcomeGroup{}, map[string][]api.OutcomeGroup{}
	for _, g := range o.Groups {
		if g.Belongs != "" {
			belong[g.Belongs] = append(belong[g.Belongs], g)
		} else {
			by[g.Track] = append(by[g.Track], g)
		}
	}
	way, after := v.outcomeTable(by[""], false), v.outcomeTable(by[""], true)
	way.ID, way.Title = "funnel", v.p.T("came.funnel")
	after.ID, after.Title, after.Text = "after", v.p.T("came.after"), v.p.T("came.after_text")
	for i, t := range c.Tracks {
		if len(by[t.Code]) > 0 {
			tracks = append(tracks, v.wholeTable("track-"+strconv.Itoa(i+1), t.Name, by[t.Code]))
		}
	}
	for _, belongs := range []string{"internal", "external"} {
		if len(belong[belongs]) > 0 {
			within = append(within, v.wholeTable("within-"+belongs, v.p.Code("application.belongs_", belongs), belong[belongs]))
		}
	}
	return []outcomeTable{way, after}, tracks, within
}

// wholeTable has all steps of groups. What is not counted of mentors has a dash.
func (v *visit) wholeTable(id, title string, groups []api.OutcomeGroup) outcomeTable {
	x := v.outcomeTable(groups, false)
	x.ID, x.Title = id, title
	for _, row := range v.outcomeTable(groups, true).Rows {
		for len(row.Cells) < len(x.Groups) {
			row.Cells = append(row.Cells, "–")
		}
		x.Rows = append(x.Rows, row)
	}
	return x
}

// outcomeTable has the steps of groups: those of the way, or those of what became of them, which not every group has.
func (v *visit) outcomeTable(groups []api.OutcomeGroup, after bool) (x outcomeTable) {
	at := map[string]int{}
	for _, g := range groups {
		if after && !slices.ContainsFunc(g.Steps, func(s api.OutcomeStep) bool { return lasting(s.Step) }) {
			continue
		}
		x.Groups = append(x.Groups, v.p.Code("came.group_", g.As))
		for _, s := range g.Steps {
			if lasting(s.Step) != after {
				continue
			}
			if _, ok := at[s.Step]; !ok {
				at[s.Step] = len(x.Rows)
				x.Rows = append(x.Rows, outcomeRow{Name: v.p.Code("came.step_", s.Step)})
			}
			row := &x.Rows[at[s.Step]]
			row.Cells = append(row.Cells, v.outcomeStep(s))
		}
	}
	return x
}

// lasting says whether a step is about what became of somebody.
func lasting(step string) bool {
	return step == "second" || step == "became_mentor" || strings.HasPrefix(step, "answered_") || strings.HasPrefix(step, "still_")
}

func (v *visit) outcomeStep(s api.OutcomeStep) string {
	switch {
	case s.Pending:
		return v.p.T("came.pending")
	case s.Hidden:
		return v.p.T("figures.hidden")
	}
	return v.p.Number(s.Value)
}

func (v *visit) outcomeFacts(o *api.CohortOutcomes) (out []outcomeFact) {
	for _, f := range []struct {
		name string
		is   api.OutcomeFigure
	}{
		{"came.days", o.DaysToMatch}, {"came.hours", o.ReplyHours}, {"came.answered", o.RequestsAnswered}, {"came.in_time", o.CheckInsInTime},
	} {
		value := v.p.T("came.no_figure")
		switch {
		case !f.is.Hidden:
			value = v.p.Number(f.is.Value)
		case o.Protected: // there is none, or it is not shown: nobody is told which
			value = v.p.T("figures.hidden")
		}
		out = append(out, outcomeFact{v.p.T(f.name), value})
	}
	return out
}

// doCohortOutcomes makes the report.
func doCohortOutcomes(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	if f.Value("do") != "make" {
		return errNoPage
	}
	if _, err := v.api.MakeCohortReport(v.ctx, id); err != nil {
		return err
	}
	return v.to("/cohorts/"+id+"/outcomes/report", "report_made")
}

// pageCohortOutcomesQuestion asks before the report is made: it is made once.
func pageCohortOutcomesQuestion(v *visit) error {
	if v.r.PathValue("question") != "make" {
		return errNoPage
	}
	c, err := v.ownCohort()
	if err != nil {
		return err
	}
	return v.question("went.make", "/cohorts/"+c.ID+"/outcomes", "make", false)
}

// pageCohortOutcomesFile is the report as a table to hand on.
func pageCohortOutcomesFile(v *visit) error {
	b, err := v.api.CohortOutcomesFile(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.file("text/csv; charset=utf-8", "outcomes.csv", b)
}

type reportPart struct {
	ID, Title, Text string
	Chart           *chart
	Rows            []outcomeFact
}

type cohortReportView struct {
	Cohort          *api.Cohort
	Programme, Org  string
	Why, Made, Days string
	Parts           []reportPart
	Facts           []outcomeFact
	Least           int
	Blurred         string // how numbers are not exact
}

// The first versions of the rules by which medians and shares are not exact, and by which no number is.
const (
	blurredSince = 2
	movedSince   = 3
)

// howBlurred says what was done to the numbers of a report.
func (v *visit) howBlurred(o *api.CohortOutcomes) string {
	switch {
	case o.Rule >= movedSince:
		return v.p.T("came.moved")
	case o.Rule >= blurredSince:
		return v.p.T("came.blurred")
	}
	return ""
}

// pageCohortReport is the report for sponsors: charts with their tables, nothing small, to read, print and take along.
func pageCohortReport(v *visit) error {
	c, err := v.api.Cohort(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	o, err := v.api.CohortReport(v.ctx, c.ID)
	if err != nil {
		return err
	}
	view := cohortReportView{Cohort: c, Least: o.Least, Blurred: v.howBlurred(o)}
	if p, err := v.api.Programme(v.ctx, c.Programme); err == nil {
		view.Programme = p.Name
		if org, err := v.api.Organisation(v.ctx, p.Org); err == nil {
			view.Org = org.Name
		}
	}
	title := v.p.T("went.title", "Name", c.Name)
	if o.Why != "" {
		view.Why = v.p.Code("came.why_", o.Why)
		return v.show(http.StatusOK, "cohort-report", title, view)
	}
	view.Made, view.Facts = v.p.Date(o.Made, v.zone()), v.outcomeFacts(o)
	if n := len(c.Phases); n > 0 {
		view.Days = v.p.T("certificate.span", "From", v.p.Date(c.Phases[0].From, v.zone()), "Until", v.p.Date(c.Phases[n-1].From, v.zone()))
	}
	for _, g := range o.Groups {
		if g.Track == "" {
			view.Parts = append(view.Parts, v.reportPart(g, "way_"+g.As, false))
		}
	}
	if len(o.Groups) > 0 {
		view.Parts = append(view.Parts, v.reportPart(o.Groups[0], "after", true))
	}
	return v.show(http.StatusOK, "cohort-report", title, view)
}

// reportPart is a chart of some steps of a group, with the table beside it.
func (v *visit) reportPart(g api.OutcomeGroup, name string, after bool) reportPart {
	x := reportPart{ID: "p-" + name, Title: v.p.T("went." + name), Text: v.p.T("went." + name + "_text")}
	x.Chart = &chart{ID: "c-" + name, Title: v.p.T("went.chart", "What", x.Title)}
	most := 1
	for _, s := range g.Steps {
		if lasting(s.Step) == after {
			most = max(most, s.Value)
		}
	}
	for _, s := range g.Steps {
		if lasting(s.Step) != after {
			continue
		}
		label, value := v.p.Code("came.step_", s.Step), v.outcomeStep(s)
		x.Rows = append(x.Rows, outcomeFact{label, value})
		v.addBar(x.Chart, label, s.Value, most, s.Hidden)
		x.Chart.Bars[len(x.Chart.Bars)-1].Number = value
	}
	return x
}
