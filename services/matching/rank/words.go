package rank

import "sync"

// word is an interned tag: a namespace and an id. Words from foreign up are of one question only and are in no row.
type word uint32

const foreign word = 1 << 24

// Namespaces of words: a skill "go" and an interest "go" are two.
const (
	ofSkill     = 's'
	ofInterest  = 'i'
	ofCause     = 'c'
	ofLanguage  = 'l'
	ofGoal      = 'g'
	ofStyle     = 'y'
	ofProgramme = 'p'
	ofKind      = 'k'
	ofProject   = 'j'
	ofZone      = 'z'
)

// nothing is a word that no question ever has: what rows say beyond the bound of words.
const nothing word = 0

// words is append-only; readers look up while the one writer, who alone may intern, adds.
type words struct {
	mu   sync.RWMutex
	id   [128]map[string]word // by namespace
	list []string
	most int // no more than foreign
}

func newWords() *words { return &words{list: []string{"?"}, most: int(foreign)} }

func (w *words) intern(space byte, id string) word {
	if n, ok := w.find(space, id); ok {
		return n
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.list) >= w.most {
		return nothing
	}
	n := word(len(w.list))
	if w.id[space] == nil {
		w.id[space] = map[string]word{}
	}
	key := string(space) + id
	w.id[space][key[1:]] = n
	w.list = append(w.list, key)
	return n
}

func (w *words) find(space byte, id string) (word, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	n, ok := w.id[space][id]
	return n, ok
}

func (w *words) text(n word) string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if int(n) >= len(w.list) {
		return ""
	}
	return w.list[n][1:]
}

func (w *words) len() int {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return len(w.list)
}

// reader turns ids into words: for rows by interning, for questions by looking up, with words of their own for what no row has.
type reader struct {
	words *words
	own   []string // of a question; word foreign+i
	rows  bool
	known *recent // while many rows are read; nil else, as lists and needs
	lists *pieces[word]
	needs *pieces[need]
}

func (r *reader) word(space byte, id string) word {
	if r.known != nil {
		return r.known.word(r.words, space, id)
	}
	if r.rows {
		return r.words.intern(space, id)
	}
	if n, ok := r.words.find(space, id); ok {
		return n
	}
	key := string(space) + id
	for i, o := range r.own {
		if o == key {
			return foreign + word(i)
		}
	}
	r.own = append(r.own, key)
	return foreign + word(len(r.own)-1)
}

// text is the id of a word of this question or of a row.
func (r *reader) text(n word) string {
	if n >= foreign {
		if i := int(n - foreign); i < len(r.own) {
			return r.own[i][1:]
		}
		return ""
	}
	return r.words.text(n)
}
