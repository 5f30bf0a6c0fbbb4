package event

import (
	"cmp"
	"slices"

	"github.com/waymark-dev/waymark/pkg/store"
)

// standing is the problem of teams that stand: who went is in it still, so that the solver can take them out, and where somebody was erased
// there is a row with nothing for them. Friends count as far as they are in one team. broken says whether there is anything to mend.
func (c *cast) standing(least, most int, teams []*store.Doc[Team], left []*Attendee) (p *Problem, groups []Group, gone []int32, broken bool) {
	p = c.problem(least, most)
	p.Together = nil
	members := map[string][]int32{}
	for i, a := range c.people {
		if t := a.team(); t != "" {
			members[t] = append(members[t], int32(i))
		}
	}
	ghost := func(team string) {
		i := int32(len(p.People))
		p.People = append(p.People, Row{})
		members[team] = append(members[team], i)
		gone = append(gone, i)
	}
	for _, a := range left {
		if t := a.team(); t != "" {
			ghost(t)
		}
	}
	team := map[int32]string{}
	for i, a := range c.people {
		team[int32(i)] = a.team()
	}
	p.Apart = c.keptApart(team)
	count := map[int32]int32{}
	for _, t := range teams {
		j, ok := c.projects[t.Body.Challenge]
		if !ok {
			continue // repair has closed it
		}
		for len(members[t.ID]) < least && len(members[t.ID]) > 0 {
			ghost(t.ID)
		}
		list := members[t.ID]
		slices.Sort(list)
		g := Group{Challenge: j, Members: list, Language: -1}
		groups = append(groups, g)
		if len(list) > 0 {
			count[j]++
		}
		p.Together = append(p.Together, c.friendsIn(list)...)
	}
	for j, n := range count {
		p.Challenges[j].Teams = max(p.Challenges[j].Teams, n)
		p.Challenges[j].Languages = nil // teams stand in the language that they have
	}
	for _, g := range groups {
		broken = broken || len(g.Members) == 0
	}
	return p, groups, gone, broken || len(gone) > 0
}

// friendsIn are the groups of friends within a team.
func (c *cast) friendsIn(rows []int32) (out [][]int32) {
	groups := map[string][]int32{}
	for _, i := range rows {
		if int(i) < len(c.people) && c.people[i].Group != "" {
			groups[c.people[i].Group] = append(groups[c.people[i].Group], i)
		}
	}
	for _, g := range sorted(groups) {
		if len(groups[g]) > 1 {
			out = append(out, groups[g])
		}
	}
	return out
}

// named gives the teams of an answer the names that they had: of one challenge the one that most of its people were in, so that as few as
// can be are told; the lowest row decides where several are equal.
func named(teams []Group, names map[int32][]string, before map[int32]string) map[int32]string {
	type pick struct{ team, name, same int }
	after := map[int32]string{}
	byChallenge := map[int32][]int{}
	for t, g := range teams {
		byChallenge[g.Challenge] = append(byChallenge[g.Challenge], t)
	}
	for challenge, list := range byChallenge {
		var picks []pick
		for _, t := range list {
			for n, name := range names[challenge] {
				same := 0
				for _, i := range teams[t].Members {
					if before[i] == name {
						same++
					}
				}
				picks = append(picks, pick{t, n, same})
			}
		}
		slices.SortFunc(picks, func(x, y pick) int {
			return cmp.Or(cmp.Compare(y.same, x.same), cmp.Compare(x.team, y.team), cmp.Compare(x.name, y.name))
		})
		taken, has := map[int]bool{}, map[int]bool{}
		for _, k := range picks {
			if taken[k.name] || has[k.team] {
				continue
			}
			taken[k.name], has[k.team] = true, true
			for _, i := range teams[k.team].Members {
				after[i] = names[challenge][k.name]
			}
		}
	}
	return after
}
