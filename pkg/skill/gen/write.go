package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

const head = `# The taxonomy that ships with Waymark. Made by pkg/skill/gen; do not edit. See NOTICE for the sources and their licences.
# skill <tab> id <tab> name <tab> kind <tab> weight <tab> aliases <tab> implies id:percent <tab> related <tab> about
# cause <tab> id <tab> name <tab> goals <tab> words <tab> about
# refused <tab> alias <tab> what it is not
`

func (b *builder) write(file string) error {
	var out bytes.Buffer
	out.WriteString(head)
	for _, id := range slices.Sorted(maps.Keys(b.entries)) {
		e := b.entries[id]
		var implies []string
		others := slices.SortedFunc(maps.Keys(e.implies), func(x, y string) int {
			return cmp.Or(cmp.Compare(e.implies[y], e.implies[x]), cmp.Compare(x, y))
		})
		for _, o := range others {
			implies = append(implies, fmt.Sprintf("%s:%d", o, e.implies[o]))
		}
		fmt.Fprintf(&out, "skill\t%s\t%s\t%s\t%d\t%s\t%s\t%s\t%s\n", e.id, e.name, e.kind, e.weight,
			strings.Join(slices.Sorted(maps.Keys(e.aliases)), ","), strings.Join(implies, ","), strings.Join(e.related, ","), e.about)
	}
	for _, c := range b.causes {
		fmt.Fprintf(&out, "cause\t%s\t%s\t%s\t%s\t%s\n", c.id, c.name, c.goals, c.words, c.about)
	}
	for _, k := range slices.Sorted(maps.Keys(b.own.refused)) {
		r := b.own.refused[k]
		if not := b.find(r.not); not != nil && b.byKey[k] == not.id {
			continue // the merge is right, only another entry of that name is not
		}
		fmt.Fprintf(&out, "refused\t%s\t%s\n", r.alias, r.not)
	}
	return os.WriteFile(file, out.Bytes(), 0o644)
}
