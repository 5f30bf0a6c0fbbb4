package profiles

import (
	"slices"

	"github.com/waymark-dev/waymark/pkg/skill"
)

// steeredWord is what others read for a word: what moderators decided that it stands for, or the word as it was written. base is
// the list by which it was kept, tax the list as it stands.
func steeredWord(word string, base, tax *skill.Taxonomy) string {
	if id := tax.Heard(base.Outward(word)); !skill.IsOpaque(id) {
		return id
	}
	return word
}

// steered are skills as others read them. What became one skill stands once, at the higher level, with the first example.
func steered(list []Skill, base, tax *skill.Taxonomy) []Skill {
	if base == tax {
		return list
	}
	out := make([]Skill, 0, len(list))
	for _, x := range list {
		x.Skill = steeredWord(x.Skill, base, tax)
		i := slices.IndexFunc(out, func(o Skill) bool { return o.Skill == x.Skill })
		if i < 0 {
			out = append(out, x)
			continue
		}
		out[i].Level = max(out[i].Level, x.Level)
		if out[i].Example == "" {
			out[i].Example = x.Example
		}
	}
	return out
}

// steeredWords are interests as others read them, each once.
func steeredWords(list []string, base, tax *skill.Taxonomy) []string {
	if base == tax {
		return list
	}
	var out []string
	for _, w := range list {
		if w = steeredWord(w, base, tax); !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}
