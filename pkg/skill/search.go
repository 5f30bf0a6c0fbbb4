package skill

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// typedKey is one way to come to an entry while typing: a name or alias, or what follows a '-' in one.
type typedKey struct {
	key   string // squeezed
	skill int32
	rank  int8 // 0 the id or name, 1 an alias, 2 a later word
}

func (t *Taxonomy) sortTyped() {
	for i, s := range t.skills {
		t.typed = append(t.typed, typedKey{Squeeze(s.ID), int32(i), 0}, typedKey{Squeeze(Spell(s.Name)), int32(i), 0})
		for _, w := range append([]string{s.ID, Spell(s.Name)}, s.Aliases...) {
			t.typed = append(t.typed, typedKey{Squeeze(w), int32(i), 1})
			for _, later := range strings.FieldsFunc(w, func(r rune) bool { return r == '-' })[min(1, len(w)):] {
				t.typed = append(t.typed, typedKey{Squeeze(later), int32(i), 2})
			}
		}
	}
	slices.SortFunc(t.typed, func(a, b typedKey) int {
		return cmp.Or(strings.Compare(a.key, b.key), cmp.Compare(a.skill, b.skill), cmp.Compare(a.rank, b.rank))
	})
	t.typed = slices.CompactFunc(t.typed, func(a, b typedKey) bool { return a.key == b.key && a.skill == b.skill })
}

// Search finds at most n entries for what somebody has typed so far, best first: the whole word, then beginnings of names,
// of aliases and of later words, then (from four letters) all of them with one letter wrong, missing, doubled or swapped.
// Nothing typed gives what others point to most.
func (t *Taxonomy) Search(typed string, n int) []Skill {
	if n <= 0 {
		return nil
	}
	t.typing.Do(t.sortTyped)
	key := Squeeze(Spell(typed))
	best := map[int32]int{} // by skill: lower is better
	note := func(skill int32, rank int) {
		if old, ok := best[skill]; !ok || rank < old {
			best[skill] = rank
		}
	}
	first, _ := slices.BinarySearchFunc(t.typed, key, func(k typedKey, key string) int { return strings.Compare(k.key, key) })
	for _, k := range t.typed[first:] {
		if !strings.HasPrefix(k.key, key) {
			break
		}
		rank := 2 + int(k.rank)
		if k.key == key {
			rank = int(k.rank)
		}
		note(k.skill, rank)
	}
	if utf8.RuneCountInString(key) >= 4 && len(best) < n {
		for _, k := range t.typed {
			if _, ok := best[k.skill]; !ok && nearPrefix(key, k.key) {
				note(k.skill, 5+int(k.rank))
			}
		}
	}
	found := make([]int32, 0, len(best))
	for i := range best {
		found = append(found, i)
	}
	slices.SortFunc(found, func(a, b int32) int {
		x, y := &t.skills[a], &t.skills[b]
		return cmp.Or(cmp.Compare(best[a], best[b]), cmp.Compare(y.weight, x.weight), cmp.Compare(len(x.ID), len(y.ID)),
			strings.Compare(x.ID, y.ID))
	})
	out := make([]Skill, 0, min(n, len(found)))
	for _, i := range found[:min(n, len(found))] {
		out = append(out, t.skills[i].clone())
	}
	return out
}

// nearPrefix says whether typed is a beginning of key, or the whole of it, with one edit (change, loss, addition, swap).
func nearPrefix(typed, key string) bool {
	i := 0
	for i < len(typed) && i < len(key) && typed[i] == key[i] {
		i++
	}
	if i == 0 { // the first letter is seldom wrong, and most keys end here
		return false
	}
	t, k := typed[i:], key[i:]
	switch {
	case len(t) == 0:
		return true
	case len(k) == 0:
		return len(t) == 1
	}
	return strings.HasPrefix(k[1:], t[1:]) || strings.HasPrefix(k, t[1:]) || strings.HasPrefix(k[1:], t) ||
		len(t) > 1 && len(k) > 1 && t[0] == k[1] && t[1] == k[0] && strings.HasPrefix(k[2:], t[2:])
}
