package web

import (
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
)

type outcomeRow struct {
	Name  string
	Cells []string
}

type cohortOutcomesView struct {
	Cohort    *api.Cohort
	Protected bool
	Least     int
	Steps     []string
	Rows      []outcomeRow
	Days      string
	InTime    string
}

// pageCohortOutcomes is how a cohort went: exact for who organises or reviews it, small counts hidden from everybody else with a role.
func pageCohortOutcomes(v *visit) error {
	c, err := v.api.Cohort(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	o, err := v.api.CohortOutcomes(v.ctx, c.ID)
	if err != nil {
		return err
	}
	view := cohortOutcomesView{Cohort: c, Protected: o.Protected, Least: o.Least}
	tracks := map[string]string{}
	for _, t := range c.Tracks {
		tracks[t.Code] = t.Name
	}
	for i, g := range o.Groups {
		row := outcomeRow{Name: v.p.Code("came.group_", g.As)}
		if g.Track != "" {
			row.Name = tracks[g.Track]
		}
		for _, s := range g.Steps {
			if i == 0 {
				view.Steps = append(view.Steps, v.p.Code("came.step_", s.Step))
			}
			row.Cells = append(row.Cells, v.figure(s.OutcomeFigure))
		}
		view.Rows = append(view.Rows, row)
	}
	view.Days, view.InTime = v.figure(o.DaysToMatch), v.figure(o.CheckInsInTime)
	return v.show(http.StatusOK, "cohort-outcomes", v.p.T("came.title", "Name", c.Name), view)
}

// figure is a figure, or a dash where it is hidden.
func (v *visit) figure(f api.OutcomeFigure) string {
	if f.Hidden {
		return "–"
	}
	return v.p.Number(f.Value)
}

// pageCohortOutcomesFile is the same as a table to hand on.
func pageCohortOutcomesFile(v *visit) error {
	b, err := v.api.CohortOutcomesFile(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.file("text/csv; charset=utf-8", "outcomes.csv", b)
}
