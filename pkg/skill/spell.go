package skill

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// MaxID is the greatest length of a canonical id in bytes.
const MaxID = 60

// Spell writes a word as ids are written: lower case, letters without marks, one '-' between words, '#' and '*' written out,
// a leading '.' as "dot" (".NET"), '.' and '+' kept within a word. Other signs separate words. At most MaxID bytes; "" if
// nothing is left. Spell(Spell(w)) is Spell(w).
func Spell(word string) string {
	if len(word) > 8*MaxID { // nobody's skill; do not walk through megabytes
		word = word[:8*MaxID]
	}
	s := speller{}
	runes := []rune(strings.TrimSpace(word))
	for i, r := range runes {
		next := rune(0)
		if i+1 < len(runes) {
			next = runes[i+1]
		}
		s.rune(r, next)
	}
	out := s.out.String()
	if len(out) > MaxID {
		out = out[:MaxID]
		for !utf8.ValidString(out) {
			out = out[:len(out)-1]
		}
	}
	return strings.TrimRight(out, "-.")
}

// Squeeze is a spelled word without '-' and '.': "node.js", "node-js" and "nodejs" are one.
func Squeeze(spelled string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '.' {
			return -1
		}
		return r
	}, spelled)
}

type speller struct {
	out  strings.Builder
	gap  bool // words end here
	last rune // what was written last, 0 at the start
}

func (s *speller) rune(r, next rune) {
	if r >= 0xff01 && r <= 0xff5e { // full width forms
		r -= 0xfee0
	}
	switch {
	case r >= 0x300 && r <= 0x36f, unicode.Is(unicode.Cf, r), r == 0xfe0e, r == 0xfe0f, r == '\'', r == '’', r == '‘':
		return // marks on letters, joiners, apostrophes: as if they were not there
	case unicode.IsLetter(r), unicode.IsDigit(r), folded()[r] != "":
		s.letter(r)
	case unicode.IsMark(r):
		if s.last != 0 && !s.gap && s.last != '.' && s.last != '+' { // vowel signs of many scripts belong to their letter
			s.write(r)
		}
	case r == '+' && s.last != 0 && s.last != '.' && !s.gap:
		s.write(r)
	case (r == '#' || r == '*' && !wordly(next)) && s.last != 0 && s.last != '.' && !s.gap:
		s.out.WriteString(map[rune]string{'#': "-sharp", '*': "-star"}[r])
		s.gap = true
	case r == '.' && wordly(next) && s.last == 0:
		for _, c := range "dot" {
			s.write(c)
		}
	case r == '.' && wordly(next) && wordly(s.last) && !s.gap:
		s.write(r)
	case r == '&':
		s.gap = true
		for _, c := range "and" {
			s.letter(c)
		}
		s.gap = true
	default:
		s.gap = true
	}
}

func (s *speller) letter(r rune) {
	r = unicode.ToLower(r)
	if plain := folded()[r]; plain != "" {
		for _, c := range plain {
			s.word(c)
		}
		return
	}
	s.word(r)
}

func (s *speller) word(r rune) {
	if s.gap && s.last != 0 {
		s.out.WriteByte('-')
	}
	s.write(r)
}

func (s *speller) write(r rune) {
	s.out.WriteRune(r)
	s.last, s.gap = r, false
}

func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

var folded = sync.OnceValue(func() map[rune]string {
	m := map[rune]string{}
	for _, group := range strings.Fields(folds) {
		plain, letters, _ := strings.Cut(group, "=")
		for _, r := range letters {
			m[r] = plain
		}
	}
	return m
})
