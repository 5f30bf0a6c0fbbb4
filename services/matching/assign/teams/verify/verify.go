package verify

import (
	"fmt"
	"math/big"
	"sort"

	"github.com/waymark-dev/waymark/services/matching/assign/teams"
)

type checker struct {
	p    *teams.Problem
	a    *teams.Answer
	team map[int32]int // of people

	wished map[int32][]teams.Wish // by person; made when first needed, as pinned is
	pinned map[int32]int32
}

// everybody looks that each person is in one place.
func (c *checker) everybody() error {
	for t, team := range c.a.Teams {
		for _, i := range team.Members {
			switch old, twice := c.team[i]; {
			case i < 0 || int(i) >= len(c.p.People):
				return fmt.Errorf("team %d has person %d, who does not exist", t, i)
			case twice:
				return fmt.Errorf("person %d is in teams %d and %d", i, old, t)
			case c.p.People[i].Gone:
				return fmt.Errorf("person %d is in team %d and does not come", i, t)
			}
			c.team[i] = t
		}
	}
	out := map[int32]bool{}
	for _, i := range c.a.Out {
		if _, in := c.team[i]; in || i < 0 || int(i) >= len(c.p.People) || out[i] || c.p.People[i].Gone {
			return fmt.Errorf("person %d is said to be in no team, wrongly or twice", i)
		}
		out[i] = true
	}
	for i := range c.p.People {
		if _, in := c.team[int32(i)]; !in && !out[int32(i)] && !c.p.People[i].Gone {
			return fmt.Errorf("person %d is nowhere", i)
		}
	}
	return nil
}

// projects looks at the sizes, and that no project has too many teams.
func (c *checker) projects() error {
	count := map[int32]int32{}
	for t, team := range c.a.Teams {
		if team.Project < 0 || int(team.Project) >= len(c.p.Projects) {
			return fmt.Errorf("team %d works on project %d, which does not exist", t, team.Project)
		}
		x := c.p.Projects[team.Project]
		if n := int32(len(team.Members)); n < x.Least || n > x.Most {
			return fmt.Errorf("team %d has %d people, and project %d wants %d to %d", t, n, team.Project, x.Least, x.Most)
		}
		if count[team.Project]++; count[team.Project] > x.Teams {
			return fmt.Errorf("project %d has more teams than %d", team.Project, x.Teams)
		}
	}
	return nil
}

// members looks at language and skills.
func (c *checker) members() error {
	for t, team := range c.a.Teams {
		x := c.p.Projects[team.Project]
		said := len(x.Languages) > 0
		for _, i := range team.Members {
			own := c.p.People[i].Languages
			said = said || len(own) > 0
			if len(own) > 0 && !has(own, team.Language) {
				return fmt.Errorf("person %d does not speak language %d of team %d", i, team.Language, t)
			}
		}
		switch {
		case len(x.Languages) > 0 && !has(x.Languages, team.Language):
			return fmt.Errorf("project %d does not accept language %d of team %d", team.Project, team.Language, t)
		case !said && team.Language != -1 || said && team.Language < 0:
			return fmt.Errorf("the language of team %d is not %d", t, team.Language)
		}
		if len(team.Lacks) != 0 && len(team.Lacks) != len(x.Needs) {
			return fmt.Errorf("team %d tells of %d needs, and has %d", t, len(team.Lacks), len(x.Needs))
		}
		for k, need := range x.Needs {
			lacks := need.People
			for _, i := range team.Members {
				if meets(c.p.People[i], need) && lacks > 0 {
					lacks--
				}
			}
			claimed := int32(0)
			if len(team.Lacks) > 0 {
				claimed = team.Lacks[k]
			}
			if lacks != claimed {
				return fmt.Errorf("need %d of team %d lacks %d people, and %d is claimed", k, t, lacks, claimed)
			}
			if need.Required && lacks > 0 {
				return fmt.Errorf("team %d is without the required need %d", t, k)
			}
		}
	}
	return nil
}

func has(list []int32, x int32) bool {
	for _, v := range list {
		if v == x {
			return true
		}
	}
	return false
}

func meets(p teams.Person, n teams.Need) bool {
	for _, s := range p.Skills {
		if s.Skill == n.Skill && s.Level >= n.Level {
			return true
		}
	}
	return false
}

// place is the team of a person; -1 for none.
func (c *checker) place(i int32) int {
	if t, ok := c.team[i]; ok {
		return t
	}
	return -1
}

// together looks at friends, at those to be kept apart, and at pins.
func (c *checker) together() error {
	for g, list := range c.p.Together {
		first, said := 0, false
		for _, i := range list {
			if c.p.People[i].Gone {
				continue
			}
			if said && c.place(i) != first {
				return fmt.Errorf("person %d is not where the others of group %d are", i, g)
			}
			first, said = c.place(i), true
		}
	}
	for _, x := range c.p.Apart {
		if t := c.place(x[0]); t >= 0 && t == c.place(x[1]) {
			return fmt.Errorf("persons %d and %d are to be kept apart, and both in team %d", x[0], x[1], t)
		}
	}
	for _, x := range c.p.Pinned {
		if t := c.place(x.Person); t >= 0 && c.a.Teams[t].Project != x.Project {
			return fmt.Errorf("person %d is pinned to project %d, and in team %d", x.Person, x.Project, t)
		}
	}
	return nil
}

// worth is what a lack costs.
func (c *checker) worth() int64 {
	if c.p.NeedWorth > 0 {
		return c.p.NeedWorth
	}
	most := int64(0)
	for _, w := range c.p.Wishes {
		if w.Score > most {
			most = w.Score
		}
	}
	return 2*most + 1
}

// sums adds everything up again.
func (c *checker) sums() error {
	missing, wishes := int64(0), int64(0)
	for _, team := range c.a.Teams {
		for _, n := range team.Lacks {
			missing += int64(n)
		}
	}
	for _, w := range c.p.Wishes {
		if t := c.place(w.Person); t >= 0 && c.a.Teams[t].Project == w.Project {
			wishes += w.Score
		}
	}
	switch {
	case len(c.team) != c.a.Seated:
		return fmt.Errorf("%d people are in a team, and %d is claimed", len(c.team), c.a.Seated)
	case missing != int64(c.a.Missing):
		return fmt.Errorf("%d people are lacking, and %d is claimed", missing, c.a.Missing)
	case wishes != c.a.Wishes:
		return fmt.Errorf("the wishes are worth %d, and %d is claimed", wishes, c.a.Wishes)
	case c.a.Value != wishes-c.worth()*missing:
		return fmt.Errorf("the value is %d, and %d is claimed", wishes-c.worth()*missing, c.a.Value)
	}
	return nil
}

// bounds finds each bound in a way of its own: what is claimed may be further away, never nearer.
func (c *checker) bounds() error {
	if most := c.mostSeated(); c.a.Bound.Seated < most {
		return fmt.Errorf("that at most %d people can be in a team is not proved; %d might", c.a.Bound.Seated, most)
	}
	if least := c.leastMissing(); int64(c.a.Bound.Missing) > least {
		return fmt.Errorf("that %d people at least are lacking is not proved; %d are", c.a.Bound.Missing, least)
	}
	if len(c.a.Bound.Prices) != len(c.p.Projects) {
		return fmt.Errorf("there are %d prices and %d projects", len(c.a.Bound.Prices), len(c.p.Projects))
	}
	sum := new(big.Int)
	for j, price := range c.a.Bound.Prices {
		if price < 0 {
			return fmt.Errorf("the price of project %d is below 0", j)
		}
		places := int64(c.p.Projects[j].Most) * int64(c.p.Projects[j].Teams)
		sum.Add(sum, new(big.Int).Mul(big.NewInt(price), big.NewInt(places)))
	}
	for _, g := range c.groups() {
		if len(g) == 0 {
			continue
		}
		wish, n := map[int32]int64{}, int64(len(g))
		for _, i := range g {
			for _, w := range c.wishes(i) {
				wish[w.Project] += w.Score
			}
		}
		best := int64(0)
		for j, score := range wish {
			if margin := (score+n-1)/n - c.a.Bound.Prices[j]; margin > best && c.can(g, j) {
				best = margin
			}
		}
		sum.Add(sum, new(big.Int).Mul(big.NewInt(best), big.NewInt(n)))
	}
	if sum.Cmp(big.NewInt(c.a.Bound.Wishes)) > 0 {
		return fmt.Errorf("the prices prove that wishes are worth %s at most, and %d is claimed", sum, c.a.Bound.Wishes)
	}
	return nil
}

// groups are the people who come: friends together, everybody else alone.
func (c *checker) groups() [][]int32 {
	var out [][]int32
	friends := map[int32]bool{}
	for _, list := range c.p.Together {
		var g []int32
		for _, i := range list {
			friends[i] = true
			if !c.p.People[i].Gone {
				g = append(g, i)
			}
		}
		out = append(out, g)
	}
	for i := range c.p.People {
		if !friends[int32(i)] && !c.p.People[i].Gone {
			out = append(out, []int32{int32(i)})
		}
	}
	return out
}

// wishes are those of a person.
func (c *checker) wishes(i int32) []teams.Wish {
	if c.wished == nil {
		c.wished = map[int32][]teams.Wish{}
		for _, w := range c.p.Wishes {
			c.wished[w.Person] = append(c.wished[w.Person], w)
		}
		c.pinned = map[int32]int32{}
		for _, x := range c.p.Pinned {
			c.pinned[x.Person] = x.Project
		}
	}
	return c.wished[i]
}

// can says whether friends (or one person) could be in a team of a project at all: by its size, their pins, and a language.
func (c *checker) can(g []int32, j int32) bool {
	x := c.p.Projects[j]
	if x.Teams == 0 || len(g) > int(x.Most) {
		return false
	}
	spoken, said := x.Languages, len(x.Languages) > 0
	for _, i := range g {
		_ = c.wishes(i)
		if at, is := c.pinned[i]; is && at != j {
			return false
		}
		own := c.p.People[i].Languages
		if len(own) == 0 {
			continue
		}
		var left []int32
		for _, l := range own {
			if !said || has(spoken, l) {
				left = append(left, l)
			}
		}
		if spoken, said = left, true; len(left) == 0 {
			return false
		}
	}
	return true
}

// mostSeated adds up sizes of teams to every sum that they can have.
func (c *checker) mostSeated() int {
	people := 0
	for _, g := range c.groups() {
		for j := range c.p.Projects {
			if c.can(g, int32(j)) {
				people += len(g)
				break
			}
		}
	}
	sums := make([]bool, people+1)
	sums[0] = true
	for _, x := range c.p.Projects {
		for range x.Teams {
			before, within := append([]bool(nil), sums...), 0 // how many sums lie a team's size below
			for n := range sums {
				if low := n - int(x.Least); low >= 0 && before[low] {
					within++
				}
				if gone := n - int(x.Most) - 1; gone >= 0 && before[gone] {
					within--
				}
				sums[n] = sums[n] || within > 0
			}
			if sums[people] {
				return people
			}
		}
	}
	for people > 0 && !sums[people] {
		people--
	}
	return people
}

// leastMissing looks at one need at a time: so many people are in teams, which are those that need it least for their size.
func (c *checker) leastMissing() int64 {
	type kind struct {
		skill int32
		level uint8
	}
	type team struct{ needs, places int64 }
	all := map[kind][]team{}
	places := int64(0)
	for _, x := range c.p.Projects {
		places += int64(x.Most) * int64(x.Teams)
		for _, n := range x.Needs {
			k := kind{n.Skill, n.Level}
			for range x.Teams {
				all[k] = append(all[k], team{int64(n.People), int64(x.Most)})
			}
		}
	}
	missing := int64(0)
	for k, list := range all {
		with := int64(0)
		for _, x := range list {
			with += x.places
		}
		sort.Slice(list, func(a, b int) bool { return list[a].needs*list[b].places < list[b].needs*list[a].places })
		left, needed := int64(c.a.Seated)-(places-with), new(big.Rat)
		for _, x := range list {
			if left <= 0 {
				break
			}
			share := x.places
			if share > left {
				share = left
			}
			needed.Add(needed, big.NewRat(x.needs*share, x.places))
			left -= share
		}
		holders := int64(0)
		for i := range c.p.People {
			if !c.p.People[i].Gone && meets(c.p.People[i], teams.Need{Skill: k.skill, Level: k.level}) {
				holders++
			}
		}
		whole := new(big.Int).Div(new(big.Int).Add(needed.Num(), new(big.Int).Sub(needed.Denom(), big.NewInt(1))), needed.Denom())
		if lack := whole.Int64() - holders; lack > 0 {
			missing += lack
		}
	}
	return missing
}
