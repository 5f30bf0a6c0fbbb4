package web

import (
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
)

// checkInsLink leads to the check-ins of somebody in a cohort; Waiting says how many of the reader's side are not filled in, "" for none.
type checkInsLink struct{ Path, Cohort, Waiting string }

func (v *visit) checkInsLink(m api.Mentored, cohorts map[string]string) checkInsLink {
	if _, ok := cohorts[m.Cohort]; !ok {
		cohorts[m.Cohort] = v.p.T("cohort.hidden")
		if c, err := v.api.Cohort(v.ctx, m.Cohort); err == nil {
			cohorts[m.Cohort] = c.Name
		}
	}
	x := checkInsLink{Path: "/applications/" + m.Application + "/check-ins", Cohort: cohorts[m.Cohort]}
	if m.Waiting > 0 {
		x.Waiting = v.p.T("running.waiting", "Count", m.Waiting)
	}
	return x
}

// mentored are the check-ins of whom the reader mentors in some programmes, by programme and newcomer. What cannot be asked is left out.
func (v *visit) mentored(programmes ...string) map[[2]string][]checkInsLink {
	out, asked, cohorts := map[[2]string][]checkInsLink{}, []string{}, map[string]string{}
	for _, p := range programmes {
		if p == openProgramme || slices.Contains(asked, p) || len(asked) == maxLoads { // the open one has no cohorts
			continue
		}
		asked = append(asked, p)
		list, err := v.api.Mentored(v.ctx, p)
		if err != nil {
			continue
		}
		for _, m := range list.Items {
			key := [2]string{p, m.Person}
			out[key] = append(out[key], v.checkInsLink(m, cohorts))
		}
	}
	return out
}

// mentoredIn are those whom the reader mentors in one cohort, with where their check-ins are.
func (v *visit) mentoredIn(c *api.Cohort) (out []goingView) {
	list, err := v.api.Mentored(v.ctx, c.Programme)
	if err != nil {
		return nil
	}
	var ids []string
	for _, m := range list.Items {
		ids = append(ids, m.Person)
	}
	names, cohorts := v.names(ids), map[string]string{c.ID: c.Name}
	for _, m := range list.Items {
		if m.Cohort == c.ID {
			x := v.checkInsLink(m, cohorts)
			out = append(out, goingView{ID: m.Person, Name: v.named(names, m.Person), Path: x.Path, About: x.Waiting})
		}
	}
	return out
}

// taking are the reader's own check-ins in the cohorts of a programme.
func (v *visit) taking(programme string) (out []checkInsLink) {
	if programme == openProgramme {
		return nil
	}
	cohorts := map[string]string{}
	for a, err := range v.api.MyApplications(v.ctx) {
		if err != nil {
			break
		}
		if a.Programme == programme && a.As == "newcomer" && a.State == "accepted" {
			out = append(out, v.checkInsLink(api.Mentored{Application: a.ID, Cohort: a.Cohort}, cohorts))
		}
	}
	return out
}
