package rank

// recent remembers words that were looked up lately: most of many rows are of a few.
type recent [1 << 14]struct {
	id    string
	space byte
	word  word
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
	return uint32((a*0x9e3779b97f4a7c15 ^ (b+uint64(space))*0xc2b2ae3d27d4eb4f) >> (64 - 14))
}

func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 |
		uint64(s[7])<<56
}

// word is words.intern.
func (k *recent) word(w *words, space byte, id string) word {
	at := &k[slot(space, id)]
	if at.space != space || at.id != id { // a space is never 0
		at.id, at.space, at.word = id, space, w.intern(space, id)
	}
	return at.word
}
