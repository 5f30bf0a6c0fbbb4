package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// pairRow is one newcomer with what an objective gave them.
type pairRow struct {
	Row, MentorRow            int
	Newcomer, Mentor, Choice  string
	Outcome, Link             string
	Reasons                   []string
	Pinned, Envious, Returned bool
}

type pairsView struct {
	Form
	ID, Objective, Title string
	Objectives           []option
	Shows                []option
	Show                 string
	Rows                 []pairRow
	More                 string
	Version              int64
	Draft, Stale         bool
}

const pairsAtOnce = 50

// pageRoundPairs lists newcomers with their mentors. Each has a page of its own where the pair is pinned or forbidden; with a script a
// newcomer can be dragged onto a mentor, too.
func pageRoundPairs(v *visit) error {
	var a, pages client.Answer
	r, err := v.api.Round(v.ctx, v.r.PathValue("id"), client.Into(&a))
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	rows, err := v.api.RoundPairs(v.ctx, r.ID, q.Get("objective"), cmp.Or(q.Get("show"), "all"), pairsAtOnce, q.Get("cursor"), client.Into(&pages))
	if err != nil {
		return err
	}
	view := pairsView{Form: v.empty(), ID: r.ID, Objective: rows.Objective, Show: cmp.Or(q.Get("show"), "all"), Version: a.Version,
		Draft: r.Status == "draft" && r.Work == nil}
	for _, x := range r.Answers {
		view.Objectives = append(view.Objectives, option{x.Objective, v.p.Code("rounds.objective_", x.Objective)})
		if x.Objective == view.Objective {
			view.Title, view.Stale = v.p.Code("rounds.objective_", x.Objective), x.Stale
		}
	}
	for _, show := range []string{"all", "alone", "pinned", "returned"} {
		if show != "returned" || r.Publication != nil {
			view.Shows = append(view.Shows, option{show, v.p.Code("rounds.show_", show)})
		}
	}
	view.More = v.followingPage(pages)
	var ids []string
	for _, x := range rows.Items {
		ids = append(ids, x.Newcomer, x.Mentor)
	}
	names := v.names(ids)
	for _, x := range rows.Items {
		view.Rows = append(view.Rows, v.pairRow(r.ID, x, names))
	}
	return v.show(http.StatusOK, "round-pairs", v.p.T("rounds.pairs"), view)
}

func (v *visit) pairRow(round string, x api.RoundRow, names map[string]string) pairRow {
	row := pairRow{Row: x.Row, MentorRow: x.MentorRow, Newcomer: v.rowName(names, x.Newcomer), Pinned: x.Pinned, Envious: x.Envious,
		Link: "/rounds/" + round + "/newcomers/" + strconv.Itoa(x.Row)}
	switch {
	case x.MentorRow < 0:
		row.Choice = v.p.Code("rounds.alone_", x.Alone)
		for _, why := range x.Limits {
			row.Reasons = append(row.Reasons, v.p.Code("rounds.limit_", why))
		}
	case x.Rank > 0:
		row.Mentor, row.Choice = v.rowName(names, x.Mentor), v.p.T("rounds.choice_of", "Number", x.Rank, "All", x.Options)
	default:
		row.Mentor, row.Choice = v.rowName(names, x.Mentor), v.p.T("rounds.choice_none")
	}
	row.Reasons = append(row.Reasons, v.roundReasons(x.Reasons)...)
	switch {
	case x.Status != "":
		row.Outcome = v.p.Code("rounds.status_", x.Status)
	case x.Outcome == "proposed":
		row.Outcome = v.p.T("rounds.status_ended")
	case x.Outcome != "" && x.Outcome != "alone":
		row.Outcome, row.Returned = v.p.Code("rounds.outcome_", x.Outcome), true
	}
	return row
}

// roundReasons says in words what criteria say of a pair; nothing in them is anybody's answer.
func (v *visit) roundReasons(list []api.RoundReason) (out []string) {
	for _, r := range list {
		what := "rounds.against_"
		if r.For {
			what = "rounds.for_"
		}
		out = append(out, v.p.Code(what, r.Rule, "Name", r.Criterion))
	}
	return out
}

// rowName is who is in a row; a row outlives its person.
func (v *visit) rowName(names map[string]string, id string) string {
	if id == "" {
		return v.p.T("rounds.erased")
	}
	return v.named(names, id)
}

type candidateRow struct {
	Row                 int
	Name, Places, Fixed string
	Reasons             []string
	Has                 []string // the objectives that give this mentor to the newcomer
}

type newcomerView struct {
	Form
	ID, Back, Name string
	Row            int
	Version        int64
	Items          []candidateRow
	All            bool
	More           string
	Draft          bool
	Stale          bool
	Limits         []string // why nobody is possible
}

func pageRoundNewcomer(v *visit) error { return v.roundNewcomer(http.StatusOK, v.empty()) }

func (v *visit) roundNewcomer(status int, f Form) error {
	row, err := strconv.Atoi(v.r.PathValue("row"))
	if err != nil {
		row = -1
	}
	var a client.Answer
	r, err := v.api.Round(v.ctx, v.r.PathValue("id"), client.Into(&a))
	if err != nil {
		return err
	}
	x, err := v.api.RoundChoices(v.ctx, r.ID, row)
	if err != nil {
		return err
	}
	view := newcomerView{Form: f, ID: r.ID, Row: row, Version: a.Version, Draft: r.Status == "draft", All: v.r.URL.Query().Get("all") != "",
		Back: "/rounds/" + r.ID + "/pairs"}
	items := x.Items
	if view.All {
		var pages client.Answer
		every, err := v.api.RoundMentors(v.ctx, r.ID, 100, v.r.URL.Query().Get("cursor"), client.Into(&pages))
		if err != nil {
			return err
		}
		view.More = v.followingPage(pages)
		fixed := map[int]string{}
		for _, c := range items {
			fixed[c.Row] = c.Fixed
		}
		items = every.Items
		for i := range items {
			items[i].Fixed = fixed[items[i].Row]
		}
	}
	ids := []string{x.Newcomer}
	for _, c := range items {
		ids = append(ids, c.Mentor)
	}
	if len(x.Items) == 0 {
		view.Limits = v.whyAlone(r.ID, row)
	}
	for _, ans := range r.Answers {
		view.Stale = view.Stale || ans.Stale
	}
	names := v.names(ids)
	view.Name = v.rowName(names, x.Newcomer)
	for _, c := range items {
		out := candidateRow{Row: c.Row, Name: v.rowName(names, c.Mentor), Places: v.p.T("rounds.places_of", "Number", c.Places),
			Reasons: v.roundReasons(c.Reasons)}
		if c.Fixed != "" {
			out.Fixed = v.p.Code("rounds.fixed_", c.Fixed)
		}
		for _, ans := range r.Answers {
			if j, ok := x.Has[ans.Objective]; ok && j == c.Row {
				out.Has = append(out.Has, v.p.Code("rounds.objective_", ans.Objective))
			}
		}
		view.Items = append(view.Items, out)
	}
	return v.show(status, "round-newcomer", view.Name, view)
}

// whyAlone says in words what makes every mentor impossible for a newcomer; nothing where that is not known.
func (v *visit) whyAlone(round string, row int) (out []string) {
	rows, err := v.api.RoundPairs(v.ctx, round, "", "all", 1, strconv.Itoa(row))
	if err == nil && len(rows.Items) == 1 && rows.Items[0].Row == row {
		for _, why := range rows.Items[0].Limits {
			out = append(out, v.p.Code("rounds.limit_", why))
		}
	}
	return out
}

// doRoundNewcomer pins a pair, forbids it or lets it be, as the page showed it.
func doRoundNewcomer(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	row, rowErr := strconv.Atoi(v.r.PathValue("row"))
	mentor, err := strconv.Atoi(f.Value("mentor"))
	if err != nil || rowErr != nil {
		f.refuse("mentor", "rounds.choose")
		return v.roundNewcomer(http.StatusUnprocessableEntity, f)
	}
	seen, _ := strconv.ParseInt(f.Value("version"), 10, 64)
	_, err = v.api.FixPair(v.ctx, id, api.RoundFix{RoundPair: api.RoundPair{Newcomer: row, Mentor: mentor}, As: f.Value("do")}, client.IfMatch(seen))
	if err != nil {
		if !v.blame(&f, err, map[string]string{"/mentor_row": "mentor"}) {
			return err
		}
		return v.roundNewcomer(http.StatusUnprocessableEntity, f)
	}
	if back := local(f.Value("back")); strings.HasPrefix(back, "/rounds/"+id+"/") {
		return v.to(back, "round_fixed")
	}
	return v.to("/rounds/"+url.PathEscape(id)+"/newcomers/"+strconv.Itoa(row), "round_fixed")
}

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
	Tables               []auditTable
	Hidden               []string
}

func pageRoundAudit(v *visit) error {
	id, objective := v.r.PathValue("id"), v.r.URL.Query().Get("objective")
	a, err := v.api.RoundAudit(v.ctx, id, objective)
	if err != nil {
		return err
	}
	view := auditRoundView{ID: id, Objective: a.Objective, Title: v.p.Code("rounds.objective_", a.Objective), Least: a.Least}
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
