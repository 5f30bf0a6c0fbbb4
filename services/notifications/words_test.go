package notifications

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/waymark-dev/waymark/pkg/locale"
	"github.com/waymark-dev/waymark/services/notifications/notice"
)

// TestASeventhLanguage: a language that says some of it is used, with English for the rest; one that has pages alone gets English mail.
func TestASeventhLanguage(t *testing.T) {
	t.Parallel()
	one, err := os.ReadFile("../../pkg/locale/testdata/sw.toml")
	if err != nil {
		t.Fatal(err)
	}
	english, err := os.ReadFile("../../pkg/locale/en.mail.toml")
	if err != nil {
		t.Fatal(err)
	}
	b, err := loadBook(fstest.MapFS{"sw.toml": {Data: one}, "en.mail.toml": {Data: english},
		"yo.toml": {Data: []byte("[pages.language]\nname = \"Yorùbá\"\n")}})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 5, 9, 0, 0, 0, time.UTC)
	for kind := range notice.Kinds {
		for _, tag := range []string{"sw-KE", "yo", "tlh"} {
			m, err := b.in(tag, time.UTC).letter(&Letter{Kind: kind, Until: at, Days: 3})
			if err != nil || m.Subject == "" || len(m.Lines) == 0 || m.Lang != map[bool]string{true: "sw", false: "en"}[tag == "sw-KE"] {
				t.Errorf("%s %s: %+v %v", tag, kind, m, err)
			}
		}
	}
	all, err := loadBook(locale.Files())
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range []string{"en", "fr", "es", "ru", "ar", "zh"} { // who completed reads nothing of a withdrawal, and who is missed is asked
		said := map[string]bool{}
		for _, l := range []Letter{{Kind: "participant_completed", How: "completed"}, {Kind: "participant_completed", How: "taken_back"},
			{Kind: "event_team_given", How: "late"}, {Kind: "event_team_given", How: "gone"}} {
			m, err := all.in(tag, time.UTC).letter(&l)
			if err != nil || said[m.Lines[0]] || m.Lang != tag {
				t.Errorf("%s %+v: %+v %v", tag, l, m, err)
			}
			said[m.Lines[0]] = true
		}
	}
	sw := b.in("sw", time.UTC)
	if m, err := sw.letter(&Letter{Kind: "message_posted"}); err != nil || m.Subject != "Una ujumbe mpya" || m.Action != "Read the message" {
		t.Errorf("%+v %v", m, err)
	}
	if m, err := sw.letter(&Letter{Kind: "silence_noticed", Days: 1}); err != nil || m.Lines[0] != "Hakuna aliyeandika kwa siku 1." {
		t.Errorf("%+v %v", m, err)
	}
	if m, err := sw.letter(&Letter{Kind: "mentor_asked", Until: at}); err != nil || !strings.Contains(m.Lines[0], "5 Novemba 2026") {
		t.Errorf("%+v %v", m, err)
	}
}
