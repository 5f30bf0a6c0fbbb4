package skill

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// Level says how well somebody can do something, or how much a task asks for.
type Level int

// Levels. 0 is unknown.
const (
	WantToLearn Level = 1 + iota
	TriedIt
	WithHelp
	OnMyOwn
	CanTeach
)

// Kind groups skills.
type Kind string

// Kinds of skills. Everything that is not code has a kind of its own: people who do not code are first class.
const (
	Language  Kind = "language"  // programming or markup
	Framework Kind = "framework" // and libraries
	Tool      Kind = "tool"
	Platform  Kind = "platform"
	Topic     Kind = "topic" // a field: machine-learning, accessibility
	Craft     Kind = "craft" // documentation, design, translation, community, testing, events, legal, teaching …
	Unknown   Kind = "unknown"
)

// Implication: having the skill implies some of another, in millionths.
type Implication struct {
	ID    string
	Share int
}

// Skill is one entry of the taxonomy.
type Skill struct {
	ID      string // canonical: lower case letters, digits, '-', '+', '.', '#' written out ("c-sharp")
	Name    string // "C#"
	Kind    Kind
	About   string // one plain English sentence, or ""; our own entries have one
	Aliases []string
	Implies []Implication // most first
	Related []string
	weight  int // how many others point here: what is offered first while somebody types
}

// Cause is something that a person or a project works for.
type Cause struct {
	ID      string // "health"
	Name    string
	About   string   // one plain English sentence
	Goals   []int    // of the United Nations' sustainable development goals, those it serves
	Aliases []string // words, topics and "sdg-3" alike
}

// Refusal is a merge that a source proposes and that is wrong: Alias is not Not.
type Refusal struct{ Alias, Not string }

// Taxonomy is immutable and safe for concurrent use.
type Taxonomy struct {
	skills  []Skill // by id
	byID    map[string]int
	byKey   map[string]int // squeezed id or alias
	typing  sync.Once
	typed   []typedKey // sorted by key, for Search; made when it is asked for first
	causes  []Cause
	causeBy map[string]int
	refused []Refusal
	steering
}

// Canon gives the canonical id of a word as people and forges write it ("GoLang", "C#", "React.js"). An unknown word is kept:
// known is false and id is the word in canonical spelling ("" if nothing is left of it; at most 60 bytes).
func (t *Taxonomy) Canon(word string) (id string, known bool) {
	s := Spell(word)
	if i, ok := t.find(s); ok {
		return t.skills[i].ID, true
	}
	if i, ok := t.find(withoutVersion(s)); ok && t.skills[i].Kind != Topic && t.skills[i].Kind != Craft {
		return t.skills[i].ID, true
	}
	if len(t.opaque) > 0 {
		if id := cmp.Or(t.opaque[s], t.opaque[Opaque(s)]); id != "" {
			return id, true
		}
	}
	return s, false
}

func (t *Taxonomy) find(spelled string) (int, bool) {
	if i, ok := t.byID[spelled]; ok {
		return i, true
	}
	i, ok := t.byKey[Squeeze(spelled)]
	return i, ok && spelled != ""
}

// withoutVersion takes "-3.12" or "-v2" off a spelled word of two letters or more; "" where there is none.
func withoutVersion(s string) string {
	cut := strings.LastIndexByte(s, '-')
	if cut < 2 {
		return ""
	}
	v := strings.TrimPrefix(s[cut+1:], "v")
	if v == "" || strings.Trim(v, "0123456789.") != "" {
		return ""
	}
	return s[:cut]
}

// Lookup finds an entry by canonical id.
func (t *Taxonomy) Lookup(id string) (Skill, bool) {
	i, ok := t.byID[id]
	if !ok {
		return Skill{}, false
	}
	return t.skills[i].clone(), true
}

// KindOf is the kind of a canonical id; Unknown for a word that the taxonomy does not have.
func (t *Taxonomy) KindOf(id string) Kind {
	if i, ok := t.byID[id]; ok {
		return t.skills[i].Kind
	}
	return Unknown
}

// Implied lists what having the skill implies of others, in millionths, most first. Callers must not change it.
func (t *Taxonomy) Implied(id string) []Implication {
	if i, ok := t.byID[id]; ok {
		return t.skills[i].Implies
	}
	return nil
}

// Skills lists all, by id.
func (t *Taxonomy) Skills() []Skill {
	out := make([]Skill, len(t.skills))
	for i, s := range t.skills {
		out[i] = s.clone()
	}
	return out
}

// CanonCause gives the cause that a word or topic stands for. An unknown word comes back in canonical spelling.
func (t *Taxonomy) CanonCause(word string) (id string, known bool) {
	s := Spell(word)
	if i, ok := t.causeBy[Squeeze(s)]; ok {
		return t.causes[i].ID, true
	}
	return s, false
}

// Causes lists all, by id.
func (t *Taxonomy) Causes() []Cause {
	out := slices.Clone(t.causes)
	for i := range out {
		out[i].Goals, out[i].Aliases = slices.Clone(out[i].Goals), slices.Clone(out[i].Aliases)
	}
	return out
}

// Refused lists the merges that were proposed and refused.
func (t *Taxonomy) Refused() []Refusal { return slices.Clone(t.refused) }

func (s Skill) clone() Skill {
	s.Aliases, s.Implies, s.Related = slices.Clone(s.Aliases), slices.Clone(s.Implies), slices.Clone(s.Related)
	return s
}
