package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// codeOf finds what refuses, with its kind and code: fault.New(fault.Conflict, "claim.line_full", …) and literals of fault.Fault.
var codeOf = regexp.MustCompile(`(?:fault\.Newf?\(\s*|Kind:\s*)fault\.(Conflict|Forbidden|Gone|TooMany|TooLarge|Invalid),\s*(?:Code:\s*)?"([a-z0-9_.]+)"`)

// unmet are codes (or their beginnings, with a dot at the end) of refusals that no page can show, and why. What stands here and is not in the
// sources any more fails the test.
var unmet = map[string]string{
	"accounts.questions": "between services", "ask.": "between services", "bus.": "between services", "blocks.invalid": "between services",
	"parted.invalid": "between services", "proposal.": "between services: a round tells of each pair in its own words", "stop.invalid": "between services",
	"match.exists": "between services", "people.too_many_relations": "between services", "client.export": "the command line",
	"catalog.import_forbidden": "the command line imports lists", "catalog.damaged_gzip": "the command line imports lists",
	"catalog.file_too_large": "the command line imports lists", "catalog.unknown_format": "the command line imports lists",
	"catalog.unreadable": "the command line imports lists", "import.": "the command line imports people",
	"store.": "the sentence of the kind is the one", "auth.forbidden": "the sentence of the kind is the one", "body.too_large": "a form is bounded before",
	"invalid": "fields say what is wrong",
}

// TestEveryRefusalHasASentence: each code with which a service or a package refuses has a sentence of its own in the words of the pages, or
// stands in the list above. The tests of words hold that every other language has what English has.
func TestEveryRefusalHasASentence(t *testing.T) {
	en, ok := mustSite(t).book.For("en")
	if !ok {
		t.Fatal("no English")
	}
	found, met := 0, map[string]bool{}
	for _, root := range []string{"..", "../../pkg"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "storetest") {
				return err
			}
			b, err := os.ReadFile(path)
			for _, m := range codeOf.FindAllStringSubmatch(string(b), -1) {
				code := m[2]
				room, _, _ := strings.Cut(code, ".")
				found++
				switch {
				case en.Has("problem." + strings.ReplaceAll(code, ".", "_")):
				case unmet[code] != "":
					met[code] = true
				case unmet[room+"."] != "":
					met[room+"."] = true
				default:
					t.Errorf("%s refuses with %s (%s): add a sentence to words/*.refused.toml, or say above why no page shows it", path, code, m[1])
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found < 200 {
		t.Errorf("only %d refusals found: the search is wrong", found)
	}
	for code := range unmet {
		if !met[code] {
			t.Errorf("%s is refused nowhere, or has a sentence: take it out of the list", code)
		}
	}
}
