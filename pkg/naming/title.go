package naming

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Titled is the code of a name that is a title of staff, for whoever has no such role.
const Titled = "title_of_staff"

// Title is what a name says that somebody is here.
type Title string

// Titles that names can pretend to.
const (
	NoTitle       Title = ""
	Moderator     Title = "moderator"
	Administrator Title = "administrator"
	Team          Title = "team" // the place itself, its support, its people
)

// shape is what two words have in common that are taken for each other.
func shape(w string) string { return figured(latin(plain(w))) }

func figured(s string) string {
	return strings.Map(func(r rune) rune {
		if l, ok := figures[r]; ok {
			return l
		}
		return r
	}, s)
}

// TitleOf says which title of staff a name pretends to, in any of the six languages and with letters that look alike; NoTitle for none.
// Whether somebody may be called so is for the caller, who knows their role.
func TitleOf(name string) Title {
	name = norm.NFKC.String(name)
	called := capitals.MatchString(name)
	for _, v := range []string{name, humped(name)} {
		v = latin(plain(v))
		for _, v := range []string{v, pairs.Replace(v)} {
			for _, s := range []string{figured(v), unfigured(v)} {
				for _, s := range []string{s, dotted.Replace(s)} {
					if t := titleOf(s, called); t != NoTitle {
						return t
					}
				}
			}
		}
	}
	return NoTitle
}

// capitals: somebody can be called Way Mark.
var capitals = regexp.MustCompile(`\bWay Mark\b`)

// dotted sets apart what a middle dot or an underscore parts, which stand within names too.
var dotted = strings.NewReplacer("·", ",", "•", ",", "_", ",")

// humped puts a space before each capital behind a small letter: "WaymarkTeam".
func humped(name string) string {
	var b strings.Builder
	var before rune
	for _, r := range name {
		if unicode.IsLower(before) && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

// unfigured reads figures as what stands between words, as in "moderator2", and signs as what sets apart.
func unfigured(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsNumber(r):
			return ' '
		case strings.ContainsRune("@$!|", r):
			return ','
		}
		return r
	}, s)
	return figured(s)
}

// titleOf judges a name whose letters are shapes. called says that a person may have the name of the place, in two words.
func titleOf(s string, called bool) Title {
	words := strings.FieldsFunc(splitHan(s), between)
	for _, judge := range []Title{pulled(words, called), inside(words), badge(s), leading(words)} {
		if judge != NoTitle {
			return judge
		}
	}
	any := NoTitle
	for _, s := range []string{s, strings.ReplaceAll(s, "&", " ")} {
		for _, part := range parts(s) {
			m := meaning{only: true}
			for _, w := range part {
				m = m.with(made(w))
			}
			if t := m.of(); t != NoTitle {
				any = t
			}
		}
	}
	return any
}

// pulled finds the titles that count anywhere, also where what stands between their letters makes several words of them.
func pulled(words []string, called bool) Title {
	for i := range words {
		run := ""
		for j := i; j < len(words) && len(run) < 64; j++ {
			run += words[j]
			t := always[run]
			if t == NoTitle || called && j == i+1 && run == shape(place) && !amid(words[:i], words[j+1:]) {
				continue
			}
			return t
		}
	}
	return NoTitle
}

// amid says whether anything around a name is no part of a name.
func amid(around ...[]string) bool {
	return slices.ContainsFunc(slices.Concat(around...), func(w string) bool { return made(w).only })
}

// inside finds the titles that a Chinese name ends or begins with.
func inside(words []string) Title {
	for _, w := range words {
		for title, t := range within {
			if strings.Contains(strings.ReplaceAll(w, "出版", ""), title) { // 出版主编 publishes
				return t
			}
		}
	}
	return NoTitle
}

// badge finds a short title that is set apart from the rest of a name.
func badge(s string) Title {
	found, others := NoTitle, false
	for _, piece := range strings.FieldsFunc(s, func(r rune) bool { return apart(r) || r == '-' }) {
		words := strings.FieldsFunc(piece, between)
		switch {
		case len(words) == 1 && badges[words[0]] != NoTitle:
			found = badges[words[0]]
		case len(words) > 0:
			others = true
		}
	}
	if !others {
		return NoTitle
	}
	return found
}

// leading finds "Admin Ada". Behind another name Admin is a name.
func leading(words []string) Title {
	if len(words) > 1 && words[0] == shape("admin") {
		return Administrator
	}
	return NoTitle
}

// meaning is what words of a name are.
type meaning struct {
	title           Title
	only            bool // they are nothing but titles, what a team cares for, and words beside them
	cares           int
	mod, crew, code bool
}

func (m meaning) with(o meaning) meaning {
	if o.title != NoTitle {
		m.title = o.title
	}
	m.cares += o.cares
	return meaning{title: m.title, only: m.only && o.only, cares: m.cares, mod: m.mod || o.mod, crew: m.crew || o.crew, code: m.code || o.code}
}

// of is the title that words of that meaning are.
func (m meaning) of() Title {
	switch {
	case !m.only:
		return NoTitle
	case m.title != NoTitle:
		return m.title
	case m.mod && m.crew:
		return Moderator
	case m.cares > 1, m.cares > 0 && (m.crew || m.code):
		return Team
	}
	return NoTitle
}

// made gives the meaning of a word, which may be several written together.
func made(w string) meaning {
	if m := known(w); m.only {
		return m
	}
	for i := range w {
		head, tail := w[:i], w[i:]
		m := known(head)
		if !m.only || short(head) || short(tail) {
			continue
		}
		if rest := made(tail); rest.only {
			return m.with(rest)
		}
	}
	return meaning{}
}

func known(w string) meaning {
	m := meaning{title: always[w], mod: w == shape("mod"), crew: crews[w], code: codes[w]}
	if m.title == NoTitle {
		m.title = alone[w]
	}
	if cares[w] {
		m.cares = 1
	}
	m.only = m.title != NoTitle || m.mod || m.crew || m.code || m.cares > 0 || beside[w]
	return m
}

// short says whether a part of a word is too short to be told: "AdaMod" is not "a", "da" and "mod".
func short(w string) bool {
	r := []rune(w)
	return len(r) < 4 && (len(r) < 2 || !unicode.Is(unicode.Han, r[0]))
}

// parts splits a name at what sets a part of it apart, and each part into words. Han stands apart from letters beside it; letters one by one
// are a word.
func parts(s string) [][]string {
	var out [][]string
	for _, p := range strings.FieldsFunc(strings.ReplaceAll(s, " - ", " | "), apart) {
		var words []string
		one := ""
		spell := func() {
			if one != "" {
				words, one = append(words, one), ""
			}
		}
		for _, w := range strings.FieldsFunc(splitHan(p), between) {
			if len([]rune(w)) == 1 {
				one += w
				continue
			}
			spell()
			words = append(words, w)
		}
		spell()
		if len(words) > 0 {
			out = append(out, words)
		}
	}
	return out
}

func between(r rune) bool { return !unicode.IsLetter(r) }

// apart: brackets, bars, commas, strokes and pictures. A dot, a hyphen, an underscore and an apostrophe stand within names.
func apart(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsSpace(r) && !strings.ContainsRune(".-_'’·*", r)
}

func splitHan(s string) string {
	var b strings.Builder
	var before rune
	for _, r := range s {
		if unicode.IsLetter(r) && unicode.IsLetter(before) && unicode.Is(unicode.Han, r) != unicode.Is(unicode.Han, before) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}
