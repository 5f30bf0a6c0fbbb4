package rank

import "github.com/waymark-dev/waymark/pkg/skill"

// recent remembers what was looked up lately: most words of many rows are of a few.
type recent [1 << recentBits]known

const recentBits = 15

// known is an id with what was asked of it so far.
type known struct {
	id          string
	word        word
	space       byte // never 0
	has, sorted bool // word; wide
	wide        bool // of a skill
}

func newRecent() *recent { return new(recent) }

// slot is where an id is remembered, by its ends: those of one kind differ there.
func slot(space byte, id string) uint32 {
	var a, b uint64
	if n := len(id); n >= 8 {
		a, b = eight(id), eight(id[n-8:])
	} else {
		for i := range n {
			a = a<<8 | uint64(id[i])
		}
	}
	return uint32((a*0x9e3779b97f4a7c15 ^ (b+uint64(space))*0xc2b2ae3d27d4eb4f) >> (64 - recentBits))
}

func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 |
		uint64(s[7])<<56
}

func (k *recent) of(space byte, id string) *known {
	at := &k[slot(space, id)]
	if at.space != space || at.id != id {
		*at = known{id: id, space: space}
	}
	return at
}

// word is words.intern.
func (k *recent) word(w *words, space byte, id string) word {
	at := k.of(space, id)
	if !at.has {
		at.word, at.has = w.intern(space, id), true
	}
	return at.word
}

// wide says whether a skill matters to every kind of work.
func (r *profiler) wide(id string) bool {
	if r.known == nil {
		return wide(r.tax.KindOf(id))
	}
	at := r.known.of(ofSkill, id)
	if !at.sorted {
		at.wide, at.sorted = wide(r.tax.KindOf(id)), true
	}
	return at.wide
}

func wide(k skill.Kind) bool { return k == skill.Craft || k == skill.Topic || k == skill.Unknown }

// pieces gives room for many short lists out of few pieces of memory; nil gives each its own.
type pieces[E any] []E

// list is an empty list with room for n.
func (p *pieces[E]) list(n int) []E {
	const piece = 1 << 12
	switch {
	case n == 0:
		return nil
	case p == nil:
		return make([]E, 0, n)
	case len(*p) < n:
		*p = make([]E, max(piece, n))
	}
	out := (*p)[:0:n]
	*p = (*p)[n:]
	return out
}
