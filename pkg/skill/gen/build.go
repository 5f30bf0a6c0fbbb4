package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/waymark-dev/waymark/pkg/skill"
)

type entry struct {
	id, name, kind, about string
	aliases               map[string]bool
	implies               map[string]int // percent
	related               []string
	weight                int
}

// claim is an alias that a source proposes for an entry.
type claim struct {
	word, id string
	ours     bool
}

type cause struct{ id, name, goals, about, words string }

type builder struct {
	own       *own
	entries   map[string]*entry
	byKey     map[string]string // squeezed name or id: id
	claims    []claim
	causes    []cause
	undecided []string
	warnings  []string
}

func newBuilder(o *own) *builder {
	return &builder{own: o, entries: map[string]*entry{}, byKey: map[string]string{}}
}

func squeeze(word string) string { return skill.Squeeze(skill.Spell(word)) }

// add makes an entry or finds the one that is there already.
func (b *builder) add(source, id, name, kind string) *entry {
	if same, ok := b.own.same[source]; ok {
		id = same
	} else if at, ok := b.byKey[squeeze(id)]; ok {
		id = at
	}
	if k := b.own.kinds[id]; k != "" {
		kind = k
	} else if k := b.own.kinds[source]; k != "" && b.own.same[source] != "" {
		kind = k
	}
	if n := b.own.names[id]; n != "" {
		name = n
	}
	e := b.entries[id]
	if e == nil {
		e = &entry{id: id, name: name, kind: kind, aliases: map[string]bool{}, implies: map[string]int{}}
		b.entries[id] = e
		b.name(id, id)
	}
	b.name(name, e.id)
	b.name(source, e.id)
	return e
}

// name says that a word is the name of an entry. One that is an entry's id already, or refused, stays as it is.
func (b *builder) name(word, id string) {
	k := squeeze(word)
	if r, no := b.own.refused[k]; no && r.to != id && k != squeeze(id) {
		return
	}
	if at, ok := b.byKey[k]; ok && at != id {
		if squeeze(at) != k {
			b.undecided = append(b.undecided, fmt.Sprintf("name %q: of %s or %s?", word, at, id))
		}
		return
	}
	b.byKey[k] = id
	b.entries[id].aliases[skill.Spell(word)] = true
}

func (b *builder) addOwn() {
	for _, c := range b.own.crafts {
		e := b.add(c[0], c[0], c[1], "craft")
		about, words, _ := strings.Cut(c[2]+" | "+c[3], " | ")
		e.about = about
		b.claim(e.id, true, list(words)...)
	}
	for _, c := range b.own.entries {
		e := b.add(c[1], c[1], c[2], c[0])
		b.claim(e.id, true, list(c[3])...)
	}
}

func (b *builder) claim(id string, ours bool, words ...string) {
	for _, w := range words {
		b.claims = append(b.claims, claim{w, id, ours})
	}
}

func (b *builder) addLanguages(languages []language) {
	for _, l := range languages {
		keep := l.Type == "programming" || l.Type == "markup" || b.own.languages[l.Name]
		if !keep || b.own.leftOut["languages:"+l.Name] {
			continue
		}
		e := b.add(l.Name, skill.Spell(l.Name), l.Name, "language")
		b.claim(e.id, false, l.Aliases...)
	}
}

func (b *builder) addDevicon(technologies []technology) {
	for _, t := range technologies {
		if b.own.leftOut["devicon:"+t.Name] {
			continue
		}
		id := skill.Spell(t.Name)
		if same, ok := b.own.same[t.Name]; ok {
			id = same
		}
		e := b.add(t.Name, id, title(id), kindOfTags(t.Tags))
		b.claim(e.id, false, t.AltNames...)
	}
}

func (b *builder) addTopics(topics []topic) {
	for _, t := range topics {
		if b.own.leftOut["topics:"+t.Topic] {
			continue
		}
		_, known := b.byKey[squeeze(t.Topic)]
		e := b.add(t.Topic, t.Topic, t.Name, "topic")
		if known && e.kind != "language" && e.kind != "craft" && e.name == title(e.id) {
			e.name = t.Name // devicon has none
		}
		b.claim(e.id, false, t.Aliases...)
	}
}

// settleAliases gives every proposed alias to one entry, to nobody, or asks.
func (b *builder) settleAliases() {
	for id, words := range b.own.extra {
		if b.entries[id] == nil {
			b.undecided = append(b.undecided, "extra.txt names no entry: "+id)
			continue
		}
		b.claim(id, true, words...)
	}
	takers := map[string]map[string]bool{}
	words := map[string]map[string]bool{}
	ours := map[string]bool{}
	for _, c := range b.claims {
		k := squeeze(c.word)
		if k == "" {
			continue
		}
		if r, no := b.own.refused[k]; no {
			switch {
			case r.to == "-":
				continue
			case r.to != "" && r.to != "new":
				c.id = r.to
			default:
				at, ok := b.byKey[k]
				if !ok {
					b.undecided = append(b.undecided, fmt.Sprintf("refused %q goes nowhere", c.word))
				}
				c.id = at
			}
			if b.entries[c.id] == nil {
				b.undecided = append(b.undecided, fmt.Sprintf("refused %q goes to %q, which is no entry", c.word, c.id))
				continue
			}
		}
		if at, named := b.byKey[k]; named && at != c.id {
			b.undecided = append(b.undecided, fmt.Sprintf("alias %q of %s is the name of %s", c.word, c.id, at))
			continue
		}
		if c.ours && !ours[k] { // our own words go before the sources' aliases
			takers[k], ours[k] = nil, true
		} else if !c.ours && ours[k] && !takers[k][c.id] {
			b.warnings = append(b.warnings, fmt.Sprintf("%q of %s is ours, of %v", c.word, c.id, slices.Collect(maps.Keys(takers[k]))))
			continue
		}
		if takers[k] == nil {
			takers[k], words[k] = map[string]bool{}, map[string]bool{}
		}
		takers[k][c.id] = true
		words[k][skill.Spell(c.word)] = true
	}
	for k, ids := range takers {
		if len(ids) > 1 {
			b.undecided = append(b.undecided, fmt.Sprintf("alias %q is claimed by %v", k, slices.Sorted(maps.Keys(ids))))
			continue
		}
		for id := range ids {
			b.byKey[k] = id
			maps.Copy(b.entries[id].aliases, words[k])
		}
	}
	for _, e := range b.entries {
		delete(e.aliases, e.id)
	}
	slices.Sort(b.undecided)
}

func kindOfTags(tags []string) string {
	for _, pair := range [][2]string{
		{"framework", "framework"}, {"library", "framework"}, {"language", "language"}, {"game-engine", "platform"},
		{"platform", "platform"}, {"os", "platform"}, {"cloud", "platform"}, {"hosting", "platform"}, {"distribution", "platform"},
		{"browser", "platform"}, {"social", "platform"},
	} {
		if slices.Contains(tags, pair[0]) {
			return pair[1]
		}
	}
	return "tool"
}

// title writes an id as a name, for the source that has ids only.
func title(id string) string {
	w := strings.Split(id, "-")
	for i := range w {
		if w[i] != "" {
			w[i] = strings.ToUpper(w[i][:1]) + w[i][1:]
		}
	}
	return strings.Join(w, " ")
}
