package event

import (
	"slices"
	"strconv"

	"github.com/waymark-dev/waymark/pkg/api"
)

func itoa(n int) string { return strconv.Itoa(n) }

// standing is a team as it stands, with who is here.
type standing struct {
	id        string
	number    int
	challenge string
	members   []*Attendee
	guide     *Attendee // nil without
}

// shared are the languages that all of some people speak; any is true where nobody named one.
func shared(people []*Attendee) (common []string, any bool) {
	any = true
	for _, a := range people {
		switch {
		case len(a.Languages) == 0:
		case any:
			common, any = slices.Clone(a.Languages), false
		default:
			common = slices.DeleteFunc(common, func(l string) bool { return !slices.Contains(a.Languages, l) })
		}
	}
	slices.Sort(common)
	return common, any
}

// meets are those of a challenge's needs that somebody meets.
func meets(a *Attendee, needs []api.ChallengeNeed) (out []string) {
	for _, n := range needs {
		if slices.ContainsFunc(a.Have, func(s api.EventSkill) bool { return s.Skill == n.Skill && s.Level >= needLevel }) {
			out = append(out, n.Skill)
		}
	}
	return out
}

// lacks are what a team lacks of its challenge's needs, in their order.
func lacks(members []*Attendee, needs []api.ChallengeNeed) []api.TeamLack {
	out := []api.TeamLack{}
	for _, n := range needs {
		left := max(1, n.People)
		for _, a := range members {
			if len(meets(a, []api.ChallengeNeed{n})) > 0 {
				left--
			}
		}
		if left > 0 {
			out = append(out, api.TeamLack{Skill: n.Skill, People: left})
		}
	}
	return out
}

// seat finds a team with room for somebody who comes late, or whose team is no more: one with a friend in it first; else the one whose
// challenge they wish for most, that lacks most of what they can, that has fewest people; the lowest number where all is equal. "" where
// no team has room and a language in common.
func seat(late *Attendee, teams []standing, challenges map[string]*Challenge, most int, apart parted) string {
	best, id := [5]int{}, ""
	for i := range teams {
		t := &teams[i]
		if len(t.members) == 0 || len(t.members) >= most || apart.any(late.Person, t.members) || t.guide != nil && apart[late.Person][t.guide.Person] {
			continue
		}
		with := append(slices.Clone(t.members), late)
		if common, any := shared(with); !any && len(common) == 0 {
			continue
		}
		c := challenges[t.challenge]
		if c == nil {
			continue
		}
		if common, any := shared(with); len(c.Languages) > 0 && !any &&
			!slices.ContainsFunc(common, func(l string) bool { return slices.Contains(c.Languages, l) }) {
			continue
		}
		friend := 0
		if late.Group != "" && slices.ContainsFunc(t.members, func(m *Attendee) bool { return m.Group == late.Group }) {
			friend = 1
		}
		wish := 0
		if k := slices.Index(late.Wishes, t.challenge); k >= 0 {
			wish = len(wishWorth) - k
		}
		helps := 0
		for _, l := range lacks(t.members, c.Needs) {
			helps += len(meets(late, []api.ChallengeNeed{{Skill: l.Skill}}))
		}
		score := [5]int{friend, wish, helps, -len(t.members), -t.number}
		if id == "" || slices.Compare(score[:], best[:]) > 0 {
			best, id = score, t.id
		}
	}
	return id
}
