package skills

import (
	"slices"

	"github.com/waymark-dev/waymark/pkg/skill"
	"github.com/waymark-dev/waymark/services/profiles/roster"
)

// findSkills finds skills for what somebody has typed so far, or, with nothing typed, those of a kind by name. Crafts are what
// is not code.
func findSkills(tax *skill.Taxonomy, typed string, kind skill.Kind, n int) []skill.Skill {
	var found []skill.Skill
	if typed != "" {
		found = tax.Search(typed, 10*n)
	} else {
		found = slices.Clone(tax.Skills())
		slices.SortStableFunc(found, func(a, b skill.Skill) int { return compareNames(a.Name, b.Name) })
	}
	if kind != "" {
		found = slices.DeleteFunc(slices.Clone(found), func(s skill.Skill) bool { return s.Kind != kind })
	}
	return found[:min(n, len(found))]
}

// namedSkills answers how canonical ids are written; unknown words are answered as they are.
func namedSkills(tax *skill.Taxonomy, ids []string) []skill.Skill {
	out := make([]skill.Skill, 0, len(ids))
	for _, id := range ids {
		id, _ = tax.Canon(id)
		if id == "" || slices.ContainsFunc(out, func(s skill.Skill) bool { return s.ID == id }) {
			continue
		}
		s, known := tax.Lookup(id)
		if !known {
			s = skill.Skill{ID: id, Name: id, Kind: skill.Unknown}
		}
		out = append(out, s)
	}
	return out
}

// suggestSkills says what people who have these skills often have too: what those imply and what is related, what most of them
// point to first. Without any it suggests crafts, so that nobody begins with a list of programming languages.
func suggestSkills(tax *skill.Taxonomy, have []string, n int) []skill.Skill {
	own := map[string]bool{}
	weight := map[string]int{}
	for _, h := range have {
		id, _ := tax.Canon(h)
		own[id] = true
	}
	for id := range own {
		s, known := tax.Lookup(id)
		if !known {
			continue
		}
		for _, x := range s.Implies {
			weight[x.ID] += x.Share
		}
		for _, r := range s.Related {
			weight[r] += 500_000
		}
	}
	if len(weight) == 0 {
		return slices.DeleteFunc(findSkills(tax, "", skill.Craft, n+len(own)), func(s skill.Skill) bool { return own[s.ID] })
	}
	var out []skill.Skill
	for id := range weight {
		if s, known := tax.Lookup(id); known && !own[id] {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b skill.Skill) int {
		if d := weight[b.ID] - weight[a.ID]; d != 0 {
			return d
		}
		return compareNames(a.ID, b.ID)
	})
	return out[:min(n, len(out))]
}

func compareNames(a, b string) int {
	x, y := roster.Fold(a), roster.Fold(b)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}
