package event

import (
	"cmp"
	"slices"
)

// parted are the people of an event whom a block parts, by person. Nobody is ever told: whom a block parts is in another team, or in none,
// as anybody else may be (ADR 4).
type parted map[string]map[string]bool

func newParted(pairs [][2]string) parted {
	p := parted{}
	for _, x := range pairs {
		for k, who := range x {
			if p[who] == nil {
				p[who] = map[string]bool{}
			}
			p[who][x[1-k]] = true
		}
	}
	return p
}

// any says whether somebody is parted from one of these.
func (p parted) any(person string, others []*Attendee) bool {
	from := p[person]
	return len(from) > 0 && slices.ContainsFunc(others, func(a *Attendee) bool { return from[a.Person] })
}

// pieces cuts a group of friends, who came into it in this order, into groups of at most most people none of whom a block parts: who came
// first stays with who came first. rows of the cast.
func (c *cast) pieces(rows []int32, most int) (out [][]int32) {
	list := slices.Clone(rows)
	slices.SortFunc(list, func(x, y int32) int {
		return cmp.Or(c.people[x].Grouped.Compare(c.people[y].Grouped), cmp.Compare(x, y))
	})
	for _, i := range list {
		at := slices.IndexFunc(out, func(part []int32) bool {
			return len(part) < most && !slices.ContainsFunc(part, func(j int32) bool { return c.apart[c.people[i].Person][c.people[j].Person] })
		})
		if at < 0 {
			out = append(out, nil)
			at = len(out) - 1
		}
		out[at] = append(out[at], i)
	}
	for _, part := range out {
		slices.Sort(part)
	}
	return out
}

// keptApart are the pairs that the solver may not put into one team. Who is in one team already stays: a block that comes once teams
// stand moves nobody, since being moved would tell. team is nil for a draft.
func (c *cast) keptApart(team map[int32]string) (out [][2]int32) {
	for i, a := range c.people {
		for other := range c.apart[a.Person] {
			j, ok := c.rows[other]
			if ok && int32(i) < j && (team == nil || team[int32(i)] == "" || team[int32(i)] != team[j]) {
				out = append(out, [2]int32{int32(i), j})
			}
		}
	}
	slices.SortFunc(out, func(x, y [2]int32) int { return slices.Compare(x[:], y[:]) })
	return out
}

// unguided are pairs of a team (its number in groups) and a mentor whom a block parts from one of its people.
func (c *cast) unguided(groups []Group) (out [][2]int32) {
	for m, mentor := range c.mentors {
		from := c.apart[mentor.Person]
		if len(from) == 0 {
			continue
		}
		for t, g := range groups {
			if slices.ContainsFunc(g.Members, func(i int32) bool { return int(i) < len(c.people) && from[c.people[i].Person] }) {
				out = append(out, [2]int32{int32(t), int32(m)})
			}
		}
	}
	return out
}

// guideOf is who guides each team.
func (c *cast) guideOf() map[string]*Attendee {
	out := map[string]*Attendee{}
	for _, m := range c.mentors {
		for _, t := range m.Teams {
			out[t] = m
		}
	}
	return out
}
