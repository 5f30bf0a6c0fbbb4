package web

import (
	"net/http"
	"slices"
	"sync"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
)

// deskRow is work that waits on somebody because of a role: what, how much, where.
type deskRow struct {
	Text, Where, Path string
}

// Bounds of what the first page asks for because of roles.
const (
	maxDeskProgrammes = 5
	maxDeskCohorts    = 4 // of each
	maxDeskProjects   = 5
	maxDeskCounted    = 100 // beyond it a count ends in +
)

// desk is what waits on the reader as a moderator, then as an organiser or reviewer. What cannot be asked is left out: the pages behind it
// say so themselves.
func (v *visit) desk(moderator bool) []deskRow {
	var parts [2][]deskRow
	var all sync.WaitGroup
	if moderator {
		all.Go(func() { parts[0] = v.deskOfModerators() })
	}
	all.Go(func() { parts[1] = v.deskOfOrganisers() })
	all.Wait()
	return slices.Concat(parts[:]...)
}

// deskLine is one row, where there is something to do.
func (v *visit) deskLine(what string, n int64, more bool, where, path string) []deskRow {
	if n == 0 {
		return nil
	}
	count := v.p.Number(int(n))
	if more {
		count += "+"
	}
	return []deskRow{{Text: v.p.T("desk.count", "What", what, "Count", count), Where: where, Path: path}}
}

func (v *visit) deskOfModerators() []deskRow {
	var rows [4][]deskRow
	var all sync.WaitGroup
	all.Go(func() {
		if c, err := v.api.CaseCounts(v.ctx); err == nil {
			rows[0] = append(v.deskLine(v.p.T("desk.cases"), int64(c.Received), false, "", "/cases"),
				v.deskLine(v.p.T("desk.appeals"), int64(c.Appealed), false, "", "/cases?show=appealed")...)
		}
	})
	limit := map[string][]string{"limit": {"100"}}
	all.Go(func() {
		ask := map[string][]string{"state": {"waiting"}, "limit": limit["limit"]}
		var a client.Answer
		if list, err := client.Do[api.MentorCandidates](v.ctx, v.api, http.MethodGet, client.Path("mentor-approvals"), ask, nil,
			client.Into(&a)); err == nil {
			rows[1] = v.deskLine(v.p.T("desk.approvals"), int64(len(list.Items)), a.Next != "", "", "/approvals")
		}
	})
	all.Go(func() {
		var a client.Answer
		if list, err := client.Do[api.ClaimedProjectList](v.ctx, v.api, http.MethodGet, client.Path("ops-catalog", "claims"), limit, nil,
			client.Into(&a)); err == nil {
			rows[2] = v.deskLine(v.p.T("desk.claims"), int64(len(list.Items)), a.Next != "", "", "/claims")
		}
	})
	all.Go(func() {
		var a client.Answer
		if list, err := client.Do[api.MarkedIssueList](v.ctx, v.api, http.MethodGet, client.Path("ops-catalog", "marked-issues"), limit, nil,
			client.Into(&a)); err == nil {
			rows[3] = v.deskLine(v.p.T("desk.marks"), int64(len(list.Items)), a.Next != "", "", "/marks")
		}
	})
	all.Wait()
	return slices.Concat(rows[:]...)
}

// dutyPages are where the duties of a cohort are done, below its page.
var dutyPages = map[string]string{"publish": "/setup", "phases": "/setup", "questions": "/setup", "readers": "/setup", "figures": "/figures",
	"review": "/reviews", "decide": "/reviews", "release": "/decisions", "waiting": "/reviews?state=waiting", "admit": "/manage", "agree": "/manage",
	"check_in": "/manage"}

func (v *visit) deskOfOrganisers() []deskRow {
	mine, err := v.api.MyProgrammes(v.ctx)
	if err != nil {
		return nil
	}
	var work []api.Programme
	for _, p := range mine.Items {
		if p.Me != nil && (slices.Contains(p.Me.Roles, "organiser") || slices.Contains(p.Me.Roles, "reviewer")) && len(work) < maxDeskProgrammes {
			work = append(work, p)
		}
	}
	rows := make([][]deskRow, len(work))
	var all sync.WaitGroup
	for i, p := range work {
		all.Go(func() {
			n := int64(0)
			for _, err := range v.api.Members(v.ctx, p.ID, "waiting") {
				if err != nil || n == maxDeskCounted {
					break
				}
				n++
			}
			rows[i] = v.deskLine(v.p.T("desk.mentors"), n, n == maxDeskCounted, p.Name, "/programmes/"+p.ID+"/people")
			rows[i] = append(rows[i], v.deskOfCohorts(p)...)
		})
	}
	all.Wait()
	return slices.Concat(rows...)
}

func (v *visit) deskOfCohorts(p api.Programme) (out []deskRow) {
	n, organiser := 0, slices.Contains(p.Me.Roles, "organiser")
	for c, err := range v.api.Cohorts(v.ctx, p.ID) {
		if err != nil || n == maxDeskCohorts {
			break
		}
		if c.Phase == "closed" {
			continue
		}
		n++
		list, err := v.api.CohortChecklist(v.ctx, c.ID)
		if err != nil {
			continue
		}
		for _, d := range list.Items {
			if page := dutyPages[d.Code]; page != "" && !d.Done && (organiser || d.Who == "reviewers") {
				out = append(out, v.deskLine(v.p.Code("duty_of.", d.Code), d.Left, false, v.p.T("desk.where", "Programme", p.Name, "Cohort", c.Name),
					"/cohorts/"+c.ID+page)...)
			}
		}
	}
	return out
}

// ownedProjects are the projects that the reader looks after, with how many of their issues are shown, and those whose claim waits; waits
// says of which somebody has marked issues, where that is asked for.
func (v *visit) ownedProjects(marked bool) (out, waits []deskRow) {
	var list []api.OwnProject
	for p, err := range v.api.OwnProjects(v.ctx) {
		if err != nil || len(list) == maxDeskProjects {
			break
		}
		if p.Maintainer || p.Claim == "asked" {
			list = append(list, p)
		}
	}
	out = make([]deskRow, len(list))
	marks := make([][]deskRow, len(list))
	var all sync.WaitGroup
	for i, p := range list {
		out[i] = deskRow{Text: p.Name, Where: v.p.Code("claim.is_", p.Claim), Path: "/projects/" + p.Project}
		if !p.Maintainer {
			continue
		}
		all.Go(func() {
			out[i].Path, out[i].Where = "/projects/"+p.Project+"/maintain", ""
			var a client.Answer
			if list, err := v.api.Issues(v.ctx, client.IssueQuery{Project: p.Project, Limit: maxDeskCounted}, client.Into(&a)); err == nil {
				out[i].Where = v.p.T("desk.shown", "Count", v.p.Number(len(list.Items)))
				if a.Next != "" {
					out[i].Where += "+"
				}
			}
		})
		if !marked {
			continue
		}
		all.Go(func() {
			list, more, _ := v.markedOf(p.Project)
			marks[i] = v.deskLine(v.p.T("desk.marks"), int64(len(list)), more, p.Name, "/projects/"+p.Project+"/maintain#marked")
		})
	}
	all.Wait()
	return out, slices.Concat(marks...)
}
