package web

import "github.com/waymark-dev/waymark/pkg/api"

// maxPools is how many cohorts of a programme, the newest first, are looked at for a pool that another may join.
const maxPools = 20

// pools are the cohorts of a programme that began a pool in which their figures are published together, as far as they can be asked; one that was
// chosen already is among them.
func (v *visit) pools(c *api.ParticipationCycle, chosen string) (out []option) {
	looked, there := 0, chosen == ""
	for k, err := range v.api.Cohorts(v.ctx, c.Programme) {
		if err != nil || looked == maxPools {
			break
		}
		if k.ID == c.Cycle {
			continue
		}
		looked++
		p, err := v.api.ParticipationCycle(v.ctx, k.ID, 0)
		if err != nil || p.Setup == nil || p.Setup.Pool < 2 || p.Setup.PoolWith != "" || p.State == "published" || p.State == "purged" {
			continue
		}
		out = append(out, option{k.ID, k.Name})
		there = there || k.ID == chosen
	}
	if !there {
		out = append(out, option{chosen, v.p.T("cohort.hidden")})
	}
	return out
}
