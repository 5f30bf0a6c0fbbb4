// Package castingtest makes up who takes part in a round, for tests.
package castingtest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/matching/criteria"
	"github.com/waymark-dev/waymark/services/matching/rank"
	"github.com/waymark-dev/waymark/services/matching/rounds/casting"
)

// week is the moment at which a crowd is cast.
var week = time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)

// Crowd makes a cast of made-up people from a fixed seed: places is how many each mentor has.
func Crowd(newcomers, mentors, places int) *casting.Cast {
	r := rand.New(rand.NewPCG(7, 8))
	all := skill.Shipped().Search("", 2000)
	word := func() string { return all[int(float64(len(all))*r.Float64()*r.Float64()*r.Float64())].ID }
	zones := []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Africa/Lagos"}
	tongues := []string{"en", "de", "fr", "es", "hi", "pt"}
	person := func(id string) rank.Person {
		p := rank.Person{ID: id, Zone: zones[r.IntN(len(zones))], Format: []string{rank.Live, rank.Writing, rank.Either}[r.IntN(3)],
			Languages: []rank.Spoken{{Language: "en", Level: 2 + r.IntN(3)}, {Language: tongues[r.IntN(len(tongues))], Level: 4}},
			Causes:    []string{[]string{"health", "education", "climate"}[r.IntN(3)]}, Goals: []string{"learn"}}
		for d := range 5 {
			for h := range 6 {
				if n := d*48 + 34 + h; r.IntN(3) > 0 {
					p.Hours[n/8] |= 1 << (n % 8)
				}
			}
		}
		return p
	}
	take := func(p *rank.Person) casting.Taking {
		return casting.Taking{Region: p.Zone[:4], Language: p.Languages[1].Language, Experience: []string{"own", "starting"}[r.IntN(2)], Track: "t" + p.Zone[:1]}
	}
	c := &casting.Cast{Org: "org", Left: map[string]int{"has_mentor": 1}, Rules: 3, At: week}
	for i := range newcomers {
		n := casting.Newcomer{Person: person(fmt.Sprintf("newcomer-%06d", i))}
		for range 1 + r.IntN(4) {
			n.Want = append(n.Want, rank.Skill{ID: word(), Level: 1})
		}
		n.Taking = take(&n.Person)
		c.Newcomers = append(c.Newcomers, n)
	}
	for i := range mentors {
		m := casting.Mentor{Person: person(fmt.Sprintf("mentor-%06d", i)), Places: places}
		for range 3 + r.IntN(8) {
			m.Have = append(m.Have, rank.Skill{ID: word(), Level: 2 + r.IntN(4)})
		}
		m.Taking = take(&m.Person)
		c.Mentors = append(c.Mentors, m)
	}
	return c
}

// Answers are made-up answers of a cast to five criteria, one of each rule.
func Answers(c *casting.Cast, profile int, required bool) casting.Asked {
	r := rand.New(rand.NewPCG(3, 4))
	grades := []string{"AO", "EO", "HEO", "SEO", "G7"}
	topics := []string{"docs", "web", "maps", "health", "music", "sport", "games", "law"}
	set := &criteria.Set{Profile: profile, Criteria: []criteria.Criterion{
		{Name: "profession", Rule: criteria.Same, Weight: 4},
		{Name: "organisation", Rule: criteria.Different, Weight: 1, Required: required},
		{Name: "grade", Rule: criteria.Ahead, Order: grades, Best: []int{1, 2}, Weight: 3},
		{Name: "topics", Rule: criteria.Overlap, Separator: ";", Weight: 2},
		{Name: "wish", Mentor: "offer", Rule: criteria.Asked, Weight: 2, When: &criteria.When{Newcomer: "asks", Is: []string{"yes"}}},
	}}
	one := func() map[string]string {
		out := map[string]string{
			"profession": fmt.Sprintf("p%d", r.IntN(12)), "organisation": fmt.Sprintf("o%d", r.IntN(6)), "grade": grades[r.IntN(len(grades))],
			"topics": topics[r.IntN(8)] + ";" + topics[r.IntN(8)], "wish": "w" + fmt.Sprint(r.IntN(3)), "offer": "w" + fmt.Sprint(r.IntN(3)),
			"asks": []string{"yes", "no"}[r.IntN(2)],
		}
		if r.IntN(10) == 0 {
			delete(out, "profession")
		}
		return out
	}
	out := casting.Asked{Set: set, Sum: "sum", Newcomers: map[string]map[string]string{}, Mentors: map[string]map[string]string{}}
	for i := range c.Newcomers {
		out.Newcomers[c.Newcomers[i].ID] = one()
	}
	for j := range c.Mentors {
		out.Mentors[c.Mentors[j].ID] = one()
	}
	return out
}
