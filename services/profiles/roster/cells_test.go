package roster

import (
	"slices"
	"testing"

	"github.com/waymark-dev/waymark/pkg/skill"
)

// TestAWordKeepsItsCapitals: a skill that the list does not have is read again as it was written, and counts once however it is written;
// one that it has gets its id.
func TestAWordKeepsItsCapitals(t *testing.T) {
	got := SkillList("K-Drama subtitles: 2, GoLang, k-drama Subtitles: 4, OpenRefine", skill.Shipped(), 3)
	want := []Leveled{{"k-drama-subtitles", "K-Drama subtitles", 4}, {"go", "go", 3}, {"openrefine", "OpenRefine", 3}}
	if !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}
