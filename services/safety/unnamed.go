package safety

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/naming"
	"github.com/waymark-dev/waymark/pkg/wire"
)

// AboutSomebody is a report that describes whom it is about in words: their page is hidden, or the reporter does not know who they are here.
const AboutSomebody = "somebody"

var errUnnamed = fault.New(fault.Conflict, "case.unnamed", "Say first who it is about: as long as that is not known, nothing can follow for anybody.")

// unnamed: it describes somebody, and nobody has said yet who that is. Until then a conflict is only known with the reporter, and of those
// whom the words name.
func (c *Case) unnamed() bool { return c.About == AboutSomebody && c.Person == "" && !c.PersonLeft }

// name is m saying who it is about. barred are those who have a conflict from then on; part says that the two are to be parted at once.
// errKept if it was said already; errMoved if somebody else was named or it is decided; errUnread before m has read it.
func (c *Case) name(id, m, person string, barred []string, part bool) error {
	switch {
	case c.About == AboutSomebody && c.Person == person:
		return errKept
	case !c.unnamed() || !c.open():
		return errMoved
	case !c.openedBy(m):
		return errUnread
	}
	c.Person, c.Barred, c.Copy = person, barred, CopyWaits
	if part && c.Contact == ContactNone {
		c.Contact = ContactPending
		c.say(wire.ContactToStop{Case: id, Person: c.Reporter, Other: person})
	}
	c.say(wire.CaseMoved{Case: id, Step: "named", By: m})
	return nil
}

// words are those of a text, so that they can be compared: letters and digits alone, as they are taken at a glance.
func words(text string) []string {
	return strings.FieldsFunc(naming.AtAGlance(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// glued is a text without anything between its letters and digits.
func glued(text string) string { return strings.Join(words(text), "") }

// unspaced says whether words of a name are written without spaces around them.
func unspaced(name string) bool {
	return strings.ContainsFunc(name, func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) })
}

// Lengths of names, in characters.
const (
	leastName  = 3 // a part of a name that names somebody by itself
	leastGlued = 6 // a name or an address that names somebody whatever stands around it
	mostEnding = 2 // what a language puts behind a name
)

// namesIn says whether a text may name somebody, by their id and by what stands on their page: their whole name, a part of it, or an address of
// theirs, however they are written. It says so too often rather than too seldom: a moderator of the same first name leaves the case to others.
func namesIn(text, id string, page []wire.EvidenceLine) bool {
	said, all := words(text), glued(text)
	if id = glued(id); utf8.RuneCountInString(id) >= leastGlued && strings.Contains(all, id) {
		return true
	}
	for _, l := range page {
		switch l.Part {
		case "display_name":
			name, whole := words(l.Text), glued(l.Text)
			least := leastGlued
			if unspaced(l.Text) {
				least = 2
			}
			if utf8.RuneCountInString(whole) >= least && strings.Contains(all, whole) || follows(said, name) || slices.ContainsFunc(name, func(part string) bool {
				return utf8.RuneCountInString(part) >= leastName && slices.ContainsFunc(said, func(w string) bool { return bends(w, part, cyrillic(l.Text)) })
			}) {
				return true
			}
		case "links":
			_, address, found := strings.Cut(l.Text, "://")
			if address = glued(address); found && utf8.RuneCountInString(address) >= leastGlued && strings.Contains(all, address) {
				return true
			}
		}
	}
	return false
}

// follows says whether all words of a name stand one after the other; one that is a single letter names nobody.
func follows(said, name []string) bool {
	if utf8.RuneCountInString(strings.Join(name, "")) < 2 {
		return false
	}
	for i := range said {
		if len(said)-i >= len(name) && slices.Equal(said[i:i+len(name)], name) {
			return true
		}
	}
	return false
}

// cyrillic says whether a name is of a script whose languages put another ending in place of a name's own.
func cyrillic(name string) bool {
	return strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
}

// bends says whether a word is a name, maybe with an ending, which may stand in place of its last letter: Noors, Annas, Анной.
func bends(word, name string, replaced bool) bool {
	if word == name {
		return true
	}
	w, n := []rune(word), []rune(name)
	if len(n) <= leastName {
		return false
	}
	stem := n
	if replaced {
		stem = n[:len(n)-1]
	}
	return len(w) >= len(stem) && len(w) <= len(n)+mostEnding && slices.Equal(w[:len(stem)], stem)
}
