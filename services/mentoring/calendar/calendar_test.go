package calendar

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waymark-dev/waymark/pkg/locale"
)

// A language without a calendar's words, and one with some of them, are no errors: the rest is English.
func TestASeventhLanguage(t *testing.T) {
	t.Parallel()
	one, err := os.ReadFile("../../../pkg/locale/testdata/sw.toml")
	if err != nil {
		t.Fatal(err)
	}
	english, err := os.ReadFile("../../../pkg/locale/en.calendar.toml")
	if err != nil {
		t.Fatal(err)
	}
	b, err := read(fstest.MapFS{"sw.toml": {Data: one}, "en.calendar.toml": {Data: english}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range []string{"sw", "sw-KE"} {
		if got := b.titles(tag); got[OfMentor] != "Kikao na mgeni wako" || got[OfNewcomer] != "Session with your mentor" {
			t.Errorf("%s: %q", tag, got)
		}
	}
	if got := b.titles("tlh"); got != b.titles(locale.English) {
		t.Errorf("%q", got)
	}
	for tag, want := range map[string]string{"fr-CA": "Séance avec votre mentor", "zh": "与导师的会面", "": "Session with your mentor"} {
		if file := string(File([]Appointment{{ID: "a"}}, tag)); !strings.Contains(file, "SUMMARY:"+want+"\r\n") {
			t.Errorf("%q: %s", tag, file)
		}
	}
}
