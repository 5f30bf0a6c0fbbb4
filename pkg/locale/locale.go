// Package locale has what rooms say to people in each language. A seventh language is one file, <tag>.toml beside this one (a tag of
// BCP 47), with four tables, of which each room takes its own:
//
//	[pages.…]   what the pages say; for the six languages that are there it is services/web/words/<tag>.*.toml
//	[mail.…]    what mails say, as en.mail.toml
//	[calendar]  the titles in calendar files, as en.calendar.toml
//	[template.…] the questions that a cohort begins with, as fr.template.toml; in English they stand in services/programs/cohort
//
// <tag>.<table>.toml is the same as that table of <tag>.toml, for a language whose words are many. What a language lacks is said in
// English; the tests of each room hold that a language that is shipped lacks nothing of a table that it has.
package locale

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"
)

// The tables of a language.
const (
	Pages    = "pages"
	Mail     = "mail"
	Calendar = "calendar"
	Template = "template"
)

// English is the language that every other one falls back to.
const English = "en"

//go:embed *.toml
var files embed.FS

// Files are the languages that are built in.
func Files() fs.FS { return files }

// Tables is one table of every language that has it, by tag. An error says which file cannot be read, is not named after a
// language, or has a table that no room knows.
func Tables(from fs.FS, table string) (map[string]map[string]any, error) {
	names, err := fs.Glob(from, "*.toml")
	if err != nil {
		return nil, err
	}
	out := map[string]map[string]any{}
	for _, name := range names {
		tag, part, parted := strings.Cut(strings.TrimSuffix(name, ".toml"), ".")
		if _, err := language.Parse(tag); err != nil {
			return nil, fmt.Errorf("locale: %s is not named after a language: %w", name, err)
		}
		if parted && part != table && known(part) {
			continue
		}
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		var tree map[string]any
		if err := toml.Unmarshal(text, &tree); err != nil {
			return nil, fmt.Errorf("locale: %s: %w", name, err)
		}
		if parted {
			tree = map[string]any{part: tree}
		}
		for _, key := range slices.Sorted(maps.Keys(tree)) {
			own, ok := tree[key].(map[string]any)
			switch {
			case !ok || !known(key):
				return nil, fmt.Errorf("locale: %s: %q is none of the tables %s, %s, %s and %s", name, key, Pages, Mail, Calendar, Template)
			case key != table:
			case out[tag] != nil:
				return nil, fmt.Errorf("locale: %s: the table %s stands in two files", name, key)
			default:
				out[tag] = own
			}
		}
	}
	return out, nil
}

func known(table string) bool {
	return table == Pages || table == Mail || table == Calendar || table == Template
}
