package roster

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/waymark-dev/waymark/pkg/fault"
)

// Columns that a file of people can have.
const (
	ColEmail     = "email"
	ColName      = "display_name"
	ColFirst     = "first_name" // with last_name, where there is no display_name
	ColLast      = "last_name"
	ColPronouns  = "pronouns"
	ColAbout     = "about"
	ColRole      = "role" // newcomer, mentor, both
	ColHave      = "have"
	ColWant      = "want"  // to learn
	ColTeach     = "teach" // what a mentor helps with
	ColInterests = "interests"
	ColCauses    = "causes"
	ColLanguages = "languages"
	ColZone      = "zone"
	ColMinutes   = "minutes"        // a week
	ColHours     = "hours_per_week" // where there are no minutes
	ColFormat    = "format"
	ColGoals     = "goals"
	ColStyle     = "style"
	ColLinks     = "links"
	ColLocale    = "locale" // of the invitation
)

// AllColumns in the order in which they are told.
var AllColumns = []string{
	ColEmail, ColName, ColFirst, ColLast, ColPronouns, ColAbout, ColRole, ColHave, ColWant, ColTeach, ColInterests, ColCauses, ColLanguages, ColZone,
	ColMinutes, ColHours, ColFormat, ColGoals, ColStyle, ColLinks, ColLocale,
}

// Fold makes headings comparable: lower case, without accents, everything that is no letter or digit one space. Of long ones the
// beginning counts.
func Fold(s string) string {
	s = cut(s, 2*maxWord)
	var b strings.Builder
	space := false
	for _, r := range norm.NFKD.String(strings.ReplaceAll(s, "ß", "ss")) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(unicode.ToLower(r))
		default:
			space = true
		}
	}
	return b.String()
}

// Matched is how the columns of a file were understood.
type Matched struct {
	// Column gives the place of a column in the file.
	Column map[string]int
	// Unused are the places of those that were not understood; nothing of them is kept.
	Unused []int
	// Perhaps are those of Unused that may stand for a column, which only a mapping can say.
	Perhaps map[int]string
}

// MatchColumns matches columns by the headings, or by mapping (column to heading) where that names one. A mapping of a column to ""
// leaves it out.
func MatchColumns(file []string, mapping map[string]string) (Matched, []fault.Field) {
	m := Matched{Column: map[string]int{}, Perhaps: map[int]string{}}
	var wrong []fault.Field
	used := map[int]bool{}
	for _, column := range sortedKeys(mapping) {
		heading := mapping[column]
		if !slices.Contains(AllColumns, column) {
			wrong = append(wrong, fault.Field{Pointer: "?mapping", Code: "unknown_column", Params: map[string]any{"allowed": AllColumns}})
			continue
		}
		if heading == "" {
			continue
		}
		at := slices.IndexFunc(file, func(h string) bool { return Fold(h) == Fold(heading) })
		switch {
		case at < 0:
			wrong = append(wrong, fault.Field{Pointer: "?mapping", Code: "no_such_heading", Params: map[string]any{"column": column}})
		case used[at]:
			wrong = append(wrong, fault.Field{Pointer: "?mapping", Code: "heading_used_twice", Params: map[string]any{"column": column}})
		default:
			m.Column[column], used[at] = at, true
		}
	}
	for i, h := range file {
		column, known := columnOf(h)
		_, mapped := mapping[column]
		_, taken := m.Column[column]
		switch {
		case used[i]:
		case known && !mapped && !taken:
			m.Column[column], used[i] = i, true
		default:
			m.Unused = append(m.Unused, i)
			if c, ok := perhaps[plainHeading(h)]; ok {
				m.Perhaps[i] = c
			}
		}
	}
	m.settleNames()
	if _, ok := m.Column[ColEmail]; !ok && len(wrong) == 0 {
		wrong = append(wrong, fault.Field{Pointer: "?mapping", Code: "no_column", Params: map[string]any{"column": ColEmail}})
	}
	_, name := m.Column[ColName]
	_, first := m.Column[ColFirst]
	if !name && !first && len(wrong) == 0 {
		wrong = append(wrong, fault.Field{Pointer: "?mapping", Code: "no_column", Params: map[string]any{"column": ColName}})
	}
	return m, wrong
}

// settleNames: "Name" beside "Vorname" is a family name.
func (m *Matched) settleNames() {
	_, first := m.Column[ColFirst]
	_, last := m.Column[ColLast]
	if at, name := m.Column[ColName]; name && first && !last {
		m.Column[ColLast] = at
		delete(m.Column, ColName)
	}
	// "Nom" or "Last" alone is the name that there is.
	if at, ok := m.Column[ColLast]; ok && !first {
		if _, name := m.Column[ColName]; !name {
			m.Column[ColName] = at
			delete(m.Column, ColLast)
		}
	}
}

func sortedKeys(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Letter is the column as spreadsheets call it: A, B … Z, AA.
func Letter(i int) string {
	if i < 0 {
		return ""
	}
	if i >= 26*27 {
		return strconv.Itoa(i + 1)
	}
	if i < 26 {
		return string(rune('A' + i))
	}
	return string(rune('A'+i/26-1)) + string(rune('A'+i%26))
}
