// Package naming says which names people, organisations and programmes cannot have: those that hide something, that run into the
// text around them, that read like another name or like a title of those who run the place, or that are an address to go to. Names of every
// script are welcome. Pure.
package naming

import (
	"strings"
	"unicode"
)

// Codes of what is wrong with a name.
const (
	Control   = "control_character"     // controls, what turns the writing direction, private use
	Invisible = "invisible_character"   // what nobody sees, outside the scripts that need it within a word
	NoLetter  = "no_letter"             // nothing but marks and punctuation
	Bare      = "mark_without_letter"   // a mark that would sit on what stands before the name
	Stacked   = "too_many_marks"        // marks piled up so that they reach into other lines
	Mixed     = "mixed_scripts_in_word" // letters that look alike, of two scripts, in one word
	Address   = "address_in_name"       // of the web or of a mailbox: whoever reads the name would go there
)

// Marks on one letter. Scripts' own marks are more than three in some (Myanmar, Tibetan); those that go on any letter never are.
const (
	maxCommonMarks = 3
	maxMarks       = 6
)

// Wrong gives the code of the first thing that is wrong with a name, "" if nothing is. The name is in NFC and trimmed; its
// length is the caller's affair.
func Wrong(name string) string {
	runes := []rune(name)
	c := checker{}
	for i, r := range runes {
		if code := c.rune(runes, i, r); code != "" {
			return code
		}
	}
	if !c.seen {
		return NoLetter
	}
	if addressed(name) {
		return Address
	}
	return ""
}

type checker struct {
	seen          bool // a letter, figure or symbol
	based         bool // something that a mark can sit on
	common, marks int  // on the letter before
	word          int  // script of the word so far, an index of alike
}

// alike are the scripts whose letters are taken for each other's.
var alike = []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek}

func (c *checker) rune(runes []rune, i int, r rune) string {
	switch {
	case joins(r):
		if !joined(runes, i) {
			return Invisible
		}
	case unicode.In(r, unicode.Cc, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp) || r == unicode.ReplacementChar || turns(r):
		return Control
	case hidden(runes, i, r):
		return Invisible
	case unicode.IsMark(r):
		return c.mark(r)
	default:
		return c.base(r)
	}
	return ""
}

func (c *checker) mark(r rune) string {
	if !c.based {
		return Bare
	}
	if unicode.Is(unicode.Mc, r) { // takes a place of its own
		return ""
	}
	c.marks++
	if unicode.Is(unicode.Inherited, r) {
		c.common++
	}
	if c.common > maxCommonMarks || c.marks > maxMarks {
		return Stacked
	}
	return ""
}

func (c *checker) base(r rune) string {
	c.common, c.marks = 0, 0
	c.based = !unicode.IsSpace(r)
	if unicode.In(r, unicode.L, unicode.N, unicode.S) {
		c.seen = true
	}
	if !unicode.IsLetter(r) {
		c.word = 0
		return ""
	}
	for n, script := range alike {
		if !unicode.Is(script, r) {
			continue
		}
		if c.word != 0 && c.word != n+1 {
			return Mixed
		}
		c.word = n + 1
	}
	return ""
}

// turns: what changes the writing direction of what follows.
func turns(r rune) bool { return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 }

// Straight gives a text without what turns the writing direction of what follows. A phone puts it around names in a text of two directions:
// whoever wrote it did nothing wrong, so a message is taken without it, where a name is refused.
func Straight(text string) string {
	return strings.Map(func(r rune) rune {
		if turns(r) {
			return -1
		}
		return r
	}, text)
}

// Unfit says whether a character has no place in any text that people write here: controls (ends of lines are for the caller to allow), what
// turns the writing direction of what follows, separators of lines that no keyboard has, and marks of an encoding.
func Unfit(r rune) bool {
	return unicode.IsControl(r) || r == unicode.ReplacementChar || turns(r) || r == 0x2028 || r == 0x2029 || r == 0xFEFF
}

// joins: the zero width joiner and non-joiner, and the Mongolian vowel separator.
func joins(r rune) bool { return r == 0x200C || r == 0x200D || r == 0x180E }

// joining are the scripts whose words need a joiner, a non-joiner or a separator.
var joining = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mongolian, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati,
	unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Adlam,
}

// joined says whether a joiner stands within a word of a script that needs it, or within a picture of several parts.
func joined(runes []rune, i int) bool {
	if i == 0 {
		return false
	}
	before := runes[i-1]
	if i+1 == len(runes) || runes[i+1] == ' ' { // "അനില്‍": a final consonant without its vowel
		return runes[i] == 0x200D && unicode.IsMark(before) && unicode.In(before, joining...)
	}
	after := runes[i+1]
	if unicode.In(before, joining...) && unicode.In(after, joining...) {
		return true
	}
	return runes[i] == 0x200D && (picture(before) || before == 0xFE0F) && picture(after)
}

// picture says whether the character is an emoji, or its colour of skin.
func picture(r rune) bool { return unicode.Is(unicode.So, r) || r >= 0x1F3FB && r <= 0x1F3FF }

// hidden says whether nothing would be seen of a character. Variants are known behind a picture and behind Han.
func hidden(runes []rune, i int, r rune) bool {
	switch {
	case r == 0xFE0F || r == 0xFE0E:
		return i == 0 || !picture(runes[i-1]) && !unicode.IsDigit(runes[i-1])
	case r >= 0xFE00 && r <= 0xFE0D, r >= 0xE0100 && r <= 0xE01EF:
		return i == 0 || !unicode.In(runes[i-1], unicode.Han, unicode.Mongolian, unicode.Phags_Pa, unicode.Myanmar)
	case r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0: // fillers of Hangul
		return true
	case r == 0x2800, r == 0x034F, r == 0x17B4, r == 0x17B5: // blank braille, the grapheme joiner, inherent vowels of Khmer
		return true
	}
	return unicode.Is(unicode.Cf, r)
}
