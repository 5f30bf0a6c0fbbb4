package teams

import "github.com/waymark-dev/waymark/services/matching/assign"

// Guide is a mentor who guides teams: one place holds one team.
type Guide struct {
	Places    int32   `json:"places"`
	Skills    []Skill `json:"skills,omitempty"`
	Languages []int32 `json:"languages,omitempty"` // empty: gets along in any
}

// What a guide is worth to a team: for being there, for each need that they can do, and more for each that the team lacks.
const (
	guideThere = 1_000
	guideMeets = 100_000
	guideLacks = 300_000
)

// Seats is who could guide which team, for package solve: the teams of an answer are its newcomers, by their order. A guide and a team
// need a language that all of them speak.
func Seats(p *Problem, a *Answer, guides []Guide) *assign.Problem {
	out := &assign.Problem{Start: []int32{0}}
	for _, g := range guides {
		out.Capacity = append(out.Capacity, g.Places)
	}
	for t := range a.Teams {
		team := &a.Teams[t]
		spoken := maskOf(p.Projects[team.Project].Languages)
		for _, i := range team.Members {
			spoken = spoken.and(maskOf(p.People[i].Languages))
		}
		for j := range guides {
			if !spoken.and(maskOf(guides[j].Languages)).empty() {
				out.Mentor = append(out.Mentor, int32(j))
				out.Score = append(out.Score, guides[j].worth(p.Projects[team.Project].Needs, team.Lacks))
			}
		}
		out.Start = append(out.Start, int32(len(out.Mentor)))
	}
	return out
}

func (g *Guide) worth(needs []Need, lacks []int32) int64 {
	v := int64(guideThere)
	for k, n := range needs {
		for _, s := range g.Skills {
			if s.Skill != n.Skill || s.Level < n.Level {
				continue
			}
			if v += guideMeets; lacks != nil && lacks[k] > 0 {
				v += guideLacks - guideMeets
			}
			break
		}
	}
	return v
}
