package safety

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/waymark-dev/waymark/pkg/fault"
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

// folded is a text in which words can be compared: letters and digits alone, small, in their compatible forms, one space between.
func folded(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(norm.NFKC.String(text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r)
	}), " ")
}

// unspaced says whether words of a name are written without spaces around them.
func unspaced(name string) bool {
	return strings.ContainsFunc(name, func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) })
}

// leastName is the length of a part of a name, in characters, that names somebody by itself.
const leastName = 3

// namesIn says whether a text may name somebody, by what stands on their page: their whole name, a part of it, or an address of theirs. It says
// so too often rather than too seldom: a moderator of the same first name leaves the case to others.
func namesIn(text string, page []wire.EvidenceLine) bool {
	text = " " + folded(text) + " "
	for _, l := range page {
		switch l.Part {
		case "display_name":
			name := folded(l.Text)
			whole := " " + name + " "
			if unspaced(name) {
				whole = name
			}
			if utf8.RuneCountInString(name) >= 2 && strings.Contains(text, whole) || slices.ContainsFunc(strings.Fields(name), func(w string) bool {
				return utf8.RuneCountInString(w) >= leastName && strings.Contains(text, " "+w+" ")
			}) {
				return true
			}
		case "links":
			_, address, found := strings.Cut(l.Text, "://")
			if address = folded(address); found && utf8.RuneCountInString(address) >= 2*leastName && strings.Contains(text, address) {
				return true
			}
		}
	}
	return false
}
