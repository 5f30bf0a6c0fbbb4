package programs

import (
	"testing"

	"github.com/waymark-dev/waymark/pkg/fault"
)

func TestNamesOfOrganisationsAndProgrammes(t *testing.T) {
	for name, want := range map[string]string{"Ελλάδα OSS": "", "Adm\u0456n club": "mixed_scripts_in_word",
		"Club\u200b": "invisible_character", "...": "no_letter",
	} {
		_, org := Organisation{Name: name}.Check()
		_, programme := Programme{Name: name}.Check()
		for _, wrong := range [][]string{codesOf(org), codesOf(programme)} {
			if want == "" && len(wrong) > 0 || want != "" && (len(wrong) != 1 || wrong[0] != want) {
				t.Errorf("%+q: %v, want %q", name, wrong, want)
			}
		}
	}
}

func codesOf(fields []fault.Field) []string {
	var out []string
	for _, f := range fields {
		out = append(out, f.Code)
	}
	return out
}
