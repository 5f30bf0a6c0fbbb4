package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/skill"
)

// fromGroup and fromTag are what a source's grouping says, in percent, where we wrote nothing by hand.
const fromGroup, fromTag, maxRelated = 70, 50, 8

var tagLanguages = []string{"javascript", "python", "java", "php", "ruby", "go", "rust", "css", "html", "kotlin", "scala",
	"typescript", "dart", "elixir"}

func (b *builder) addImplications(s sources) {
	for id, others := range b.own.implies {
		e := b.entries[id]
		if e == nil {
			b.undecided = append(b.undecided, "implies.txt: no entry "+id)
			continue
		}
		for _, o := range others {
			f := strings.Fields(o)
			share, err := strconv.Atoi(f[len(f)-1])
			if len(f) != 2 || err != nil || share < 1 || share > 95 || f[0] == id {
				b.undecided = append(b.undecided, fmt.Sprintf("implies.txt: %s: %q is no word and share", id, o))
			} else if b.entries[f[0]] == nil {
				b.undecided = append(b.undecided, fmt.Sprintf("implies.txt: %s implies %s, which is no entry", id, f[0]))
			} else {
				e.implies[f[0]] = share
			}
		}
	}
	for _, l := range s.languages {
		e, g := b.find(l.Name), b.find(l.Group)
		if e != nil && g != nil && e != g && len(b.own.implies[e.id]) == 0 && g.implies[e.id] == 0 {
			e.implies[g.id] = fromGroup
		}
	}
	for _, t := range s.technologies {
		e := b.find(t.Name)
		if e == nil || len(b.own.implies[e.id]) > 0 || e.kind != "framework" {
			continue
		}
		for _, tag := range tagLanguages {
			if g := b.entries[tag]; slices.Contains(t.Tags, tag) && g != e && len(e.implies) < 2 {
				e.implies[tag] = fromTag
			}
		}
	}
	slices.Sort(b.undecided)
}

func (b *builder) find(name string) *entry {
	if id, ok := b.own.same[name]; ok {
		return b.entries[id]
	}
	return b.entries[b.byKey[squeeze(name)]]
}

// addRelated keeps the relations between topics that are entries, and counts how often each is named: what many name is
// offered first while somebody types.
func (b *builder) addRelated(topics []topic) {
	for _, t := range topics {
		e := b.find(t.Topic)
		if e == nil || b.own.leftOut["topics:"+t.Topic] {
			continue
		}
		for _, r := range t.Related {
			if o := b.find(r); o != nil && o != e && !slices.Contains(e.related, o.id) {
				o.weight++
				if len(e.related) < maxRelated {
					e.related = append(e.related, o.id)
				}
			}
		}
	}
	for _, e := range b.entries {
		for other := range e.implies {
			b.entries[other].weight++
		}
		if e.kind == "craft" {
			e.weight += 5
		}
	}
}

func (b *builder) addCauses() {
	taken := map[string]string{}
	for _, c := range b.own.causes {
		words := []string{c[0], c[1]}
		for _, g := range list(c[2]) {
			if n, primary := strings.CutSuffix(g, "*"); primary {
				words = append(words, "sdg-"+n, "sdg "+n+" goals")
			}
		}
		about, rest, _ := strings.Cut(c[3]+" | "+c[4], " | ")
		words = append(words, list(rest)...)
		var spelled []string
		for _, w := range words {
			s := skill.Spell(w)
			if at, ok := taken[skill.Squeeze(s)]; ok && at != c[0] {
				b.undecided = append(b.undecided, fmt.Sprintf("cause word %q is claimed by %s and %s", w, at, c[0]))
				continue
			}
			taken[skill.Squeeze(s)] = c[0]
			if s != c[0] && !slices.Contains(spelled, s) {
				spelled = append(spelled, s)
			}
		}
		b.causes = append(b.causes, cause{c[0], c[1], strings.ReplaceAll(strings.ReplaceAll(c[2], "*", ""), " ", ""), about,
			strings.Join(spelled, ",")})
	}
}
