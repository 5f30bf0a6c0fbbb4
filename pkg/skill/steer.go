package skill

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Steer is one decision about a word or a skill, put over a taxonomy by Steered. Of is always set; one of the others at least, else it
// changes nothing.
type Steer struct {
	Of   string // Opaque of the word or skill that it is about
	ID   string // the skill that is added, renamed or merged, canonical; "" for an alias, whose word stays where it was written
	Into string // the skill that it stands for, canonical
	Name string // how the skill ID is written
	Kind Kind   // of a skill ID that the taxonomy does not have: it is added
}

// adds says whether the decision makes a skill of its own.
func (s Steer) adds() bool { return s.ID != "" && s.Into == "" && s.Kind != "" && s.Kind != Unknown }

// steering is what decisions made of a taxonomy, beside its entries.
type steering struct {
	opaque  map[string]string   // opaque id of a word: the skill that it stands for
	sources map[string][]string // skill: other ids and opaque ids that stand for it
}

// Steered is the taxonomy with these decisions over it, whatever order they come in. What is decided about a skill or word that is
// decided away itself is followed to its end; decisions that run in a circle, or lead to a skill that is not there, change nothing.
// The receiver stays as it is.
func (t *Taxonomy) Steered(list []Steer) *Taxonomy {
	if len(list) == 0 {
		return t
	}
	list = slices.SortedFunc(slices.Values(list), func(a, b Steer) int { return strings.Compare(a.Of, b.Of) })
	skills := t.withAdded(list)
	ends := ended(list, skills)
	out := &Taxonomy{
		byID: make(map[string]int, len(skills)), byKey: make(map[string]int, len(t.byKey)), causes: t.causes, causeBy: t.causeBy,
		refused: t.refused, steering: steering{opaque: map[string]string{}, sources: map[string][]string{}},
	}
	for _, s := range skills {
		if ends[Opaque(s.ID)] == "" {
			out.byID[s.ID] = len(out.skills)
			out.skills = append(out.skills, s)
		}
	}
	for _, s := range skills { // after all that stay are there
		into, gone := ends[Opaque(s.ID)]
		if gone {
			i := out.byID[into]
			out.byID[s.ID] = i
			out.skills[i].Aliases = append(slices.Clip(out.skills[i].Aliases), append([]string{s.ID, Spell(s.Name)}, s.Aliases...)...)
		}
	}
	for i := range out.skills {
		s := &out.skills[i]
		s.Implies, s.Related = out.followed(s), out.related(s)
		for _, w := range append([]string{s.ID}, s.Aliases...) {
			if _, taken := out.byKey[Squeeze(w)]; !taken {
				out.byKey[Squeeze(w)] = i
			}
		}
	}
	for _, of := range slices.Sorted(maps.Keys(ends)) {
		out.opaque[of] = ends[of]
		out.sources[ends[of]] = append(out.sources[ends[of]], of)
	}
	for _, s := range skills {
		if into := ends[Opaque(s.ID)]; into != "" {
			out.sources[into] = append(out.sources[into], s.ID)
		}
	}
	for _, s := range list { // those who wrote the word before have its opaque id
		if at, ok := out.byID[s.ID]; ok && s.adds() && out.skills[at].ID == s.ID {
			out.opaque[s.Of] = s.ID
			out.sources[s.ID] = append(out.sources[s.ID], s.Of)
		}
	}
	return out
}

// withAdded are the entries with the new ones and the new names.
func (t *Taxonomy) withAdded(list []Steer) []Skill {
	skills := slices.Clone(t.skills)
	at := maps.Clone(t.byID)
	for _, s := range list {
		_, known := t.find(s.ID)
		_, added := at[s.ID]
		if s.adds() && !known && !added && s.ID == Spell(s.ID) {
			at[s.ID] = len(skills)
			skills = append(skills, Skill{ID: s.ID, Name: cmp.Or(s.Name, s.ID), Kind: s.Kind})
		}
	}
	for _, s := range list {
		if i, ok := at[s.ID]; ok && s.Into == "" && s.Name != "" {
			skills[i].Name = s.Name
		}
	}
	return skills
}

// ended says where each decided word or skill ends, by opaque id: at a skill that stays.
func ended(list []Steer, skills []Skill) map[string]string {
	into := map[string]string{}
	for _, s := range list {
		if s.Into != "" {
			into[s.Of] = s.Into
		}
	}
	known := make(map[string]bool, len(skills))
	for _, s := range skills {
		known[s.ID] = true
	}
	ends := map[string]string{}
	for of, to := range into {
		for range len(into) {
			next, moved := into[Opaque(to)]
			if !moved {
				break
			}
			to = next
		}
		if _, circle := into[Opaque(to)]; !circle && known[to] && Opaque(to) != of {
			ends[of] = to
		}
	}
	return ends
}

// followed are the implications of a skill, to skills that stay, most first.
func (t *Taxonomy) followed(s *Skill) []Implication {
	out := make([]Implication, 0, len(s.Implies))
	for _, x := range s.Implies {
		if i, ok := t.byID[x.ID]; ok {
			x.ID = t.skills[i].ID
		}
		if x.ID != s.ID && !slices.ContainsFunc(out, func(o Implication) bool { return o.ID == x.ID }) {
			out = append(out, x)
		}
	}
	return out
}

func (t *Taxonomy) related(s *Skill) []string {
	out := make([]string, 0, len(s.Related))
	for _, id := range s.Related {
		if i, ok := t.byID[id]; ok {
			id = t.skills[i].ID
		}
		if id != s.ID && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// Heard is the id by which to know a skill, topic or interest that another service named: it is canonical, or opaque, or, of public
// words, as somebody wrote it.
func (t *Taxonomy) Heard(id string) string {
	if i, ok := t.byID[id]; ok {
		return t.skills[i].ID
	}
	if IsOpaque(id) {
		return cmp.Or(t.opaque[id], id)
	}
	return t.Outward(id)
}

// Sources are all ids by which a skill may have been kept before it was decided about: its own, those that were merged into it, and
// opaque ids of words that stand for it.
func (t *Taxonomy) Sources(id string) []string { return append([]string{id}, t.sources[id]...) }
