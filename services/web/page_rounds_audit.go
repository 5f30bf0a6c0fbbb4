package web

import (
	"net/http"
	"strconv"
	"strings"
)

// auditGroup is how one group did.
type auditGroup struct{ Group, People, Matched, Rank, Envy string }

type auditTable struct {
	ID, Title string
	Mentors   bool
	Rows      []auditGroup
}

type auditRoundView struct {
	ID, Objective, Title string
	Least                int
	Drafted              bool // before anything was settled
	Tables               []auditTable
	Hidden               []string
}

func pageRoundAudit(v *visit) error {
	id, objective := v.r.PathValue("id"), v.r.URL.Query().Get("objective")
	a, err := v.api.RoundAudit(v.ctx, id, objective)
	if err != nil {
		return err
	}
	view := auditRoundView{ID: id, Objective: a.Objective, Title: v.p.Code("rounds.objective_", a.Objective), Least: a.Least,
		Drafted: a.Drafted}
	for _, g := range a.Items {
		name := g.Side + "-" + g.By
		if n := len(view.Tables); n == 0 || view.Tables[n-1].ID != name {
			view.Tables = append(view.Tables, auditTable{ID: name, Mentors: g.Side == "mentors",
				Title: v.p.T("rounds.audit_of", "Side", v.p.Code("rounds.side_", g.Side), "By", v.p.Code("rounds.by_", g.By))})
		}
		t := &view.Tables[len(view.Tables)-1]
		row := auditGroup{Group: v.groupName(g.By, g.Group), People: v.p.Number(g.People), Matched: v.p.Number(g.Matched), Envy: v.p.Number(g.Envy)}
		if g.MeanRank > 0 {
			row.Rank = strconv.FormatFloat(g.MeanRank, 'f', 1, 64)
		}
		if t.Mentors {
			row.Rank = strconv.FormatFloat(g.PerMentor, 'f', 1, 64)
		}
		t.Rows = append(t.Rows, row)
	}
	for _, h := range a.Hidden {
		side, by, _ := strings.Cut(h, "/")
		view.Hidden = append(view.Hidden, v.p.T("rounds.audit_of", "Side", v.p.Code("rounds.side_", side), "By", v.p.Code("rounds.by_", by)))
	}
	return v.show(http.StatusOK, "round-audit", v.p.T("rounds.audit"), view)
}

// groupName says which group it is: a language by its name, experience by a word, anything else as it came.
func (v *visit) groupName(by, group string) string {
	switch n, err := strconv.Atoi(strings.TrimPrefix(group, "+")); {
	case group == "-":
		return v.p.T("rounds.group_unsaid")
	case err == nil && strings.HasPrefix(group, "+"):
		return v.p.T("rounds.group_together", "Number", n)
	case by == "language":
		return v.p.Spoken(group)
	case by == "experience":
		return v.p.Code("rounds.experience_", group)
	case by == "region":
		return v.p.Code("rounds.region_", strings.ToLower(group))
	}
	return group
}
