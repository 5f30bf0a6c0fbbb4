package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	// givenUp finds each place where a consumer gives a message up, with the reason's code or constant.
	givenUp = regexp.MustCompile(`bus\.Hopeless\(\s*([^,]+),`)
	// givenUpAs finds the codes of the bus itself.
	givenUpAs = regexp.MustCompile(`(Reason[A-Za-z]+)\s*=\s*"([a-z_]+)"`)
)

// TestEveryReasonOfALetterHasASentence: every code with which a message is given up is said in words, in every language.
func TestEveryReasonOfALetterHasASentence(t *testing.T) {
	b, err := os.ReadFile("../../pkg/bus/message.go")
	if err != nil {
		t.Fatal(err)
	}
	codes, places := map[string]string{}, 0
	for _, m := range givenUpAs.FindAllStringSubmatch(string(b), -1) {
		codes["bus."+m[1]] = m[2]
	}
	if len(codes) < 3 {
		t.Fatalf("only %d codes of the bus found: the search is wrong", len(codes))
	}
	for _, root := range []string{"..", "../../pkg"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			b, err := os.ReadFile(path)
			for _, m := range givenUp.FindAllStringSubmatch(string(b), -1) {
				places++
				if said := strings.Trim(m[1], `"`); said != m[1] {
					codes[m[1]] = said
				} else if codes[m[1]] == "" {
					t.Errorf("%s gives up with %s: write a code there, so that this test can see that it has words", path, m[1])
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if places < 20 {
		t.Errorf("only %d places found: the search is wrong", places)
	}
	for _, p := range mustSite(t).book.Languages() {
		for _, code := range codes {
			if !p.Has("letter.because_" + code) {
				t.Errorf("%s: letter.because_%s is missing", p.Tag, code)
			}
		}
	}
}

// TestEveryMessageIsNamed: whatever type a message of a stream has, the page of what was given up says in every language what it is.
func TestEveryMessageIsNamed(t *testing.T) {
	files, err := filepath.Glob("../../pkg/wire/schemas/*.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	found, list := 0, mustSite(t).book.Languages()
	for _, file := range files {
		typ := strings.TrimSuffix(filepath.Base(file), ".schema.json")
		if !strings.HasPrefix(typ, "evt.") && !strings.HasPrefix(typ, "state.") {
			continue
		}
		found++
		for _, p := range list {
			if messageKey(p, typ) == "letter.type_unknown" {
				t.Errorf("%s: nothing says what %s is: add it to words/*.letters.toml", p.Tag, typ)
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d types found: the search is wrong", found)
	}
}

// TestAMessageHasTheClosestName: the words of the audit, else the longest of its own name, else what all rooms have, else the one for new ones.
func TestAMessageHasTheClosestName(t *testing.T) {
	p, _ := mustSite(t).book.For("en")
	for typ, want := range map[string]string{
		"evt.accounts.roles_changed.v1": "deed.accounts_roles_changed", "evt.accounts.account_closed.v1": "letter.type_accounts_account_closed",
		"evt.accounts.account_confirmed.v1": "letter.type_accounts_account", "state.mentoring.match.v1": "letter.type_mentoring_match",
		"evt.safety.erased.v1": "letter.type_erased", "evt.mentoring.letter_settled.v1": "deed.mentoring_letter_settled",
		"evt.accounts.invented.v1": "letter.type_unknown", "": "letter.type_unknown", "evt..": "letter.type_unknown", "...": "letter.type_unknown",
	} {
		if got := messageKey(p, typ); got != want {
			t.Errorf("%q: %s, want %s", typ, got, want)
		}
	}
}

// TestOperatorsReadTheirLanguage: what a setting decides, why a message was given up and what it was stand in the reader's words; a type stands
// beside them as it is, and English of the API nowhere.
func TestOperatorsReadTheirLanguage(t *testing.T) {
	h := siteOver(t, fakeAPI{
		"GET /api/v1/settings": `{"runs":["all"],"items":[{"name":"mail-host","value":"","origin":"default","meaning":"SMTP server","env":"WAYMARK_MAIL_HOST"},
			{"name":"nats-url","value":"(hidden: it holds a password)","origin":"flag","meaning":"External","env":"WAYMARK_NATS_URL"},
			{"name":"brand-new","value":"7","origin":"flag","meaning":"Raw help","env":"WAYMARK_BRAND_NEW"}]}`,
		"GET /api/v1/ops-mentoring/dead-letters": `{"items":[{"id":"l-1","consumer":"mentoring_accounts","type":"evt.accounts.account_closed.v1",
			"message":"m-1","aggregate":"a-2","reason":"no_account","tries":1,"at":"2026-11-22T10:00:00Z"},
			{"id":"l-2","consumer":"mentoring_accounts","type":"","message":"m-2","aggregate":"","reason":"brand_new","tries":1,"at":"2026-11-22T10:00:00Z"}]}`,
	}.answer)
	cookies := reader(`"administrator"`)
	cookies[languageCookie] = "fr"
	said(t, with(h, "GET", "/operate/settings", nil, cookies), []string{"Le serveur par lequel partent les courriels", "(masqué", "WAYMARK_BRAND_NEW"},
		"SMTP server", "hidden: it", "External", "Raw help")
	said(t, with(h, "GET", "/operate/letters/mentoring", nil, cookies), []string{"Un compte a été fermé", "Il ne nomme aucun compte",
		">evt.accounts.account_closed.v1</code>", "Un message d’un type inconnu", "sans explication"}, "no_account", "brand_new")
}
